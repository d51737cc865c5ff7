//! What is said and offered at a place: hover, definition, completion.

use serde_json::{Value, json};

use super::client::{Client, edited};
use super::support::Workplace;
use super::{POLICY, workplace};

/// The place of a `|` in a text, and the text without it.
fn cursor(text: &str) -> ((u32, u32), String) {
    let (before, _) = text.split_once('|').expect("a cursor");
    let line = before.matches('\n').count() as u32;
    let character = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() as u32;
    ((line, character), text.replacen('|', "", 1))
}

fn snippets() -> Value {
    json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } })
}

/// The items that are offered at a place.
fn items(client: &mut Client<'_>, name: &str, text: &str) -> Vec<Value> {
    let (place, text) = cursor(text);
    client.open(name, &text);
    let list = client.at("textDocument/completion", name, place);
    client.close(name);
    list["items"].as_array().cloned().unwrap_or_default()
}

fn labels(items: &[Value]) -> Vec<&str> {
    items.iter().filter_map(|item| item["label"].as_str()).collect()
}

/// The text with an item in it.
fn accepted(text: &str, items: &[Value], label: &str) -> String {
    let item =
        items.iter().find(|item| item["label"] == label).unwrap_or_else(|| panic!("{label}: {items:#?}"));
    let mut edits = item["additionalTextEdits"].as_array().cloned().unwrap_or_default();
    edits.push(item["textEdit"].clone());
    edited(&cursor(text).1, &json!(edits))
}

#[test]
fn a_key_says_what_it_is_for_and_a_value_why_it_is_wrong() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, json!({}));
    let text = "name: a-Production\ntags:\n  Application: a\n  Environment: prod\n  CostCenter: CC-1001\n  x: y\n  Password: p\n  cost_centre: CC-1001\n";
    client.open("a.yaml", text);
    let said = |client: &mut Client<'_>, place| {
        let hover = client.at("textDocument/hover", "a.yaml", place);
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let key = said(&mut client, (4, 5));
    for part in ["Who pays", "required", "`CC-\\d{4}`", "`CC-1001`", "[`taglint.toml:1`](file://"] {
        assert!(key.contains(part), "{part}: {key}");
    }
    let wrong = said(&mut client, (3, 17));
    assert!(wrong.contains("`prod` is not an allowed value") && wrong.contains("taglint.toml:9"), "{wrong}");
    let right = said(&mut client, (4, 16));
    assert!(right.contains("the policy allows") && right.contains("taglint.toml:4"), "{right}");
    assert!(said(&mut client, (5, 3)).contains("not a key of the policy"));
    assert!(said(&mut client, (0, 8)).contains("{Application}-{Environment}"));
    assert_eq!(said(&mut client, (1, 1)), "");
    for (line, part) in [(6, "forbidden"), (7, "deprecated: use CostCenter")] {
        let said = said(&mut client, (line, 15));
        assert!(said.contains(part) && !said.contains("the policy allows"), "{said}");
    }
    let hover = client.at("textDocument/hover", "a.yaml", (4, 5));
    let range = json!({ "start": { "line": 4, "character": 2 }, "end": { "line": 4, "character": 12 } });
    assert_eq!(hover["range"], range);
}

#[test]
fn keys_and_values_lead_to_their_clauses() {
    let workplace = workplace();
    workplace.write("pack/taglint.toml", "extends = [\"bedrock\"]\n");
    let mut client = Client::start(&workplace, json!({}));
    client.open("a.yaml", "name: a\ntags:\n  Environment: prod\n  cost-center: CC-1001\n  x: y\n");
    let line = |client: &mut Client<'_>, name, place| {
        let target = client.at("textDocument/definition", name, place);
        target["range"]["start"]["line"].as_u64()
    };
    assert_eq!(line(&mut client, "a.yaml", (2, 3)), Some(6));
    assert_eq!(line(&mut client, "a.yaml", (2, 16)), Some(8));
    assert_eq!(line(&mut client, "a.yaml", (3, 3)), Some(0), "the key that is meant");
    assert_eq!(line(&mut client, "a.yaml", (4, 3)), None);
    let target = client.at("textDocument/definition", "a.yaml", (2, 3));
    assert_eq!(target["uri"], json!(client.uri("taglint.toml")));
    client.open("pack/b.yaml", "name: a\ntags:\n  Environment: Production\n");
    assert_eq!(line(&mut client, "pack/b.yaml", (2, 3)), None, "a pack is in no file");
}

#[test]
fn missing_keys_are_offered_in_every_format_also_where_the_text_is_broken() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, snippets());
    for (name, text, accepted_text) in [
        (
            "a.json",
            "{\"name\": \"a\", \"tags\": {\"Co|",
            "{\"name\": \"a\", \"tags\": {\"CostCenter\": \"${1:CC-1001}\"",
        ),
        (
            "b.json",
            "{\"name\": \"a\", \"tags\": {\n  \"Application\": \"a\",\n  \"|\"\n}}\n",
            "{\"name\": \"a\", \"tags\": {\n  \"Application\": \"a\",\n  \"CostCenter\": \"${1:CC-1001}\"\n}}\n",
        ),
        (
            "c.json",
            "{\"name\": \"a\", \"tags\": {\n  \"Application\": \"a\"\n  |\n}}\n",
            "{\"name\": \"a\", \"tags\": {\n  \"Application\": \"a\",\n  \"CostCenter\": \"${1:CC-1001}\"\n}}\n",
        ),
        (
            "d.yaml",
            "projects:\n  - name: a\n    tags:\n      Application: a\n      C|\n      Owner: a@b.example\n",
            "projects:\n  - name: a\n    tags:\n      Application: a\n      CostCenter: ${1:CC-1001}\n      Owner: a@b.example\n",
        ),
        (
            "e.yaml",
            "- name: a\n  tags: {Application: a, |}\n",
            "- name: a\n  tags: {Application: a, CostCenter: ${1:CC-1001}}\n",
        ),
        (
            "f.toml",
            "name = 'a'\n[tags]\nApplication = 'a'\nCo|\n",
            "name = 'a'\n[tags]\nApplication = 'a'\nCostCenter = \"${1:CC-1001}\"\n",
        ),
        (
            "g.yaml",
            "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  P:\n    Type: AWS::Bedrock::ApplicationInferenceProfile\n    Properties:\n      InferenceProfileName: a\n      Tags:\n        - Key: Application\n          Value: a\n        - Key: |\n          Value: b\n",
            "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  P:\n    Type: AWS::Bedrock::ApplicationInferenceProfile\n    Properties:\n      InferenceProfileName: a\n      Tags:\n        - Key: Application\n          Value: a\n        - Key: CostCenter\n          Value: b\n",
        ),
        (
            "h.yaml",
            "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  P:\n    Type: AWS::Bedrock::ApplicationInferenceProfile\n    Properties:\n      InferenceProfileName: a\n      Tags:\n        - Key: Application\n          Value: a\n        - |\n",
            "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  P:\n    Type: AWS::Bedrock::ApplicationInferenceProfile\n    Properties:\n      InferenceProfileName: a\n      Tags:\n        - Key: Application\n          Value: a\n        - Key: CostCenter\n          Value: ${1:CC-1001}\n",
        ),
        (
            "one/main.tf",
            "resource \"aws_bedrock_inference_profile\" \"a\" {\n  name = \"a\"\n  tags = {\n    Application = \"a\"\n    Co|\n  }\n}\n",
            "resource \"aws_bedrock_inference_profile\" \"a\" {\n  name = \"a\"\n  tags = {\n    Application = \"a\"\n    CostCenter = \"${1:CC-1001}\"\n  }\n}\n",
        ),
    ] {
        let items = items(&mut client, name, text);
        assert_eq!(labels(&items)[..2], ["CostCenter", "Environment"], "{name}: {items:#?}");
        let is_wrong = |label: &&str| ["cost_centre", "Password"].contains(label);
        assert!(!labels(&items).iter().any(is_wrong), "{name}");
        assert_eq!(labels(&items).contains(&"Application"), !text.contains("Application"), "{name}");
        assert_eq!(accepted(text, &items, "CostCenter"), accepted_text, "{name}");
    }
}

#[test]
fn allowed_values_are_offered_and_aliases_mean_them() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, snippets());
    for (name, text, accepted_text) in [
        (
            "a.json",
            "{\"name\": \"a\", \"tags\": {\"Environment\": \"|\"}}",
            "{\"name\": \"a\", \"tags\": {\"Environment\": \"Staging\"}}",
        ),
        (
            "b.json",
            "{\"name\": \"a\", \"tags\": {\"Environment\": |",
            "{\"name\": \"a\", \"tags\": {\"Environment\": \"Staging\"",
        ),
        ("c.yaml", "name: a\ntags:\n  Environment: St|\n", "name: a\ntags:\n  Environment: Staging\n"),
        ("d.yaml", "name: a\ntags:\n  Environment:|\n", "name: a\ntags:\n  Environment: Staging\n"),
        (
            "e.toml",
            "name = 'a'\n[tags]\nEnvironment = '|'\n",
            "name = 'a'\n[tags]\nEnvironment = 'Staging'\n",
        ),
        (
            "f/main.tf",
            "resource \"aws_bedrock_inference_profile\" \"a\" {\n  tags = {\n    Environment = \"|\n  }\n}\n",
            "resource \"aws_bedrock_inference_profile\" \"a\" {\n  tags = {\n    Environment = \"Staging\"\n  }\n}\n",
        ),
        (
            "g/main.tf",
            "locals {\n  env = \"|\"\n}\nresource \"aws_bedrock_inference_profile\" \"a\" {\n  tags = { Environment = local.env }\n}\n",
            "locals {\n  env = \"Staging\"\n}\nresource \"aws_bedrock_inference_profile\" \"a\" {\n  tags = { Environment = local.env }\n}\n",
        ),
    ] {
        let items = items(&mut client, name, text);
        assert_eq!(labels(&items), ["Production", "Staging", "Production"], "{name}: {items:#?}");
        assert_eq!(items[2]["filterText"], "prod");
        assert_eq!(accepted(text, &items, "Staging"), accepted_text, "{name}");
    }
    let examples = items(&mut client, "h.yaml", "name: a\ntags:\n  CostCenter: |\n");
    assert_eq!(labels(&examples), ["CC-1001"]);
    let names =
        items(&mut client, "i.yaml", "name: |\ntags:\n  Application: Chat\n  Environment: Production\n");
    assert_eq!(labels(&names), ["Chat-Production"]);
}

#[test]
fn names_are_offered_up_to_what_nothing_says_yet() {
    let workplace = Workplace::new();
    workplace.write(
        "taglint.toml",
        "[name]\npattern = '{Team}-*-{Environment}'\n[tags.Team]\n[tags.Environment]\n",
    );
    let mut client = Client::start(&workplace, json!({}));
    for (typed, tags, offered) in [
        ("|", "Team: alpha", &["alpha-"][..]),
        ("alp|", "Team: alpha", &["alpha-"]),
        ("alpha-chat|", "Team: alpha, Environment: prod", &["alpha-chat-prod"]),
        ("alpha-chat|", "Team: alpha", &["alpha-chat-"]),
        ("beta|", "Environment: prod", &["beta-"]),
        ("|", "Environment: prod", &[]),
    ] {
        let items = items(&mut client, "a.yaml", &format!("name: {typed}\ntags: {{{tags}}}\n"));
        assert_eq!(labels(&items), offered, "{typed} {tags}");
    }
}

#[test]
fn a_client_that_fills_in_no_places_gets_none() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, json!({}));
    let text = "name: a\ntags:\n  C|\n";
    let items = items(&mut client, "a.yaml", text);
    assert_eq!(accepted(text, &items, "CostCenter"), "name: a\ntags:\n  CostCenter: ''\n");
    assert!(items.iter().all(|item| item["insertTextFormat"] == json!(1)));
}

#[test]
fn a_policy_completes_and_explains_itself() {
    let workplace = Workplace::new();
    let mut client = Client::start(&workplace, json!({}));
    let offered = items(&mut client, "taglint.toml", "[tags.Owner]\nformat = \"|\"\n");
    assert!(labels(&offered).contains(&"email"));
    let text = "[tags.Owner]\nre|\n[rules]\n";
    let offered = items(&mut client, "taglint.toml", text);
    assert_eq!(accepted(text, &offered, "required"), "[tags.Owner]\nrequired = \n[rules]\n");
    let offered = items(&mut client, "taglint.toml", "[rules]\n|");
    assert!(labels(&offered).contains(&"missing-tag"));
    client.open("taglint.toml", POLICY);
    let hover = client.at("textDocument/hover", "taglint.toml", (3, 2));
    let said = hover["contents"]["value"].as_str().expect("said");
    assert!(said.contains("A regular expression"), "{said}");
}
