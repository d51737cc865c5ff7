//! The summary for people: what failed, then one line of counts, and on request a table of rules before it.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use super::paint::Paint;
use super::{Hidden, Options, Report};
use crate::finding::{Finding, Fix, Level, Safety};
use crate::text::{count, shown};

/// Writes the table of rules where it is asked for, a line for each failure, and the line of counts. Without a summary,
/// only the failures: who asks for findings alone must learn what was not looked at.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let paint = Paint::new(options.color);
    if options.statistics {
        write_statistics(report, out, paint)?;
    }
    for failure in &report.failures {
        let failed = paint.level(Level::Error, "failed");
        writeln!(out, "{failed}: {}: {}", shown(&failure.subject), shown(&failure.message))?;
    }
    if options.summary {
        writeln!(out, "{}", line(report))?;
    }
    Ok(())
}

/// The counts of a run in one line.
pub(crate) fn line(report: &Report) -> String {
    let summary = &report.summary;
    let mut sentences = vec![found(report)];
    sentences.extend(fixable(report));
    sentences.extend(hidden(summary.hidden));
    if summary.unresolved > 0 {
        sentences.push(format!("{} unresolved", summary.unresolved));
    }
    match summary.unknown_types {
        0 => {}
        1 => sentences.push("1 resource of an unknown type".to_owned()),
        many => sentences.push(format!("{many} resources of unknown types")),
    }
    if !summary.complete {
        sentences.push(match summary.failures {
            0 => "The run is incomplete".to_owned(),
            failures => format!("The run is incomplete: {}", count(failures, "failure")),
        });
    }
    sentences.join(". ") + "."
}

fn found(report: &Report) -> String {
    let summary = &report.summary;
    let projects = count(summary.projects, "project") + &files(report);
    let levels: Vec<String> = Level::ALL
        .into_iter()
        .filter(|&level| report.count(level) > 0)
        .map(|level| count(report.count(level), level.word()))
        .collect();
    match (&levels[..], concerned(report)) {
        ([], _) => format!("No findings in {projects}"),
        (_, 0) => format!("Found {}. Judged {projects}", and(&levels)),
        (_, concerned) => format!("Found {} in {concerned} of {projects}", and(&levels)),
    }
}

/// How many projects the findings that are shown speak of.
fn concerned(report: &Report) -> usize {
    let projects = report.findings.iter().flat_map(Finding::projects).filter_map(|project| project.id);
    projects.collect::<HashSet<_>>().len().min(report.summary.projects)
}

fn files(report: &Report) -> String {
    let summary = &report.summary;
    match (summary.files, summary.skipped) {
        (0, 0) => String::new(),
        (files, 0) => format!(" ({})", count(files, "file")),
        (files, skipped) => {
            let unparsed = match report.unparsed {
                0 => String::new(),
                unparsed => format!(", {unparsed} of them cannot be parsed"),
            };
            format!(" ({}, {skipped} skipped{unparsed})", count(files, "file"))
        }
    }
}

fn fixable(report: &Report) -> Vec<String> {
    let fixes: Vec<&Fix> = report.findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
    let safe = report.summary.fixable;
    let guesses = fixes.iter().filter(|fix| fix.safety == Safety::Unsafe).count();
    // Live projects are never changed: their fixes are calls, which `--diff` prints.
    let flag = if fixes.iter().any(|fix| !fix.edits.is_empty()) { "--fix" } else { "--diff" };
    let mut sentences = Vec::new();
    if safe > 0 {
        sentences.push(format!("{safe} fixable with {flag}"));
    }
    if guesses > 0 {
        let more = if safe > 0 { " more" } else { " fixable" };
        sentences.push(format!("{guesses}{more} with {flag} --unsafe-fixes"));
    }
    sentences
}

fn hidden(hidden: Hidden) -> Option<String> {
    let counts = [
        (hidden.ignored, "ignored"),
        (hidden.excepted, "excepted"),
        (hidden.baseline, "in the baseline"),
        (hidden.below_level, "below level"),
    ];
    let words: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    (!words.is_empty()).then(|| format!("Hidden: {}", words.join(", ")))
}

fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A row for each rule and level that is shown, the most frequent first.
fn write_statistics(report: &Report, out: &mut dyn Write, paint: Paint) -> io::Result<()> {
    let mut counts: BTreeMap<(&str, Level), (usize, usize)> = BTreeMap::new();
    for finding in &report.findings {
        let (all, fixable) = counts.entry((finding.rule, finding.level)).or_default();
        *all += 1;
        *fixable += usize::from(finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe));
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|&(_, (all, _))| std::cmp::Reverse(all));
    let width = rows.iter().map(|((rule, _), _)| rule.len()).max().unwrap_or(0).max(4);
    if !rows.is_empty() {
        writeln!(out, "{}", paint.strong(format_args!("{:width$}  level    count  fixable", "rule")))?;
    }
    for ((rule, level), (all, fixable)) in rows {
        writeln!(
            out,
            "{rule:width$}  {} {all:>6}  {fixable:>7}",
            paint.level(level, format_args!("{level:7}"))
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, drawn};
    use super::super::{Report, Summary};
    use super::*;

    #[test]
    fn everything_that_was_counted_is_said() {
        let expected = "\
rule               level    count  fixable
drifted-tag        error        1        0
inactive-cost-tag  error        1        0
missing-tag        error        1        0
unknown-tag        warning      1        1
failed: eu-west-1: no answer\\u{9b}1m
Found 3 errors and 1 warning in 3 of 4 projects (1 file, 2 skipped). 1 fixable with --fix. \
1 more with --fix --unsafe-fixes. Hidden: 1 ignored, 1 excepted, 1 in the baseline, 4 below level. \
2 unresolved. 6 resources of unknown types. The run is incomplete: 1 failure.
";
        let options = Options { statistics: true, ..Options::default() };
        assert_eq!(drawn(render, &testing::report(), &options), expected);
    }

    #[test]
    fn all_well_is_said_of_what_was_looked_at_alone() {
        let line = |summary| line(&Report { summary, ..Report::default() });
        let well = Summary { files: 5, projects: 14, complete: true, ..Summary::default() };
        assert_eq!(line(well), "No findings in 14 projects (5 files).");
        assert_eq!(line(Summary { files: 0, projects: 1, ..well }), "No findings in 1 project.");
        let hidden = Hidden { baseline: 3, ..Hidden::default() };
        assert_eq!(
            line(Summary { hidden, ..well }),
            "No findings in 14 projects (5 files). Hidden: 3 in the baseline."
        );
        let incomplete = Summary { failures: 2, complete: false, ..well };
        assert_eq!(
            line(incomplete),
            "No findings in 14 projects (5 files). The run is incomplete: 2 failures."
        );
    }

    #[test]
    fn what_cannot_be_parsed_is_told_of_what_is_skipped() {
        let summary = Summary { files: 3, skipped: 2, projects: 4, complete: true, ..Summary::default() };
        let report = Report { summary, unparsed: 1, ..Report::default() };
        assert_eq!(
            line(&report),
            "No findings in 4 projects (3 files, 2 skipped, 1 of them cannot be parsed)."
        );
    }

    #[test]
    fn findings_may_concern_no_project() {
        let findings = vec![testing::finding("unused-exception", Level::Warning, "unused")];
        let summary = Summary { files: 1, projects: 2, warning: 1, complete: true, ..Summary::default() };
        let report = Report { findings, summary, ..Report::default() };
        assert_eq!(line(&report), "Found 1 warning. Judged 2 projects (1 file).");
    }
}
