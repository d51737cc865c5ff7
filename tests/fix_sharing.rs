//! Fixes of generated definitions in which projects share texts: called modules, merged maps, loops, default tags,
//! conditions, anchors. Whatever is fixed, every project has the tags that it had, but for what its own findings name;
//! nothing new is found, and a second run changes nothing.

#[path = "fix_sharing/manifest.rs"]
mod manifest;
#[path = "fix_properties/pick.rs"]
mod pick;
#[path = "fix_sharing/tags.rs"]
mod tags;
#[path = "fix_sharing/template.rs"]
mod template;
#[path = "fix_sharing/terraform.rs"]
mod terraform;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use pick::Pick;
use proptest::prelude::*;
use taglint::engine::{Screen, Task, Wanted, check, fix, read};
use taglint::files::Store;
use taglint::finding::{Finding, Subject};
use taglint::triage::Selection;
use time::macros::date;

/// The files of a definition: names and texts.
type Files = Vec<(&'static str, String)>;

const POLICY: &str = r#"
[tags.CostCenter]
required = true
default = "CC-1001"
pattern = 'CC-\d{4}'

[tags.Environment]
values = ["Production", "Staging"]
aliases = { prod = "Production" }

[tags.cost_code]
deprecated = "use CostCenter"
replaced-by = "CostCenter"

[tags.Password]
forbidden = true

[tags.DataClass]
required = true
default = "Internal"

[tags.Note]
"#;

fn task(files: &Files) -> Task {
    let selection = Selection::everything(date!(2026 - 11 - 21));
    let texts = files.iter().map(|(name, text)| (PathBuf::from(name), text.clone().into_bytes()));
    let store = Store::in_memory("/work", texts);
    Task { paths: vec![PathBuf::from(".")], ..Task::new(Wanted::Text(POLICY.to_owned()), store, selection) }
}

/// A project, and each tag with all that its value may be.
type Declared = (Subject, BTreeMap<String, BTreeSet<String>>);

fn declared(task: &Task) -> Vec<Declared> {
    let projects = read(task).expect("it is read").declared;
    let tags = |project: &taglint::drift::Declared| {
        let tags = project.declaration.tags.iter();
        tags.map(|tag| (tag.key.clone(), tag.texts.iter().cloned().collect())).collect()
    };
    projects.iter().map(|project| ((*project.subject).clone(), tags(project))).collect()
}

fn findings(task: &Task) -> Vec<Finding> {
    check(task).expect("it is judged").outline.sorted.findings
}

/// How often each rule speaks of each project.
fn counts(findings: &[Finding]) -> BTreeMap<(Option<Subject>, &'static str), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        let subject = finding.subject().cloned();
        *counts.entry((subject, finding.rule)).or_default() += 1;
    }
    counts
}

/// The tags of a project without what the fixes of its own findings name.
fn others((subject, tags): &Declared, before: &[Finding]) -> BTreeMap<String, BTreeSet<String>> {
    let mut others = tags.clone();
    for finding in before.iter().filter(|finding| finding.subject() == Some(subject)) {
        for key in finding.fix.iter().flat_map(|fix| fix.effect.keys()) {
            others.remove(key);
        }
    }
    others
}

fn try_files(files: &Files, with_unsafe: bool) -> Result<(), TestCaseError> {
    let task = task(files);
    let (found, projects) = (findings(&task), declared(&task));
    let unreadable = found.iter().find(|finding| finding.rule == "unreadable-input");
    prop_assert!(unreadable.is_none(), "{:?}\n{:?}", unreadable.map(|finding| &finding.message), files);
    let fixed = fix(&task, with_unsafe, &Screen::default()).expect("it is judged");
    let task = fixed.task;
    let told = || {
        let texts = fixed.files.iter().map(|change| format!("{}:\n{}", change.shown, change.new));
        let before = files.iter().map(|(name, text)| format!("{name} was:\n{text}"));
        before.chain(texts).collect::<Vec<_>>().join("\n")
    };
    let now = declared(&task);
    prop_assert_eq!(projects.len(), now.len(), "other projects\n{}", told());
    for (before, after) in projects.iter().zip(&now) {
        prop_assert_eq!(others(before, &found), others(after, &found), "{:?}\n{}", before.0, told());
    }
    let (was, is) = (counts(&found), counts(&findings(&task)));
    for (key, count) in &is {
        prop_assert!(count <= was.get(key).unwrap_or(&0), "new: {key:?}\n{}", told());
    }
    let again = fix(&task, with_unsafe, &Screen::default()).expect("it is judged");
    prop_assert!(again.files.is_empty(), "a second run goes on\n{}", told());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn of_configurations(tape in prop::collection::vec(any::<u16>(), 0..100), with_unsafe: bool) {
        try_files(&terraform::draw(&mut Pick::new(&tape)), with_unsafe)?;
    }

    #[test]
    fn of_templates(tape in prop::collection::vec(any::<u16>(), 0..100), with_unsafe: bool) {
        try_files(&template::draw(&mut Pick::new(&tape)), with_unsafe)?;
    }

    #[test]
    fn of_manifests(tape in prop::collection::vec(any::<u16>(), 0..100), with_unsafe: bool) {
        try_files(&manifest::draw(&mut Pick::new(&tape)), with_unsafe)?;
    }
}
