//! The tag dictionary: which keys projects have, and which of them they must have.

use super::law::Values;
use super::measure::are_nearly_all;
use super::seen::{Seen, Unit, Value};
use super::spellings::{Word, words};
use super::uses::Uses;
use super::usual;
use crate::rule::{is_credential, is_placeholder, is_refused_key, is_refused_value};
use crate::text::nearest;

/// A key of the dictionary.
#[derive(Debug)]
pub(crate) struct Key {
    pub(super) word: Word,
    /// How many projects have it, in any spelling, of those of which that is known.
    pub(super) projects: usize,
    pub(super) of: usize,
    /// The spellings that nobody would know to mean it.
    pub(super) deprecated: Vec<String>,
    pub(super) values: Values,
}

impl Key {
    pub(super) fn name(&self) -> &str {
        &self.word.right
    }

    /// Whether nearly all projects have it.
    pub(crate) fn is_required(&self) -> bool {
        are_nearly_all(self.projects, self.of)
    }
}

/// The keys that were learned.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) keys: Vec<Key>,
    pub(super) left_out: Vec<String>,
}

/// Learns the keys, those that most projects have first.
pub(super) fn learn(seen: &Seen) -> Keys {
    let (mut uses, mut left_out) = (Uses::default(), Uses::default());
    for (number, unit) in seen.units.iter().enumerate() {
        for tag in unit.readings.iter().flat_map(|reading| &reading.tags) {
            match tag.key.contains('*') || is_refused_key(&tag.key) || is_credential(&tag.key) {
                true => left_out.add(&tag.key, &tag.key_at, number),
                false => uses.add(&tag.key, &tag.key_at, number),
            }
        }
    }
    let words = words(&uses.counts, usual::key);
    let names: Vec<String> = words.iter().map(|word| word.right.clone()).collect();
    let mut keys: Vec<Key> = words.into_iter().map(|word| key(word, &names, seen)).collect();
    keys.sort_by(|left, right| {
        right.projects.cmp(&left.projects).then_with(|| left.name().cmp(right.name()))
    });
    let left_out = left_out.counts.into_keys().filter(|key| !is_credential(key)).collect();
    Keys { keys, left_out }
}

fn key(word: Word, names: &[String], seen: &Seen) -> Key {
    let (mut projects, mut of, mut unknown) = (0, 0, 0);
    let (mut uses, mut mess) = (Uses::default(), Uses::default());
    for (number, unit) in seen.units.iter().enumerate() {
        match has(unit, &word) {
            Some(true) => (projects, of) = (projects + 1, of + 1),
            Some(false) => of += 1,
            None => {}
        }
        let tags = unit.readings.iter().flat_map(|reading| &reading.tags);
        let mut is_known = true;
        for (value, at) in tags.filter(|tag| word.has(&tag.key)).flat_map(|tag| &tag.values) {
            match value {
                Value::Text(text) if is_mess(text) => mess.add(text, at, number),
                Value::Text(text) => uses.add(text, at, number),
                Value::Unknown => is_known = false,
                Value::Nothing => {}
            }
        }
        unknown += usize::from(!is_known);
    }
    let names = || names.iter().map(String::as_str);
    let is_known = |other: &&String| nearest(other, names()).is_some_and(|(name, _)| name == word.right);
    let deprecated = word.others.iter().filter(|other| !is_known(other)).cloned().collect();
    let values = Values::learn(&uses.counts, mess.counts.values().sum(), unknown);
    Key { projects, of, deprecated, values, word }
}

/// Whether a value says nothing, or is one that the service refuses.
fn is_mess(value: &str) -> bool {
    value.trim().is_empty() || is_placeholder(value) || is_refused_value(value)
}

/// Whether a project has a key, whichever way it turns out; `None` where that cannot be known.
fn has(unit: &Unit, word: &Word) -> Option<bool> {
    let mut lacks = false;
    for reading in &unit.readings {
        if !reading.tags.iter().any(|tag| word.has(&tag.key)) {
            if !reading.is_whole {
                return None;
            }
            lacks = true;
        }
    }
    Some(!lacks)
}
