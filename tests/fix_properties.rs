//! Fixes of generated documents, in each format and in any layout: nothing that was fixed is found again, nothing but
//! what is fixed changes, and the text still says the same but for the fix.
//!
//! A document is written twice by the same hand: as it is, and as it must become. Where fixes only replace text, the
//! two must agree byte for byte; where they insert or remove, their data must, and all comments that are by
//! themselves.

#[path = "fix_properties/document.rs"]
mod document;
#[path = "fix_properties/pick.rs"]
mod pick;
#[path = "fix_properties/write.rs"]
mod write;

use std::sync::Arc;

use document::{DEFAULTS, Document, Wrongs};
use pick::Pick;
use proptest::prelude::*;
use taglint::collect::definition::{Definition, Question};
use taglint::collect::endings;
use taglint::collect::limits::Limits;
use taglint::collect::manifest::Certainty;
use taglint::engine::{Outline, Screen, Task, Wanted, check, fix};
use taglint::files::Store;
use taglint::source::{Medium, Source};
use taglint::triage::Selection;
use time::macros::date;
use write::Format;

fn policy(default: &str) -> String {
    format!(
        r#"
[tags.Environment]
values = ["Production", "Staging", "Development", "Research"]
aliases = {{ prod = "Production", dev = "Development", "in production" = "Production" }}

[tags.CostCenter]
pattern = 'CC-\d{{4}}'

[tags.DataClass]
required = true
default = {default:?}

[tags.cost_code]
deprecated = "use CostCenter"
replaced-by = "CostCenter"

[tags.Password]
forbidden = true

[tags.Note]
[tags.State]
"#
    )
}

fn task(name: &str, text: &str, default: &str) -> Task {
    let today = date!(2026 - 11 - 21);
    let selection = Selection { select: Vec::new(), ignore: Vec::new(), no_ignores: false, today };
    Task {
        stdin: Some((name.to_owned(), text.as_bytes().to_vec())),
        ..Task::new(Wanted::Text(policy(default)), Store::in_memory("/work", []), selection)
    }
}

/// The findings that have a fix, in words.
fn fixable(outline: &Outline) -> Vec<String> {
    let findings = outline.sorted.findings.iter().filter(|finding| finding.fix.is_some());
    findings.map(|finding| format!("{}: {}", finding.rule, finding.message)).collect()
}

/// The name and the tags of each project of a text, the tags sorted.
fn data(name: &str, text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let source = Arc::new(Source::new(name, text, Medium::File));
    let question = Question {
        format: endings::format_of(name),
        manifest: Some(Certainty::Possible),
        is_judged: &|_| false,
        limits: &Limits::default(),
    };
    let definition = Definition::read(&source, &question);
    assert!(definition.errors().is_empty(), "{:?}", definition.errors());
    let batches = definition.contents(&source, &question).batches;
    let tag = |tag: &taglint::project::Tag<'_>| {
        (tag.key.clone().into_owned(), tag.value.value.text().unwrap_or("(none)").to_owned())
    };
    let mut read = Vec::new();
    for batch in &batches {
        batch.each(0..batch.len(), |project| {
            let mut tags: Vec<_> = project.tags.list.iter().map(tag).collect();
            tags.sort();
            read.push((project.label().unwrap_or_default().to_owned(), tags));
        });
    }
    read
}

/// What becomes of a document by `--fix --unsafe-fixes`.
fn fixed(name: &str, text: &str, default: &str) -> Result<String, TestCaseError> {
    let task = task(name, text, default);
    let first = check(&task).expect("it is judged");
    let unreadable = first.outline.sorted.findings.iter().find(|f| f.rule == "unreadable-input");
    prop_assert!(unreadable.is_none(), "{:?}", unreadable.map(|finding| &finding.message));
    let had = fixable(&first.outline);
    let fixed = fix(&task, true, &Screen::default()).expect("it is judged");
    let left = fixable(&fixed.checked.outline);
    prop_assert!(left.is_empty(), "not fixed: {left:?}\n{text}");
    prop_assert_eq!(fixed.files.is_empty(), had.is_empty());
    let new = if let Some(change) = fixed.files.first() { &change.new } else { text };
    let new = new.to_owned();
    let again = Task { stdin: Some((name.to_owned(), new.as_bytes().to_vec())), ..task };
    let found = fixable(&check(&again).expect("it is judged").outline);
    prop_assert!(found.is_empty(), "a second run would fix {found:?}");
    Ok(new)
}

fn try_replacing(format: Format, tape: &[u16]) -> Result<(), TestCaseError> {
    let mut pick = Pick::new(tape);
    let default = DEFAULTS[0];
    let document = Document::draw(&mut pick, format, Wrongs::Replaced, default);
    let (before, after) = (write::write(&document), write::write(&document.fixed(default)));
    let fixed = fixed(format.file(), &before, default)?;
    prop_assert_eq!(fixed, after, "\n{}", before);
    Ok(())
}

fn try_anything(format: Format, tape: &[u16]) -> Result<(), TestCaseError> {
    let mut pick = Pick::new(tape);
    let default = DEFAULTS[pick.of(DEFAULTS.len())];
    let document = Document::draw(&mut pick, format, Wrongs::Any, default);
    let before = write::write(&document);
    let fixed = fixed(format.file(), &before, default)?;
    let wanted = data(format.file(), &write::write(&document.fixed(default)));
    prop_assert_eq!(data(format.file(), &fixed), wanted, "\n{}\n{}", before, fixed);
    for comment in before.lines().filter(|line| line.trim().starts_with(['#', '/'])) {
        prop_assert!(fixed.contains(comment), "lost {:?}\n{}\n{}", comment, before, fixed);
    }
    let is_crlf = |text: &str| text.matches('\n').count() == text.matches("\r\n").count();
    prop_assert_eq!(is_crlf(&before), is_crlf(&fixed), "line ends\n{:?}\n{:?}", before, fixed);
    // The line end behind a block scalar is part of it.
    let blocks = document.projects.iter().flat_map(|project| &project.tags);
    if !blocks.into_iter().any(|tag| matches!(tag.quotes, document::Quotes::Block(_))) {
        prop_assert_eq!(before.ends_with('\n'), fixed.ends_with('\n'), "\n{:?}\n{:?}", before, fixed);
    }
    prop_assert_eq!(before.starts_with('\u{feff}'), fixed.starts_with('\u{feff}'));
    Ok(())
}

macro_rules! properties {
    ($($format:ident $replacing:ident $anything:ident)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

            $(
                #[test]
                fn $replacing(tape in prop::collection::vec(any::<u16>(), 0..120)) {
                    try_replacing(Format::$format, &tape)?;
                }

                #[test]
                fn $anything(tape in prop::collection::vec(any::<u16>(), 0..120)) {
                    try_anything(Format::$format, &tape)?;
                }
            )*
        }
    };
}

properties! {
    Json json_is_replaced_in_place json_says_the_same_but_for_fixes
    Jsonc jsonc_is_replaced_in_place jsonc_says_the_same_but_for_fixes
    Lines json_lines_are_replaced_in_place json_lines_say_the_same_but_for_fixes
    Yaml yaml_is_replaced_in_place yaml_says_the_same_but_for_fixes
    Toml toml_is_replaced_in_place toml_says_the_same_but_for_fixes
}
