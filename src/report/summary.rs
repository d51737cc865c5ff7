//! The summary for people: what failed, then one line of counts, and on request tables of rules and keys before it.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use super::fill::fill;
use super::paint::Paint;
use super::share::share_of;
use super::{Hidden, Options, Report, Restored};
use crate::finding::{Finding, Level, Safety};
use crate::text::{count, shown};
use textwrap::core::display_width as width;

/// More findings are easier to survey with a table of their rules below them.
const MANY: usize = 20;

/// The same as [`render`] at the end of a long page: below many findings with the table of rules, asked for or not,
/// and with where to read on.
///
/// # Errors
/// What the writer says.
pub(crate) fn render_below(report: &Report, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    if report.findings.len() > MANY && options.summary && !options.statistics {
        write_rules(report, out, Paint::of(options))?;
        writeln!(out)?;
    }
    render(report, out, options)?;
    match to_explain(report) {
        Some(rule) if options.summary => {
            writeln!(out, "Run `taglint explain {rule}` to see why it matters and how to fix it.")
        }
        _ => Ok(()),
    }
}

/// The rule to read about first: of the heaviest level, the one with the most findings; of several, the first.
fn to_explain(report: &Report) -> Option<&str> {
    let heaviest = report.findings.iter().map(|finding| finding.level).max()?;
    let heavy = || report.findings.iter().filter(|finding| finding.level == heaviest);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in heavy() {
        *counts.entry(finding.rule).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    heavy().map(|finding| finding.rule).find(|rule| counts[rule] == most)
}

/// Writes the tables where they are asked for, a line for each failure, and the line of counts. Without a summary, only
/// the failures: who asks for findings alone must learn what was not looked at.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let paint = Paint::of(options);
    if options.statistics {
        write_rules(report, out, paint)?;
        write_coverage(report, out, paint)?;
    }
    for failure in &report.failures {
        let failed = paint.level(Level::Error, "failed");
        writeln!(out, "{failed}: {}: {}", shown(&failure.subject), shown(&failure.message))?;
    }
    if options.summary {
        match options.width {
            None => writeln!(out, "{}", line(report))?,
            Some(width) => writeln!(out, "{}", fill(&line(report), width, "", ""))?,
        }
    }
    Ok(())
}

/// The counts of a run in one line.
pub(crate) fn line(report: &Report) -> String {
    let summary = &report.summary;
    let mut sentences = vec![match report.restored {
        Some(restored) => back(restored),
        None => found(report),
    }];
    if summary.compliant < summary.projects {
        sentences.push(compliant(report));
    }
    sentences.extend(reach(report));
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
    sentences.extend(ending(report));
    if !summary.complete {
        sentences.push(match summary.failures {
            0 => "The run is incomplete".to_owned(),
            failures => format!("The run is incomplete: {}", count(failures, "failure")),
        });
    }
    sentences.join(". ") + "."
}

/// How much is restored.
fn back(Restored { back, of }: Restored) -> String {
    match back == of {
        true => format!("Restored {}", count(of, "project")),
        false => format!("Restored {back} of {}", count(of, "project")),
    }
}

fn found(report: &Report) -> String {
    let (projects, clients) = (report.summary.projects, report.summary.clients);
    let projects = match (projects, clients) {
        (0, _) if is_by_key(report) => "the costs by key".to_owned(),
        (_, 0) => count(projects, "project") + &files(report),
        (0, _) => count(clients, "client") + &files(report),
        _ => format!("{} and {}{}", count(projects, "project"), count(clients, "client"), files(report)),
    };
    let levels: Vec<String> = Level::ALL
        .into_iter()
        .filter(|&level| report.count(level) > 0)
        .map(|level| count(report.count(level), level.word()))
        .collect();
    match (&levels[..], concerned(report)) {
        ([], _) => format!("No findings in {projects}"),
        (_, concerned) if concerned == 0 || clients > 0 => {
            format!("Found {}. Checked {projects}", and(&levels))
        }
        (_, concerned) => format!("Found {} in {concerned} of {projects}", and(&levels)),
    }
}

/// Whether a bill was read that tells costs by one key at a time, so that there are no projects.
fn is_by_key(report: &Report) -> bool {
    let mut statements = report.ledger.iter().flat_map(|ledger| &ledger.statements);
    statements.any(|statement| statement.detail.is_none())
}

fn compliant(report: &Report) -> String {
    let (compliant, projects) = (report.summary.compliant, report.summary.projects);
    format!("{compliant} of {} compliant ({})", count(projects, "project"), share_of(compliant, projects))
}

/// Where an audit looked.
fn reach(report: &Report) -> Option<String> {
    let (accounts, regions) = (report.reach.accounts, report.reach.regions);
    (regions > 0).then(|| format!("Looked at {} of {}", count(regions, "region"), count(accounts, "account")))
}

/// Which exceptions end soon.
fn ending(report: &Report) -> Option<String> {
    let first = report.ending.first()?;
    Some(match report.ending.len() {
        1 => format!("1 exception ends on {first}"),
        many => format!("{many} exceptions end soon, the first on {first}"),
    })
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
    let fixes = report.findings.iter().filter_map(|finding| finding.fix.as_ref());
    let guesses = fixes.filter(|fix| fix.safety == Safety::Unsafe).count();
    let safe = report.summary.fixable;
    let mut sentences = Vec::new();
    if safe > 0 {
        sentences.push(format!("{safe} fixable with --fix"));
    }
    if guesses > 0 {
        let more = if safe > 0 { "more" } else { "fixable" };
        sentences.push(format!("{guesses} {more} with --fix --unsafe-fixes"));
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
fn write_rules(report: &Report, out: &mut dyn Write, paint: Paint) -> io::Result<()> {
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

/// A row for each required key, and one for the projects that comply.
fn write_coverage(report: &Report, out: &mut dyn Write, paint: Paint) -> io::Result<()> {
    let mut rows: Vec<(String, String, String)> = Vec::new();
    for coverage in &report.coverage {
        let right = format!("{} of {}", coverage.right, coverage.of);
        rows.push((shown(&coverage.key).into_owned(), right, share_of(coverage.right, coverage.of)));
    }
    let head = "required key";
    let key = rows.iter().map(|row| width(&row.0)).chain([head.len()]).max().unwrap_or_default();
    let right = rows.iter().map(|row| row.1.len()).chain(["right".len()]).max().unwrap_or_default();
    if !rows.is_empty() {
        writeln!(out, "\n{}", paint.strong(format_args!("{head:key$}  {:>right$}  coverage", "right")))?;
    }
    for (name, number, share) in rows {
        let gap = " ".repeat(key - width(&name));
        writeln!(out, "{name}{gap}  {number:>right$}  {share:>8}")?;
    }
    if report.summary.projects > 0 {
        writeln!(out, "{}", compliant(report))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::super::testing::{self, drawn};
    use super::super::{Reach, Report, Summary};
    use super::*;

    #[test]
    fn everything_that_was_counted_is_said() {
        let expected = "\
rule               level    count  fixable
drifted-tag        error        1        0
inactive-cost-tag  error        1        0
missing-tag        error        1        0
unknown-tag        warning      1        1

required key   right  coverage
CostCenter    2 of 3    66.7 %
Owner         0 of 0      none
2 of 4 projects compliant (50.0 %)
failed: eu-west-1: no answer\\u{9b}1m
Found 3 errors and 1 warning in 3 of 4 projects (1 file, 2 skipped). 2 of 4 projects compliant (50.0 %). 1 fixable with --fix. \
1 more with --fix --unsafe-fixes. Hidden: 1 ignored, 1 excepted, 1 in the baseline, 4 below level. \
2 unresolved. 6 resources of unknown types. The run is incomplete: 1 failure.
";
        let options = Options { statistics: true, ..Options::default() };
        assert_eq!(drawn(render, &testing::report(), &options), expected);
    }

    #[test]
    fn all_well_is_said_of_what_was_looked_at_alone() {
        let line = |summary| line(&Report { summary, ..Report::default() });
        let well = Summary { files: 5, projects: 14, compliant: 14, complete: true, ..Summary::default() };
        assert_eq!(line(well), "No findings in 14 projects (5 files).");
        assert_eq!(
            line(Summary { files: 0, projects: 1, compliant: 1, ..well }),
            "No findings in 1 project."
        );
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
        let summary =
            Summary { files: 3, skipped: 2, projects: 4, compliant: 4, complete: true, ..Summary::default() };
        let report = Report { summary, unparsed: 1, ..Report::default() };
        assert_eq!(
            line(&report),
            "No findings in 4 projects (3 files, 2 skipped, 1 of them cannot be parsed)."
        );
    }

    #[test]
    fn an_audit_tells_where_it_looked_and_what_ends_soon() {
        let summary = Summary { projects: 2, compliant: 2, complete: true, ..Summary::default() };
        let reach = Reach { accounts: 2, regions: 15 };
        let report = Report { summary, reach, ending: vec![date!(2026 - 12 - 01)], ..Report::default() };
        assert_eq!(
            line(&report),
            "No findings in 2 projects. Looked at 15 regions of 2 accounts. 1 exception ends on 2026-12-01."
        );
        let ending = vec![date!(2026 - 12 - 01), date!(2026 - 12 - 02)];
        let line = line(&Report { ending, ..Report::default() });
        assert_eq!(
            line,
            "No findings in 0 projects. 2 exceptions end soon, the first on 2026-12-01. The run is incomplete."
        );
    }

    #[test]
    fn many_findings_have_a_table_below_them() {
        let some = |number| Report {
            findings: vec![testing::finding("unknown-tag", Level::Warning, "unknown"); number],
            ..Report::default()
        };
        let table = |number, options: &Options| {
            drawn(render_below, &some(number), options).contains("unknown-tag  warning")
        };
        assert!(table(21, &Options::default()) && !table(20, &Options::default()));
        assert!(!table(21, &Options { summary: false, ..Options::default() }));
    }

    #[test]
    fn findings_may_concern_no_project() {
        let findings = vec![testing::finding("unused-exception", Level::Warning, "unused")];
        let summary =
            Summary { files: 1, projects: 2, compliant: 2, warning: 1, complete: true, ..Summary::default() };
        let report = Report { findings, summary, ..Report::default() };
        assert_eq!(line(&report), "Found 1 warning. Checked 2 projects (1 file).");
    }
}
