//! `taglint spend cost-explorer`: figures by key.

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::api::{Api, Reply, Request};
use crate::money::{Cost, asked, cost, cost_explorer, refused};
use crate::support::{self, Workplace};
use crate::{Ended, end};

const POLICY: &str = "\
[tags.CostCenter]
required = true
pattern = 'CC-\\d{4}'
[tags.Environment]
required = true
values = [\"Production\", \"Development\"]
[spend]
explained = \"95%\"
[[models]]
when = { tags = { Environment = \"Development\" } }
forbid = [\"Opus\"]
";

/// Of 10000: 8100 have a right cost center, 9900 a right environment.
fn november() -> Vec<Cost> {
    vec![
        cost("5000.00", &[("CostCenter", "CC-1001"), ("Environment", "Production")]),
        cost("3100.00", &[("CostCenter", "CC-2002"), ("Environment", "Development")]).on_model("Opus"),
        cost("1800.00", &[("Environment", "Production")]),
        cost("100.00", &[("CostCenter", "CC-99"), ("Environment", "Prod")]).on_model(""),
        cost("-120.00", &[]).of_kind("Credit"),
        cost("77.00", &[("CostCenter", "CC-1001")]).of_service("Amazon Simple Storage Service"),
    ]
}

fn place(policy: &str) -> Workplace {
    let workplace = Workplace::new();
    workplace.write("taglint.toml", policy);
    workplace
}

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// `taglint spend` at a server, with credentials and nothing else in its environment.
pub fn spend(workplace: &Workplace, api: &Api, arguments: &[&str]) -> Command {
    let mut all = vec!["spend", "--format", "json"];
    all.extend(arguments);
    let mut command = workplace.taglint(&all);
    command.env("AWS_ENDPOINT_URL", api.origin()).env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", SECRET);
    command
}

fn ended(policy: &str, api: &Api, arguments: &[&str]) -> Ended {
    let ended = end(spend(&place(policy), api, arguments));
    assert!(!ended.text.contains(SECRET) && !ended.errors.contains(SECRET), "{}", ended.errors);
    ended
}

fn of(costs: Vec<Cost>, page: usize) -> Api {
    Api::start(move |request, _| cost_explorer(request, &costs, page))
}

/// Rule, tag, value and money of each finding.
fn told(ended: &Ended) -> Vec<String> {
    let findings = ended.report["findings"].as_array().unwrap_or_else(|| panic!("{}", ended.errors));
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut told = Vec::new();
    for it in findings {
        assert_eq!((&it["project"], &it["projects"]), (&Value::Null, &json!([])));
        let parts = [&it["rule"], &it["tag"], &it["value"], &it["spend"]["amount"]];
        told.push(parts.map(text).join(" "));
    }
    told
}

#[test]
fn figures_are_told_by_key_and_the_whole_within_limits() {
    for page in [1, 100] {
        let api = of(november(), page);
        let ended = ended(POLICY, &api, &["cost-explorer"]);
        assert_eq!(
            told(&ended),
            [
                "invalid-value Environment Prod 100.00",
                "malformed-value CostCenter CC-99 100.00",
                "missing-tag CostCenter - 1800.00",
                "model-not-allowed - Opus 3100.00",
                "unexplained-spend - - 1900.00",
            ]
        );
        let spend = &ended.report["spend"][0];
        assert_eq!(
            spend,
            &json!({
                "currency": "USD", "metric": "net-unblended", "periods": ["2026-11"], "final": false,
                "total": "9880.00", "base": "10000.00", "classes": null,
                "explained": { "from": "8000.00", "to": "8100.00" },
                "keys": [
                    { "key": "CostCenter", "values": [
                        { "value": "CC-1001", "amount": "5000.00" }, { "value": "CC-2002", "amount": "3100.00" },
                        { "value": null, "amount": "1800.00" }, { "value": "CC-99", "amount": "100.00" } ] },
                    { "key": "Environment", "values": [
                        { "value": "Production", "amount": "6800.00" }, { "value": "Development", "amount": "3100.00" },
                        { "value": "Prod", "amount": "100.00" } ] } ],
                "models": [
                    { "model": "Sonnet", "amount": "6800.00" }, { "model": "Opus", "amount": "3100.00" },
                    { "model": null, "amount": "100.00" } ],
                "projects": null, "lines": null, "lines-of-other-services": null
            })
        );
        let gate = ended.report["findings"].as_array().expect("findings").last().expect("one").clone();
        assert_eq!(
            gate["message"],
            "at most 81.0% of the USD of 2026-11 is explained, less than the 95% that the policy asks for"
        );
        assert_eq!(gate["help"], "begin with `CostCenter` (1900.00 USD) and `Environment` (100.00 USD)");
        assert_eq!(ended.code, 1);
        let sent = api.requests().len();
        let cost = format!("sent {sent} requests to Cost Explorer, which cost $0.{sent:02}");
        assert!(ended.errors.contains(&cost), "{}", ended.errors);
    }
}

#[test]
fn requests_are_reads_that_are_signed_and_ask_for_bedrock_alone() {
    let api = of(november(), 100);
    ended(POLICY, &api, &["cost-explorer", "--metric", "unblended"]);
    let requests = api.requests();
    assert_eq!(requests.len(), 4, "the total, the base, and one for each key");
    for request in requests {
        let (operation, body) = asked(&request);
        assert_eq!(operation, "GetCostAndUsage");
        let authorization = request.header("authorization").expect("signed");
        assert!(authorization.contains("/us-east-1/ce/aws4_request"), "{authorization}");
        assert_eq!(body["Metrics"], json!(["UnblendedCost"]));
        assert_eq!(body["TimePeriod"], json!({ "Start": "2026-11-01", "End": "2026-12-01" }));
        assert!(!body.to_string().contains("SERVICE"), "{body}");
    }
}

#[test]
fn the_gate_speaks_only_where_even_the_upper_limit_is_below() {
    let gate = |explained: &str| {
        let policy = POLICY.replace("95%", explained);
        let ended = ended(&policy, &of(november(), 100), &["cost-explorer", "--select", "unexplained-spend"]);
        (ended.code, told(&ended).len())
    };
    assert_eq!((gate("81%"), gate("81.0001%")), ((0, 0), (1, 1)));
}

#[test]
fn months_before_models_are_asked_for_by_service() {
    let mut costs = november();
    let august =
        |amount, service| cost(amount, &[("CostCenter", "CC-1001")]).of_month("2026-08").of_service(service);
    costs.extend([
        august("40.00", "Amazon Bedrock"),
        august("60.00", "Claude Sonnet 4.6 (Amazon Bedrock Edition)"),
        august("9.00", "Amazon EC2"),
    ]);
    let api = of(costs, 100);
    let arguments = ["cost-explorer", "--period", "2026-08..2026-11", "--period", "2027-01"];
    let ended = ended(POLICY, &api, &arguments);
    let spend = &ended.report["spend"][0];
    assert_eq!((&spend["periods"], &spend["base"]), (&json!(["2026-08", "2026-11"]), &json!("10100.00")));
    assert_eq!(spend["models"][2], json!({ "model": null, "amount": "140.00" }));
    assert_eq!(spend["models"][3], json!({ "model": "Claude Sonnet 4.6", "amount": "60.00" }));
    // What has no costs is named; that nobody used `Environment` in August is a doubt that another month settles not.
    let failed: Vec<String> = ended.failures().into_iter().map(|(subject, _)| subject).collect();
    assert_eq!(failed, ["2026-09", "2026-10", "2027-01"]);
    assert_eq!(ended.code, 1);
}

#[test]
fn a_key_that_billing_does_not_know_is_a_failure_and_no_missing_tag() {
    let costs = vec![cost("5.00", &[("CostCenter", "CC-1001")]), cost("5.00", &[])];
    let ended = ended(POLICY, &of(costs, 100), &["cost-explorer"]);
    assert_eq!(told(&ended), ["missing-tag CostCenter - 5.00", "unexplained-spend - - 5.00"]);
    let [(subject, message)] = &ended.failures()[..] else { panic!("{:?}", ended.failures()) };
    assert_eq!(subject, "cost-explorer");
    assert!(message.contains("by `Environment`") && message.contains("cost allocation tag"), "{message}");
    let spend = &ended.report["spend"][0];
    assert_eq!(spend["keys"].as_array().expect("keys").len(), 1);
    assert_eq!(spend["explained"], json!({ "from": "0.00", "to": "5.00" }));
}

#[test]
fn a_key_that_nobody_used_on_bedrock_and_billing_knows_is_missing() {
    let costs = || {
        let elsewhere = cost("9.00", &[("Environment", "Production")]).of_service("Amazon EC2");
        vec![cost("5.00", &[("CostCenter", "CC-1001")]), elsewhere]
    };
    let ended = ended(POLICY, &of(costs(), 100), &["cost-explorer", "--select", "missing-tag"]);
    assert_eq!((ended.code, told(&ended)), (1, vec!["missing-tag Environment - 5.00".to_owned()]));
}

#[test]
fn a_key_that_billing_spells_in_another_way_is_asked_for_again() {
    let costs = vec![cost("5.00", &[("cost-center", "CC-1001"), ("Environment", "Production")])];
    let ended = ended(POLICY, &of(costs, 100), &["cost-explorer"]);
    assert_eq!((ended.code, told(&ended)), (0, vec![]));
    assert_eq!(ended.report["spend"][0]["keys"][0]["values"][0]["value"], "CC-1001");
    let two = [("cost-center", "x"), ("costcenter", "y"), ("Environment", "Production")];
    let costs = vec![cost("5.00", Box::leak(Box::new(two)))];
    let ended = self::ended(POLICY, &of(costs, 100), &["cost-explorer"]);
    let failures = ended.failures();
    assert!(
        failures[0].1.contains("`cost-center`") && failures[0].1.contains("`costcenter`"),
        "{failures:?}"
    );
    assert_eq!(ended.code, 3);
}

#[test]
fn what_depends_on_another_key_is_not_guessed() {
    let policy = "\
[tags.CostCenter]
required = true
[tags.Environment]
[tags.Owner]
required = { when = { tags = { Environment = \"Production\" } } }
[[overrides]]
when = { tags = { Environment = \"Development\" } }
tags.CostCenter.required = false
";
    let costs = vec![
        cost("5.00", &[("CostCenter", "x"), ("Environment", "Production")]),
        cost("3.00", &[("Environment", "Development")]),
    ];
    let ended = ended(policy, &of(costs, 100), &["cost-explorer"]);
    assert_eq!((ended.code, told(&ended)), (0, vec![]));
    assert_eq!(ended.report["spend"][0]["explained"], json!({ "from": "0.00", "to": "8.00" }));
}

#[test]
fn nothing_of_bedrock_is_refused_and_other_arguments_too() {
    let api = of(vec![cost("5.00", &[]).of_service("Amazon EC2")], 100);
    let refusal = |arguments: &[&str]| {
        let ended = ended(POLICY, &api, arguments);
        (ended.code, ended.errors)
    };
    let (code, errors) = refusal(&["cost-explorer"]);
    assert!(code == 2 && errors.contains("no lines of Amazon Bedrock in `2026-11`"), "{errors}");
    assert!(errors.contains("sent 1 request to Cost Explorer"), "{errors}");
    assert_eq!(refusal(&["cost-explorer", "--allow-empty"]).0, 0);
    for (arguments, why) in [
        (&["cost-explorer", "--metric", "effective"][..], "Cost Explorer has no metric `effective`"),
        (&["cost-explorer", "taglint.toml"], "counted twice"),
        (&["cost-explorer", "--output", "csv=a.csv"], "the format `csv` needs the lines of a bill"),
        (&["cost-explorer", "--budgets"], "needs `[budgets]`"),
    ] {
        let (code, errors) = refusal(arguments);
        assert!(code == 2 && errors.contains(why), "{errors}");
    }
    let workplace = place(POLICY);
    let mut without = spend(&workplace, &api, &["cost-explorer"]);
    without.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    let ended = end(without);
    assert!(ended.code == 2 && ended.errors.contains("no AWS credentials"), "{}", ended.errors);
}

#[test]
fn faults_are_failures_and_what_else_was_answered_counts() {
    let is_of = |request: &Request, key: &str| String::from_utf8_lossy(&request.body).contains(key);
    type Fault = fn(usize) -> Reply;
    let faults: [(Fault, &str); 6] = [
        (|_| refused("ExpiredTokenException"), "ExpiredTokenException"),
        (|_| refused("AccessDeniedException"), "needs the permission `ce:GetCostAndUsage`"),
        (|_| Reply::Truncated(b"{\"ResultsByTime\": [".to_vec()), "cut off"),
        (
            |number| Reply::json(&json!({ "ResultsByTime": [], "NextPageToken": format!("{number}") })),
            "no end",
        ),
        (|_| Reply::json(&json!({ "ResultsByTime": [], "NextPageToken": "same" })), "does not advance"),
        (|_| Reply::json(&json!({})), "another form"),
    ];
    for (fault, why) in faults {
        let costs = november();
        let api = Api::start(move |request, number| match is_of(request, "Environment") {
            true => fault(number),
            false => cost_explorer(request, &costs, 100),
        });
        let ended = ended(
            POLICY,
            &api,
            &["cost-explorer", "--ignore", "unexplained-spend,malformed-value,missing-tag"],
        );
        let failures = ended.failures();
        assert_eq!((ended.code, failures.len()), (3, 1), "{why}: {failures:?}");
        assert!(failures[0].1.contains(why) && failures[0].1.contains("`Environment`"), "{failures:?}");
        assert_eq!(ended.report["spend"][0]["base"], "10000.00");
    }
}

#[test]
fn a_service_that_is_busy_is_asked_again_and_all_requests_are_counted() {
    let costs = november();
    let api = Api::start(move |request, number| match number {
        0 => refused("ThrottlingException"),
        1 => Reply::status(429, &json!({})).with("Retry-After", "0"),
        2 => Reply::Late(Duration::from_millis(10), Box::new(cost_explorer(request, &costs, 100))),
        _ => cost_explorer(request, &costs, 100),
    });
    let ended = ended(POLICY, &api, &["cost-explorer"]);
    assert!(ended.errors.contains("sent 6 requests"), "{}", ended.errors);
    assert_eq!((ended.code, ended.failures()), (1, vec![]));
}

#[test]
fn an_audit_has_the_gate_beside_its_own_findings() {
    let costs = november();
    let api = Api::start(move |request, _| match request.path.as_str() {
        "/" => cost_explorer(request, &costs, 100),
        _ => crate::api::list(request, &[crate::good("us-east-1", "proj_1", "Good")]),
    });
    let workplace = place(POLICY);
    let arguments =
        ["--region", "us-east-1", "--spend", "cost-explorer", "--ignore", "missing-tag,unknown-tag"];
    let mut command = crate::audit(&workplace, &api, &arguments);
    command.env("AWS_ENDPOINT_URL_COST_EXPLORER", api.origin());
    command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", SECRET);
    let ended = end(command);
    let rules: Vec<&Value> =
        ended.report["findings"].as_array().expect("findings").iter().map(|it| &it["rule"]).collect();
    assert_eq!(rules, ["model-not-allowed", "unexplained-spend"], "{}", ended.errors);
    assert_eq!(ended.report["spend"][0]["explained"], json!({ "from": "8000.00", "to": "8100.00" }));
}

#[test]
fn people_see_the_limits_in_every_format() {
    let api = of(november(), 100);
    let workplace = place(POLICY);
    let mut command = spend(&workplace, &api, &["cost-explorer", "--output", "html=page.html"]);
    command.args(["--output", "markdown=page.md", "--output", "full=page.txt"]);
    assert_eq!(end(command).code, 1);
    let read = |name: &str| std::fs::read_to_string(workplace.path().join(name)).expect("written");
    for (name, parts) in [
        ("page.html", &["<strong>80.0% to 81.0%</strong>", "Between", "Costs by one tag at a time"][..]),
        (
            "page.md",
            &["| explained, at least | 8000.00 | 80.0% |", "| explained, at most | 8100.00 | 81.0% |"],
        ),
        (
            "page.txt",
            &[
                "explained, at most   8100.00    81.0%",
                "outside              -120.00",
                "Checked the costs by key",
            ],
        ),
    ] {
        let text = read(name);
        for part in parts {
            assert!(text.contains(part), "{name}: {part}: {text}");
        }
    }
}

#[test]
fn what_was_paid_is_said_to_whoever_wants_no_notes() {
    let api = of(november(), 100);
    let ended = ended(POLICY, &api, &["cost-explorer", "-q"]);
    let sent = api.requests().len();
    assert_eq!(
        ended.errors.trim(),
        format!("sent {sent} requests to Cost Explorer, which cost $0.{sent:02}")
    );
}

#[cfg(unix)]
#[test]
fn what_was_paid_is_said_after_an_interrupt() {
    let costs = november();
    let api = Api::start(move |request, number| match number {
        0 => cost_explorer(request, &costs, 100),
        _ => Reply::Late(Duration::from_secs(20), Box::new(cost_explorer(request, &costs, 100))),
    });
    let workplace = place(POLICY);
    let command = spend(&workplace, &api, &["cost-explorer", "-q"]);
    let output = support::interrupted(command, || api.requests().len() == 2);
    let errors = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(3), "{errors}");
    assert!(errors.contains("sent 2 requests to Cost Explorer, which cost $0.02"), "{errors}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("it was interrupted"));
    assert_eq!(api.requests().len(), 2);
}

/// Of a base of 80, the first 100 have all tags right: the least of the keys, 40, is no upper bound.
#[test]
fn where_money_is_negative_more_may_be_explained_than_one_key_has_right() {
    let costs = vec![
        cost("100.00", &[("CostCenter", "CC-1001"), ("Environment", "Production")]),
        cost("-60.00", &[("CostCenter", "CC-1001")]),
        cost("40.00", &[]),
    ];
    let ended = ended(POLICY, &of(costs, 100), &["cost-explorer"]);
    assert_eq!(ended.report["spend"][0]["explained"], json!({ "from": "0.00", "to": "100.00" }));
    assert!(
        !told(&ended).iter().any(|finding| finding.starts_with("unexplained-spend")),
        "{:?}",
        told(&ended)
    );
}
