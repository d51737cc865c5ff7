//! The `github` format: workflow commands, which GitHub Actions turns into annotations of the change.
//!
//! It shows ten of each kind a step and drops the rest, so the heaviest come first, and a notice says what is left.

use std::io::{self, Write};

use miette::Diagnostic;

use super::escape::{data, property};
use super::{Options, Report, place};
use crate::fault::Fault;
use crate::finding::{Finding, Level, Location};
use crate::text::count;

/// How many annotations of a kind GitHub shows.
const MOST: usize = 10;
/// How many failures the annotation of an incomplete run names.
const MOST_FAILURES: usize = 10;

/// Writes the report.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, _options: &Options) -> io::Result<()> {
    write_failures(report, out)?;
    let mut left = 0;
    for level in Level::ALL {
        let of_level = || report.findings.iter().filter(|finding| finding.level == level);
        let number = of_level().count();
        let room = match level {
            Level::Error => MOST - usize::from(!report.failures.is_empty()),
            Level::Warning => MOST,
            Level::Note if left + number.saturating_sub(MOST) > 0 => MOST - 1,
            Level::Note => MOST,
        };
        for finding in of_level().take(room) {
            write_finding(finding, out)?;
        }
        left += number.saturating_sub(room);
    }
    if left > 0 {
        let rest = format!("{} not shown here: see the log of the job", count(left, "more finding"));
        writeln!(out, "::notice title=taglint::{}", data(&rest))?;
    }
    Ok(())
}

/// One annotation for all of what could not be looked at, so that it leaves room for findings.
fn write_failures(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.failures.is_empty() {
        return Ok(());
    }
    let mut message = format!("the run is incomplete: {}", count(report.failures.len(), "failure"));
    for failure in report.failures.iter().take(MOST_FAILURES) {
        message += &format!("\n{}: {}", failure.subject, failure.message.replace(['\r', '\n'], " "));
    }
    writeln!(out, "::error title=taglint::{}", data(&message))
}

fn write_finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    write!(out, "::{command} ")?;
    if let Some(location) = &finding.location {
        out.write_all(position(location).as_bytes())?;
    }
    let mut message = place::message(finding);
    if let Some(help) = &finding.help {
        message += &format!("\n{}", help.trim_end());
    }
    if let Some(spend) = &finding.spend {
        message += &format!("\nspend: {spend}");
    }
    for related in place::related(finding) {
        message += &format!("\n{related}");
    }
    let title = property(&format!("{}[{}]", finding.level, finding.rule));
    writeln!(out, "title={title}::{}", data(&message))
}

/// The properties of a command that say where a file has something; none where it is no file.
fn position(location: &Location) -> String {
    if !location.is_file() {
        return String::new();
    }
    let start = location.source.position(location.span.start);
    let end = location.source.position(location.span.end);
    let mut words = format!("file={},line={},endLine={},", property(location.path()), start.line, end.line);
    if start.line == end.line {
        words.push_str(&format!("col={},endColumn={},", start.column, end.column));
    }
    words
}

/// Why nothing was checked: an annotation for each thing that is wrong with a policy, at its line.
pub(super) fn refusal(fault: &Fault) -> String {
    let Fault::Policy(problems) = fault else {
        return refused("", &fault.to_string(), fault.help().map(|help| help.to_string()));
    };
    let mut text = String::new();
    for problem in problems.list().iter().take(MOST) {
        let position = match &problem.at {
            Some(at) => position(at),
            None => String::new(),
        };
        text.push_str(&refused(&position, &problem.message, problem.help.clone()));
    }
    text
}

fn refused(position: &str, message: &str, help: Option<String>) -> String {
    let mut words = format!("nothing was checked: {message}");
    if let Some(help) = help {
        words.push_str(&format!("\n{help}"));
    }
    format!("::error {position}title=taglint::{}\n", data(&words))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, drawn, finding};
    use super::*;
    use crate::source::Span;

    #[test]
    fn the_heaviest_come_first() {
        let expected = "\
::error title=taglint::the run is incomplete: 1 failure%0Aeu-west-1: no answer\\u{9b}1m
::error file=projects.json,line=3,endLine=3,col=15,endColumn=35,title=error[missing-tag]::\
Experiments-Research: `CostCenter` is missing%0Aadd `CostCenter`, for example `CC-1001`
::error title=error[drifted-tag]::111122223333/us-east-1 Chat: `Team` is `Alpha` live, not `Beta`
::error title=error[inactive-cost-tag]::`CostCenter` is not an active cost allocation tag
::warning file=projects.json,line=4,endLine=4,col=36,endColumn=40,title=warning[unknown-tag]::\
Búsqueda: `tëam\\u{1b}` is not in the dictionary
";
        assert_eq!(drawn(render, &testing::report(), &Options::default()), expected);
    }

    #[test]
    fn columns_are_of_one_line_and_paths_are_escaped() {
        let mut far = finding("unreadable-input", Level::Note, "100%");
        far.location = Some(testing::location("a,b:c.json", "one\ntwo\n", Span::new(1, 5)));
        let report = Report { findings: vec![far], ..Report::default() };
        let expected = "::notice file=a%2Cb%3Ac.json,line=1,endLine=2,title=note[unreadable-input]::100%25\n";
        assert_eq!(drawn(render, &report, &Options::default()), expected);
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let many = |level, number| vec![finding("unknown-tag", level, "m"); number];
        let findings = [many(Level::Note, 12), many(Level::Error, 25), many(Level::Warning, 10)].concat();
        let text = drawn(render, &Report { findings, ..Report::default() }, &Options::default());
        let lines = |command: &str| text.lines().filter(|line| line.starts_with(command)).count();
        assert_eq!((lines("::error"), lines("::warning"), lines("::notice")), (10, 10, 10));
        assert!(
            text.ends_with(
                "::notice title=taglint::18 more findings not shown here: see the log of the job\n"
            )
        );
    }
}
