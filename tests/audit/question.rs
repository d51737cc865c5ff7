//! The question before `taglint audit --fix` sends anything, in a terminal that `script` makes.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::json;

use super::account::Account;
use super::fix::{REGION, undo_files, wrong};
use super::support::{BINARY, TODAY, Workplace, run, tool};
use super::{KEY, good, workplace};

/// `taglint audit --fix` with a terminal as its standard input, and files for what it prints.
fn in_terminal(workplace: &Workplace, account: &Account) -> Command {
    let line = format!(
        "exec '{BINARY}' audit --format json --fix --region {REGION} --endpoint '{}' >out.json 2>errors",
        account.api.url()
    );
    let mut command = tool("script", &workplace.path());
    command.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    command.env("AWS_BEARER_TOKEN_BEDROCK", KEY).env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("NO_COLOR", "1").env("TAGLINT_TODAY", TODAY).env("SHELL", "/bin/sh");
    command
}

fn read(workplace: &Workplace, name: &str) -> String {
    fs::read_to_string(workplace.path().join(name)).unwrap_or_default()
}

const QUESTION: &str = r#"111122223333/us-east-1
  Wrong (proj_1)
    POST /v1/organization/projects/proj_1 {"add_tags":{"Team":"Alpha"}}
    POST /v1/organization/projects/proj_1 {"remove_tag_keys":["cost-center","team"]}
  Wrong (proj_2)
    POST /v1/organization/projects/proj_2 {"add_tags":{"Team":"Alpha"}}
    POST /v1/organization/projects/proj_2 {"remove_tag_keys":["cost-center","team"]}

Send 4 calls, to change 2 projects? Type `yes` to send: "#;

#[test]
fn only_yes_is_yes() {
    for (answer, code, writes) in [
        ("yes\n", 0, 4),
        (" yes \n", 0, 4),
        ("y\n", 2, 0),
        ("YES\n", 2, 0),
        ("no\nyes\n", 2, 0),
        ("\n", 2, 0),
        ("", 2, 0),
    ] {
        let account = Account::of(vec![wrong("proj_1"), wrong("proj_2")]);
        let workplace = workplace();
        let output = run(in_terminal(&workplace, &account), answer.as_bytes());
        let errors = read(&workplace, "errors");
        assert_eq!(output.status.code(), Some(code), "{answer:?}: {errors}");
        assert!(errors.starts_with(QUESTION), "{answer:?}: {errors}");
        assert_eq!(account.writes().len(), writes, "{answer:?}");
        assert_eq!(undo_files(&workplace).len(), usize::from(writes > 0), "{answer:?}");
        assert_eq!(errors.contains("the answer is not `yes`: nothing was sent"), writes == 0, "{errors}");
    }
}

#[test]
fn where_nothing_changes_nobody_is_asked() {
    let account = Account::of(vec![good(REGION, "proj_1", "Good")]);
    let workplace = workplace();
    let output = run(in_terminal(&workplace, &account), b"");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(read(&workplace, "errors"), "No findings in 1 project. Looked at 1 region of 1 account.\n");
}

#[test]
fn who_interrupts_instead_of_an_answer_sends_nothing() {
    let account = Account::of(vec![wrong("proj_1"), wrong("proj_2")]);
    let workplace = workplace();
    let mut command = in_terminal(&workplace, &account);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    while !read(&workplace, "errors").contains("Type `yes`") {
        std::thread::sleep(Duration::from_millis(5));
    }
    // What the terminal makes of Ctrl-C.
    child.stdin.as_mut().expect("a pipe").write_all(b"\x03").expect("written");
    assert_eq!(child.wait().expect("it ends").code(), Some(3));
    assert_eq!((account.writes().len(), undo_files(&workplace).len()), (0, 0));
    let report: serde_json::Value = serde_json::from_str(&read(&workplace, "out.json")).expect("JSON");
    let failure = json!([{"subject": "interrupted", "message": "4 calls were not sent"}]);
    assert_eq!(report["failures"], failure);
    let calls = report["calls"].as_array().expect("calls");
    assert!(calls.len() == 4 && calls.iter().all(|call| call["outcome"] == "skipped"), "{report}");
}
