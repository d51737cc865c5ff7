//! The outcome of tests for people: a line a test, what is wrong with those that failed, and the counts.

use std::io::{self, Write};

use super::expect::Expected;
use super::outcome::Proof;
use super::trial::Trial;
use crate::finding::{Finding, Location};
use crate::report::place;
use crate::text::{code, shown};

/// Writes the lines.
///
/// # Errors
/// What the writer says.
pub(super) fn render(proof: &Proof, out: &mut dyn Write) -> io::Result<()> {
    for trial in &proof.trials {
        let word = if trial.passed() { "ok    " } else { "FAILED" };
        writeln!(out, "{word}  {}", shown(&trial.name))?;
        for line in details(trial) {
            writeln!(out, "  {line}")?;
        }
    }
    if let Some(coverage) = &proof.coverage {
        let (exercised, clauses) = (coverage.exercised(), coverage.clauses);
        writeln!(out, "coverage: {exercised} of {clauses} clauses ({} %)", coverage.percent())?;
        for clause in &coverage.missed {
            writeln!(out, "  not tested: {} ({})", shown(&clause.name), place::position(&clause.place))?;
        }
    }
    writeln!(out, "{} passed, {} failed", proof.passed(), proof.failed())
}

/// What is wrong with a test, a line each.
pub(super) fn details(trial: &Trial) -> Vec<String> {
    let mut lines = Vec::new();
    for failure in &trial.report.failures {
        let at = place::position(&trial.place);
        lines.push(format!("{at}: failed: {}: {}", shown(&failure.subject), shown(&failure.message)));
    }
    for finding in trial.unexpected() {
        lines.push(unexpected(finding, trial));
    }
    for (expected, clause) in &trial.absent {
        lines.push(absent(expected, clause.as_ref()));
    }
    lines
}

/// A finding in a definition is told at `expect`, where an entry for it belongs.
fn unexpected(finding: &Finding, trial: &Trial) -> String {
    let is_here = |at: &&Location| at.path() == trial.place.path();
    let here = finding.location.as_ref().filter(is_here).unwrap_or(&trial.expect_place);
    let mut line = format!("{}: found, but not expected: ", place::position(here));
    line += &format!("{}[{}] {}", finding.level, finding.rule, place::line(finding));
    if let Some(at) = finding.location.as_ref().filter(|at| !is_here(at)) {
        line += &format!(" at {}", place::position(at));
    }
    if let Some(clause) = &finding.because {
        line += &format!(", required by {}", place::position(clause));
    }
    line
}

fn absent(expected: &Expected, clause: Option<&Location>) -> String {
    let fields = expected.fields();
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name} = {}", code(value))).collect();
    let mut line = format!("{}: expected, but not found: ", place::position(&expected.place));
    line += &if fields.is_empty() { "any finding".to_owned() } else { fields.join(", ") };
    if let Some(clause) = clause {
        line += &format!("; the key is defined at {}", place::position(clause));
    }
    line
}
