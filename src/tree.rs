//! The positioned tree that every format turns into: values and keys with the spans where they stand.
//!
//! Nodes lie flat in the order of the text (a container, then what it holds), so that a file of a million projects
//! costs 16 bytes a node and no recursion. Text that is written as it is meant is never copied; only what had
//! escapes, or was folded from several lines, is kept decoded beside the nodes.

pub mod hcl;
pub mod json;
pub mod toml;
pub mod yaml;

use std::collections::HashSet;

use crate::source::{Source, Span};

/// How deep containers may nest before a text is refused.
pub const MAX_DEPTH: usize = 128;

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `null`, `~`, or nothing where a value belongs.
    Null,
    /// `true` or `false`.
    Bool,
    /// An integer or a float, in the format's own spelling.
    Number,
    /// Any other scalar: a string, or a date and time of TOML.
    Text,
    /// A list.
    List,
    /// A map, whose keys may occur twice.
    Map,
    /// Another node by its anchor; accessors see through it.
    Alias,
}

/// How a node is written, which is all that a fix must know to write beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// A scalar without quotes: a JSON number, a YAML plain scalar, a TOML value or bare key.
    Bare,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// A YAML block scalar (`|`, `>`), a TOML multi-line string or an HCL heredoc.
    Block,
    /// A container in brackets with commas: JSON, YAML flow, TOML inline, an HCL object.
    Flow,
    /// A YAML block collection.
    Indented,
    /// A TOML table under a `[header]`, or the root of a TOML file.
    Section,
    /// A TOML table that only dotted keys make.
    Dotted,
}

/// The language of a text, where it matters for what is written into it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// JSON, with or without comments, and JSON Lines.
    Json,
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
    /// HCL: Terraform and OpenTofu.
    Hcl,
}

/// Why a text cannot be parsed, and where it breaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// What is wrong, in the project's prose: lower case, no full stop.
    pub message: String,
    /// Where it breaks; at the end of the text for what is cut off.
    pub span: Span,
}

impl SyntaxError {
    /// An error at a span.
    pub fn new(message: impl Into<String>, span: Span) -> Self {
        SyntaxError { message: message.into(), span }
    }
}

const NO_TEXT: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Node {
    span: Span,
    /// A container: the index behind its last descendant. An alias: its target. A scalar: its decoded text.
    aux: u32,
    kind: Kind,
    style: Style,
}

/// The nodes of one document.
#[derive(Debug)]
pub struct Tree<'s> {
    source: &'s Source,
    language: Language,
    nodes: Vec<Node>,
    texts: Vec<Box<str>>,
    tags: Vec<(u32, Span)>,
}

impl<'s> Tree<'s> {
    /// The source that the spans point into.
    pub fn source(&self) -> &'s Source {
        self.source
    }

    /// The language of the text.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The root.
    pub fn root(&self) -> NodeRef<'_> {
        self.node(0)
    }

    /// The node of an index taken from [`NodeRef::index`].
    pub fn node(&self, index: u32) -> NodeRef<'_> {
        NodeRef { tree: self, index }
    }

    /// The first value of one of YAML's merge keys (`<<`) that is neither a map nor a list of maps.
    pub fn unmergeable(&self) -> Option<NodeRef<'_>> {
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

/// Writes a [`Tree`] in the order of the text. Each map is a sequence of key, value, key, value.
#[derive(Debug)]
pub struct Builder<'s> {
    tree: Tree<'s>,
    open: Vec<u32>,
}

impl<'s> Builder<'s> {
    /// An empty tree over a source.
    pub fn new(source: &'s Source, language: Language) -> Self {
        let tree = Tree { source, language, nodes: Vec::new(), texts: Vec::new(), tags: Vec::new() };
        Builder { tree, open: Vec::new() }
    }

    /// Whether no node was written yet.
    pub fn is_empty(&self) -> bool {
        self.tree.nodes.is_empty()
    }

    /// How many containers are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// The index that the next node will have.
    pub fn next_index(&self) -> u32 {
        self.tree.nodes.len() as u32
    }

    fn push(&mut self, node: Node) -> u32 {
        let index = self.next_index();
        self.tree.nodes.push(node);
        index
    }

    /// A scalar whose text is exactly what stands under `span` (between the quotes, if any).
    pub fn scalar(&mut self, kind: Kind, span: Span, style: Style) -> u32 {
        self.push(Node { span, aux: NO_TEXT, kind, style })
    }

    /// A scalar whose text is another than what stands under `span`: it had escapes, or was folded.
    pub fn decoded(&mut self, kind: Kind, span: Span, style: Style, text: impl Into<Box<str>>) -> u32 {
        let aux = self.tree.texts.len() as u32;
        self.tree.texts.push(text.into());
        self.push(Node { span, aux, kind, style })
    }

    /// Another mention of the node at `target`, which is already written.
    pub fn alias(&mut self, target: u32, span: Span) -> u32 {
        self.push(Node { span, aux: target, kind: Kind::Alias, style: Style::Bare })
    }

    /// Notes the explicit tag (`!Ref`) of a node.
    pub fn tag(&mut self, index: u32, span: Span) {
        self.tree.tags.push((index, span));
    }

    /// Begins a container; its span is set by [`Builder::close`].
    pub fn open(&mut self, kind: Kind, start: usize, style: Style) -> u32 {
        let index = self.push(Node { span: Span::at(start), aux: 0, kind, style });
        self.open.push(index);
        index
    }

    /// Ends the container that was opened last, behind its closing bracket or its last value.
    ///
    /// # Panics
    /// No container is open.
    pub fn close(&mut self, end: usize) {
        let index = self.open.pop().expect("a container is open") as usize;
        self.tree.nodes[index].aux = self.next_index();
        self.tree.nodes[index].span.end = Span::at(end).start;
    }

    /// A node that is written already. What a container that is still open holds is not to be asked for.
    pub fn written(&self, index: u32) -> NodeRef<'_> {
        self.tree.node(index)
    }

    /// Takes back every node from `index` on; `depth` containers stay open.
    pub fn take_back(&mut self, index: u32, depth: usize) {
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
    /// A key that stands without a value gets a null. An empty tree gets a null root.
    pub fn finish(mut self, end: usize) -> Tree<'s> {
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

/// One node of a [`Tree`], seen through aliases.
#[derive(Clone, Copy, Debug)]
pub struct NodeRef<'t> {
    tree: &'t Tree<'t>,
    index: u32,
}

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'t> {
    /// The key: a scalar, in every format but YAML.
    pub key: NodeRef<'t>,
    /// The value.
    pub value: NodeRef<'t>,
}

impl<'t> NodeRef<'t> {
    /// The tree it is of.
    pub fn tree(self) -> &'t Tree<'t> {
        self.tree
    }

    /// Its place in the tree, to come back with [`Tree::node`].
    pub fn index(self) -> u32 {
        self.index
    }

    fn written(self) -> &'t Node {
        &self.tree.nodes[self.index as usize]
    }

    /// The node itself, or the one that it is an alias of.
    fn target(self) -> NodeRef<'t> {
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

    /// Where it stands; for an alias, where its target does. Of a quoted text, what is between the quotes.
    pub fn span(self) -> Span {
        self.node().span
    }

    /// Where it is mentioned: unlike [`NodeRef::span`], an alias is its own place.
    pub fn mention(self) -> Span {
        self.written().span
    }

    /// Whether it is another mention of a node that stands elsewhere.
    pub fn is_alias(self) -> bool {
        self.written().kind == Kind::Alias
    }

    /// The explicit tag, with its `!`.
    pub fn tag(self) -> Option<&'t str> {
        self.tag_span().map(|span| self.tree.source.slice(span))
    }

    /// Where its explicit tag stands.
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

    /// Whether it is null.
    pub fn is_null(self) -> bool {
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

    /// The entries of a map, duplicates included, those of YAML's merge keys (`<<`) behind its own; nothing for
    /// anything else.
    pub fn entries(self) -> Entries<'t> {
        let written = Entries::Written(self.children(Kind::Map));
        let merges = |entry: Entry<'_>| is_merge_key(entry.key);
        if self.tree.language == Language::Yaml && written.clone().any(merges) {
            let mut merged = Merged::default();
            merged.add(self, 0);
            return Entries::Merged(merged.entries.into_iter());
        }
        written
    }

    /// The value of a key; the last one where a key is given twice.
    pub fn get(self, key: &str) -> Option<NodeRef<'t>> {
        self.entry(key).map(|entry| entry.value)
    }

    /// The last entry of a key.
    pub fn entry(self, key: &str) -> Option<Entry<'t>> {
        self.entries().filter(|entry| entry.key.text() == Some(key)).last()
    }

    fn children(self, kind: Kind) -> Children<'t> {
        let target = self.target();
        let node = target.written();
        let end = if node.kind == kind { node.aux } else { 0 };
        Children { tree: self.tree, next: target.index + 1, end }
    }
}

fn is_merge_key(key: NodeRef<'_>) -> bool {
    key.style() == Style::Bare && key.text() == Some("<<")
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
    fn add(&mut self, map: NodeRef<'t>, depth: usize) {
        if depth > MAX_DEPTH || !self.visited.insert(map.target().index) {
            return;
        }
        let before = self.entries.len();
        let written = || Entries::Written(map.children(Kind::Map));
        let own = written().filter(|entry| !is_merge_key(entry.key));
        self.entries.extend(own.filter(|entry| !self.keys.contains(&entry.key.text())));
        self.keys.extend(self.entries[before..].iter().map(|entry| entry.key.text()));
        for merge in written().filter(|entry| is_merge_key(entry.key)) {
            match merge.value.kind() {
                Kind::List => merge.value.items().for_each(|map| self.add(map, depth + 1)),
                _ => self.add(merge.value, depth + 1),
            }
        }
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
