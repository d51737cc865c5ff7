//! Several formats of one run.

use serde_json::Value;

use crate::support::run;
use crate::{RIGHT, WRONG, manifest, place, place_with, taglint, text};

const FORMATS: &[&str] = &[
    "full", "grouped", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html",
];

#[test]
fn every_format_is_written_besides_the_human_one_and_none_changes_the_status() {
    let place = place();
    place.write("a.yaml", manifest("A", WRONG));
    let alone = taglint(&place, &["check"]).exits(1).stdout;
    let mut arguments = vec!["check".to_owned()];
    for format in FORMATS {
        arguments.extend(["--output".to_owned(), format!("{format}=out.{format}")]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ran = taglint(&place, &arguments).exits(1);
    assert_eq!(ran.stdout, alone, "standard output is as without");
    for format in FORMATS {
        let ran = taglint(&place, &["check", "--format", format, "a.yaml"]).exits(1);
        assert_eq!(ran.stdout, text(&place, &format!("out.{format}")), "{format}");
    }
    place.write("a.yaml", manifest("A", RIGHT));
    for format in FORMATS {
        taglint(&place, &["check", "--format", format, "a.yaml"]).exits(0);
    }
}

#[test]
fn sarif_names_what_is_suppressed_and_why() {
    let place =
        place_with("[[exceptions]]\nwhen = { name = \"B\" }\nuntil = 2027-01-31\nreason = \"FIN-2\"\n");
    place.write("a.yaml", "name: A # taglint: ignore[malformed-value] FIN-1\ntags: {Environment: Production, CostCenter: x, DataClass: a}\n");
    place.write("b.yaml", manifest("B", WRONG));
    place.write("c.yaml", manifest("C", WRONG));
    place.write("d.yaml", manifest("D", WRONG));
    taglint(&place, &["check", "c.yaml", "--write-baseline", "b.json", "-q"]).exits(0);
    let ran = taglint(&place, &["check", "--baseline", "b.json", "--format", "sarif"]).exits(1);
    let results = &ran.json()["runs"][0]["results"];
    let of = |name: &str| {
        let uri = |result: &&Value| {
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == format!("{name}.yaml")
        };
        let found: Vec<&Value> = results.as_array().unwrap().iter().filter(uri).collect();
        assert_eq!(found.len(), 1, "{name}");
        found[0]["suppressions"].clone()
    };
    for (name, kind, reason) in [("a", "inSource", "FIN-1"), ("b", "external", "FIN-2")] {
        assert_eq!(of(name)[0]["kind"], kind);
        assert!(of(name)[0]["justification"].as_str().unwrap().contains(reason), "{}", of(name));
    }
    assert_eq!(of("c")[0]["kind"], "external");
    assert!(of("d").as_array().is_none_or(Vec::is_empty));
    // GitHub's code scanning would open alerts for the others.
    let mut command = place.taglint(&["check", "--baseline", "b.json", "--format", "sarif"]);
    command.env("GITHUB_ACTIONS", "true");
    let document: Value = serde_json::from_slice(&run(command, b"").stdout).expect("JSON");
    let open = document["runs"][0]["results"].as_array().expect("a list");
    let uri = |result: &Value| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone();
    assert_eq!(open.iter().map(uri).collect::<Vec<_>>(), ["d.yaml"]);
}

#[test]
fn an_output_that_cannot_be_written_is_said_so() {
    let place = place();
    place.write("a.yaml", manifest("A", RIGHT));
    let ran = taglint(&place, &["check", "--output", "sarif=no/such/folder.sarif"]).exits(2);
    assert!(ran.stderr.contains("no/such/folder.sarif"), "{}", ran.stderr);
    taglint(&place, &["check", "--output", "sarif"]).exits(2);
    let ran = taglint(&place, &["check", "--output", "sarf=x"]).exits(2);
    assert!(ran.stderr.contains("`sarif`"), "{}", ran.stderr);
}
