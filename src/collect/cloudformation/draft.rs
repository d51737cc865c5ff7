//! The tags of one variant of a resource, while they are read.

use std::borrow::Cow;

use super::said::{Readings, Said};
use crate::project::{Misplaced, Place, Reading, Tag, Tags, Value};
use crate::source::Span;

/// The tags of a variant.
#[derive(Default)]
pub(super) struct Draft<'t> {
    pub(crate) tags: Tags<'t>,
    /// The node that gives the value of each tag.
    pub(crate) values: Vec<u32>,
    /// Readings (tag, reading) that another variant gives, with the expression they are of.
    pub(crate) elsewhere: Vec<(usize, usize, Place<'t>)>,
    /// Shapes that the service ignores or refuses.
    pub(crate) misplaced: Vec<Misplaced<'t>>,
    /// Whether some of these say nothing that can be read, so that no key may be called missing.
    pub(crate) garbled: bool,
}

impl<'t> Draft<'t> {
    /// Puts the tags of `below` before these, but for those that these have too.
    pub(crate) fn lay_over(&mut self, below: Draft<'t>) {
        let garbled = below.garbled || self.garbled;
        let mut merged = Draft { misplaced: below.misplaced, garbled, ..Draft::default() };
        merged.tags.unknown = below.tags.unknown;
        let tags = below.tags.list.into_iter().zip(below.values).enumerate();
        for (index, (tag, value)) in tags.filter(|(_, (tag, _))| self.tags.get(&tag.key).is_none()) {
            let at = merged.values.len();
            let own = below.elsewhere.iter().filter(|(of, _, _)| *of == index);
            merged.elsewhere.extend(own.map(|&(_, reading, place)| (at, reading, place)));
            merged.tags.list.push(Tag { entry: Span::default(), ..tag });
            merged.values.push(value);
        }
        let before = merged.values.len();
        merged.tags.list.append(&mut self.tags.list);
        merged.values.append(&mut self.values);
        merged
            .elsewhere
            .extend(self.elsewhere.iter().map(|&(tag, reading, place)| (tag + before, reading, place)));
        merged.tags.unknown.append(&mut self.tags.unknown);
        merged.tags.container = self.tags.container;
        merged.misplaced.append(&mut self.misplaced);
        *self = merged;
    }

    /// Adds a tag with what its value says, which a node gives.
    pub(crate) fn push(&mut self, mut tag: Tag<'t>, said: Readings<'t>, from: u32) {
        let mut readings = Vec::with_capacity(said.len());
        for said in said {
            let (value, place, secret) = match said {
                Said::Text { text, place, secret, .. } => (Value::Text(text), Some(place), secret),
                Said::Null(place) => (Value::Null, Some(place), false),
                Said::Nested(place) => (Value::Nested, Some(place), false),
                Said::Unknown(place) => (Value::Unknown, Some(place), false),
                Said::Unseen(place) => (Value::Unseen, Some(place), false),
                Said::Ambiguous(place) => (Value::Ambiguous, Some(place), false),
                Said::Elsewhere(place) => {
                    self.elsewhere.push((self.values.len(), readings.len(), place));
                    (Value::Unknown, None, false)
                }
                Said::Removed => continue,
            };
            readings.push(Reading { value, place, secret });
        }
        let mut readings = readings.into_iter();
        let Some(first) = readings.next() else { return };
        tag.value = first;
        tag.alternatives = readings.collect();
        self.tags.list.push(tag);
        self.values.push(from);
    }
}

/// Whether a value is taken away, and with it its tag.
pub(super) fn is_removed(said: &Readings<'_>) -> bool {
    said.iter().all(|said| matches!(said, Said::Removed))
}

/// A tag whose value is not read yet.
pub(super) fn tag<'t>(key: Cow<'t, str>, place: Place<'t>) -> Tag<'t> {
    Tag {
        key,
        key_place: Some(place),
        value: Reading::unknown(Some(place)),
        alternatives: Vec::new(),
        entry: Span::default(),
    }
}
