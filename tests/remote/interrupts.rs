//! Somebody who does not want to wait: for a list, for objects, for the rest of the sources.

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::api::{Api, Reply, Request};
use super::s3::Objects;
use super::support;
use super::{fixtures, spend, workplace};

/// Answers late what is asked for.
fn slow(is_slow: impl Fn(&Request) -> bool + Send + Sync + 'static) -> Api {
    let objects = Objects::of(&fixtures().join("cur2"), "bills/cur2");
    Api::start(move |request, _| match is_slow(request) {
        true => Reply::Late(Duration::from_secs(30), Box::new(objects.answer(request))),
        false => objects.answer(request),
    })
}

fn is_list(request: &Request) -> bool {
    request.query("list-type").is_some()
}

/// Interrupts a run as soon as it waits for something, and gives its status and its document.
fn interrupted(command: Command, is_waiting: impl Fn() -> bool) -> (Option<i32>, Value) {
    let output = support::interrupted(command, is_waiting);
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_default())
}

#[test]
fn who_interrupts_a_bill_in_s3_is_told_that_nothing_of_it_counts() {
    let workplace = workplace();
    let local = fixtures().join("cur2.csv.gz");
    let sources = ["s3://bills/cur2", local.to_str().expect("text")];
    for is_slow in [is_list, |request: &Request| !is_list(request)] {
        for sources in [&sources[..1], &sources] {
            let api = slow(is_slow);
            let (code, document) =
                interrupted(spend(&workplace, &api, sources), || api.requests().iter().any(is_slow));
            let failures = json!([{
                "subject": "s3://bills/cur2", "message": "it was interrupted before all of it was read",
            }]);
            assert_eq!((code, &document["failures"]), (Some(3), &failures), "{document}");
            assert_eq!((&document["spend"], &document["findings"]), (&json!([]), &json!([])), "{document}");
        }
    }
}

/// With findings of what was read, a run that was interrupted is incomplete all the same.
#[test]
fn who_interrupts_a_query_after_files_were_read_gets_one_status() {
    let workplace = workplace();
    let api = Api::start(|_, _| Reply::Late(Duration::from_secs(30), Box::new(Reply::json(&json!({})))));
    let local = fixtures().join("cur2");
    let sources = [local.to_str().expect("text"), "athena:bills.cur2"];
    let (code, document) = interrupted(spend(&workplace, &api, &sources), || !api.requests().is_empty());
    assert!(document["findings"].as_array().is_some_and(|findings| !findings.is_empty()), "{document}");
    assert_eq!(code, Some(3), "{document}");
}

#[test]
fn who_interrupts_an_audit_is_told_that_nothing_was_concluded() {
    let workplace = workplace();
    let api = slow(|_| true);
    for more in [&["--spend", "s3://bills/cur2"][..], &[]] {
        let endpoint = api.origin();
        let arguments =
            [&["audit", "--format", "json", "--region", "us-east-1", "--endpoint", &endpoint], more];
        let mut command = workplace.taglint(&arguments.concat());
        command.env("AWS_ACCESS_KEY_ID", super::KEY_ID).env("AWS_SECRET_ACCESS_KEY", super::SECRET);
        command.env("AWS_ENDPOINT_URL", &endpoint);
        let before = api.requests().len();
        let (code, document) = interrupted(command, || api.requests().len() > before);
        let failures = json!([{ "subject": "interrupted", "message": "not all projects were listed" }]);
        assert_eq!((code, &document["failures"]), (Some(3), &failures), "{document}");
        assert_eq!(document["findings"], json!([]), "{document}");
    }
}

/// Nothing was asked yet, so that nothing is to be told.
#[test]
fn who_interrupts_what_gives_credentials_ends_the_process() {
    let workplace = workplace();
    let api = slow(|_| true);
    workplace
        .write("aws/config", "[profile slow]\ncredential_process = sh -c 'touch started; exec sleep 20'\n");
    let mut command = spend(&workplace, &api, &["s3://bills/cur2"]);
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY").env("AWS_PROFILE", "slow");
    command.env("AWS_CONFIG_FILE", workplace.path().join("aws/config")).env("PATH", "/usr/bin:/bin");
    let started = workplace.path().join("started");
    let output = support::terminated(command, || started.exists());
    assert_eq!((output.status.code(), output.stdout), (None, Vec::new()));
    assert!(api.requests().is_empty());
}
