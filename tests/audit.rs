//! `taglint audit` from outside, against servers on this machine that speak the Projects API, rightly and wrongly.

#[path = "audit/account.rs"]
mod account;
#[path = "support/api.rs"]
mod api;
#[path = "audit/billing.rs"]
mod billing;
#[path = "audit/budgets.rs"]
mod budgets;
#[cfg(feature = "clients")]
#[path = "audit/clients.rs"]
mod clients;
#[path = "audit/cost_explorer.rs"]
mod cost_explorer;
#[path = "audit/credentials.rs"]
mod credentials;
#[path = "audit/drift.rs"]
mod drift;
#[path = "audit/faults.rs"]
mod faults;
#[path = "audit/fix.rs"]
mod fix;
#[path = "audit/fix_faults.rs"]
mod fix_faults;
#[path = "support/money.rs"]
mod money;
#[path = "audit/organization.rs"]
mod organization;
#[path = "audit/people.rs"]
mod people;
#[cfg(target_os = "linux")]
#[path = "audit/question.rs"]
mod question;
#[path = "audit/restore.rs"]
mod restore;
#[path = "audit/snapshots.rs"]
mod snapshots;
#[path = "audit/spared.rs"]
mod spared;
#[path = "audit/spend.rs"]
mod spend;
#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;
#[path = "audit/targets.rs"]
mod targets;

use std::process::{Command, Output};

use serde_json::{Value, json};

use api::{Api, Reply, project};
use support::{Workplace, run};

const POLICY: &str = "\
[tags.Team]
required = true
values = [\"Alpha\", \"Beta\"]
[tags.CostCenter]
required = true
pattern = 'CC-\\d{4}'
[tags.Owner]
";

const KEY: &str = "bedrock-api-key-dGhpcyBpcyBub3QgYSBrZXk";

fn workplace() -> Workplace {
    let workplace = Workplace::new();
    workplace.write("taglint.toml", POLICY);
    workplace
}

fn good(region: &str, id: &str, name: &str) -> Value {
    project(region, id, name, json!({"Team": "Alpha", "CostCenter": "CC-1001"}))
}

/// `taglint audit` at a server, with a bearer key and nothing else in its environment.
fn audit(workplace: &Workplace, api: &Api, arguments: &[&str]) -> Command {
    let mut all = vec!["audit", "--format", "json", "--endpoint"];
    let url = api.url();
    all.push(&url);
    all.extend(arguments);
    let mut command = workplace.taglint(&all);
    command.env("AWS_BEARER_TOKEN_BEDROCK", KEY).env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

struct Ended {
    code: i32,
    report: Value,
    text: String,
    errors: String,
}

fn end(command: Command) -> Ended {
    let Output { status, stdout, stderr } = run(command, b"");
    let text = String::from_utf8(stdout).expect("UTF-8");
    let errors = String::from_utf8(stderr).expect("UTF-8");
    assert!(!text.contains(KEY) && !errors.contains(KEY), "the key is shown");
    let report = serde_json::from_str(&text).unwrap_or(Value::Null);
    Ended { code: status.code().expect("a status"), report, text, errors }
}

impl Ended {
    /// Rule, project, tag and value of each finding.
    fn findings(&self) -> Vec<(String, String, String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let findings = self.report["findings"].as_array().unwrap_or_else(|| panic!("{}", self.errors));
        findings
            .iter()
            .map(|it| (text(&it["rule"]), text(&it["project"]["id"]), text(&it["tag"]), text(&it["value"])))
            .collect()
    }

    fn failures(&self) -> Vec<(String, String)> {
        let failures = self.report["failures"].as_array().unwrap_or_else(|| panic!("{}", self.errors));
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        failures.iter().map(|it| (text(&it["subject"]), text(&it["message"]))).collect()
    }
}

fn found(rule: &str, id: &str, tag: &str, value: &str) -> (String, String, String, String) {
    (rule.to_owned(), id.to_owned(), tag.to_owned(), value.to_owned())
}

#[test]
fn live_projects_are_checked_by_the_policy_and_fixed_by_calls() {
    let mut old = good("us-east-1", "proj_4", "Old");
    old["status"] = json!("archived");
    old["tags"] = json!({});
    let tags = json!({"team": "Alpha", "CostCenter": "CC-1001", "aws:stack": "x"});
    let default = project("us-east-1", "default", "default", json!({}));
    let api = Api::of(vec![
        default,
        good("us-east-1", "proj_1", "Good"),
        project("us-east-1", "proj_2", "Wrong", json!({"Team": "beta"})),
        project("us-east-1", "proj_3", "Wrong", tags),
        old,
    ]);
    let workplace = workplace();
    let ended = end(audit(&workplace, &api, &["--region", "us-east-1"]));
    assert_eq!(
        ended.findings(),
        [
            found("invalid-value", "proj_2", "Team", "beta"),
            found("missing-tag", "proj_2", "CostCenter", "-"),
            found("duplicate-name", "proj_3", "-", "-"),
            found("misspelled-key", "proj_3", "team", "Alpha"),
            found("default-project", "default", "-", "-"),
        ]
    );
    assert_eq!((ended.code, &ended.report["summary"]["projects"]), (1, &json!(3)));
    let wrong = &ended.report["findings"];
    let of = |rule: &str| {
        wrong.as_array().expect("a list").iter().find(|it| it["rule"] == rule).expect("found").clone()
    };
    assert_eq!(of("duplicate-name")["message"], "the project `proj_2` is also named `Wrong`");
    let other = json!([{ "message": "the other project is `proj_2`", "location": null }]);
    assert_eq!(of("duplicate-name")["related"], other);
    let misspelled = of("misspelled-key");
    assert_eq!(misspelled["location"], Value::Null);
    assert_eq!(misspelled["project"]["account"], "111122223333");
    assert_eq!(
        misspelled["fix"]["calls"],
        json!([
            {"method": "POST", "path": "/v1/organization/projects/proj_3", "body": {"add_tags": {"Team": "Alpha"}}},
            {"method": "POST", "path": "/v1/organization/projects/proj_3", "body": {"remove_tag_keys": ["team"]}},
        ])
    );
    assert_eq!(
        (of("default-project")["level"].clone(), of("default-project")["project"]["id"].clone()),
        (json!("note"), json!("default"))
    );
    assert!(api.requests().iter().all(|request| request.method == "GET"), "nothing but reads is sent");
    let archived = end(audit(&workplace, &api, &["--region", "us-east-1", "--include-archived"]));
    assert_eq!(archived.report["summary"]["projects"], 4);
    let again = end(audit(&workplace, &api, &["--region", "us-east-1"]));
    assert_eq!(again.text, ended.text, "two runs give the same bytes");
}

#[test]
fn an_odd_id_does_not_lead_a_call_astray() {
    let api = Api::start(|_, _| {
        let tags = json!({"team": "Alpha", "CostCenter": "CC-1001"});
        Reply::json(&json!({"data": [{"id": "a/../b?c#d e", "name": "A", "tags": tags}]}))
    });
    let ended = end(audit(&workplace(), &api, &["--region", "us-east-1"]));
    assert_eq!(
        ended.report["findings"][0]["fix"]["calls"][0]["path"],
        "/v1/organization/projects/a%2F..%2Fb%3Fc%23d%20e"
    );
}

fn error(status: u16, code: &str) -> Reply {
    let error = json!({"error": {"code": code, "message": format!("refused, and {KEY} was sent"), "type": "x", "param": null}});
    Reply::status(status, &error)
}
