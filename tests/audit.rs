//! `taglint audit` from outside, against servers on this machine that speak the Projects API, rightly and wrongly.

#[path = "support/api.rs"]
mod api;
#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::process::{Command, Output};
use std::time::Duration;

use serde_json::{Value, json};

use api::{Api, Reply, list, project};
use support::{Workplace, run};

const POLICY: &str = "\
[tags.Team]
required = true
values = [\"Alpha\", \"Beta\"]
[tags.CostCenter]
required = true
pattern = 'CC-\\d{4}'
[tags.Owner]
";
const KEY: &str = "bedrock-api-key-dGhpcyBpcyBub3QgYSBrZXk";

fn workplace() -> Workplace {
    let workplace = Workplace::new();
    workplace.write("taglint.toml", POLICY);
    workplace
}

fn good(region: &str, id: &str, name: &str) -> Value {
    project(region, id, name, json!({"Team": "Alpha", "CostCenter": "CC-1001"}))
}

/// `taglint audit` at a server, with a bearer key and nothing else in its environment.
fn audit(workplace: &Workplace, api: &Api, arguments: &[&str]) -> Command {
    let mut all = vec!["audit", "--format", "json", "--endpoint"];
    let url = api.url();
    all.push(&url);
    all.extend(arguments);
    let mut command = workplace.taglint(&all);
    command.env("AWS_BEARER_TOKEN_BEDROCK", KEY).env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

struct Ended {
    code: i32,
    report: Value,
    text: String,
    errors: String,
}

fn end(command: Command) -> Ended {
    let Output { status, stdout, stderr } = run(command, b"");
    let text = String::from_utf8(stdout).expect("UTF-8");
    let errors = String::from_utf8(stderr).expect("UTF-8");
    assert!(!text.contains(KEY) && !errors.contains(KEY), "the key is shown");
    let report = serde_json::from_str(&text).unwrap_or(Value::Null);
    Ended { code: status.code().expect("a status"), report, text, errors }
}

impl Ended {
    /// Rule, project, tag and value of each finding.
    fn findings(&self) -> Vec<(String, String, String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let findings = self.report["findings"].as_array().unwrap_or_else(|| panic!("{}", self.errors));
        findings
            .iter()
            .map(|it| (text(&it["rule"]), text(&it["project"]["id"]), text(&it["tag"]), text(&it["value"])))
            .collect()
    }

    fn failures(&self) -> Vec<(String, String)> {
        let failures = self.report["failures"].as_array().unwrap_or_else(|| panic!("{}", self.errors));
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        failures.iter().map(|it| (text(&it["subject"]), text(&it["message"]))).collect()
    }
}

fn found(rule: &str, id: &str, tag: &str, value: &str) -> (String, String, String, String) {
    (rule.to_owned(), id.to_owned(), tag.to_owned(), value.to_owned())
}

#[test]
fn live_projects_are_judged_by_the_policy_and_mended_by_calls() {
    let mut old = good("us-east-1", "proj_4", "Old");
    old["status"] = json!("archived");
    old["tags"] = json!({});
    let tags = json!({"team": "Alpha", "CostCenter": "CC-1001", "aws:stack": "x"});
    let default = project("us-east-1", "default", "default", json!({}));
    let api = Api::of(vec![
        default,
        good("us-east-1", "proj_1", "Good"),
        project("us-east-1", "proj_2", "Wrong", json!({"Team": "beta"})),
        project("us-east-1", "proj_3", "Wrong", tags),
        old,
    ]);
    let workplace = workplace();
    let ended = end(audit(&workplace, &api, &["--region", "us-east-1"]));
    assert_eq!(
        ended.findings(),
        [
            found("invalid-value", "proj_2", "Team", "beta"),
            found("missing-tag", "proj_2", "CostCenter", "-"),
            found("duplicate-name", "proj_3", "-", "-"),
            found("misspelled-key", "proj_3", "team", "Alpha"),
            found("default-project", "default", "-", "-"),
        ]
    );
    assert_eq!((ended.code, &ended.report["summary"]["projects"]), (1, &json!(3)));
    let wrong = &ended.report["findings"];
    let of = |rule: &str| {
        wrong.as_array().expect("a list").iter().find(|it| it["rule"] == rule).expect("found").clone()
    };
    assert_eq!(of("duplicate-name")["message"], "the project `proj_2` is also named `Wrong`");
    let misspelled = of("misspelled-key");
    assert_eq!(misspelled["location"], Value::Null);
    assert_eq!(misspelled["project"]["account"], "111122223333");
    assert_eq!(
        misspelled["fix"]["calls"],
        json!([
            {"method": "POST", "path": "/v1/organization/projects/proj_3", "body": {"add_tags": {"Team": "Alpha"}}},
            {"method": "POST", "path": "/v1/organization/projects/proj_3", "body": {"remove_tag_keys": ["team"]}},
        ])
    );
    assert_eq!(
        (of("default-project")["level"].clone(), of("default-project")["project"]["id"].clone()),
        (json!("note"), json!("default"))
    );
    assert!(api.requests().iter().all(|request| request.method == "GET"), "nothing but reads is sent");
    let archived = end(audit(&workplace, &api, &["--region", "us-east-1", "--include-archived"]));
    assert_eq!(archived.report["summary"]["projects"], 4);
    let again = end(audit(&workplace, &api, &["--region", "us-east-1"]));
    assert_eq!(again.text, ended.text, "two runs give the same bytes");
}

#[test]
fn an_odd_id_does_not_lead_a_call_astray() {
    let api = Api::start(|_, _| {
        let tags = json!({"team": "Alpha", "CostCenter": "CC-1001"});
        Reply::json(&json!({"data": [{"id": "a/../b?c#d e", "name": "A", "tags": tags}]}))
    });
    let ended = end(audit(&workplace(), &api, &["--region", "us-east-1"]));
    assert_eq!(
        ended.report["findings"][0]["fix"]["calls"][0]["path"],
        "/v1/organization/projects/a%2F..%2Fb%3Fc%23d%20e"
    );
}

#[test]
fn a_thousand_projects_need_ten_requests_a_region_and_regions_are_asked_side_by_side() {
    let regions = ["us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-west-2", "eu-north-1"];
    let of = |region: &&str| {
        let region = (*region).to_owned();
        (0..1000).map(move |number| good(&region, &format!("proj_{number:04}"), &format!("P{number}")))
    };
    let projects: Vec<Value> = regions.iter().flat_map(of).collect();
    let api = Api::start(move |request, _| {
        Reply::Late(Duration::from_millis(30), Box::new(list(request, &projects)))
    });
    let workplace = workplace();
    let ended = end(audit(&workplace, &api, &["--region", &regions.join(",")]));
    assert_eq!((ended.code, &ended.report["summary"]["projects"]), (1, &json!(6000)));
    assert_eq!(ended.findings(), [found("too-many-projects", "-", "-", "-")]);
    let requests = api.requests();
    for region in regions {
        let of_region: Vec<_> = requests.iter().filter(|request| request.region() == region).collect();
        assert_eq!(of_region.len(), 10, "{region}");
        assert!(of_region.iter().all(|request| request.query("limit") == Some("100")));
    }
    let first_pages: Vec<_> = requests.iter().take(6).map(api::Request::region).collect();
    assert_eq!(first_pages.iter().collect::<std::collections::BTreeSet<_>>().len(), 6, "{first_pages:?}");
}

#[test]
fn a_region_that_nobody_knows_is_asked_and_doubted_where_it_fails() {
    let api = Api::start(|request, _| match request.region() {
        "us-esat-1" => error(404, "not_found"),
        _ => list(request, &[good("xx-new-9", "proj_1", "Good")]),
    });
    let ended = end(audit(&workplace(), &api, &["--region", "us-esat-1,xx-new-9"]));
    let [(region, why)] = &ended.failures()[..] else { panic!("one failure: {}", ended.text) };
    assert_eq!(region, "us-esat-1");
    let doubt = "; this version of taglint knows no region `us-esat-1`: did you mean `us-east-1`?";
    assert!(why.starts_with("404 Not Found: ") && why.ends_with(doubt), "{why}");
    assert_eq!(ended.report["summary"]["projects"], 1, "a new region is looked at");
}

#[test]
fn a_role_without_credentials_is_told_by_its_name() {
    let api = Api::of(vec![good("us-east-1", "proj_1", "Good")]);
    let workplace = Workplace::new();
    let arn = "arn:aws:iam::444455556666:role/audit";
    workplace.write(
        "taglint.toml",
        format!(
            "{POLICY}[[live.accounts]]\nname = \"prod\"\nrole-arn = \"{arn}\"\n\
            [[live.accounts]]\nname = \"dev\"\nprofile = \"nope\"\n"
        ),
    );
    let ended = end(audit(&workplace, &api, &["--region", "us-east-1"]));
    let told = [
        (
            "dev/us-east-1".to_owned(),
            "the profile `nope` gives no credentials: the AWS configuration lacks it, or a part of it"
                .to_owned(),
        ),
        (
            "prod/us-east-1".to_owned(),
            format!("there are no AWS credentials to assume the role `{arn}` with"),
        ),
    ];
    assert_eq!(ended.failures(), told, "{}", ended.errors);
}

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

fn error(status: u16, code: &str) -> Reply {
    let error = json!({"error": {"code": code, "message": format!("refused, and {KEY} was sent"), "type": "x", "param": null}});
    Reply::status(status, &error)
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
    with_fault("no cursor", "but not where", 1, |_| page(&[], json!({"has_more": true, "last_id": null})));
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

#[test]
fn keys_that_a_server_echoes_are_shown_nowhere() {
    let escaped = KEY.replace('-', "\\u002d");
    let body = format!(
        "{{\"data\": [{{\"id\": \"proj_1\", \"name\": \"{escaped}\", \"tags\": {{\"{escaped}\": \"my {escaped}\"}}}}]}}"
    );
    let api = Api::start(move |request, _| match request.region() {
        "us-east-1" => Reply::text(200, "application/json", &body),
        _ => Reply::text(403, "text/html", &format!("{} {KEY}", "x".repeat(60))),
    });
    let workplace = workplace();
    let arguments =
        ["--region", "us-east-1,eu-west-1", "--save", "seen.json", "--output", "sarif=audit.sarif"];
    let ended = end(audit(&workplace, &api, &arguments));
    assert_eq!(ended.code, 1);
    let saved = |name: &str| std::fs::read_to_string(workplace.path().join(name)).expect("written");
    for text in [ended.text, ended.errors, saved("seen.json"), saved("audit.sarif")] {
        assert!(!text.contains(&KEY[..12]), "a part of the key is shown: {text}");
    }
}

#[test]
fn no_redirect_is_followed_and_no_key_goes_along() {
    let thief = Api::of(vec![]);
    let target = format!("{}/v1/organization/projects", thief.origin());
    let api = Api::start(move |_, _| Reply::Answer(302, vec![("Location", target.clone())], vec![]));
    let workplace = workplace();
    let ended = end(audit(&workplace, &api, &["--region", "us-east-1"]));
    let failures = ended.failures();
    assert!(
        failures[0].1.contains("302: it redirects to `127.0.0.1`, which is not followed"),
        "{failures:?}"
    );
    assert!(thief.requests().is_empty());
}

#[test]
fn keys_go_only_where_they_are_meant_to() {
    let api = Api::of(vec![good("us-east-1", "proj_1", "Good")]);
    let workplace = workplace();
    let with = |variables: &[(&str, &str)]| {
        let mut command = audit(&workplace, &api, &["--region", "us-east-1"]);
        command.env_remove("AWS_BEARER_TOKEN_BEDROCK").envs(variables.iter().copied());
        let ended = end(command);
        let last = api.requests().last().and_then(|it| it.header("authorization").map(str::to_owned));
        (ended.code, last.unwrap_or_default(), ended.errors)
    };
    let elsewhere = [("OPENAI_API_KEY", "sk-somebody"), ("OPENAI_BASE_URL", "https://api.openai.com/v1")];
    let (code, _, errors) = with(&elsewhere);
    assert_eq!((code, api.requests().len()), (2, 0), "{errors}");
    assert!(errors.contains("no credentials"), "{errors}");
    let here = format!("{}/openai/v1", api.origin());
    let (code, _, errors) = with(&[("AWS_PROFILE", "nobody")]);
    assert_eq!((code, api.requests().len()), (2, 0), "{errors}");
    let (code, sent, _) = with(&[("OPENAI_API_KEY", "sk-ours"), ("OPENAI_BASE_URL", &here)]);
    assert_eq!((code, sent.as_str()), (0, "Bearer sk-ours"));
    let aws = [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI"),
        ("AWS_SESSION_TOKEN", "tok"),
    ];
    let (code, sent, _) = with(&aws);
    assert_eq!(code, 0);
    assert!(sent.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"), "{sent}");
    assert!(sent.contains("/us-east-1/bedrock-mantle/aws4_request"), "{sent}");
    assert_eq!(
        api.requests().last().and_then(|it| it.header("x-amz-security-token").map(str::to_owned)).as_deref(),
        Some("tok")
    );
    let both = [&aws[..], &[("AWS_BEARER_TOKEN_BEDROCK", KEY)]].concat();
    assert_eq!(with(&both).1, format!("Bearer {KEY}"));
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_sent() {
    let api = Api::of(vec![]);
    let workplace = workplace();
    let code = |arguments: &[&str]| {
        let ended = end(audit(&workplace, &api, arguments));
        (ended.code, ended.errors)
    };
    assert_eq!(code(&[]).0, 2, "no region");
    assert_eq!(code(&["--region", "evil.example/"]).0, 2);
    assert_eq!(code(&["--region", "us-east-1", "--account", "nobody"]).0, 2);
    assert_eq!(code(&["--region", "us-east-1", "--since", "nothing.json"]).0, 2);
    assert_eq!(code(&["--region", "us-east-1", "--against", "nothing"]).0, 2);
    assert_eq!(code(&["--region", "us-east-1", "--baseline", "nothing"]).0, 2);
    workplace.write("empty/readme.txt", "");
    assert_eq!(code(&["--region", "us-east-1", "--against", "empty"]).0, 2);
    assert!(api.requests().is_empty());
    let mut plain =
        workplace.taglint(&["audit", "--region", "us-east-1", "--endpoint", "http://example.com"]);
    plain.env("AWS_BEARER_TOKEN_BEDROCK", KEY);
    let ended = end(plain);
    assert_eq!(ended.code, 2);
    assert!(
        ended.errors.contains("`--endpoint` would send keys in the clear to `http://example.com`"),
        "{}",
        ended.errors
    );
}

#[test]
fn regions_come_from_the_command_line_the_policy_and_the_environment() {
    let api = Api::of(vec![]);
    let workplace = workplace();
    let asked = |arguments: &[&str], variables: &[(&str, &str)]| {
        let before = api.requests().len();
        let mut command = audit(&workplace, &api, arguments);
        command.envs(variables.iter().copied());
        assert_eq!(end(command).code, 0);
        let mut regions: Vec<String> =
            api.requests()[before..].iter().map(|request| request.region().to_owned()).collect();
        regions.sort();
        regions.join(" ")
    };
    assert_eq!(asked(&[], &[("AWS_DEFAULT_REGION", "eu-west-2")]), "eu-west-2");
    assert_eq!(asked(&[], &[("AWS_DEFAULT_REGION", "eu-west-2"), ("AWS_REGION", "eu-west-1")]), "eu-west-1");
    assert_eq!(asked(&["--all-regions"], &[]).split(' ').count(), 15);
    workplace.write("aws/config", "[profile ours]\nregion = sa-east-1\n");
    let config = workplace.path().join("aws/config");
    let profile = [("AWS_CONFIG_FILE", config.to_str().expect("UTF-8")), ("AWS_PROFILE", "ours")];
    assert_eq!(asked(&[], &profile), "sa-east-1");
    workplace.write("taglint.toml", format!("{POLICY}[live]\nregions = [\"us-east-1\", \"eu-west-1\"]\n"));
    assert_eq!(asked(&[], &[("AWS_REGION", "eu-west-2")]), "eu-west-1 us-east-1");
    assert_eq!(asked(&["--region", "us-west-2"], &[]), "us-west-2");
}

const DECLARED: &str = r#"{"projects": [
  {"name": "Chat", "tags": {"Team": "Alpha", "CostCenter": "CC-1001"}},
  {"name": "Search", "id": "proj_2", "tags": {"Team": "Beta", "CostCenter": "CC-2002"}},
  {"name": "Twin", "tags": {"Team": "Beta", "CostCenter": "CC-2002"}},
  {"name": "Gone", "region": "us-east-1", "tags": {"Team": "Beta", "CostCenter": "CC-2002"}}
]}"#;

fn drifting() -> Vec<Value> {
    vec![
        project("us-east-1", "proj_1", "Chat", json!({"Team": "Beta", "Owner": "me@example.com"})),
        project("us-east-1", "proj_2", "Find", json!({"Team": "Beta", "CostCenter": "CC-2002"})),
        project("us-east-1", "proj_3", "Twin", json!({"Team": "Beta", "CostCenter": "CC-2002"})),
        project("us-east-1", "proj_4", "Twin", json!({"Team": "Beta", "CostCenter": "CC-2002"})),
        project("us-east-1", "proj_5", "Extra", json!({"Team": "Beta", "CostCenter": "CC-2002"})),
    ]
}

#[test]
fn drift_is_told_at_the_definition_and_mended_by_calls() {
    let api = Api::of(drifting());
    let workplace = workplace();
    workplace.write("projects.json", DECLARED);
    let ended = end(audit(&workplace, &api, &["--region", "us-east-1", "--against", "projects.json"]));
    assert_eq!(
        ended.findings(),
        [
            found("drifted-tag", "proj_1", "Owner", "me@example.com"),
            found("drifted-tag", "proj_1", "Team", "Beta"),
            found("drifted-tag", "proj_1", "CostCenter", "-"),
            found("drifted-name", "proj_2", "-", "Find"),
            found("ambiguous-name", "-", "-", "-"),
            found("absent-project", "-", "-", "-"),
            found("undeclared-project", "proj_5", "-", "-"),
        ],
        "neither `missing-tag` nor `duplicate-name` says it again"
    );
    assert_eq!((ended.code, ended.report["summary"]["files"].clone()), (1, json!(1)));
    let owner = &ended.report["findings"][0];
    assert_eq!(
        owner["location"]["start"],
        json!({"line": 2, "column": 13, "offset": 27}),
        "the declared name"
    );
    assert_eq!(owner["fix"]["safety"], "unsafe");
    let team = &ended.report["findings"][1];
    assert_eq!(team["location"]["start"]["column"], 38, "the declared value");
    assert_eq!(team["fix"]["safety"], "safe");
    let path = "/v1/organization/projects/proj_1";
    assert_eq!(
        team["fix"]["calls"],
        json!([{"method": "POST", "path": path, "body": {"add_tags": {"Team": "Alpha"}}}])
    );

    let arguments = ["--region", "us-east-1", "--against", "projects.json", "--diff"];
    let diff = end(audit(&workplace, &api, &arguments));
    let head = "# 111122223333/us-east-1 Chat\n";
    let add =
        format!("{head}POST {path} {{\"add_tags\":{{\"CostCenter\":\"CC-1001\",\"Team\":\"Alpha\"}}}}\n");
    assert_eq!((diff.code, diff.text.as_str()), (1, add.as_str()));
    let all = end(audit(&workplace, &api, &[&arguments[..], &["--unsafe-fixes"]].concat()));
    assert_eq!(all.text, format!("{add}{head}POST {path} {{\"remove_tag_keys\":[\"Owner\"]}}\n"));
    assert!(api.requests().iter().all(|request| request.method == "GET"));
}

#[test]
fn templates_and_configurations_are_compared_and_what_they_leave_open_is_no_drift() {
    let api = Api::of(vec![
        project("us-east-1", "proj_1", "Chat", json!({"Team": "Beta", "CostCenter": "CC-9999"})),
        project("us-east-1", "proj_2", "Search", json!({"Team": "Beta"})),
        project("us-east-1", "proj_3", "Extra", json!({"Team": "Beta", "CostCenter": "CC-1001"})),
    ]);
    let workplace = workplace();
    workplace.write(
        "main.tf",
        "variable \"team\" {}\nresource \"awscc_bedrockmantle_project\" \"chat\" {\n  name = \"Chat\"\n  tags = [\n    \
            { key = \"Team\", value = var.team },\n    { key = \"CostCenter\", value = \"CC-1001\" },\n  ]\n}\n",
    );
    workplace.write(
        "stack.yaml",
        "Parameters:\n  Team: {Type: String, AllowedValues: [Alpha, Beta]}\nResources:\n  Search:\n    \
            Type: AWS::BedrockMantle::Project\n    Properties:\n      Name: Search\n      Tags:\n        \
            - {Key: Team, Value: !Ref Team}\n        - {Key: CostCenter, Value: CC-2002}\n",
    );
    let arguments = ["--region", "us-east-1", "--against"];
    let both = end(audit(&workplace, &api, &[&arguments[..], &["main.tf", "stack.yaml"]].concat()));
    assert_eq!(
        both.findings(),
        [
            found("drifted-tag", "proj_1", "CostCenter", "CC-9999"),
            found("drifted-tag", "proj_2", "CostCenter", "-"),
            found("undeclared-project", "proj_3", "-", "-"),
        ]
    );
    workplace.write(
        "main.tf",
        "variable \"name\" {}\nresource \"awscc_bedrockmantle_project\" \"x\" {\n  name = var.name\n}\n",
    );
    let open = end(audit(&workplace, &api, &[&arguments[..], &["main.tf"]].concat()));
    assert!(!open.text.contains("undeclared-project"), "it may be any of them: {}", open.text);
    assert!(open.errors.contains("3 projects match no definition"), "{}", open.errors);
}

#[test]
fn a_region_that_fails_makes_nothing_absent() {
    let workplace = workplace();
    workplace
        .write("projects.json", r#"[{"name": "Gone", "tags": {"Team": "Beta", "CostCenter": "CC-2002"}}]"#);
    let api = Api::start(|request, _| match request.region() {
        "us-east-1" => list(request, &[]),
        _ => error(403, "denied"),
    });
    let arguments = ["--against", "projects.json", "--region"];
    let both = end(audit(&workplace, &api, &[&arguments[..], &["us-east-1,eu-west-1"]].concat()));
    assert_eq!((both.code, both.findings().len()), (3, 0));
    let one = end(audit(&workplace, &api, &[&arguments[..], &["us-east-1"]].concat()));
    assert_eq!(one.findings(), [found("absent-project", "-", "-", "-")]);
}

#[test]
fn a_definition_that_cannot_be_read_makes_nothing_undeclared() {
    let api = Api::of(drifting());
    let workplace = workplace();
    workplace.write("projects.json", "{\"projects\": [");
    let ended = end(audit(&workplace, &api, &["--region", "us-east-1", "--against", "projects.json"]));
    let rules: Vec<String> = ended.findings().into_iter().map(|it| it.0).collect();
    assert!(
        rules.contains(&"unreadable-input".to_owned()) && !rules.contains(&"undeclared-project".to_owned())
    );
    assert!(ended.errors.contains("5 projects match no definition"), "{}", ended.errors);
}

#[test]
fn ignores_exceptions_and_baselines_work_on_live_findings() {
    let api = Api::of(vec![
        project("us-east-1", "proj_1", "Chat", json!({"Team": "Beta", "CostCenter": "CC-1001"})),
        project("us-east-1", "proj_2", "Lab", json!({"Team": "Beta"})),
    ]);
    let workplace = workplace();
    let exception = "[[exceptions]]\nwhen = { region = \"us-east-1\", name = \"Lab\" }\nrules = [\"missing-tag\"]\nuntil = 2027-01-01\nreason = \"x\"\n";
    workplace.write("taglint.toml", format!("{POLICY}{exception}"));
    workplace.write(
        "projects.yaml",
        "- name: Chat\n  tags:\n    # taglint: ignore[drifted-tag] being moved\n    Team: Alpha\n    CostCenter: CC-1001\n- name: Lab\n  tags:\n    Team: Alpha\n",
    );
    let arguments = ["--region", "us-east-1", "--against", "projects.yaml"];
    let ended = end(audit(&workplace, &api, &arguments));
    assert_eq!(ended.findings(), [found("drifted-tag", "proj_2", "Team", "Beta")]);
    assert_eq!(
        ended.report["summary"]["hidden"],
        json!({"ignored": 1, "excepted": 1, "baseline": 0, "below-level": 0})
    );
    let written =
        end(audit(&workplace, &api, &[&arguments[..], &["--write-baseline", "base.json"]].concat()));
    assert_eq!(written.code, 0);
    let held = end(audit(&workplace, &api, &[&arguments[..], &["--baseline", "base.json"]].concat()));
    assert_eq!((held.code, held.findings().len()), (0, 0));
    let mut check = workplace.taglint(&["check", "--write-baseline", "base.json", "projects.yaml"]);
    check.arg("--format=json");
    end(check);
    let base = std::fs::read_to_string(workplace.path().join("base.json")).expect("written");
    assert!(base.contains("drifted-tag"), "check does not prune what it cannot see: {base}");
}

#[test]
fn snapshots_tell_what_changed() {
    let workplace = workplace();
    let before = Api::of(vec![good("us-east-1", "proj_1", "Chat"), good("us-east-1", "proj_2", "Gone")]);
    let arguments = ["--region", "us-east-1", "--save", "seen.json"];
    assert_eq!(end(audit(&workplace, &before, &arguments)).code, 0);
    let first = std::fs::read_to_string(workplace.path().join("seen.json")).expect("written");
    assert!(!first.contains(KEY) && first.contains("\"seen\":\"now\""), "{first}");
    let mut changed = good("us-east-1", "proj_1", "Chat");
    changed["tags"]["Team"] = json!("Beta");
    let after = Api::of(vec![changed, good("us-east-1", "proj_3", "New")]);
    let ended = end(audit(
        &workplace,
        &after,
        &["--region", "us-east-1", "--since", "seen.json", "--save", "seen.json"],
    ));
    assert_eq!(
        ended.findings(),
        [
            found("changed-since", "proj_1", "Team", "Beta"),
            found("changed-since", "proj_2", "-", "-"),
            found("changed-since", "proj_3", "-", "-"),
        ]
    );
    assert_eq!((ended.code, &ended.report["summary"]["note"]), (0, &json!(3)));
    let quiet = end(audit(&workplace, &after, &["--region", "us-east-1", "--since", "seen.json"]));
    assert_eq!(quiet.findings(), []);
    workplace.write("seen.json", "{}");
    assert_eq!(end(audit(&workplace, &after, &["--region", "us-east-1", "--since", "seen.json"])).code, 2);
}

/// Cost Explorer as it is documented, with one key a page.
fn billing(keys: Vec<(&'static str, &'static str)>) -> Api {
    Api::start(move |request, _| {
        if request.path != "/" {
            return list(request, &[]);
        }
        let asked: Value = serde_json::from_slice(&request.body).expect("JSON");
        let number: usize = asked["NextToken"].as_str().map_or(0, |token| token.parse().expect("ours"));
        let next = (number + 1 < keys.len()).then(|| (number + 1).to_string());
        let (key, status) = keys[number];
        let tag = json!({"TagKey": key, "Type": "UserDefined", "Status": status});
        Reply::json(&json!({"CostAllocationTags": [tag], "NextToken": next}))
    })
}

fn with_billing(workplace: &Workplace, api: &Api) -> Command {
    let mut command = audit(workplace, api, &["--region", "us-east-1", "--billing"]);
    command.env("AWS_ENDPOINT_URL_COST_EXPLORER", api.origin());
    command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI");
    command
}

#[test]
fn what_gives_no_credentials_in_time_is_not_waited_for() {
    let api = Api::of(vec![]);
    let workplace = workplace();
    workplace.write("aws/config", "[profile slow]\ncredential_process = sleep 600\n");
    let config = workplace.path().join("aws/config");
    let mut command = audit(&workplace, &api, &["--region", "us-east-1", "--timeout", "1"]);
    command.env_remove("AWS_BEARER_TOKEN_BEDROCK").env("AWS_CONFIG_FILE", config).env("AWS_PROFILE", "slow");
    let ended = end(command);
    assert_eq!((ended.code, api.requests().len()), (2, 0));
    assert!(ended.errors.contains("no credentials: none came within 4 seconds"), "{}", ended.errors);
}

#[test]
fn billing_is_asked_for_the_required_keys() {
    let workplace = workplace();
    let conditional = "[tags.Stage]\nrequired = { when = { name = \"x\" } }\n[[overrides]]\nwhen = { name = \"y\" }\ntags.Owner.required = true\n";
    workplace.write("taglint.toml", format!("{POLICY}{conditional}"));
    let api = billing(vec![("user:Team", "Active"), ("CostCenter", "Inactive"), ("stage", "Active")]);
    let ended = end(with_billing(&workplace, &api));
    let inactive = |key: &str| found("inactive-cost-tag", "-", key, "-");
    assert_eq!(ended.findings(), [inactive("CostCenter"), inactive("Owner"), inactive("Stage")]);
    let first = &ended.report["findings"][0];
    assert_eq!((&first["project"], &first["location"]), (&Value::Null, &Value::Null));
    assert_eq!(first["because"]["start"]["line"], 5);
    let asked: Vec<_> = api.requests().into_iter().filter(|request| request.path == "/").collect();
    assert_eq!(asked.len(), 3);
    for request in &asked {
        assert_eq!(request.header("x-amz-target"), Some("AWSInsightsIndexService.ListCostAllocationTags"));
        let authorization = request.header("authorization").expect("signed");
        assert!(authorization.contains("/us-east-1/ce/aws4_request"), "{authorization}");
    }
}

#[test]
fn who_may_not_ask_about_billing_is_told_who_may() {
    let workplace = workplace();
    let api = Api::start(|request, _| match request.path.as_str() {
        "/" => Reply::status(400, &json!({"__type": "AccessDeniedException", "Message": "linked account"})),
        _ => list(request, &[]),
    });
    let ended = end(with_billing(&workplace, &api));
    let failures = ended.failures();
    assert_eq!((ended.code, failures[0].0.as_str()), (3, "billing"));
    assert!(failures[0].1.starts_with("only the management account may ask"), "{failures:?}");
}

#[test]
fn accounts_are_asked_with_their_own_credentials() {
    let workplace = workplace();
    let accounts = "[live]\nregions = [\"us-east-1\"]\n\
        [[live.accounts]]\nname = \"dev\"\nprofile = \"dev\"\n\
        [[live.accounts]]\nname = \"prod\"\nrole-arn = \"arn:aws:iam::444455556666:role/audit\"\nexternal-id = \"x-1\"\nregions = [\"eu-west-1\", \"eu-west-2\"]\n\
        [[live.accounts]]\nname = \"broken\"\nprofile = \"nowhere\"\n";
    workplace.write("taglint.toml", format!("{POLICY}{accounts}"));
    workplace.write(
        "aws/credentials",
        "[dev]\naws_access_key_id = AKIDDEV\naws_secret_access_key = secret-of-dev\n",
    );
    let sts = Api::start(|request, _| {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        assert!(body.contains("Action=AssumeRole") && body.contains("ExternalId=x-1"), "{body}");
        let xml = "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
            <AssumedRoleUser><AssumedRoleId>A:b</AssumedRoleId><Arn>arn:aws:sts::444455556666:assumed-role/audit/b</Arn></AssumedRoleUser>\
            <Credentials><AccessKeyId>AKIDPROD</AccessKeyId><SecretAccessKey>secret-of-prod</SecretAccessKey>\
            <SessionToken>token-of-prod</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
            </AssumeRoleResult></AssumeRoleResponse>";
        Reply::text(200, "text/xml", xml)
    });
    let api = Api::of(vec![good("us-east-1", "proj_1", "Dev")]);
    let credentials = workplace.path().join("aws/credentials");
    let run_with = |arguments: &[&str]| {
        let mut command = audit(&workplace, &api, arguments);
        command.env("AWS_ENDPOINT_URL_STS", sts.origin()).env("AWS_SHARED_CREDENTIALS_FILE", &credentials);
        command.env("AWS_ACCESS_KEY_ID", "AKIDAMBIENT").env("AWS_SECRET_ACCESS_KEY", "secret-of-ambient");
        end(command)
    };
    let ended = run_with(&[]);
    assert_eq!(ended.code, 3, "{}", ended.errors);
    let failures = ended.failures();
    assert_eq!((failures.len(), failures[0].0.as_str()), (1, "broken/us-east-1"), "{failures:?}");
    assert_eq!(sts.requests().len(), 1, "a role is assumed once, whatever its regions");
    let key_of = |region: &str| {
        let requests = api.requests();
        let request = requests.iter().find(|request| request.region() == region).expect("asked");
        let authorization = request.header("authorization").expect("signed").to_owned();
        authorization.split(['=', '/']).nth(1).expect("a key").to_owned()
    };
    assert_eq!((key_of("us-east-1").as_str(), key_of("eu-west-2").as_str()), ("AKIDDEV", "AKIDPROD"));
    workplace
        .write("projects.json", r#"[{"name": "Dev", "tags": {"Team": "Beta", "CostCenter": "CC-1001"}}]"#);
    let drift = run_with(&["--against", "projects.json"]);
    assert_eq!(
        drift.findings(),
        [found("drifted-tag", "proj_1", "Team", "Alpha")],
        "an account without credentials hides no drift of another"
    );
    let before = api.requests().len();
    let unknown = run_with(&["--account", "brokn"]);
    assert!(unknown.errors.contains("did you mean `broken`?"), "{}", unknown.errors);
    assert_eq!((unknown.code, api.requests().len()), (2, before));
    assert_eq!(run_with(&["--account", "dev"]).code, 0);
    assert_eq!(api.requests().len(), before + 1);
}
