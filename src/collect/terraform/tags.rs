//! From the value of `tags`, in whatever shape it is, to tags.
//!
//! It hands out the sets of tags that a resource may have, what of them is left to others, and where the tags of a
//! resource belong that has none.

pub(super) mod ignored;
mod items;
mod left;
mod misplaced;
pub(super) mod nulls;
mod overridden;
mod own;
mod reshape;
mod sets;
mod specifications;
pub(super) mod vacancy;

pub(super) use sets::Set;

use super::expr::Map;
use crate::project::{Tag, Tags};

/// The tags of a map, as rules see them.
pub(super) fn tags<'t>(map: Map<'t>) -> Tags<'t> {
    let list = map.entries.iter().map(|entry| {
        let mut readings =
            entry.value.alternatives().into_iter().map(|value| value.hidden(entry.value.secret).reading());
        let value = readings.next().unwrap_or_else(|| entry.value.reading());
        Tag {
            key: entry.name.to_string().into(),
            key_place: entry.key.place,
            value,
            alternatives: readings.collect(),
            entry: entry.key.entry,
        }
    });
    Tags { list: list.collect(), unknown: map.unknown.clone(), container: map.container, ..Tags::default() }
}
