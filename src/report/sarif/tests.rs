use serde_json::{Value, json};

use super::super::testing::{self, drawn, finding};
use super::*;

fn run(report: &Report, options: &Options) -> Value {
    let log: Value = serde_json::from_str(&drawn(render, report, options)).expect("it is JSON");
    assert_eq!(log["version"], "2.1.0");
    log["runs"][0].clone()
}

fn artifact(uri: &str) -> Value {
    json!({"uri": uri, "uriBaseId": "%SRCROOT%"})
}

fn region(line: u32, start: u32, end: u32) -> Value {
    json!({"startLine": line, "startColumn": start, "endLine": line, "endColumn": end})
}

#[test]
fn a_result_says_where_why_and_how_to_fix_it() {
    let run = run(&testing::report(), &Options { suppressed: false, ..Options::default() });
    let results = run["results"].as_array().expect("a list");
    assert_eq!(results.len(), 4);
    let first = json!({
        "ruleId": "missing-tag", "ruleIndex": 0, "level": "error",
        "message": {"text": "Experiments-Research: `CostCenter` is missing.\nadd `CostCenter`, for example `CC-1001`"},
        "locations": [{
            "physicalLocation": {"artifactLocation": artifact("projects.json"), "region": region(3, 15, 35)},
            "logicalLocations": [{
                "name": "Experiments-Research", "fullyQualifiedName": "Experiments-Research", "kind": "resource"
            }]
        }],
        "relatedLocations": [{
            "id": 1, "message": {"text": "Required by the policy."},
            "physicalLocation": {"artifactLocation": artifact("taglint.toml"), "region": region(2, 1, 16)}
        }],
        "partialFingerprints": results[0]["partialFingerprints"]
    });
    assert_eq!(results[0], first);
    let fix = json!([{
        "description": {"text": "Rename it to `Team`."},
        "artifactChanges": [{
            "artifactLocation": artifact("projects.json"),
            "replacements": [{"deletedRegion": region(4, 36, 40), "insertedContent": {"text": "Team"}}]
        }]
    }]);
    assert_eq!(results[1]["fixes"], fix);
}

#[test]
fn what_has_no_file_is_at_its_clause() {
    let run = run(&testing::report(), &Options::default());
    let result = &run["results"][2];
    let place = json!({"artifactLocation": artifact("taglint.toml"), "region": region(1, 1, 18)});
    assert_eq!(result["locations"][0]["physicalLocation"], place);
    let message = "111122223333/us-east-1 Chat: `Team` is `Alpha` live, not `Beta`.";
    assert_eq!(result["message"]["text"], message);
    assert_eq!(result.get("fixes"), None);
}

#[test]
fn without_any_place_the_policy_is_named() {
    let report = Report {
        findings: vec![finding("unused-exception", Level::Warning, "unused")],
        policy: "/a b/taglint.toml".to_owned(),
        ..Report::default()
    };
    let run = run(&report, &Options::default());
    let place = json!({"artifactLocation": {"uri": "file:///a%20b/taglint.toml"}, "region": region(1, 1, 1)});
    assert_eq!(run["results"][0]["locations"][0]["physicalLocation"], place);
    assert_eq!(run["results"][0].get("suppressions"), None);
}

#[test]
fn what_is_hidden_is_suppressed() {
    let run = run(&testing::report(), &Options::default());
    let suppressions: Vec<&Value> =
        run["results"].as_array().expect("a list").iter().map(|result| &result["suppressions"]).collect();
    let of = |kind: &str, why: &str| json!([{"kind": kind, "justification": why}]);
    let expected = [
        json!([]),
        json!([]),
        json!([]),
        json!([]),
        of("inSource", "an inline ignore: a test"),
        of("external", "an exception of the policy: until spring\\u{7}"),
        of("external", "the baseline"),
    ];
    assert_eq!(suppressions, expected.iter().collect::<Vec<_>>());
}

#[test]
fn rules_are_described_and_found_by_their_index() {
    let run = run(&testing::report(), &Options::default());
    let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
    for result in run["results"].as_array().expect("a list") {
        let index = result["ruleIndex"].as_u64().expect("a number") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    assert_eq!(rules.len(), 5);
    assert_eq!(rules[0]["name"], "MissingTag");
    assert_eq!(rules[0]["shortDescription"]["text"], "A required key is absent.");
    assert_eq!(rules[1]["defaultConfiguration"]["level"], "warning");
}

#[test]
fn a_failure_makes_the_invocation_fail() {
    let run = run(&testing::report(), &Options::default());
    let expected = json!([{
        "executionSuccessful": false,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": "Could not look at eu-west-1: no answer\\u{9b}1m."}}
        ]
    }]);
    assert_eq!(run["invocations"], expected);
}

#[test]
fn lines_have_the_hashes_of_github() {
    let mut found = finding("missing-tag", Level::Error, "m");
    found.location = Some(testing::location("a", " a\nb\n  \t\tc\n d", Span::new(9, 10)));
    let report = Report { findings: vec![found], ..Report::default() };
    let run = run(&report, &Options::default());
    let fingerprints = &run["results"][0]["partialFingerprints"];
    assert_eq!(fingerprints["primaryLocationLineHash"], "180aee12dab6264:1");
    assert_eq!(fingerprints["taglint/v1"].as_str().map(str::len), Some(16));
}

#[test]
fn the_lightest_are_left_out_first() {
    let of = |level| finding("missing-tag", level, "m");
    let hidden = Suppressed { finding: of(Level::Error), by: Suppression::Baseline, reason: None };
    let report = Report {
        findings: [Level::Note, Level::Error, Level::Warning, Level::Error].map(of).to_vec(),
        suppressed: vec![hidden],
        ..Report::default()
    };
    let entries = Entries::of(&report, true, 3);
    let levels: Vec<Level> = entries.list.iter().map(|(finding, _)| finding.level).collect();
    assert_eq!((levels, entries.left_out), (vec![Level::Error, Level::Warning, Level::Error], 2));
    let notice = &invocation(&report, entries.left_out).notifications[0].message.text;
    assert_eq!(notice, "2 results left out: a run has at most 25000, the most severe first.");
}
