//! What a definition declares, detached from its text, to be compared with what lives.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use crate::finding::{Location, Subject};
use crate::project::{BEDROCK_PROJECT, Project, Reading, Value, service};
use crate::rule::locate;
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
    pub path: String,
    /// Its number: of the file, and in the file.
    pub number: (u32, u32),
    /// The name, as far as it is known.
    pub name: Known,
    /// Where the name stands, else where the project begins.
    pub at: Option<Location>,
    /// The id that it claims.
    pub id: Option<String>,
    /// The account it is for.
    pub account: Option<String>,
    /// The region it is for.
    pub region: Option<String>,
    /// Its tags, each key once.
    pub tags: Vec<DeclaredTag>,
    /// Whether these are all.
    pub all_known: bool,
    /// The inline ignores of the files that it may stand in.
    pub ignores: Vec<Ignores>,
}

/// A name as far as it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Known {
    /// This one.
    Text(String),
    /// None is given.
    None,
    /// It cannot be known without running the configuration.
    Unknown,
}

/// A declared tag.
#[derive(Clone, Debug)]
pub struct DeclaredTag {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_at: Option<Location>,
    /// Where the value stands.
    pub value_at: Option<Location>,
    /// The values that it may have.
    pub texts: Vec<String>,
    /// Whether it may have others, which cannot be known.
    pub is_open: bool,
    /// Whether it must not be shown.
    pub secret: bool,
}

impl Declared {
    /// What a project of a definition declares.
    pub fn of(project: &Project<'_>, path: &str, file: u32, ignores: &[Ignores]) -> Self {
        let own = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
        let name = match &project.name.value {
            Value::Text(name) => Known::Text(name.to_string()),
            Value::Unknown | Value::Unseen | Value::Ambiguous => Known::Unknown,
            Value::Null | Value::Nested => Known::None,
        };
        Declared {
            subject: Arc::new(subject_of(project)),
            path: path.to_owned(),
            number: (file, project.ordinal),
            name,
            at: project.place().map(locate),
            id: own(&project.id),
            account: own(&project.account),
            region: own(&project.region),
            tags: tags(project),
            all_known: project.tags.all_known(),
            ignores: ignores.to_vec(),
        }
    }

    /// Whether it is of the kind that the Projects API lists.
    pub fn is_bedrock_project(&self) -> bool {
        self.subject.kind == BEDROCK_PROJECT
    }

    /// The name, where it is known.
    pub fn known_name(&self) -> Option<&str> {
        match &self.name {
            Known::Text(name) if !name.is_empty() => Some(name),
            _ => None,
        }
    }

    /// The name, where it is known and may be shown.
    pub fn shown_name(&self) -> Option<&str> {
        self.known_name().filter(|name| self.subject.name.as_deref() == Some(name))
    }

    /// The declared tag of a key.
    pub fn tag(&self, key: &str) -> Option<&DeclaredTag> {
        self.tags.iter().find(|tag| tag.key == key)
    }

    /// The project as conditions see it, called as a subject says: by its name, id, account and region.
    pub fn to_project<'s>(&self, subject: &'s Subject) -> Project<'s> {
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
    pub fn order(left: &Self, right: &Self) -> Ordering {
        let place = |at: &Option<Location>| at.as_ref().map(|at| (at.path().to_owned(), at.span));
        place(&left.at)
            .cmp(&place(&right.at))
            .then_with(|| left.number.1.cmp(&right.number.1))
            .then_with(|| left.subject.cmp(&right.subject))
    }
}

/// The tags, of a key given twice the last one. Those that only the service may set are left out.
fn tags(project: &Project<'_>) -> Vec<DeclaredTag> {
    let mut tags: Vec<DeclaredTag> = Vec::new();
    for tag in &project.tags.list {
        if service::is_own_tag(&tag.key) {
            continue;
        }
        let mut texts: Vec<String> = Vec::new();
        for text in tag.readings().filter_map(|reading| reading.value.text()) {
            if !texts.iter().any(|known| known == text) {
                texts.push(text.to_owned());
            }
        }
        let declared = DeclaredTag {
            key: tag.key.to_string(),
            key_at: tag.key_place.map(locate),
            value_at: tag.value.place.or(tag.key_place).map(locate),
            texts,
            is_open: tag.readings().any(|reading| reading.value.text().is_none()),
            secret: tag.readings().any(|reading| {
                reading.secret || reading.value.text().is_some_and(crate::rule::is_credential)
            }),
        };
        match tags.iter_mut().find(|known| known.key == declared.key) {
            Some(known) => *known = declared,
            None => tags.push(declared),
        }
    }
    tags
}

/// A location in no file, for tests of what compares declarations.
#[cfg(test)]
pub(crate) fn at(line: &str) -> Location {
    let source = Arc::new(Source::new("projects.json", line, crate::source::Medium::File));
    Location::new(&source, Span::new(0, line.len()))
}
