//! Which values say nothing.

use crate::policy::dictionary::Entry;

/// Values that say nothing, in lower case.
const PLACEHOLDERS: &[&str] = &[
    "unknown",
    "unassigned",
    "unallocated",
    "undefined",
    "unspecified",
    "unset",
    "untagged",
    "tbd",
    "tba",
    "tbc",
    "to be defined",
    "to be determined",
    "to-be-determined",
    "todo",
    "to do",
    "fixme",
    "none",
    "null",
    "nil",
    "n/a",
    "n.a.",
    "not applicable",
    "not set",
    "default",
    "changeme",
    "change me",
    "change-me",
    "change_me",
    "placeholder",
    "dummy",
    "?",
    "-",
    "--",
    "...",
];

/// Whether a value says nothing, and the policy does not name it itself.
pub(super) fn says_nothing(entry: &Entry, value: &str) -> bool {
    let is_named = entry.values.is_some() || entry.default.as_deref() == Some(value.trim());
    !is_named && is_placeholder(value)
}

/// What values that say nothing begin with: those of the list, letters that are repeated, brackets.
static BEGINNINGS: [bool; 256] = {
    let mut beginnings = [false; 256];
    let mut index = 0;
    while index < PLACEHOLDERS.len() {
        let first = PLACEHOLDERS[index].as_bytes()[0];
        beginnings[first as usize] = true;
        beginnings[first.to_ascii_uppercase() as usize] = true;
        index += 1;
    }
    beginnings[b'x' as usize] = true;
    beginnings[b'X' as usize] = true;
    beginnings[b'<' as usize] = true;
    beginnings[b'[' as usize] = true;
    beginnings
};

/// Whether a value says nothing.
pub(crate) fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    // The longest placeholder and what they begin with bound what is worth comparing.
    if value.len() > 24 || !value.bytes().next().is_some_and(|first| BEGINNINGS[usize::from(first)]) {
        return false;
    }
    let all = |sign: char| value.chars().all(|c| c.eq_ignore_ascii_case(&sign));
    let repeated = value.len() > 1 && (all('x') || all('?'));
    let bracketed = value.len() > 2
        && ((value.starts_with('<') && value.ends_with('>'))
            || (value.starts_with('[') && value.ends_with(']')));
    repeated || bracketed || PLACEHOLDERS.iter().any(|known| known.eq_ignore_ascii_case(value))
}
