//! `taglint spend --budgets`: the budgets behind what is spent.

use serde_json::{Value, json};

use crate::api::{Api, Reply};
use crate::cost_explorer::spend;
use crate::money::{self, asked, cost, refused};
use crate::support::Workplace;
use crate::{Ended, end};

const POLICY: &str = "\
[tags.CostCenter]
required = true
[budgets]
key = \"CostCenter\"
";

fn budget(name: &str, fields: Value) -> Value {
    let mut budget =
        json!({ "BudgetName": name, "BudgetType": "COST", "TimeUnit": "MONTHLY", "Notified": true });
    for (field, value) in fields.as_object().expect("fields") {
        budget[field] = value.clone();
    }
    budget
}

fn on(value: &str) -> Value {
    json!({ "CostFilters": { "TagKeyValue": [format!("user:CostCenter${value}")] } })
}

fn with(mut fields: Value, field: &str, value: Value) -> Value {
    fields[field] = value;
    fields
}

fn server(budgets: Vec<Value>) -> Api {
    let costs = vec![
        cost("5.00", &[("CostCenter", "A")]),
        cost("4.00", &[("CostCenter", "B")]),
        cost("3.00", &[]),
        cost("2.00", &[("CostCenter", "C")]).of_kind("Credit"),
        cost("0.00", &[("CostCenter", "D")]),
        // A credential is reported as one, and needs no budget.
        cost("1.00", &[("CostCenter", "AKIAIOSFODNN7EXAMPLE")]),
    ];
    Api::start(move |request, _| match request.header("x-amz-target") {
        Some(target) if target.starts_with("AWSInsightsIndexService.") => {
            money::cost_explorer(request, &costs, 100)
        }
        _ => money::budgets(request, &budgets),
    })
}

fn checked(api: &Api) -> Ended {
    let workplace = Workplace::new();
    workplace.write("taglint.toml", POLICY);
    end(spend(&workplace, api, &["cost-explorer", "--budgets", "--select", "missing-budget"]))
}

/// The level, value and message of each finding.
fn told(budgets: Vec<Value>) -> Vec<(String, String, String)> {
    let ended = checked(&server(budgets));
    assert_eq!((ended.code, ended.failures()), (0, vec![]), "{}", ended.errors);
    let findings = ended.report["findings"].as_array().expect("findings");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    findings.iter().map(|it| (text(&it["level"]), text(&it["value"]), text(&it["message"]))).collect()
}

fn lacking(values: &[&str]) -> Vec<(String, String, String)> {
    let message = |value| format!("`{value}` of `CostCenter` has spend, but no budget");
    values.iter().map(|value| ("warning".to_owned(), (*value).to_owned(), message(value))).collect()
}

#[test]
fn each_value_with_spend_needs_a_budget() {
    assert_eq!(told(vec![]), lacking(&["A", "B"]));
    assert_eq!(told(vec![budget("a", on("A")), budget("b", on("B"))]), []);
    let shared = json!({ "FilterExpression": { "Tags": { "Key": "CostCenter", "Values": ["A", "B"] } } });
    assert_eq!(told(vec![budget("both", shared)]), []);
}

#[test]
fn a_budget_counts_while_it_is_valid_healthy_and_of_costs() {
    // Tests run on 2026-11-21.
    let (yesterday, today, tomorrow) = (1_795_132_800, 1_795_219_200, 1_795_305_600);
    let over = with(on("A"), "TimePeriod", json!({ "Start": 0, "End": today }));
    let later =
        with(on("A"), "TimePeriod", json!({ "Start": f64::from(tomorrow), "End": 3_706_473_600_u64 }));
    let usage = with(on("A"), "BudgetType", json!("USAGE"));
    let other = with(on("A"), "CostFilters", json!({ "TagKeyValue": ["user:Team$A"] }));
    let counts = with(on("B"), "TimePeriod", json!({ "Start": yesterday, "End": tomorrow }));
    let budgets = vec![
        budget("over", over),
        budget("later", later),
        budget("usage", usage),
        budget("other", other),
        budget("b", counts),
    ];
    assert_eq!(told(budgets), lacking(&["A"]));
}

#[test]
fn what_cannot_be_checked_or_is_unhealthy_is_told_and_does_not_count() {
    let ill =
        with(on("A"), "HealthStatus", json!({ "Status": "UNHEALTHY", "StatusReason": "FILTER_INVALID" }));
    let own = json!({ "Tags": { "Key": "CostCenter", "Values": ["B"] } });
    let odd = json!({ "FilterExpression": { "Or": [own, { "Tags": { "Key": "Team", "Values": ["x"] } }] } });
    let ended = checked(&server(vec![budget("ill", ill), budget("odd", odd)]));
    let related = |number: usize| ended.report["findings"][number]["related"].clone();
    let unhealthy = "the budget `ill` does not count: it is unhealthy (`FILTER_INVALID`)";
    let unclear = "the budget `odd` does not count: its filter cannot be checked: it also filters by `Or`";
    assert_eq!(related(0)[0]["message"], unhealthy);
    assert_eq!(related(0)[1]["message"], unclear);
    assert_eq!(related(1), json!([{ "message": unclear, "location": null }]));
    assert!(ended.errors.contains(unhealthy) && ended.errors.contains(unclear), "{}", ended.errors);
}

#[test]
fn a_budget_that_notifies_nobody_is_a_note() {
    let silent = || budget("quiet", with(on("A"), "Notified", json!(false)));
    let note = ("note", "A", "the budget `quiet` for `A` of `CostCenter` notifies nobody");
    let note = (note.0.to_owned(), note.1.to_owned(), note.2.to_owned());
    assert_eq!(told(vec![silent(), budget("b", on("B"))]), [note]);
    assert_eq!(told(vec![silent(), budget("loud", on("A")), budget("b", on("B"))]), []);
}

#[test]
fn a_filter_on_the_service_misses_the_marketplace() {
    let narrow = json!({ "CostFilters": { "TagKeyValue": ["CostCenter$A", "CostCenter$B"], "Service": ["Amazon Bedrock"] } });
    let ended = checked(&server(vec![budget("narrow", narrow)]));
    assert_eq!(ended.report["findings"], json!([]));
    assert!(ended.errors.contains("`narrow` filters on the service `Amazon Bedrock`"), "{}", ended.errors);
}

#[test]
fn the_caller_is_asked_where_no_payer_is_known_and_nothing_but_reads_is_sent() {
    let api = server(vec![budget("a", on("A"))]);
    checked(&api);
    let mut operations = Vec::new();
    for request in api.requests() {
        let (operation, body) = asked(&request);
        if operation.starts_with("Describe") {
            assert_eq!(body["AccountId"], "111122223333");
            let authorization = request.header("authorization").expect("signed");
            assert!(authorization.contains("/us-east-1/budgets/aws4_request"), "{authorization}");
        }
        operations.push(operation);
    }
    operations.retain(|operation| operation != "GetCostAndUsage");
    assert_eq!(operations, ["GetCallerIdentity", "DescribeBudgets", "DescribeNotificationsForBudget"]);
}

#[test]
fn budgets_that_do_not_answer_are_a_failure_and_nothing_is_said_of_them() {
    let costs = vec![cost("5.00", &[("CostCenter", "A")])];
    for operation in ["DescribeBudgets", "DescribeNotificationsForBudget", "GetCallerIdentity"] {
        let (costs, budgets) = (costs.clone(), vec![budget("a", on("A"))]);
        let api = Api::start(move |request, _| {
            let target = request.header("x-amz-target").unwrap_or_default();
            match asked(request).0 {
                asked if asked == operation => refused("AccessDeniedException"),
                _ if target.starts_with("AWSInsightsIndexService.") => {
                    money::cost_explorer(request, &costs, 100)
                }
                _ => money::budgets(request, &budgets),
            }
        });
        let ended = checked(&api);
        let failures = ended.failures();
        assert_eq!((ended.code, failures.len()), (3, 1), "{failures:?}");
        assert!(failures[0].0 == "budgets" && failures[0].1.contains(operation), "{failures:?}");
        assert_eq!(ended.report["findings"], json!([]));
    }
    let endless = Api::start(move |request, _| match asked(request).0.as_str() {
        "DescribeBudgets" => Reply::json(&json!({ "Budgets": [], "NextToken": "same" })),
        "GetCallerIdentity" => money::budgets(request, &[]),
        _ => money::cost_explorer(request, &[cost("5.00", &[("CostCenter", "A")])], 100),
    });
    let ended = checked(&endless);
    assert!(ended.code == 3 && ended.failures()[0].1.contains("does not advance"), "{}", ended.errors);
}

#[test]
fn who_pays_the_bill_has_the_budgets() {
    let header = "bill_billing_period_start_date,line_item_usage_start_date,bill_payer_account_id,\
        line_item_usage_account_id,line_item_resource_id,line_item_line_item_type,line_item_product_code,\
        line_item_usage_type,line_item_unblended_cost,line_item_currency_code,product_product_family,product,resource_tags";
    let line = |payer: &str, value: &str, kind: &str| {
        let project = "arn:aws:bedrock-mantle:us-east-1:111122223333:project/proj_1";
        let tags = format!(r#""{{""user_cost_center"": ""{value}""}}""#);
        format!(
            "2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,{payer},111122223333,{project},{kind},AmazonBedrock,USE1-x,5,\
             USD,Amazon Bedrock,{{}},{tags}\n"
        )
    };
    let workplace = Workplace::new();
    workplace.write("taglint.toml", POLICY);
    let lines = [line("999999999999", "A", "Usage"), line("888888888888", "C", "Credit")];
    workplace.write("bill.csv", format!("{header}\n{}", lines.concat()));
    let api = server(vec![budget("b", on("B"))]);
    let ended = end(spend(&workplace, &api, &["bill.csv", "--budgets", "--select", "missing-budget"]));
    assert_eq!(ended.report["findings"][0]["message"], lacking(&["A"])[0].2, "{}", ended.errors);
    assert_eq!(ended.report["findings"].as_array().map(Vec::len), Some(1));
    let accounts: Vec<Value> =
        api.requests().iter().map(|request| asked(request).1["AccountId"].clone()).collect();
    assert_eq!(accounts, ["888888888888", "999999999999"].map(Value::from), "one page each");
}

#[test]
fn a_baseline_knows_a_value_without_a_budget() {
    let workplace = Workplace::new();
    workplace.write("taglint.toml", POLICY);
    let api = server(vec![]);
    let run = |arguments: &[&str]| {
        let all = [&["cost-explorer", "--fail-on", "warning"], arguments].concat();
        end(spend(&workplace, &api, &all))
    };
    let written = run(&["--budgets", "--write-baseline", "known.json"]);
    assert_eq!((written.code, &written.report["summary"]["warning"]), (0, &json!(2)), "{}", written.errors);
    // A run that asks for no budgets knows nothing of them, and takes none out of the baseline.
    let other = run(&["--baseline", "known.json", "--write-baseline", "known.json"]);
    assert_eq!(other.code, 0, "{}", other.errors);
    let mut later = spend(&workplace, &api, &["cost-explorer", "--budgets", "--baseline", "known.json"]);
    later.args(["--fail-on", "warning", "--period", "2026-11"]);
    let later = end(later);
    assert_eq!(
        (later.code, &later.report["summary"]["hidden"]["baseline"]),
        (0, &json!(4)),
        "{}",
        later.errors
    );
}
