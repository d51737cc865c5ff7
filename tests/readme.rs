//! What the README and the pages of `docs` show of taglint's output is what taglint prints, in a build with all that
//! can be left out.

#![cfg(feature = "parquet")]

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::path::Path;

use taglint::collect::endings::LANGUAGES;

/// What fixes them.
const COMMAND: &str = "TAGLINT_BLESS=1 cargo test --test readme";

#[test]
fn the_readme_is_up_to_date() {
    is_up_to_date("README.md", |text, root| with_languages(&with_rules(&with_outputs(text, root))));
}

#[test]
fn the_docs_are_up_to_date() {
    for page in
        ["docs/github.md", "docs/gitlab.md", "docs/pre-commit.md", "docs/spend.md", "docs/terminal.md"]
    {
        is_up_to_date(page, with_outputs);
    }
}

fn is_up_to_date(page: &str, refresh: fn(&str, &Path) -> String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join(page);
    let written = std::fs::read_to_string(&path).expect("the page is there");
    let fresh = refresh(&written, root);
    if std::env::var_os("TAGLINT_BLESS").is_some() {
        std::fs::write(&path, &fresh).expect("the page can be written");
    }
    assert!(
        written == fresh || std::env::var_os("TAGLINT_BLESS").is_some(),
        "{page} is out of date: {COMMAND}"
    );
}

/// Fills each block below a mark `<!-- $ taglint … -->` with what that command prints.
fn with_outputs(text: &str, root: &Path) -> String {
    let mut fresh = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        fresh.push_str(line);
        fresh.push('\n');
        let Some(command) = line.strip_prefix("<!-- $ taglint ").and_then(|rest| rest.strip_suffix(" -->"))
        else {
            continue;
        };
        let fence = lines.next().expect("a block follows the mark");
        assert_eq!(fence, "```console", "a block follows the mark");
        lines.by_ref().find(|line| *line == "```").expect("the block ends");
        let arguments: Vec<&str> = command.split(' ').collect();
        let output = support::run(support::taglint_in(root, &arguments), b"");
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        fresh.push_str(&format!("```console\n$ taglint {command}\n{}\n```\n", printed.trim_end()));
    }
    fresh
}

/// Fills in the table of languages, each with all endings of its files.
fn with_languages(text: &str) -> String {
    let mut rows: Vec<(&str, Vec<String>)> = Vec::new();
    for language in LANGUAGES {
        let endings = language.endings.iter().map(|ending| format!("`.{ending}`"));
        match rows.iter_mut().find(|(name, _)| *name == language.name) {
            Some((_, known)) => known.extend(endings),
            None => rows.push((language.name, endings.collect())),
        }
    }
    let rows: String =
        rows.iter().map(|(name, endings)| format!("| {name} | {} |\n", endings.join(", "))).collect();
    with_table(text, "languages", &format!("| language | endings |\n|---|---|\n{rows}"))
}

/// Fills in a table between its marks.
fn with_table(text: &str, name: &str, table: &str) -> String {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = text.split_once(&begin).expect("the table begins");
    let (_, after) = rest.split_once(&end).expect("the table ends");
    format!("{before}{begin}{table}{end}{after}")
}

/// Fills in the table of rules.
fn with_rules(text: &str) -> String {
    let row = |rule: &&taglint::rule::Rule| {
        format!(
            "| [`{0}`](rules/{0}.md) | {1} | {2} | {3} |\n",
            rule.name,
            rule.level,
            rule.summary,
            rule.fix.unwrap_or("none")
        )
    };
    let rows: String = taglint::rule::RULES.iter().map(row).collect();
    with_table(text, "rules", &format!("| rule | level | finds | fix |\n|---|---|---|---|\n{rows}"))
}

#[test]
fn the_policy_of_the_readme_is_a_policy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("README.md")).expect("the README is there");
    let (_, rest) = text.split_once("```toml\n").expect("the policy begins");
    let (policy, _) = rest.split_once("```").expect("the policy ends");
    let store = taglint::files::Store::on_disk(root.join("fixtures/policy/ok"));
    let loaded = taglint::policy::load::load_text(policy, "README.md", Some(&store), taglint::rule::NAMES);
    assert!(loaded.is_ok(), "{:?}", loaded.err());
}
