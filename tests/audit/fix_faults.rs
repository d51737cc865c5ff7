//! `taglint audit --fix` where something goes wrong at every request in turn: at no moment has a project less than it had
//! or than is declared, and the next run finishes.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::account::{Account, Deed};
use super::api::{Reply, Request, project};
use super::fix::{REGION, fix, outcomes, right, undo_files, wrong};
use super::support::{self, Workplace};
use super::{audit, end, workplace};

/// How many requests a run has that nothing disturbs.
const REQUESTS: usize = 15;

fn projects() -> Vec<Value> {
    vec![
        wrong("proj_1"),
        wrong("proj_2"),
        project(REGION, "proj_3", "Drifted", json!({"Team": "Alpha", "CostCenter": "CC-1001"})),
    ]
}

fn finished() -> BTreeMap<String, Value> {
    let declared = json!({"Team": "Beta", "CostCenter": "CC-1001"});
    [("proj_1", right()), ("proj_2", right()), ("proj_3", declared)]
        .map(|(id, tags)| (id.to_owned(), tags))
        .into()
}

fn prepared() -> Workplace {
    let workplace = workplace();
    let declared =
        r#"{"id": "proj_3", "name": "Drifted", "tags": {"Team": "Beta", "CostCenter": "CC-1001"}}"#;
    workplace.write("p.json", declared);
    workplace
}

/// Without `undeclared-project`: the others are in no definition.
const ARGUMENTS: [&str; 7] =
    ["--yes", "--against", "p.json", "--ignore", "undeclared-project,duplicate-name", "--timeout", "5"];

/// That each project has, by its own key or the right one, all that it had.
fn assert_nothing_is_lost(projects: &[Value], what: &str) {
    for project in projects {
        let tags = &project["tags"];
        let told = format!("{what}: {project}");
        assert_eq!(tags["CostCenter"], "CC-1001", "{told}");
        match project["id"].as_str() {
            Some("proj_3") => assert!(["Alpha", "Beta"].map(Value::from).contains(&tags["Team"]), "{told}"),
            _ => {
                assert_eq!(tags["Extra"], "x", "{told}");
                assert!([&tags["team"], &tags["Team"]].into_iter().any(|team| team == "Alpha"), "{told}");
            }
        }
    }
}

/// An account that meets a fault at one request, and obeys after a run.
struct Trial {
    account: Account,
    workplace: Workplace,
    is_over: Arc<Mutex<bool>>,
}

impl Trial {
    fn new(
        what: String,
        fault: impl Fn(&Request, usize, &mut Vec<Value>) -> Deed + Send + Sync + 'static,
    ) -> Self {
        let is_over = Arc::new(Mutex::new(false));
        let over = Arc::clone(&is_over);
        let account = Account::with(projects(), move |request, number, projects| {
            assert_nothing_is_lost(projects, &what);
            match *over.lock().expect("not poisoned") {
                true => Deed::Obey,
                false => fault(request, number, projects),
            }
        });
        Trial { account, workplace: prepared(), is_over }
    }

    fn command(&self) -> Command {
        let arguments = [&["--region", REGION, "--fix"], &ARGUMENTS[..]].concat();
        audit(&self.workplace, &self.account.api, &arguments)
    }

    /// That nothing is lost, and that the next run does what remains.
    fn assert_next_run_finishes(&self, what: &str) {
        assert_nothing_is_lost(&self.account.projects.lock().expect("not poisoned"), what);
        *self.is_over.lock().expect("not poisoned") = true;
        let next = fix(&self.workplace, &self.account, &ARGUMENTS);
        assert_eq!(next.code, 0, "{what}: {}{}", next.text, next.errors);
        assert_eq!(self.account.tags(), finished(), "{what}");
    }
}

/// Tries a fault at each request in turn. It is told the number of the request, and where the fault is.
fn sweep(kind: &str, fault: impl Fn(usize, usize) -> Deed + Clone + Send + Sync + 'static) {
    for at in 0..REQUESTS {
        let what = format!("{kind} at {at}");
        let own = fault.clone();
        let trial = Trial::new(what.clone(), move |_, number, _| own(number, at));
        let ended = fix(&trial.workplace, &trial.account, &ARGUMENTS);
        assert_ne!(ended.code, 2 - i32::from(at == 0), "{what}: {}", ended.errors);
        let is_finished = trial.account.tags() == finished();
        assert!(ended.code != 0 || is_finished, "{what}: success is said of {:?}", trial.account.tags());
        let all_done = outcomes(&ended).iter().all(|outcome| *outcome == "done");
        assert!(
            is_finished || at == 0 || !all_done || !ended.failures().is_empty(),
            "{what}: {}",
            ended.text
        );
        assert!(ended.code == 0 || ended.code == 3 || !ended.findings().is_empty(), "{what}");
        trial.assert_next_run_finishes(&what);
    }
}

fn busy() -> Reply {
    let error = json!({"error": {"code": "busy", "message": "busy"}});
    Reply::status(503, &error).with("Retry-After", "0")
}

fn once(number: usize, at: usize, deed: Deed) -> Deed {
    if number == at { deed } else { Deed::Obey }
}

fn refusal(status: u16) -> Deed {
    Deed::Instead(Reply::status(status, &json!({"error": {"code": "no", "message": "no"}})))
}

#[test]
fn a_run_that_nothing_disturbs_has_so_many_requests() {
    let trial = Trial::new("undisturbed".to_owned(), |_, _, _| Deed::Obey);
    let ended = fix(&trial.workplace, &trial.account, &ARGUMENTS);
    assert_eq!((ended.code, trial.account.tags()), (0, finished()), "{}", ended.text);
    assert_eq!(trial.account.api.requests().len(), REQUESTS);
}

#[test]
fn a_server_may_be_busy_once() {
    sweep("busy", |number, at| once(number, at, Deed::Instead(busy())));
}

#[test]
fn a_server_may_die() {
    sweep("dead", |number, at| if number >= at { Deed::Instead(busy()) } else { Deed::Obey });
}

#[test]
fn an_answer_may_be_lost() {
    sweep("reset", |number, at| once(number, at, Deed::Instead(Reply::Reset)));
    sweep("lost", |number, at| once(number, at, Deed::ObeyAndAnswer(Reply::Reset)));
}

#[test]
fn an_answer_may_be_cut_off_or_be_none() {
    let cut = || Reply::Truncated(b"{\"id\": \"proj_".to_vec());
    sweep("cut off", move |number, at| once(number, at, Deed::ObeyAndAnswer(cut())));
    let html = || Reply::text(200, "text/html", "<html>hello</html>");
    sweep("HTML", move |number, at| once(number, at, Deed::ObeyAndAnswer(html())));
}

#[test]
fn a_server_may_refuse() {
    for status in [400, 401, 403, 404] {
        sweep(&status.to_string(), move |number, at| once(number, at, refusal(status)));
    }
}

#[test]
fn a_server_may_do_what_it_refuses() {
    sweep("busy after it", |number, at| match number >= at {
        true => Deed::ObeyAndAnswer(busy()),
        false => Deed::Obey,
    });
}

#[test]
fn somebody_may_change_what_is_renamed() {
    for at in 0..REQUESTS {
        let what = format!("changed at {at}");
        let changed = Arc::new(Mutex::new(false));
        let shared = Arc::clone(&changed);
        let account = Account::with(projects(), move |request, number, projects| {
            // Between a read and a write that follows it, nobody can know of a change.
            let tags = &mut projects[0]["tags"];
            if number >= at && request.method == "GET" && tags["team"] == "Alpha" {
                tags["team"] = json!("Beta");
                *shared.lock().expect("not poisoned") = true;
            }
            Deed::Obey
        });
        let ended = fix(&prepared(), &account, &ARGUMENTS);
        let tags = &account.tags()["proj_1"];
        if *changed.lock().expect("not poisoned") {
            let values = [&tags["team"], &tags["Team"]];
            assert!(values.into_iter().any(|team| team == "Beta"), "{what}: {tags}");
            assert!(at == 0 || ended.code != 0, "{what}: {}", ended.text);
        }
    }
}

/// A run that something is done to when a request comes, before or after it is obeyed.
fn disturbed(
    at: usize,
    is_obeyed: bool,
    disturb: impl Fn(&mut Child) + Send + Sync + 'static,
) -> (Trial, Child) {
    let child: Arc<Mutex<Option<Child>>> = Arc::default();
    let shared = Arc::clone(&child);
    let trial = Trial::new(format!("disturbed at {at}"), move |_, number, _| {
        if number != at {
            return Deed::Obey;
        }
        // The first request may come before its process is known.
        while shared.lock().expect("not poisoned").is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        disturb(shared.lock().expect("not poisoned").as_mut().expect("a process"));
        if is_obeyed { Deed::Obey } else { Deed::Instead(Reply::Reset) }
    });
    let mut command = trial.command();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    *child.lock().expect("not poisoned") = Some(command.spawn().expect("the binary starts"));
    loop {
        let ended =
            child.lock().expect("not poisoned").as_mut().map(|child| child.try_wait().expect("waited"));
        if ended.flatten().is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let child = child.lock().expect("not poisoned").take().expect("a process");
    (trial, child)
}

#[test]
fn the_process_may_be_killed() {
    for at in 0..REQUESTS {
        for is_obeyed in [false, true] {
            let (trial, _) = disturbed(at, is_obeyed, |child| child.kill().expect("killed"));
            let is_written = !trial.account.writes().is_empty();
            assert_eq!(undo_files(&trial.workplace).len(), usize::from(is_written || at > 0), "{at}");
            trial.assert_next_run_finishes(&format!("killed at {at}, {is_obeyed}"));
        }
    }
}

#[cfg(unix)]
#[test]
fn the_run_may_be_interrupted() {
    for at in 0..REQUESTS {
        let disturb = |child: &mut Child| {
            support::interrupt(child);
            // It is noticed before the answer comes.
            std::thread::sleep(std::time::Duration::from_millis(50));
        };
        let (trial, child) = disturbed(at, true, disturb);
        let output = child.wait_with_output().expect("it ended");
        let what = format!("interrupted at {at}");
        assert_eq!(output.status.code(), Some(3), "{what}: {}", String::from_utf8_lossy(&output.stderr));
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let calls = report["calls"].as_array().expect("calls");
        let done = calls.iter().filter(|call| call["outcome"] == "done").count();
        assert_eq!(done, trial.account.writes().len(), "{what}: {report}");
        assert!(calls.iter().all(|call| call["outcome"] != "failed"), "{what}: {report}");
        assert_eq!(report["failures"][0]["subject"], "interrupted", "{what}: {report}");
        if at <= 1 {
            assert_eq!(done, 0, "{what}: nothing is sent before the first call");
        }
        // What is in flight is finished and read back, and nothing comes after.
        let requests = trial.account.api.requests();
        assert!(requests.len() <= at + 2, "{what}: {} requests", requests.len());
        assert!(requests[(at + 1).min(requests.len())..].iter().all(|it| it.method == "GET"), "{what}");
        trial.assert_next_run_finishes(&what);
    }
}

/// How many requests a run has that restores.
const REQUESTS_TO_RESTORE: usize = 14;

/// Tries a fault at each request of a run that restores what another one fixed.
fn sweep_restoring(kind: &str, fault: impl Fn(usize, usize) -> Deed + Clone + Send + Sync + 'static) {
    for at in 0..REQUESTS_TO_RESTORE {
        let what = format!("{kind} at {at}");
        let (first, own) = (Arc::new(Mutex::new(None::<usize>)), fault.clone());
        let from = Arc::clone(&first);
        let told = what.clone();
        let account = Account::with(projects(), move |_, number, projects| {
            assert_nothing_is_lost(projects, &told);
            match *from.lock().expect("not poisoned") {
                Some(first) => own(number - first, at),
                None => Deed::Obey,
            }
        });
        let (workplace, before) = (prepared(), account.tags());
        let fixed = fix(&workplace, &account, &[&ARGUMENTS[..], &["--undo", "undo.json"]].concat());
        assert_eq!((fixed.code, account.tags()), (0, finished()), "{what}: {}", fixed.errors);
        *first.lock().expect("not poisoned") = Some(account.api.requests().len());
        let arguments = ["--restore", "undo.json", "--yes", "--timeout", "5"];
        let ended = end(audit(&workplace, &account.api, &arguments));
        assert!(ended.code == 3 || account.tags() == before, "{what}: {} {}", ended.code, ended.text);
        *first.lock().expect("not poisoned") = None;
        let next = end(audit(&workplace, &account.api, &arguments));
        assert_eq!((next.code, account.tags()), (0, before), "{what}: {}", next.errors);
    }
}

#[test]
fn what_stops_a_run_that_restores_loses_nothing_and_the_next_one_finishes() {
    sweep_restoring("dead", |number, at| if number >= at { Deed::Instead(busy()) } else { Deed::Obey });
    sweep_restoring("lost", |number, at| once(number, at, Deed::ObeyAndAnswer(Reply::Reset)));
    sweep_restoring("refused", |number, at| once(number, at, refusal(403)));
}
