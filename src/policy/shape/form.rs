//! The words in which a file is described: tables, keys, and what may be under them.

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Is {
    /// A text.
    Text,
    /// One of some words, which are called by a noun together.
    Word {
        /// What the words are, `a level`.
        noun: &'static str,
        /// The words.
        words: &'static [&'static str],
    },
    /// The name of a rule.
    Rule,
    /// A date without quotes, or a text.
    Date,
    /// `true` or `false`.
    Bool,
    /// A whole number that is not negative.
    Count,
    /// An amount of money that is not negative.
    Amount,
    /// A list.
    List(&'static Is),
    /// A table.
    Table(&'static Shape),
    /// One of these, which differ in what TOML calls them.
    Either(&'static [Is]),
}

/// What a table may contain.
#[derive(Debug)]
pub struct Shape {
    /// What the table is, with its article: `an exception`.
    pub noun: &'static str,
    /// The name of its definition in the schema, where it has one of its own there.
    pub definition: Option<&'static str>,
    /// Whether a later file's table takes its place instead of being merged into it.
    pub whole: bool,
    /// The keys with a meaning of their own.
    pub fields: &'static [Field],
    /// What is under any other key.
    pub others: Others,
}

/// What is under the keys of a table that have no meaning of their own.
#[derive(Clone, Copy, Debug)]
pub enum Others {
    /// There are no such keys.
    None,
    /// Any key, with such a value.
    Any(Is, &'static str),
    /// The names of rules, with such a value.
    Rules(Is, &'static str),
}

/// A key with a meaning.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What may be there.
    pub is: Is,
    /// What it says, for people.
    pub doc: &'static str,
    /// What holds where the key is absent, for people; empty where nothing does.
    pub default: &'static str,
    /// A value as it is typed.
    pub example: &'static str,
    /// Whether the table means nothing without it.
    pub needed: bool,
}

impl Field {
    /// What it says, with what holds where it is absent.
    pub fn described(&self) -> String {
        match self.default {
            "" => self.doc.to_owned(),
            default => format!("{} Default: {default}.", self.doc),
        }
    }

    /// The same key, with what holds where it is absent.
    pub(super) const fn or(self, default: &'static str) -> Field {
        Field { default, ..self }
    }
}

/// A key that may be left out.
pub(crate) const fn field(name: &'static str, is: Is, example: &'static str, doc: &'static str) -> Field {
    Field { name, is, doc, default: "", example, needed: false }
}

/// A key that must be there.
pub(crate) const fn needed(name: &'static str, is: Is, example: &'static str, doc: &'static str) -> Field {
    Field { name, is, doc, default: "", example, needed: true }
}

/// A table of these keys and no others.
pub(crate) const fn shape(noun: &'static str, fields: &'static [Field]) -> Shape {
    Shape { noun, definition: None, whole: false, fields, others: Others::None }
}

/// A table whose keys the author chooses.
pub(crate) const fn map(noun: &'static str, value: Is, doc: &'static str) -> Shape {
    Shape { noun, definition: None, whole: false, fields: &[], others: Others::Any(value, doc) }
}
