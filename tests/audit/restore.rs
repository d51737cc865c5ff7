//! `taglint audit --restore`: what a run changed is put back, and nothing else.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::account::{Account, Change, Deed, id};
use super::api::{Reply, project};
use super::fix::{REGION, fix, outcomes, right, undo_files, wrong};
use super::support::{Workplace, run};
use super::{Ended, KEY, audit, end, workplace};

fn restore(workplace: &Workplace, account: &Account, arguments: &[&str]) -> Ended {
    end(audit(workplace, &account.api, &[&["--restore", "undo.json"], arguments].concat()))
}

/// Two projects that are fixed, with `undo.json` beside the policy.
fn fixed() -> (Workplace, Account, BTreeMap<String, Value>) {
    let account = Account::of(vec![wrong("proj_1"), wrong("proj_2")]);
    let (workplace, before) = (workplace(), account.tags());
    let ended = fix(&workplace, &account, &["--yes", "--undo", "undo.json"]);
    assert_eq!(ended.code, 0, "{}", ended.errors);
    (workplace, account, before)
}

#[test]
fn projects_get_back_what_they_had() {
    let (workplace, account, before) = fixed();
    let refused = restore(&workplace, &account, &[]);
    assert_eq!(refused.code, 2, "{}", refused.errors);
    let ended = restore(&workplace, &account, &["--yes"]);
    assert_eq!(ended.code, 0, "{}", ended.errors);
    assert_eq!(account.tags(), before);
    assert_eq!(outcomes(&ended), ["done"; 4]);
    assert!(ended.errors.contains("Restored 2 projects."), "{}", ended.errors);
    let writes = account.writes();
    let expected = [
        r#"proj_1 {"add_tags":{"cost-center":"CC-1001","team":"Alpha"}}"#,
        r#"proj_1 {"remove_tag_keys":["Team"]}"#,
    ];
    assert_eq!(writes[4..6], expected);
    let again = restore(&workplace, &account, &[]);
    assert_eq!((again.code, &again.report["calls"]), (0, &json!([])), "all is back: {}", again.errors);
    // The run that restores leaves a file too.
    let [file] = &undo_files(&workplace)[..] else { panic!("one file") };
    fs::rename(workplace.path().join(file), workplace.path().join("undo.json")).expect("renamed");
    let redone = restore(&workplace, &account, &["--yes"]);
    assert_eq!((redone.code, &account.tags()["proj_1"]), (0, &right()), "{}", redone.errors);
}

#[test]
fn only_what_the_run_touched_is_put_back() {
    let (workplace, account, _) = fixed();
    account.projects.lock().expect("not poisoned")[0]["tags"]["Extra"] = json!("changed");
    account.projects.lock().expect("not poisoned")[0]["tags"]["New"] = json!("added");
    let ended = restore(&workplace, &account, &["--yes"]);
    assert_eq!(ended.code, 0, "{}", ended.errors);
    let expected = json!({
        "team": "Alpha", "CostCenter": "CC-1001", "cost-center": "CC-1001", "Extra": "changed", "New": "added"
    });
    assert_eq!(account.tags()["proj_1"], expected);
}

#[test]
fn what_changed_since_is_left_alone_and_said() {
    let changes: [Change; 4] = [
        ("another value", |project| project["tags"]["Team"] = json!("Beta")),
        ("a removed tag is there", |project| project["tags"]["team"] = json!("Beta")),
        ("the name", |project| project["name"] = json!("Other")),
        ("the status", |project| project["status"] = json!("archived")),
    ];
    for (what, change) in changes {
        let (workplace, account, before) = fixed();
        change(&mut account.projects.lock().expect("not poisoned")[0]);
        let now = account.tags();
        let ended = restore(&workplace, &account, &["--yes"]);
        assert_eq!(ended.code, 3, "{what}");
        let failures = ended.failures();
        assert_eq!(failures.len(), 1, "{what}: {failures:?}");
        assert_eq!(failures[0].0, "111122223333/us-east-1/proj_1", "{what}");
        assert!(failures[0].1.starts_with("changed since: "), "{what}: {failures:?}");
        assert_eq!(account.tags()["proj_1"], now["proj_1"], "{what}");
        assert_eq!(account.tags()["proj_2"], before["proj_2"], "{what}");
        assert!(ended.errors.contains("Restored 1 of 2 projects"), "{what}: {}", ended.errors);
    }
    let (workplace, account, _) = fixed();
    account.projects.lock().expect("not poisoned").remove(0);
    let ended = restore(&workplace, &account, &["--yes"]);
    assert_eq!((ended.code, &ended.failures()[0].1[..]), (3, "changed since: it is not there"));
}

#[test]
fn what_is_left_out_or_does_not_answer_is_not_restored() {
    let (workplace, account, _) = fixed();
    let ended = restore(&workplace, &account, &["--yes", "--region", "eu-west-1"]);
    assert_eq!((ended.code, ended.failures().len()), (3, 2), "{}", ended.errors);
    let refusing = Account::with(Vec::new(), |_, _, _| {
        Deed::Instead(Reply::status(403, &json!({"error": {"code": "no", "message": "no"}})))
    });
    let ended = restore(&workplace, &refusing, &["--yes"]);
    assert_eq!((ended.code, ended.failures().len()), (3, 3), "{}", ended.errors);
}

#[test]
fn what_a_run_did_not_come_to_needs_no_undoing() {
    let account = Account::with(vec![wrong("proj_1"), wrong("proj_2")], |request, _, _| {
        let removes = request.body.starts_with(b"{\"remove_tag_keys\":[\"cost");
        match removes || id(request) == "proj_2" {
            true => Deed::Instead(Reply::status(400, &json!({"error": {"code": "no", "message": "no"}}))),
            false => Deed::Obey,
        }
    });
    let (workplace, before) = (workplace(), account.tags());
    let halfway = fix(&workplace, &account, &["--yes", "--undo", "undo.json"]);
    assert_eq!(outcomes(&halfway), ["done", "failed", "skipped", "skipped"]);
    let ended = restore(&workplace, &account, &["--yes"]);
    assert_eq!((ended.code, account.tags()), (0, before), "{}", ended.errors);
}

#[test]
fn a_file_that_is_none_is_refused() {
    let (workplace, account, _) = (workplace(), Account::of(Vec::new()), ());
    for text in [
        "",
        "{}",
        "[]",
        r#"{"version": 2, "projects": []}"#,
        r#"{"version": 2, "writer": "a newer taglint", "projects": [{"tags": []}]}"#,
        r#"{"version": 1, "places": [], "projects": []}"#,
    ] {
        workplace.write("undo.json", text);
        let ended = restore(&workplace, &account, &["--yes"]);
        assert_eq!(ended.code, 2, "{text}: {}", ended.errors);
        assert!(ended.errors.contains("`undo.json` cannot be read"), "{}", ended.errors);
        let is_newer = text.contains(r#""version": 2"#);
        assert_eq!(ended.errors.contains("it has version 2"), is_newer, "{}", ended.errors);
    }
    assert_eq!(end(audit(&workplace, &account.api, &["--restore", "absent.json", "--yes"])).code, 2);
    assert!(account.api.requests().is_empty());
}

#[test]
fn no_key_and_no_credential_is_in_a_file() {
    let secret = "AKIAIOSFODNN7EXAMPLE";
    let tags = json!({"team": "Alpha", "CostCenter": "CC-1001", "Owner": secret, "Extra": format!("x{KEY}")});
    let account = Account::of(vec![project(REGION, "proj_1", "A", tags)]);
    let workplace = workplace();
    let ended = fix(&workplace, &account, &["--yes", "--undo", "undo.json"]);
    assert_eq!(outcomes(&ended), ["done", "done"], "{}", ended.text);
    let undo = fs::read_to_string(workplace.path().join("undo.json")).expect("written");
    assert!(!undo.contains(secret) && !undo.contains(KEY) && !undo.contains("****"), "{undo}");
    assert!(!ended.text.contains(secret), "{}", ended.text);
    assert_eq!(restore(&workplace, &account, &["--yes"]).code, 0);
    assert_eq!(account.tags()["proj_1"]["team"], "Alpha");
}

#[test]
fn a_tag_whose_value_is_the_key_of_the_run_is_not_renamed() {
    let account = Account::of(vec![project(REGION, "proj_1", "A", json!({"team": KEY}))]);
    let ended = fix(&workplace(), &account, &["--yes"]);
    assert_eq!((ended.code, account.writes().len()), (1, 0), "{}", ended.text);
}

#[test]
fn people_read_what_was_fixed_and_what_was_restored() {
    let account = Account::of(vec![wrong("proj_1")]);
    let (workplace, url) = (workplace(), account.api.url());
    let told = |arguments: &[&str]| {
        let all = [&["audit", "--endpoint", &url, "--yes"], arguments].concat();
        let mut command = workplace.taglint(&all);
        command.env("AWS_BEARER_TOKEN_BEDROCK", KEY).env("AWS_EC2_METADATA_DISABLED", "true");
        let output = run(command, b"");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (text(output.stdout), text(output.stderr))
    };
    let (_, errors) = told(&["--region", REGION, "--fix", "--undo", "undo.json"]);
    let expected = "\
undo with `taglint audit --restore undo.json`
fixed 2 findings in 1 project
  111122223333/us-east-1: colliding-keys: Wrong: remove `cost-center`
  111122223333/us-east-1: misspelled-key: Wrong: rename `team` to `Team`
";
    assert_eq!(errors, expected);
    let (text, errors) = told(&["--restore", "undo.json", "--undo", "redo.json"]);
    assert_eq!(text, "Restored 1 project.\n");
    assert_eq!(errors, "undo with `taglint audit --restore redo.json`\n");
}
