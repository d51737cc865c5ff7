//! One test: what it describes is checked, and what is found is held against what is expected.

use std::path::Path;

use super::expect::{Difference, Expected};
use super::record::{Recorder, Variant};
use super::test::{Description, Test, Tested};
use crate::collect::Batch;
use crate::engine::{self, Outline, Screen, Sink, Task, Wanted, counted};
use crate::fault::Fault;
use crate::files::Store;
use crate::finding::{Failure, Finding, Location};
use crate::judge::{NONE_EXCLUDED, Setting};
use crate::policy::{Given, Policy};
use crate::report::Report;
use crate::triage::{Selection, Triage};

/// A test that was run.
#[derive(Debug)]
pub(crate) struct Trial {
    /// The name of the test, as it may be shown.
    pub name: String,
    /// The header of the test.
    pub place: Location,
    /// The entry `expect`.
    pub expect_place: Location,
    pub report: Report,
    /// The numbers of the findings that were not expected.
    pub unexpected: Vec<usize>,
    /// What was expected and not found, with the clause of the key that it names.
    pub absent: Vec<(Expected, Option<Location>)>,
}

impl Trial {
    /// A file that could not be looked at whole proves nothing.
    pub(crate) fn passed(&self) -> bool {
        self.unexpected.is_empty() && self.absent.is_empty() && self.report.failures.is_empty()
    }

    pub(crate) fn unexpected(&self) -> impl Iterator<Item = &Finding> {
        self.unexpected.iter().map(|&number| &self.report.findings[number])
    }
}

/// What the tests of one file share.
#[derive(Debug)]
pub(super) struct Bench<'b> {
    pub store: &'b Store,
    pub given: &'b Given,
    pub policy: &'b Policy,
    pub variants: &'b [Variant],
    pub selection: &'b Selection,
}

impl Bench<'_> {
    /// Runs a test, and tells which clauses spoke.
    ///
    /// # Errors
    /// Nothing was checked.
    pub(super) fn run(&self, test: &Test) -> Result<(Trial, Vec<Location>), Fault> {
        let selection =
            Selection { today: test.today.unwrap_or(self.selection.today), ..self.selection.clone() };
        let recorder = Recorder::new(&selection, test, self.variants);
        let outline = match &test.tested {
            Tested::Project(description) => self.of_project(description, &recorder, &selection),
            Tested::File(path) => self.of_file(path, &recorder, &selection)?,
        };
        let report = counted(outline, &Screen::default());
        let Difference { unexpected, absent } = Difference::between(&test.expect, &report.findings);
        let absent = absent.into_iter().map(|number| {
            let expected = test.expect[number].clone();
            let entry = expected.tag.as_ref().and_then(|tag| self.policy.dictionaries.base().get(tag));
            (expected, entry.map(|entry| entry.clause.clone()))
        });
        let trial = Trial {
            name: test.name.clone(),
            place: test.place.clone(),
            expect_place: test.expect_place.clone(),
            unexpected,
            absent: absent.collect(),
            report,
        };
        Ok((trial, recorder.spoken()))
    }

    fn of_project(
        &self,
        description: &Description,
        recorder: &Recorder<'_>,
        selection: &Selection,
    ) -> Outline {
        let triage = Triage::new(self.policy, selection);
        let setting = Setting { triage: &triage, path: None, ignores: &[], excluded: NONE_EXCLUDED, file: 0 };
        let mut outline = Outline::default();
        outline.projects = 1;
        outline.policy.clone_from(&self.policy.name);
        outline.sorted = recorder.take(&Batch::of(vec![description.project()]), &setting).sorted;
        outline.sorted.findings.extend(triage.of_exceptions(|_, met| met));
        for finding in &mut outline.sorted.findings {
            // It would write into the test.
            finding.fix = None;
        }
        outline
    }

    fn of_file(&self, path: &Path, recorder: &Recorder<'_>, selection: &Selection) -> Result<Outline, Fault> {
        let policy = Wanted::Given(self.given.clone());
        let mut task = Task::new(policy, self.store.clone(), selection.clone());
        task.paths.push(path.to_owned());
        let mut checked = engine::look(&task, recorder, None)?;
        engine::prove(&task, &mut checked, &Screen::default())?;
        let mut outline = checked.outline;
        if outline.is_empty() && outline.failures.is_empty() {
            let subject = self.store.name(path).shown;
            let message = format!("nothing was checked: {}", outline.why_nothing());
            outline.failures.push(Failure { subject, message });
        }
        Ok(outline)
    }
}
