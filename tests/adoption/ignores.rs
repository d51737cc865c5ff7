//! Inline ignores: where they are, what they hide, and when they are of no use.

use crate::{place, place_with, taglint, text};

/// What is found in a file.
fn found(file: &str, bytes: &str) -> Vec<String> {
    let place = place();
    place.write(file, bytes);
    let ran = taglint(&place, &["check", "--format", "json", file]);
    assert!([0, 1].contains(&ran.status), "{}", ran.stderr);
    ran.found()
}

const NONE: &[&str] = &[];

#[test]
fn an_ignore_on_the_line_or_above_hides_that_line() {
    for file in [
        "name: A\ntags:\n  Environment: prod # taglint: ignore[invalid-value] FIN-1\n  CostCenter: CC-1001\n  DataClass: a\n",
        "name: A\ntags:\n  # taglint: ignore[invalid-value] FIN-1\n  Environment: prod\n  CostCenter: CC-1001\n  DataClass: a\n",
        "name: A\ntags:\n  # taglint: ignore[invalid-value]\n  # and why\n  Environment: prod\n  CostCenter: CC-1001\n  DataClass: a\n",
        "name: A\ntags:\n  Environment: prod # odd, taglint: ignore[ invalid-value , unknown-tag ]\n  CostCenter: CC-1001\n  DataClass: a\n",
    ] {
        let found = found("a.yaml", file);
        let others: Vec<_> = found.iter().filter(|finding| !finding.starts_with("unused-ignore")).collect();
        assert!(others.is_empty(), "{file}\n{others:?}");
    }
    let below = "name: A\ntags:\n  Environment: prod\n  # taglint: ignore[invalid-value]\n  CostCenter: CC-1001\n  DataClass: a\n";
    assert_eq!(found("a.yaml", below), ["invalid-value Environment", "unused-ignore -"]);
    let beside = "name: A # taglint: x\ntags:\n  CostCenter: CC-1001 # taglint: ignore[invalid-value]\n  Environment: prod\n  DataClass: a\n";
    assert_eq!(
        found("a.yaml", beside),
        ["unused-ignore -", "invalid-value Environment"],
        "a comment beside a tag does not speak of the next line"
    );
}

#[test]
fn an_ignore_where_a_project_begins_hides_all_of_it() {
    for (file, bytes) in [
        (
            "a.yaml",
            "projects:\n  # taglint: ignore[missing-tag, invalid-value] new, FIN-2\n  - name: A\n    tags: {Environment: prod}\n  - name: B\n    tags: {Environment: Production, CostCenter: CC-1001, DataClass: a}\n",
        ),
        (
            "a.yaml",
            "projects:\n  - name: A # taglint: ignore[missing-tag, invalid-value]\n    tags: {Environment: prod}\n",
        ),
        (
            "a.yaml",
            "projects:\n  - tags: {Environment: prod} # taglint: ignore[invalid-value]\n    # taglint: ignore[missing-tag]\n    name: A\n",
        ),
        (
            "a.toml",
            "# taglint: ignore[missing-tag, invalid-value] new\n[[projects]]\nname = \"A\"\ntags.Environment = \"prod\"\n",
        ),
        (
            "a.toml",
            "[[projects]]\nname = \"A\" # taglint: ignore[missing-tag, invalid-value]\n[projects.tags]\nEnvironment = \"prod\"\n",
        ),
        (
            "a.json",
            "{ // taglint: ignore[missing-tag, invalid-value] new\n  \"name\": \"A\",\n  \"tags\": {\"Environment\": \"prod\"}\n}\n",
        ),
        (
            "a.jsonc",
            "[\n  /* taglint: ignore[missing-tag, invalid-value] new */\n  {\n    \"name\": \"A\",\n    \"tags\": {\"Environment\": \"prod\"},\n  },\n]\n",
        ),
    ] {
        assert_eq!(found(file, bytes), NONE, "{bytes}");
    }
    let first = "projects:\n  - name: A # taglint: ignore[missing-tag]\n    tags: {}\n  - name: B\n    tags: {Environment: Production, CostCenter: CC-1001}\n";
    assert_eq!(found("a.yaml", first), ["missing-tag DataClass"], "only the first is spared");
}

#[test]
fn an_ignore_of_no_use_is_found_and_removed() {
    let place = place();
    let before = "# taglint: ignore[missing-tag] old\nname: A # taglint: ignore[forbidden-tag, invalid-value]\ntags:\n  Environment: prod\n  CostCenter: CC-1001 # see FIN-1, taglint: ignore[malformed-value]\n  # taglint: ignore[unknown-tag] gone\n  DataClass: a # taglint: ignore[emty-value]\n";
    place.write("a.yaml", before);
    let ran = taglint(&place, &["check", "--format", "json"]).exits(0);
    assert_eq!(ran.found(), ["unused-ignore -"; 5]);
    assert_eq!(ran.json()["summary"]["warning"], 5);
    assert!(
        ran.stdout.contains("there is no rule `emty-value`") && ran.stdout.contains("write `empty-value`"),
        "{}",
        ran.stdout
    );
    taglint(&place, &["check", "--fail-on", "warning"]).exits(1);
    taglint(&place, &["check", "--fix", "--fail-on", "warning"]).exits(0);
    let after = "name: A # taglint: ignore[invalid-value]\ntags:\n  Environment: prod\n  CostCenter: CC-1001 # see FIN-1\n  DataClass: a\n";
    assert_eq!(text(&place, "a.yaml"), after);
}

#[test]
fn a_misspelled_rule_is_corrected_and_its_comment_stays() {
    let place = place();
    let file = |list: &str| {
        format!(
            "name: A\ntags:\n  Environment: nowhere # taglint: ignore[{list}] FIN-1\n  CostCenter: CC-1001\n  DataClass: a\n"
        )
    };
    for (before, titles, after) in [
        ("invalid-valu", &["write `invalid-value`"][..], "invalid-value"),
        ("unknown-tag, invalid_value", &["remove `unknown-tag`", "write `invalid-value`"], "invalid-value"),
        ("invalid-value,invalid-valu", &["remove `invalid-valu`"], "invalid-value"),
    ] {
        place.write("a.yaml", file(before));
        let ran = taglint(&place, &["check", "--format", "json", "--fail-on", "never"]).exits(0);
        let document = ran.json();
        let findings = document["findings"].as_array().expect("a list");
        let shown: Vec<&str> =
            findings.iter().filter_map(|finding| finding["fix"]["title"].as_str()).collect();
        let unused = findings.iter().filter(|finding| finding["rule"] == "unused-ignore").count();
        assert_eq!(unused, titles.len(), "{before}");
        assert!(titles.iter().all(|title| shown.contains(title)), "{before}: {shown:?}");
        taglint(&place, &["check", "--fix", "--fail-on", "warning"]).exits(0);
        assert_eq!(text(&place, "a.yaml"), file(after), "{before}");
    }
    place.write("a.yaml", file("nonsense").replace("nowhere", "Production"));
    let ran = taglint(&place, &["check", "--format", "json"]).exits(0);
    assert_eq!(ran.json()["findings"][0]["fix"]["title"], "remove the comment");
}

#[test]
fn an_ignore_at_the_end_of_a_file_goes_as_it_came() {
    for (before, after) in [
        (
            "name: A\ntags: {Environment: Production, CostCenter: CC-1001, DataClass: a}\n# taglint: ignore[missing-tag]",
            "name: A\ntags: {Environment: Production, CostCenter: CC-1001, DataClass: a}",
        ),
        (
            "name: A\r\ntags: {Environment: Production, CostCenter: CC-1001, DataClass: a} # taglint: ignore[missing-tag]\r\n",
            "name: A\r\ntags: {Environment: Production, CostCenter: CC-1001, DataClass: a}\r\n",
        ),
    ] {
        let place = place();
        place.write("a.yaml", before);
        taglint(&place, &["check", "--fix"]).exits(0);
        assert_eq!(text(&place, "a.yaml"), after);
    }
}

#[test]
fn an_ignore_without_rules_or_of_a_mandatory_one_hides_nothing() {
    let bare = "name: A # taglint: ignore\ntags: {Environment: prod, CostCenter: CC-1001, DataClass: a}\n";
    assert_eq!(found("a.yaml", bare), ["unused-ignore -", "invalid-value Environment"]);
    let place = place_with("[rules]\ninvalid-value = { level = \"error\", mandatory = true }\n");
    place.write("a.yaml", bare.replace("ignore", "ignore[invalid-value] please"));
    let ran = taglint(&place, &["check", "--format", "json"]).exits(1);
    assert_eq!(ran.found(), ["unused-ignore -", "invalid-value Environment"]);
    assert!(ran.stdout.contains("`invalid-value` is mandatory here"), "{}", ran.stdout);
    let ran = taglint(&place, &["check", "--ignore", "invalid-value"]).exits(2);
    assert!(ran.stderr.contains("mandatory"), "{}", ran.stderr);
}

#[test]
fn what_is_ignored_is_counted_and_can_be_shown() {
    let place = place();
    place.write("a.yaml", "name: A # taglint: ignore[missing-tag] FIN-1\ntags: {Environment: prod}\n");
    let ran = taglint(&place, &["check", "--format", "json"]).exits(1);
    assert_eq!(ran.json()["summary"]["hidden"]["ignored"], 2);
    let ran = taglint(&place, &["check", "--no-ignores", "--format", "json"]).exits(1);
    assert_eq!(ran.found(), ["missing-tag CostCenter", "missing-tag DataClass", "invalid-value Environment"]);
    assert_eq!(ran.json()["summary"]["hidden"]["ignored"], 0);
}

#[test]
fn a_rule_that_the_command_line_silences_leaves_its_ignores_in_use() {
    let place = place_with(
        "[[exceptions]]\nwhen = { name = \"A\" }\nrules = [\"missing-tag\"]\nuntil = 2027-01-31\nreason = \"r\"\n",
    );
    place.write("a.yaml", "name: A\ntags: {Environment: prod} # taglint: ignore[invalid-value]\n");
    assert_eq!(taglint(&place, &["check", "--format", "json"]).exits(0).found(), NONE);
    let ran =
        taglint(&place, &["check", "--ignore", "invalid-value,missing-tag", "--format", "json"]).exits(0);
    assert_eq!(ran.found(), NONE);
    let ran = taglint(&place, &["check", "--select", "unused-ignore,unused-exception", "--format", "json"])
        .exits(0);
    assert_eq!(ran.found(), NONE);
}
