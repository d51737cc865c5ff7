//! What entries of a map come to that are set, and set again or taken away.

use std::collections::HashMap;

use super::super::super::known::EVERY;
use super::super::{Kind, Place, Set};
use super::Values;
use super::items::Item;

impl Values<'_> {
    /// What parts that are set come to in a place: of each, what is set on every way there, and what is set since.
    pub(crate) fn set_items(&self, sets: &[&Set], place: Place) -> Vec<Item> {
        let mut by_key: Vec<Vec<&Set>> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        let every: Vec<&Set> = sets.iter().filter(|set| set.key == EVERY).copied().collect();
        if !every.is_empty() {
            known.insert(EVERY, 0);
            by_key.push(every.clone());
        }
        for set in sets.iter().filter(|set| set.key != EVERY) {
            let number = *known.entry(&set.key).or_insert(by_key.len());
            match by_key.get_mut(number) {
                Some(others) => others.push(set),
                None => by_key.push(vec![set]),
            }
        }
        let mut items = Vec::new();
        for mut sets in by_key {
            let key = sets[0];
            if key.key != EVERY && !every.is_empty() {
                sets.extend(&every);
                sets.sort_by_key(|set| set.value);
            }
            let places: Vec<Place> = sets.iter().map(|set| self.program.exprs[set.value].place).collect();
            let since = self.program.surely_since(&places, place);
            let values = sets[since.unwrap_or_default()..].iter().map(|set| set.value).collect();
            let is_sure = since.is_some();
            items.push(Item { at: Some(key.key_span), is_sure, ..Item::of(&key.key, values) });
        }
        items
    }

    /// What is left of entries of which each overrides those of its name before it.
    pub(crate) fn settled(&self, items: Vec<Item>) -> Vec<Item> {
        let mut settled: Vec<Option<Item>> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for mut item in items {
            let takes_away = !item.values.is_empty()
                && item.values.iter().all(|value| matches!(self.program.kind(*value), Kind::Nothing));
            if item.name == EVERY || (item.is_unknown() && takes_away) {
                if item.name == EVERY && item.is_sure {
                    settled.clear();
                    known.clear();
                }
                for before in settled.iter_mut().flatten() {
                    before.is_sure = false;
                }
                continue;
            }
            if let Some(identity) = self.identity(&item)
                && let Some(number) = known.insert(identity, settled.len())
                && let Some(before) = settled[number].take()
                && !item.is_sure
            {
                let mut values = before.values;
                values.append(&mut item.values);
                item = Item { values, is_sure: before.is_sure, ..item };
            }
            settled.push(Some(item));
        }
        settled.into_iter().flatten().collect()
    }
}
