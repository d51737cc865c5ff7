//! From paths to what was found.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::look::Looker;
use super::looked::{Fate, Looked};
use super::policies::Policies;
use super::sink::{Declarations, Judge, Sight, Sights, Sink};
use super::units::{self, Unit};
use super::unused::Walked;
use super::{Outline, Task, clients, folders, ignored, strict};
use crate::collect::endings;
use crate::collect::files::{self, Candidate};
use crate::drift::{Declared, FoundClient};
use crate::fault::{Fault, Found};
use crate::finding::Claim;
use crate::parallel;
use crate::policy::condition::Condition;
use crate::policy::{Exception, Policy};
use crate::rule;
use crate::triage::{Selection, Triage};

/// What a check brought.
#[derive(Debug)]
pub struct Checked {
    /// What it found.
    pub outline: Outline,
    /// The rules that nothing hides, by any policy of the run.
    pub(crate) mandatory: Vec<&'static str>,
    /// The clients of its files.
    pub(crate) clients: Vec<FoundClient>,
    /// The names of the policies.
    pub(crate) policies: Vec<String>,
}

/// Checks definitions.
///
/// # Errors
/// Nothing was judged: a path does not exist, a policy is absent or wrong.
pub fn check(task: &Task) -> Result<Checked, Fault> {
    look(task, &Judge, None)
}

/// What a check brought, with all that its projects come to.
#[derive(Debug)]
pub(crate) struct Observed {
    /// What it brought.
    pub(crate) checked: Checked,
    /// The projects of each file, those of one file under one policy together.
    pub(crate) sights: Vec<Sight>,
}

/// What definitions declare.
#[derive(Debug)]
pub struct Read {
    /// The projects, in the order of files and texts.
    pub declared: Vec<Declared>,
    pub(crate) clients: Vec<FoundClient>,
    /// The files, what cannot be read of them, and what failed.
    pub outline: Outline,
}

/// The part of a task that is looked at.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// The files, by the names they are shown under.
    pub(crate) files: BTreeSet<String>,
    /// Whether all files that are read by folders are looked at besides, for they know each other.
    pub(crate) folders: bool,
}

impl Scope {
    /// Adds a file.
    pub(crate) fn add(&mut self, name: &str) {
        self.folders |= endings::folder_kind(name).is_some();
        self.files.insert(name.to_owned());
    }

    fn holds(&self, unit: &Unit) -> bool {
        self.files.contains(&unit.candidate.name.shown) || (self.folders && unit.is_of_folder())
    }
}

/// Checks definitions, or a part of them, and notes what their projects come to.
///
/// # Errors
/// As [`check`].
pub(crate) fn observe(task: &Task, scope: Option<&Scope>) -> Result<Observed, Fault> {
    let sights = Sights::default();
    let checked = look(task, &sights, scope)?;
    Ok(Observed { checked, sights: sights.sorted() })
}

/// Reads definitions without judging them: what they declare, in the order of files and texts, and what cannot be
/// read of them.
///
/// # Errors
/// As [`check`].
pub fn read(task: &Task) -> Result<Read, Fault> {
    let declared = Declarations::default();
    let Checked { mut outline, clients, .. } = look(task, &declared, None)?;
    outline.sorted.findings.retain(|finding| finding.claim != Claim::Fault);
    Ok(Read { declared: declared.sorted(), clients, outline })
}

/// Reads definitions, or a part of them, and gives their projects to a sink.
///
/// # Errors
/// As [`check`].
pub(crate) fn look(task: &Task, sink: &dyn Sink, scope: Option<&Scope>) -> Result<Checked, Fault> {
    let store = &task.store;
    let mut policies = Policies::new(&task.policy, store)?;
    let candidates = files::gather(store, &task.paths, task.gitignore).map_err(Fault::NoSuchPaths)?;
    let is_absent = |path: &&PathBuf| !store.holds(&store.name(path).path);
    let absent: Vec<PathBuf> = task.values.files.iter().filter(is_absent).cloned().collect();
    if !absent.is_empty() {
        return Err(Fault::NoSuchPaths(absent));
    }
    if !task.as_walked {
        // What is named is meant, whatever is in it.
        for path in task.paths.iter().map(|path| store.name(path).path) {
            if store.is_file(&path) {
                store.add_source(&path);
            }
        }
    }
    let walked = Walked::of(task, &candidates, &mut policies)?;
    let mut failures = units::failures(task, candidates.failures, &mut policies)?;
    let mut units = units::units(task, candidates.files, &mut policies)?;
    units.extend(units::stdin_unit(task, &mut policies)?);
    let ignored = ignored::counted(task, candidates.ignored, &mut policies)?;
    let mut opened = Vec::new();
    if task.strict {
        let (units, unread) = ignored::opened(task, &ignored, &mut policies)?;
        opened = units;
        failures.extend(unread);
    }
    if let Some(scope) = scope {
        units.retain(|unit| scope.holds(unit));
    }
    policies.add_types(&task.types);
    let mandatory = policies.mandatory();
    refuse_ignoring(&task.selection, &mandatory)?;
    let triages: Vec<Triage<'_>> =
        policies.list.iter().map(|policy| Triage::new(policy, &task.selection)).collect();
    let looker = Looker::new(store, &triages, sink);
    let (in_folders, alone): (Vec<Unit>, Vec<Unit>) = units.into_iter().partition(Unit::is_of_folder);
    let is_one_kind = in_folders.is_empty() || alone.is_empty();
    let look_alone = || parallel::map(alone, |unit| looker.look_at(unit));
    let look_in_folders = || folders::look_at(&looker, in_folders, task, &policies);
    let (mut looked, in_folders) = match is_one_kind {
        true => (look_alone(), look_in_folders()),
        false => rayon::join(look_alone, look_in_folders),
    };
    looked.extend(in_folders);
    looked.sort_by(|left, right| left.path.cmp(&right.path));
    if sink.takes_clients() {
        clients::judge(&mut looked, &triages, task);
    }
    let unruled: Vec<&Looked> = looked.iter().filter(|looked| is_unruled(looked)).collect();
    if let Some(first) = unruled.first() {
        let projects = unruled.iter().map(|looked| looked.projects).sum();
        let found = Found { projects, files: unruled.len() };
        return Err(Fault::NoPolicyOf { path: first.path.clone(), found });
    }
    failures.extend(ignored::definitions(opened, &triages, task, &policies));
    let mut outline = Outline::of(&policies, failures);
    outline.merges = true;
    outline.git_ignored = ignored.into_iter().map(|candidate| candidate.name.shown).collect();
    let mut found_clients = Vec::new();
    for looked in looked {
        match looked.fate {
            Fate::Judged { .. } | Fate::Idle | Fate::Failed => {
                store.add_source(&store.shown_as(&looked.path).path);
            }
            // It may be what an earlier run wrote.
            Fate::Skipped { .. } | Fate::Unparsed { .. } => {}
        }
        outline.left_out.extend(looked.left_out.into_iter().map(|left_out| (looked.path.clone(), left_out)));
        outline.not_read.extend(looked.not_read);
        outline.unknown_types += looked.unknown.len();
        outline.unknown.extend(looked.unknown.into_iter().map(|unknown| (looked.path.clone(), unknown)));
        outline.files.push((looked.path, looked.fate));
        outline.projects += looked.projects;
        outline.clients += looked.clients.len();
        let found = looked.clients.into_iter();
        found_clients.extend(found.map(|client| FoundClient {
            client,
            path: looked.relative.clone(),
            ignores: looked.ignores.clone(),
        }));
        outline.sorted.merge(looked.outcome.sorted);
        outline.sorted.findings.extend(looked.findings);
        outline.failures.extend(looked.failures);
        if let Some(policy) = looked.policy {
            let unused = looked.ignores.iter().flat_map(|ignores| triages[policy].unused_ignores(ignores));
            outline.sorted.findings.extend(unused);
            outline.add_coverage(policy, &looked.outcome.coverage);
        }
    }
    outline.drop_what_is_read();
    for triage in &triages {
        let is_whole = std::cell::OnceCell::new();
        let could_match = |exception: &Exception, met: bool| {
            let sees_all = || *is_whole.get_or_init(|| covers(task, triage.policy(), &policies, &outline));
            let is_live = exception.when.as_ref().is_some_and(Condition::asks_for_live_facts);
            let rules = &exception.rules;
            let speaks_elsewhere = !rules.is_empty() && rules.iter().all(|rule| rule::is_live(rule));
            !is_live && !speaks_elsewhere && (met || sees_all())
        };
        let said = triage.of_exceptions(could_match);
        outline.sorted.findings.extend(said);
        outline.ending.extend(triage.ending());
    }
    let unused = walked.unused(task, &triages, &outline);
    outline.sorted.findings.extend(unused);
    outline.coverage_of(&policies);
    if task.strict {
        let hiding = strict::failures(&outline);
        outline.failures.extend(hiding);
    }
    let names = policies.list.iter().map(|policy| policy.name.clone()).collect();
    Ok(Checked { outline, mandatory, clients: found_clients, policies: names })
}

/// A mandatory rule cannot be switched off by an option.
pub(crate) fn refuse_ignoring(selection: &Selection, mandatory: &[&'static str]) -> Result<(), Fault> {
    match selection.ignore.iter().find(|rule| mandatory.contains(rule)) {
        None => Ok(()),
        Some(rule) => Err(Fault::IgnoredMandatory { rule }),
    }
}

/// Whether projects were found for which no policy is there.
fn is_unruled(looked: &Looked) -> bool {
    looked.policy.is_none() && matches!(looked.fate, Fate::Judged { .. })
}

/// Whether a run looked at every file that a policy is for: an exception for projects that it did not meet may be
/// for one that is elsewhere.
fn covers(task: &Task, policy: &Policy, policies: &Policies, outline: &Outline) -> bool {
    let store = &task.store;
    // A policy that was named may be far from what it is for.
    let is_below = |folder: &&Path| {
        outline.files.iter().any(|(path, _)| store.shown_as(path).place().starts_with(folder))
    };
    let folder = policy.folder.as_deref().filter(is_below).unwrap_or(store.working_folder()).to_owned();
    let Ok(all) = files::gather(store, &[folder], task.gitignore) else { return false };
    let seen: HashSet<&str> = outline.files.iter().map(|(path, _)| path.as_str()).collect();
    let is_excluded = |file: &Candidate| {
        policy.files.excludes(&policies.relative(&file.name, policy)) || policies.is_policy(&file.name)
    };
    all.files.iter().all(|file| seen.contains(file.name.shown.as_str()) || is_excluded(file))
}
