//! What is wrong with a policy: every problem with its place, all of them at once.

use std::error::Error;
use std::fmt;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};

use crate::finding::Location;
use crate::source::Span;

/// One thing that is wrong with a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// What kind of problem it is, such as `policy::unknown-key`.
    pub code: &'static str,
    /// What is wrong, complete in itself.
    pub message: String,
    /// Where; `None` for a policy that cannot be read at all.
    pub at: Option<Location>,
    /// What to say at the place itself.
    pub label: String,
    /// What to type instead.
    pub help: Option<String>,
    /// Whether it stops a run, or may be right.
    pub(crate) severity: Severity,
}

impl Problem {
    /// A problem at a place.
    pub(crate) fn new(
        code: &'static str,
        at: &Location,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        Problem {
            code,
            message: message.into(),
            at: Some(at.clone()),
            label: label.into(),
            help: None,
            severity: Severity::Error,
        }
    }

    /// A problem of a whole policy, which has no text to point into.
    pub(crate) fn without_place(code: &'static str, message: impl Into<String>) -> Self {
        Problem {
            code,
            message: message.into(),
            at: None,
            label: String::new(),
            help: None,
            severity: Severity::Error,
        }
    }

    /// The problem with what to type instead.
    #[must_use]
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Problem { help: Some(help.into()), ..self }
    }

    /// The problem as one that may be none.
    #[must_use]
    pub(crate) fn doubtful(self) -> Self {
        Problem { severity: Severity::Warning, ..self }
    }

    /// What problems are sorted by: those without a place, then by file, by place, by kind.
    fn order(&self) -> (Option<(&str, Span)>, &'static str, &str) {
        (self.at.as_ref().map(|at| (at.path(), at.span)), self.code, &self.message)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Problem {}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.at.as_ref().map(|at| &*at.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let at = self.at.as_ref()?;
        let span = at.source.label_span(at.span);
        let label = Some(self.label.clone()).filter(|label| !label.is_empty());
        let label = LabeledSpan::new_primary_with_span(label, (span.start as usize, span.len()));
        Some(Box::new(std::iter::once(label)))
    }
}

/// Everything that is wrong with a policy: at least one problem, in the order of the files and their texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// These problems in order, each once; `None` where there is none.
    pub(crate) fn of(mut problems: Vec<Problem>) -> Option<Self> {
        problems.sort_by(|left, right| left.order().cmp(&right.order()));
        problems.dedup();
        (!problems.is_empty()).then_some(Problems(problems))
    }

    /// The problems, in order.
    pub fn list(&self) -> &[Problem] {
        &self.0
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Problems(vec![problem])
    }
}

impl<'p> IntoIterator for &'p Problems {
    type Item = &'p Problem;
    type IntoIter = std::slice::Iter<'p, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0[..] {
            [problem] => write!(f, "the policy is wrong: {problem}"),
            problems => write!(f, "the policy has {} problems", problems.len()),
        }
    }
}

impl Error for Problems {}

impl Diagnostic for Problems {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new("policy"))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.0.iter().map(|problem| problem as &dyn Diagnostic)))
    }
}
