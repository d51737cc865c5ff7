//! `--spend`: the money of a bill on what an audit finds, and what the bill alone shows.

use serde_json::json;

use crate::api::{Api, project};
use crate::{audit, end, good, workplace};

const HEADER: &str = "bill_billing_period_start_date,line_item_usage_start_date,bill_payer_account_id,\
line_item_usage_account_id,line_item_resource_id,line_item_line_item_type,line_item_product_code,line_item_usage_type,\
line_item_unblended_cost,line_item_net_unblended_cost,line_item_currency_code,product_product_family,product,resource_tags";

/// An export of CUR 2.0 with a line for each project: its id, its tags as JSON, and its cost.
fn bill(lines: &[(&str, &str, &str)]) -> String {
    let mut text = format!("{HEADER}\n");
    for (id, tags, cost) in lines {
        let arn = format!("arn:aws:bedrock-mantle:us-east-1:111122223333:project/{id}");
        let tags = tags.replace('"', "\"\"");
        text.push_str(&format!(
            "2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,999999999999,111122223333,{arn},Usage,AmazonBedrock,USE1-x,\
             {cost},{cost},USD,Amazon Bedrock,{{}},\"{tags}\"\n"
        ));
    }
    text
}

#[test]
fn money_lies_on_what_is_found_and_the_bill_is_checked() {
    let right = r#"{"user_team": "Alpha", "user_cost_center": "CC-1001"}"#;
    let api = Api::of(vec![
        project("us-east-1", "default", "default", json!({})),
        good("us-east-1", "proj_1", "Good"),
        project("us-east-1", "proj_2", "Wrong", json!({"Team": "Alpha"})),
        good("us-east-1", "proj_3", "Late"),
    ]);
    let workplace = workplace();
    workplace.write(
        "bill.csv",
        bill(&[
            ("default", "{}", "60"),
            ("proj_1", right, "10"),
            ("proj_2", r#"{"user_team": "Alpha"}"#, "20.5"),
            ("proj_3", "{}", "30"),
            ("proj_9", right, "40"),
        ]),
    );
    let ended = end(audit(&workplace, &api, &["--region", "us-east-1", "--spend", "bill.csv"]));
    let mut told = Vec::new();
    for finding in ended.report["findings"].as_array().unwrap_or_else(|| panic!("{}", ended.errors)) {
        let text = |field: &serde_json::Value| field.as_str().unwrap_or("-").to_owned();
        let (rule, id) = (text(&finding["rule"]), text(&finding["project"]["id"]));
        told.push(format!("{rule} {id} {}", text(&finding["spend"]["amount"])));
    }
    assert_eq!(
        told,
        [
            "default-spend default 60.00",
            "undeclared-project proj_9 40.00",
            "late-tag proj_3 30.00",
            "missing-tag proj_2 20.50",
            "default-project default 60.00",
        ]
    );
    assert_eq!((ended.code, &ended.report["summary"]["projects"]), (1, &json!(3)));
    assert_eq!(ended.report["summary"]["compliant"], 2);
    let spend = &ended.report["spend"][0];
    assert_eq!(spend["classes"]["explained"], "50.00");
    assert_eq!(spend["classes"]["late-tags"], "30.00");
    assert_eq!(spend["projects"][0]["name"], json!(null), "the default project is not among the projects");
    let named = spend["projects"].as_array().expect("a list").iter().any(|it| it["name"] == "Wrong");
    assert!(named, "names are those that were listed: {spend:#}");
}

#[test]
fn a_snapshot_of_an_audit_names_what_a_bill_has() {
    let api = Api::of(vec![good("us-east-1", "proj_1", "Good"), good("us-east-1", "proj_3", "Late")]);
    let workplace = workplace();
    workplace.write("bill.csv", bill(&[("proj_1", "{}", "10"), ("proj_9", "{}", "40")]));
    let ended = end(audit(&workplace, &api, &["--region", "us-east-1", "--save", "seen.json"]));
    assert_eq!(ended.code, 0, "{}", ended.errors);
    let arguments = ["spend", "--format", "json", "--snapshot", "seen.json", "bill.csv"];
    let ended = end(workplace.taglint(&arguments));
    let found = ended.findings();
    let rules: Vec<(&str, &str)> = found.iter().map(|(rule, id, ..)| (rule.as_str(), id.as_str())).collect();
    let expected = [
        ("missing-tag", "proj_9"),
        ("missing-tag", "proj_9"),
        ("undeclared-project", "proj_9"),
        ("late-tag", "proj_1"),
    ];
    assert_eq!((ended.code, rules), (1, expected.to_vec()));
}

#[test]
fn a_bill_without_bedrock_is_a_failure_beside_what_is_found_live() {
    let api = Api::of(vec![project("us-east-1", "proj_2", "Wrong", json!({"Team": "Alpha"}))]);
    let workplace = workplace();
    let other =
        bill(&[("x", "{}", "1")]).replace("AmazonBedrock", "AmazonS3").replace("Amazon Bedrock", "Storage");
    workplace.write("bill.csv", other.replace("bedrock-mantle", "s3"));
    let ended = end(audit(&workplace, &api, &["--region", "us-east-1", "--spend", "bill.csv"]));
    assert_eq!(ended.code, 1, "{}", ended.errors);
    assert_eq!(ended.report["findings"][0]["rule"], "missing-tag");
    assert_eq!(ended.report["failures"][0]["subject"], "bill.csv");
    assert_eq!(ended.report["failures"][0]["message"], "the bill has no lines of Amazon Bedrock");
    assert_eq!(ended.report["summary"]["complete"], false);
}

#[test]
fn neither_a_report_nor_a_snapshot_replaces_the_bill() {
    let api = Api::of(vec![good("us-east-1", "proj_1", "Good")]);
    let workplace = workplace();
    let text = bill(&[("proj_1", "{}", "1")]);
    workplace.write("bill.csv", &text);
    for option in [["--output", "json=bill.csv"], ["--save", "bill.csv"]] {
        let arguments = [&["--region", "us-east-1", "--spend", "bill.csv"][..], &option].concat();
        let ended = end(audit(&workplace, &api, &arguments));
        assert_eq!(ended.code, 2, "{option:?}: {}", ended.errors);
        assert!(ended.errors.contains("`bill.csv` is not written: it already exists"), "{}", ended.errors);
        assert!(api.requests().is_empty(), "{option:?}");
        assert_eq!(std::fs::read_to_string(workplace.path().join("bill.csv")).expect("read"), text);
    }
}
