//! What providers add to the tags of a plan, and what they leave to others.

use super::found;

/// A plan that creates a bucket, with a configuration and what `tags_all` will be.
fn bucket(configuration: &str, after: &str, unknown: &str) -> String {
    format!(
        r#"{{"format_version": "1.2", {configuration} "resource_changes": [{{"address": "aws_s3_bucket.b",
            "mode": "managed", "type": "aws_s3_bucket", "name": "b", "change": {{"actions": ["create"],
            "after": {after}, "after_unknown": {unknown}}}}}]}}"#
    )
}

/// What becomes of a bucket whose provider has these arguments, while all tags are unknown.
fn with(expressions: &str) -> Vec<String> {
    let configuration = format!(
        r#""configuration": {{
            "provider_config": {{"aws": {{"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws",
                "expressions": {expressions}}}}},
            "root_module": {{"resources": [{{"address": "aws_s3_bucket.b", "mode": "managed",
                "type": "aws_s3_bucket", "name": "b", "provider_config_key": "aws"}}]}}}},"#
    );
    found(&bucket(&configuration, r#"{"tags": {"A": "x"}}"#, r#"{"id": true, "tags": {}, "tags_all": true}"#))
}

#[test]
fn the_configuration_says_what_a_provider_adds() {
    let own = "aws_s3_bucket.b Null A=x";
    assert_eq!(with(r#"{"region": {"constant_value": "eu-west-1"}}"#), [own]);
    assert_eq!(with(r#"{"default_tags": [{}]}"#), [own]);
    let constants = r#"{"default_tags": [{"tags": {"constant_value": {"A": "y", "B": "z", "C": null}}}]}"#;
    assert_eq!(with(constants), [format!("{own} B=z")]);
    let references = r#"{"default_tags": [{"tags": {"references": ["var.tags"]}}]}"#;
    assert_eq!(with(references), [format!("{own} ELSEWHERE")]);
    let ignored = r#"{"ignore_tags": [{"keys": {"constant_value": ["B"]},
        "key_prefixes": {"constant_value": ["team:"]}}]}"#;
    assert_eq!(with(ignored), [format!("{own} ELSEWHERE:B ELSEWHERE:team:*")]);
    let ignored = r#"{"ignore_tags": [{"keys": {"references": ["var.keys"]}}]}"#;
    assert_eq!(with(ignored), [format!("{own} ELSEWHERE")]);
}

#[test]
fn without_a_configuration_unknown_tags_are_unknown() {
    let of = |configuration: &str| {
        found(&bucket(configuration, r#"{"tags": null}"#, r#"{"id": true, "tags_all": true}"#))
    };
    assert_eq!(of(""), ["aws_s3_bucket.b Null UNKNOWN"]);
    assert_eq!(of(r#""configuration": {},"#), ["aws_s3_bucket.b Null UNKNOWN"], "nothing is left of it");
    assert_eq!(of(r#""configuration": {"root_module": {}},"#), ["aws_s3_bucket.b Null"]);
    assert_eq!(of(r#""configuration": {"provider_config": {}},"#), ["aws_s3_bucket.b Null"]);
}

#[test]
fn tags_that_are_known_may_lack_what_the_run_works_out() {
    let configuration = r#""configuration": {"provider_config": {"aws": {"name": "aws", "expressions":
        {"default_tags": [{"tags": {"references": ["data.x"]}}]}}}},"#;
    let plan =
        bucket(configuration, r#"{"tags": {"A": null}, "tags_all": {"B": "y"}}"#, r#"{"tags_all": {}}"#);
    assert_eq!(found(&plan), ["aws_s3_bucket.b Null B=y ELSEWHERE"]);
}

#[test]
fn each_resource_has_the_provider_that_the_configuration_names() {
    let resource = |module: &str, address: &str, name: &str| {
        format!(
            r#"{{"address": "{address}", {module} "mode": "managed", "type": "aws_s3_bucket", "name": "{name}",
                "change": {{"actions": ["create"], "after": {{}}, "after_unknown": {{"tags_all": true}}}}}}"#
        )
    };
    let entry = |name: &str, key: &str| {
        format!(
            r#"{{"address": "aws_s3_bucket.{name}", "mode": "managed", "type": "aws_s3_bucket", "name": "{name}",
                "provider_config_key": "{key}"}}"#
        )
    };
    let provider = |key: &str, more: &str, value: &str| {
        format!(
            r#""{key}": {{"name": "aws", {more} "expressions": {{"default_tags": [{{"tags":
                {{"constant_value": {{"From": "{value}"}}}}}}]}}}}"#
        )
    };
    let changes = [
        resource("", "aws_s3_bucket.plain", "plain"),
        resource("", "aws_s3_bucket.west[0]", "west"),
        resource(
            r#""module_address": "module.x[\"k\"]","#,
            r#"module.x[\"k\"].aws_s3_bucket.plain"#,
            "plain",
        ),
        resource("", "module.x.module.y.aws_s3_bucket.inherits", "inherits"),
        resource("", "module.x.module.y.aws_s3_bucket.asks", "asks"),
        resource("", "aws_s3_bucket.absent", "absent"),
    ];
    let plan = format!(
        r#"{{"format_version": "1.2", "resource_changes": [{}], "configuration": {{
            "provider_config": {{{}, {}, {}, "module.x.module.y:aws": {{"name": "aws",
                "version_constraint": "~> 6.0", "module_address": "module.x.module.y"}}}},
            "root_module": {{"resources": [{}, {}], "module_calls": {{"x": {{"module": {{"resources": [{}],
                "module_calls": {{"y": {{"module": {{"resources": [{}, {}]}}}}}}}}}}}}}}}}}}"#,
        changes.join(","),
        provider("aws", "", "root"),
        provider("aws.west", r#""alias": "west","#, "west"),
        provider("module.x:aws", r#""module_address": "module.x","#, "x"),
        entry("plain", "aws"),
        entry("west", "aws.west"),
        entry("plain", "module.x:aws"),
        entry("inherits", "aws"),
        entry("asks", "module.x.module.y:aws"),
    );
    assert_eq!(
        found(&plan),
        [
            "aws_s3_bucket.plain Null From=root",
            "aws_s3_bucket.west[0] Null From=west",
            "module.x[\"k\"].aws_s3_bucket.plain Null From=x",
            "module.x.module.y.aws_s3_bucket.inherits Null From=root",
            "module.x.module.y.aws_s3_bucket.asks Null ELSEWHERE",
            "aws_s3_bucket.absent Null ELSEWHERE",
        ]
    );
}

#[test]
fn objects_of_s3_may_refuse_what_the_provider_adds() {
    let configuration = r#""configuration": {"provider_config": {"aws": {"name": "aws", "expressions":
        {"default_tags": [{"tags": {"constant_value": {"A": "x"}}}]}}}},"#;
    let of = |overridden: &str| {
        let after = format!(r#"{{"tags": null, "override_provider": {overridden}}}"#);
        let plan = bucket(configuration, &after, r#"{"tags_all": true}"#);
        found(&plan.replace("aws_s3_bucket", "aws_s3_object"))
    };
    assert_eq!(of(r#"[{"default_tags": [{"tags": {}}]}]"#), ["aws_s3_object.b Null"]);
    assert_eq!(of("[]"), ["aws_s3_object.b Null A=x"]);
}
