//! The `json` and `jsonl` formats, version 1: the fields in the order of the documentation, `value` the exact text.
//!
//! Findings are written one after the other from what they are; nothing is copied into a document first.

mod spend;

use std::borrow::Cow;
use std::io::{self, BufWriter, IntoInnerError, Write};

use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use spend::StatementView;

use super::escape::Printable;
use super::secrets::Secrets;
use super::{Options, Report, Summary, place};
use crate::cost::Spend;
use crate::finding::{Edit, Failure, Finding, Fix, Level, Location, Related, Safety, Subject};
use crate::live::calls::{Call, calls};
use crate::live::change::CallReport;

/// The version of the format; it changes where a field goes or comes to mean something else.
const VERSION: u32 = 1;

/// Writes one document.
///
/// # Errors
/// What the writer says.
pub(crate) fn render(report: &Report, out: &mut dyn Write, _options: &Options) -> io::Result<()> {
    let secrets = Secrets::of(report);
    let document = Document {
        version: VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        summary: &report.summary,
        findings: Each(&report.findings, |finding| FindingView::of(finding, &secrets)),
        spend: statements(report),
        calls: report.calls.as_deref(),
        failures: &report.failures,
    };
    write_value(out, &document, PrettyFormatter::new())
}

/// Writes a finding a line, then the summary.
///
/// # Errors
/// What the writer says.
pub(crate) fn render_lines(report: &Report, out: &mut dyn Write, _options: &Options) -> io::Result<()> {
    let secrets = Secrets::of(report);
    for finding in &report.findings {
        write_value(out, &FindingView::of(finding, &secrets), CompactFormatter)?;
    }
    write_value(
        out,
        &LastLine { summary: &report.summary, spend: statements(report), calls: report.calls.as_deref() },
        CompactFormatter,
    )
}

/// What a bill comes to, where one was read.
fn statements(report: &Report) -> Option<Vec<StatementView<'_>>> {
    let ledger = report.ledger.as_ref()?;
    Some(ledger.statements.iter().map(StatementView::of).collect())
}

/// Writes a value and ends the line.
pub(crate) fn write_value(
    out: &mut dyn Write,
    value: &impl Serialize,
    formatter: impl Formatter,
) -> io::Result<()> {
    // What is written in many small pieces goes through a writer whose type is known here, which is quicker.
    let mut out = BufWriter::new(out);
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, Printable::new(formatter));
    value.serialize(&mut serializer).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    out.into_inner().map_err(IntoInnerError::into_error)?;
    Ok(())
}

/// A finding as it is written.
pub(crate) fn finding<'a>(finding: &'a Finding, secrets: &Secrets<'_>) -> impl Serialize + use<'a> {
    FindingView::of(finding, secrets)
}

/// A place as it is written.
pub(crate) fn location(location: &Location) -> impl Serialize {
    LocationView::of(location)
}

/// A list that is written item by item, each seen through a view.
struct Each<'a, T, F>(&'a [T], F);

impl<'a, T, V: Serialize, F: Fn(&'a T) -> V> Serialize for Each<'a, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for item in self.0 {
            list.serialize_element(&(self.1)(item))?;
        }
        list.end()
    }
}

#[derive(serde::Serialize)]
struct Document<'a, L> {
    version: u32,
    tool: Tool,
    summary: &'a Summary,
    findings: L,
    #[serde(skip_serializing_if = "Option::is_none")]
    spend: Option<Vec<StatementView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<&'a [CallReport]>,
    failures: &'a [Failure],
}

#[derive(serde::Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(serde::Serialize)]
struct LastLine<'a> {
    summary: &'a Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    spend: Option<Vec<StatementView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<&'a [CallReport]>,
}

#[derive(serde::Serialize)]
struct FindingView<'a> {
    rule: &'a str,
    level: Level,
    message: Cow<'a, str>,
    project: Option<&'a Subject>,
    projects: Vec<&'a Subject>,
    tag: Option<&'a str>,
    value: Option<&'a str>,
    location: Option<LocationView<'a>>,
    because: Option<LocationView<'a>>,
    related: Each<'a, Related, fn(&'a Related) -> RelatedView<'a>>,
    help: Option<&'a str>,
    spend: Option<&'a Spend>,
    fix: Option<FixView<'a>>,
}

impl<'a> FindingView<'a> {
    fn of(finding: &'a Finding, secrets: &Secrets<'_>) -> Self {
        FindingView {
            rule: finding.rule,
            level: finding.level,
            message: place::said(finding),
            project: finding.subject(),
            projects: finding.projects().map(|project| &project.subject).collect(),
            tag: finding.tag.as_deref(),
            value: secrets.value(finding),
            location: finding.location.as_ref().map(LocationView::of),
            because: finding.because.as_ref().map(LocationView::of),
            related: Each(&finding.related, RelatedView::of),
            help: finding.help.as_deref(),
            spend: finding.spend.as_ref(),
            fix: finding.portable_fix().map(FixView::of),
        }
    }
}

#[derive(serde::Serialize)]
struct RelatedView<'a> {
    message: &'a str,
    location: Option<LocationView<'a>>,
}

impl<'a> RelatedView<'a> {
    fn of(related: &'a Related) -> Self {
        RelatedView { message: &related.message, location: related.location.as_ref().map(LocationView::of) }
    }
}

#[derive(serde::Serialize)]
pub(super) struct LocationView<'a> {
    path: &'a str,
    start: PositionView,
    end: PositionView,
}

impl<'a> LocationView<'a> {
    pub(super) fn of(location: &'a Location) -> Self {
        let position = |offset| {
            let position = location.source.position(offset);
            PositionView { line: position.line, column: position.column, offset: position.offset }
        };
        LocationView {
            path: location.path(),
            start: position(location.span.start),
            end: position(location.span.end),
        }
    }
}

#[derive(serde::Serialize)]
struct PositionView {
    line: usize,
    column: usize,
    offset: usize,
}

#[derive(serde::Serialize)]
struct FixView<'a> {
    safety: Safety,
    title: &'a str,
    edits: Each<'a, Edit, fn(&'a Edit) -> EditView<'a>>,
    calls: Vec<Call<'a>>,
}

impl<'a> FixView<'a> {
    fn of(fix: &'a Fix) -> Self {
        FixView {
            safety: fix.safety,
            title: &fix.title,
            edits: Each(&fix.edits, EditView::of),
            calls: fix.live.as_ref().map(calls).unwrap_or_default(),
        }
    }
}

#[derive(serde::Serialize)]
struct EditView<'a> {
    #[serde(flatten)]
    at: LocationView<'a>,
    text: &'a str,
}

impl<'a> EditView<'a> {
    fn of(edit: &'a Edit) -> Self {
        EditView { at: LocationView::of(&edit.at), text: &edit.text }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{self, drawn};
    use super::*;

    fn location(path: &str, start: [u32; 3], end: [u32; 3]) -> Value {
        let position =
            |[line, column, offset]: [u32; 3]| json!({"line": line, "column": column, "offset": offset});
        json!({"path": path, "start": position(start), "end": position(end)})
    }

    fn project(name: &str) -> Value {
        json!({"kind": "bedrock-project", "name": name, "id": null, "account": null, "region": null})
    }

    fn expected() -> Vec<Value> {
        let key = location("projects.json", [4, 36, 104], [4, 40, 109]);
        let clause = location("taglint.toml", [2, 1, 18], [2, 16, 33]);
        let mut edit = key.clone();
        edit["text"] = json!("Team");
        let live = json!({
            "kind": "bedrock-project", "name": "Chat", "id": "proj_1",
            "account": "111122223333", "region": "us-east-1"
        });
        let path = "/v1/organization/projects/proj_1";
        let call = json!({"method": "POST", "path": path, "body": {"add_tags": {"Team": "Beta"}}});
        vec![
            json!({
                "rule": "missing-tag", "level": "error", "message": "`CostCenter` is missing",
                "project": project("Experiments-Research"), "projects": [project("Experiments-Research")], "tag": "CostCenter", "value": null,
                "location": location("projects.json", [3, 15, 32], [3, 35, 52]), "because": clause,
                "related": [], "spend": null, "help": "add `CostCenter`, for example `CC-1001`", "fix": null
            }),
            json!({
                "rule": "unknown-tag", "level": "warning", "message": "`tëam\\u{1b}` is not in the dictionary",
                "project": project("Búsqueda"), "projects": [project("Búsqueda")], "tag": "tëam\u{1b}", "value": "Al\u{202e}pha|`<b>`\n",
                "location": key, "because": null, "related": [], "spend": null, "help": null,
                "fix": {"safety": "safe", "title": "rename it to `Team`", "edits": [edit], "calls": []}
            }),
            json!({
                "rule": "drifted-tag", "level": "error", "message": "`Team` is `Alpha` live, not `Beta`",
                "project": live, "projects": [live], "tag": "Team", "value": "Alpha", "location": null,
                "because": location("taglint.toml", [1, 1, 0], [1, 18, 17]), "related": [], "spend": null, "help": null,
                "fix": {"safety": "unsafe", "title": "set `Team` to `Beta`", "edits": [], "calls": [call]}
            }),
            json!({
                "rule": "inactive-cost-tag", "level": "error",
                "message": "`CostCenter` is not an active cost allocation tag",
                "project": null, "projects": [], "tag": "CostCenter", "value": null, "location": null, "because": clause,
                "related": [], "spend": null, "help": null, "fix": null
            }),
        ]
    }

    fn summary() -> Value {
        json!({
            "files": 1, "skipped": 2, "projects": 4, "compliant": 2, "error": 3, "warning": 1, "note": 0,
            "hidden": {"ignored": 1, "excepted": 1, "baseline": 1, "below-level": 4},
            "unresolved": 2, "clients": 0, "fixable": 1, "fixed": 5, "unknown-types": 6, "git-ignored": 7, "failures": 1, "complete": false
        })
    }

    #[test]
    fn the_document_says_all_of_the_report() {
        let text = drawn(render, &testing::report(), &Options::default());
        let expected = json!({
            "version": 1, "tool": {"name": "taglint", "version": env!("CARGO_PKG_VERSION")},
            "summary": summary(), "findings": expected(),
            "failures": [{"subject": "eu-west-1", "message": "no answer\u{9b}1m"}]
        });
        assert_eq!(serde_json::from_str::<Value>(&text).expect("it is JSON"), expected);
    }

    #[test]
    fn fields_are_in_the_documented_order() {
        let text = drawn(render_lines, &testing::report(), &Options::default());
        let first = "{\"rule\":\"missing-tag\",\"level\":\"error\",\"message\":\"`CostCenter` is missing\",\
            \"project\":{\"kind\":\"bedrock-project\",\"name\":\"Experiments-Research\",\"id\":null,\
            \"account\":null,\"region\":null},\
            \"projects\":[{\"kind\":\"bedrock-project\",\"name\":\"Experiments-Research\",\"id\":null,\
            \"account\":null,\"region\":null}],\"tag\":\"CostCenter\",\"value\":null,\
            \"location\":{\"path\":\"projects.json\",\"start\":{\"line\":3,\"column\":15,\"offset\":32},\
            \"end\":{\"line\":3,\"column\":35,\"offset\":52}},\"because\":{";
        assert!(text.starts_with(first), "{text}");
    }

    #[test]
    fn lines_are_the_same_findings_and_the_summary_last() {
        let text = drawn(render_lines, &testing::report(), &Options::default());
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let mut all = expected();
        all.push(json!({ "summary": summary() }));
        assert_eq!(lines, all);
    }

    #[test]
    fn what_is_unprintable_is_escaped() {
        let text = drawn(render, &testing::report(), &Options::default());
        assert!(
            text.contains("\"Al\\u202epha|`<b>`\\n\"") && text.contains("\"no answer\\u009b1m\""),
            "{text}"
        );
    }

    #[test]
    fn a_secret_value_is_shown_by_no_rule() {
        let mut report = testing::report();
        let key = &mut report.findings[1];
        (key.tag, key.value) = (Some("Key".to_owned()), Some("AKIA".to_owned()));
        let text = drawn(render_lines, &report, &Options::default());
        assert!(!text.contains("AKIA") && text.contains("\"tag\":\"Key\",\"value\":null"), "{text}");
    }

    #[test]
    fn nothing_found_is_a_document_too() {
        let text = drawn(render, &Report::default(), &Options::default());
        assert!(text.ends_with("\"findings\": [],\n  \"failures\": []\n}\n"), "{text}");
    }
}
