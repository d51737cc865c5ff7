//! Conditions: `when` and `require` tables, answered yes, no or unknown.

use super::pattern::TextGlob;
use crate::client::CLIENT;
use crate::project::{BEDROCK_PROJECT, Project, Tag, Value};

/// An answer as far as it can be known without running a configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Truth {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// It depends on what cannot be known.
    Unknown,
}

impl Truth {
    fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Yes, Truth::Yes) => Truth::Yes,
            _ => Truth::Unknown,
        }
    }

    fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(yes: bool) -> Self {
        if yes { Truth::Yes } else { Truth::No }
    }
}

/// What a test asks about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Field {
    /// The project's name.
    Name,
    /// The path of the definition, relative to the folder of the policy, with forward slashes.
    Path,
    /// `bedrock-project`, `inference-profile`, or a resource type.
    Kind,
    /// The account.
    Account,
    /// The region.
    Region,
    /// `active` or `archived`.
    Status,
    /// The value of a tag.
    Tag(String),
}

impl Field {
    /// The word that the policy has for it; of a tag its key.
    pub(crate) fn word(&self) -> &str {
        match self {
            Field::Name => "name",
            Field::Path => "path",
            Field::Kind => "kind",
            Field::Account => "account",
            Field::Region => "region",
            Field::Status => "status",
            Field::Tag(key) => key,
        }
    }
}

/// What a field must be.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    /// Any of these.
    AnyOf(Vec<TextGlob>),
    /// Present or absent.
    Present(bool),
}

/// One entry of a condition.
#[derive(Clone, Debug)]
pub(crate) struct Test {
    /// What it asks about.
    pub(crate) field: Field,
    /// What that must be.
    pub(crate) wanted: Wanted,
}

/// A table of tests, all of which must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Condition {
    /// The tests, in the order of the policy.
    pub(crate) tests: Vec<Test>,
    /// A condition that must not be true.
    pub(crate) not: Option<Box<Condition>>,
}

/// Whom something is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whom<'a> {
    /// A project.
    Project(&'a Project<'a>),
    /// All Bedrock projects of an account, whose number may not be known.
    Account(Option<&'a str>),
    /// A client: code or a configuration that constructs one.
    Client,
    /// Nobody in particular: it concerns all of an organisation.
    Nobody,
}

/// What conditions are asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    /// Whom something is about.
    pub(crate) whom: Whom<'a>,
    /// The path of its definition, relative to the folder of the policy; `None` for what is live.
    pub(crate) path: Option<&'a str>,
}

impl<'a> Facts<'a> {
    /// Of a project, and the path of its definition.
    pub(crate) fn of(project: &'a Project<'a>, path: Option<&'a str>) -> Self {
        Facts { whom: Whom::Project(project), path }
    }

    /// Of a client, by the path of its file.
    pub(crate) fn of_client(path: &'a str) -> Self {
        Facts { whom: Whom::Client, path: Some(path) }
    }

    /// The project, if it is one.
    pub(crate) fn project(&self) -> Option<&'a Project<'a>> {
        match self.whom {
            Whom::Project(project) => Some(project),
            Whom::Account(_) | Whom::Client | Whom::Nobody => None,
        }
    }
}

impl Condition {
    /// Whether it speaks of what only live projects have: then definitions cannot show that it holds nowhere.
    pub(crate) fn asks_for_live_facts(&self) -> bool {
        let is_live = |field: &Field| matches!(field, Field::Account | Field::Region | Field::Status);
        self.tests.iter().any(|test| is_live(&test.field))
    }

    /// Whether all of it holds, for tags as they are spelled.
    pub(crate) fn holds(&self, facts: &Facts<'_>) -> Truth {
        self.holds_with(facts, |key| facts.project()?.tags.get(key))
    }

    /// Whether all of it holds, where the caller says which tag stands for a key.
    pub(crate) fn holds_with<'t, 'p: 't>(
        &self,
        facts: &Facts<'_>,
        tag: impl Fn(&str) -> Option<&'t Tag<'p>> + Copy,
    ) -> Truth {
        let all = self.tests.iter().fold(Truth::Yes, |truth, test| truth.and(test.holds(facts, tag)));
        match &self.not {
            None => all,
            Some(not) => all.and(not.holds_with(facts, tag).not()),
        }
    }
}

impl Test {
    pub(crate) fn holds<'t, 'p: 't>(
        &self,
        facts: &Facts<'_>,
        tag: impl Fn(&str) -> Option<&'t Tag<'p>>,
    ) -> Truth {
        let project = match (facts.whom, &self.field) {
            (Whom::Project(project), _) => project,
            (Whom::Account(account), Field::Account) => return self.of_text(account),
            (Whom::Account(_), Field::Kind) => return self.of_text(Some(BEDROCK_PROJECT)),
            (Whom::Client, Field::Kind) => return self.of_text(Some(CLIENT)),
            (Whom::Client, Field::Path) => return self.of_text(facts.path),
            (Whom::Account(_) | Whom::Client | Whom::Nobody, _) => return self.of_text(None),
        };
        let untold = project.untold;
        match &self.field {
            Field::Kind if untold.kind => Truth::Unknown,
            Field::Account if untold.account => Truth::Unknown,
            Field::Region if untold.region => Truth::Unknown,
            Field::Status if untold.status => Truth::Unknown,
            Field::Name => self.of_value(&project.name.value),
            Field::Path => self.of_text(facts.path),
            Field::Kind => self.of_text(Some(&project.kind)),
            Field::Account => self.of_text(project.account.as_deref()),
            Field::Region => self.of_text(project.region.as_deref()),
            Field::Status => self.of_text(project.status.as_deref()),
            Field::Tag(key) => match tag(key) {
                None if project.tags.may_have(key) => Truth::Unknown,
                None => self.of_text(None),
                Some(tag) => {
                    let mut answers = tag.readings().map(|reading| self.of_value(&reading.value));
                    let first = answers.next().unwrap_or(Truth::Unknown);
                    if answers.all(|answer| answer == first) { first } else { Truth::Unknown }
                }
            },
        }
    }

    fn of_value(&self, value: &Value<'_>) -> Truth {
        match (value, &self.wanted) {
            (Value::Text(text), _) => self.of_text(Some(text)),
            (_, Wanted::Present(present)) => Truth::from(*present),
            (Value::Null | Value::Nested, Wanted::AnyOf(_)) => Truth::No,
            (_, Wanted::AnyOf(globs)) if globs.iter().any(|glob| glob.as_str() == "*") => Truth::Yes,
            (_, Wanted::AnyOf(_)) => Truth::Unknown,
        }
    }

    fn of_text(&self, text: Option<&str>) -> Truth {
        match &self.wanted {
            Wanted::Present(present) => Truth::from(text.is_some() == *present),
            Wanted::AnyOf(globs) => {
                Truth::from(text.is_some_and(|text| globs.iter().any(|glob| glob.matches(text))))
            }
        }
    }
}
