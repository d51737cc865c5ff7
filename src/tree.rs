//! The positioned tree that every format turns into: values and keys with the spans where they are.
//!
//! Nodes lie flat in the order of the text (a container, then what it holds), so that a file of a million projects
//! costs 16 bytes a node and no recursion. Text that is written as it is meant is never copied; only what had
//! escapes, or was folded from several lines, is kept decoded beside the nodes.

mod builder;
mod entries;
mod error;
pub mod hcl;
pub mod json;
mod node;
pub mod toml;
pub mod yaml;

pub(crate) use builder::Builder;
pub use entries::{Entries, Entry};
pub use error::{Cause, SyntaxError};
pub use node::{Children, NodeRef};

use crate::source::{Source, Span};

/// How deep containers may nest before a text is refused.
pub(crate) const MAX_DEPTH: usize = 128;

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
    /// Whether it may have one of YAML's merge keys (`<<`).
    merges: bool,
}

impl<'s> Tree<'s> {
    /// The source that the spans point into.
    pub fn source(&self) -> &'s Source {
        self.source
    }

    /// The language of the text.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// The root.
    pub fn root(&self) -> NodeRef<'_> {
        self.node(0)
    }

    /// The keys and values that are no containers, in the order of the text; an alias stands for itself.
    pub(crate) fn scalars(&self) -> impl Iterator<Item = NodeRef<'_>> {
        let all = (0..).zip(&self.nodes).filter(|(_, node)| !matches!(node.kind, Kind::List | Kind::Map));
        all.map(|(index, _)| self.node(index))
    }

    /// The node of an index taken from [`NodeRef::index`].
    pub(crate) fn node(&self, index: u32) -> NodeRef<'_> {
        NodeRef::new(self, index)
    }
}
