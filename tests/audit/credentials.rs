//! Keys and credentials: which are used, where they go, and that they are shown nowhere.

use super::api::{Api, Reply};
use super::support::Workplace;
use super::{KEY, POLICY, audit, end, found, good, workplace};

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
fn what_goes_to_this_machine_passes_no_proxy() {
    let api = Api::of(vec![good("us-east-1", "proj_1", "Good")]);
    let workplace = workplace();
    let mut command = audit(&workplace, &api, &["--region", "us-east-1"]);
    for variable in ["http_proxy", "HTTP_PROXY", "ALL_PROXY"] {
        // Nothing listens there.
        command.env(variable, "http://127.0.0.1:1");
    }
    let ended = end(command);
    assert_eq!((ended.code, api.requests().len()), (0, 1), "{}", ended.errors);
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
fn what_gives_no_credentials_in_time_is_not_waited_for() {
    let api = Api::of(vec![]);
    let workplace = workplace();
    workplace.write("aws/config", "[profile slow]\ncredential_process = sleep 20\n");
    let config = workplace.path().join("aws/config");
    let mut command = audit(&workplace, &api, &["--region", "us-east-1", "--timeout", "1"]);
    command.env_remove("AWS_BEARER_TOKEN_BEDROCK").env("AWS_CONFIG_FILE", config).env("AWS_PROFILE", "slow");
    let ended = end(command);
    assert_eq!((ended.code, api.requests().len()), (2, 0));
    assert!(ended.errors.contains("no credentials: none came within 4 seconds"), "{}", ended.errors);
}

#[test]
fn what_a_process_prints_is_not_shown() {
    let api = Api::of(vec![]);
    let workplace = workplace();
    let config = workplace.path().join("aws/config");
    for (process, told) in [
        ("echo hunter2-out; echo hunter2-err >&2; exit 3", "ended with exit code 3"),
        ("echo hunter2-err >&2; kill -9 $$", "was ended by signal: 9"),
        ("echo hunter2-out", "does not print credentials"),
        (
            "echo '{\"Version\": 1, \"AccessKeyId\": \"hunter2\", \"SecretAccessKey\": 1}'",
            "does not print credentials",
        ),
    ] {
        workplace.write(
            "aws/config",
            format!("[profile odd]\ncredential_process = exec sh -c '{}'\n", process.replace('\'', "'\\''")),
        );
        let mut command = audit(&workplace, &api, &["--region", "us-east-1"]);
        command
            .env_remove("AWS_BEARER_TOKEN_BEDROCK")
            .env("AWS_CONFIG_FILE", &config)
            .env("AWS_PROFILE", "odd");
        command.env("PATH", "/usr/bin:/bin");
        let ended = end(command);
        assert_eq!((ended.code, api.requests().len()), (2, 0), "{process}: {}", ended.errors);
        assert!(
            ended.errors.contains(told) && !ended.errors.contains("hunter2"),
            "{process}: {}",
            ended.errors
        );
    }
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
            <SessionToken>token-of-prod</SessionToken><Expiration>2199-01-01T00:00:00Z</Expiration></Credentials>\
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
