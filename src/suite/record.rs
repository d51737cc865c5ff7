//! Projects are judged, and which clauses of the policy made a difference is noted.

use std::sync::{Mutex, PoisonError};

use super::test::{Test, Tested};
use crate::collect::Batch;
use crate::engine::Sink;
use crate::files::Store;
use crate::finding::{Claim, Finding, Level, Location, ProjectId};
use crate::judge::{Outcome, Setting, judge};
use crate::policy::condition::Facts;
use crate::policy::problem::Problems;
use crate::policy::{Given, Policy, load};
use crate::project::Project;
use crate::rule;
use crate::rule::live::LiveCase;
use crate::triage::{Origin, Selection, Triage};

/// A policy without one of its overrides: what it finds otherwise is what the override changes.
#[derive(Debug)]
pub(super) struct Variant {
    policy: Policy,
    /// The override that it lacks.
    without: Location,
}

impl Variant {
    /// One for each override of a policy.
    ///
    /// # Errors
    /// What is wrong with the policy.
    pub(super) fn all(policy: &Policy, given: &Given, store: &Store) -> Result<Vec<Self>, Problems> {
        let mut variants = Vec::new();
        for (number, change) in policy.dictionaries.overrides().iter().enumerate() {
            let mut policy = load::load(given, store, rule::NAMES)?;
            policy.dictionaries.leave_out(number);
            variants.push(Variant { policy, without: change.clause.clone() });
        }
        Ok(variants)
    }
}

/// Judges the projects of one test.
#[derive(Debug)]
pub(super) struct Recorder<'r> {
    selection: &'r Selection,
    /// The path that conditions see instead of the file's.
    path: Option<&'r str>,
    /// The models that a described project is billed for.
    models: &'r [String],
    variants: &'r [Variant],
    spoken: Mutex<Vec<Location>>,
}

impl<'r> Recorder<'r> {
    pub(super) fn new(selection: &'r Selection, test: &'r Test, variants: &'r [Variant]) -> Self {
        let models: &[String] = match &test.tested {
            Tested::Project(description) => &description.models,
            Tested::File(_) => &[],
        };
        Recorder { selection, path: test.path.as_deref(), models, variants, spoken: Mutex::default() }
    }

    /// The clauses that made a rule speak, and the overrides and exceptions that changed or hid something.
    pub(super) fn spoken(self) -> Vec<Location> {
        self.spoken.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recorder<'_> {
    fn judge(&self, batch: &Batch<'_>, setting: &Setting<'_>) -> Outcome {
        let mut outcome = judge(batch, setting);
        if !self.models.is_empty() {
            batch.each(0..batch.len(), |project| self.judge_models(project, setting, &mut outcome));
        }
        outcome
    }

    /// Checks the models that a described project is billed for, as a bill would name them.
    fn judge_models(&self, project: &Project<'_>, setting: &Setting<'_>, outcome: &mut Outcome) {
        let policy = setting.triage.policy();
        let facts = Facts::of(project, setting.path);
        let dictionary = policy.dictionary(&facts);
        let id = ProjectId { file: setting.file, ordinal: project.ordinal };
        let origin = Origin::new(facts, dictionary, Some(id));
        for name in self.models {
            if let Some(rule) = policy.model_refusal(name, &facts) {
                setting.triage.ask(&LiveCase::Model { name, rule }, &origin, &mut outcome.sorted);
            }
        }
    }
}

impl Sink for Recorder<'_> {
    fn take(&self, batch: &Batch<'_>, setting: &Setting<'_>) -> Outcome {
        let setting = Setting { path: self.path.or(setting.path), ..*setting };
        let outcome = self.judge(batch, &setting);
        let mut spoken: Vec<Location> = reasons(&outcome).collect();
        spoken.extend(setting.triage.used_exceptions().map(|exception| exception.clause.clone()));
        for Variant { policy, without } in self.variants {
            let triage = Triage::new(policy, self.selection);
            let other = self.judge(batch, &Setting { triage: &triage, ..setting });
            if words(&outcome) != words(&other) {
                spoken.push(without.clone());
            }
        }
        self.spoken.lock().unwrap_or_else(PoisonError::into_inner).append(&mut spoken);
        outcome
    }
}

/// What was said, and what an exception hides of it.
fn said(outcome: &Outcome) -> impl Iterator<Item = &Finding> {
    let hidden = outcome.sorted.suppressed.iter().map(|suppressed| &suppressed.finding);
    outcome.sorted.findings.iter().chain(hidden)
}

fn reasons(outcome: &Outcome) -> impl Iterator<Item = Location> {
    let known = said(outcome).filter(|finding| finding.claim != Claim::Unknown);
    known.filter_map(|finding| finding.because.clone())
}

/// What tells a finding from others, whichever clause is behind it.
type Words<'f> = (&'static str, Level, &'f str, Option<&'f str>, Option<&'f str>, bool);

fn words(outcome: &Outcome) -> Vec<Words<'_>> {
    let shown = outcome.sorted.findings.len();
    let mut words = Vec::new();
    for (number, finding) in said(outcome).enumerate() {
        let Finding { rule, level, message, tag, value, .. } = finding;
        words.push((*rule, *level, &**message, tag.as_deref(), value.as_deref(), number < shown));
    }
    words.sort_unstable();
    words
}
