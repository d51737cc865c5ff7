//! What may be wrong with a key or a value, so that of the rules that could speak of one cause exactly one does.

use super::placeholder::says_nothing;
use crate::policy::dictionary::Entry;
use crate::policy::format::broken;
use crate::project::{Reading, Value};
use crate::text::is_credential;

/// A flaw of a key or a value. Each has a rule of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flaw {
    Missing,
    Misspelled,
    Unknown,
    Deprecated,
    Forbidden,
    Duplicate,
    Sensitive,
    Empty,
    Invalid,
    Malformed,
    Placeholder,
}

impl Flaw {
    /// The name of its rule.
    pub(crate) const fn rule(self) -> &'static str {
        match self {
            Flaw::Missing => "missing-tag",
            Flaw::Misspelled => "misspelled-key",
            Flaw::Unknown => "unknown-tag",
            Flaw::Deprecated => "deprecated-tag",
            Flaw::Forbidden => "forbidden-tag",
            Flaw::Duplicate => "duplicate-key",
            Flaw::Sensitive => "sensitive-value",
            Flaw::Empty => "empty-value",
            Flaw::Invalid => "invalid-value",
            Flaw::Malformed => "malformed-value",
            Flaw::Placeholder => "placeholder-value",
        }
    }
}

/// The flaws of a value under an entry, in the order in which their rules speak; that of a credential anywhere.
pub(super) fn flaws(entry: Option<&Entry>, reading: &Reading<'_>) -> impl Iterator<Item = Flaw> {
    let found: [Option<Flaw>; 5] = match (&reading.value, entry) {
        (Value::Nested, Some(_)) => [Some(Flaw::Malformed), None, None, None, None],
        (value, entry) if let Some(text) = value.said() => {
            let is = |has: fn(&Entry, &str) -> bool| entry.is_some_and(|entry| has(entry, text));
            let is_other =
                is(|entry, text| entry.values.as_ref().is_some_and(|values| !values.value.contains(text)));
            [
                is_credential(text).then_some(Flaw::Sensitive),
                is(|_, text| text.trim().is_empty()).then_some(Flaw::Empty),
                is_other.then_some(Flaw::Invalid),
                is(|entry, text| broken(entry, text).is_some()).then_some(Flaw::Malformed),
                is(says_nothing).then_some(Flaw::Placeholder),
            ]
        }
        _ => [None; 5],
    };
    found.into_iter().flatten()
}
