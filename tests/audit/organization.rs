//! `taglint policy import --from-organization`: what AWS Organizations and the tagging API say.

use std::process::{Command, Output};

use serde_json::{Value, json};

use super::api::{Api, Reply};
use super::support::{Workplace, run};

fn import(workplace: &Workplace, api: &Api, arguments: &[&str]) -> Output {
    import_in("eu-west-1", workplace, api, arguments)
}

fn import_in(region: &str, workplace: &Workplace, api: &Api, arguments: &[&str]) -> Output {
    let mut all = vec!["policy", "import", "--from-organization"];
    all.extend(arguments);
    let mut command: Command = workplace.taglint(&all);
    command.env("AWS_ENDPOINT_URL", api.origin()).env("AWS_REGION", region);
    command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI");
    command.env("AWS_EC2_METADATA_DISABLED", "true");
    run(command, b"")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn the_effective_policy_of_a_target_is_asked_for() {
    let content = json!({"tags": {"costcenter": {"tag_key": "CostCenter", "tag_value": ["100", "200"]}}});
    let api = Api::start(move |_, _| {
        let policy =
            json!({"PolicyContent": content.to_string(), "TargetId": "ou-1", "PolicyType": "TAG_POLICY"});
        Reply::json(&json!({"EffectivePolicy": policy}))
    });
    let output = import(&Workplace::new(), &api, &["ou-1"]);
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    assert!(stdout.contains("[tags.CostCenter]\nvalues = [\"100\", \"200\"]\n"), "{stdout}");
    let [asked] = &api.requests()[..] else { panic!("one request") };
    assert_eq!(asked.header("x-amz-target"), Some("AWSOrganizationsV20161128.DescribeEffectivePolicy"));
    assert!(asked.header("authorization").is_some_and(|signed| signed.contains("/us-east-1/organizations/")));
    let body: Value = serde_json::from_slice(&asked.body).expect("JSON");
    assert_eq!(body, json!({"PolicyType": "TAG_POLICY", "TargetId": "ou-1"}));
}

#[test]
fn organizations_is_asked_in_its_region_of_the_partition() {
    for (region, asked) in [
        ("us-gov-east-1", "us-gov-west-1"),
        ("cn-north-1", "cn-northwest-1"),
        ("eusc-de-east-1", "eusc-de-east-1"),
    ] {
        let api =
            Api::start(|_, _| Reply::json(&json!({"EffectivePolicy": {"PolicyContent": "{\"tags\": {}}"}})));
        import_in(region, &Workplace::new(), &api, &["ou-1"]);
        let [request] = &api.requests()[..] else { panic!("one request") };
        let signed = request.header("authorization").unwrap_or_default();
        assert!(signed.contains(&format!("/{asked}/organizations/")), "{signed}");
    }
}

#[test]
fn without_a_target_the_required_tags_are_asked_for() {
    let api = Api::start(|request, _| {
        let asked: Value = serde_json::from_slice(&request.body).expect("JSON");
        let instance = json!({"ResourceType": "ec2:instance", "CloudFormationResourceTypes": ["AWS::EC2::Instance"],
            "ReportingTagKeys": ["Owner", "CostCenter"]});
        let others = json!([{"ResourceType": "bedrock-mantle:project", "ReportingTagKeys": ["Owner"]},
            {"ResourceType": "new:thing", "ReportingTagKeys": ["Owner"]}]);
        Reply::json(&match asked["NextToken"].as_str() {
            None => json!({"RequiredTags": [instance], "NextToken": "more"}),
            Some(_) => json!({"RequiredTags": others}),
        })
    });
    let workplace = Workplace::new();
    let output = import(&workplace, &api, &[]);
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    let wanted = "
[tags.Owner]
# `Owner` is required for `new:thing`, a type that taglint does not know
required = { when = { kind = [\"AWS::EC2::Instance\", \"aws_instance\", \"awscc_ec2_instance\", \"bedrock-project\"] } }

[tags.CostCenter]
required = { when = { kind = [\"AWS::EC2::Instance\", \"aws_instance\", \"awscc_ec2_instance\"] } }
";
    assert!(stdout.ends_with(wanted), "{stdout}");
    assert!(stderr.contains("`Owner` is required for `new:thing`"), "{stderr}");
    let requests = api.requests();
    assert_eq!(requests.len(), 2);
    for asked in requests {
        assert_eq!(asked.header("x-amz-target"), Some("ResourceGroupsTaggingAPI_20170126.ListRequiredTags"));
        assert!(asked.header("authorization").is_some_and(|signed| signed.contains("/eu-west-1/tagging/")));
    }
    workplace.write("taglint.toml", stdout);
    assert!(run(workplace.taglint(&["policy", "check"]), b"").status.success());
}

#[test]
fn what_is_refused_or_makes_no_sense_is_told_and_nothing_is_written() {
    let denied =
        Api::start(|_, _| Reply::status(400, &json!({"__type": "AccessDeniedException", "Message": "no"})));
    let odd = Api::start(|_, _| Reply::json(&json!({"EffectivePolicy": {"PolicyContent": "{\"tag\": 1}"}})));
    let empty = Api::start(|_, _| Reply::json(&json!({})));
    let round = Api::start(|_, _| Reply::json(&json!({"RequiredTags": [], "NextToken": "a"})));
    let other = Api::start(|_, _| Reply::json(&json!({"RequiredTags": [], "NextToken": 7})));
    let cases: [(&Api, &[&str], &str); 5] = [
        (&denied, &["r-1"], "`DescribeEffectivePolicy` was not answered"),
        (&odd, &["r-1"], "this is not a tag policy"),
        (&empty, &["r-1"], "the answer has another form"),
        (&round, &[], "does not advance"),
        (&other, &[], "the answer has another form"),
    ];
    for (api, arguments, words) in cases {
        let output = import(&Workplace::new(), api, arguments);
        let stderr = text(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{stderr}");
        assert!(stderr.contains(words), "{stderr}");
    }
}
