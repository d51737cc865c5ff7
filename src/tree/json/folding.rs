//! What is noted of a list that is being folded, and of its items.

use crate::source::Span;
use crate::tree::{Builder, Kind, NodeRef};

/// A list of the tree that is there without its items.
#[derive(Debug)]
pub(crate) struct Folded {
    /// The index of its node.
    pub(crate) list: u32,
    /// Where the first of its items is that is a list or a map, kept or not.
    pub(crate) first: Option<Span>,
    /// Where those of its items are that are kept, each a list or a map.
    pub(crate) items: Vec<Span>,
    /// Whether one of its items, kept or not, tells what the list is.
    pub(crate) is_told: bool,
    /// Whether one of its items, kept or not, has nothing but what items of such a list have.
    pub(crate) has_own: bool,
}

/// Items of a list, one behind the other, that were read before it was known that they are items.
pub(super) struct Stretch {
    /// Where the first of them begins.
    pub(super) start: usize,
    /// Where the last of them ends.
    pub(super) end: usize,
    /// What was noted of them.
    pub(super) folded: Folded,
    /// Comments in them and between them.
    pub(super) comments: Vec<Span>,
}

impl Folded {
    fn new(list: u32) -> Self {
        Folded { list, first: None, items: Vec::new(), is_told: false, has_own: false }
    }

    fn note(&mut self, item: Span, mark: Mark) {
        self.first.get_or_insert(item);
        if mark.is_kept {
            self.items.push(item);
        }
        self.is_told |= mark.tells;
        self.has_own |= mark.is_own;
    }

    /// Adds items that were read ahead.
    fn append(&mut self, ahead: &mut Folded) {
        self.first = self.first.or(ahead.first);
        self.items.append(&mut ahead.items);
        self.is_told |= ahead.is_told;
        self.has_own |= ahead.has_own;
    }
}

/// What is noted of an item while its nodes are there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    /// Whether its place is kept.
    pub(crate) is_kept: bool,
    /// Whether it tells what the list is.
    pub(crate) tells: bool,
    /// Whether it has nothing but what items of such a list have.
    pub(crate) is_own: bool,
}

/// Looks at an item while its nodes are there.
pub(crate) type Look<'f> = &'f (dyn Fn(NodeRef<'_>) -> Mark + Sync);

/// Which lists are folded: the root, and those under some keys of a map that is the root.
pub(super) struct Folding<'f> {
    keys: &'f [&'f str],
    pub(super) look: Look<'f>,
    /// How many containers are open around the items of the list that is being folded.
    depth: Option<usize>,
    folded: Vec<Folded>,
    /// What was read ahead, the last first.
    ahead: Vec<Stretch>,
    /// Up to where the text was read ahead.
    pub(super) read_until: usize,
}

impl<'f> Folding<'f> {
    /// No list yet.
    pub(super) fn new(keys: &'f [&'f str], look: Look<'f>) -> Self {
        Folding { keys, look, depth: None, folded: Vec::new(), ahead: Vec::new(), read_until: 0 }
    }

    /// A list that is open already, with so many containers around its items.
    pub(super) fn within(list: u32, depth: usize, look: Look<'f>) -> Self {
        Folding { depth: Some(depth), folded: vec![Folded::new(list)], ..Folding::new(&[], look) }
    }

    /// The lists that were folded, in the order of the text.
    pub(super) fn into_lists(self) -> Vec<Folded> {
        self.folded
    }

    /// Whether so many containers are open around the items of the list that is being folded.
    pub(super) fn is_at(&self, depth: usize) -> bool {
        self.depth == Some(depth)
    }

    /// Keeps what was read ahead, in the order of the text.
    pub(super) fn keep(&mut self, mut ahead: Vec<Stretch>) {
        ahead.reverse();
        self.ahead = ahead;
    }

    /// Takes over what was noted of the items that were read ahead from a place on.
    pub(super) fn take_over(&mut self, start: usize) -> Option<Stretch> {
        while let Some(mut next) = self.ahead.pop_if(|next| next.start <= start) {
            if next.start == start {
                self.folded.last_mut()?.append(&mut next.folded);
                return Some(next);
            }
        }
        None
    }

    /// A list was opened, around which so many containers are open, itself among them.
    pub(super) fn enter(&mut self, builder: &Builder<'_>, list: u32, depth: usize) {
        let is_named = || {
            let key = builder.written(list - 1).text();
            builder.written(0).kind() == Kind::Map && key.is_some_and(|key| self.keys.contains(&key))
        };
        if self.depth.is_none() && (depth == 1 || depth == 2 && is_named()) {
            self.depth = Some(depth);
            self.folded.push(Folded::new(list));
        }
    }

    /// A value ended, around which so many containers are open.
    pub(super) fn leave(&mut self, builder: &mut Builder<'_>, depth: usize) {
        let (Some(items), Some(folded)) = (self.depth, self.folded.last_mut()) else { return };
        if depth < items {
            self.depth = None;
        } else if depth == items {
            let item = builder.written(folded.list + 1);
            if item.is_container() {
                folded.note(item.span(), (self.look)(item));
            }
            builder.take_back(folded.list + 1, depth);
        }
    }
}
