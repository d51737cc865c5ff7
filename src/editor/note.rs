//! Findings and problems of policies as an editor shows them.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    Location as Place, Range, TextEdit,
};

use super::documents::Documents;
use super::position::{Encoding, Ruler};
use crate::files::Store;
use crate::finding::{Claim, Failure, Finding, Fix, Level, Location, Safety};
use crate::policy::Problem;
use crate::report::place;
use crate::rule::page::address;
use crate::rule::{self, Display};
use crate::source::{Medium, Source};
use crate::text::shown;

/// What every diagnostic names as its source.
const SOURCE: &str = "taglint";

/// What is shown at a place of a file.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) diagnostic: Diagnostic,
    pub(super) correction: Option<Correction>,
    pub(super) ignorable: Option<Ignorable>,
}

/// What fixes a finding.
#[derive(Clone, Debug)]
pub(super) struct Correction {
    pub(super) title: String,
    pub(super) is_safe: bool,
    pub(super) edits: BTreeMap<PathBuf, Vec<TextEdit>>,
}

/// A finding that a comment can hide.
#[derive(Clone, Debug)]
pub(super) struct Ignorable {
    pub(super) rule: &'static str,
    /// Where the finding is, and where its project begins if that is in the same file.
    pub(super) offsets: Vec<u32>,
}

/// The notes of files, by their paths.
pub(super) type Notes = BTreeMap<PathBuf, Vec<Note>>;

/// Writes notes.
pub(super) struct Writer<'w> {
    documents: &'w Documents,
    store: &'w Store,
    encoding: Encoding,
    rulers: HashMap<*const Source, Ruler<'w>>,
    notes: Notes,
}

impl<'w> Writer<'w> {
    pub(super) fn new(documents: &'w Documents, store: &'w Store, encoding: Encoding) -> Self {
        Writer { documents, store, encoding, rulers: HashMap::new(), notes: Notes::new() }
    }

    pub(super) fn notes(self) -> Notes {
        self.notes
    }

    /// Notes a finding at its place; one that has none in a file, at its project, else at the start of a file.
    pub(super) fn finding(&mut self, finding: &'w Finding, otherwise: &Path) {
        let home = finding.project.as_ref().and_then(|project| project.home.as_ref());
        let at = [finding.location.as_ref(), home].into_iter().flatten().find(|at| at.is_file());
        let (path, range) = match at {
            Some(at) => (self.path(at), self.range(at)),
            None => (otherwise.to_owned(), Range::default()),
        };
        let known = rule::find(finding.rule);
        let tags = match known.map(|rule| rule.display) {
            Some(Display::Deprecated) => Some(vec![DiagnosticTag::Deprecated]),
            Some(Display::Unnecessary) => Some(vec![DiagnosticTag::Unnecessary]),
            Some(Display::Plain) | None => None,
        };
        let diagnostic = Diagnostic {
            range,
            severity: Some(severity(finding.level)),
            code: Some(Code::String(finding.rule.to_owned())),
            code_description: Some(CodeDescription { href: address(finding.rule).into() }),
            source: Some(SOURCE.to_owned()),
            message: message(finding).into(),
            tags,
            related_information: Some(self.related(finding)).filter(|related| !related.is_empty()),
            data: None,
        };
        let correction = finding.fix.as_ref().and_then(|fix| self.correction(fix));
        let ignorable = at.filter(|_| can_be_ignored(finding)).map(|at| {
            let home = home.filter(|home| home.path() == at.path());
            let offsets = [Some(at), home].into_iter().flatten().map(|at| at.span.start).collect();
            Ignorable { rule: finding.rule, offsets }
        });
        self.note(path, Note { diagnostic, correction, ignorable });
    }

    /// Notes a problem of a policy at its place, else at the start of the policy.
    pub(super) fn problem(&mut self, problem: &'w Problem, policy: &Path) {
        let (path, range) = match problem.at.as_ref().filter(|at| at.is_file()) {
            Some(at) => (self.path(at), self.range(at)),
            None => (policy.to_owned(), Range::default()),
        };
        let severity = match problem.severity {
            miette::Severity::Error => DiagnosticSeverity::Error,
            miette::Severity::Warning => DiagnosticSeverity::Warning,
            miette::Severity::Advice => DiagnosticSeverity::Information,
        };
        let text = with_help(shown(&problem.message).into_owned(), problem.help.as_deref());
        self.note(path, plain(range, severity, problem.code, text));
    }

    /// Notes at the start of a file what could not be looked at.
    pub(super) fn failure(&mut self, failure: &Failure) {
        let path = self.store.shown_as(&failure.subject).place().into_owned();
        let text = format!("not everything was checked: {}", shown(&failure.message));
        self.note(path, plain(Range::default(), DiagnosticSeverity::Error, "incomplete", text));
    }

    /// Notes at the start of a file why it was not checked.
    pub(super) fn unchecked(&mut self, path: &Path, code: &str, why: &str) {
        let text = format!("not checked: {}", shown(why));
        self.note(path.to_owned(), plain(Range::default(), DiagnosticSeverity::Error, code, text));
    }

    fn note(&mut self, path: PathBuf, note: Note) {
        self.notes.entry(path).or_default().push(note);
    }

    fn path(&self, at: &Location) -> PathBuf {
        self.store.shown_as(at.path()).place().into_owned()
    }

    fn range(&mut self, at: &'w Location) -> Range {
        let (source, encoding) = (&*at.source, self.encoding);
        let ruler = self.rulers.entry(source).or_insert_with(|| Ruler::new(source.text(), encoding));
        ruler.range(at.span)
    }

    fn place(&mut self, at: &'w Location) -> Option<Place> {
        let uri = self.documents.uri_of(&self.path(at)).filter(|_| at.is_file())?;
        Some(Place { uri: uri.into(), range: self.range(at) })
    }

    /// The clause of the policy, and what else a finding names.
    fn related(&mut self, finding: &'w Finding) -> Vec<DiagnosticRelatedInformation> {
        let mut list = Vec::new();
        if let Some(clause) = &finding.because
            && let Some(location) = self.place(clause)
        {
            list.push(DiagnosticRelatedInformation { location, message: required_by(clause) });
        }
        for related in &finding.related {
            if let Some(at) = &related.location
                && let Some(location) = self.place(at)
            {
                let message = shown(&related.message).into_owned();
                list.push(DiagnosticRelatedInformation { location, message });
            }
        }
        list
    }

    fn correction(&mut self, fix: &'w Fix) -> Option<Correction> {
        let mut edits: BTreeMap<PathBuf, Vec<TextEdit>> = BTreeMap::new();
        for edit in &fix.edits {
            let range = self.range(&edit.at);
            let new_text = edit.text.clone();
            edits.entry(self.path(&edit.at)).or_default().push(TextEdit { range, new_text });
        }
        let is_safe = fix.safety == Safety::Safe;
        (!edits.is_empty()).then(|| Correction { title: fix.title.clone(), is_safe, edits })
    }
}

/// A note with nothing to do about it.
fn plain(range: Range, severity: DiagnosticSeverity, code: &str, text: String) -> Note {
    let diagnostic = Diagnostic {
        range,
        severity: Some(severity),
        code: Some(Code::String(code.to_owned())),
        source: Some(SOURCE.to_owned()),
        message: text.into(),
        ..Diagnostic::default()
    };
    Note { diagnostic, correction: None, ignorable: None }
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::Error,
        Level::Warning => DiagnosticSeverity::Warning,
        Level::Note => DiagnosticSeverity::Information,
    }
}

/// Comments hide what is reported about projects.
fn can_be_ignored(finding: &Finding) -> bool {
    finding.project.is_some() && finding.claim != Claim::Unread
}

/// What is wrong, and what to do. A clause of a built-in pack is in no file that could be opened, and is named here.
fn message(finding: &Finding) -> String {
    let mut text = place::line(finding);
    if let Some(clause) = finding.because.as_ref().filter(|clause| clause.source.medium() == Medium::Pack) {
        text = format!("{text} ({})", required_by(clause));
    }
    with_help(text, finding.help.as_deref())
}

fn required_by(clause: &Location) -> String {
    let line = clause.source.position(clause.span.start).line;
    format!("required by `{}:{line}`", shown(clause.path()))
}

fn with_help(text: String, help: Option<&str>) -> String {
    match help {
        Some(help) => format!("{text}\n{}", help.lines().map(shown).collect::<Vec<_>>().join("\n")),
        None => text,
    }
}
