//! Which files are looked at, by which policy.

use super::Task;
use super::policies::Policies;
use crate::collect::endings;
use crate::collect::files::{self, Candidate};
use crate::collect::folders::FolderKind;
use crate::fault::Fault;
use crate::files::FileName;
use crate::finding::Failure;
use crate::source::Medium;

/// A file to look at.
#[derive(Debug)]
pub(crate) struct Unit {
    /// The file.
    pub(crate) candidate: Candidate,
    /// The number of its policy, if there is one.
    pub(crate) policy: Option<usize>,
    /// Relative to the folder of the policy.
    pub(crate) relative: String,
    /// Its bytes, where they are not those of the file.
    pub(crate) bytes: Option<Vec<u8>>,
    /// What it is.
    pub(crate) medium: Medium,
}

impl Unit {
    /// The kind that reads it with the others of its folder, where one does.
    pub(crate) fn folder_kind(&self) -> Option<&'static dyn FolderKind> {
        endings::folder_kind(&self.candidate.name.shown)
    }

    /// Whether it is read with the others of its folder.
    pub(crate) fn is_of_folder(&self) -> bool {
        self.folder_kind().is_some()
    }
}

/// The folders that could not be looked into and the links that are not followed, without those that the policy
/// excludes.
pub(super) fn failures(
    task: &Task,
    failures: Vec<Failure>,
    policies: &mut Policies,
) -> Result<Vec<Failure>, Fault> {
    let mut kept = Vec::with_capacity(failures.len());
    for failure in failures {
        let name = task.store.shown_as(&failure.subject);
        if !excludes_all(&name, policies)? && !is_excluded(task, &name, policies)? {
            kept.push(failure);
        }
    }
    Ok(kept)
}

/// Whether the policy excludes all that may be in a folder.
fn excludes_all(name: &FileName, policies: &mut Policies) -> Result<bool, Fault> {
    let policy = policies.of(name)?;
    let Some(policy) = policy.map(|policy| &policies.list[policy]) else { return Ok(false) };
    Ok(policy.files.excludes_folder(&policies.relative(name, policy)))
}

/// Whether the policy excludes a file, or all that may be in a folder.
pub(super) fn is_excluded(task: &Task, name: &FileName, policies: &mut Policies) -> Result<bool, Fault> {
    if task.store.is_folder(&name.place()) {
        return excludes_all(name, policies);
    }
    let policy = policies.of(name)?;
    let Some(policy) = policy.map(|policy| &policies.list[policy]) else { return Ok(false) };
    Ok(policy.files.excludes(&policies.relative(name, policy)))
}

/// Standard input as a file of the working folder.
pub(super) fn stdin_unit(task: &Task, policies: &mut Policies) -> Result<Option<Unit>, Fault> {
    let Some((shown, bytes)) = &task.stdin else { return Ok(None) };
    let working_folder = task.store.working_folder();
    let name = FileName { path: working_folder.join(shown), shown: shown.clone() };
    let policy = policies.of_folder(working_folder)?;
    Ok(unit(Candidate { name, named: true, hidden: false }, policy, policies, Some(bytes.clone())))
}

/// What is read of the files, by which policy. Policies are none of them, but where one is named.
pub(super) fn units(
    task: &Task,
    candidates: Vec<Candidate>,
    policies: &mut Policies,
) -> Result<Vec<Unit>, Fault> {
    let mut units = Vec::with_capacity(candidates.len());
    for mut candidate in candidates {
        if candidate.named && task.as_walked {
            candidate.hidden = files::is_hidden(&candidate.name.shown);
            if candidate.hidden && !files::is_pipeline(&candidate.name.shown) {
                continue;
            }
            candidate.named = false;
        }
        let policy = policies.of(&candidate.name)?;
        if candidate.named || !policies.is_policy(&candidate.name) {
            units.extend(unit(candidate, policy, policies, None));
        }
    }
    Ok(units)
}

/// What is read of one file, unless its policy excludes it.
fn unit(
    candidate: Candidate,
    policy: Option<usize>,
    policies: &Policies,
    stdin: Option<Vec<u8>>,
) -> Option<Unit> {
    let mut relative = candidate.name.shown.clone();
    if let Some(policy) = policy {
        let policy = &policies.list[policy];
        relative = policies.relative(&candidate.name, policy);
        if policy.files.excludes(&relative) {
            return None;
        }
    }
    let medium = if stdin.is_some() { Medium::Stdin } else { Medium::File };
    Some(Unit { candidate, policy, relative, bytes: stdin, medium })
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::engine::Wanted;
    use crate::files::Store;
    use crate::triage::Selection;

    #[test]
    fn a_folder_that_is_excluded_need_not_be_looked_into() {
        let selection = Selection::everything(date!(2026 - 11 - 21));
        let policy = Wanted::Text("files.exclude = ['vendor/**', 'old/*.json']".to_owned());
        let task = Task::new(policy, Store::in_memory("/work", []), selection);
        let mut policies = Policies::new(&task.policy, &task.store).expect("a policy");
        let failed = ["vendor", "vendor/a", "old", "src"]
            .map(|subject| Failure { subject: subject.to_owned(), message: String::new() });
        let kept = failures(&task, failed.to_vec(), &mut policies).expect("a policy");
        let kept: Vec<&str> = kept.iter().map(|failure| &*failure.subject).collect();
        assert_eq!(kept, ["old", "src"]);
    }
}
