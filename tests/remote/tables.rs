//! Tables of Athena: which of them are asked, and what is said of those that tell nothing.

use serde_json::{Value, json};

use super::api::Reply;
use super::athena_tests::{Table, failure, operation, plain, spend};
use super::told;

fn starts(api: &super::Api) -> usize {
    api.requests().iter().filter(|request| operation(request) == "StartQueryExecution").count()
}

#[test]
fn a_table_that_is_named_twice_counts_once() {
    let workplace = plain();
    for other in
        ["athena:bills.cur2", "athena:Bills.CUR2?workgroup=finops&catalog=AwsDataCatalog&region=us-east-1"]
    {
        let api = Table::default().serve();
        let (status, document, stderr) =
            told(spend(&workplace, &api.origin(), &["athena:bills.cur2", other]));
        assert_eq!((status, &document["spend"][0]["total"]), (0, &json!("12.500000000001")), "{stderr}");
        assert_eq!(starts(&api), 1);
    }
    for other in ["athena:bills.cur2?region=eu-west-1", "athena:bills.cur2?catalog=Own", "athena:other.cur2"]
    {
        let api = Table::default().serve();
        let (_, document, stderr) = told(spend(&workplace, &api.origin(), &["athena:bills.cur2", other]));
        assert_eq!(document["spend"][0]["total"], "25.000000000002", "{other}: {stderr}");
        // They may be parts of one export, and one may be a view of the other.
        let doubt = ": another source has lines of 2026-11 and the same payer; name one export only once";
        assert!(stderr.contains(doubt), "{stderr}");
        assert_eq!(starts(&api), 2);
    }
}

#[test]
fn a_metric_that_the_format_does_not_know_is_refused_before_anything_is_paid() {
    let workplace = plain();
    let names = ["billedcost", "effectivecost", "billingperiodstart", "chargecategory", "tags"];
    let columns = names.map(|name| json!({"Name": name, "Type": "string"}));
    let focus = json!({"TableMetadata": {"Name": "focus", "Columns": columns}});
    for sources in [&["athena:bills.focus"][..], &["athena:bills.cur2", "athena:bills.focus"]] {
        let focus = focus.clone();
        let api = Table::default().serve_but(move |request, _| {
            let asked: Value = serde_json::from_slice(&request.body).expect("JSON");
            (asked["TableName"] == "focus").then(|| Reply::json(&focus))
        });
        let arguments = [sources, &["--metric", "net-unblended"]].concat();
        let (status, _, stderr) = told(spend(&workplace, &api.origin(), &arguments));
        assert!(status == 2 && stderr.contains("FOCUS has no metric `net-unblended`"), "{stderr}");
        assert_eq!(starts(&api), 0, "{sources:?}");
    }
}

#[test]
fn blanks_around_the_region_of_the_environment_do_not_count() {
    let workplace = plain();
    let api = Table::default().serve();
    let mut command = spend(&workplace, &api.origin(), &["athena:bills.cur2"]);
    command.env("AWS_REGION", " us-east-1 ");
    let (status, _, stderr) = told(command);
    let signature = api.requests()[0].header("authorization").expect("signed").to_owned();
    assert!(status == 0 && signature.contains("/us-east-1/athena/"), "{signature}: {stderr}");
}

#[test]
fn what_was_scanned_is_said_to_whoever_wants_no_notes() {
    let workplace = plain();
    let api = Table::default().serve();
    let (status, _, stderr) = told(spend(&workplace, &api.origin(), &["athena:bills.cur2", "-q"]));
    assert!(status == 0 && stderr.contains("12345678 bytes") && !stderr.contains("summed"), "{stderr}");
}

#[test]
fn a_month_without_bedrock_is_named() {
    let workplace = plain();
    let mut table = Table::default();
    table.rows.retain(|row| row["is_bedrock"] == "no");
    let api = table.serve();
    let (status, _, stderr) = told(spend(&workplace, &api.origin(), &["athena:bills.cur2"]));
    assert!(status == 2 && stderr.contains("2026-11") && stderr.contains("12345678 bytes"), "{stderr}");
}

#[test]
fn pages_without_rows_are_left() {
    let workplace = plain();
    let api = Table::default().serve_but(|request, number| {
        let set: Value = json!({"Rows": [], "ResultSetMetadata": {"ColumnInfo": []}});
        let answer = json!({"ResultSet": set, "NextToken": number.to_string()});
        (operation(request) == "GetQueryResults").then(|| Reply::json(&answer))
    });
    let (exit, document, _) = told(spend(&workplace, &api.origin(), &["athena:bills.cur2"]));
    assert_eq!((exit, failure(&document)), (3, "athena:bills.cur2: the result does not advance".to_owned()));
    assert!(api.requests().len() < 10);
}
