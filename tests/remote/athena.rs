//! Tables of Athena, whose answers are written here. What the query itself comes to, `proof.rs` sees.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::api::{Api, Reply, Request};
use super::support::{self, Workplace};
use super::{KEY_ID, SECRET, fixtures, told};

/// `taglint spend` of a source at an address.
pub(super) fn spend(workplace: &Workplace, address: &str, arguments: &[&str]) -> Command {
    let mut command = workplace.taglint(&[&["spend", "--format", "json"], arguments].concat());
    command.env("AWS_ACCESS_KEY_ID", KEY_ID).env("AWS_SECRET_ACCESS_KEY", SECRET);
    command.env("AWS_ENDPOINT_URL_ATHENA", address).env("AWS_REGION", "us-east-1");
    command
}

/// A folder with a policy that asks for no models, which the table does not have.
pub(super) fn plain() -> Workplace {
    let workplace = Workplace::new();
    workplace.write("taglint.toml", "[tags.CostCenter]\nrequired = true\n[tags.Team]\nrequired = true\n");
    workplace
}

const COLUMNS: [&str; 12] = [
    "bill_billing_period_start_date",
    "bill_payer_account_id",
    "line_item_currency_code",
    "line_item_line_item_type",
    "line_item_product_code",
    "line_item_resource_id",
    "line_item_unblended_cost",
    "line_item_usage_account_id",
    "line_item_usage_type",
    "product_product_family",
    "resource_tags",
    "billing_period",
];

/// One line of Bedrock, and three of other services, by the names of the result's columns.
fn rows() -> Vec<BTreeMap<&'static str, &'static str>> {
    let counted = [
        "counted_line_item_currency_code",
        "counted_line_item_usage_account_id",
        "counted_line_item_line_item_type",
        "counted_line_item_resource_id",
        "counted_line_item_product_code",
        "counted_product_product_family",
        "counted_resource_tags",
    ];
    let mut own = BTreeMap::from([
        ("is_bedrock", "yes"),
        ("bill_billing_period_start_date", "2026-11"),
        ("line_item_currency_code", "USD"),
        ("bill_payer_account_id", "999988887777"),
        ("line_item_usage_account_id", "111122223333"),
        ("line_item_line_item_type", "Usage"),
        ("line_item_resource_id", "arn:aws:bedrock-mantle:us-east-1:111122223333:project/proj_a1"),
        ("resource_tags", r#"{"user_cost_center":"CC-1001","user_team":"Search"}"#),
        ("lines", "2"),
        ("line_item_unblended_cost", "12.500000000001"),
    ]);
    own.extend(counted.map(|name| (name, "2")));
    let mut others = BTreeMap::from([
        ("is_bedrock", "no"),
        ("bill_billing_period_start_date", "2026-11"),
        ("line_item_currency_code", "USD"),
        ("lines", "3"),
    ]);
    others.extend(counted.map(|name| (name, "3")));
    vec![own, others]
}

/// Athena with one table, whose queries answer with some rows.
pub(super) struct Table {
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<BTreeMap<&'static str, &'static str>>,
}

impl Default for Table {
    fn default() -> Self {
        Table { columns: COLUMNS.to_vec(), rows: rows() }
    }
}

pub(super) fn operation(request: &Request) -> &str {
    request.header("x-amz-target").expect("an operation").trim_start_matches("AmazonAthena.")
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

/// The names of the columns that a query gives, in their order.
fn names(sql: &str) -> Vec<String> {
    let (_, last) = sql.rsplit_once("SELECT\n").expect("a part");
    let mut names = Vec::new();
    for line in last.lines().take_while(|line| line.starts_with("  ")) {
        let (_, name) = line.rsplit_once(" AS ").expect("a name");
        names.push(name.trim_end_matches(',').trim_matches('"').to_owned());
    }
    names
}

impl Table {
    fn answer(&self, request: &Request, query: &str) -> Reply {
        match operation(request) {
            "GetTableMetadata" => {
                let column = |name: &&str| json!({"Name": name, "Type": if *name == "resource_tags" { "map<string,string>" } else { "string" }});
                let columns: Vec<Value> = self.columns.iter().map(column).collect();
                Reply::json(&json!({"TableMetadata": {"Name": "cur2", "Columns": columns}}))
            }
            "StartQueryExecution" => Reply::json(&json!({"QueryExecutionId": "query-1"})),
            "GetQueryExecution" => Reply::json(&json!({"QueryExecution": {
                "Status": {"State": "SUCCEEDED"}, "Statistics": {"DataScannedInBytes": 12_345_678}}})),
            "GetQueryResults" => {
                let names = names(query);
                let cell = |cell: Option<&&str>| match cell {
                    Some(text) => json!({"VarCharValue": text}),
                    None => json!({}),
                };
                let mut rows = vec![
                    json!({"Data": names.iter().map(|name| json!({"VarCharValue": name})).collect::<Vec<_>>()}),
                ];
                for row in &self.rows {
                    let cells: Vec<Value> = names.iter().map(|name| cell(row.get(name.as_str()))).collect();
                    rows.push(json!({"Data": cells}));
                }
                let at: usize = body(request)["NextToken"].as_str().unwrap_or("0").parse().expect("a number");
                let info: Vec<Value> =
                    names.iter().map(|name| json!({"Name": name, "Type": "varchar"})).collect();
                let mut answer =
                    json!({"ResultSet": {"Rows": [rows[at]], "ResultSetMetadata": {"ColumnInfo": info}}});
                if at + 1 < rows.len() {
                    answer["NextToken"] = json!((at + 1).to_string());
                }
                Reply::json(&answer)
            }
            "StopQueryExecution" => Reply::json(&json!({})),
            other => panic!("{other}"),
        }
    }

    pub(super) fn serve(self) -> Api {
        self.serve_but(|_, _| None)
    }

    /// Answers by the table, but where something else is answered.
    pub(super) fn serve_but(
        self,
        other: impl Fn(&Request, usize) -> Option<Reply> + Send + Sync + 'static,
    ) -> Api {
        let query = std::sync::Mutex::new(String::new());
        Api::start(move |request, number| {
            if operation(request) == "StartQueryExecution" {
                let sql = body(request)["QueryString"].as_str().expect("a query").to_owned();
                *query.lock().expect("not poisoned") = sql;
            }
            let query = query.lock().expect("not poisoned").clone();
            other(request, number).unwrap_or_else(|| self.answer(request, &query))
        })
    }
}

pub(super) fn failure(document: &Value) -> String {
    let failure = &document["failures"][0];
    format!(
        "{}: {}",
        failure["subject"].as_str().unwrap_or_default(),
        failure["message"].as_str().unwrap_or_default()
    )
}

#[test]
fn a_table_is_read_by_one_query() {
    let workplace = plain();
    let api = Table::default().serve();
    let source = "athena:bills.cur2?workgroup=finops&output=s3://results/x/&catalog=Own";
    let (status, document, stderr) = told(spend(&workplace, &api.origin(), &[source, "--period", "2026-11"]));
    assert_eq!(status, 0, "{stderr}");
    let entry = &document["spend"][0];
    assert_eq!(entry["total"], "12.500000000001");
    assert_eq!((&entry["lines"], &entry["lines-of-other-services"]), (&json!(2), &json!(3)));
    assert_eq!(entry["projects"][0]["id"], "proj_a1");
    assert_eq!(entry["classes"]["explained"], "12.500000000001");
    assert!(stderr.contains("12345678 bytes"), "{stderr}");
    let requests = api.requests();
    let started: Vec<&Request> =
        requests.iter().filter(|request| operation(request) == "StartQueryExecution").collect();
    let [started] = started[..] else { panic!("one query: {requests:?}") };
    let asked = body(started);
    assert_eq!(asked["WorkGroup"], "finops");
    assert_eq!(asked["ResultConfiguration"]["OutputLocation"], "s3://results/x/");
    assert_eq!(asked["QueryExecutionContext"], json!({"Catalog": "Own", "Database": "bills"}));
    assert!(asked["ClientRequestToken"].as_str().is_some_and(|token| token.len() >= 32));
    let known = ["GetTableMetadata", "StartQueryExecution", "GetQueryExecution", "GetQueryResults"];
    for request in &requests {
        assert!(known.contains(&operation(request)), "{request:?}");
        assert!(
            request.header("authorization").is_some_and(|signature| signature.contains("/us-east-1/athena/"))
        );
    }
}

#[test]
fn without_a_period_the_running_month_is_asked() {
    let workplace = plain();
    let api = Table::default().serve();
    told(spend(&workplace, &api.origin(), &["athena:bills.cur2"]));
    let started = api.requests().into_iter().find(|request| operation(request) == "StartQueryExecution");
    let sql = body(&started.expect("a query"))["QueryString"].as_str().expect("a text").to_owned();
    assert!(sql.contains("\"billing_period\" IN ('2026-11')"), "{sql}");
}

#[test]
fn a_column_that_is_not_delivered_is_a_failure() {
    let workplace = plain();
    for (column, setting) in
        [("line_item_resource_id", "INCLUDE_RESOURCES"), ("resource_tags", "unified `tags`")]
    {
        let mut table = Table::default();
        for row in &mut table.rows {
            row.remove(column);
            row.insert(
                if column == "resource_tags" {
                    "counted_resource_tags"
                } else {
                    "counted_line_item_resource_id"
                },
                "0",
            );
        }
        let (exit, document, _) = told(spend(&workplace, &table.serve().origin(), &["athena:bills.cur2"]));
        let said = failure(&document);
        assert!(exit == 3 && said.contains(column) && said.contains(setting), "{said}");
        assert_eq!(document["spend"], json!([]), "{document}");
        // One that is not even declared is known before anything is asked that costs.
        let mut table = Table::default();
        table.columns.retain(|known| *known != column);
        let api = table.serve();
        let (exit, document, _) = told(spend(&workplace, &api.origin(), &["athena:bills.cur2"]));
        let said = failure(&document);
        assert!(exit == 3 && said.contains("it has no column") && said.contains(setting), "{said}");
        assert!(api.requests().iter().all(|request| operation(request) == "GetTableMetadata"));
    }
}

#[test]
fn a_query_that_brings_nothing_is_said() {
    let workplace = plain();
    let ended = |state: &str, reason: &str| json!({"QueryExecution": {"Status": {"State": state, "StateChangeReason": reason}, "Statistics": {"DataScannedInBytes": 5}}});
    let cases = [
        (ended("FAILED", "SYNTAX_ERROR: line 1:8"), "the query failed: SYNTAX_ERROR: line 1:8"),
        (
            ended("CANCELLED", "Bytes scanned limit was exceeded"),
            "the query was cancelled: Bytes scanned limit was exceeded",
        ),
        (ended("FAILED", ""), "the query failed: "),
    ];
    for (answer, words) in cases {
        let api = Table::default().serve_but(move |request, _| {
            (operation(request) == "GetQueryExecution").then(|| Reply::json(&answer))
        });
        let (exit, document, _) = told(spend(&workplace, &api.origin(), &["athena:bills.cur2"]));
        let said = failure(&document);
        assert!(exit == 3 && said.contains(words) && said.starts_with("athena:bills.cur2: "), "{said}");
    }
    let refusals = [
        ("AccessDeniedException", "athena:StartQueryExecution"),
        ("ExpiredTokenException", "sign in again"),
        ("InvalidRequestException", "?output=s3://"),
    ];
    for (error, words) in refusals {
        let api = Table::default().serve_but(move |request, _| {
            let refusal = json!({"__type": error, "Message": format!("no {SECRET}")});
            (operation(request) == "StartQueryExecution").then(|| Reply::status(400, &refusal))
        });
        let local = fixtures().join("cur2");
        let sources = ["athena:bills.cur2", local.to_str().expect("text")];
        let (exit, document, stderr) = told(spend(&workplace, &api.origin(), &sources));
        assert!(!stderr.contains("the same payer"), "{stderr}");
        let said = failure(&document);
        assert!(exit == 1 && said.contains(words) && said.contains(error), "{said}");
        assert_eq!(document["spend"].as_array().map(Vec::len), Some(1), "the files are read");
    }
}

#[test]
fn what_passes_is_tried_again_and_costs_once() {
    let workplace = plain();
    let starts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&starts);
    let api = Table::default().serve_but(move |request, _| match operation(request) {
        "StartQueryExecution" => match counted.fetch_add(1, Ordering::Relaxed) {
            0 => Some(Reply::status(
                400,
                &json!({"__type": "TooManyRequestsException", "Message": "slow down"}),
            )),
            1 => Some(Reply::Truncated(b"{".to_vec())),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(told(spend(&workplace, &api.origin(), &["athena:bills.cur2"])).0, 0);
    let requests = api.requests();
    let tokens: Vec<Value> = requests
        .iter()
        .filter(|request| operation(request) == "StartQueryExecution")
        .map(|request| body(request)["ClientRequestToken"].clone())
        .collect();
    assert!(tokens.len() == 3 && tokens.iter().all(|token| *token == tokens[0]), "{tokens:?}");
}

#[test]
fn pages_without_end_are_left() {
    let workplace = plain();
    let api = Table::default().serve_but(|request, _| {
        let answer =
            json!({"ResultSet": {"Rows": [], "ResultSetMetadata": {"ColumnInfo": []}}, "NextToken": "same"});
        (operation(request) == "GetQueryResults").then(|| Reply::json(&answer))
    });
    let (exit, document, _) = told(spend(&workplace, &api.origin(), &["athena:bills.cur2"]));
    assert_eq!((exit, failure(&document)), (3, "athena:bills.cur2: the result does not advance".to_owned()));
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_the_query() {
    let workplace = plain();
    let api = Table::default().serve_but(|request, _| {
        let running = json!({"QueryExecution": {"Status": {"State": "RUNNING"}}});
        (operation(request) == "GetQueryExecution").then(|| Reply::json(&running))
    });
    let is_running = || api.requests().iter().any(|request| operation(request) == "GetQueryExecution");
    let output = support::interrupted(spend(&workplace, &api.origin(), &["athena:bills.cur2"]), is_running);
    assert_eq!(output.status.code(), Some(3));
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(failure(&document), "athena:bills.cur2: it was interrupted, and the query was stopped");
    let stopped = api.requests().into_iter().find(|request| operation(request) == "StopQueryExecution");
    assert_eq!(body(&stopped.expect("stopped"))["QueryExecutionId"], "query-1");
}

#[test]
fn the_query_is_printed_and_nobody_is_asked() {
    let workplace = plain();
    let api = Table::default().serve();
    let arguments = ["athena:bills.cur2", "--period", "2026-10..2026-11", "--print-sql"];
    let mut command = spend(&workplace, &api.origin(), &arguments);
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_REGION");
    let output = super::run(command, b"");
    let sql = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(sql.starts_with("WITH ") && sql.contains("FROM \"bills\".\"cur2\""), "{sql}");
    assert!(sql.contains("IN ('2026-10', '2026-11')") && sql.ends_with(";\n"), "{sql}");
    assert!(api.requests().is_empty());
    let local = fixtures().join("cur2");
    let command = spend(&workplace, &api.origin(), &[local.to_str().expect("text"), "--print-sql"]);
    assert_eq!(super::run(command, b"").status.code(), Some(2));
}
