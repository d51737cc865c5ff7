//! The tests of a file, as they are described.

use std::path::PathBuf;

use time::Date;

use super::expect::Expected;
use crate::finding::Location;
use crate::policy::Given;
use crate::project::{Place, Project, Reading, Tag};
use crate::source::Span;
use crate::tree::{Language, Style};

/// The tests of one file, which are of one policy.
#[derive(Debug)]
pub(crate) struct Suite {
    pub policy: Given,
    pub tests: Vec<Test>,
}

#[derive(Debug)]
pub(crate) struct Test {
    pub name: String,
    /// The header of the test.
    pub place: Location,
    /// The day of this test alone.
    pub today: Option<Date>,
    /// The path that conditions see.
    pub path: Option<String>,
    pub tested: Tested,
    pub expect: Vec<Expected>,
    /// The entry `expect`.
    pub expect_place: Location,
}

/// What is checked.
#[derive(Debug)]
pub(crate) enum Tested {
    /// A project that the test describes.
    Project(Description),
    /// A definition.
    File(PathBuf),
}

/// A string and where it is in the file.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub text: String,
    pub place: Location,
}

/// A project in the words of a test.
#[derive(Debug)]
pub(crate) struct Description {
    pub name: Text,
    pub kind: Option<String>,
    pub account: Option<String>,
    pub region: Option<String>,
    pub status: Option<String>,
    /// The models that it is billed for.
    pub models: Vec<String>,
    /// Keys with their values.
    pub tags: Vec<(Text, Text)>,
}

impl Description {
    /// The project for rules.
    pub(super) fn project(&self) -> Project<'_> {
        let mut project = Project::new(0);
        if let Some(kind) = &self.kind {
            project.kind = kind.as_str().into();
        }
        project.name = reading(&self.name);
        project.account = self.account.as_deref().map(Into::into);
        project.region = self.region.as_deref().map(Into::into);
        project.status = self.status.as_deref().map(Into::into);
        for (key, value) in &self.tags {
            project.tags.list.push(Tag {
                key: key.text.as_str().into(),
                key_place: Some(place(&key.place)),
                value: reading(value),
                alternatives: Vec::new(),
                entry: Span::at(0),
            });
        }
        project
    }
}

fn reading(text: &Text) -> Reading<'_> {
    Reading::text(text.text.as_str(), Some(place(&text.place)))
}

fn place(at: &Location) -> Place<'_> {
    Place { source: &at.source, span: at.span, style: Style::Double, language: Language::Toml }
}
