//! Tags in a shape that is neither a map nor a list of keys and values: said once, and checked as far as there is a
//! meaning in what they say.

use std::borrow::Cow;

use super::Reader;
use crate::collect::pair::Pair;
use crate::project::misplaced::Misfit;
use crate::project::{Misplaced, Project, Reading, Tag};
use crate::source::Span;
use crate::tree::{Entry, Kind, NodeRef};

/// What people call the key and the value of an item, beside `Key` and `Value`; without case and separators.
const KEYS: [&str; 3] = ["key", "tagkey", "name"];
const VALUES: [&str; 2] = ["value", "tagvalue"];

impl<'t> Reader<'t> {
    /// Adds what the odd items of some tags say to a project. Where nobody can tell what one means, nothing is called
    /// missing.
    pub(super) fn add_odd(&self, tags: NodeRef<'t>, project: &mut Project<'t>) {
        let is_listed = tags.kind() == Kind::List;
        if !is_listed && (tags.kind() == Kind::Map || tags.is_null()) {
            return;
        }
        let odd: Vec<NodeRef<'t>> = tags.items().filter(|&item| self.item(item).is_none()).collect();
        if is_listed && odd.is_empty() {
            return;
        }
        project.complete = is_listed;
        for &item in &odd {
            let told = self.odd_tags(item);
            project.complete &= !told.is_empty();
            project.tags.list.extend(told);
        }
        let (at, misfit) = match odd.first() {
            Some(&first) if odd.len() < tags.items().count() => (first, Misfit::ItemWithoutKey),
            Some(_) => (tags, Misfit::ItemsWithoutKey),
            None => (tags, Misfit::Scalar),
        };
        project.misplaced.push(Misplaced { place: self.place(at), misfit, edits: Vec::new() });
    }

    /// What an odd item says: key and value under other names, under each other, or in one text.
    fn odd_tags(&self, item: NodeRef<'t>) -> Vec<Tag<'t>> {
        if item.kind() == Kind::Text {
            return item.text().and_then(Pair::of).map(|pair| self.pair(item, pair)).into_iter().collect();
        }
        let named = |names: &[&str]| item.entries().find(|entry| is_called(entry, names));
        let tag = |entry: Entry<'t>| Tag { entry: Span::default(), ..self.tag(entry, entry.key, None) };
        match (named(&KEYS), named(&VALUES)) {
            (Some(key), Some(value)) => vec![tag(Entry { key: key.value, value: value.value })],
            (None, None) if item.entries().all(|entry| !entry.value.is_container()) => {
                item.entries().map(tag).collect()
            }
            _ => Vec::new(),
        }
    }

    /// `CostCenter=CC-1001`
    fn pair(&self, item: NodeRef<'t>, pair: Pair<'t>) -> Tag<'t> {
        let [key_place, place] = pair.places(self.place(item), item.span());
        Tag {
            key: Cow::Borrowed(pair.key),
            key_place: Some(key_place),
            value: Reading::text(pair.value, Some(place)),
            alternatives: Vec::new(),
            entry: Span::default(),
        }
    }
}

/// Whether an entry has one of these names, but for case and separators.
fn is_called(entry: &Entry<'_>, names: &[&str]) -> bool {
    let mut name = entry.key.text().unwrap_or_default().to_ascii_lowercase();
    name.retain(|c| c.is_ascii_alphanumeric());
    names.contains(&&*name)
}
