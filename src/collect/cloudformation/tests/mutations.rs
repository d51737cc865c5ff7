//! Whatever a text becomes, reading it does not panic, and spans are of the text.

use proptest::prelude::*;

use super::*;

/// Reads a text and looks at every place that is given, and at the text after all edits.
fn survives(text: &str) {
    let source = source(text);
    for format in [Format::Json(Dialect::WithComments), Format::Yaml] {
        let documents = documents(&source, format);
        if documents.errors.is_empty() && documents.trees.len() == 1 && is_template(documents.trees[0].root())
        {
            fixes(&source, documents.trees[0].root(), format);
        }
        for tree in &documents.trees {
            if is_template(tree.root()) {
                let projects = projects(tree.root(), &source, &|_| true, &Limits::default()).projects;
                for project in &projects {
                    looked_at(project);
                }
            }
        }
    }
    has_marks(text);
}

/// What the projects say, without places.
fn said(projects: &[Project<'_>]) -> Vec<String> {
    let value = |reading: &Reading<'_>| match &reading.value {
        Value::Unknown => "?".to_owned(),
        value => format!("{:?}", value.text()),
    };
    let tag = |tag: &Tag<'_>| format!("{}={:?}", tag.key, tag.readings().map(value).collect::<Vec<_>>());
    projects
        .iter()
        .map(|project| {
            let tags: Vec<String> = project.tags.list.iter().map(tag).collect();
            format!("{:?} {tags:?} {}", project.address, project.tags.unknown.len())
        })
        .collect()
}

/// The edits of misplaced tags change nothing of what is said.
fn fixes(before: &Arc<Source>, root: NodeRef<'_>, format: Format) {
    let projects = projects(root, before, &|_| true, &Limits::default()).projects;
    let misplaced = projects.iter().flat_map(|project| &project.misplaced);
    let mut edits: Vec<_> = misplaced.flat_map(|found| &found.edits).collect();
    if edits.is_empty() {
        return;
    }
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.span));
    let mut text = before.text().to_owned();
    for (place, replacement) in edits {
        text.replace_range(place.span.range(), replacement);
    }
    let after = source(&text);
    let documents = documents(&after, format);
    assert!(documents.errors.is_empty(), "{:?}\n{}\n{text}", documents.errors, before.text());
    let fixed =
        super::super::projects(documents.trees[0].root(), &after, &|_| true, &Limits::default()).projects;
    assert_eq!(said(&fixed), said(&projects), "{}\n{text}", before.text());
}

fn looked_at(project: &Project<'_>) {
    line(project);
    slice(&project.start);
    slice(&project.tags.container.map(|container| container.place));
    let start = project.start.expect("a start");
    for tag in &project.tags.list {
        slice(&Some(crate::project::Place { span: tag.entry, ..start }));
    }
    for (place, _) in project.misplaced.iter().flat_map(|found| &found.edits) {
        slice(&Some(*place));
    }
}

fn seeds() -> Vec<String> {
    let mut seeds: Vec<String> =
        ["good", "bad"].iter().flat_map(|folder| fixtures::texts(folder)).map(|(_, text)| text).collect();
    // What can be fixed, and what only looks like it, comes up more often.
    let misplaced: Vec<String> = seeds.iter().filter(|seed| seed.contains("AsMap")).cloned().collect();
    seeds.extend(misplaced.iter().cycle().take(3 * misplaced.len()).cloned());
    seeds.push(COMMON.to_owned());
    seeds
}

/// What is put into a text: what templates are made of.
const PIECES: &[&str] = &[
    "!Ref ",
    "!Sub ",
    "!If [",
    "]",
    "{",
    "}",
    "[",
    "\n",
    "  ",
    "- ",
    ": ",
    "Fn::If:",
    "Fn::ForEach::A:",
    "&a ",
    "*a",
    "${Stage}",
    "${",
    "\"",
    "'",
    "#",
    "é",
    "AWS::NoValue",
    "IsProduction",
    "Tags",
    "Key",
    "Value",
    "Environment",
    "<<: ",
    "|\n",
    "!FindInMap ",
    ",",
    "null",
    "\r\n",
    "\u{feff}",
    "!Condition ",
    "Fn::Transform: x",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn changed_templates_are_survived(
        seed in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..24usize, any::<prop::sample::Index>()), 1..6),
    ) {
        let seeds = seeds();
        let mut text = seed.get(&seeds).clone();
        for (at, cut, piece) in changes {
            let start = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.floor_char_boundary((start + cut).min(text.len())).max(start);
            text.replace_range(start..end, piece.get::<&str>(PIECES));
        }
        survives(&text);
    }

    #[test]
    fn lines_in_any_order_are_survived(
        seed in any::<prop::sample::Index>(),
        moves in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..8),
    ) {
        let seeds = seeds();
        let mut lines: Vec<&str> = seed.get(&seeds).lines().collect();
        for (from, to) in moves {
            let line = lines[from.index(lines.len())];
            lines.insert(to.index(lines.len() + 1), line);
        }
        survives(&lines.join("\n"));
    }
}
