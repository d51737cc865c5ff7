//! What git leaves out of a walk: counted, and opened where whatever could hide a project is a failure.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::look::Looker;
use super::looked::{Fate, Looked};
use super::policies::Policies;
use super::sink::Judge;
use super::units::{self, Unit};
use super::{Task, folders};
use crate::collect::files::{self, Candidate};
use crate::fault::Fault;
use crate::files::walk::Gitignore;
use crate::finding::Failure;
use crate::parallel;
use crate::triage::Triage;

/// The files and folders that git leaves out, without those that the policy excludes.
///
/// # Errors
/// What is wrong with a policy.
pub(super) fn counted(
    task: &Task,
    ignored: Vec<Candidate>,
    policies: &mut Policies,
) -> Result<Vec<Candidate>, Fault> {
    let mut counted = Vec::with_capacity(ignored.len());
    for candidate in ignored {
        if !units::is_excluded(task, &candidate.name, policies)? {
            counted.push(candidate);
        }
    }
    Ok(counted)
}

/// The files among them, those of whole folders included.
///
/// # Errors
/// What is wrong with a policy.
pub(super) fn opened(
    task: &Task,
    ignored: &[Candidate],
    policies: &mut Policies,
) -> Result<(Vec<Unit>, Vec<Failure>), Fault> {
    let paths = ignored.iter().map(|candidate| candidate.name.path.clone());
    let paths: Vec<PathBuf> = paths.filter(|path| task.store.holds(path)).collect();
    let mut candidates = files::gather(&task.store, &paths, Gitignore::Read).map_err(Fault::NoSuchPaths)?;
    for candidate in &mut candidates.files {
        candidate.named = false;
    }
    let failures = units::failures(task, candidates.failures, policies)?;
    Ok((units::units(task, candidates.files, policies)?, failures))
}

/// Which of them are definitions: each is a failure.
pub(super) fn definitions(
    units: Vec<Unit>,
    triages: &[Triage<'_>],
    task: &Task,
    policies: &Policies,
) -> Vec<Failure> {
    let opened: BTreeSet<String> = units.iter().map(|unit| unit.candidate.name.shown.clone()).collect();
    let looker = Looker::new(&task.store, triages, &Judge);
    let (in_folders, alone): (Vec<Unit>, Vec<Unit>) = units.into_iter().partition(Unit::is_of_folder);
    let mut looked: Vec<Looked> = parallel::map(alone, |unit| looker.look_at(unit));
    looked.extend(folders::look_at(&looker, in_folders, task, policies));
    let is_definition = |looked: &Looked| {
        let declares = matches!(looked.fate, Fate::Judged { .. } | Fate::Failed);
        opened.contains(&looked.path) && (declares || !looked.not_read.is_empty())
    };
    let definitions = looked.into_iter().filter(is_definition);
    let message = "it may be a definition, and git ignores it: it was not checked";
    definitions.map(|looked| Failure { subject: looked.path, message: message.to_owned() }).collect()
}
