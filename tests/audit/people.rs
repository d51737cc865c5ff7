//! What people read of an audit: grouped by account and region, with one note about default projects, and calls that can
//! be run.

use serde_json::json;

use super::api::{Api, project};
use super::support::{Workplace, run};
use super::{KEY, good, workplace};

/// Standard output of `taglint audit`, with a bearer key and nothing else in its environment.
fn told(workplace: &Workplace, api: &Api, arguments: &[&str]) -> String {
    let url = api.url();
    let mut command = workplace.taglint(&[&["audit", "--endpoint", &url], arguments].concat());
    command.env("AWS_BEARER_TOKEN_BEDROCK", KEY).env("AWS_EC2_METADATA_DISABLED", "true");
    let output = run(command, b"");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(!text.contains(KEY), "the key is shown");
    text
}

fn api() -> Api {
    let default = |region| project(region, "default", "default", json!({}));
    Api::of(vec![
        default("us-east-1"),
        default("eu-west-1"),
        good("us-east-1", "proj_1", "Good"),
        project("us-east-1", "proj_2", "First", json!({"Team": "Alpha"})),
        project("eu-west-1", "proj_3", "Second", json!({"team": "it's", "CostCenter": "CC-1001"})),
    ])
}

const REGIONS: [&str; 2] = ["--region", "us-east-1,eu-west-1"];

#[test]
fn full_groups_by_account_and_region_and_notes_default_projects_once() {
    let text = told(&workplace(), &api(), &REGIONS);
    let heads: Vec<&str> = text.lines().filter(|line| line.starts_with("──")).collect();
    assert_eq!(heads, ["── 111122223333/eu-west-1 ──", "── 111122223333/us-east-1 ──"]);
    assert_eq!(text.matches("note[default-project]").count(), 1, "{text}");
    assert!(text.contains("\n  where: 111122223333: eu-west-1, us-east-1\n"), "{text}");
    assert!(
        text.contains(
            " in 2 of 3 projects. 1 of 3 projects compliant (33.3 %). Looked at 2 regions of 1 account."
        ),
        "{text}"
    );
    let (findings, notes) = text.split_once("note[default-project]").expect("the note");
    assert!(findings.contains("error[missing-tag]") && !notes.contains("error["), "notes come last: {text}");
}

#[test]
fn machines_are_told_of_every_default_project() {
    let text = told(&workplace(), &api(), &[&REGIONS[..], &["--format", "jsonl"]].concat());
    assert_eq!(text.matches("\"rule\":\"default-project\"").count(), 2, "{text}");
}

#[test]
fn grouped_lists_findings_below_their_account_and_region() {
    let text = told(&workplace(), &api(), &[&REGIONS[..], &["--format", "grouped", "-q"]].concat());
    let expected = "\
111122223333/eu-west-1
  error[invalid-value] Second: `it's` is not an allowed value of `team`
  error[misspelled-key] Second: `team` is another spelling of `Team`
  error[tag-limits] Second: the value of `team` has `'`, which is not allowed in tags
  note[default-project] default: the default project takes every request that names no project: that spend has no tags

111122223333/us-east-1
  error[missing-tag] First: `CostCenter` is missing
  note[default-project] default: the default project takes every request that names no project: that spend has no tags

";
    assert_eq!(text, expected);
}

#[test]
fn calls_are_printed_as_commands_that_name_the_key_and_the_address() {
    let api = api();
    let workplace = workplace();
    let text = told(&workplace, &api, &[&REGIONS[..], &["--diff=curl"]].concat());
    let url = format!("{}/eu-west-1/v1/organization/projects/proj_3", api.origin());
    let command = |body: &str| {
        format!(
            "# 111122223333/eu-west-1 Second\ncurl -sS --fail-with-body -X POST '{url}' \
             -H \"Authorization: Bearer $AWS_BEARER_TOKEN_BEDROCK\" -H 'Content-Type: application/json' \
             --data '{body}'\n"
        )
    };
    let add = command(r#"{"add_tags":{"Team":"it'\''s"}}"#);
    let remove = command(r#"{"remove_tag_keys":["team"]}"#);
    assert_eq!(text, add + &remove);
    let calls = told(&workplace, &api, &[&REGIONS[..], &["--diff=calls"]].concat());
    assert_eq!(told(&workplace, &api, &[&REGIONS[..], &["--diff"]].concat()), calls);
    assert!(calls.contains("\nPOST /v1/organization/projects/proj_3 {\"add_tags\""), "{calls}");
    assert!(api.requests().iter().all(|request| request.method == "GET"));
}
