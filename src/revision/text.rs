//! A comparison for people: a line a finding, and the counts.

use std::io::{self, Write};

use super::compare::Revision;
use crate::finding::{Finding, Level};
use crate::report::place;
use crate::text::{count, shown};

/// Writes the lines.
///
/// # Errors
/// What the writer says.
pub(super) fn render(revision: &Revision, out: &mut dyn Write) -> io::Result<()> {
    for finding in &revision.added {
        writeln!(out, "+ {}", line(finding, finding.level.word()))?;
    }
    for (before, finding) in &revision.changed {
        writeln!(out, "~ {}", line(finding, &format!("{} -> {}", before, finding.level)))?;
    }
    for finding in &revision.removed {
        writeln!(out, "- {}", line(finding, finding.level.word()))?;
    }
    for finding in revision.unread() {
        writeln!(out, "unread: {}", line(finding, finding.level.word()))?;
    }
    for failure in revision.failures() {
        writeln!(out, "failed: {}: {}", place::at_line_start(&failure.subject), shown(&failure.message))?;
    }
    let errors = |findings: &[Finding]| {
        let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
        if errors == 0 { String::new() } else { format!(" ({})", count(errors, "error")) }
    };
    let Revision { added, removed, changed, unchanged, .. } = revision;
    let [added_errors, removed_errors] = [added, removed].map(|findings| errors(findings));
    writeln!(
        out,
        "{}: {} added{added_errors}, {} removed{removed_errors}, {} of another level; {unchanged} unchanged in {}.",
        differing(added.len() + removed.len() + changed.len()),
        added.len(),
        removed.len(),
        changed.len(),
        count(revision.new.summary.projects, "project")
    )
}

fn differing(number: usize) -> String {
    match number {
        0 => "no finding differs".to_owned(),
        1 => "1 finding differs".to_owned(),
        _ => format!("{number} findings differ"),
    }
}

fn line(finding: &Finding, level: &str) -> String {
    let mut line = match &finding.location {
        Some(at) => format!("{}: ", place::position(at)),
        None => String::new(),
    };
    line += &format!("{level}[{}] {}", finding.rule, place::message(finding));
    if let Some(clause) = &finding.because {
        line += &format!(", required by {}", place::position(clause));
    }
    line
}
