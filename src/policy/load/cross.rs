//! Keys that other parts of the policy name: the dictionary must have them.

use std::collections::HashSet;

use super::reader::Reader;
use crate::finding::Location;
use crate::policy::dictionary::Dictionary;
use crate::policy::problem::Problem;
use crate::policy::raw::{Entry, Table};
use crate::policy::suggest;
use crate::text::{code, one_of};

/// How many keys are listed where none is near.
const LISTED: usize = 8;

impl Reader<'_> {
    /// Says which keys are replaced by one that the dictionary does not have, or that nothing can be renamed to. An
    /// override may forbid, for some projects, what takes the place of another key elsewhere, and a policy what the one
    /// that it extends gives as a successor.
    pub(crate) fn replacements(&mut self, tags: &Table, dictionary: &Dictionary, is_base: bool) {
        for tag in &tags.entries {
            let Some(by) = tag.value.table().and_then(|table| table.get("replaced-by")) else { continue };
            let Some(key) = by.value.text() else { continue };
            let (old, new) = (code(&tag.key), code(key));
            let is_forbidden = || {
                let clause = dictionary.get(key).and_then(|entry| entry.forbidden.as_ref());
                is_base && clause.is_some_and(|clause| clause.path() == by.value.at.path())
            };
            let (message, label) = if key == tag.key {
                (format!("{old} is replaced by itself"), "the same key")
            } else if key.contains('*') {
                (format!("{old} is replaced by {new}, which stands for many keys"), "not one key")
            } else if is_forbidden() {
                (format!("{old} is replaced by {new}, which is forbidden"), "a forbidden key")
            } else if leads_back(dictionary, key, &tag.key) {
                (format!("{old} is replaced by {new}, which leads back to {old}"), "a circle")
            } else {
                self.known_key(key, &by.value.at, std::slice::from_ref(dictionary));
                continue;
            };
            let problem = Problem::new("policy::contradiction", &by.value.at, message, label);
            self.say(problem.help("write the key that takes its place, or remove `replaced-by`"));
        }
    }

    /// Says which tags of lookups, constraints, overrides and conditional requirements are misspelled. A key that the
    /// dictionary does not have may be asked about, one that it has in another spelling is a slip: what it is
    /// in would never hold. Exceptions are left out, for they may be for the wrong spelling itself.
    pub(crate) fn misspelled_keys(&mut self, root: &Table, dictionaries: &[Dictionary]) {
        let mut asked = Vec::new();
        for (lookup, _) in root.tables("lookups") {
            asked.extend(lookup.table("columns").into_iter().flat_map(|columns| &columns.entries));
        }
        for (constraint, _) in root.tables("constraints") {
            asked_by(constraint.table("when"), &mut asked);
            asked_by(constraint.table("require"), &mut asked);
        }
        for (models, _) in root.tables("models") {
            asked_by(models.table("when"), &mut asked);
        }
        let overrides: Vec<&Table> = root.tables("overrides").map(|(change, _)| change).collect();
        for change in &overrides {
            asked_by(change.table("when"), &mut asked);
        }
        let tags = std::iter::once(root).chain(overrides).filter_map(|table| table.table("tags"));
        for tag in tags.flat_map(|tags| &tags.entries).filter_map(|tag| tag.value.table()) {
            asked_by(tag.table("required").and_then(|required| required.table("when")), &mut asked);
        }
        let is_known = |key: &str| dictionaries.iter().any(|dictionary| dictionary.get(key).is_some());
        let is_near = |key: &str| dictionaries.iter().any(|dictionary| dictionary.meant(key).is_some());
        for key in asked.into_iter().filter(|key| !is_known(&key.key) && is_near(&key.key)) {
            self.known_key(&key.key, &key.key_at, dictionaries);
        }
    }

    /// Says of a key that no dictionary has it, where that is so.
    pub(crate) fn known_key(&mut self, key: &str, at: &Location, dictionaries: &[Dictionary]) {
        if dictionaries.iter().any(|dictionary| dictionary.get(key).is_some()) {
            return;
        }
        let entries = dictionaries.iter().flat_map(Dictionary::entries);
        let mut keys: Vec<&str> =
            entries.filter(|entry| entry.is_in_use()).map(|entry| entry.key.as_str()).collect();
        let mut seen = HashSet::new();
        keys.retain(|key| seen.insert(*key));
        let message = format!("the tag dictionary has no key {}", code(key));
        let problem = Problem::new("policy::undefined-tag", at, message, "unknown key");
        let add = format!("add `[tags.{}]`", crate::policy::written::key(key));
        self.say(problem.help(match suggest::meant(key, &keys) {
            Some(meant) => format!("write {}", code(meant)),
            None if keys.is_empty() => add,
            None => format!("{add}, or write {}", one_of(keys.iter().copied(), LISTED)),
        }));
    }
}

/// The tags that a condition asks about.
fn asked_by<'t>(condition: Option<&'t Table>, asked: &mut Vec<&'t Entry>) {
    let Some(condition) = condition else { return };
    asked.extend(condition.table("tags").into_iter().flat_map(|tags| &tags.entries));
    asked_by(condition.table("not"), asked);
}

/// Whether the keys that take the place of each other, from one on, come to an older one.
fn leads_back(dictionary: &Dictionary, from: &str, older: &str) -> bool {
    let mut key = from;
    for _ in dictionary.entries() {
        let entry = dictionary.get(key).filter(|entry| entry.deprecated.is_some());
        match entry.and_then(|entry| entry.replaced_by.as_deref()) {
            Some(next) if next == older => return true,
            Some(next) => key = next,
            None => return false,
        }
    }
    false
}
