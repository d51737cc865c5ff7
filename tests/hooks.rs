//! The hooks for pre-commit, as far as they can be tried without it: what they run, on which files, and what comes
//! of it.

#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::path::Path;

use regex::Regex;
use support::{Workplace, read, run};
use taglint::collect::endings::LANGUAGES;

/// The values of a key of each hook.
fn each(key: &str) -> Vec<String> {
    let hooks = read(".pre-commit-hooks.yaml");
    let values = hooks.lines().filter_map(|line| line.trim_start_matches("- ").trim().strip_prefix(key));
    values.map(|value| value.trim_start_matches(": ").to_owned()).collect()
}

#[test]
fn both_hooks_look_at_every_kind_of_definition() {
    assert_eq!(each("id"), ["taglint", "taglint-system"]);
    assert_eq!(each("language"), ["rust", "system"]);
    for pattern in each("files") {
        let pattern = Regex::new(&pattern).unwrap();
        for name in ["a.jsonc", "b/a.yaml", "taglint.toml", "a.tf", "a.tf.json", "terraform.tfvars", "A.YAML"]
        {
            assert!(pattern.is_match(name), "{name}");
        }
        assert!(!pattern.is_match("a.rs") && !pattern.is_match("a.yaml.md"));
    }
}

/// Writes the endings of definitions into each line `files: …`.
fn with_endings(text: &str) -> String {
    let mut endings: Vec<&str> = Vec::new();
    for ending in LANGUAGES.iter().flat_map(|language| language.endings) {
        let last = ending.rsplit('.').next().unwrap_or(ending);
        if !endings.contains(&last) {
            endings.push(last);
        }
    }
    let pattern = format!(r"(?i)\.({})$", endings.join("|"));
    let mut fresh = String::new();
    for line in text.lines() {
        match line.split_once("files: ") {
            Some((before, _)) if before.trim().is_empty() => {
                fresh.push_str(&format!("{before}files: {pattern}\n"));
            }
            _ => fresh.push_str(&format!("{line}\n")),
        }
    }
    fresh
}

#[test]
fn the_patterns_of_the_hooks_are_up_to_date() {
    for page in [".pre-commit-hooks.yaml", "docs/pre-commit.md"] {
        let written = read(page);
        let fresh = with_endings(&written);
        if std::env::var_os("TAGLINT_BLESS").is_some() {
            std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(page), &fresh)
                .expect("it can be written");
        } else {
            assert_eq!(written, fresh, "{page} is out of date: TAGLINT_BLESS=1 cargo test --test hooks");
        }
    }
}

#[test]
fn a_commit_is_checked_by_its_own_files() {
    let place = Workplace::new();
    let exception = "[[exceptions]]\nwhen = { name = \"Other\" }\nuntil = 2027-01-31\nreason = \"r\"\n";
    place.write(
        "taglint.toml",
        format!("[tags.CostCenter]\nrequired = true\npattern = 'CC-\\d{{4}}'\n{exception}"),
    );
    place.write("good.yaml", "name: A\ntags: {CostCenter: CC-1001}\n");
    place.write("bad.yaml", "name: B\ntags: {CostCenter: 1}\n");
    place.write("package.json", "{\"name\": \"app\", \"version\": \"1\"}\n");
    place.write("main.tf", "resource \"awscc_bedrockmantle_project\" \"p\" {\n  name = \"P\"\n  tags = [{ key = \"CostCenter\", value = local.code }]\n}\n");
    place.write("locals.tf", "locals {\n  code = \"1\"\n}\n");
    for entry in each("entry") {
        let words: Vec<&str> = entry.split(' ').collect();
        assert_eq!(words[0], "taglint");
        for (files, status) in [
            (&["good.yaml", "taglint.toml"] as &[&str], 0),
            (&["good.yaml", "bad.yaml"], 1),
            (&["package.json"], 0),
            (&["taglint.toml"], 0),
            // What the project says is in another file, and there it is wrong.
            (&["locals.tf"], 1),
        ] {
            let arguments: Vec<&str> = words[1..].iter().chain(files).copied().collect();
            let output = run(place.taglint(&arguments), b"");
            let said = String::from_utf8_lossy(&output.stdout).into_owned()
                + &String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(status), "{files:?}: {said}");
            assert!(!said.contains("unused-exception"), "{said}");
        }
    }
}
