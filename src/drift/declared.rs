//! A definition of a project: what it declares, where it is, and for which accounts and regions it is.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use crate::client::Client;
#[cfg(test)]
use crate::finding::Location;
use crate::finding::{Concerned, Subject};
use crate::project::{BEDROCK_PROJECT, Project, Reading};
use crate::rule::declaration::Declaration;
#[cfg(test)]
use crate::source::{Source, Span};
use crate::triage::ignores::Ignores;
use crate::triage::subject_of;

/// A declared project. Several readings of one (the branches of a condition) have the same number.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Whom findings name.
    pub subject: Arc<Subject>,
    /// The path of the definition, relative to the folder of its policy.
    pub(crate) path: String,
    /// Its number: of the file, and in the file.
    pub(crate) number: (u32, u32),
    /// What it declares.
    pub declaration: Declaration,
    /// The id that it claims.
    pub(crate) id: Option<String>,
    /// The account it is for.
    pub(crate) account: Option<String>,
    /// The region it is for.
    pub(crate) region: Option<String>,
    /// The inline ignores of the files that it may be in.
    pub(crate) ignores: Vec<Ignores>,
}

impl Declared {
    /// What a project of a definition declares.
    pub(crate) fn of(project: &Project<'_>, path: &str, file: u32, ignores: &[Ignores]) -> Self {
        let own = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
        Declared {
            subject: Arc::new(subject_of(project)),
            path: path.to_owned(),
            number: (file, project.ordinal),
            declaration: Declaration::of(project),
            id: own(&project.id),
            account: own(&project.account),
            region: own(&project.region),
            ignores: ignores.to_vec(),
        }
    }

    /// Whether it is of the kind that the Projects API lists.
    pub(crate) fn is_bedrock_project(&self) -> bool {
        self.subject.kind == BEDROCK_PROJECT
    }

    /// What to call it.
    pub(crate) fn label(&self) -> &str {
        let name = self.declaration.shown_name().or(self.id.as_deref());
        name.or(self.subject.name.as_deref()).unwrap_or_default()
    }

    /// It as findings know it, called as a subject says.
    pub(crate) fn concerned(&self, subject: Subject) -> Concerned {
        Concerned { home: self.declaration.at.clone(), ..Concerned::of(subject) }
    }

    /// It as conditions see it, called as a subject says: by its name, id, account and region.
    pub(crate) fn to_project<'s>(&self, subject: &'s Subject) -> Project<'s> {
        let own = |text: &'s Option<String>| text.as_deref().map(Cow::Borrowed);
        let project = Project::new(self.number.1);
        Project {
            name: match &subject.name {
                Some(name) => Reading::text(name.as_str(), None),
                None => project.name,
            },
            id: own(&subject.id),
            account: own(&subject.account),
            region: own(&subject.region),
            ..project
        }
    }

    /// By file, place and name.
    pub(crate) fn order(left: &Self, right: &Self) -> Ordering {
        let place = |it: &Self| it.declaration.at.as_ref().map(|at| (at.path().to_owned(), at.span));
        place(left)
            .cmp(&place(right))
            .then_with(|| left.number.1.cmp(&right.number.1))
            .then_with(|| left.subject.cmp(&right.subject))
    }
}

/// A location in no file, for tests of what compares declarations.
#[cfg(test)]
pub(crate) fn at(line: &str) -> Location {
    let source = Arc::new(Source::new("projects.json", line, crate::source::Medium::File));
    Location::new(&source, Span::new(0, line.len()))
}

/// A client of a file.
#[derive(Clone, Debug)]
pub(crate) struct FoundClient {
    pub(crate) client: Client,
    /// The path of its file, relative to the folder of the policy.
    pub(crate) path: String,
    pub(crate) ignores: Vec<Ignores>,
}
