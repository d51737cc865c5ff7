//! Keys that other parts of the policy name: the dictionary must have them.

use std::collections::HashSet;

use super::reader::Reader;
use crate::finding::Location;
use crate::policy::dictionary::{self, Dictionary};
use crate::policy::problem::Problem;
use crate::policy::raw::{Entry, Table};
use crate::policy::suggest;
use crate::text::{code, one_of};

/// How many keys are listed where none is near.
const LISTED: usize = 8;

impl Reader<'_> {
    /// Says which keys are replaced by one that the dictionary does not have, or by themselves.
    pub(crate) fn replacements(&mut self, tags: &Table, dictionary: &Dictionary) {
        for tag in &tags.entries {
            let Some(by) = tag.value.table().and_then(|table| table.get("replaced-by")) else { continue };
            let Some(key) = by.value.text() else { continue };
            if key == tag.key {
                let message = format!("{} is replaced by itself", code(key));
                let problem = Problem::new("policy::contradiction", &by.value.at, message, "the same key");
                self.say(problem.help("write the key that takes its place, or remove `replaced-by`"));
            } else {
                self.known_key(key, &by.value.at, std::slice::from_ref(dictionary));
            }
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
            entries.filter(|entry| is_in_use(entry)).map(|entry| entry.key.as_str()).collect();
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

/// Whether an entry is of one key, which may be used.
fn is_in_use(entry: &dictionary::Entry) -> bool {
    !entry.is_glob() && entry.deprecated.is_none() && entry.forbidden.is_none()
}
