//! What the values of a key may be.

use std::collections::BTreeMap;

use super::codes::{self, Shared};
use super::measure::{LISTED, are_nearly_all};
use super::spellings::{Word, words};
use super::usual;

/// What the values of a key may be.
#[derive(Debug)]
pub(super) enum Law {
    /// What nearly all have in common, and the values that do not.
    Shared { shared: Shared, outliers: Vec<String> },
    /// These values, where nearly all of them are known.
    Values { is_certain: bool },
    /// So many that they are no list.
    Free(usize),
    /// Nobody knows.
    Unknown,
}

/// The values of a key, in their spellings, and what they may be.
#[derive(Debug)]
pub(super) struct Values {
    pub(super) words: Vec<Word>,
    pub(super) law: Law,
}

impl Values {
    /// The law of values, each given with its uses; so many more say nothing, or are not known.
    pub(super) fn learn(counts: &BTreeMap<String, usize>, saying_nothing: usize, unknown: usize) -> Self {
        let words = words(counts, usual::value);
        let known: usize = counts.values().sum();
        let law = match codes::shared(counts, saying_nothing) {
            Some(shared) => {
                let outliers = counts.keys().filter(|value| !shared.matches(value)).cloned().collect();
                Law::Shared { shared, outliers }
            }
            None if words.is_empty() => Law::Unknown,
            None if words.len() <= LISTED => {
                Law::Values { is_certain: are_nearly_all(known, known + unknown) }
            }
            None => Law::Free(words.len()),
        };
        Values { words, law }
    }

    /// The right spelling of a value, if it is law.
    pub(super) fn right(&self, value: &str) -> Option<&str> {
        let word = self.words.iter().find(|word| word.has(value))?;
        let is_law = match &self.law {
            Law::Shared { shared, .. } => shared.matches(&word.right),
            Law::Values { .. } | Law::Free(_) => true,
            Law::Unknown => false,
        };
        is_law.then_some(&word.right)
    }

    /// Whether the values are a list.
    pub(super) fn are_listed(&self) -> bool {
        matches!(self.law, Law::Values { is_certain: true })
    }
}
