//! What a rule says, and what it proposes to change.

use super::case::Case;
use crate::client::Client;
use crate::finding::{Level, Location, Related, Safety, Voice};
use crate::project::{Place, Reading, Tag};
use crate::text::{code, is_credential, known_by};

/// What a fix changes, in the words of tags; indices are into the project's list of tags.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    /// The key of a tag becomes another.
    Rename {
        tag: usize,
        /// The new key.
        to: String,
    },
    /// A value of a tag becomes another.
    Replace {
        tag: usize,
        /// Which of its readings.
        reading: usize,
        /// The new value.
        value: String,
    },
    /// A tag is added.
    Insert { key: String, value: String },
    /// A tag is removed.
    Remove {
        tag: usize,
        /// The tag that has the same value and stays, where that is why.
        twin: Option<usize>,
    },
    /// The edits that the reader of the format proposes for a misplaced shape.
    Reshape {
        /// Which of the project's misplaced shapes.
        misplaced: usize,
    },
    /// A text of a client is written in another way.
    Respell { at: Location, text: String },
}

/// A fix as a rule proposes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Remedy {
    /// Whether it may be applied without a look.
    pub(crate) safety: Safety,
    /// What it does, in the imperative.
    pub(crate) title: String,
    pub(crate) change: Change,
}

impl Remedy {
    pub(super) fn safe(title: String, change: Change) -> Self {
        Remedy { safety: Safety::Safe, title, change }
    }

    pub(super) fn guess(title: String, change: Change) -> Self {
        Remedy { safety: Safety::Unsafe, title, change }
    }
}

/// What a rule says of a project.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// What is wrong, complete in itself.
    pub(crate) message: String,
    /// The key that it speaks of.
    pub(crate) tag: Option<String>,
    /// The value that it speaks of.
    pub(crate) value: Option<String>,
    /// The text that the finding points at; `None` for what has no file.
    pub(crate) at: Option<Location>,
    /// The clause of the policy.
    pub(crate) because: Option<Location>,
    /// What else it names.
    pub(crate) related: Vec<Related>,
    /// What to do.
    pub(crate) help: Option<String>,
    /// What fixes it.
    pub(crate) remedy: Option<Remedy>,
    /// What speaks instead of this verdict, where it is shown.
    pub(crate) behind: Vec<Voice>,
    /// A level that this verdict does not exceed, whatever the rule's.
    pub(crate) at_most: Option<Level>,
    /// Whether the text there is a secret, which no output shows.
    pub(crate) secret: bool,
    /// What a baseline knows a value by that must not be shown.
    pub(crate) digest: Option<String>,
}

impl Verdict {
    /// About the project as a whole: at its name.
    pub(crate) fn of_project(case: &Case<'_>, message: String) -> Self {
        Verdict { message, at: case.project.place().map(locate), ..Verdict::default() }
    }

    /// About the key of a tag: at the key. The value is given along, unless it must not be shown.
    pub(crate) fn of_key(tag: &Tag<'_>, message: String) -> Self {
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
    pub(crate) fn of_value(tag: &Tag<'_>, reading: &Reading<'_>, message: String) -> Self {
        Verdict {
            message,
            tag: Some(tag.key.to_string()),
            value: shown_value(reading),
            digest: digest(reading),
            at: reading.place.or(tag.key_place).map(locate),
            ..Verdict::default()
        }
    }

    /// About a client: at what constructs it.
    pub(super) fn of_client(client: &Client, message: String) -> Self {
        Verdict { message, at: Some(client.at.clone()), ..Verdict::default() }
    }

    /// With the clause of the policy that says so.
    pub(crate) fn because(self, clause: &Location) -> Self {
        Verdict { because: Some(clause.clone()), ..self }
    }

    /// With what else it names.
    pub(crate) fn related(self, related: impl IntoIterator<Item = Related>) -> Self {
        Verdict { related: related.into_iter().collect(), ..self }
    }

    /// With what speaks instead of it.
    pub(crate) fn behind(self, voices: Vec<Voice>) -> Self {
        Verdict { behind: voices, ..self }
    }

    /// With what to do.
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Verdict { help: Some(help.into()), ..self }
    }

    /// With what fixes it.
    pub(crate) fn remedy(self, remedy: impl Into<Option<Remedy>>) -> Self {
        Verdict { remedy: remedy.into(), ..self }
    }
}

/// The key of a tag that a verdict names besides another one.
pub(super) fn related_key(tag: &Tag<'_>) -> Related {
    Related { message: format!("{} is given here", code(&tag.key)), location: tag.key_place.map(locate) }
}

/// The value of a tag that a verdict names, or depends on, besides another one.
pub(super) fn related_value(tag: &Tag<'_>) -> Related {
    let key = code(&tag.key);
    let message = match shown_value(&tag.value) {
        Some(value) => format!("{key} is {}", code(&value)),
        None => format!("the value of {key}"),
    };
    Related { message, location: tag.value.place.or(tag.key_place).map(locate) }
}

pub(crate) fn locate(place: Place<'_>) -> Location {
    Location::new(place.source, place.span)
}

/// Whether the text of a reading is a secret: a plan marks it, or it looks like a credential.
fn is_secret(reading: &Reading<'_>) -> bool {
    reading.secret || reading.value.text().is_some_and(is_credential)
}

/// Whether a tag has a value that is a secret. What else is said must then not be such that the value follows from it.
pub(super) fn holds_secret(tag: &Tag<'_>) -> bool {
    tag.readings().any(is_secret)
}

/// Whether two tags have the same known value. That a secret is the same as what is shown beside it would tell it.
pub(super) fn say_the_same(left: &Tag<'_>, right: &Tag<'_>) -> bool {
    let text = left.known_text();
    text.is_some() && text == right.known_text() && holds_secret(left) == holds_secret(right)
}

/// The value for a finding, unless it is a secret.
pub(super) fn shown_value(reading: &Reading<'_>) -> Option<String> {
    reading.value.text().filter(|_| !is_secret(reading)).map(str::to_owned)
}

/// What a baseline knows a secret by. What a plan or a template marks may be short, such as a PIN, and of that even a
/// hash would tell it: it has one word for all.
fn digest(reading: &Reading<'_>) -> Option<String> {
    let text = reading.value.text().filter(|_| is_secret(reading))?;
    match is_credential(text) {
        true => Some(known_by(text).into_owned()),
        false => Some("(sensitive)".to_owned()),
    }
}

/// The value in backticks for a message, or words for one that must not be shown.
pub(super) fn quoted_value(reading: &Reading<'_>) -> String {
    if let Some(text) = shown_value(reading) { code(&text) } else { "this value".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_baseline_tells_credentials_apart_and_nothing_of_what_is_marked() {
        let of = |text: &'static str, secret: bool| digest(&Reading { secret, ..Reading::text(text, None) });
        assert_eq!(of("4711", false), None);
        assert_eq!(of("4711", true).as_deref(), Some("(sensitive)"));
        assert_eq!(of("4711", true), of("4712", true));
        let known = "sha256:1a5d44a2dca19669d72edf4c4f1c27c4c1ca4b4408fbb17f6ce4ad452d78ddb3";
        assert_eq!(of("AKIAIOSFODNN7EXAMPLE", false).as_deref(), Some(known));
        assert_eq!(of("AKIAIOSFODNN7EXAMPLE", true).as_deref(), Some(known));
    }
}
