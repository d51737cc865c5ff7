//! Reading a tree: its nodes, seen through aliases, and what they hold.

use super::{Kind, NO_TEXT, Node, Style, Tree};
use crate::source::Span;

/// One node of a [`Tree`], seen through aliases.
#[derive(Clone, Copy, Debug)]
pub struct NodeRef<'t> {
    tree: &'t Tree<'t>,
    index: u32,
}

impl<'t> NodeRef<'t> {
    pub(super) fn new(tree: &'t Tree<'t>, index: u32) -> Self {
        NodeRef { tree, index }
    }

    pub(crate) fn tree(self) -> &'t Tree<'t> {
        self.tree
    }

    /// Its place in the tree, to come back with [`Tree::node`].
    pub(crate) fn index(self) -> u32 {
        self.index
    }

    fn written(self) -> &'t Node {
        &self.tree.nodes[self.index as usize]
    }

    /// The node itself, or the one that it is an alias of.
    pub(super) fn target(self) -> NodeRef<'t> {
        match self.written() {
            Node { kind: Kind::Alias, aux, .. } => NodeRef { index: *aux, ..self },
            _ => self,
        }
    }

    fn node(self) -> &'t Node {
        self.target().written()
    }

    /// What it is; never [`Kind::Alias`].
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// How it is written; for an alias, how its target is.
    pub fn style(self) -> Style {
        self.node().style
    }

    /// Where it is; for an alias, where its target is. Of a quoted text, what is between the quotes.
    pub fn span(self) -> Span {
        self.node().span
    }

    /// Where it is mentioned: unlike [`NodeRef::span`], an alias is its own place.
    pub fn mention(self) -> Span {
        self.written().span
    }

    /// Whether it is another mention of a node that is elsewhere.
    pub fn is_alias(self) -> bool {
        self.written().kind == Kind::Alias
    }

    /// The explicit tag, with its `!`.
    pub fn tag(self) -> Option<&'t str> {
        self.tag_span().map(|span| self.tree.source.slice(span))
    }

    /// Where its explicit tag is.
    pub fn tag_span(self) -> Option<Span> {
        let index = self.target().index;
        let at = self.tree.tags.binary_search_by_key(&index, |&(index, _)| index).ok()?;
        Some(self.tree.tags[at].1)
    }

    /// The text of a scalar as it was written, escapes resolved; `None` for a container.
    pub fn text(self) -> Option<&'t str> {
        let node = self.node();
        match node.kind {
            Kind::List | Kind::Map | Kind::Alias => None,
            _ if node.aux == NO_TEXT => Some(&self.tree.source.text()[node.span.range()]),
            _ => Some(&self.tree.texts[node.aux as usize]),
        }
    }

    pub(crate) fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Whether it is a container.
    pub fn is_container(self) -> bool {
        matches!(self.kind(), Kind::List | Kind::Map)
    }

    /// The items of a list; nothing for anything else.
    pub fn items(self) -> Children<'t> {
        self.children(Kind::List)
    }

    pub(super) fn children(self, kind: Kind) -> Children<'t> {
        let target = self.target();
        let node = target.written();
        let end = if node.kind == kind { node.aux } else { 0 };
        Children { tree: self.tree, next: target.index + 1, end }
    }
}

/// The children of a container.
#[derive(Clone, Debug)]
pub struct Children<'t> {
    tree: &'t Tree<'t>,
    next: u32,
    end: u32,
}

impl<'t> Iterator for Children<'t> {
    type Item = NodeRef<'t>;

    fn next(&mut self) -> Option<NodeRef<'t>> {
        if self.next >= self.end {
            return None;
        }
        let child = NodeRef { tree: self.tree, index: self.next };
        let node = child.written();
        self.next = match node.kind {
            Kind::List | Kind::Map => node.aux,
            _ => self.next + 1,
        };
        Some(child)
    }
}
