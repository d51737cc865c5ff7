//! Which accounts and regions are asked, and how often.

use std::time::Duration;

use serde_json::{Value, json};

use super::api::{Api, Reply, Request, list};
use super::{KEY, POLICY, audit, end, error, found, good, workplace};

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
    let first_pages: Vec<_> = requests.iter().take(6).map(Request::region).collect();
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
fn a_list_that_is_empty_everywhere_is_told_and_a_region_that_nobody_knows_is_doubted() {
    let api = Api::of(vec![good("eu-west-1", "proj_1", "Good")]);
    let workplace = workplace();
    let told = |arguments: &[&str]| {
        let ended = end(audit(&workplace, &api, arguments));
        assert_eq!(ended.code, 0, "{}", ended.errors);
        ended.errors
    };
    let empty = "no projects were found in `us-east-1` and `us-esat-1`, not even a default one";
    let doubt = "this version of taglint knows no region `us-esat-1`: did you mean `us-east-1`?";
    let errors = told(&["--region", "us-esat-1,us-east-1"]);
    assert!(errors.contains(empty) && errors.contains(doubt), "{errors}");
    let errors = told(&["--region", "us-esat-1,eu-west-1"]);
    assert!(!errors.contains("no projects were found") && errors.contains(doubt), "{errors}");
    let errors = told(&["--region", "us-east-1,eu-west-1"]);
    assert!(!errors.contains("no projects were found") && !errors.contains("knows no region"), "{errors}");
    assert_eq!(told(&["--region", "us-esat-1", "-q"]), "");
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
