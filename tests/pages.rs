//! The pages of the repository: links lead somewhere, the book has every page, and what is generated is up to date.

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

#[cfg(unix)]
#[path = "pages/commands.rs"]
mod commands;
#[path = "pages/fields.rs"]
mod fields;
#[path = "pages/links.rs"]
mod links;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use support::{Workplace, read, run};

/// The Markdown files of a folder of the repository, by name.
fn pages_of(folder: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("a folder") {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        if name.ends_with(".md") {
            names.insert(name);
        }
    }
    names
}

/// The names of files that a text links to.
fn linked(text: &str) -> BTreeSet<String> {
    links::of(text).into_iter().map(|link| link.split('#').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_book_and_the_index_have_every_page() {
    let mut pages = pages_of("docs");
    pages.remove("SUMMARY.md");
    assert_eq!(linked(&read("docs/SUMMARY.md")), pages);
    pages.remove("README.md");
    let index = linked(&read("docs/README.md"));
    let missing: Vec<&String> = pages.difference(&index).collect();
    assert!(missing.is_empty(), "docs/README.md does not link to {missing:?}");
}

#[test]
fn the_changelog_has_the_version() {
    let heading = format!("\n## [{}]", env!("CARGO_PKG_VERSION"));
    assert!(read("CHANGELOG.md").contains(&heading), "CHANGELOG.md lacks {heading:?}");
}

/// Editors look for the schema in the first lines, whatever the policy was made from.
#[test]
fn a_policy_that_init_writes_names_its_schema() {
    for definition in [None, Some(r#"{"name": "a", "tags": {"Team": "x"}}"#)] {
        let place = Workplace::new();
        if let Some(text) = definition {
            place.write("a.json", text);
        }
        assert!(run(place.taglint(&["init"]), b"").status.success());
        let policy = fs::read_to_string(place.path().join("taglint.toml")).expect("written");
        assert!(policy.starts_with("#:schema ./taglint.schema.json\n"), "{policy}");
        assert!(run(place.taglint(&["policy", "check"]), b"").status.success());
    }
}
