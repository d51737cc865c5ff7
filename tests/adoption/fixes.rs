//! `--fix`, `--unsafe-fixes` and `--diff`: what is applied, what is left, and what becomes of the files.

use std::fs;
use std::time::Duration;

use crate::{RIGHT, WRONG, manifest, place, place_with, support, taglint, taglint_with, text};

const MIXED: &str =
    "name: A\ntags:\n  Environment: prod\n  CostCentre: CC-1001\n  Password: x\n  DataClass: a\n";

#[test]
fn safe_fixes_alone_are_applied_unless_asked_for() {
    let place = place();
    place.write("a.yaml", MIXED);
    let ran = taglint(&place, &["check", "--fix"]).exits(1);
    assert_eq!(text(&place, "a.yaml"), MIXED.replace("prod", "Production"));
    assert_eq!(ran.stderr.lines().next(), Some("fixed 1 finding in 1 file"));
    assert!(ran.stdout.contains("forbidden-tag") && ran.stdout.contains("misspelled-key"), "{}", ran.stdout);
    let ran = taglint(&place, &["check", "--fix", "--unsafe-fixes"]).exits(0);
    assert_eq!(ran.stderr.lines().next(), Some("fixed 2 findings in 1 file"));
    let all = "name: A\ntags:\n  Environment: Production\n  CostCenter: CC-1001\n  DataClass: a\n";
    assert_eq!(text(&place, "a.yaml"), all);
    taglint(&place, &["check", "--unsafe-fixes"]).exits(2);
}

#[test]
fn a_diff_changes_neither_files_nor_the_status() {
    let place = place();
    place.write("a.yaml", MIXED);
    let ran = taglint(&place, &["check", "--diff", "--unsafe-fixes"]).exits(1);
    assert!(ran.stdout.contains("+  Environment: Production\n") && ran.stdout.contains("-  Password: x\n"));
    assert!(ran.stderr.contains("error"), "the summary is on standard error: {}", ran.stderr);
    assert_eq!(text(&place, "a.yaml"), MIXED);
    assert_eq!(taglint(&place, &["check", "--diff", "--fix", "--unsafe-fixes"]).exits(1).stdout, ran.stdout);
    assert_eq!(text(&place, "a.yaml"), MIXED);
    place.write("a.yaml", manifest("A", RIGHT));
    assert_eq!(taglint(&place, &["check", "--diff"]).exits(0).stdout, "");
}

#[test]
fn patches_of_several_files_apply_together_whatever_their_names() {
    let place = place();
    let names = ["a.yaml", "b/c d.yaml", "é.yaml", "quo\"te.yaml", "tab\tname.yaml"];
    for name in &names {
        place.write(name, MIXED);
    }
    let patch = taglint(&place, &["check", "--diff"]).exits(1).stdout;
    place.write("fixes.patch", patch);
    let mut git = support::tool("git", &place.path());
    git.args(["apply", "fixes.patch"]);
    let output = git.output().expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for name in names {
        assert_eq!(text(&place, name), MIXED.replace("prod", "Production"), "{name}");
    }
}

#[test]
fn many_fixes_of_one_file_go_in_one_run() {
    let place = place();
    let mut before = String::from("projects:\n");
    for number in 0..300 {
        // Two that touch: a tag is inserted behind the one that goes.
        before +=
            &format!("- name: P{number}\n  tags: {{environment: prod, cost-center: cc-1001, Password: x}}\n");
    }
    place.write("a.yaml", before);
    let ran = taglint(&place, &["check", "--fix", "--unsafe-fixes"]).exits(0);
    assert_eq!(ran.stderr.lines().next(), Some("fixed 1800 findings in 1 file"));
    let line = "  tags: {Environment: Production, CostCenter: CC-1001, DataClass: Internal}\n";
    assert_eq!(text(&place, "a.yaml").matches(line).count(), 300);
}

#[test]
fn a_fix_that_would_break_the_file_is_left_and_the_others_are_not() {
    let place = place();
    let mut before = String::from("projects:\n");
    for number in 0..120 {
        // The anchor is used elsewhere, and cannot go.
        let anchor = if number == 70 { "&p " } else { "" };
        before += &format!(
            "- name: P{number}\n  tags: {{Password: {anchor}x, Environment: prod, CostCenter: CC-1001, DataClass: a}}\n"
        );
    }
    before += "- name: Last\n  tags: {Environment: prod, CostCenter: CC-1001, DataClass: a, Note: *p}\n";
    place.write("a.yaml", &before);
    let ran = taglint(&place, &["check", "--fix", "--unsafe-fixes", "--format", "json"]).exits(1);
    assert_eq!(ran.found(), ["forbidden-tag Password"]);
    let after = text(&place, "a.yaml");
    assert_eq!(after.matches("Password").count(), 1);
    assert_eq!(after.matches("prod").count(), 0);
    let again = taglint(&place, &["check", "--fix", "--unsafe-fixes", "--format", "json"]).exits(1);
    assert_eq!((again.found(), text(&place, "a.yaml")), (vec!["forbidden-tag Password".to_owned()], after));
}

#[test]
fn a_fix_that_would_break_a_file_stops_no_fix_of_another() {
    let place = place();
    // The anchor is used elsewhere, and cannot go.
    let anchored = "- name: A\n  tags: {Password: &p x, Environment: Production, CostCenter: CC-1, DataClass: a}\n- name: B\n  tags: {Environment: Production, CostCenter: CC-1, DataClass: a, Note: *p}\n";
    place.write("a.yaml", anchored);
    place.write(
        "b.yaml",
        "name: C\ntags: {Password: x, Environment: Production, CostCenter: CC-1, DataClass: a}\n",
    );
    // Without the rule that would tell of a broken file, one is a failure.
    let fix = ["check", "--fix", "--unsafe-fixes", "--select", "forbidden-tag", "a.yaml", "b.yaml"];
    taglint(&place, &fix).exits(1);
    assert_eq!(text(&place, "a.yaml"), anchored);
    assert!(!text(&place, "b.yaml").contains("Password"), "{}", text(&place, "b.yaml"));
}

#[test]
fn what_is_hidden_or_not_selected_is_not_fixed() {
    let exception = "[[exceptions]]\nwhen = { name = \"B\" }\nuntil = 2027-01-31\nreason = \"r\"\n";
    let place = place_with(exception);
    let a = "name: A\ntags:\n  Environment: prod # taglint: ignore[invalid-value] later\n  CostCenter: cc-1001\n  DataClass: a\n";
    place.write("a.yaml", a);
    place.write("b.yaml", manifest("B", &[("Environment", "prod")]));
    place.write(
        "c.yaml",
        manifest("C", &[("environment", "prod"), ("CostCenter", "cc-1001"), ("DataClass", "a")]),
    );
    taglint(&place, &["check", "--fix", "--select", "invalid-value"]).exits(0);
    assert_eq!(text(&place, "a.yaml"), a);
    assert_eq!(text(&place, "b.yaml"), manifest("B", &[("Environment", "prod")]));
    let c = manifest("C", &[("environment", "Production"), ("CostCenter", "cc-1001"), ("DataClass", "a")]);
    assert_eq!(text(&place, "c.yaml"), c);
    taglint(&place, &["check", "--write-baseline", "b.json", "-q"]).exits(0);
    taglint(&place, &["check", "--fix", "--baseline", "b.json"]).exits(0);
    assert_eq!(text(&place, "c.yaml"), c, "what the baseline knows is not fixed");
}

#[test]
fn standard_input_goes_fixed_to_standard_output() {
    let place = place();
    let ran = taglint_with(&place, &["check", "-", "--stdin-filename", "x.yaml", "--fix"], MIXED).exits(1);
    assert_eq!(ran.stdout, MIXED.replace("prod", "Production"));
    assert!(ran.stderr.contains("error["), "what remains is told: {}", ran.stderr);
    let right = manifest("A", RIGHT);
    let ran = taglint_with(&place, &["check", "-", "--fix"], &right).exits(0);
    assert_eq!(ran.stdout, right, "what needs no fix goes on as it is");
    let ran = taglint_with(&place, &["check", "-", "--diff"], MIXED).exits(1);
    assert!(ran.stdout.starts_with("--- a/"), "{}", ran.stdout);
}

#[test]
fn a_file_under_two_names_is_written_once() {
    let place = place();
    place.write("real/a.yaml", MIXED);
    #[cfg(unix)]
    std::os::unix::fs::symlink("real/a.yaml", place.path().join("link.yaml")).unwrap();
    taglint(&place, &["check", "--fix", "--unsafe-fixes"]).exits(0);
    assert!(!text(&place, "real/a.yaml").contains("prod"));
    #[cfg(unix)]
    assert!(fs::symlink_metadata(place.path().join("link.yaml")).unwrap().is_symlink());
    assert_eq!(fs::read_dir(place.path().join("real")).unwrap().count(), 1, "nothing is left behind");
}

#[cfg(target_os = "linux")]
#[test]
fn files_whose_names_are_no_text_are_fixed() {
    use std::os::unix::ffi::OsStrExt;
    let place = support::Workplace::new();
    place.write(
        "taglint.toml",
        "[tags.Environment]\nvalues = [\"Production\"]\naliases = { prod = \"Production\" }\n",
    );
    let resource =
        "resource \"aws_bedrock_inference_profile\" \"p\" {\n  tags = { Environment = \"prod\" }\n}\n";
    let manifest = "[{\"name\": \"A\", \"tags\": {\"Environment\": \"prod\"}}]\n";
    let files = [(&b"a\xfe.json"[..], manifest), (b"d\xff/main.tf", resource), (b"m/b\xfe.tf", resource)];
    let path = |name: &[u8]| place.path().join(std::ffi::OsStr::from_bytes(name));
    for (name, text) in files {
        fs::create_dir_all(path(name).parent().expect("a folder")).expect("made");
        fs::write(path(name), text).expect("written");
    }
    taglint(&place, &["check", "--fix"]).exits(0);
    for (name, text) in files {
        let fixed = fs::read_to_string(path(name)).expect("read");
        assert_eq!(fixed, text.replace("\"prod\"", "\"Production\""));
    }
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_a_read_only_file_is_a_failure() {
    use std::os::unix::fs::PermissionsExt;
    let place = place();
    let set = |name: &str, mode: u32| {
        fs::set_permissions(place.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    let safe = "name: A\ntags: {Environment: prod, CostCenter: CC-1001, DataClass: a}\n";
    place.write("a.yaml", safe);
    place.write("b.yaml", safe.replace("name: A", "name: B"));
    set("a.yaml", 0o640);
    set("b.yaml", 0o444);
    let ran = taglint(&place, &["check", "--fix", "--format", "json"]).exits(1);
    assert_eq!(fs::metadata(place.path().join("a.yaml")).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(text(&place, "a.yaml").contains("Production"), "the other file is fixed");
    assert!(text(&place, "b.yaml").contains("prod"));
    let report = ran.json();
    assert_eq!(report["failures"][0]["subject"], "b.yaml");
    assert_eq!(report["summary"]["complete"], false);
    assert_eq!(ran.found(), ["invalid-value Environment"], "what was not written is still there");
    taglint(&place, &["check", "--fix", "--exit-zero"]).exits(3);
}

#[test]
fn several_projects_in_several_files_are_fixed_and_the_rest_decides_the_status() {
    let place = place();
    place.write("a.yaml", manifest("A", &[("Environment", "prod"), ("CostCenter", "CC-1001")]));
    place.write("b.toml", "name = \"B\"\n[tags]\nEnvironment = \"dev\"\nCostCenter = \"nothing\"\n");
    let ran = taglint(&place, &["check", "--fix", "--format", "json"]).exits(1);
    assert_eq!(ran.found(), ["malformed-value CostCenter"]);
    assert_eq!(ran.json()["summary"]["fixable"], 0);
    assert!(text(&place, "a.yaml").ends_with("  DataClass: Internal\n"));
    assert!(text(&place, "b.toml").ends_with("CostCenter = \"nothing\"\nDataClass = \"Internal\"\n"));
    place.write("b.toml", manifest("B", WRONG));
}

/// Whatever the moment, a file is old or new, and never a part of it.
#[cfg(unix)]
#[test]
fn a_killed_run_leaves_each_file_old_or_new() {
    let place = place();
    let project = |number: usize, state: &str| {
        format!("- name: P{number}\n  tags: {{Environment: {state}, CostCenter: CC-1001, DataClass: a}}\n")
    };
    let whole = |state: &str| (0..1000).map(|number| project(number, state)).collect::<String>();
    let (old, new) = (whole("prod"), whole("Production"));
    let names = ["a.yaml", "b.yaml", "c.yaml"];
    let started = std::time::Instant::now();
    for name in &names {
        place.write(name, &old);
    }
    taglint(&place, &["check", "--fix", "-q"]).exits(0);
    let length = started.elapsed();
    let rounds = 12;
    for round in 0..rounds {
        for name in &names {
            place.write(name, &old);
        }
        let mut child = place.taglint(&["check", "--fix", "-q"]).spawn().unwrap();
        // The end, where files are written, is tried more often than the beginning.
        let share = 0.5 + 0.5 * f64::from(round) / f64::from(rounds);
        std::thread::sleep(Duration::from_secs_f64(length.as_secs_f64() * share));
        // It may have ended already.
        let _ = child.kill();
        child.wait().unwrap();
        for name in names {
            let now = text(&place, name);
            assert!(now == old || now == new, "{name} is neither old nor new: {} bytes", now.len());
        }
    }
    taglint(&place, &["check", "--fix", "-q"]).exits(0);
    assert!(names.iter().all(|name| text(&place, name) == new), "the next run finishes the work");
}
