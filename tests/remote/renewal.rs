//! Credentials that end while a bill is read: they are got anew, and said where that fails.

use std::process::Command;

use serde_json::json;

use super::api::{Api, Reply, Request};
use super::s3::{Objects, refusal};
use super::support::Workplace;
use super::{figures, fixtures, of_disk, spend, told, workplace};

/// When the credentials end before which so many were got: the first ones have ended when they are used again.
fn end(times: usize) -> &'static str {
    if times < 2 { "2020-01-01T00:00:00Z" } else { "2199-01-01T00:00:00Z" }
}

/// What gives credentials: a container's agent, or a role.
fn of_container(times: usize) -> Reply {
    Reply::json(&json!({
        "AccessKeyId": format!("AKIDNUMBER{times}"), "SecretAccessKey": format!("the-secret-number-{times}"),
        "Token": format!("the-token-number-{times}"), "Expiration": end(times),
    }))
}

fn of_role(times: usize) -> Reply {
    let xml = format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
        <AssumedRoleUser><AssumedRoleId>A:b</AssumedRoleId><Arn>arn:aws:sts::444455556666:assumed-role/audit/b</Arn></AssumedRoleUser>\
        <Credentials><AccessKeyId>AKIDNUMBER{times}</AccessKeyId><SecretAccessKey>the-secret-number-{times}</SecretAccessKey>\
        <SessionToken>the-token-number-{times}</SessionToken><Expiration>{}</Expiration></Credentials>\
        </AssumeRoleResult></AssumeRoleResponse>",
        end(times)
    );
    Reply::text(200, "text/xml", &xml)
}

/// A run without other credentials than those of a container, or than those of a role.
fn bare(workplace: &Workplace, api: &Api) -> Command {
    let mut command = spend(workplace, api, &["s3://bills/cur2"]);
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    command
}

fn in_container(workplace: &Workplace, api: &Api, giver: &Api) -> Command {
    let mut command = bare(workplace, api);
    command.env("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("{}/credentials", giver.origin()));
    command
}

fn in_role(workplace: &Workplace, api: &Api, giver: &Api) -> Command {
    workplace.write(
        "aws/config",
        "[profile audit]\nrole_arn = arn:aws:iam::444455556666:role/audit\nsource_profile = own\n",
    );
    workplace
        .write("aws/credentials", "[own]\naws_access_key_id = AKIDOWN\naws_secret_access_key = own-secret\n");
    let mut command = bare(workplace, api);
    command.env("AWS_CONFIG_FILE", workplace.path().join("aws/config"));
    command.env("AWS_SHARED_CREDENTIALS_FILE", workplace.path().join("aws/credentials"));
    command.env("AWS_ENDPOINT_URL_STS", giver.origin()).env("AWS_PROFILE", "audit");
    command
}

/// The first credentials tell that there are some, the next ones are good for the list alone.
fn strict() -> Api {
    let objects = Objects::of(&fixtures().join("cur2"), "bills/cur2");
    Api::start(move |request, _| match key(request).as_str() {
        "AKIDNUMBER1" if request.query("list-type").is_some() => objects.answer(request),
        "AKIDNUMBER2" => objects.answer(request),
        _ => refusal(400, "ExpiredToken", "The provided token has expired."),
    })
}

fn key(request: &Request) -> String {
    let authorization = request.header("authorization").unwrap_or_default();
    authorization.split(['=', '/']).nth(1).unwrap_or_default().to_owned()
}

fn is_read(run: fn(&Workplace, &Api, &Api) -> Command, give: fn(usize) -> Reply) {
    let workplace = workplace();
    let (api, giver) = (strict(), Api::start(move |_, times| give(times)));
    let (status, document, stderr) = told(run(&workplace, &api, &giver));
    let (spend, findings) = figures(&document);
    assert_eq!((status, spend, findings), of_disk(&workplace, "cur2", &[]), "{stderr}");
    assert_eq!(giver.requests().len(), 3);
    let signed: Vec<String> = api.requests().iter().map(key).collect();
    assert_eq!(signed.iter().filter(|key| *key == "AKIDNUMBER1").count(), 1, "{signed:?}");
    for secret in ["the-secret-number", "the-token-number", "AKIDNUMBER"] {
        assert!(!document.to_string().contains(secret) && !stderr.contains(secret), "{stderr}");
    }
}

#[test]
fn credentials_of_a_container_that_end_meanwhile_are_got_anew() {
    is_read(in_container, of_container);
}

#[test]
fn credentials_of_a_role_that_end_meanwhile_are_got_anew() {
    is_read(in_role, of_role);
}

#[test]
fn credentials_that_cannot_be_got_anew_are_said() {
    let workplace = workplace();
    let giver = Api::start(|_, times| match times {
        0 | 1 => of_container(times),
        _ => Reply::status(403, &json!({ "code": "Denied", "message": "no more the-token-number-1" })),
    });
    let (status, document, stderr) = told(in_container(&workplace, &strict(), &giver));
    assert_eq!(status, 3, "{stderr}");
    let failures = document["failures"].as_array().expect("failures");
    assert!(!failures.is_empty());
    for failure in failures {
        let message = failure["message"].as_str().expect("words");
        assert!(message.starts_with("there are no AWS credentials any more: "), "{message}");
        assert!(!message.contains("the-token-number"), "{message}");
    }
}
