//! Rules: small pure functions from a project and a policy to verdicts, one file each.
//!
//! [`RULES`] is the registry. What a rule is and what it says live in its file, its page is `rules/<name>.md`. Rules neither know levels nor formats: a [`Verdict`] names a [`Change`] to the tags, and
//! [`crate::fix`] turns that into edits or calls.

pub mod absent_project;
pub mod ambiguous_name;
mod case;
pub mod changed_since;
mod colliding_keys;
mod condition_words;
pub mod default_project;
mod deprecated_tag;
pub mod drifted_name;
pub mod drifted_tag;
mod duplicate_key;
pub mod duplicate_name;
mod empty_value;
mod exception_words;
pub mod expired_exception;
mod forbidden_tag;
pub mod inactive_cost_tag;
mod inconsistent_tags;
mod invalid_name;
mod invalid_value;
mod malformed_value;
mod misplaced_tags;
pub mod missing_tag;
mod misspelled_key;
mod name_mismatch;
mod placeholder_value;
mod sensitive_value;
mod tag_limits;
pub mod too_many_projects;
pub mod undeclared_project;
mod unknown_tag;
pub mod unreadable_input;
pub mod unresolved_tag;
pub mod unused_exception;
pub mod unused_ignore;

pub use case::{Case, Judged};

use crate::finding::{Finding, Level, Location, Safety};
use crate::project::{Place, Project, Reading, Tag};

/// A rule.
pub struct Rule {
    /// Its name, the only identifier.
    pub name: &'static str,
    /// Its level where the policy says nothing.
    pub level: Level,
    /// What it finds, in a line.
    pub summary: &'static str,
    /// What its fix does, in a line; `none` where there is none.
    pub fix: &'static str,
    /// Its page.
    pub page: &'static str,
    /// What it looks at.
    pub check: Check,
}

impl Rule {
    /// Whether a finding is one of its own.
    pub fn says(&self, finding: &Finding) -> bool {
        finding.rule == self.name
    }
}

/// What a rule looks at.
pub enum Check {
    /// One project.
    Project(fn(&Case<'_>, &mut Vec<Verdict>)),
    /// Two projects of one file, or live of one account and region.
    Pair {
        /// A hash that two projects have in common where the rule may speak of them.
        key: fn(&Project<'_>) -> Option<u64>,
        /// What is said of a project, given the first one before it of the same hash.
        verdict: fn(&Case<'_>, &Project<'_>) -> Option<Verdict>,
    },
    /// It is said where it is noticed: while reading, or while triaging.
    Elsewhere,
    /// It is said of live accounts as a whole, so that definitions alone cannot show what it finds.
    Live(Needs),
}

/// What a live rule needs besides the live projects, without which it says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// Definitions to compare with, `--against`.
    Definitions,
    /// What an earlier run saw, `--since`.
    Snapshot,
    /// What billing tells costs apart by, `--billing`.
    Billing,
}

macro_rules! registry {
    ($($rule:ident)*) => {
        /// Every rule, in the order of the documentation.
        pub static RULES: &[&Rule] = &[$(&$rule::RULE),*];

        /// The names of all rules, in the same order.
        pub static NAMES: &[&str] = &[$($rule::RULE.name),*];
    };
}

registry! {
    missing_tag
    misspelled_key
    unknown_tag
    deprecated_tag
    forbidden_tag
    duplicate_key
    colliding_keys
    empty_value
    invalid_value
    malformed_value
    placeholder_value
    sensitive_value
    inconsistent_tags
    name_mismatch
    invalid_name
    duplicate_name
    tag_limits
    too_many_projects
    unresolved_tag
    unreadable_input
    misplaced_tags
    expired_exception
    unused_exception
    unused_ignore
    drifted_tag
    drifted_name
    undeclared_project
    absent_project
    ambiguous_name
    changed_since
    default_project
    inactive_cost_tag
}

/// Whether a rule speaks of live projects only.
pub fn is_live(name: &str) -> bool {
    find(name).is_some_and(|rule| matches!(rule.check, Check::Live(_)))
}

/// The rule of a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// What a fix changes, in the words of tags; indices are into the project's list of tags.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// The key of a tag becomes another.
    Rename {
        /// Which tag.
        tag: usize,
        /// The new key.
        to: String,
    },
    /// A value of a tag becomes another.
    Replace {
        /// Which tag.
        tag: usize,
        /// Which of its readings.
        reading: usize,
        /// The new value.
        value: String,
    },
    /// A tag is added.
    Insert {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// A tag is removed.
    Remove {
        /// Which tag.
        tag: usize,
    },
    /// The edits that the reader of the format proposes for a misplaced shape.
    Reshape {
        /// Which of the project's misplaced shapes.
        misplaced: usize,
    },
}

/// A fix as a rule proposes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remedy {
    /// Whether it may be applied without a look.
    pub safety: Safety,
    /// What it does, in the imperative.
    pub title: String,
    /// The change.
    pub change: Change,
}

impl Remedy {
    fn safe(title: String, change: Change) -> Self {
        Remedy { safety: Safety::Safe, title, change }
    }

    fn guess(title: String, change: Change) -> Self {
        Remedy { safety: Safety::Unsafe, title, change }
    }
}

/// What a rule says of a project.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// What is wrong, complete in itself.
    pub message: String,
    /// The key that it speaks of.
    pub tag: Option<String>,
    /// The value that it speaks of.
    pub value: Option<String>,
    /// Where it is wrong.
    pub at: Option<Location>,
    /// The clause of the policy.
    pub because: Option<Location>,
    /// What to do.
    pub help: Option<String>,
    /// What mends it.
    pub remedy: Option<Remedy>,
    /// A level that this verdict does not exceed, whatever the rule's.
    pub at_most: Option<Level>,
    /// Whether the text there is a secret, which no output shows.
    pub secret: bool,
    /// What a baseline knows a value by that must not be shown.
    pub digest: Option<String>,
}

impl Verdict {
    /// About the project as a whole: at its name.
    pub fn of_project(case: &Case<'_>, message: String) -> Self {
        Verdict { message, at: case.project.place().map(locate), ..Verdict::default() }
    }

    /// About the key of a tag: at the key. The value is given along, unless it must not be shown.
    pub fn of_key(tag: &Tag<'_>, message: String) -> Self {
        Verdict {
            message,
            tag: Some(tag.key.to_string()),
            value: shown_value(&tag.value),
            digest: digest(&tag.value),
            at: tag.key_place.map(locate),
            ..Verdict::default()
        }
    }

    /// About a value of a tag: at the value.
    pub fn of_value(tag: &Tag<'_>, reading: &Reading<'_>, message: String) -> Self {
        Verdict {
            message,
            tag: Some(tag.key.to_string()),
            value: shown_value(reading),
            digest: digest(reading),
            at: reading.place.or(tag.key_place).map(locate),
            ..Verdict::default()
        }
    }

    /// With the clause of the policy that says so.
    pub fn because(self, clause: &Location) -> Self {
        Verdict { because: Some(clause.clone()), ..self }
    }

    /// With what to do.
    pub fn help(self, help: impl Into<String>) -> Self {
        Verdict { help: Some(help.into()), ..self }
    }

    /// With what mends it.
    pub fn remedy(self, remedy: impl Into<Option<Remedy>>) -> Self {
        Verdict { remedy: remedy.into(), ..self }
    }
}

/// The location of a place.
pub fn locate(place: Place<'_>) -> Location {
    Location::new(place.source, place.span)
}

/// Whether a text looks like a credential, which no output shows.
pub fn is_credential(text: &str) -> bool {
    sensitive_value::kind(text).is_some()
}

/// Whether the text of a reading is a secret: a plan marks it, or it looks like a credential.
fn is_secret(reading: &Reading<'_>) -> bool {
    reading.secret || reading.value.text().is_some_and(is_credential)
}

/// The value for a finding, unless it is a secret.
fn shown_value(reading: &Reading<'_>) -> Option<String> {
    reading.value.text().filter(|_| !is_secret(reading)).map(str::to_owned)
}

/// What tells a secret from another one without showing it: its FNV-1a hash
/// (<https://www.rfc-editor.org/rfc/rfc9923>), which is the same on every machine.
fn digest(reading: &Reading<'_>) -> Option<String> {
    let text = reading.value.text().filter(|_| is_secret(reading))?;
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    Some(format!("fnv1a:{hash:016x}"))
}

/// The value in backticks for a message, or words for one that must not be shown.
fn quoted_value(reading: &Reading<'_>) -> String {
    shown_value(reading).map_or_else(|| "this value".to_owned(), |text| crate::text::code(&text))
}
