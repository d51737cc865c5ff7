//! A project that is right by the new policy, for its first test.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::collect::Batch;
use crate::engine::Sink;
use crate::judge::{Outcome, Setting, judge};
use crate::project::Project;

/// A project that a test can describe.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Example {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) tags: Vec<(String, String)>,
}

/// The example with most tags comes first, then by file and number.
type Rank = (Reverse<usize>, String, u32, Example);

/// Judges projects, and notes the best example of those of which nothing is found.
#[derive(Debug)]
pub(crate) struct Examples {
    policy: String,
    best: Mutex<Option<Rank>>,
}

impl Examples {
    /// Of those that the policy of this name is for.
    pub(crate) fn of(policy: &str) -> Self {
        Examples { policy: policy.to_owned(), best: Mutex::default() }
    }

    pub(crate) fn best(self) -> Option<Example> {
        let best = self.best.into_inner().unwrap_or_else(PoisonError::into_inner);
        best.map(|(_, _, _, example)| example)
    }
}

impl Sink for Examples {
    fn take(&self, batch: &Batch<'_>, setting: &Setting<'_>) -> Outcome {
        let outcome = judge(batch, setting);
        if setting.triage.policy().name != self.policy {
            return outcome;
        }
        let hidden = outcome.sorted.suppressed.iter().map(|suppressed| &suppressed.finding);
        let findings = outcome.sorted.findings.iter().chain(hidden);
        let projects = findings.filter_map(|finding| finding.project.as_ref()?.id);
        let wrong: BTreeSet<u32> = projects.map(|project| project.ordinal).collect();
        let path = setting.path.unwrap_or_default();
        batch.each(0..batch.len(), |project| {
            let Some(example) = Example::of(project).filter(|_| !wrong.contains(&project.ordinal)) else {
                return;
            };
            let new = (Reverse(example.tags.len()), path.to_owned(), project.ordinal, example);
            let mut best = self.best.lock().unwrap_or_else(PoisonError::into_inner);
            if best.as_ref().is_none_or(|best| new < *best) {
                *best = Some(new);
            }
        });
        outcome
    }
}

impl Example {
    /// A project of which all is known, and may be shown.
    fn of(project: &Project<'_>) -> Option<Self> {
        let name = project.shown_name().filter(|name| !name.is_empty())?;
        if !project.tags.all_known() || !project.complete {
            return None;
        }
        let mut tags = Vec::new();
        for tag in &project.tags.list {
            let value = tag.known_text().filter(|_| !tag.readings().any(|reading| reading.secret))?;
            tags.push((tag.key.to_string(), value.to_owned()));
        }
        Some(Example { name: name.to_owned(), kind: project.kind.to_string(), tags })
    }
}
