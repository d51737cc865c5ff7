//! `taglint audit --fix`: what is sent, in which order, and what is reported afterwards.

use std::fs;

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::account::{Account, Change, Deed, id};
use super::api::{Reply, project};
use super::support::Workplace;
use super::{Ended, KEY, POLICY, audit, end, found, good, workplace};

pub const REGION: &str = "us-east-1";

/// A project whose `team` is renamed and whose `cost-center` says what `CostCenter` says.
pub fn wrong(id: &str) -> Value {
    project(
        REGION,
        id,
        "Wrong",
        json!({"team": "Alpha", "CostCenter": "CC-1001", "cost-center": "CC-1001", "Extra": "x"}),
    )
}

/// Its tags once they are fixed.
pub fn right() -> Value {
    json!({"Team": "Alpha", "CostCenter": "CC-1001", "Extra": "x"})
}

pub fn fix(workplace: &Workplace, account: &Account, arguments: &[&str]) -> Ended {
    end(audit(workplace, &account.api, &[&["--region", REGION, "--fix"], arguments].concat()))
}

/// The outcomes of the calls, in their order.
pub fn outcomes(ended: &Ended) -> Vec<&str> {
    let calls = ended.report["calls"].as_array().unwrap_or_else(|| panic!("{}", ended.errors));
    calls.iter().map(|call| call["outcome"].as_str().expect("an outcome")).collect()
}

/// The files of a run that is to be undone.
pub fn undo_files(workplace: &Workplace) -> Vec<String> {
    let entries = fs::read_dir(workplace.path()).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("taglint-undo-")).collect();
    names.sort();
    names
}

#[test]
fn tags_are_added_read_back_and_only_then_removed() {
    let account = Account::of(vec![wrong("proj_1"), good(REGION, "proj_2", "Good")]);
    let workplace = workplace();
    let ended = fix(&workplace, &account, &["--yes"]);
    assert_eq!(ended.code, 0, "{}", ended.errors);
    assert_eq!(account.tags()["proj_1"], right());
    let of_project = |request: &super::api::Request| id(request) == "proj_1";
    let requests = account.api.requests();
    let steps: Vec<&str> =
        requests.iter().filter(|it| of_project(it)).map(|request| request.method.as_str()).collect();
    assert_eq!(steps, ["GET", "POST", "GET", "POST", "GET"]);
    let expected =
        [r#"proj_1 {"add_tags":{"Team":"Alpha"}}"#, r#"proj_1 {"remove_tag_keys":["cost-center","team"]}"#];
    assert_eq!(account.writes(), expected);
    let path = "/v1/organization/projects/proj_1";
    let call = |body: Value| {
        json!({
            "account": "111122223333", "region": REGION, "method": "POST", "path": path, "body": body,
            "outcome": "done", "message": null
        })
    };
    assert_eq!(
        ended.report["calls"],
        json!([
            call(json!({"add_tags": {"Team": "Alpha"}})),
            call(json!({"remove_tag_keys": ["cost-center", "team"]})),
        ])
    );
    assert_eq!(ended.findings(), [found("unknown-tag", "proj_1", "Extra", "x")]);
    assert_eq!(ended.report["summary"]["fixed"], 2);
    assert!(ended.errors.contains("fixed 2 findings in 1 project\n"), "{}", ended.errors);
    let [file] = &undo_files(&workplace)[..] else { panic!("one file") };
    assert!(
        ended.errors.contains(&format!("undo with `taglint audit --restore {file}`\n")),
        "{}",
        ended.errors
    );
    let undo = fs::read_to_string(workplace.path().join(file)).expect("read");
    assert!(undo.contains(r#""team":"Alpha""#) && !undo.contains(KEY), "{undo}");
    let again = fix(&workplace, &account, &[]);
    assert_eq!(
        (again.code, &again.report["calls"]),
        (0, &json!([])),
        "nobody is asked where nothing changes"
    );
    assert_eq!(undo_files(&workplace).len(), 1);
}

#[test]
fn nothing_is_sent_without_consent() {
    let account = Account::of(vec![wrong("proj_1"), wrong("proj_2")]);
    let workplace = workplace();
    for (arguments, words) in [
        (&[][..], "2 projects would change, and nobody can be asked"),
        (&["--yes", "--max-changes", "1"], "2 projects would change, more than the 1 of `--max-changes`"),
        (&["--yes", "--diff"], "cannot be used with"),
        (&["--yes", "--undo", "taglint.toml"], "`taglint.toml` exists already"),
        (&["--yes", "--undo", "absent/undo.json"], "its folder does not exist"),
    ] {
        let ended = fix(&workplace, &account, arguments);
        assert_eq!(ended.code, 2, "{arguments:?}: {}", ended.errors);
        assert!(ended.errors.contains(words), "{arguments:?}: {}", ended.errors);
    }
    for arguments in [&["--yes"][..], &["--undo", "x.json"], &["--max-changes", "3"], &["--unsafe-fixes"]] {
        let ended = end(audit(&workplace, &account.api, &[&["--region", REGION], arguments].concat()));
        assert_eq!(ended.code, 2, "{arguments:?}");
    }
    assert_eq!(account.writes(), Vec::<String>::new());
    assert_eq!(undo_files(&workplace), Vec::<String>::new());
    let allowed = fix(&workplace, &account, &["--yes", "--max-changes", "2", "--undo", "undo.json"]);
    assert_eq!((allowed.code, account.writes().len()), (0, 4), "{}", allowed.errors);
    assert!(workplace.path().join("undo.json").exists());
}

#[test]
fn unsafe_calls_are_sent_only_where_they_are_asked_for() {
    let unsure = project(REGION, "proj_1", "A", json!({"Taem": "Alpha", "CostCenter": "CC-1001"}));
    let account = Account::of(vec![unsure]);
    let safe = fix(&workplace(), &account, &["--yes"]);
    assert_eq!((safe.code, account.writes().len()), (1, 0));
    let all = fix(&workplace(), &account, &["--yes", "--unsafe-fixes"]);
    assert_eq!((all.code, outcomes(&all)), (0, vec!["done", "done"]), "{}", all.text);
    assert_eq!(account.tags()["proj_1"], json!({"Team": "Alpha", "CostCenter": "CC-1001"}));
}

#[test]
fn archived_and_default_projects_are_never_written() {
    let mut archived = wrong("proj_1");
    archived["status"] = json!("archived");
    let mut default = wrong("default");
    default["name"] = json!("default");
    let account = Account::of(vec![archived, default]);
    let ended = fix(&workplace(), &account, &["--yes", "--include-archived"]);
    assert_eq!((ended.code, &ended.report["calls"]), (1, &json!([])));
    assert_eq!(account.writes(), Vec::<String>::new());
    assert_eq!(ended.report["summary"]["fixable"], 0, "nothing is promised");
}

#[test]
fn what_changed_meanwhile_is_left_alone_and_said() {
    let changes: [Change; 7] = [
        ("another value", |project| project["tags"]["team"] = json!("Beta")),
        ("fixed already", |project| project["tags"] = right()),
        ("added already", |project| project["tags"]["Team"] = json!("Alpha")),
        ("the tag that stays", |project| project["tags"]["CostCenter"] = json!("CC-2002")),
        ("the name", |project| project["name"] = json!("Other")),
        ("the status", |project| project["status"] = json!("archived")),
        ("no tags", |project| project["tags"] = json!({})),
    ];
    for (what, change) in changes {
        let account =
            Account::with(vec![wrong("proj_1"), wrong("proj_2")], move |request, number, projects| {
                if number > 0 && request.method == "GET" && id(request) == "proj_1" {
                    change(&mut projects[0]);
                }
                Deed::Obey
            });
        let ended = fix(&workplace(), &account, &["--yes"]);
        let failures = ended.failures();
        assert_eq!(failures.len(), 1, "{what}: {failures:?}");
        assert_eq!(failures[0].0, "111122223333/us-east-1/proj_1", "{what}");
        assert!(failures[0].1.starts_with("changed meanwhile: "), "{what}: {failures:?}");
        assert_eq!(outcomes(&ended), ["skipped", "skipped", "done", "done"], "{what}");
        assert!(account.writes().iter().all(|write| write.starts_with("proj_2 ")), "{what}");
        let fails = ended.report["summary"]["error"] != 0;
        assert_eq!(ended.code, if fails { 1 } else { 3 }, "{what}: {}", ended.text);
        let stays = ended.findings().contains(&found("misspelled-key", "proj_1", "team", "Alpha"));
        assert_eq!(stays, what == "the name" || what == "the tag that stays", "{what}: the report is of now");
    }
}

#[test]
fn a_tag_that_somebody_else_adds_stays() {
    let account = Account::with(vec![wrong("proj_1")], |request, number, projects| {
        if number > 0 && request.method == "GET" {
            projects[0]["tags"]["Mine"] = json!("y");
        }
        Deed::Obey
    });
    let ended = fix(&workplace(), &account, &["--yes"]);
    assert_eq!(ended.code, 0, "{}", ended.text);
    assert_eq!(account.tags()["proj_1"]["Mine"], "y");
}

#[test]
fn a_rename_and_a_replacement_of_one_tag_are_one_call() {
    let workplace = workplace();
    workplace.write(
        "taglint.toml",
        "[tags.Environment]\nrequired = true\nvalues = [\"Production\"]\naliases = { prod = \"Production\" }\n\
         [tags.env]\ndeprecated = \"use Environment\"\nreplaced-by = \"Environment\"\n",
    );
    let account = Account::of(vec![project(REGION, "proj_1", "A", json!({"env": "prod"}))]);
    let ended = fix(&workplace, &account, &["--yes"]);
    assert_eq!(ended.code, 0, "{}", ended.text);
    let expected =
        [r#"proj_1 {"add_tags":{"Environment":"Production"}}"#, r#"proj_1 {"remove_tag_keys":["env"]}"#];
    assert_eq!(account.writes(), expected);
    assert_eq!(ended.report["summary"]["fixed"], 2);
}

#[test]
fn the_definition_is_what_is_set_and_saved() {
    let workplace = workplace();
    workplace.write("p.json", r#"{"name": "A", "tags": {"Team": "Beta", "CostCenter": "CC-1001"}}"#);
    let account = Account::of(vec![good(REGION, "proj_1", "A")]);
    let ended = fix(&workplace, &account, &["--yes", "--against", "p.json", "--save", "now.json"]);
    assert_eq!(ended.code, 0, "{}", ended.text);
    assert_eq!(account.writes(), [r#"proj_1 {"add_tags":{"Team":"Beta"}}"#]);
    let saved = fs::read_to_string(workplace.path().join("now.json")).expect("saved");
    assert!(saved.contains(r#""Team":"Beta""#), "{saved}");
}

#[test]
fn a_refused_key_ends_the_turn_of_the_account_and_another_refusal_that_of_the_project() {
    let error = |status, message: &str| {
        Reply::status(status, &json!({"error": {"code": "no", "message": format!("{message} {KEY}")}}))
    };
    let projects = || vec![wrong("proj_1"), wrong("proj_2")];
    let refusing = |status: u16, method: &'static str| {
        Account::with(projects(), move |request, number, _| match request.method == method && number > 0 {
            true if status == 401 || id(request) == "proj_1" => Deed::Instead(error(status, "refused")),
            _ => Deed::Obey,
        })
    };
    for (status, method, expected) in [
        (401, "POST", ["failed", "skipped", "skipped", "skipped"]),
        (401, "GET", ["skipped", "skipped", "skipped", "skipped"]),
        (403, "POST", ["failed", "skipped", "done", "done"]),
        (404, "POST", ["failed", "skipped", "done", "done"]),
        (400, "POST", ["failed", "skipped", "done", "done"]),
        (403, "GET", ["skipped", "skipped", "done", "done"]),
        (404, "GET", ["skipped", "skipped", "done", "done"]),
    ] {
        let account = refusing(status, method);
        let ended = fix(&workplace(), &account, &["--yes"]);
        assert_eq!(outcomes(&ended), expected, "{status} {method}");
        assert_eq!(ended.code, 1, "{status} {method}");
        let failures = ended.failures();
        let subject = if status == 401 { "111122223333" } else { "111122223333/us-east-1/proj_1" };
        assert_eq!(failures.len(), 1, "{status} {method}: {failures:?}");
        assert_eq!(failures[0].0, subject, "{status} {method}");
        assert!(failures[0].1.contains("refused ****"), "{failures:?}");
        if method == "POST" && [401, 403].contains(&status) {
            let words = "a long-term API key of Amazon Bedrock can read projects, but not change them";
            assert!(failures[0].1.contains(words), "{failures:?}");
        }
    }
}

#[test]
fn a_call_that_is_taken_and_does_nothing_removes_nothing() {
    let account = Account::with(vec![wrong("proj_1")], |request, _, projects| match &request.method[..] {
        "POST" => Deed::Instead(Reply::json(&projects[0])),
        _ => Deed::Obey,
    });
    let ended = fix(&workplace(), &account, &["--yes"]);
    assert_eq!(outcomes(&ended), ["failed", "skipped"]);
    assert_eq!(ended.report["calls"][0]["message"], "it was accepted, but not all of its tags took effect");
    assert_eq!(ended.failures()[0].1, "after the call, `Team` is not there");
    assert_eq!((ended.code, &ended.report["summary"]["fixed"]), (1, &json!(0)));
}

#[test]
fn a_call_that_shows_late_is_waited_for() {
    let late = std::sync::atomic::AtomicUsize::new(0);
    let account = Account::with(vec![wrong("proj_1")], move |request, _, projects| {
        let after = late.load(std::sync::atomic::Ordering::SeqCst);
        if request.method == "POST" {
            late.store(1, std::sync::atomic::Ordering::SeqCst);
        } else if after == 1 && id(request) == "proj_1" {
            late.store(0, std::sync::atomic::Ordering::SeqCst);
            // As it was before the call.
            let mut before = projects[0].clone();
            before["tags"]["team"] = json!("Alpha");
            before["tags"].as_object_mut().expect("tags").remove("Team");
            return Deed::Instead(Reply::json(&before));
        }
        Deed::Obey
    });
    let ended = fix(&workplace(), &account, &["--yes"]);
    assert_eq!((ended.code, outcomes(&ended)), (0, vec!["done", "done"]), "{}", ended.text);
}

#[test]
fn a_name_that_is_taken_gets_a_number() {
    let workplace = workplace();
    let now = OffsetDateTime::now_utc();
    // What is started may read a faked clock in UTC that this process reads in a zone 14 hours ahead.
    for seconds in (-120..120).flat_map(|second| [second, second + 14 * 3600]) {
        let time = now + Duration::seconds(seconds);
        let (hour, minute, second) = time.to_hms();
        let name = format!("taglint-undo-{}T{hour:02}-{minute:02}-{second:02}Z.json", time.date());
        workplace.write(&name, "mine");
    }
    let taken = undo_files(&workplace);
    let account = Account::of(vec![wrong("proj_1")]);
    assert_eq!(fix(&workplace, &account, &["--yes"]).code, 0);
    let new: Vec<String> = undo_files(&workplace).into_iter().filter(|name| !taken.contains(name)).collect();
    assert!(new.len() == 1 && new[0].ends_with("Z-2.json"), "{new:?}");
    for name in taken {
        assert_eq!(fs::read_to_string(workplace.path().join(name)).expect("read"), "mine");
    }
}

#[test]
fn an_answer_that_says_nothing_is_one() {
    for answer in ["", "<html>ok</html>"] {
        let account = Account::with(vec![wrong("proj_1")], move |request, _, _| match &request.method[..] {
            "POST" => Deed::ObeyAndAnswer(Reply::text(200, "text/html", answer)),
            _ => Deed::Obey,
        });
        let ended = fix(&workplace(), &account, &["--yes"]);
        assert_eq!((ended.code, outcomes(&ended)), (0, vec!["done", "done"]), "{}", ended.text);
    }
}

#[test]
fn accounts_and_regions_are_written_one_by_one() {
    let projects = ["us-east-1", "eu-west-1"].map(|region| {
        project(region, &format!("proj_{region}"), "A", json!({"team": "Alpha", "CostCenter": "CC-1001"}))
    });
    let account = Account::of(projects.to_vec());
    let ended =
        end(audit(&workplace(), &account.api, &["--region", "us-east-1,eu-west-1", "--fix", "--yes"]));
    assert_eq!((ended.code, outcomes(&ended)), (0, vec!["done"; 4]), "{}", ended.text);
    for request in account.api.requests().iter().filter(|request| request.method == "POST") {
        assert!(request.path.starts_with(&format!("/{}/v1/", request.region())), "{}", request.path);
        assert_eq!(id(request), format!("proj_{}", request.region()));
    }
}

#[test]
fn an_account_that_refuses_its_key_stops_no_other() {
    let workplace = workplace();
    let accounts = "[[live.accounts]]\nname = \"dev\"\nprofile = \"dev\"\nregions = [\"us-east-1\"]\n\
        [[live.accounts]]\nname = \"prod\"\nprofile = \"prod\"\nregions = [\"eu-west-1\"]\n";
    workplace.write("taglint.toml", format!("{POLICY}{accounts}"));
    let keys = |name: &str| {
        let key = name.to_uppercase();
        format!("[{name}]\naws_access_key_id = AKID{key}\naws_secret_access_key = secret-of-{name}\n")
    };
    workplace.write("credentials", keys("dev") + &keys("prod"));
    let mut of_prod = wrong("proj_3");
    of_prod["arn"] = json!("arn:aws:bedrock-mantle:eu-west-1:444455556666:project/proj_3");
    let account = Account::with(vec![wrong("proj_1"), wrong("proj_2"), of_prod], |request, number, _| {
        let signed = request.header("authorization").expect("signed");
        let is_dev = signed.starts_with("AWS4-HMAC-SHA256 Credential=AKIDDEV/");
        assert!(is_dev != signed.contains("Credential=AKIDPROD/"), "{signed}");
        match request.method == "POST" && is_dev && number < 20 {
            true => Deed::Instead(Reply::status(401, &json!({"message": "expired"}))),
            false => Deed::Obey,
        }
    });
    let before = account.tags();
    let audit = |arguments: &[&str]| {
        let mut command = audit(&workplace, &account.api, arguments);
        command.env_remove("AWS_BEARER_TOKEN_BEDROCK");
        command.env("AWS_SHARED_CREDENTIALS_FILE", workplace.path().join("credentials"));
        end(command)
    };
    let ended = audit(&["--fix", "--yes", "--undo", "undo.json"]);
    assert_eq!(ended.code, 1, "{}", ended.errors);
    assert_eq!(outcomes(&ended), ["failed", "skipped", "skipped", "skipped", "done", "done"]);
    let failures = ended.failures();
    assert_eq!((failures.len(), &failures[0].0[..]), (1, "111122223333"), "{failures:?}");
    let undo = fs::read_to_string(workplace.path().join("undo.json")).expect("written");
    assert!(undo.contains(r#""policy-account":"prod""#) && !undo.contains("AKID"), "{undo}");
    let restored = audit(&["--restore", "undo.json", "--yes"]);
    assert_eq!((restored.code, account.tags()), (0, before), "{}", restored.errors);
}
