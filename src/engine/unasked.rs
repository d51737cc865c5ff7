//! Resources that can have tags, of types that nobody asks for: what a policy could check besides.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::check::{Checked, look};
use super::sink::Sink;
use super::task::{Task, Wanted};
use crate::collect::Batch;
use crate::fault::Fault;
use crate::judge::{Outcome, Setting};
use crate::project::{BEDROCK_PROJECT, INFERENCE_PROFILE, MODULE_CALL};

/// The glob that asks for every type.
const EVERY: &str = "*";

/// How many resources of each type a task leaves unchecked because neither the policy nor the task asks for them.
///
/// # Errors
/// As [`super::check()`].
pub(crate) fn unasked(task: &Task, checked: &Checked) -> Result<BTreeMap<String, usize>, Fault> {
    let mut wide = task.clone();
    wide.types.push(EVERY.to_owned());
    if checked.policies.is_empty() {
        wide.policy = Wanted::Text(String::new());
    }
    let unasked = Unasked::default();
    look(&wide, &unasked, None)?;
    Ok(unasked.0.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Counts resources by their types.
#[derive(Debug, Default)]
struct Unasked(Mutex<BTreeMap<String, usize>>);

impl Sink for Unasked {
    fn takes_clients(&self) -> bool {
        false
    }

    fn take(&self, batch: &Batch<'_>, setting: &Setting<'_>) -> Outcome {
        let globs = &setting.triage.policy().resource_types;
        // The last one is what this run adds.
        let asked = &globs[..globs.len() - 1];
        let is_asked = |kind: &str| {
            [BEDROCK_PROJECT, INFERENCE_PROFILE, MODULE_CALL].contains(&kind)
                || asked.iter().any(|glob| glob.matches(kind))
        };
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut last = None;
        batch.each(0..batch.len(), |project| {
            // Several readings of one project are together.
            if last != Some(project.ordinal) && !is_asked(&project.kind) {
                *counts.entry(project.kind.to_string()).or_default() += 1;
            }
            last = Some(project.ordinal);
        });
        Outcome::default()
    }
}
