//! Credentials that end while a bill is read: they are got anew, and said where that fails.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;

use super::api::{Api, Reply, Request};
use super::s3::{Objects, refusal};
use super::support::Workplace;
use super::{figures, fixtures, of_disk, spend, told, workplace};

/// Credentials by what they are called: those before the list was answered have ended when they are used again.
struct Given {
    name: &'static str,
    end: &'static str,
}

const EARLY: Given = Given { name: "EARLY", end: "2020-01-01T00:00:00Z" };
const LATER: Given = Given { name: "LATER", end: "2199-01-01T00:00:00Z" };

/// What gives credentials: a container's agent, or a role.
fn of_container(Given { name, end }: &Given) -> Reply {
    Reply::json(&json!({
        "AccessKeyId": format!("AKIDOF{name}"), "SecretAccessKey": format!("the-secret-of-{name}"),
        "Token": format!("the-token-of-{name}"), "Expiration": end,
    }))
}

fn of_role(Given { name, end }: &Given) -> Reply {
    let xml = format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
        <AssumedRoleUser><AssumedRoleId>A:b</AssumedRoleId><Arn>arn:aws:sts::444455556666:assumed-role/audit/b</Arn></AssumedRoleUser>\
        <Credentials><AccessKeyId>AKIDOF{name}</AccessKeyId><SecretAccessKey>the-secret-of-{name}</SecretAccessKey>\
        <SessionToken>the-token-of-{name}</SessionToken><Expiration>{end}</Expiration></Credentials>\
        </AssumeRoleResult></AssumeRoleResponse>"
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

/// A bucket whose list answers to the early credentials alone, and its objects to the later ones; and whether it was listed.
fn strict() -> (Api, Arc<AtomicBool>) {
    let objects = Objects::of(&fixtures().join("cur2"), "bills/cur2");
    let is_listed = Arc::new(AtomicBool::new(false));
    let listed = Arc::clone(&is_listed);
    let api = Api::start(move |request, _| match (key(request).as_str(), request.query("list-type")) {
        ("AKIDOFEARLY", Some(_)) => {
            listed.store(true, Ordering::SeqCst);
            objects.answer(request)
        }
        ("AKIDOFLATER", None) => objects.answer(request),
        _ => refusal(400, "ExpiredToken", "The provided token has expired."),
    });
    (api, is_listed)
}

fn key(request: &Request) -> String {
    let authorization = request.header("authorization").unwrap_or_default();
    authorization.split(['=', '/']).nth(1).unwrap_or_default().to_owned()
}

fn is_read(run: fn(&Workplace, &Api, &Api) -> Command, give: fn(&Given) -> Reply) {
    let workplace = workplace();
    let (api, is_listed) = strict();
    let later = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&later);
    let giver = Api::start(move |_, _| match is_listed.load(Ordering::SeqCst) {
        false => give(&EARLY),
        true => {
            counted.fetch_add(1, Ordering::SeqCst);
            give(&LATER)
        }
    });
    let (status, document, stderr) = told(run(&workplace, &api, &giver));
    let (spend, findings) = figures(&document);
    assert_eq!((status, spend, findings), of_disk(&workplace, "cur2", &[]), "{stderr}");
    assert_eq!(later.load(Ordering::SeqCst), 1, "those that last are got once");
    let signed: Vec<String> = api.requests().iter().map(key).collect();
    assert_eq!(signed.iter().filter(|key| *key == "AKIDOFEARLY").count(), 1, "{signed:?}");
    for secret in ["the-secret-of", "the-token-of", "AKIDOF"] {
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
    let (api, is_listed) = strict();
    let giver = Api::start(move |_, _| match is_listed.load(Ordering::SeqCst) {
        false => of_container(&EARLY),
        true => Reply::status(403, &json!({ "code": "Denied", "message": "no more the-token-of-EARLY" })),
    });
    let (status, document, stderr) = told(in_container(&workplace, &api, &giver));
    assert_eq!(status, 3, "{stderr}");
    let failures = document["failures"].as_array().expect("failures");
    assert!(!failures.is_empty());
    for failure in failures {
        let message = failure["message"].as_str().expect("words");
        assert!(message.starts_with("there are no AWS credentials any more: "), "{message}");
        assert!(!message.contains("the-token-of"), "{message}");
    }
}
