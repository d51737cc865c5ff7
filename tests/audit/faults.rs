//! Servers that refuse, stumble or talk nonsense: a failure that hides nothing, or one that passes.

use std::time::Duration;

use serde_json::{Value, json};

use super::api::{Api, Reply, list, project};
use super::{audit, end, error, found, good, workplace};

/// One region that works, and one with a fault: the fault is a failure, and hides nothing.
fn with_fault(
    name: &str,
    expected: &str,
    requests: usize,
    fault: impl Fn(usize) -> Reply + Send + Sync + 'static,
) {
    let seen = std::sync::atomic::AtomicUsize::new(0);
    let api = Api::start(move |request, _| match request.region() {
        "eu-west-1" => fault(seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst)),
        _ => list(request, &[project("us-east-1", "proj_1", "Wrong", json!({}))]),
    });
    let workplace = workplace();
    let mut command = audit(&workplace, &api, &["--region", "us-east-1,eu-west-1", "--timeout", "1"]);
    command.args(["--fail-on", "never"]);
    let ended = end(command);
    let failures = ended.failures();
    assert_eq!(failures.len(), 1, "{name}: {failures:?}");
    assert_eq!(failures[0].0, "eu-west-1", "{name}");
    assert!(failures[0].1.contains(expected), "{name}: {failures:?}");
    assert_eq!(ended.code, 3, "{name}");
    assert_eq!(ended.report["summary"]["complete"], false, "{name}");
    assert!(ended.findings().contains(&found("missing-tag", "proj_1", "Team", "-")), "{name}");
    let asked = api.requests().iter().filter(|request| request.region() == "eu-west-1").count();
    assert_eq!(asked, requests, "{name}");
    let mut command = audit(&workplace, &api, &["--region", "us-east-1,eu-west-1", "--timeout", "1"]);
    command.args(["--exit-zero", "--quiet"]);
    let quiet = end(command);
    assert_eq!(quiet.code, 3, "{name}: incomplete is never 0");
    assert!(quiet.errors.starts_with("failed: eu-west-1: "), "{name}: {}", quiet.errors);
    assert_eq!(quiet.errors.lines().count(), 1, "{name}: {}", quiet.errors);
}

fn page(ids: &[&str], rest: Value) -> Reply {
    let data: Vec<Value> = ids.iter().map(|id| good("eu-west-1", id, id)).collect();
    let mut page = json!({"object": "list", "data": data});
    for (key, value) in rest.as_object().expect("a map") {
        page[key] = value.clone();
    }
    Reply::json(&page)
}

#[test]
fn refusals_are_failures_with_the_words_of_the_server() {
    with_fault("401", "401 Unauthorized: refused, and **** was sent (bad_key); the key", 1, |_| {
        error(401, "bad_key")
    });
    with_fault("403", "`bedrock-mantle:ListProjects`", 1, |_| error(403, "denied"));
    with_fault("404", "404 Not Found", 1, |_| error(404, "not_found"));
    with_fault("400", "400 Bad Request", 1, |_| error(400, "bad"));
}

#[test]
fn what_is_busy_or_broken_is_tried_again_and_then_a_failure() {
    with_fault("429", "429 Too Many Requests", 5, |_| error(429, "slow_down").with("Retry-After", "0"));
    with_fault("500", "after 5 tries", 5, |_| error(500, "oops").with("Retry-After", "0"));
    with_fault("HTML 502", "502 Bad Gateway: `<html><h1>Bad Gateway</h1>`", 5, |_| {
        Reply::text(502, "text/html", "<html><h1>Bad Gateway</h1>").with("Retry-After", "0")
    });
    with_fault("reset", "the connection broke", 3, |_| Reply::Reset);
    with_fault("truncated", "the answer is cut off", 3, |_| Reply::Truncated(b"{\"data\": [".to_vec()));
    with_fault("slow", "no answer within 1 second", 2, |_| {
        Reply::Late(Duration::from_millis(1500), Box::new(page(&[], json!({}))))
    });
}

#[test]
fn answers_that_are_no_list_are_failures() {
    with_fault("HTML", "the answer is not JSON: `<html>hello</html>`", 1, |_| {
        Reply::text(200, "text/html", "<html>hello</html>")
    });
    with_fault("empty", "the answer is empty", 1, |_| Reply::text(200, "application/json", ""));
    with_fault("cut JSON", "the answer is cut off", 1, |_| {
        Reply::text(200, "application/json", "{\"data\": [")
    });
    with_fault("no list", "the answer is JSON, but not a list of projects", 1, |_| {
        Reply::json(&json!({"object": "model"}))
    });
    with_fault("no ids", "1 project without an id", 1, |_| Reply::json(&json!({"data": [{"name": "x"}]})));
    with_fault("odd tags", "1 project whose tags cannot be read", 1, |_| {
        Reply::json(
            &json!({"data": [good("eu-west-1", "proj_9", "X"), {"id": "proj_2", "tags": "Team=Alpha"}]}),
        )
    });
    with_fault("not modified", "304 Not Modified", 1, |_| Reply::Answer(304, vec![], vec![]));
    with_fault("no content", "the answer is empty", 1, |_| Reply::Answer(204, vec![], vec![]));
    with_fault("deep", "the answer is not JSON", 1, |_| {
        Reply::text(200, "application/json", &"[".repeat(100_000))
    });
}

#[test]
fn lists_without_an_end_are_failures() {
    with_fault("same cursor", "it stays at `a`", 2, |_| {
        page(&["a"], json!({"has_more": true, "last_id": "a"}))
    });
    with_fault("no cursor", "does not name the next one", 1, |_| {
        page(&[], json!({"has_more": true, "last_id": null}))
    });
    with_fault("for ever", "200 pages were read", 200, |number| {
        let id = format!("proj_{number}");
        page(&[&id], json!({"has_more": true, "last_id": id}))
    });
    with_fault("nothing new", "it stays at `c1`", 2, |number| {
        page(&["a"], json!({"has_more": true, "last_id": format!("c{number}")}))
    });
}

#[test]
fn answers_that_are_too_large_are_failures() {
    let api = Api::start(|_, _| Reply::Endless);
    let workplace = workplace();
    let ended = end(audit(&workplace, &api, &["--region", "eu-west-1"]));
    assert_eq!(ended.failures(), [("eu-west-1".to_owned(), "the answer is larger than 64 MiB".to_owned())]);
    assert_eq!(ended.code, 3, "also when it was the only one");
    let api = Api::start(|_, _| {
        let length = ("Content-Length", "99999999999".to_owned());
        Reply::Answer(200, vec![length], vec![])
    });
    assert_eq!(end(audit(&workplace, &api, &["--region", "eu-west-1"])).code, 3);
}

#[test]
fn what_recovers_is_no_failure_and_odd_answers_are_read() {
    let workplace = workplace();
    let recovers = Api::start(|request, before| match before {
        0 => error(500, "oops"),
        1 => error(429, "slow_down").with("Retry-After", "0"),
        _ => list(request, &[good("us-east-1", "proj_1", "Good")]),
    });
    let ended = end(audit(&workplace, &recovers, &["--region", "us-east-1"]));
    assert_eq!((ended.code, recovers.requests().len()), (0, 3), "{}", ended.text);

    let odd = Api::start(|_, before| {
        let (first, second) = (good("us-east-1", "proj_1", "A"), good("us-east-1", "proj_2", "B"));
        let tagless = json!({"id": "proj_3", "name": "C", "future": [1, {}]});
        let nulls = json!({"id": "proj_4", "name": null, "tags": null, "status": null});
        let body = match before {
            0 => json!({"data": [first, second], "has_more": true, "last_id": "not-in-data", "x": 1}),
            _ => json!({"data": [second, tagless, nulls], "has_more": false}),
        };
        Reply::text(200, "text/plain", &format!("\u{feff}{body}"))
    });
    let ended = end(audit(&workplace, &odd, &["--region", "us-east-1"]));
    assert_eq!((ended.code, &ended.report["summary"]["projects"]), (1, &json!(4)), "{}", ended.text);
    assert_eq!(odd.requests()[1].query("after"), Some("not-in-data"));
    assert_eq!(ended.failures(), []);
}
