//! Tags that are null.
//!
//! A null is no tag: the provider passes it over, as if it were not written. Types of the newer kind, which are built on
//! the provider's framework, make an empty value of it.

use super::super::expr::{Data, Entry, Map, Val};
use super::super::types;
use super::sets::Set;

/// The tags that a resource of a type may have without those that are null, one set more where some only may be.
pub(in crate::collect::terraform) fn without<'t>(kind: &str, sets: Vec<Set<'t>>) -> Vec<Set<'t>> {
    if types::keeps_nulls(kind) {
        return sets;
    }
    let mut all = Vec::with_capacity(sets.len());
    for set in sets {
        let maps = maps_without(&set.map);
        let Set { misplaced, garbled, .. } = set;
        all.extend(maps.into_iter().map(|map| Set { map, misplaced: misplaced.clone(), garbled }));
    }
    all
}

/// A map without the entries that are null: with those that only may be, and without them.
pub(in crate::collect::terraform) fn maps_without<'t>(map: &Map<'t>) -> Vec<Map<'t>> {
    let may_be_null = |entry: &Entry<'t>| entry.value.alternatives().iter().any(Val::is_null);
    if !map.entries.iter().any(may_be_null) {
        return vec![map.clone()];
    }
    let with = kept(map, false);
    let without = kept(map, true);
    let is_choice = |entry: &Entry<'t>| matches!(entry.value.data, Data::OneOf(_)) && may_be_null(entry);
    match map.entries.iter().find(|entry| is_choice(entry)) {
        None => vec![without],
        // What the defaults lead to comes first.
        Some(entry) if entry.value.alternatives().first().is_some_and(Val::is_null) => vec![without, with],
        Some(_) => vec![with, without],
    }
}

/// The entries that are not null, or that surely are not.
fn kept<'t>(map: &Map<'t>, surely: bool) -> Map<'t> {
    // A further tag of the same key would be beside the null. And of a key given twice, the last one counts.
    let mut kept = Map { container: None, entries: Vec::new(), unknown: map.unknown.clone() };
    for entry in &map.entries {
        let others: Vec<Val<'t>> =
            entry.value.alternatives().into_iter().filter(|value| !value.is_null()).collect();
        let is_whole = others.len() == entry.value.alternatives().len();
        match others.is_empty() || (surely && !is_whole) {
            true => kept.entries.retain(|before: &Entry<'t>| before.name != entry.name),
            false if is_whole => kept.entries.push(entry.clone()),
            false => {
                let value = Val::one_of(others, false, entry.value.place).hidden(entry.value.secret);
                kept.entries.push(Entry { value, ..entry.clone() });
            }
        }
    }
    kept
}
