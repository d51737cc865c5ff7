//! The outcome of tests as one JSON document.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::ser::PrettyFormatter;

use super::coverage::Coverage;
use super::expect::Expected;
use super::outcome::Proof;
use super::trial::Trial;
use crate::finding::Failure;
use crate::policy::clauses::Clause;
use crate::report::json::{finding, location, write_value};
use crate::report::secrets::Secrets;

const VERSION: u32 = 1;

/// Writes the document.
///
/// # Errors
/// What the writer says.
pub(super) fn render(proof: &Proof, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        tests: proof.trials.iter().map(TrialView).collect(),
        passed: proof.passed(),
        failed: proof.failed(),
        coverage: proof.coverage.as_ref().map(CoverageView::of),
    };
    write_value(out, &document, PrettyFormatter::new())
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tests: Vec<TrialView<'a>>,
    passed: usize,
    failed: usize,
    coverage: Option<CoverageView<'a>>,
}

struct TrialView<'a>(&'a Trial);

impl Serialize for TrialView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let trial = self.0;
        let secrets = Secrets::of(&trial.report);
        let fields = TrialFields {
            name: &trial.name,
            path: trial.place.path(),
            line: trial.place.source.position(trial.place.span.start).line,
            passed: trial.passed(),
            unexpected: trial.unexpected().map(|found| finding(found, &secrets)).collect(),
            absent: trial.absent.iter().map(|(expected, _)| Given(expected)).collect(),
            failures: &trial.report.failures,
        };
        fields.serialize(serializer)
    }
}

#[derive(Serialize)]
struct TrialFields<'a, F> {
    name: &'a str,
    path: &'a str,
    line: usize,
    passed: bool,
    unexpected: Vec<F>,
    absent: Vec<Given<'a>>,
    /// What could not be looked at in the file of a test.
    #[serde(skip_serializing_if = "<[Failure]>::is_empty")]
    failures: &'a [Failure],
}

/// The fields that an entry of `expect` gives.
struct Given<'a>(&'a Expected);

impl Serialize for Given<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.fields())
    }
}

#[derive(Serialize)]
struct CoverageView<'a> {
    exercised: usize,
    clauses: usize,
    missed: Vec<ClauseView<'a>>,
}

impl<'a> CoverageView<'a> {
    fn of(coverage: &'a Coverage) -> Self {
        CoverageView {
            exercised: coverage.exercised(),
            clauses: coverage.clauses,
            missed: coverage.missed.iter().map(ClauseView).collect(),
        }
    }
}

struct ClauseView<'a>(&'a Clause);

impl Serialize for ClauseView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Fields<'a, L> {
            clause: &'a str,
            location: L,
        }
        Fields { clause: &self.0.name, location: location(&self.0.place) }.serialize(serializer)
    }
}
