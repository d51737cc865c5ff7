//! Which required keys billing tells costs apart by.

use std::process::Command;

use serde_json::{Value, json};

use super::api::{Api, Reply, list};
use super::support::Workplace;
use super::{POLICY, audit, end, found, workplace};

/// Cost Explorer as it is documented, with one key a page.
fn billing(keys: Vec<(&'static str, &'static str)>) -> Api {
    Api::start(move |request, _| {
        if request.path != "/" {
            return list(request, &[]);
        }
        let asked: Value = serde_json::from_slice(&request.body).expect("JSON");
        let number: usize =
            if let Some(token) = asked["NextToken"].as_str() { token.parse().expect("ours") } else { 0 };
        let next = (number + 1 < keys.len()).then(|| (number + 1).to_string());
        let (key, status) = keys[number];
        let tag = json!({"TagKey": key, "Type": "UserDefined", "Status": status});
        Reply::json(&json!({"CostAllocationTags": [tag], "NextToken": next}))
    })
}

fn with_billing(workplace: &Workplace, api: &Api) -> Command {
    let mut command = audit(workplace, api, &["--region", "us-east-1", "--billing"]);
    command.env("AWS_ENDPOINT_URL_COST_EXPLORER", api.origin());
    command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI");
    command
}

#[test]
fn billing_is_asked_for_the_required_keys() {
    let workplace = workplace();
    let conditional = "[tags.Stage]\nrequired = { when = { name = \"x\" } }\n[[overrides]]\nwhen = { name = \"y\" }\ntags.Owner.required = true\n";
    workplace.write("taglint.toml", format!("{POLICY}{conditional}"));
    let api = billing(vec![("user:Team", "Active"), ("CostCenter", "Inactive"), ("stage", "Active")]);
    let ended = end(with_billing(&workplace, &api));
    let inactive = |key: &str| found("inactive-cost-tag", "-", key, "-");
    assert_eq!(ended.findings(), [inactive("CostCenter"), inactive("Owner"), inactive("Stage")]);
    let first = &ended.report["findings"][0];
    assert_eq!((&first["project"], &first["location"]), (&Value::Null, &Value::Null));
    assert_eq!(first["because"]["start"]["line"], 5);
    let asked: Vec<_> = api.requests().into_iter().filter(|request| request.path == "/").collect();
    assert_eq!(asked.len(), 3);
    for request in &asked {
        assert_eq!(request.header("x-amz-target"), Some("AWSInsightsIndexService.ListCostAllocationTags"));
        let authorization = request.header("authorization").expect("signed");
        assert!(authorization.contains("/us-east-1/ce/aws4_request"), "{authorization}");
    }
}

#[test]
fn who_may_not_ask_about_billing_is_told_who_may() {
    let workplace = workplace();
    let api = Api::start(|request, _| match request.path.as_str() {
        "/" => Reply::status(400, &json!({"__type": "AccessDeniedException", "Message": "linked account"})),
        _ => list(request, &[]),
    });
    let ended = end(with_billing(&workplace, &api));
    let failures = ended.failures();
    assert_eq!((ended.code, failures[0].0.as_str()), (3, "billing"));
    assert!(failures[0].1.starts_with("only the management account may ask"), "{failures:?}");
}
