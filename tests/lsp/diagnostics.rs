//! What is shown of documents.

use serde_json::{Value, json};

use super::client::{Client, codes};
use super::support::Workplace;
use super::workplace;

const MANIFEST: &str = "projects:\n  - name: \"Ö😀-Production\"\n    tags: { Application: \"Ö😀\", Environment: prod, CostCenter: CC-1001 }\n";

#[test]
fn a_document_is_checked_as_it_is_in_the_editor() {
    let workplace = workplace();
    workplace.write("a.yaml", "nothing: 1\n");
    let mut client = Client::start(&workplace, json!({}));
    client.open("a.yaml", MANIFEST);
    let diagnostics = client.diagnostics_of("a.yaml", 1);
    assert_eq!(codes(&diagnostics), ["invalid-name", "tag-limits", "invalid-value"]);
    let wrong = &diagnostics[2];
    // `Ö` is one unit of UTF-16, the emoji is two.
    let range = json!({ "start": { "line": 2, "character": 45 }, "end": { "line": 2, "character": 49 } });
    assert_eq!(wrong["range"], range);
    assert_eq!((&wrong["source"], &wrong["severity"]), (&json!("taglint"), &json!(1)));
    let page = wrong["codeDescription"]["href"].as_str().expect("an address");
    assert!(page.ends_with("/rules/invalid-value.md"), "{page}");
    let clause = &wrong["relatedInformation"][0];
    assert_eq!(clause["location"]["uri"], json!(client.uri("taglint.toml")));
    assert_eq!(clause["location"]["range"]["start"], json!({ "line": 8, "character": 0 }));
    assert_eq!(clause["message"], "required by `taglint.toml:9`");
    let changed = MANIFEST.replace("prod,", "Production,");
    client.change("a.yaml", 2, &changed);
    assert_eq!(codes(&client.diagnostics_of("a.yaml", 2)), ["invalid-name", "tag-limits"]);
    client.close("a.yaml");
    assert_eq!(client.diagnostics("a.yaml"), [] as [serde_json::Value; 0]);
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn columns_are_counted_in_the_encoding_that_the_client_offers() {
    for (encodings, start) in [(json!(["utf-8"]), 48), (json!(["utf-32", "utf-8"]), 44), (json!(["x"]), 45)] {
        let workplace = workplace();
        let mut client = Client::fresh(&workplace, &["lsp"]);
        let capabilities = json!({ "general": { "positionEncodings": encodings } });
        let welcome = client.request("initialize", json!({ "capabilities": capabilities }));
        let taken = welcome["capabilities"]["positionEncoding"].as_str().expect("a word").to_owned();
        assert!(encodings[0] == "x" && taken == "utf-16" || encodings[0] == taken.as_str(), "{taken}");
        client.open("a.yaml", MANIFEST);
        let diagnostics = client.diagnostics("a.yaml");
        assert_eq!(diagnostics[2]["range"]["start"]["character"], json!(start), "{encodings}");
    }
}

#[test]
fn changes_of_a_part_keep_up_with_the_text() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, json!({}));
    client.open("a.yaml", MANIFEST);
    client.diagnostics_of("a.yaml", 1);
    let range = |from: u32, to: u32| json!({ "start": { "line": 2, "character": from }, "end": { "line": 2, "character": to } });
    let changes = json!([
        { "range": range(45, 49), "text": "Stag" },
        { "range": range(49, 49), "text": "ing" },
        { "range": range(53, 53), "text": " # 😀\n        " },
    ]);
    client.change_by("a.yaml", 2, changes);
    let diagnostics = client.diagnostics_of("a.yaml", 2);
    assert_eq!(codes(&diagnostics), ["invalid-name", "name-mismatch", "tag-limits"], "{diagnostics:#?}");
}

#[test]
fn a_changed_policy_or_lookup_checks_everything_that_is_open_again() {
    let workplace = Workplace::new();
    workplace.write(
        "taglint.toml",
        "[tags.Team]\nrequired = true\nvalues-from = { file = \"teams.csv\", column = \"team\" }\n",
    );
    workplace.write("teams.csv", "team\nred\n");
    let mut client = Client::start(&workplace, json!({}));
    let text = "name: a\ntags: { Team: blue }\n";
    client.open("a.yaml", text);
    assert_eq!(codes(&client.diagnostics("a.yaml")), ["invalid-value"]);
    // On disk, of which the client tells.
    workplace.write("teams.csv", "team\nblue\n");
    let uri = client.uri("teams.csv");
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri, "type": 2 }] }));
    assert_eq!(codes(&client.diagnostics("a.yaml")), [] as [&str; 0]);
    // In the editor, where nothing is saved.
    client.open("taglint.toml", "[tags.Team]\nvalues = [\"green\"]\n");
    assert_eq!(codes(&client.diagnostics("a.yaml")), ["invalid-value"]);
    client.open("teams.csv", "team\nred\n");
    client.change("taglint.toml", 2, "[tags.Team]\nvalues = [\"blue\"]\n");
    let quiet = |client: &mut Client<'_>| while !client.diagnostics("a.yaml").is_empty() {};
    quiet(&mut client);
    client.close("taglint.toml");
    while codes(&client.diagnostics("a.yaml")) != ["invalid-value"] {}
}

/// A client that watches no files tells nothing of what changes on disk.
#[test]
fn what_changes_on_disk_is_noticed_also_where_the_client_does_not_tell() {
    let workplace = Workplace::new();
    workplace.write("taglint.toml", "[tags.Team]\nvalues-from = { file = \"teams.txt\" }\n");
    workplace.write("teams.txt", "red\n");
    let mut client = Client::start(&workplace, json!({}));
    client.open("a.yaml", "name: a\ntags: { Team: blue }\n");
    assert_eq!(codes(&client.diagnostics("a.yaml")), ["invalid-value"]);
    workplace.write("teams.txt", "red\nblue\n");
    assert_eq!(codes(&client.diagnostics("a.yaml")), [] as [&str; 0]);
    let watching = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut client = Client::start(&workplace, watching);
    let asked = client.next_that(|message| message["method"] == "client/registerCapability");
    let glob = &asked["params"]["registrations"][0]["registerOptions"]["watchers"][0]["globPattern"];
    assert!(
        ["toml", "yaml", "tf", "csv"]
            .iter()
            .all(|ending| glob.as_str().is_some_and(|glob| glob.contains(ending)))
    );
}

#[test]
fn all_files_of_a_module_are_checked_together() {
    let workplace = Workplace::new();
    workplace.write(
        "taglint.toml",
        "[tags.Team]\nrequired = true\nvalues = [\"red\"]\n[resources]\ntypes = [\"aws_s3_bucket\"]\n",
    );
    workplace.write("variables.tf", "variable \"team\" {\n  default = \"blue\"\n}\n");
    workplace.write("other.tf", "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"b\"\n}\n");
    let mut client = Client::start(&workplace, json!({}));
    let main =
        "resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"a\"\n  tags = {\n    Team = var.team\n  }\n}\n";
    client.open("main.tf", main);
    // The value is in a file that is not open, and so is the other bucket.
    assert_eq!(codes(&client.diagnostics("main.tf")), [] as [&str; 0]);
    assert_eq!(codes(&client.diagnostics("variables.tf")), ["invalid-value"]);
    assert_eq!(codes(&client.diagnostics("other.tf")), ["missing-tag"]);
    client.open("variables.tf", "variable \"team\" {\n  default = \"red\"\n}\n");
    assert_eq!(codes(&client.diagnostics("variables.tf")), [] as [&str; 0]);
    client.close("main.tf");
    client.close("variables.tf");
    assert_eq!(codes(&client.diagnostics("other.tf")), [] as [&str; 0]);
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn a_file_that_was_closed_is_as_one_that_was_never_opened_once_its_module_changes() {
    let workplace = Workplace::new();
    let policy = "[tags.Team]\nrequired = true\n[resources]\ntypes = [\"aws_s3_bucket\"]\n";
    workplace.write("taglint.toml", policy);
    let text = "resource \"aws_s3_bucket\" \"b\" {}\n";
    workplace.write("b.tf", text);
    let mut client = Client::start(&workplace, json!({}));
    client.open("b.tf", text);
    client.open("main.tf", "");
    assert_eq!(codes(&client.diagnostics("b.tf")), ["missing-tag"]);
    let uri = client.uri("b.tf");
    let is_of_closed =
        |message: &Value| message["params"]["uri"] == json!(uri) && message["params"]["version"].is_null();
    client.close("b.tf");
    assert_eq!(client.next_that(is_of_closed)["params"]["diagnostics"], json!([]));
    client.change("main.tf", 2, "# edited\n");
    let shown = client.next_that(is_of_closed);
    assert_eq!(shown["params"]["diagnostics"][0]["code"], json!("missing-tag"));
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn a_document_without_a_policy_is_left_alone_and_that_is_logged_once() {
    let workplace = Workplace::new();
    workplace.write("below/taglint.toml", "[tags.Team]\nrequired = true\n");
    let mut client = Client::start(&workplace, json!({}));
    client.open("a.yaml", "name: a\ntags: { x: y }\n");
    client.next_that(|message| {
        let text = message["params"]["message"].as_str().unwrap_or_default();
        message["method"] == "window/logMessage" && text.contains("no policy for `a.yaml`")
    });
    client.change("a.yaml", 2, "name: a\ntags: { x: z }\n");
    client.open("below/b.yaml", "name: a\ntags: { x: y }\n");
    assert_eq!(codes(&client.diagnostics("below/b.yaml")), ["missing-tag", "unknown-tag"]);
    client.close("a.yaml");
    let uri = client.uri("a.yaml");
    assert!(!client.has_come(|message| {
        message["method"] == "window/logMessage" || message["params"]["uri"] == json!(uri)
    }));
}

#[test]
fn what_cannot_be_read_is_said() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, json!({}));
    client.open("a.json", "{\"projects\": [{\"name\": \"a\", \"tags\": {");
    assert_eq!(codes(&client.diagnostics("a.json")), ["unreadable-input"]);
    client.next_that(|message| message["method"] == "window/showMessage");
    // The settings of another tool, with a slip of its own.
    client.open("tsconfig.json", "{\"a\": 1,}");
    assert_eq!(codes(&client.diagnostics("tsconfig.json")), [] as [&str; 0]);
    client.open("taglint.toml", "[tags.Team]\nrequird = true\nformat = \"mail\"\n");
    let wrong = client.diagnostics_of("taglint.toml", 1);
    assert_eq!(codes(&wrong), ["policy::unknown-key", "policy::unknown-word"]);
    assert_eq!(wrong[0]["range"]["start"], json!({ "line": 1, "character": 0 }));
    assert!(wrong[0]["message"].as_str().expect("text").contains("`required`"));
    client.next_that(|message| {
        let text = message["params"]["message"].as_str().unwrap_or_default();
        message["method"] == "window/showMessage" && text.contains("the policy `taglint.toml` is wrong")
    });
    while codes(&client.diagnostics("a.json")) != ["policy"] {}
    client.change("taglint.toml", 2, "[tags.Team]\nrequired = true\n");
    while codes(&client.diagnostics("taglint.toml")) != [] as [&str; 0] {}
    while codes(&client.diagnostics("a.json")) != ["unreadable-input"] {}
    assert!(!client.has_come(|message| message["method"] == "window/showMessage"), "it is said once");
}

#[test]
fn what_is_deprecated_or_has_no_effect_is_drawn_so_and_packs_are_named() {
    let workplace = workplace();
    let mut client = Client::start(&workplace, json!({}));
    client.open("a.yaml", "name: a-Production\ntags:\n  Application: a\n  Environment: Production\n  # taglint: ignore[unknown-tag] x\n  cost_centre: CC-1001\n");
    let diagnostics = client.diagnostics("a.yaml");
    let tags: Vec<_> = diagnostics.iter().map(|one| (one["code"].as_str(), one["tags"].clone())).collect();
    assert_eq!(tags, [(Some("unused-ignore"), json!([1])), (Some("deprecated-tag"), json!([2]))]);
    workplace.write("pack/taglint.toml", "extends = [\"bedrock\"]\n");
    client.open("pack/b.yaml", "name: a\ntags: { x: y }\n");
    let diagnostics = client.diagnostics("pack/b.yaml");
    let missing = diagnostics.iter().find(|one| one["code"] == "missing-tag").expect("something is missing");
    assert!(missing["message"].as_str().expect("text").contains("required by `bedrock:"), "{missing}");
    assert_eq!(missing.get("relatedInformation"), None);
}
