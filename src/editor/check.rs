//! One part of what is open: it is checked by the engine, as `taglint check` would, with the texts of the editor.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use time::Date;

use super::documents::Documents;
use super::note::{Notes, Writer};
use super::position::Encoding;
use crate::collect::endings;
use crate::engine::{self, Screen, Task, Wanted};
use crate::fault::Fault;
use crate::files::Store;
use crate::files::seen::Seen;
use crate::finding::Claim;
use crate::policy::{Given, discover, load};
use crate::report::Report;
use crate::rule;
use crate::text::code;
use crate::triage::Selection;

/// What is checked by itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Unit {
    /// A file that says something alone.
    File(PathBuf),
    /// A folder whose files say something together.
    Folder(PathBuf),
    Policy(PathBuf),
}

impl Unit {
    /// What a document is part of; nothing where it is no definition and no policy.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy();
        if discover::is_named_so(path) {
            return Some(Unit::Policy(path.to_owned()));
        }
        if discover::is_of_tests(path) {
            return None;
        }
        if endings::folder_kind(&name).is_some() {
            return Some(Unit::Folder(path.parent()?.to_owned()));
        }
        endings::is_walked(&name).then(|| Unit::File(path.to_owned()))
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Unit::File(path) | Unit::Folder(path) | Unit::Policy(path) => path,
        }
    }
}

/// What is to be seen at a moment.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) documents: Documents,
    /// The disk, and the documents above it.
    pub(super) store: Store,
    pub(super) encoding: Encoding,
    pub(super) today: Date,
}

impl View {
    /// The policy for a file, if there is one.
    pub(super) fn policy_of(&self, path: &Path) -> Option<PathBuf> {
        discover::find(&self.store, path.parent()?)
    }

    /// What checks files by a policy.
    pub(super) fn task(&self, policy: &Path, paths: Vec<PathBuf>) -> Task {
        let given = Wanted::Given(Given::found(&self.store, policy));
        let selection = Selection::everything(self.today);
        Task { paths, ..Task::new(given, self.store.clone(), selection) }
    }

    /// The files of a unit: all of a folder that its kind reads, those that are open among them.
    pub(super) fn files(&self, unit: &Unit) -> Vec<PathBuf> {
        let Unit::Folder(folder) = unit else { return vec![unit.path().to_owned()] };
        let open = self.documents.paths().filter(|path| Unit::of(path).as_ref() == Some(unit));
        let mut files: Vec<PathBuf> = open.cloned().collect();
        for entry in self.store.list(folder).unwrap_or_default() {
            let name = entry.name.to_string_lossy();
            let path = folder.join(&entry.name);
            let is_read = endings::folder_kind(&name).is_some() && endings::is_walked(&name);
            if is_read && self.store.is_file_at(&path, entry.kind) && !files.contains(&path) {
                files.push(path);
            }
        }
        files
    }
}

/// What becomes of a unit.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) notes: Notes,
    /// What is told in a message, once.
    pub(super) messages: Vec<String>,
    /// What cannot be read, which is told in a message when it is opened: who types breaks texts all the time.
    pub(super) unread: Vec<String>,
    /// What is logged, once.
    pub(super) logged: Vec<String>,
    /// Whether there is no policy for it, so that nothing is published about it.
    pub(super) is_left_alone: bool,
    /// What was looked at on disk.
    pub(super) seen: Option<Arc<Seen>>,
}

/// What checks a unit that has a policy, with its files.
pub(super) fn task(unit: &Unit, view: &View) -> Option<(Task, Vec<PathBuf>)> {
    let files = view.files(unit);
    let policy = view.policy_of(files.first()?)?;
    let mut task = view.task(&policy, files.clone());
    task.as_walked = matches!(unit, Unit::File(path) if !may_have_tags(view, path));
    Some((task, files))
}

/// Checks a unit.
pub(super) fn check(unit: &Unit, view: View) -> Outcome {
    let (store, seen) = view.store.noting();
    let outcome = check_now(unit, &View { store, ..view });
    Outcome { seen: Some(seen), ..outcome }
}

fn check_now(unit: &Unit, view: &View) -> Outcome {
    if let Unit::Policy(policy) = unit {
        return check_policy(policy, view);
    }
    let Some((task, files)) = task(unit, view) else {
        let named = view.files(unit).into_iter().next().unwrap_or_else(|| unit.path().to_owned());
        let shown = code(&view.store.name(&named).shown);
        let line = format!(
            "no policy for {shown}: no `taglint.toml` in its folder or above it, so it is not checked"
        );
        return Outcome { is_left_alone: true, logged: vec![line], ..Outcome::default() };
    };
    match engine::report(&task, &Screen::default()) {
        Ok(report) => of_report(&report, unit, view),
        Err(fault) => unchecked(&fault, &files, view),
    }
}

/// Whether a text that cannot be parsed may hold tags: settings of other tools with slips of their own are none of ours.
fn may_have_tags(view: &View, path: &Path) -> bool {
    let Some(document) = view.documents.get(path) else { return true };
    memchr::memmem::find(document.text.to_ascii_lowercase().as_bytes(), b"tags").is_some()
}

fn of_report(report: &Report, unit: &Unit, view: &View) -> Outcome {
    let mut outcome = Outcome::default();
    let mut writer = Writer::new(&view.documents, &view.store, view.encoding);
    let otherwise = unit.path().to_owned();
    for finding in &report.findings {
        writer.finding(finding, &otherwise);
        if finding.claim == Claim::Unread
            && let Some(at) = &finding.location
        {
            outcome.unread.push(format!("{} cannot be read: see its first problem", code(at.path())));
        }
    }
    for failure in &report.failures {
        writer.failure(failure);
        let subject = code(&failure.subject);
        outcome.messages.push(format!("not everything of {subject} was checked: see its problems"));
    }
    if report.unparsed > 0 {
        let shown = code(&view.store.name(unit.path()).shown);
        outcome.logged.push(format!("{shown} cannot be parsed and has no tags, so it is not checked"));
    }
    outcome.notes = writer.notes();
    outcome
}

/// Why files were not checked: in each of them, and where a policy is wrong.
fn unchecked(fault: &Fault, files: &[PathBuf], view: &View) -> Outcome {
    let mut outcome = Outcome::default();
    let mut writer = Writer::new(&view.documents, &view.store, view.encoding);
    let mut code_of_fault = "unchecked";
    let policy = files.first().and_then(|file| view.policy_of(file));
    if let (Fault::Policy(problems), Some(policy)) = (fault, &policy) {
        code_of_fault = "policy";
        for problem in problems {
            writer.problem(problem, policy);
        }
        let shown = code(&view.store.name_upwards(policy).shown);
        outcome
            .messages
            .push(format!("the policy {shown} is wrong: nothing is checked by it until it is fixed"));
    } else {
        outcome.messages.push(fault.to_string());
    }
    let is_told = |file: &&PathBuf| view.documents.get(file).is_some() && Some(*file) != policy.as_ref();
    for file in files.iter().filter(is_told) {
        writer.unchecked(file, code_of_fault, &fault.to_string());
    }
    outcome.notes = writer.notes();
    outcome
}

/// What is wrong with a policy, else what may be a slip, and what is reported about it whatever it is for.
fn check_policy(policy: &PathBuf, view: &View) -> Outcome {
    let given = Given::found(&view.store, policy);
    match load::check(&given, &view.store, rule::NAMES, &engine::known()) {
        Ok((_, doubts)) => {
            let task = view.task(policy, Vec::new());
            let mut outcome = match engine::report(&task, &Screen::default()) {
                Ok(report) => of_report(&report, &Unit::Policy(policy.clone()), view),
                Err(fault) => unchecked(&fault, std::slice::from_ref(policy), view),
            };
            let mut writer = Writer::new(&view.documents, &view.store, view.encoding);
            for doubt in &doubts {
                writer.problem(doubt, policy);
            }
            for (path, mut notes) in writer.notes() {
                outcome.notes.entry(path).or_default().append(&mut notes);
            }
            outcome
        }
        Err(problems) => unchecked(&Fault::Policy(problems), std::slice::from_ref(policy), view),
    }
}
