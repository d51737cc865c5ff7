//! Plans and what is read from them, in one line a project.

mod providers;

use super::*;
use crate::project::{Keys, Reading, Value};
use crate::source::Medium;
use crate::tree::json::{self, Dialect};

fn found(text: &str) -> Vec<String> {
    found_of(text, &|kind| kind.starts_with("aws_"))
}

fn found_of(text: &str, judged: &dyn Fn(&str) -> bool) -> Vec<String> {
    let source = Arc::new(Source::new("plan.json", text, Medium::File));
    let json = json::parse(&source, Dialect::Strict).expect("JSON");
    assert!(is_plan(json.tree.root()));
    projects(json.tree.root(), &source, judged).projects.iter().map(shown).collect()
}

fn shown(project: &Project<'_>) -> String {
    let word = |reading: &Reading<'_>| match &reading.value {
        Value::Text(text) => format!("{}{text}", if reading.secret { "*" } else { "" }),
        other => format!("{other:?}"),
    };
    let mut parts = vec![project.address.clone().unwrap_or_default().to_string(), word(&project.name)];
    parts.extend(project.tags.list.iter().map(|tag| {
        let place = tag.value.place.expect("a place");
        assert!(place.source.text().get(place.span.range()).is_some());
        format!("{}={}", tag.key, word(&tag.value))
    }));
    parts.extend(project.tags.unknown.iter().map(|_| "UNKNOWN".to_owned()));
    parts.extend(project.tags.elsewhere.iter().map(|elsewhere| match &elsewhere.keys {
        Keys::All => "ELSEWHERE".to_owned(),
        Keys::One(key) => format!("ELSEWHERE:{key}"),
        Keys::Beginning(start) => format!("ELSEWHERE:{start}*"),
        Keys::AllBut(known) => format!("ELSEWHERE:all but {known:?}"),
    }));
    parts.join(" ")
}

#[test]
fn what_will_exist_is_checked() {
    let plan = include_str!("../../../fixtures/terraform/plan/plan.json");
    assert_eq!(
        found(plan),
        [
            "awscc_bedrockmantle_project.chatbot CustomerChatbot-Prod Application=CustomerChatbot CostCenter=Unknown",
            "module.data.aws_bedrock_inference_profile.sonnet[\"prod\"] DataAnalytics Team=DataScience \
             CostCenter=*CC-3003 Environment=Production",
            "aws_s3_bucket.logs Null UNKNOWN",
            "aws_sqs_queue.jobs Null Team=DataScience UNKNOWN",
            "aws_sns_topic.kept Null Owner=Null",
            "aws_autoscaling_group.workers Null Team=PlatformEngineering"
        ]
    );
}

#[test]
fn only_what_exists_after_the_apply_is_checked() {
    let change = |name: &str, more: &str, actions: &str, after: &str| {
        format!(
            r#"{{"address": "aws_s3_bucket.{name}", "type": "aws_s3_bucket", "name": "{name}", {more} "change":
                {{"actions": {actions}, "after": {after}, "after_unknown": {{}}}}}}"#
        )
    };
    let managed = r#""mode": "managed","#;
    let tags = r#"{"tags": {"A": "x"}}"#;
    let changes = [
        change("kept", managed, r#"["no-op"]"#, tags),
        change("imported", r#""mode": "managed", "importing": {"id": "b"},"#, r#"["update"]"#, tags),
        change("replaced", managed, r#"["create", "delete"]"#, tags),
        change("replaced_and_forgotten", managed, r#"["create", "forget"]"#, tags),
        change("forgotten", managed, r#"["forget"]"#, "null"),
        change("gone", managed, r#"["delete"]"#, "null"),
        change("old", r#""mode": "managed", "deposed": "0a1b2c3d","#, r#"["delete"]"#, "null"),
        change("read", r#""mode": "data","#, r#"["read"]"#, tags),
    ];
    let later = change("later", managed, r#"["create"]"#, tags);
    let plan = format!(
        r#"{{"format_version": "1.2", "resource_changes": [{}], "resource_drift": [{}],
            "deferred_changes": [{{"reason": "provider_config_unknown", "resource_change": {later}}}]}}"#,
        changes.join(","),
        change("drifted", managed, r#"["update"]"#, tags),
    );
    let names = ["kept", "imported", "replaced", "replaced_and_forgotten", "later"];
    assert_eq!(found(&plan), names.map(|name| format!("aws_s3_bucket.{name} Null A=x")));
}

#[test]
fn without_changes_the_planned_values_are_read() {
    let plan = r#"{"format_version": "0.1", "planned_values": {"root_module": {"resources": [
            {"address": "aws_s3_bucket.a", "mode": "managed", "type": "aws_s3_bucket", "values": {"tags": {"A": "x"}}}],
            "child_modules": [{"resources": [
            {"address": "module.m.aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "values": {}}]}]}}}"#;
    assert_eq!(
        found(plan),
        ["aws_s3_bucket.a Null A=x ELSEWHERE", "module.m.aws_s3_bucket.b Null ELSEWHERE"]
    );
}

#[test]
fn groups_of_older_providers_have_a_list_of_tags_besides() {
    let plan = r#"{"format_version": "0.1", "resource_changes": [{"address": "aws_autoscaling_group.g",
        "mode": "managed", "type": "aws_autoscaling_group", "change": {"actions": ["create"],
        "after": {"tag": [{"key": "A", "value": "x"}], "tags": [{"key": "B", "value": "y"}, {"key": "C"}]},
        "after_unknown": {"tag": [{}], "tags": [{}, {"value": true}]}}}]}"#;
    assert_eq!(found(plan), ["aws_autoscaling_group.g Null A=x B=y C=Unknown"]);
}

#[test]
fn what_is_sensitive_anywhere_is_a_secret() {
    let plan = |sensitive: &str, unknown: &str| {
        format!(
            r#"{{"format_version": "1.2", "resource_changes": [{{"address": "aws_bedrock_inference_profile.p",
                "mode": "managed", "type": "aws_bedrock_inference_profile", "change": {{"actions": ["create"],
                "after": {{"name": "n", "tags": {{"A": "x", "B": "y"}}, "tags_all": {{"A": "x", "B": "y", "C": "z"}}}},
                "after_unknown": {unknown}, "after_sensitive": {sensitive}}}}}]}}"#
        )
    };
    let of = |sensitive: &str| found(&plan(sensitive, "{}")).remove(0);
    let address = "aws_bedrock_inference_profile.p";
    assert_eq!(of("false"), format!("{address} n A=x B=y C=z"));
    assert_eq!(of("true"), format!("{address} *n A=*x B=*y C=*z"));
    assert_eq!(
        of(r#"{"name": true, "tags": {"A": true}, "tags_all": {"C": true}}"#),
        format!("{address} *n A=*x B=y C=*z")
    );
    assert_eq!(of(r#"{"tags": true, "tags_all": {}}"#), format!("{address} n A=*x B=*y C=z"));
    assert_eq!(of(r#"{"tags": {}, "tags_all": {"B": true}}"#), format!("{address} n A=x B=*y C=z"));
}

#[test]
fn a_name_that_is_unknown_has_the_place_of_the_address() {
    let text = r#"{"format_version": "1.2", "resource_changes": [{"address": "aws_bedrock_inference_profile.p",
            "mode": "managed", "type": "aws_bedrock_inference_profile", "change": {"actions": ["create"],
            "after": {"tags": {}}, "after_unknown": {"name": true}}}]}"#;
    let source = Arc::new(Source::new("plan.json", text, Medium::File));
    let json = json::parse(&source, Dialect::Strict).expect("JSON");
    let Declared { projects, .. } = projects(json.tree.root(), &source, &|_| false);
    assert_eq!(projects[0].name.value, Value::Unknown);
    let place = projects[0].place().expect("a place");
    assert_eq!(source.slice(place.span), "aws_bedrock_inference_profile.p");
}

#[test]
fn other_texts_are_no_plans() {
    for text in [
        "[]",
        "{}",
        r#"{"format_version": "1.0"}"#,
        r#"{"format_version": "1.0", "values": {"root_module": {}}}"#,
        r#"{"format_version": "1.0", "resource_changes": null}"#,
    ] {
        let source = Arc::new(Source::new("plan.json", text, Medium::File));
        let json = json::parse(&source, Dialect::Strict).expect("JSON");
        assert!(!is_plan(json.tree.root()), "{text}");
    }
}

/// Launch templates of `awscc` have the tags of instances beside their own.
#[test]
fn the_tags_of_a_resource_are_those_of_its_own_specification() {
    let of = |after: &str, unknown: &str| {
        let plan = format!(
            r#"{{"format_version": "1.2", "resource_changes": [{{"address": "awscc_ec2_launch_template.t",
                "mode": "managed", "type": "awscc_ec2_launch_template", "change": {{"actions": ["create"],
                "after": {{"tag_specifications": {after}}}, "after_unknown": {{"tag_specifications": {unknown}}}}}}}]}}"#
        );
        found_of(&plan, &|kind| kind.starts_with("awscc_"))
    };
    let both = r#"[{"resource_type": "instance", "tags": [{"key": "A", "value": "x"}]},
        {"resource_type": "launch-template", "tags": [{"key": "B", "value": "y"}, {"key": "C"}]}]"#;
    let unknown = r#"[{}, {"tags": [{}, {"value": true}]}]"#;
    assert_eq!(of(both, unknown), ["awscc_ec2_launch_template.t Null B=y C=Unknown"]);
    assert_eq!(of(both, "true"), ["awscc_ec2_launch_template.t Null UNKNOWN"]);
    assert_eq!(
        of(r#"[{"tags": []}]"#, r#"[{"resource_type": true}]"#),
        ["awscc_ec2_launch_template.t Null UNKNOWN"]
    );
    assert_eq!(of("null", "false"), ["awscc_ec2_launch_template.t Null"]);
}
