//! No credential is shown or kept: each form of one, in each place that somebody may put it, through each command and
//! each format. What came out, on both outputs and in every file, is searched for the credentials, and for parts of them.

#[allow(dead_code, reason = "each file of tests uses its part")]
#[path = "support/api.rs"]
mod api;
#[allow(dead_code, reason = "each file of tests uses its part")]
#[path = "lsp/client.rs"]
mod client;
#[allow(dead_code, reason = "each file of tests uses its part")]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use api::{Api, Reply};
use support::{Workplace, run};

/// One of each form, none of them in use.
const CREDENTIALS: [&str; 26] = [
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQDExampleExample",
    "ABSKQmVkcm9ja0FQSUtleS1leGFtcGxlLWV4YW1wbGU",
    "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3M",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----",
    "Bearer mF9B5f41JqM7vXnQpZ2w",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "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",
    "github_pat_11AAAAAAA0abcdefghijkl_mnopqrstuvwxyz0123456789",
    "glpat-x8Kz4wYvQ2LmN7pRsTuV",
    "xoxb-123456789012-abcdefghijkl",
    "xapp-1-A0123456789-1234567890-abcdef",
    "sk-proj-9x8w7v6u5t4s3r2q1p0o",
    "gsk_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKL",
    "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",
    "AIzaSyD4kZ8mN2pQ6rT0vX3yB7cF1gJ5hL9wS_E",
    "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",
    "npm_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    "dapi0123456789abcdef0123456789abcdef",
    "hvs.CAESIJ4kZ8mN2pQ6rT0vX3yB7cF1gJ5h",
    "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",
    "https://deploy:tr0ub4dor-and-3@registry.example",
    "https://files.example/x?X-Amz-Signature=fe5f80f77d5fa3beca038a248ff027d0",
    "sk_live_1a2b3c4d5e",
    "x?sig=Z9y8X7w6V5",
];

/// So many characters of a credential in a row are a part of it that is shown.
const PART: usize = 10;

/// What of a credential is secret: not how all of its kind begin, nor the address that it is for.
fn secret(credential: &str) -> &str {
    let begins = [
        "-----BEGIN PRIVATE KEY-----\n",
        "https://deploy:",
        "https://files.example/x?X-Amz-Signature=",
        "x?sig=",
        "bedrock-api-key-",
        "github_pat_",
        "Bearer ",
        "eyJhbGciOiJIUzI1NiJ9.",
        "IQoJb3JpZ2lu",
    ];
    let rest = begins.iter().find_map(|begin| credential.strip_prefix(begin)).unwrap_or(credential);
    rest.strip_suffix("\n-----END PRIVATE KEY-----")
        .or(rest.strip_suffix("@registry.example"))
        .unwrap_or(rest)
}

/// The parts of credentials that are searched for, as each syntax may write them.
fn parts() -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for secret in CREDENTIALS.map(secret) {
        for start in 0..=secret.len() - PART {
            let part = &secret[start..start + PART];
            parts.extend([part.to_owned(), part.replace('/', "\\/"), part.replace('/', "%2F")]);
            parts.extend([
                part.replace('/', "&#x2f;"),
                part.replace('/', "&#47;"),
                part.replace('_', "&#95;"),
            ]);
        }
    }
    parts
}

/// What came out of a run.
struct Out {
    /// The command, and the name of an output.
    of: String,
    text: String,
}

fn outputs(of: &str, output: &Output) -> Vec<Out> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    vec![
        Out { of: format!("{of}: output"), text: text(&output.stdout) },
        Out { of: format!("{of}: errors"), text: text(&output.stderr) },
    ]
}

/// Says what did not run: what is searched for credentials must be there.
fn assert_ran(output: &Output, of: &str) {
    assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{of}: {output:?}");
}

/// What a run gives out in every format: each in a file beside the folder in which it is, `full` on its output.
fn in_every_format(
    place: &Workplace,
    of: &str,
    run_with: impl Fn(&[&str]) -> Output,
    formats: &[&str],
) -> Vec<Out> {
    let outputs_of: Vec<String> = formats.iter().map(|format| format!("{format}=../{format}.out")).collect();
    let arguments: Vec<&str> = outputs_of.iter().flat_map(|output| ["--output", output]).collect();
    let output = run_with(&arguments);
    assert_ran(&output, of);
    let names: Vec<String> = formats.iter().map(|format| format!("../{format}.out")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let files = written(of, &place.path(), &names);
    assert_eq!(files.len(), formats.len(), "{output:?}");
    outputs(of, &output).into_iter().chain(files).collect()
}

/// The files of a folder that a run wrote.
fn written(of: &str, folder: &Path, names: &[&str]) -> Vec<Out> {
    let read = |name: &&str| {
        Some(Out { of: format!("{of}: {name}"), text: fs::read_to_string(folder.join(name)).ok()? })
    };
    names.iter().filter_map(read).collect()
}

/// Says what has a part of a credential in it.
fn assert_hushed(outs: &[Out]) {
    let parts = parts();
    let mut wrong = Vec::new();
    for Out { of, text } in outs {
        for line in text.lines() {
            if let Some(part) = parts.iter().find(|part| line.contains(part.as_str())) {
                let line: String = line.chars().take(300).collect();
                wrong.push(format!("{of}: {part}: {line}"));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const FORMATS: [&str; 11] =
    ["full", "grouped", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html"];

const POLICY: &str = "\
[tags.CostCenter]
required = true
pattern = 'CC-\\d{4}'
[tags.Environment]
values = [\"Production\"]
aliases = { prod = \"Production\" }
[tags.Owner]
format = \"email\"
[name]
pattern = '{Application}-*'
[tags.Application]
";

/// Projects with each credential in each place.
fn projects() -> Vec<Value> {
    let mut projects = Vec::new();
    for credential in CREDENTIALS {
        let both = format!("see {credential} there");
        projects.push(json!({
            "name": credential, "id": credential, "account": credential, "region": credential,
            "tags": { credential: "x", "costcenter": credential, "Environment": "prod" },
        }));
        projects.push(json!({
            "name": both, "id": both, "status": both,
            "tags": { both.as_str(): credential, "CostCenter": both, "Environment": credential, "Owner": both, "owner": both },
        }));
        projects.push(json!({
            "name": format!("Chat {credential}"),
            "tags": [{ "key": credential, "value": credential }, { "Key": "CostCenter", "Value": "x" }],
            "password": credential,
        }));
    }
    projects
}

/// The projects in each language, beside each other, in files and folders that are called after credentials.
fn workplace() -> Workplace {
    let place = Workplace::new();
    place.write("taglint.toml", POLICY);
    place.write("projects.json", serde_json::to_string_pretty(&projects()).expect("JSON"));
    place.write("line.json", serde_json::to_string(&projects()).expect("JSON"));
    // JSON is YAML.
    place.write(
        "projects.yaml",
        format!(
            "projects:\n- {}\n",
            projects().iter().map(Value::to_string).collect::<Vec<_>>().join("\n- ")
        ),
    );
    for (number, credential) in CREDENTIALS.iter().enumerate() {
        let quoted = json!(credential).to_string();
        if !credential.contains(['/', '\n', ':']) {
            place.write(
                &format!("folder-{credential}/{credential}.json"),
                json!({ "name": "A", "tags": {} }).to_string(),
            );
            place.write(&format!("folder-{credential}/broken.tf"), "resource {");
        }
        place.write(
            &format!("terraform/m{number}.tf"),
            format!(
                "variable \"v{number}\" {{ default = {quoted} }}\nresource \"awscc_bedrockmantle_project\" \"p{number}\" {{\n  name = {quoted}\n  # {comment}\n  tags = [{{ key = {quoted}, value = var.v{number} }}, {{ key = \"costcenter\", value = var.v{number} }}]\n}}\n",
                comment = credential.replace('\n', " "),
            ),
        );
        place.write(
            &format!("t{number}.yaml"),
            format!(
                "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  P:\n    Type: String\n    Default: {quoted}\nResources:\n  Profile:\n    Type: AWS::Bedrock::ApplicationInferenceProfile\n    Properties:\n      InferenceProfileName: {quoted}\n      Tags:\n      - {{Key: costcenter, Value: !Ref P}}\n      - {{Key: {quoted}, Value: !Sub '${{P}}-x'}}\n"
            ),
        );
        place.write(
            &format!("c{number}.py"),
            format!(
                "from openai import OpenAI\nclient = OpenAI(api_key={quoted}, base_url=\"https://bedrock-mantle.us-east-1.api.aws/v1\", default_headers={{\"OpenAI-Projct\": {quoted}, \"openai_project\": {quoted}}}, project={quoted})\n"
            ),
        );
        place.write(&format!("s{number}.env"), format!("OPENAI_BASE_URL=https://bedrock-mantle.us-east-1.api.aws/v1\nOPENAI_PROJECT_ID=\nX={quoted}\n"));
    }
    place
}

#[test]
fn checks_show_and_keep_no_credential() {
    let place = workplace();
    let check =
        |arguments: &[&str]| run(place.taglint(&[&["check", "--types", "aws_*"], arguments].concat()), b"");
    let mut outs = Vec::new();
    let told = ["--all", "--no-ignores", "--statistics", "--show-files", "-v"];
    outs.extend(in_every_format(&place, "check", |outputs| check(&[&told, outputs].concat()), &FORMATS));
    let diff = check(&["--diff", "--unsafe-fixes", "--show-fixes"]);
    assert_ran(&diff, "--diff");
    assert!(String::from_utf8_lossy(&diff.stdout).contains("@@"), "{diff:?}");
    outs.extend(outputs("diff", &diff));
    let baseline = check(&["--write-baseline", "baseline.json", "-q"]);
    assert_ran(&baseline, "--write-baseline");
    outs.extend(outputs("baseline", &baseline));
    outs.extend(written("baseline", &place.path(), &["baseline.json"]));
    let known = check(&["--baseline", "baseline.json", "--format", "json"]);
    let report: Value = serde_json::from_slice(&known.stdout).expect("JSON");
    let left = report["findings"].as_array().expect("a list");
    assert!(
        left.iter().all(|finding| finding["rule"] == "unreadable-input" || finding["level"] == "note"),
        "{left:#?}"
    );
    assert_hushed(&outs);
}

#[test]
fn a_policy_that_is_learned_has_no_credential() {
    let place = workplace();
    fs::remove_file(place.path().join("taglint.toml")).expect("removed");
    let output = run(place.taglint(&["init"]), b"");
    assert!(matches!(output.status.code(), Some(0 | 3)), "{output:?}");
    let names = ["taglint.toml", "taglint-baseline.json", "taglint.test.toml"];
    let files = written("init", &place.path(), &names);
    assert!(files.len() > 1);
    assert_hushed(&outputs("init", &output).into_iter().chain(files).collect::<Vec<_>>());
}

#[test]
fn credentials_in_a_policy_are_shown_by_no_command() {
    let place = Workplace::new();
    let values: Vec<String> = CREDENTIALS.iter().map(|credential| json!(credential).to_string()).collect();
    let mut policy = String::new();
    for (number, credential) in values.iter().enumerate() {
        policy += &format!(
            "[tags.K{number}]\ndescription = {credential}\nmessage = {credential}\nvalues = [{credential}]\naliases = {{ {credential} = {credential} }}\n[tags.D{number}]\ndeprecated = {credential}\n[[constraints]]\nname = {credential}\nwhen = {{ name = {credential}, tags = {{ K{number} = {credential} }} }}\nrequire = {{ tags = {{ K{number} = {credential} }} }}\nmessage = {credential}\n[[exceptions]]\nwhen = {{ name = {credential} }}\nuntil = 2026-11-25\nreason = {credential}\nowner = {credential}\n[[exceptions]]\nwhen = {{ name = {credential} }}\nuntil = 2026-10-25\nreason = {credential}\n"
        );
    }
    place.write("taglint.toml", &policy);
    place.write("old.toml", "[tags.K0]\nvalues = [\"x\"]\n");
    place.write("projects.json", serde_json::to_string_pretty(&projects()).expect("JSON"));
    let mut test =
        String::from("[[test]]\nname = \"t\"\nproject = { name = \"A\", tags = {} }\nexpect = []\n");
    for credential in &values {
        test += &format!(
            "[[test]]\nname = {credential}\nproject = {{ name = {credential}, tags = {{ K0 = {credential}, {credential} = \"x\" }} }}\nexpect = [{{ rule = \"missing-tag\", tag = {credential}, value = {credential}, project = {credential}, message = {credential} }}]\n"
        );
    }
    place.write("taglint.test.toml", &test);
    let mut outs = Vec::new();
    for arguments in [
        &["policy", "show"][..],
        &["policy", "check"],
        &["policy", "exceptions"],
        &["policy", "exceptions", "--format", "json"],
        &["policy", "test", "--coverage"],
        &["policy", "test", "--format", "json"],
        &["policy", "test", "--format", "junit"],
        &["policy", "diff", "old.toml", "taglint.toml", "."],
        &["policy", "diff", "old.toml", "taglint.toml", ".", "--format", "json"],
        &["policy", "export", "aws-tag-policy"],
        &["policy", "export", "scp"],
        &["policy", "export", "iam"],
        &["check", "--no-ignores"],
        &["check", "--no-ignores", "--format", "sarif"],
    ] {
        let (of, output) = (arguments.join(" "), run(place.taglint(arguments), b""));
        assert_ran(&output, &of);
        outs.extend(outputs(&of, &output));
    }
    for credential in &values {
        // A value is taken over; a key that is not the policy's is refused.
        for (key, expected) in [("\"k\"", 0), (credential.as_str(), 2)] {
            let tag = format!(
                "{{\"tags\": {{\"k\": {{\"tag_key\": {{\"@@assign\": {key}}}, \"tag_value\": {{\"@@assign\": [{credential}]}}}}}}}}"
            );
            place.write("aws.json", tag);
            let output = run(place.taglint(&["policy", "import", "aws.json"]), b"");
            assert_eq!(output.status.code(), Some(expected), "{output:?}");
            outs.extend(outputs("policy import", &output));
        }
    }
    assert_hushed(&outs);
}

#[test]
fn paths_arguments_and_variables_are_masked_in_errors() {
    let place = Workplace::new();
    let mut outs = Vec::new();
    for (number, credential) in CREDENTIALS.into_iter().enumerate() {
        place.write(
            "taglint.toml",
            format!("[tags.A]\npattern = {}\nx = 1\n", json!(format!("({credential}"))),
        );
        let commands = [
            &["check", credential][..],
            &["check", "--policy", credential],
            &["check", "--select", credential],
            &["check", "--format", credential],
            &["check", "--baseline", credential],
            &["check", "--require", credential],
            &["audit", "--region", credential],
            &["audit", "--endpoint", credential],
            &["audit", "--account", credential],
            &["spend", credential],
            &["spend", "--period", credential, "x.csv"],
            &["explain", credential],
            &["policy", "check"],
            &["policy", "show"],
            &["policy", "test", credential],
            &[credential],
        ];
        // Each command is run with some of them.
        for arguments in commands.into_iter().skip(number % 4).step_by(4) {
            let mut command = place.taglint(arguments);
            command
                .env("AWS_REGION", "us-east-1")
                .env("AWS_PROFILE", credential)
                .env("AWS_EC2_METADATA_DISABLED", "true");
            let output = run(command, b"");
            assert_ne!(output.status.code(), Some(0), "{arguments:?}");
            outs.extend(outputs(&arguments.join(" ").replace(credential, "…"), &output));
        }
    }
    assert_hushed(&outs);
}

/// A server that lists projects with credentials, and quotes one in each error.
fn account() -> Api {
    Api::start(|request, number| {
        if request.method == "GET" && request.path.ends_with("/projects") {
            return api::list(request, &live());
        }
        let credential = CREDENTIALS[number % CREDENTIALS.len()];
        let message = format!("{} {credential}", "x".repeat(number % 330));
        Reply::status(400, &json!({ "error": { "code": credential, "message": message } }))
    })
}

fn live() -> Vec<Value> {
    let mut live = Vec::new();
    for (number, credential) in CREDENTIALS.iter().enumerate() {
        let tags =
            json!({ *credential: "x", "costcenter": credential, "Environment": "prod", "Owner": credential });
        live.push(api::project("us-east-1", &format!("proj_{number}"), credential, tags));
        let tags = json!({ "CostCenter": format!("see {credential}"), "Other": "x" });
        live.push(api::project("us-east-1", &format!("proj_{credential}"), "Chat", tags));
    }
    live
}

#[test]
fn audits_show_and_keep_no_credential() {
    let (place, api) = (Workplace::new(), account());
    place.write("taglint.toml", POLICY);
    place.write("projects.json", serde_json::to_string_pretty(&projects()).expect("JSON"));
    let url = api.url();
    let audit = |arguments: &[&str]| {
        let fixed = ["audit", "--endpoint", &url, "--region", "us-east-1"];
        let mut command = place.taglint(&[&fixed, arguments].concat());
        command
            .env("AWS_BEARER_TOKEN_BEDROCK", "bedrock-api-key-dGhpcyBpcyBub3QgYSBrZXk")
            .env("AWS_EC2_METADATA_DISABLED", "true");
        run(command, b"")
    };
    let mut outs = Vec::new();
    let told = ["--all", "--against", "projects.json"];
    outs.extend(in_every_format(&place, "audit", |outputs| audit(&[&told, outputs].concat()), &FORMATS));
    for arguments in [
        &["--save", "first.json", "--write-baseline", "baseline.json"][..],
        &["--since", "first.json", "--save", "second.json", "--baseline", "baseline.json"],
        &["--diff", "--unsafe-fixes", "--against", "projects.json"],
        &["--diff=curl", "--unsafe-fixes"],
        &["--fix", "--unsafe-fixes", "--yes", "--undo", "undo.json", "--format", "json"],
        &["--restore", "undo.json", "--yes", "--format", "json"],
        &["--fix", "--yes", "--undo", "again.json", "-v"],
    ] {
        let (of, output) = (arguments.join(" "), audit(arguments));
        assert_ran(&output, &of);
        outs.extend(outputs(&of, &output));
    }
    let names = ["first.json", "second.json", "baseline.json", "undo.json", "again.json"];
    let files = written("audit", &place.path(), &names);
    assert_eq!(files.len(), names.len());
    let since = audit(&["--since", "first.json", "--format", "json", "--select", "changed-since"]);
    let report: Value = serde_json::from_slice(&since.stdout).expect("JSON");
    assert_eq!(report["findings"], json!([]), "nothing changed");
    outs.extend(files);
    assert_hushed(&outs);
}

#[test]
fn bills_show_and_keep_no_credential() {
    let place = Workplace::new();
    place.write("taglint.toml", POLICY);
    let header = "bill_billing_period_start_date,bill_payer_account_id,line_item_usage_account_id,line_item_line_item_type,line_item_product_code,line_item_usage_type,line_item_resource_id,line_item_currency_code,line_item_unblended_cost,line_item_net_unblended_cost,product_product_family,product,tags";
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut lines = vec![header.to_owned()];
    for (number, credential) in CREDENTIALS.iter().enumerate() {
        let resource = format!("arn:aws:bedrock-mantle:us-east-1:111122223333:project/proj_{number}");
        let odd = format!("arn:aws:bedrock-mantle:us-east-1:111122223333:project/{credential}");
        for resource in [resource, odd, (*credential).to_owned(), String::new()] {
            let tags = json!({ format!("resourceTags/{credential}"): "x", "resourceTags/CostCenter": credential, "resourceTags/Owner": format!("x {credential}") });
            let model = json!({ "model": credential });
            let cells = [
                "2026-11-01T00:00:00.000Z",
                "999988887777",
                "111122223333",
                "Usage",
                "AmazonBedrock",
                credential,
                &resource,
                "USD",
                "10",
                "10",
                "Amazon Bedrock",
                &model.to_string(),
                &tags.to_string(),
            ];
            lines.push(cells.map(quoted).join(","));
        }
    }
    place.write("bill.csv", lines.join("\n") + "\n");
    let broken = lines[1].replace("\"10\"", &quoted(CREDENTIALS[0]));
    place.write("broken.csv", format!("{header}\n{broken}\n"));
    let mut outs = Vec::new();
    let spend =
        |outputs: &[&str]| run(place.taglint(&[&["spend", "bill.csv", "--all"], outputs].concat()), b"");
    outs.extend(in_every_format(&place, "spend", spend, &[&FORMATS[..], &["csv"]].concat()));
    for arguments in [&["broken.csv"][..], &["bill.csv", "--write-baseline", "baseline.json"]] {
        let (of, output) = (arguments.join(" "), run(place.taglint(&[&["spend"], arguments].concat()), b""));
        assert_ran(&output, &of);
        outs.extend(outputs(&of, &output));
    }
    outs.extend(written("baseline", &place.path(), &["baseline.json"]));
    assert_hushed(&outs);
}

#[cfg(feature = "lsp")]
#[test]
fn editors_are_told_no_credential() {
    let place = Workplace::new();
    let values: Vec<String> = CREDENTIALS.iter().map(|credential| json!(credential).to_string()).collect();
    let list = values.join(", ");
    place.write(
        "taglint.toml",
        format!("{POLICY}[tags.Key]\nvalues = [{list}]\ndescription = {}\n", values[0]),
    );
    let mut client = client::Client::start(&place, json!({}));
    let mut outs = Vec::new();
    for (number, credential) in values.iter().enumerate() {
        let name = format!("p{number}.yaml");
        let text = format!(
            "name: {credential}\ntags:\n  costcenter: CC-1001\n  {credential}: x\n  Owner: {credential}\n  Key: \n"
        );
        client.open(&name, &text);
        let told = json!(client.diagnostics(&name));
        let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
        let actions = json!(client.actions(&name, &all, None));
        let hovers: Vec<Value> =
            (0..6).map(|line| client.at("textDocument/hover", &name, (line, 4))).collect();
        let completion = client.at("textDocument/completion", &name, (5, 7));
        for (what, value) in [
            ("diagnostics", told),
            ("actions", actions),
            ("hover", json!(hovers)),
            ("completion", completion),
        ] {
            outs.push(Out { of: format!("{what} of {credential}"), text: value.to_string() });
        }
    }
    assert_eq!(client.leave(), Some(0));
    assert_hushed(&outs);
}
