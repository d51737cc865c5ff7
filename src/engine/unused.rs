//! Clauses of policies that chose nothing, after a run that saw all that they could choose from.

use std::collections::BTreeMap;

use super::policies::Policies;
use super::{Outline, Task};
use crate::collect::endings;
use crate::collect::files::Candidates;
use crate::files::FileName;
use crate::finding::{Claim, Finding};
use crate::policy::{Globs, Policy, Problems, anything_in};
use crate::rule::{Verdict, unused_clause};
use crate::triage::Triage;

/// What a walk met: paths as the policies see them, by the number of the policy.
#[derive(Debug, Default)]
pub(super) struct Walked(BTreeMap<usize, Vec<String>>);

impl Walked {
    /// What the paths of a run gave, what git ignores and the policies exclude among it, as far as a policy has globs
    /// that it could match.
    ///
    /// # Errors
    /// What is wrong with a policy.
    pub(super) fn of(task: &Task, found: &Candidates, policies: &mut Policies) -> Result<Self, Problems> {
        let mut walked = Walked::default();
        let mut add = |name: &FileName, is_folder: bool| {
            let Some(policy) = policies.of(name)? else { return Ok(()) };
            let files = &policies.list[policy].files;
            if files.include.is_none() && files.exclude.each.is_empty() {
                return Ok(());
            }
            let path = policies.relative(name, &policies.list[policy]);
            let paths = walked.0.entry(policy).or_default();
            if is_folder {
                paths.push(anything_in(&path));
            }
            paths.push(path);
            Ok::<(), Problems>(())
        };
        for candidate in &found.files {
            add(&candidate.name, false)?;
        }
        for candidate in &found.ignored {
            add(&candidate.name, task.store.is_folder(&candidate.name.place()))?;
        }
        for failure in &found.failures {
            add(&task.store.shown_as(&failure.subject), true)?;
        }
        Ok(walked)
    }

    /// What is reported about the policies of a run.
    pub(super) fn unused(&self, task: &Task, triages: &[Triage<'_>], outline: &Outline) -> Vec<Finding> {
        let mut said = Vec::new();
        for (number, triage) in triages.iter().enumerate() {
            let policy = triage.policy();
            if !is_walked_whole(task, policy) {
                continue;
            }
            let paths = self.0.get(&number).map(Vec::as_slice).unwrap_or_default();
            let mut verdicts = Vec::new();
            if let Some(include) = &policy.files.include {
                let manifests: Vec<&str> = paths.iter().map(String::as_str).filter(may_be_manifest).collect();
                globs("include", include, &manifests, &mut verdicts);
            }
            let all: Vec<&str> = paths.iter().map(String::as_str).collect();
            globs("exclude", &policy.files.exclude, &all, &mut verdicts);
            if is_all_read(outline) {
                let unused = policy.dictionaries.unused_overrides();
                let shown = unused.filter(|change| !change.when.asks_for_live_facts());
                verdicts.extend(shown.map(unused_clause::of_override));
            }
            let own = verdicts.into_iter().filter(|verdict| is_of(policy, verdict));
            said.extend(own.filter_map(|verdict| triage.say(&unused_clause::RULE, verdict)));
        }
        said
    }
}

/// The globs that match none of some paths.
fn globs(list: &str, globs: &Globs, paths: &[&str], verdicts: &mut Vec<Verdict>) {
    let unused = globs.each.iter().filter(|glob| !paths.iter().any(|path| glob.value.is_match(path)));
    verdicts.extend(unused.map(|glob| unused_clause::of_glob(list, &glob.clause)));
}

/// Whether `include` may speak of a file.
fn may_be_manifest(path: &&str) -> bool {
    endings::folder_kind(path).is_none()
}

/// Whether the folder of a policy was walked: it, or one above it, was named.
fn is_walked_whole(task: &Task, policy: &Policy) -> bool {
    let Some(folder) = policy.folder.as_deref() else { return false };
    let is_above = |name: FileName| task.store.is_folder(&name.path) && folder.starts_with(name.place());
    task.paths.iter().any(|path| is_above(task.store.name(path)))
}

/// Whether nothing is left that an override could be for.
fn is_all_read(outline: &Outline) -> bool {
    outline.failures.is_empty()
        && !outline.sorted.findings.iter().any(|finding| finding.claim == Claim::Unread)
}

/// Whether a clause is the policy's own. What it extends may be for other repositories too.
fn is_of(policy: &Policy, verdict: &Verdict) -> bool {
    verdict.at.as_ref().is_some_and(|at| at.path() == policy.name)
}
