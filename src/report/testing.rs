//! A small report for the tests of renderers.

use std::io::{self, Write};
use std::sync::Arc;

use crate::finding::{
    Concerned, Edit, Effect, Failure, Finding, Fix, Level, LiveEdit, Location, ProjectId, Safety, Subject,
    Suppressed, Suppression,
};
use crate::source::{Medium, Source, Span};

use super::{Coverage, Hidden, Options, Reach, Report, Summary};

pub(super) const PROJECTS: &str = r#"{
  "projects": [
    {"name": "Experiments-Research", "tags": {}},
    {"name": "Búsqueda", "tags": {"tëam": "Alpha", "Key": "AKIA"}}
  ]
}
"#;

pub(super) const POLICY: &str = "[tags.CostCenter]\nrequired = true\npattern = 'CC-\\d{4}'\n";

/// What a renderer writes.
pub(super) fn drawn(
    render: fn(&Report, &mut dyn Write, &Options) -> io::Result<()>,
    report: &Report,
    options: &Options,
) -> String {
    let mut out = Vec::new();
    render(report, &mut out, options).expect("a vector takes everything");
    String::from_utf8(out).expect("renderers write UTF-8")
}

/// The text without ANSI sequences that set colours.
pub(super) fn without_ansi(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let end = after.find(|c: char| c != ';' && !c.is_ascii_digit()).expect("a sequence ends");
        assert_eq!(&after[end..=end], "m", "only colours are set");
        rest = &after[end + 1..];
    }
    plain + rest
}

/// A place in a file of its own.
pub(super) fn location(path: &str, text: &str, span: Span) -> Location {
    Location::new(&Arc::new(Source::new(path, text, Medium::File)), span)
}

/// The first place of a text in a source.
fn find(source: &Arc<Source>, text: &str) -> Location {
    let start = source.text().find(text).expect("the text is there");
    Location::new(source, Span::new(start, start + text.len()))
}

/// A finding that says nothing but its message.
pub(super) fn finding(rule: &'static str, level: Level, message: &str) -> Finding {
    Finding::new(rule, level, message)
}

/// A project of a definition, by its number there.
pub(super) fn project(name: &str, ordinal: u32) -> Option<Arc<Concerned>> {
    let kind = "bedrock-project".to_owned();
    let subject = Subject { kind, name: Some(name.to_owned()), id: None, account: None, region: None };
    Some(Arc::new(Concerned { id: Some(ProjectId { file: 0, ordinal }), ..Concerned::of(subject) }))
}

fn live(name: &str) -> Option<Arc<Concerned>> {
    let subject = Subject {
        kind: "bedrock-project".to_owned(),
        name: Some(name.to_owned()),
        id: Some("proj_1".to_owned()),
        account: Some("111122223333".to_owned()),
        region: Some("us-east-1".to_owned()),
    };
    Some(Arc::new(Concerned { id: Some(ProjectId { file: 1, ordinal: 0 }), ..Concerned::of(subject) }))
}

/// The same project, declared at a place.
fn at(project: Option<Arc<Concerned>>, home: Location) -> Option<Arc<Concerned>> {
    project.map(|project| Arc::new(Concerned { home: Some(home), ..Concerned::clone(&project) }))
}

fn missing(projects: &Arc<Source>, policy: &Arc<Source>) -> Finding {
    Finding {
        project: at(project("Experiments-Research", 0), find(projects, "Experiments-Research")),
        tag: Some("CostCenter".to_owned()),
        location: Some(find(projects, "Experiments-Research")),
        because: Some(find(policy, "required = true")),
        help: Some("add `CostCenter`, for example `CC-1001`".to_owned()),
        ..finding("missing-tag", Level::Error, "`CostCenter` is missing")
    }
}

fn unknown(projects: &Arc<Source>) -> Finding {
    let key = find(projects, "tëam");
    let edits = vec![Edit { at: key.clone(), text: "Team".to_owned() }];
    let title = "rename it to `Team`".to_owned();
    Finding {
        project: at(project("Búsqueda", 1), find(projects, "Búsqueda")),
        tag: Some("tëam\u{1b}".to_owned()),
        value: Some("Al\u{202e}pha|`<b>`\n".to_owned()),
        location: Some(key),
        fix: Some(Fix {
            safety: Safety::Safe,
            title,
            effect: Effect::None,
            is_alone: true,
            edits,
            live: None,
        }),
        ..finding("unknown-tag", Level::Warning, "`tëam\\u{1b}` is not in the dictionary")
    }
}

fn drifted(policy: &Arc<Source>) -> Finding {
    let title = "set `Team` to `Beta`".to_owned();
    Finding {
        project: live("Chat"),
        tag: Some("Team".to_owned()),
        value: Some("Alpha".to_owned()),
        because: Some(find(policy, "[tags.CostCenter]")),
        fix: Some(Fix {
            safety: Safety::Unsafe,
            title,
            effect: Effect::None,
            is_alone: true,
            edits: Vec::new(),
            live: Some(LiveEdit::add("proj_1", "Team", "Beta")),
        }),
        ..finding("drifted-tag", Level::Error, "`Team` is `Alpha` live, not `Beta`")
    }
}

/// Four findings, of which two have no file and one has no project; one of each kind of suppression; a failure.
pub(super) fn report() -> Report {
    let projects = Arc::new(Source::new("projects.json", PROJECTS, Medium::File));
    let policy = Arc::new(Source::new("taglint.toml", POLICY, Medium::File));
    let secret = Finding {
        project: project("Búsqueda", 1),
        tag: Some("Key".to_owned()),
        location: Some(find(&projects, "AKIA")),
        secret: true,
        ..finding("sensitive-value", Level::Error, "the value of `Key` is an AWS access key id")
    };
    let hidden = |by, reason: &str| Suppressed {
        finding: secret.clone(),
        by,
        reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()),
    };
    let inactive = Finding {
        tag: Some("CostCenter".to_owned()),
        because: Some(find(&policy, "required = true")),
        ..finding("inactive-cost-tag", Level::Error, "`CostCenter` is not an active cost allocation tag")
    };
    Report {
        findings: vec![missing(&projects, &policy), unknown(&projects), drifted(&policy), inactive],
        suppressed: vec![
            hidden(Suppression::Ignore, "a test"),
            hidden(Suppression::Exception, "until spring\u{7}"),
            hidden(Suppression::Baseline, ""),
        ],
        failures: vec![Failure { subject: "eu-west-1".to_owned(), message: "no answer\u{9b}1m".to_owned() }],
        summary: summary(),
        unparsed: 0,
        coverage: vec![
            Coverage { key: "CostCenter".to_owned(), right: 2, of: 3 },
            Coverage { key: "Owner".to_owned(), right: 0, of: 0 },
        ],
        ledger: None,
        ending: Vec::new(),
        reach: Reach::default(),
        calls: None,
        restored: None,
        policy: "taglint.toml".to_owned(),
        secrets: Vec::new(),
    }
}

fn summary() -> Summary {
    Summary {
        files: 1,
        skipped: 2,
        projects: 4,
        compliant: 2,
        error: 3,
        warning: 1,
        note: 0,
        hidden: Hidden { ignored: 1, excepted: 1, baseline: 1, below_level: 4 },
        unresolved: 2,
        clients: 0,
        fixable: 1,
        fixed: 5,
        unknown_types: 6,
        git_ignored: 7,
        failures: 1,
        complete: false,
    }
}
