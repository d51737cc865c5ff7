//! What projects say in the words of the dictionary: their names, and the values that are law.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::Key;
use super::seen::Seen;

/// One way in which a project turns out.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Fact {
    pub(super) name: Option<String>,
    /// The right values, by the number of the key.
    pub(super) values: BTreeMap<usize, String>,
}

/// What each project says; what it says twice is one fact.
pub(super) fn facts(seen: &Seen, keys: &[Key]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for unit in &seen.units {
        let mut own: BTreeSet<Fact> = BTreeSet::new();
        for reading in &unit.readings {
            let mut values = BTreeMap::new();
            for tag in &reading.tags {
                let Some(number) = keys.iter().position(|key| key.word.has(&tag.key)) else { continue };
                if let Some(right) = tag.text().and_then(|text| keys[number].values.right(text)) {
                    values.insert(number, right.to_owned());
                }
            }
            own.insert(Fact { name: reading.name.clone(), values });
        }
        facts.extend(own);
    }
    facts
}
