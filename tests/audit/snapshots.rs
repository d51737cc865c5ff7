//! What changed since the last run.

use serde_json::json;

use super::api::Api;
use super::{KEY, audit, end, found, good, workplace};

#[test]
fn snapshots_tell_what_changed() {
    let workplace = workplace();
    let before = Api::of(vec![good("us-east-1", "proj_1", "Chat"), good("us-east-1", "proj_2", "Gone")]);
    let arguments = ["--region", "us-east-1", "--save", "seen.json"];
    assert_eq!(end(audit(&workplace, &before, &arguments)).code, 0);
    let first = std::fs::read_to_string(workplace.path().join("seen.json")).expect("written");
    assert!(!first.contains(KEY) && first.contains("\"seen\":\"now\""), "{first}");
    let mut changed = good("us-east-1", "proj_1", "Chat");
    changed["tags"]["Team"] = json!("Beta");
    let after = Api::of(vec![changed, good("us-east-1", "proj_3", "New")]);
    let ended = end(audit(
        &workplace,
        &after,
        &["--region", "us-east-1", "--since", "seen.json", "--save", "seen.json"],
    ));
    assert_eq!(
        ended.findings(),
        [
            found("changed-since", "proj_1", "Team", "Beta"),
            found("changed-since", "proj_2", "-", "-"),
            found("changed-since", "proj_3", "-", "-"),
        ]
    );
    assert_eq!((ended.code, &ended.report["summary"]["note"]), (0, &json!(3)));
    let quiet = end(audit(&workplace, &after, &["--region", "us-east-1", "--since", "seen.json"]));
    assert_eq!(quiet.findings(), []);
    workplace.write("seen.json", "{}");
    assert_eq!(end(audit(&workplace, &after, &["--region", "us-east-1", "--since", "seen.json"])).code, 2);
}

#[test]
fn a_change_that_could_not_be_told_is_told_by_the_next_run() {
    let workplace = workplace();
    let before = Api::of(vec![good("us-east-1", "proj_1", "Chat")]);
    assert_eq!(end(audit(&workplace, &before, &["--region", "us-east-1", "--save", "seen.json"])).code, 0);
    let first = std::fs::read_to_string(workplace.path().join("seen.json")).expect("written");
    let after = Api::of(vec![good("us-east-1", "proj_1", "Chat"), good("us-east-1", "proj_2", "New")]);
    let arguments = ["--region", "us-east-1", "--since", "seen.json", "--save", "seen.json"];
    let untold = [&arguments[..], &["--output", "sarif=nowhere/out.sarif"]].concat();
    assert_eq!(end(audit(&workplace, &after, &untold)).code, 2);
    let kept = std::fs::read_to_string(workplace.path().join("seen.json")).expect("still there");
    assert_eq!(kept, first, "what was seen is not written where the report is not");
    let told = end(audit(&workplace, &after, &arguments));
    assert_eq!(told.findings(), [found("changed-since", "proj_2", "-", "-")]);
}
