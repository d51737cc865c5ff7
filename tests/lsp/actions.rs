//! What is offered to do about findings.

use serde_json::{Value, json};

use super::client::{Client, codes, edited};
use super::workplace;

const WRONG: &str = "projects:\n  - name: a-Production\n    tags:\n      Application: a\n      Environment: prod\n      cost-center: CC-1001\n      Owenr: a@b.example\n";

fn all() -> Value {
    json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } })
}

fn edits<'a>(client: &Client<'_>, name: &str, action: &'a Value) -> &'a Value {
    &action["edit"]["changes"][client.uri(name)]
}

fn with_title<'a>(actions: &'a [Value], part: &str) -> &'a Value {
    let has_part = |action: &&Value| action["title"].as_str().is_some_and(|title| title.contains(part));
    actions.iter().find(has_part).unwrap_or_else(|| panic!("{part}: {actions:#?}"))
}

#[test]
fn each_fix_is_offered_and_safe_ones_are_preferred() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, json!({}));
    client.open("a.yaml", WRONG);
    let diagnostics = client.diagnostics("a.yaml");
    let at = |code: &str| {
        diagnostics.iter().find(|one| one["code"] == code).unwrap_or_else(|| panic!("{diagnostics:#?}"))
    };
    let actions = client.actions("a.yaml", &at("invalid-value")["range"], Some(&["quickfix"]));
    let fix = with_title(&actions, "`Production`");
    assert_eq!((&fix["isPreferred"], &fix["kind"]), (&json!(true), &json!("quickfix")));
    assert_eq!(fix["diagnostics"], json!([at("invalid-value")]));
    assert_eq!(edited(WRONG, edits(&client, "a.yaml", fix)), WRONG.replace("prod\n", "Production\n"));
    let misspelled: Vec<_> = diagnostics.iter().filter(|one| one["code"] == "misspelled-key").collect();
    let [safe, guess] = misspelled.as_slice() else { panic!("{diagnostics:#?}") };
    let actions = client.actions("a.yaml", &guess["range"], None);
    let fix = with_title(&actions, "(unsafe)");
    assert_eq!(fix["isPreferred"], json!(false));
    assert_eq!(edited(WRONG, edits(&client, "a.yaml", fix)), WRONG.replace("Owenr", "Owner"));
    let actions = client.actions("a.yaml", &safe["range"], Some(&["refactor"]));
    assert_eq!(actions, [] as [Value; 0]);
}

#[test]
fn all_safe_fixes_of_a_document_are_one_action() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, json!({}));
    client.open("a.yaml", WRONG);
    let fixed = WRONG.replace("prod\n", "Production\n").replace("cost-center", "CostCenter");
    for only in [Some(&["source.fixAll.taglint"][..]), Some(&["source.fixAll"]), Some(&["source"]), None] {
        let actions = client.actions("a.yaml", &all(), only);
        let action = with_title(&actions, "all safe fixes");
        assert_eq!(action["kind"], "source.fixAll.taglint");
        assert_eq!(edited(WRONG, edits(&client, "a.yaml", action)), fixed);
    }
    client.change("a.yaml", 2, &fixed);
    assert_eq!(client.actions("a.yaml", &all(), Some(&["source"])), [] as [Value; 0]);
}

#[test]
fn edits_name_the_version_where_the_client_knows_it() {
    let workplace = workplace();
    let capabilities = json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } });
    let mut client = Client::start(&workplace, capabilities);
    client.open("a.yaml", WRONG);
    let actions = client.actions("a.yaml", &all(), Some(&["source.fixAll"]));
    let change = &actions[0]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": client.uri("a.yaml"), "version": 1 }));
}

#[test]
fn a_module_outside_of_the_repository_is_not_fixed() {
    let workplace = workplace();
    let project = "resource \"awscc_bedrockmantle_project\" \"a\" {\n  name = \"a-Production\"\n  tags = [{ key = \"cost-center\", value = \"CC-1001\" }]\n}\n";
    workplace.write("inner/.git/config", "");
    workplace.write("inner/near/main.tf", project);
    workplace.write("far/main.tf", project);
    workplace.write("inner/taglint.toml", "[tags.CostCenter]\nrequired = true\n");
    let main = "module \"near\" { source = \"./near\" }\nmodule \"far\" { source = \"../far\" }\n";
    workplace.write("inner/main.tf", main);
    let mut client = Client::start(&workplace, json!({}));
    client.open("inner/main.tf", main);
    for (name, is_fixed) in [("inner/near/main.tf", true), ("far/main.tf", false)] {
        assert!(codes(&client.diagnostics(name)).contains(&"misspelled-key"), "{name}");
        let actions = client.actions(name, &all(), Some(&["quickfix"]));
        let renames =
            |action: &Value| action["title"].as_str().is_some_and(|title| title.contains("`CostCenter`"));
        assert_eq!(actions.iter().any(renames), is_fixed, "{name}: {actions:#?}");
    }
}

#[test]
fn a_comment_hides_a_finding_in_every_language_that_has_comments() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, json!({}));
    for (name, text) in [
        (
            "a.yaml",
            "- name: x-Production\n  tags:\n    Application: x\n    Environment: nowhere\n    CostCenter: CC-1001\n",
        ),
        (
            "b.yaml",
            "- {name: x-Production, tags: {Application: x, Environment: nowhere, CostCenter: CC-1001}}\r\n",
        ),
        (
            "c.toml",
            "name = 'x-Production'\n[tags]\nApplication = 'x'\nEnvironment = 'nowhere'\nCostCenter = 'CC-1001'\n",
        ),
        (
            "d.jsonc",
            "{\"name\": \"x-Production\", \"tags\": {\"Application\": \"x\",\n  \"Environment\": \"nowhere\", \"CostCenter\": \"CC-1001\"}}\n",
        ),
        (
            "e.tf",
            "resource \"aws_bedrock_inference_profile\" \"x\" {\n  name = \"x-Production\"\n  tags = {\n    Application = \"x\"\n    Environment = \"nowhere\"\n    CostCenter = \"CC-1001\"\n  }\n}\n",
        ),
    ] {
        assert_hidden(&mut client, name, text);
    }
    let plain =
        "{\"name\": \"x-Production\", \"tags\": {\"Application\": \"x\", \"Environment\": \"nowhere\"}}";
    client.open("f.json", plain);
    let actions = client.actions("f.json", &all(), Some(&["quickfix"]));
    assert!(actions.iter().all(|action| !action["title"].as_str().expect("text").contains("ignore")));
}

/// Each finding of a document is hidden by the comment that is offered, which is no finding itself.
fn assert_hidden(client: &mut Client, name: &str, text: &str) {
    client.open(name, text);
    let diagnostics = client.diagnostics(name);
    assert_ne!(diagnostics, [] as [Value; 0], "{name}");
    for diagnostic in diagnostics.iter().filter(|one| one["code"] != "name-mismatch") {
        let code = diagnostic["code"].as_str().expect("a code");
        let actions = client.actions(name, &diagnostic["range"], Some(&["quickfix"]));
        let action = with_title(&actions, &format!("ignore `{code}`"));
        let ignored = edited(text, edits(client, name, action));
        assert!(ignored.contains(&format!("taglint: ignore[{code}] <reason>")), "{ignored}");
        client.change(name, 2, &ignored);
        let left = client.diagnostics_of(name, 2);
        assert!(
            !codes(&left).contains(&code) && !codes(&left).contains(&"unused-ignore"),
            "{ignored}: {left:#?}"
        );
        client.change(name, 3, text);
        client.diagnostics_of(name, 3);
    }
}

#[test]
fn a_comment_hides_what_a_configuration_of_a_client_lacks() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, json!({}));
    let set = "OPENAI_BASE_URL=https://bedrock-mantle.us-east-1.api.aws/v1\n";
    for (name, text) in [
        (".env", set.to_owned()),
        ("run.sh", format!("if true; then\n  export {set}fi\n")),
        ("Dockerfile", format!("FROM x\nENV {set}")),
    ] {
        assert_hidden(&mut client, name, &text);
    }
}

#[cfg(feature = "clients")]
#[test]
fn a_comment_hides_what_the_construction_of_a_client_lacks() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, json!({}));
    for (name, text) in [
        ("a.py", "from openai import BedrockOpenAI\ndef make():\n    return BedrockOpenAI()\n"),
        ("a.mjs", "import { BedrockOpenAI } from 'openai';\nconst c = new BedrockOpenAI();\n"),
        (
            "a.ts",
            "import { BedrockOpenAI } from 'openai';\nconst c = new BedrockOpenAI({\n  awsRegion: 'x',\n});\n",
        ),
        (
            "a.go",
            "package a\nimport \"github.com/openai/openai-go/v3/bedrock\"\nvar c, _ = bedrock.NewClient(ctx, bedrock.Config{})\n",
        ),
        ("A.java", "class A {\n    Object c = BedrockOpenAIOkHttpClient.fromEnv();\n}\n"),
    ] {
        assert_hidden(&mut client, name, text);
    }
}

#[test]
fn what_is_mandatory_is_not_offered_to_be_ignored() {
    let workplace = workplace();
    workplace.write(
        "taglint.toml",
        "[tags.Team]\nrequired = true\n[rules]\nmissing-tag = { level = \"error\", mandatory = true }\n",
    );
    let mut client = Client::start(&workplace, json!({}));
    client.open("a.yaml", "name: a\ntags: { x: y }\n");
    let actions = client.actions("a.yaml", &all(), Some(&["quickfix"]));
    with_title(&actions, "ignore `unknown-tag`");
    assert!(actions.iter().all(|action| !action["title"].as_str().expect("text").contains("missing-tag")));
}

/// An action is asked for before what was typed is checked.
#[test]
fn actions_are_those_of_the_newest_text() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, json!({}));
    client.open("a.yaml", "name: a\n");
    client.change("a.yaml", 2, WRONG);
    let actions = client.actions("a.yaml", &all(), Some(&["source.fixAll"]));
    assert_eq!(actions.len(), 1);
}
