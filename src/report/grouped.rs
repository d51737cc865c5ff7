//! The `grouped` format: a line a finding below the name of its file, or of its account and region.

use std::io::{self, Write};

use super::excerpt::Excerpt;
use super::fill::fill;
use super::paint::Paint;
use super::{Options, Report, money, place, summary};
use crate::finding::Finding;
use crate::text::shown;

/// Writes the report.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    if let Some(ledger) = &report.ledger {
        money::render(&ledger.statements, out, options)?;
    }
    let paint = Paint::of(options);
    let excerpt = Excerpt::of(&report.findings, options.all);
    let is_same = |left: &&Finding, right: &&Finding| place::home(left, report) == place::home(right, report);
    for group in excerpt.drawn.chunk_by(is_same) {
        writeln!(out, "{}", paint.strong(place::at_line_start(&place::home(group[0], report))))?;
        let positions: Vec<String> = group.iter().map(|finding| position(finding)).collect();
        let width = positions.iter().map(String::len).max().unwrap_or_default();
        for (finding, position) in group.iter().zip(&positions) {
            let head = paint.level(finding.level, format_args!("{}[{}]", finding.level, finding.rule));
            let line = format!("{head} {}", message(finding));
            let gap = if width == 0 { String::new() } else { format!("{position:>width$}  ") };
            writeln!(out, "{}", wrapped(&format!("  {gap}"), &line, options.width))?;
        }
        writeln!(out)?;
    }
    if let Some(rest) = excerpt.rest() {
        writeln!(out, "{}\n", wrapped("", &rest, options.width))?;
    }
    summary::render_below(report, out, options)
}

/// Line and column, in a file of its own.
fn position(finding: &Finding) -> String {
    let Some(location) =
        finding.location.as_ref().or(finding.because.as_ref().filter(|_| finding.project.is_none()))
    else {
        return String::new();
    };
    let position = location.source.position(location.span.start);
    format!("{}:{}", position.line, position.column)
}

/// The message behind the name of the project, with its account and region where the group does not name these.
fn message(finding: &Finding) -> String {
    match finding.subject() {
        Some(subject) if finding.location.is_none() => {
            format!("{}: {}", shown(place::label(subject)), place::line_with_spend(finding))
        }
        _ => place::message_with_spend(finding),
    }
}

/// A line behind an indent, wrapped at words below its own beginning.
fn wrapped(indent: &str, line: &str, width: Option<usize>) -> String {
    match width {
        None => format!("{indent}{line}"),
        Some(width) => fill(line, width, indent, &" ".repeat(indent.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, drawn};
    use super::*;

    #[test]
    fn findings_are_listed_below_their_file_or_account_and_region() {
        let options = Options { summary: false, ..Options::default() };
        let expected = "\
projects.json
  3:15  error[missing-tag] Experiments-Research: `CostCenter` is missing
  4:36  warning[unknown-tag] Búsqueda: `tëam\\u{1b}` is not in the dictionary

111122223333/us-east-1
  error[drifted-tag] Chat: `Team` is `Alpha` live, not `Beta`

taglint.toml
  2:1  error[inactive-cost-tag] `CostCenter` is not an active cost allocation tag

failed: eu-west-1: no answer\\u{9b}1m
";
        assert_eq!(drawn(render, &testing::report(), &options), expected);
    }

    #[test]
    fn lines_are_wrapped_below_their_message() {
        let mut report = testing::report();
        report.findings.truncate(1);
        report.failures.clear();
        let options = Options { summary: false, width: Some(50), ..Options::default() };
        let expected = "\
projects.json
  3:15  error[missing-tag] Experiments-Research:
        `CostCenter` is missing

";
        assert_eq!(drawn(render, &report, &options), expected);
    }
}
