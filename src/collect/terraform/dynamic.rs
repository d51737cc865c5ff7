//! `dynamic` blocks: each makes one block for every entry of what it goes through.

use super::expr::{Each, Entry, Map, Val, entries_of};
use super::program::Env;
use crate::tree::hcl::Block;

/// Whether a `dynamic` block makes blocks of a type.
pub(super) fn makes(dynamic: &Block, kind: &str) -> bool {
    dynamic.labels.first().is_some_and(|label| *label.text == *kind)
}

impl<'p, 't> Env<'_, 'p, 't> {
    /// Goes through what a `dynamic` block goes through, with each entry under the name by which the content speaks
    /// of it.
    pub(super) fn each_made(
        &self,
        dynamic: &Block,
        collection: &Val<'t>,
        mut then: impl FnMut(&Env<'_, 'p, 't>),
    ) {
        for each in entries_of(collection) {
            let Each::Entry(key, value) = each else { continue };
            let field =
                |name: &str, value: Val<'t>| Entry { key: Val::text(name, None), name: name.into(), value };
            let entries = vec![field("key", key), field("value", value)];
            let bound = Val::map(Map { entries, ..Map::default() }, None);
            self.with(iterator(dynamic), bound, &mut then);
        }
    }
}

/// The name by which the content speaks of an entry: that of the blocks, unless another is given.
fn iterator(dynamic: &Block) -> &str {
    let given = dynamic.body.attribute("iterator").map(|iterator| iterator.value.names());
    let label = if let Some(label) = dynamic.labels.first() { &*label.text } else { "" };
    given.and_then(|names| names.first().copied()).unwrap_or(label)
}
