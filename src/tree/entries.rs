//! The entries of maps, and of those that they take over by YAML's merge keys (`<<`).

use std::collections::HashSet;

use super::node::{Children, NodeRef};
use super::{Kind, MAX_DEPTH, Style, Tree};

/// The key by which a map of YAML takes over the entries of others (<https://yaml.org/type/merge.html>).
pub(super) const MERGE: &str = "<<";

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'t> {
    /// The key: a scalar, in every format but YAML.
    pub key: NodeRef<'t>,
    /// The value.
    pub value: NodeRef<'t>,
}

impl<'t> NodeRef<'t> {
    /// The entries of a map, duplicates included, those of YAML's merge keys (`<<`) behind its own; nothing for
    /// anything else.
    pub fn entries(self) -> Entries<'t> {
        let written = Entries::Written(self.children(Kind::Map));
        let merges = |entry: Entry<'_>| is_merge_key(entry.key);
        if self.tree().merges && written.clone().any(merges) {
            return Entries::Merged(Merged::of(self).into_iter());
        }
        written
    }

    /// The value of a key; the last one where a key is given twice.
    pub(crate) fn get(self, key: &str) -> Option<NodeRef<'t>> {
        self.entry(key).map(|entry| entry.value)
    }

    /// The last entry of a key.
    pub(crate) fn entry(self, key: &str) -> Option<Entry<'t>> {
        self.entries().filter(|entry| entry.key.text() == Some(key)).last()
    }
}

/// The entries of a map: see [`NodeRef::entries`].
#[derive(Clone, Debug)]
pub enum Entries<'t> {
    /// As they are written.
    Written(Children<'t>),
    /// With those of merged maps.
    Merged(std::vec::IntoIter<Entry<'t>>),
}

impl<'t> Iterator for Entries<'t> {
    type Item = Entry<'t>;

    fn next(&mut self) -> Option<Entry<'t>> {
        match self {
            Entries::Written(children) => {
                let key = children.next()?;
                Some(Entry { key, value: children.next()? })
            }
            Entries::Merged(entries) => entries.next(),
        }
    }
}

impl Tree<'_> {
    /// The first value of one of YAML's merge keys (`<<`) that is neither a map nor a list of maps.
    pub(crate) fn unmergeable(&self) -> Option<NodeRef<'_>> {
        if !self.merges {
            return None;
        }
        let is_map = |node: NodeRef<'_>| node.kind() == Kind::Map;
        let nodes = (0..self.nodes.len() as u32).map(|index| self.node(index));
        let maps = nodes.filter(|node| !node.is_alias() && is_map(*node));
        let mut merges = maps
            .flat_map(|map| Entries::Written(map.children(Kind::Map)))
            .filter(|entry| is_merge_key(entry.key));
        let wrong = merges.find(|merge| match merge.value.kind() {
            Kind::List => !merge.value.items().all(is_map),
            _ => !is_map(merge.value),
        });
        wrong.map(|merge| merge.value)
    }
}

/// Whether a key is YAML's `<<`.
fn is_merge_key(key: NodeRef<'_>) -> bool {
    key.style() == Style::Bare && key.text() == Some(MERGE)
}

/// The entries of a map and of what it merges. Each merged map is visited once: what it says a second time is
/// already there, and so no nesting of merges can make the list longer than the text.
#[derive(Default)]
struct Merged<'t> {
    entries: Vec<Entry<'t>>,
    /// The keys of the maps that were visited.
    keys: HashSet<Option<&'t str>>,
    visited: HashSet<u32>,
}

impl<'t> Merged<'t> {
    /// The entries of a map, its own first.
    fn of(map: NodeRef<'t>) -> Vec<Entry<'t>> {
        let mut merged = Merged::default();
        merged.add(map, 0);
        merged.entries
    }

    fn add(&mut self, map: NodeRef<'t>, depth: usize) {
        if depth > MAX_DEPTH || !self.visited.insert(map.target().index()) {
            return;
        }
        let before = self.entries.len();
        let written = || Entries::Written(map.children(Kind::Map));
        let own = written().filter(|entry| !is_merge_key(entry.key));
        self.entries.extend(own.filter(|entry| !self.keys.contains(&entry.key.text())));
        self.keys.extend(self.entries[before..].iter().map(|entry| entry.key.text()));
        for merge in written().filter(|entry| is_merge_key(entry.key)) {
            match merge.value.kind() {
                Kind::List => {
                    for map in merge.value.items() {
                        self.add(map, depth + 1);
                    }
                }
                _ => self.add(merge.value, depth + 1),
            }
        }
    }
}
