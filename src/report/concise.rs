//! The `concise` format: a line a finding, `path:line:column: level[rule] project: message`, as editors and `grep` read
//! it.
//!
//! What has no file begins with `account/region name`, what has no project either with the clause of the policy.

use std::io::{self, Write};

use super::paint::Paint;
use super::{Options, Report, place, summary};

/// Writes the report.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let paint = Paint::of(options);
    for finding in &report.findings {
        let head = paint.level(finding.level, format_args!("{}[{}]", finding.level, finding.rule));
        let (place, message) = match (&finding.location, finding.subject(), &finding.because) {
            (Some(location), ..) => (Some(place::position(location)), place::message_with_spend(finding)),
            (None, Some(subject), _) => (Some(place::whereabouts(subject)), place::line_with_spend(finding)),
            (None, None, Some(clause)) => (Some(place::position(clause)), place::line_with_spend(finding)),
            (None, None, None) => (None, place::line_with_spend(finding)),
        };
        match place {
            Some(place) => writeln!(out, "{}: {head} {message}", paint.strong(place))?,
            None => writeln!(out, "{head} {message}")?,
        }
    }
    summary::render(report, out, options)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, drawn};
    use super::*;

    #[test]
    fn a_finding_is_a_line_and_so_is_a_failure_also_without_a_summary() {
        let options = Options { summary: false, ..Options::default() };
        let expected = "\
projects.json:3:15: error[missing-tag] Experiments-Research: `CostCenter` is missing
projects.json:4:36: warning[unknown-tag] Búsqueda: `tëam\\u{1b}` is not in the dictionary
111122223333/us-east-1 Chat: error[drifted-tag] `Team` is `Alpha` live, not `Beta`
taglint.toml:2:1: error[inactive-cost-tag] `CostCenter` is not an active cost allocation tag
failed: eu-west-1: no answer\\u{9b}1m
";
        assert_eq!(drawn(render, &testing::report(), &options), expected);
    }

    #[test]
    fn colour_is_for_the_eye_alone() {
        let options = Options { summary: false, color: true, ..Options::default() };
        let coloured = drawn(render, &testing::report(), &options);
        let first = "\u{1b}[1mprojects.json:3:15\u{1b}[0m: \u{1b}[1m\u{1b}[31merror[missing-tag]\u{1b}[0m ";
        assert!(coloured.starts_with(first), "{coloured:?}");
        let plain = Options { color: false, ..options };
        assert_eq!(testing::without_ansi(&coloured), drawn(render, &testing::report(), &plain));
    }
}
