//! Exceptions: they hold until their last day, and are found when they hide nothing.

use support::run;

use crate::{RIGHT, Ran, manifest, place_with, support, taglint};

const EXCEPTION: &str = "\n[[exceptions]]\nwhen = { name = \"Legacy-*\" }\nrules = [\"missing-tag\"]\ntags = [\"CostCenter\"]\nuntil = 2026-11-21\nreason = \"migrates in Q4, FIN-482\"\nowner = \"finops\"\n";

fn on(day: &str, place: &support::Workplace, arguments: &[&str]) -> Ran {
    let mut command = place.taglint(arguments);
    command.env("TAGLINT_TODAY", day);
    let output = run(command, b"");
    Ran {
        status: output.status.code().expect("it ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}

#[test]
fn an_exception_holds_on_its_last_day_and_not_on_the_next() {
    let place = place_with(EXCEPTION);
    place.write("a.yaml", manifest("Legacy-One", &[("Environment", "Production"), ("DataClass", "a")]));
    let ran = on("2026-11-21", &place, &["check", "--format", "json"]).exits(0);
    assert_eq!(ran.json()["summary"]["hidden"]["excepted"], 1);
    assert_eq!(ran.json()["summary"]["compliant"], 1);
    let ran = on("2026-11-22", &place, &["check", "--format", "json"]).exits(1);
    assert_eq!(ran.found(), ["missing-tag CostCenter", "expired-exception -"]);
    let expired = &ran.json()["findings"][1];
    assert_eq!(expired["location"]["path"], "taglint.toml");
    assert!(expired["message"].as_str().unwrap().contains("migrates in Q4, FIN-482"), "{expired}");
    let ran = on("2026-11-21", &place, &["check", "--no-ignores", "--format", "json"]).exits(1);
    assert_eq!(ran.found(), ["missing-tag CostCenter"]);
    on("tomorrow", &place, &["check"]).exits(2);
}

#[test]
fn an_exception_hides_only_what_it_names() {
    let place = place_with(EXCEPTION);
    place.write("a.yaml", manifest("Legacy-One", &[("DataClass", "a")]));
    place.write("b.yaml", manifest("Other", &[("Environment", "Production"), ("DataClass", "a")]));
    let ran = taglint(&place, &["check", "--format", "json"]).exits(1);
    assert_eq!(ran.found(), ["missing-tag Environment", "missing-tag CostCenter"]);
}

#[test]
fn an_exception_of_no_use_is_a_warning_where_all_files_were_seen() {
    let place = place_with(EXCEPTION);
    place.write("a.yaml", manifest("A", RIGHT));
    place.write("legacy.yaml", manifest("Legacy-One", &[("Environment", "Production"), ("DataClass", "a")]));
    assert_eq!(taglint(&place, &["check", "--format", "json"]).exits(0).found(), [""; 0]);
    // What the exception is for is in the other file.
    assert_eq!(taglint(&place, &["check", "a.yaml", "--format", "json"]).exits(0).found(), [""; 0]);
    std::fs::remove_file(place.path().join("legacy.yaml")).unwrap();
    let ran = taglint(&place, &["check", "a.yaml", "--format", "json"]).exits(0);
    assert_eq!(ran.found(), ["unused-exception -"]);
    // From above the folder of the policy, too.
    let path = place.path();
    let above = support::taglint_in(path.parent().unwrap(), &["check", "work", "--format", "concise"]);
    let printed = String::from_utf8(run(above, b"").stdout).unwrap();
    assert!(printed.contains("warning[unused-exception]"), "{printed}");
    // A project that it speaks of, and nothing to hide.
    place.write("b.yaml", manifest("Legacy-Two", RIGHT));
    let ran = taglint(&place, &["check", "b.yaml", "--format", "json"]).exits(0);
    assert_eq!(ran.found(), ["unused-exception -"]);
    let ran =
        taglint(&place, &["check", "a.yaml", "b.yaml", "--ignore", "unused-exception", "--format", "json"])
            .exits(0);
    assert_eq!(ran.found(), [""; 0]);
}

#[test]
fn an_exception_needs_an_end_and_a_reason_and_leaves_mandatory_rules_alone() {
    for (wrong, said) in [
        (EXCEPTION.replace("until = 2026-11-21\n", ""), "until"),
        (EXCEPTION.replace("reason = \"migrates in Q4, FIN-482\"\n", ""), "reason"),
        (
            format!("{EXCEPTION}\n[rules]\nmissing-tag = {{ level = \"error\", mandatory = true }}\n"),
            "mandatory",
        ),
    ] {
        let place = place_with(&wrong);
        place.write("a.yaml", manifest("A", RIGHT));
        let ran = taglint(&place, &["check"]).exits(2);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
}
