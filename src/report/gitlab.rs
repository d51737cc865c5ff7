//! The `gitlab` format: Code Quality, whose widget compares a merge request with its target by fingerprint.
//!
//! An error is `major`, a warning `minor`, a note `info`; `critical` and `blocker` are left to those who merge reports
//! of several tools. What has no file is at the clause of the policy that it breaks. Failures are no code quality:
//! they are in the exit status and on standard error.

use std::cell::RefCell;
use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use serde_json::ser::PrettyFormatter;

use super::fingerprint::Fingerprints;
use super::{Options, Report, json, place};
use crate::finding::{Finding, Level};
use crate::text::shown;

/// Writes the report.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, _options: &Options) -> io::Result<()> {
    let fingerprints = RefCell::new(Fingerprints::default());
    json::write_value(out, &Issues { report, fingerprints }, PrettyFormatter::new())
}

struct Issues<'a> {
    report: &'a Report,
    fingerprints: RefCell<Fingerprints>,
}

impl Serialize for Issues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.report.findings.len()))?;
        for finding in &self.report.findings {
            let fingerprint = self.fingerprints.borrow_mut().of(finding);
            list.serialize_element(&Issue::of(finding, self.report, fingerprint))?;
        }
        list.end()
    }
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: std::borrow::Cow<'a, str>,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

impl<'a> Issue<'a> {
    fn of(finding: &'a Finding, report: &'a Report, fingerprint: String) -> Self {
        let (path, location) = place::file(finding, report);
        let begin = match location {
            Some(location) => location.source.position(location.span.start).line,
            None => 1,
        };
        Issue {
            description: place::message(finding),
            check_name: finding.rule,
            fingerprint,
            severity: match finding.level {
                Level::Error => "major",
                Level::Warning => "minor",
                Level::Note => "info",
            },
            location: Place { path: shown(path), lines: Lines { begin } },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{self, drawn};
    use super::*;

    fn issues(report: &Report) -> Vec<Value> {
        serde_json::from_str(&drawn(render, report, &Options::default())).expect("it is a list")
    }

    #[test]
    fn every_finding_names_a_file() {
        let report = testing::report();
        let places =
            |issue: &Value| (issue["location"]["path"].clone(), issue["location"]["lines"]["begin"].clone());
        let places: Vec<_> = issues(&report).iter().map(places).collect();
        let expected = [("projects.json", 3), ("projects.json", 4), ("taglint.toml", 1), ("taglint.toml", 2)];
        assert_eq!(places, expected.map(|(path, line)| (json!(path), json!(line))));
        let first = &issues(&report)[2];
        assert_eq!(first["description"], "111122223333/us-east-1 Chat: `Team` is `Alpha` live, not `Beta`");
        assert_eq!((&first["check_name"], &first["severity"]), (&json!("drifted-tag"), &json!("major")));
    }

    #[test]
    fn fingerprints_outlive_a_move_and_are_given_once() {
        let mut report = testing::report();
        let before = issues(&report);
        report.findings[0].location.as_mut().expect("it has one").span.start += 40;
        report.findings.push(report.findings[0].clone());
        let after = issues(&report);
        assert_eq!(before[0]["fingerprint"], after[0]["fingerprint"]);
        assert_ne!(after[0]["fingerprint"], after[4]["fingerprint"]);
    }
}
