//! `tag_specifications`: a list of objects with a `resource_type` and with `tags`, some of which are for the resource
//! itself and the others for what it creates.

use super::super::expr::{Data, List, Map, Val};
use super::super::types::Bears;
use super::items::Items;
use super::sets::Set;
use crate::project::Place;

/// What the specifications of the resource's own type say, one set for each way that the list may turn out.
pub(super) fn sets<'t>(value: &Val<'t>, own: &str) -> Vec<Set<'t>> {
    let mut sets = Vec::new();
    for alternative in value.alternatives() {
        let mut map = match &alternative.data {
            Data::List(list) => specifications(list, own),
            Data::Null => Map::default(),
            _ => unknown(alternative.place),
        };
        for entry in &mut map.entries {
            entry.value.secret |= alternative.secret || value.secret;
        }
        sets.push(Set::of(map));
    }
    sets
}

fn specifications<'t>(list: &List<'t>, own: &str) -> Map<'t> {
    let mut all = Map { unknown: list.unknown.clone(), ..Map::default() };
    for item in &list.items {
        let tags = match &item.data {
            Data::Map(object) => specification(object, own),
            Data::Null => Map::default(),
            _ => unknown(item.place),
        };
        all.entries.extend(tags.entries);
        all.unknown.extend(tags.unknown);
    }
    all
}

fn specification<'t>(object: &Map<'t>, own: &str) -> Map<'t> {
    let Some(tags) = object.get("tags") else { return unknown_parts(object) };
    match object.get("resource_type").and_then(Val::as_text) {
        Some(named) if *named != *own => Map::default(),
        Some(_) => match &tags.data {
            Data::List(list) => {
                let items = Items::of(list, Bears::List { argument: "tags" });
                // Items of another shape may say anything.
                if items.faults.is_empty() { items.map } else { unknown(tags.place) }
            }
            Data::Null => Map::default(),
            _ => unknown(tags.place),
        },
        None => unknown(tags.place),
    }
}

fn unknown(place: Option<Place<'_>>) -> Map<'_> {
    Map { unknown: vec![place], ..Map::default() }
}

/// What an object without tags leaves open.
fn unknown_parts<'t>(object: &Map<'t>) -> Map<'t> {
    Map { unknown: object.unknown.clone(), ..Map::default() }
}
