//! Writing a tree, as the readers of all formats do.

use super::{Kind, Language, NO_TEXT, Node, NodeRef, Style, Tree};
use crate::source::{Source, Span};

/// Writes a [`Tree`] in the order of the text. Each map is a sequence of key, value, key, value.
#[derive(Debug)]
pub(crate) struct Builder<'s> {
    tree: Tree<'s>,
    open: Vec<u32>,
}

impl<'s> Builder<'s> {
    /// An empty tree over a source.
    pub(crate) fn new(source: &'s Source, language: Language) -> Self {
        let tree =
            Tree { source, language, nodes: Vec::new(), texts: Vec::new(), tags: Vec::new(), merges: false };
        Builder { tree, open: Vec::new() }
    }

    /// Whether no node was written yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.tree.nodes.is_empty()
    }

    /// How many containers are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The index that the next node will have.
    pub(crate) fn next_index(&self) -> u32 {
        self.tree.nodes.len() as u32
    }

    fn push(&mut self, node: Node) -> u32 {
        let index = self.next_index();
        self.tree.nodes.push(node);
        index
    }

    /// A scalar whose text is exactly what is under `span` (between the quotes, if any).
    pub(crate) fn scalar(&mut self, kind: Kind, span: Span, style: Style) -> u32 {
        self.push(Node { span, aux: NO_TEXT, kind, style })
    }

    /// A scalar whose text is another than what is under `span`: it had escapes, or was folded.
    pub(crate) fn decoded(&mut self, kind: Kind, span: Span, style: Style, text: impl Into<Box<str>>) -> u32 {
        let aux = self.tree.texts.len() as u32;
        self.tree.texts.push(text.into());
        self.push(Node { span, aux, kind, style })
    }

    /// Another mention of the node at `target`, which is already written.
    pub(crate) fn alias(&mut self, target: u32, span: Span) -> u32 {
        self.push(Node { span, aux: target, kind: Kind::Alias, style: Style::Bare })
    }

    /// Notes that one of YAML's merge keys (`<<`) is written.
    pub(crate) fn merges(&mut self) {
        self.tree.merges = true;
    }

    /// Notes the explicit tag (`!Ref`) of a node.
    pub(crate) fn tag(&mut self, index: u32, span: Span) {
        self.tree.tags.push((index, span));
    }

    /// Begins a container; its span is set by [`Builder::close`].
    pub(crate) fn open(&mut self, kind: Kind, start: usize, style: Style) -> u32 {
        let index = self.push(Node { span: Span::at(start), aux: 0, kind, style });
        self.open.push(index);
        index
    }

    /// Ends the container that was opened last, behind its closing bracket or its last value.
    ///
    /// # Panics
    /// No container is open.
    pub(crate) fn close(&mut self, end: usize) {
        let index = self.open.pop().expect("a container is open") as usize;
        self.tree.nodes[index].aux = self.next_index();
        self.tree.nodes[index].span.end = Span::at(end).start;
    }

    /// A node that is written already. What a container that is still open holds is not to be asked for.
    pub(crate) fn written(&self, index: u32) -> NodeRef<'_> {
        self.tree.node(index)
    }

    /// Takes back every node from `index` on; `depth` containers stay open.
    pub(crate) fn take_back(&mut self, index: u32, depth: usize) {
        let taken = &self.tree.nodes[index as usize..];
        let is_decoded =
            |node: &&Node| node.aux != NO_TEXT && !matches!(node.kind, Kind::List | Kind::Map | Kind::Alias);
        if let Some(first) = taken.iter().find(is_decoded) {
            self.tree.texts.truncate(first.aux as usize);
        }
        self.tree.nodes.truncate(index as usize);
        self.open.truncate(depth);
    }

    /// Closes every container that is still open at `end` and gives the tree of what was read so far.
    /// A key that is without a value gets a null. An empty tree gets a null root.
    pub(crate) fn finish(mut self, end: usize) -> Tree<'s> {
        while !self.open.is_empty() {
            self.close(end);
        }
        if self.is_empty() {
            self.scalar(Kind::Null, Span::at(end), Style::Bare);
        }
        self.tree.tags.sort_unstable_by_key(|&(index, _)| index);
        self.tree
    }
}
