//! Tags in a shape or at a place that the service ignores or refuses, as the readers of formats find them. The words for
//! it are those of the rule, whoever reads.

use super::Place;

/// A part of a definition with misplaced tags.
#[derive(Clone, Debug)]
pub(crate) struct Misplaced<'t> {
    /// The list or map.
    pub(crate) place: Place<'t>,
    /// What is wrong with it.
    pub(crate) misfit: Misfit,
    /// The edits that fix it, where they are unambiguous.
    pub(crate) edits: Vec<(Place<'t>, String)>,
}

/// What is wrong with misplaced tags.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Misfit {
    /// They have another shape than the type takes.
    Shape {
        /// The property or argument.
        property: String,
        /// The type of the resource.
        kind: String,
        /// The shape that they have.
        written: Written,
        /// The shape that the type takes.
        takes: Takes,
    },
    /// They are under a property of another name than the type has.
    Property {
        /// The type of the resource.
        kind: String,
        /// The name that is written.
        written: String,
        /// The name that it has.
        right: String,
    },
    /// They are beside the properties of a resource.
    Beside {
        /// The type of the resource.
        kind: String,
        /// The property that they belong to.
        property: String,
    },
    /// They are in a section of SAM's globals that takes none.
    Globals {
        section: String,
        /// The type of its resources.
        kind: String,
    },
    /// A manifest has them twice, and these are not the last.
    Superseded,
    /// One item of a manifest's tags has no key.
    ItemWithoutKey,
    /// No item of a manifest's tags has a key.
    ItemsWithoutKey,
    /// They are a single value.
    Scalar,
}

/// The shape that tags are written in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Written {
    /// A map.
    Map,
    /// One item of a list.
    OneItem,
    /// A list.
    List,
    /// A single value.
    Scalar,
    /// A block.
    Block,
    /// Several blocks.
    Blocks,
    /// A `dynamic` block.
    Dynamic,
    /// A list of items with another name for the key or the value, where it is known how that is written.
    Named(Option<String>),
    /// A list of items with a field for something else.
    Fields(String),
    /// A list of maps from key to value.
    Pairs,
    /// A list of texts.
    Texts,
    /// A list of items in which no key can be told.
    Keyless,
}

/// The shape that a type takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Takes {
    /// Templates: a map from key to value.
    Map,
    /// Templates: a list of `Key` and `Value`.
    List,
    /// Templates: the same list, of which the items are wrong.
    KeyAndValue,
    /// Templates: a map with such a list under `Items`.
    Items,
    /// Templates: a list of specifications with such a list each.
    Specifications,
    /// Configurations: a map.
    Object,
    /// Configurations: a list of objects with `key` and `value`.
    Objects,
    /// Configurations: blocks named `tag`.
    TagBlocks,
}
