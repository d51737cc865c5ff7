//! The `markdown` format, for the summary of a job: counts, coverage, the worst projects, findings.
//!
//! GitHub drops a summary of more than 1 MiB altogether, so what does not fit is left out and counted.

use std::io::{self, Write};

use miette::Diagnostic;

use super::escape::cell;
use super::share::share_of;
use super::{Coverage, Options, Report, digest, money, place, summary};
use crate::cost::Money;
use crate::cost::spend::cents;
use crate::fault::Fault;
use crate::finding::{Finding, Level};
use crate::text::{count, masked};

/// The most that GitHub takes, in bytes.
const MOST: usize = 1_048_576;
/// What is kept free for the words that end a table.
const RESERVE: usize = 1024;
/// How many projects count as the worst.
const WORST: usize = 10;
/// How much of a text a cell holds, in characters.
const CELL: usize = 300;

/// Writes the report.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, _options: &Options) -> io::Result<()> {
    render_within(MOST, report, out)
}

/// Why nothing was checked.
pub(super) fn refusal(fault: &Fault) -> String {
    let mut rows = Vec::new();
    match fault {
        Fault::Policy(problems) => {
            for problem in problems.list() {
                let place = match &problem.at {
                    Some(at) => place::position(at),
                    None => String::new(),
                };
                rows.push(row([&place, &problem.message, problem.help.as_deref().unwrap_or_default()]));
            }
        }
        fault => {
            let help = match fault.help() {
                Some(help) => help.to_string(),
                None => String::new(),
            };
            rows.push(row(["", &fault.to_string(), &help]));
        }
    }
    let heading = "## taglint: nothing was checked\n\n| where | why | what to do |\n| --- | --- | --- |\n";
    format!("{heading}{}\n", rows.join("\n"))
}

fn render_within(most: usize, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, left: most.saturating_sub(RESERVE) };
    page.line(&format!("## taglint: {}\n\n{}", digest::headline(report), cell(&summary::line(report))))?;
    let failures = report.failures.iter().map(|failure| row([&failure.subject, &failure.message]));
    page.table("What could not be looked at", "| what | why |\n| --- | --- |", failures)?;
    let statements = report.ledger.iter().flat_map(|ledger| &ledger.statements);
    for statement in statements {
        let columns = "| class | amount | share |\n| --- | ---: | ---: |";
        let overview = money::overview(statement);
        let lines = overview.iter().map(|line| spend(line, statement.base));
        page.table(&cell(&money::heading(statement)), columns, lines)?;
    }
    let coverage = report.coverage.iter().map(coverage);
    let columns = "| required key | right | coverage |\n| --- | ---: | ---: |";
    page.table("Coverage", columns, coverage)?;
    let columns = "| project | errors | warnings | notes |\n| --- | ---: | ---: | ---: |";
    page.table("Most to do", columns, worst(report))?;
    let columns = "| level | project | where | rule | message |\n| --- | --- | --- | --- | --- |";
    page.table("Findings", columns, by_level(report).map(finding))
}

/// What is written, and how many bytes there is still room for.
struct Page<'w> {
    out: &'w mut dyn Write,
    left: usize,
}

impl Page<'_> {
    /// A table under a heading, as much of it as there is room for; nothing where there are no rows.
    fn table(&mut self, title: &str, columns: &str, rows: impl Iterator<Item = String>) -> io::Result<()> {
        let mut rows = rows.peekable();
        if rows.peek().is_none() || !self.line(&format!("\n### {title}\n\n{columns}"))? {
            return Ok(());
        }
        while let Some(row) = rows.next() {
            if !self.line(&row)? {
                // From the reserve: nothing is written behind it.
                self.left = 0;
                let rest = count(1 + rows.count(), "more row");
                return writeln!(self.out, "\n{rest} left out: a summary holds no more.");
            }
        }
        Ok(())
    }

    /// Whether there was room for a line, which is written then.
    fn line(&mut self, line: &str) -> io::Result<bool> {
        let Some(left) = self.left.checked_sub(line.len() + 1) else { return Ok(false) };
        self.left = left;
        writeln!(self.out, "{line}")?;
        Ok(true)
    }
}

/// A row of cells, each cut to a size that leaves room for others.
fn row<const N: usize>(cells: [&str; N]) -> String {
    let cut = |text: &str| {
        let text = masked(text);
        match text.char_indices().nth(CELL) {
            None => cell(&text),
            Some((end, _)) => format!("{}…", cell(&text[..end])),
        }
    };
    format!("| {} |", cells.map(cut).join(" | "))
}

/// The money of a class, with its share of what shares are of.
fn spend(line: &money::Line, base: Money) -> String {
    row([&line.label, &cents(line.amount), &line.percent(base)])
}

fn coverage(coverage: &Coverage) -> String {
    let right = format!("{} of {}", coverage.right, coverage.of);
    row([&coverage.key, &right, &share_of(coverage.right, coverage.of)])
}

/// The projects with most findings.
fn worst(report: &Report) -> impl Iterator<Item = String> {
    digest::worst(report).into_iter().take(WORST).map(|project| {
        let [errors, warnings, notes] = project.counts.map(|count| count.to_string());
        row([&place::whereabouts(project.subject), &errors, &warnings, &notes])
    })
}

/// The findings, the heaviest first, since the end may be left out.
fn by_level(report: &Report) -> impl Iterator<Item = &Finding> {
    let of = |level| report.findings.iter().filter(move |finding| finding.level == level);
    Level::ALL.into_iter().flat_map(of)
}

fn finding(finding: &Finding) -> String {
    let project = match finding.subject() {
        Some(subject) => place::whereabouts(subject),
        None => String::new(),
    };
    let at = match (&finding.location, &project, &finding.because) {
        (Some(location), ..) => place::position(location),
        (None, project, Some(clause)) if project.is_empty() => place::position(clause),
        (None, ..) => String::new(),
    };
    let mut message = place::line_with_spend(finding);
    let places: Vec<String> = finding
        .related
        .iter()
        .filter_map(|related| related.location.as_ref())
        .take(place::RELATED)
        .map(place::position)
        .collect();
    if !places.is_empty() {
        message.push_str(&format!(" (see also {})", places.join(", ")));
    }
    row([finding.level.word(), &project, &at, finding.rule, &message])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, drawn};
    use super::*;

    #[test]
    fn a_page_for_people() {
        let expected = "\
## taglint: 3 errors, 1 warning, incomplete

Found 3 errors and 1 warning in 3 of 4 projects (1 file, 2 skipped). 2 of 4 projects compliant (50.0 %). \
1 fixable with --fix. 1 more with --fix --unsafe-fixes. Hidden&#58; 1 ignored, 1 excepted, 1 in the baseline, 4 below level. \
2 unresolved. 6 resources of unknown types. The run is incomplete&#58; 1 failure.

### What could not be looked at

| what | why |
| --- | --- |
| eu-west-1 | no answer&#92;u&#123;9b&#125;1m |

### Coverage

| required key | right | coverage |
| --- | ---: | ---: |
| CostCenter | 2 of 3 | 66.7 % |
| Owner | 0 of 0 | none |

### Most to do

| project | errors | warnings | notes |
| --- | ---: | ---: | ---: |
| Experiments-Research | 1 | 0 | 0 |
| 111122223333/us-east-1 Chat | 1 | 0 | 0 |
| Búsqueda | 0 | 1 | 0 |

### Findings

| level | project | where | rule | message |
| --- | --- | --- | --- | --- |
| error | Experiments-Research | projects.json&#58;3&#58;15 | missing-tag | <code>CostCenter</code> is missing |
| error | 111122223333/us-east-1 Chat |  | drifted-tag | <code>Team</code> is <code>Alpha</code> live, not <code>Beta</code> |
| error |  | taglint.toml&#58;2&#58;1 | inactive-cost-tag | <code>CostCenter</code> is not an active cost allocation tag |
| warning | Búsqueda | projects.json&#58;4&#58;36 | unknown-tag | <code>tëam&#92;u&#123;1b&#125;</code> is not in the dictionary |
";
        assert_eq!(drawn(render, &testing::report(), &Options::default()), expected);
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let message = format!("`{}` is unknown", "|".repeat(400));
        let findings = vec![testing::finding("unknown-tag", Level::Error, &message); 2_000];
        let text = drawn(render, &Report { findings, ..Report::default() }, &Options::default());
        assert!(text.len() <= MOST && text.len() > MOST - 4 * RESERVE, "{}", text.len());
        let rows = text.lines().filter(|line| line.starts_with("| error ")).count();
        let end = format!("\n\n{} more rows left out: a summary holds no more.\n", 2_000 - rows);
        assert!(text.ends_with(&end), "{}", &text[text.len() - 200..]);
    }
}
