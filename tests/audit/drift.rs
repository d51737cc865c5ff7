//! What lives against what is declared.

use serde_json::{Value, json};

use super::api::{Api, list, project};
use super::{POLICY, audit, end, error, found, workplace};

const DECLARED: &str = r#"{"projects": [
  {"name": "Chat", "tags": {"Team": "Alpha", "CostCenter": "CC-1001"}},
  {"name": "Search", "id": "proj_2", "tags": {"Team": "Beta", "CostCenter": "CC-2002"}},
  {"name": "Twin", "tags": {"Team": "Beta", "CostCenter": "CC-2002"}},
  {"name": "Gone", "region": "us-east-1", "tags": {"Team": "Beta", "CostCenter": "CC-2002"}}
]}"#;

fn drifting() -> Vec<Value> {
    vec![
        project("us-east-1", "proj_1", "Chat", json!({"Team": "Beta", "Owner": "me@example.com"})),
        project("us-east-1", "proj_2", "Find", json!({"Team": "Beta", "CostCenter": "CC-2002"})),
        project("us-east-1", "proj_3", "Twin", json!({"Team": "Beta", "CostCenter": "CC-2002"})),
        project("us-east-1", "proj_4", "Twin", json!({"Team": "Beta", "CostCenter": "CC-2002"})),
        project("us-east-1", "proj_5", "Extra", json!({"Team": "Beta", "CostCenter": "CC-2002"})),
    ]
}

#[test]
fn drift_is_reported_at_the_definition_and_fixed_by_calls() {
    let api = Api::of(drifting());
    let workplace = workplace();
    workplace.write("projects.json", DECLARED);
    let ended = end(audit(&workplace, &api, &["--region", "us-east-1", "--against", "projects.json"]));
    assert_eq!(
        ended.findings(),
        [
            found("drifted-tag", "proj_1", "Owner", "me@example.com"),
            found("drifted-tag", "proj_1", "Team", "Beta"),
            found("drifted-tag", "proj_1", "CostCenter", "-"),
            found("drifted-name", "proj_2", "-", "Find"),
            found("ambiguous-name", "-", "-", "-"),
            found("absent-project", "-", "-", "-"),
            found("undeclared-project", "proj_5", "-", "-"),
        ],
        "neither `missing-tag` nor `duplicate-name` says it again"
    );
    assert_eq!((ended.code, ended.report["summary"]["files"].clone()), (1, json!(1)));
    let owner = &ended.report["findings"][0];
    assert_eq!(
        owner["location"]["start"],
        json!({"line": 2, "column": 13, "offset": 27}),
        "the declared name"
    );
    assert_eq!(owner["fix"]["safety"], "unsafe");
    let team = &ended.report["findings"][1];
    assert_eq!(team["location"]["start"]["column"], 38, "the declared value");
    assert_eq!(team["fix"]["safety"], "safe");
    let path = "/v1/organization/projects/proj_1";
    assert_eq!(
        team["fix"]["calls"],
        json!([{"method": "POST", "path": path, "body": {"add_tags": {"Team": "Alpha"}}}])
    );

    let arguments = ["--region", "us-east-1", "--against", "projects.json", "--diff"];
    let diff = end(audit(&workplace, &api, &arguments));
    let head = "# 111122223333/us-east-1 Chat\n";
    let add =
        format!("{head}POST {path} {{\"add_tags\":{{\"CostCenter\":\"CC-1001\",\"Team\":\"Alpha\"}}}}\n");
    assert_eq!((diff.code, diff.text.as_str()), (1, add.as_str()));
    let all = end(audit(&workplace, &api, &[&arguments[..], &["--unsafe-fixes"]].concat()));
    assert_eq!(all.text, format!("{add}{head}POST {path} {{\"remove_tag_keys\":[\"Owner\"]}}\n"));
    assert!(api.requests().iter().all(|request| request.method == "GET"));
}

#[test]
fn templates_and_configurations_are_compared_and_what_they_leave_open_is_no_drift() {
    let api = Api::of(vec![
        project("us-east-1", "proj_1", "Chat", json!({"Team": "Beta", "CostCenter": "CC-9999"})),
        project("us-east-1", "proj_2", "Search", json!({"Team": "Beta"})),
        project("us-east-1", "proj_3", "Extra", json!({"Team": "Beta", "CostCenter": "CC-1001"})),
    ]);
    let workplace = workplace();
    workplace.write(
        "main.tf",
        "variable \"team\" {}\nresource \"awscc_bedrockmantle_project\" \"chat\" {\n  name = \"Chat\"\n  tags = [\n    \
            { key = \"Team\", value = var.team },\n    { key = \"CostCenter\", value = \"CC-1001\" },\n  ]\n}\n",
    );
    workplace.write(
        "stack.yaml",
        "Parameters:\n  Team: {Type: String, AllowedValues: [Alpha, Beta]}\nResources:\n  Search:\n    \
            Type: AWS::BedrockMantle::Project\n    Properties:\n      Name: Search\n      Tags:\n        \
            - {Key: Team, Value: !Ref Team}\n        - {Key: CostCenter, Value: CC-2002}\n",
    );
    let arguments = ["--region", "us-east-1", "--against"];
    let both = end(audit(&workplace, &api, &[&arguments[..], &["main.tf", "stack.yaml"]].concat()));
    assert_eq!(
        both.findings(),
        [
            found("drifted-tag", "proj_1", "CostCenter", "CC-9999"),
            found("drifted-tag", "proj_2", "CostCenter", "-"),
            found("undeclared-project", "proj_3", "-", "-"),
        ]
    );
    workplace.write(
        "main.tf",
        "variable \"name\" {}\nresource \"awscc_bedrockmantle_project\" \"x\" {\n  name = var.name\n}\n",
    );
    let open = end(audit(&workplace, &api, &[&arguments[..], &["main.tf"]].concat()));
    assert!(!open.text.contains("undeclared-project"), "it may be any of them: {}", open.text);
    assert!(open.errors.contains("3 projects match no definition"), "{}", open.errors);
}

#[test]
fn a_region_that_fails_makes_nothing_absent() {
    let workplace = workplace();
    workplace
        .write("projects.json", r#"[{"name": "Gone", "tags": {"Team": "Beta", "CostCenter": "CC-2002"}}]"#);
    let api = Api::start(|request, _| match request.region() {
        "us-east-1" => list(request, &[]),
        _ => error(403, "denied"),
    });
    let arguments = ["--against", "projects.json", "--region"];
    let both = end(audit(&workplace, &api, &[&arguments[..], &["us-east-1,eu-west-1"]].concat()));
    assert_eq!((both.code, both.findings().len()), (3, 0));
    let one = end(audit(&workplace, &api, &[&arguments[..], &["us-east-1"]].concat()));
    assert_eq!(one.findings(), [found("absent-project", "-", "-", "-")]);
}

#[test]
fn a_definition_that_cannot_be_read_makes_nothing_undeclared() {
    let api = Api::of(drifting());
    let workplace = workplace();
    workplace.write("projects.json", "{\"projects\": [");
    let ended = end(audit(&workplace, &api, &["--region", "us-east-1", "--against", "projects.json"]));
    let rules: Vec<String> = ended.findings().into_iter().map(|it| it.0).collect();
    assert!(
        rules.contains(&"unreadable-input".to_owned()) && !rules.contains(&"undeclared-project".to_owned())
    );
    assert!(ended.errors.contains("5 projects match no definition"), "{}", ended.errors);
}

#[test]
fn ignores_exceptions_and_baselines_work_on_live_findings() {
    let api = Api::of(vec![
        project("us-east-1", "proj_1", "Chat", json!({"Team": "Beta", "CostCenter": "CC-1001"})),
        project("us-east-1", "proj_2", "Lab", json!({"Team": "Beta"})),
    ]);
    let workplace = workplace();
    let exception = "[[exceptions]]\nwhen = { region = \"us-east-1\", name = \"Lab\" }\nrules = [\"missing-tag\"]\nuntil = 2027-01-01\nreason = \"x\"\n";
    workplace.write("taglint.toml", format!("{POLICY}{exception}"));
    workplace.write(
        "projects.yaml",
        "- name: Chat\n  tags:\n    # taglint: ignore[drifted-tag] being moved\n    Team: Alpha\n    CostCenter: CC-1001\n- name: Lab\n  tags:\n    Team: Alpha\n",
    );
    let arguments = ["--region", "us-east-1", "--against", "projects.yaml"];
    let ended = end(audit(&workplace, &api, &arguments));
    assert_eq!(ended.findings(), [found("drifted-tag", "proj_2", "Team", "Beta")]);
    assert_eq!(
        ended.report["summary"]["hidden"],
        json!({"ignored": 1, "excepted": 1, "baseline": 0, "below-level": 0})
    );
    let written =
        end(audit(&workplace, &api, &[&arguments[..], &["--write-baseline", "base.json"]].concat()));
    assert_eq!(written.code, 0);
    let held = end(audit(&workplace, &api, &[&arguments[..], &["--baseline", "base.json"]].concat()));
    assert_eq!((held.code, held.findings().len()), (0, 0));
    let mut check = workplace.taglint(&["check", "--write-baseline", "base.json", "projects.yaml"]);
    check.arg("--format=json");
    end(check);
    let base = std::fs::read_to_string(workplace.path().join("base.json")).expect("written");
    assert!(base.contains("drifted-tag"), "check does not prune what it cannot see: {base}");
}

#[test]
fn a_tag_whose_drift_is_hidden_is_missing_where_that_is_mandatory() {
    let api = Api::of(vec![project("us-east-1", "proj_1", "Chat", json!({"CostCenter": "CC-1001"}))]);
    let workplace = workplace();
    workplace.write(
        "projects.yaml",
        "- name: Chat\n  tags:\n    # taglint: ignore[drifted-tag] being moved\n    Team: Alpha\n    CostCenter: CC-1001\n",
    );
    let arguments = ["--region", "us-east-1", "--against", "projects.yaml"];
    assert_eq!(end(audit(&workplace, &api, &arguments)).findings(), []);
    let selected = [&arguments[..], &["--ignore", "drifted-tag"]].concat();
    let missing = [found("missing-tag", "proj_1", "Team", "-")];
    assert_eq!(end(audit(&workplace, &api, &selected)).findings(), missing);
    let rules = "[rules]\nmissing-tag = { level = \"error\", mandatory = true }\n";
    workplace.write("taglint.toml", format!("{POLICY}{rules}"));
    assert_eq!(end(audit(&workplace, &api, &arguments)).findings(), missing);
    let all = [&arguments[..], &["--no-ignores"]].concat();
    let drifted = [found("drifted-tag", "proj_1", "Team", "-")];
    assert_eq!(end(audit(&workplace, &api, &all)).findings(), drifted, "one cause, one finding");
}
