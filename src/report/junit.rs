//! The `junit` format: JUnit's XML, as GitLab, Jenkins and others show tests.
//!
//! They show one result a test case and tell cases apart by class and name. So a file (or an account and region) is a
//! suite and each finding a case, called by project, rule and tag, which stay when lines move. An error fails; warnings
//! and notes are `skipped`, which is shown with its text and fails nothing. A suite of its own holds what could not be
//! looked at, as errors, and the projects that comply.

use std::collections::HashMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::escape::xml;
use super::{Options, Report, place};
use crate::finding::{Failure, Finding, Level};
use crate::text::shown;

/// Writes the report.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, _options: &Options) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all = Counts::of(&report.findings).and(&run_counts(report));
    let suites = writer.create_element("testsuites").with_attribute(("name", "taglint"));
    suites.with_attributes(all.attributes().iter().map(attribute)).write_inner_content(|writer| {
        write_run(writer, report)?;
        for findings in
            report.findings.chunk_by(|left, right| place::home(left, report) == place::home(right, report))
        {
            write_suite(writer, report, findings)?;
        }
        Ok(())
    })?;
    writeln!(writer.get_mut())
}

/// What is written to.
pub(crate) type Xml<'a> = Writer<&'a mut dyn Write>;

/// How many cases of each outcome there are.
#[derive(Default)]
pub(crate) struct Counts {
    pub tests: usize,
    pub failures: usize,
    pub errors: usize,
    pub skipped: usize,
}

impl Counts {
    fn of(findings: &[Finding]) -> Self {
        let failures = findings.iter().filter(|finding| finding.level == Level::Error).count();
        Counts { tests: findings.len(), failures, errors: 0, skipped: findings.len() - failures }
    }

    fn and(&self, other: &Counts) -> Self {
        Counts {
            tests: self.tests + other.tests,
            failures: self.failures + other.failures,
            errors: self.errors + other.errors,
            skipped: self.skipped + other.skipped,
        }
    }

    pub(crate) fn attributes(&self) -> [(&'static str, String); 4] {
        [
            ("tests", self.tests.to_string()),
            ("failures", self.failures.to_string()),
            ("errors", self.errors.to_string()),
            ("skipped", self.skipped.to_string()),
        ]
    }
}

pub(crate) fn attribute<'a>((name, value): &'a (&'static str, String)) -> (&'a str, &'a str) {
    (name, value)
}

/// The suite of the run: a case that passes, and one for each failure.
fn run_counts(report: &Report) -> Counts {
    Counts { tests: 1 + report.failures.len(), errors: report.failures.len(), ..Counts::default() }
}

fn write_run(writer: &mut Xml<'_>, report: &Report) -> io::Result<()> {
    let suite = writer.create_element("testsuite").with_attribute(("name", "taglint"));
    suite.with_attributes(run_counts(report).attributes().iter().map(attribute)).write_inner_content(
        |writer| {
            let comply = format!("{} of {} projects", report.summary.compliant, report.summary.projects);
            case(writer, "taglint", "compliant projects", None, |writer| {
                writer.create_element("system-out").write_text_content(BytesText::new(&comply))?;
                Ok(())
            })?;
            for failure in &report.failures {
                write_failure(writer, failure)?;
            }
            Ok(())
        },
    )?;
    Ok(())
}

fn write_failure(writer: &mut Xml<'_>, failure: &Failure) -> io::Result<()> {
    let name = format!("could not look at {}", failure.subject);
    case(writer, "taglint", &name, None, |writer| {
        outcome(writer, "error", "incomplete", &failure.message, &failure.message)
    })
}

fn write_suite(writer: &mut Xml<'_>, report: &Report, findings: &[Finding]) -> io::Result<()> {
    let Some(first) = findings.first() else { return Ok(()) };
    let name = xml(&shown(&place::home(first, report)));
    let element = writer.create_element("testsuite").with_attribute(("name", name.as_str()));
    element.with_attributes(Counts::of(findings).attributes().iter().map(attribute)).write_inner_content(
        |writer| {
            let mut names = HashMap::new();
            for finding in findings {
                write_finding(writer, report, &name, finding, &mut names)?;
            }
            Ok(())
        },
    )?;
    Ok(())
}

fn write_finding(
    writer: &mut Xml<'_>,
    report: &Report,
    suite: &str,
    finding: &Finding,
    names: &mut HashMap<String, usize>,
) -> io::Result<()> {
    let mut name = name(finding);
    let before = names.entry(name.clone()).or_default();
    *before += 1;
    if *before > 1 {
        name += &format!(" ({before})");
    }
    let (file, _) = place::file(finding, report);
    case(writer, suite, &name, Some(file), |writer| {
        let element = if finding.level == Level::Error { "failure" } else { "skipped" };
        outcome(writer, element, finding.rule, &place::message(finding), &text(finding))
    })
}

/// Project, rule and tag, which tell a finding from others however lines move.
fn name(finding: &Finding) -> String {
    let project = finding.subject().map(|subject| format!("{}: ", place::label(subject)));
    let tag = finding.tag.as_ref().map(|tag| format!(" {tag}"));
    format!("{}{}{}", project.unwrap_or_default(), finding.rule, tag.unwrap_or_default())
}

/// All there is to say of a finding, a line each. No line begins with what somebody wrote: see
/// [`super::full::Drawing::footer`].
fn text(finding: &Finding) -> String {
    let head = format!("{}[{}] {}", finding.level, finding.rule, place::message(finding));
    let at = finding.location.as_ref().map(place::position);
    let reasons = [
        finding.spend.as_ref().map(|spend| format!("spend: {spend}")),
        finding.because.as_ref().map(|clause| format!("policy: {}", place::position(clause))),
        finding.help.as_ref().map(|help| format!("help: {}", help.trim_end().replace('\n', "\n| "))),
    ];
    let lines = at.into_iter().chain([head]).chain(place::related(finding));
    lines.chain(reasons.into_iter().flatten()).collect::<Vec<_>>().join("\n")
}

/// Writes a case.
pub(crate) fn case<'w>(
    writer: &mut Xml<'w>,
    suite: &str,
    name: &str,
    file: Option<&str>,
    content: impl FnOnce(&mut Xml<'w>) -> io::Result<()>,
) -> io::Result<()> {
    let name = xml(&shown(name));
    let file = file.map(xml);
    let case =
        writer.create_element("testcase").with_attributes([("classname", suite), ("name", name.as_str())]);
    case.with_attributes(file.as_deref().map(|file| ("file", file))).write_inner_content(content)?;
    Ok(())
}

/// Writes why a case did not pass.
pub(crate) fn outcome(
    writer: &mut Xml<'_>,
    element: &str,
    kind: &str,
    message: &str,
    text: &str,
) -> io::Result<()> {
    let message = xml(message);
    let outcome =
        writer.create_element(element).with_attributes([("type", kind), ("message", message.as_str())]);
    outcome.write_text_content(BytesText::new(&xml(text)))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, drawn, finding};
    use super::*;

    #[test]
    fn a_case_is_a_finding() {
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="taglint" tests="6" failures="3" errors="1" skipped="1">
  <testsuite name="taglint" tests="2" failures="0" errors="1" skipped="0">
    <testcase classname="taglint" name="compliant projects">
      <system-out>2 of 4 projects</system-out>
    </testcase>
    <testcase classname="taglint" name="could not look at eu-west-1">
      <error type="incomplete" message="no answer\u{9b}1m">no answer\u{9b}1m</error>
    </testcase>
  </testsuite>
  <testsuite name="projects.json" tests="2" failures="1" errors="0" skipped="1">
    <testcase classname="projects.json" name="Experiments-Research: missing-tag CostCenter" file="projects.json">
      <failure type="missing-tag" message="Experiments-Research: `CostCenter` is missing">projects.json:3:15
error[missing-tag] Experiments-Research: `CostCenter` is missing
policy: taglint.toml:2:1
help: add `CostCenter`, for example `CC-1001`</failure>
    </testcase>
    <testcase classname="projects.json" name="Búsqueda: unknown-tag tëam\u{1b}" file="projects.json">
      <skipped type="unknown-tag" message="Búsqueda: `tëam\u{1b}` is not in the dictionary">projects.json:4:36
warning[unknown-tag] Búsqueda: `tëam\u{1b}` is not in the dictionary</skipped>
    </testcase>
  </testsuite>
  <testsuite name="111122223333/us-east-1" tests="1" failures="1" errors="0" skipped="0">
"#;
        let text = drawn(render, &testing::report(), &Options::default());
        assert!(text.starts_with(expected), "{text}");
        assert!(text.ends_with("  </testsuite>\n</testsuites>\n"), "{text}");
    }

    #[test]
    fn names_are_given_once_and_markup_is_escaped() {
        let many = vec![finding("unknown-tag", Level::Error, "<&\"\u{ffff}"); 2];
        let text = drawn(render, &Report { findings: many, ..Report::default() }, &Options::default());
        assert!(text.contains("name=\"unknown-tag\"") && text.contains("name=\"unknown-tag (2)\""), "{text}");
        assert!(text.contains("message=\"&lt;&amp;&quot;\\u{ffff}\""), "{text}");
    }

    #[test]
    fn a_name_stays_on_its_line() {
        let mut finding = finding("missing-tag", Level::Error, "x");
        finding.project = testing::project("a\nb", 0);
        let report = Report { findings: vec![finding], ..Report::default() };
        let text = drawn(render, &report, &Options::default());
        assert!(text.contains("name=\"a\\nb: missing-tag\""), "{text}");
    }
}
