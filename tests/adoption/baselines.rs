//! Baselines: what was wrong when the gate was switched on does not fail it, and everything new does.

use crate::{RIGHT, WRONG, manifest, place, place_with, taglint, text};

fn tags(code: &str) -> [(&str, &str); 3] {
    [("Environment", "Production"), ("CostCenter", code), ("DataClass", "a")]
}

#[test]
fn three_hundred_wrong_projects_and_the_gate_is_on_today() {
    let place = place();
    for number in 0..300 {
        place.write(&format!("projects/p{number:03}.yaml"), manifest(&format!("P{number:03}"), WRONG));
    }
    let ran = taglint(&place, &["check"]).exits(1);
    let drawn = |text: &str| text.matches("error[malformed-value]").count();
    assert_eq!(drawn(&ran.stdout), 50, "a first run drowns nobody");
    assert!(ran.stdout.contains("Not shown: 250 more of `malformed-value`. Add `--all`"), "{}", ran.stdout);
    assert!(ran.stdout.contains("malformed-value  error      300        0\n"), "{}", ran.stdout);
    let ran = taglint(&place, &["check", "--format", "grouped"]).exits(1);
    assert_eq!(drawn(&ran.stdout), 50);
    for all in [&["check", "--all"][..], &["check", "--format", "concise"]] {
        assert_eq!(drawn(&taglint(&place, all).exits(1).stdout), 300, "{all:?}");
    }
    let ran = taglint(&place, &["check", "--write-baseline", "baseline.json"]).exits(0);
    assert_eq!(drawn(&ran.stdout), 300, "what is new is printed");
    assert!(ran.stderr.contains("wrote 300 entries to the baseline `baseline.json`"), "{}", ran.stderr);
    let ran = taglint(&place, &["check", "--baseline", "baseline.json", "--format", "json"]).exits(0);
    let summary = &ran.json()["summary"];
    assert_eq!((&summary["hidden"]["baseline"], &summary["error"]), (&300.into(), &0.into()));
    assert_eq!(summary["compliant"], 0, "what a baseline hides is still wrong");
    place.write("projects/new.yaml", manifest("New", WRONG));
    let ran = taglint(&place, &["check", "--baseline", "baseline.json", "--format", "json"]).exits(1);
    assert_eq!(ran.found(), ["malformed-value CostCenter"]);
    assert_eq!(ran.json()["findings"][0]["project"]["name"], "New");
}

#[test]
fn a_different_wrong_value_is_new() {
    let place = place();
    place.write("a.yaml", manifest("A", &tags("1001")));
    taglint(&place, &["check", "--write-baseline", "b.json"]).exits(0);
    place.write("a.yaml", manifest("A", &tags("1002")));
    let ran = taglint(&place, &["check", "--baseline", "b.json"]).exits(1);
    assert!(
        ran.stderr
            .contains("1 entry of the baseline no longer matches anything: `--write-baseline` drops it"),
        "{}",
        ran.stderr
    );
    // Writing does not swallow it unseen.
    let ran =
        taglint(&place, &["check", "--baseline", "b.json", "--write-baseline", "b.json", "--format", "json"]);
    assert_eq!(ran.found(), ["malformed-value CostCenter"]);
    assert!(
        ran.stderr.contains("wrote 1 entry to the baseline `b.json`; 1 old entry is gone"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.status, 0, "as the next run");
    assert!(text(&place, "b.json").contains("1002") && !text(&place, "b.json").contains("1001\""));
}

#[test]
fn a_file_that_cannot_be_read_is_not_held() {
    let place = place();
    place.write("a.yaml", manifest("A", WRONG));
    place.write("b.yaml", "name: B\ntags: {Environment: Production\n");
    let named = ["check", "a.yaml", "b.yaml"];
    taglint(&place, &[&named[..], &["--write-baseline", "c.json"]].concat()).exits(1);
    let ran = taglint(&place, &[&named[..], &["--baseline", "c.json", "--format", "json"]].concat()).exits(1);
    assert_eq!(ran.found(), ["unreadable-input -"]);
    taglint(&place, &["check", "a.yaml", "--baseline", "c.json"]).exits(0);
}

#[test]
fn a_run_that_cannot_give_out_its_report_takes_over_nothing() {
    let place = place();
    place.write("a.yaml", manifest("A", &tags("1001")));
    taglint(&place, &["check", "--write-baseline", "b.json"]).exits(0);
    let old = text(&place, "b.json");
    place.write("a.yaml", manifest("A", &tags("1002")));
    let arguments = ["check", "--write-baseline", "b.json", "--output", "sarif=nowhere/out.sarif"];
    let ran = taglint(&place, &arguments).exits(2);
    assert!(!ran.stderr.contains("to the baseline"), "{}", ran.stderr);
    assert_eq!(text(&place, "b.json"), old, "1002 was shown to nobody");
}

#[test]
fn a_different_credential_is_new_and_none_is_written_down() {
    let place = place();
    place.write("a.yaml", manifest("A", &[RIGHT, &[("DataClass", "AKIAQQQQFODNN7QQQQQQ")]].concat()));
    taglint(&place, &["check", "--write-baseline", "b.json"]).exits(0);
    taglint(&place, &["check", "--baseline", "b.json"]).exits(0);
    assert!(!text(&place, "b.json").contains("AKIA"), "{}", text(&place, "b.json"));
    place.write("a.yaml", manifest("A", &[RIGHT, &[("DataClass", "AKIAZZZZFODNN7ZZZZZZ")]].concat()));
    taglint(&place, &["check", "--baseline", "b.json"]).exits(1);
}

#[test]
fn a_baseline_moves_with_its_projects_and_reads_well() {
    let place = place();
    place.write("a.yaml", manifest("B", &tags("1001")));
    place.write("b.yaml", manifest("A", &[("Other", "x"), ("CostCenter", "CC-1001"), ("DataClass", "a")]));
    taglint(&place, &["check", "--write-baseline", "b.json"]).exits(0);
    let first = text(&place, "b.json");
    let lines: Vec<&str> = first.lines().filter(|line| line.contains("\"rule\"")).collect();
    assert_eq!(lines.len(), 3, "{first}");
    let mut sorted = lines.clone();
    sorted.sort_unstable();
    assert_eq!(lines, sorted);
    taglint(&place, &["check", "--write-baseline", "b.json"]).exits(0);
    assert_eq!(text(&place, "b.json"), first, "the same again");
    // Lines come in between, and the file is called otherwise.
    std::fs::remove_file(place.path().join("a.yaml")).unwrap();
    place.write("c.yaml", format!("# moved\n\n{}", manifest("B", &tags("1001"))));
    taglint(&place, &["check", "--baseline", "b.json"]).exits(0);
}

#[test]
fn writing_with_an_old_one_prints_only_what_is_new() {
    let place = place();
    place.write("a.yaml", manifest("A", WRONG));
    taglint(&place, &["check", "--write-baseline", "b.json", "-q"]).exits(0);
    place.write("b.yaml", manifest("B", WRONG));
    let ran = taglint(&place, &["check", "--write-baseline", "b.json", "--format", "json"]).exits(0);
    assert_eq!(ran.found(), ["malformed-value CostCenter"]);
    assert_eq!(ran.json()["summary"]["hidden"]["baseline"], 1);
    let ran = taglint(&place, &["check", "--write-baseline", "b.json", "--format", "json"]).exits(0);
    assert_eq!(ran.found(), [""; 0]);
}

#[test]
fn what_is_gone_is_pruned_but_not_what_was_not_looked_at() {
    let place = place();
    place.write("one/a.yaml", manifest("A", WRONG));
    place.write("two/b.yaml", manifest("B", &[("CostCenter", "1"), ("Lunch", "x"), ("DataClass", "a")]));
    taglint(&place, &["check", "--write-baseline", "b.json", "-q"]).exits(0);
    let count = || text(&place, "b.json").matches("\"rule\"").count();
    assert_eq!(count(), 4);
    place.write("one/a.yaml", manifest("A", RIGHT));
    // A run over one folder, or with some rules only, says nothing of the others.
    let ran = taglint(&place, &["check", "two", "--baseline", "b.json"]).exits(0);
    assert!(!ran.stderr.contains("gone"), "{}", ran.stderr);
    let ran =
        taglint(&place, &["check", "two", "--select", "unknown-tag", "--write-baseline", "b.json"]).exits(0);
    assert!(!ran.stderr.contains("gone"), "{}", ran.stderr);
    assert_eq!(count(), 4);
    let ran =
        taglint(&place, &["check", "one", "--ignore", "missing-tag", "--write-baseline", "b.json"]).exits(0);
    assert!(ran.stderr.contains("gone"), "{}", ran.stderr);
    assert_eq!(count(), 3);
    // A file that was deleted is looked at, too.
    std::fs::remove_file(place.path().join("two/b.yaml")).unwrap();
    taglint(&place, &["check", "--write-baseline", "b.json"]).exits(0);
    assert_eq!(count(), 0);
}

#[test]
fn a_baseline_that_is_absent_or_none_is_said_so() {
    let place = place();
    place.write("a.yaml", manifest("A", RIGHT));
    let ran = taglint(&place, &["check", "--baseline", "nowhere.json"]).exits(2);
    assert!(ran.stderr.contains("`nowhere.json` does not exist"), "{}", ran.stderr);
    for wrong in ["", "[]", "{\"version\": 2, \"findings\": []}", "{\"version\": 1}"] {
        place.write("b.json", wrong);
        let ran = taglint(&place, &["check", "a.yaml", "--baseline", "b.json"]).exits(2);
        assert!(ran.stderr.contains("`b.json` cannot be read"), "{}", ran.stderr);
    }
}

#[test]
fn mandatory_findings_are_in_no_baseline() {
    let place = place_with("[rules]\nmalformed-value = { level = \"error\", mandatory = true }\n");
    place.write("a.yaml", manifest("A", WRONG));
    taglint(&place, &["check", "--write-baseline", "b.json"]).exits(1);
    assert!(!text(&place, "b.json").contains("malformed-value"));
    taglint(&place, &["check", "--baseline", "b.json"]).exits(1);
}

#[test]
fn a_baseline_holds_errors_and_warnings_whatever_is_shown() {
    let place = place();
    place.write("a.yaml", manifest("A", &[("Lunch", "x"), ("CostCenter", "1"), ("DataClass", "a")]));
    taglint(&place, &["check", "--min-level", "error", "--write-baseline", "b.json"]).exits(0);
    let ran = taglint(&place, &["check", "--baseline", "b.json", "--fail-on", "warning", "--format", "json"])
        .exits(0);
    assert_eq!(ran.json()["summary"]["hidden"]["baseline"], 3);
    let ran =
        taglint(&place, &["check", "--baseline", "b.json", "--no-ignores", "--format", "json"]).exits(1);
    assert_eq!(ran.found().len(), 3);
}

#[cfg(unix)]
#[test]
fn an_incomplete_run_prunes_nothing() {
    let place = place();
    place.write("a.yaml", manifest("A", WRONG));
    place.write("b.yaml", manifest("B", WRONG));
    taglint(&place, &["check", "--write-baseline", "b.json", "-q"]).exits(0);
    let before = text(&place, "b.json");
    // A link to itself is there, and cannot be read.
    std::fs::remove_file(place.path().join("b.yaml")).unwrap();
    std::os::unix::fs::symlink("b.yaml", place.path().join("b.yaml")).unwrap();
    place.write("a.yaml", manifest("A", RIGHT));
    let ran = taglint(&place, &["check", "a.yaml", "b.yaml", "--baseline", "b.json"]).exits(3);
    assert!(!ran.stderr.contains("gone"), "{}", ran.stderr);
    taglint(&place, &["check", "a.yaml", "b.yaml", "--write-baseline", "b.json"]).exits(3);
    assert_eq!(text(&place, "b.json"), before);
}
