//! Plans and what is read from them, in one line a project.

use super::*;
use crate::source::Medium;
use crate::tree::json::{self, Dialect};

fn found(text: &str) -> Vec<String> {
    let source = Arc::new(Source::new("plan.json", text, Medium::File));
    let json = json::parse(&source, Dialect::Strict).expect("JSON");
    assert!(is_plan(json.tree.root()));
    projects(json.tree.root(), &source, &|kind| kind.starts_with("aws_")).iter().map(shown).collect()
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
    parts.join(" ")
}

#[test]
fn what_will_exist_is_judged() {
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

/// Before the apply the provider says nothing of all tags where it has none to merge.
#[test]
fn without_default_tags_a_resource_has_no_tags_but_its_own() {
    let of = |configuration: &str| {
        found(&format!(
            r#"{{"format_version": "1.2", {configuration} "resource_changes": [{{"address": "aws_s3_bucket.b",
                "mode": "managed", "type": "aws_s3_bucket", "change": {{"actions": ["create"],
                "after": {{"tags": null}}, "after_unknown": {{"id": true, "tags_all": true}}}}}}]}}"#
        ))
    };
    let with = |expressions: &str| {
        let aws = r#""name": "aws", "full_name": "registry.terraform.io/hashicorp/aws""#;
        of(&format!(
            r#""configuration": {{"provider_config": {{"aws": {{{aws}, "expressions": {expressions}}}}}}},"#
        ))
    };
    assert_eq!(with(r#"{"region": {"constant_value": "eu-west-1"}}"#), ["aws_s3_bucket.b Null"]);
    assert_eq!(of(r#""configuration": {"provider_config": {}},"#), ["aws_s3_bucket.b Null"]);
    let tags = r#"{"default_tags": [{"tags": {"references": ["data.x"]}}]}"#;
    assert_eq!(with(tags), ["aws_s3_bucket.b Null UNKNOWN"]);
    assert_eq!(of(""), ["aws_s3_bucket.b Null UNKNOWN"], "nobody says what the providers are");
}

#[test]
fn only_what_exists_after_the_apply_is_judged() {
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
    assert_eq!(found(plan), ["aws_s3_bucket.a Null A=x", "module.m.aws_s3_bucket.b Null UNKNOWN"]);
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
    let projects = projects(json.tree.root(), &source, &|_| false);
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
