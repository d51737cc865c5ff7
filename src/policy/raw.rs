//! The policy as it is written, of the right shape: owned, every part with the place where it is.
//!
//! It is between the positioned tree of one file and the checked types: files are merged here, and overrides
//! later on, field by field.

use std::sync::Arc;

use crate::cost::Money;
use crate::finding::Location;
use crate::source::{Source, Span};
use crate::tree::{NodeRef, Style};

/// A value and where it is.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    /// What it says.
    pub(crate) content: Content,
    /// Where: of a quoted text what is between the quotes, of a table under a header the header.
    pub(crate) at: Location,
}

/// What a value says.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// A text.
    Text(String),
    /// A date without quotes.
    Date(String),
    /// A whole number that is not negative.
    Count(u64),
    /// An amount of money that is not negative.
    Amount(Money),
    /// `true` or `false`.
    Bool(bool),
    /// A list.
    List(Vec<Raw>),
    /// A table.
    Table(Table),
    /// Something of the wrong shape, of which a problem already speaks.
    Wrong,
}

#[derive(Clone, Default, Debug)]
pub(crate) struct Table {
    /// The entries: those of the file that is extended first, each file's in the order of its text.
    pub(crate) entries: Vec<Entry>,
    /// Whether a later file's table takes its place instead of being merged into it.
    pub(crate) whole: bool,
}

/// An entry of a table.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The key.
    pub key: String,
    /// Where the key is.
    pub(crate) key_at: Location,
    /// The whole entry, from the first byte of its key to the last of its value; of a table with a header of its
    /// own, the key in the header.
    pub(crate) clause: Location,
    /// The value.
    pub value: Raw,
}

impl Table {
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.value.text()
    }

    pub(crate) fn table(&self, key: &str) -> Option<&Table> {
        self.get(key)?.value.table()
    }

    /// The items of the list of a key; none where there is no such list.
    pub(crate) fn items(&self, key: &str) -> &[Raw] {
        self.get(key).map(|entry| entry.value.items()).unwrap_or_default()
    }

    /// The tables of the list of a key, each with its place.
    pub(crate) fn tables(&self, key: &str) -> impl Iterator<Item = (&Table, &Location)> {
        self.items(key).iter().filter_map(|item| Some((item.table()?, &item.at)))
    }

    /// Puts what a later file says over what this says.
    pub(crate) fn merge(&mut self, above: &Table) {
        for entry in &above.entries {
            let Some(below) = self.entries.iter_mut().find(|below| below.key == entry.key) else {
                self.entries.push(entry.clone());
                continue;
            };
            match (&mut below.value.content, &entry.value.content) {
                (Content::Table(table), Content::Table(above)) if !table.whole => {
                    table.merge(above);
                    below.key_at = entry.key_at.clone();
                    below.clause = entry.clause.clone();
                    below.value.at = entry.value.at.clone();
                }
                _ => *below = entry.clone(),
            }
        }
    }
}

impl Raw {
    /// The text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub(crate) fn count(&self) -> Option<u64> {
        match self.content {
            Content::Count(count) => Some(count),
            _ => None,
        }
    }

    /// The amount of money, if it is one.
    pub(crate) fn amount(&self) -> Option<Money> {
        match self.content {
            Content::Amount(amount) => Some(amount),
            _ => None,
        }
    }

    /// `true` or `false`, if it is one of them.
    pub(crate) fn bool(&self) -> Option<bool> {
        match self.content {
            Content::Bool(bool) => Some(bool),
            _ => None,
        }
    }

    /// The table, if it is one.
    pub(crate) fn table(&self) -> Option<&Table> {
        match &self.content {
            Content::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self.content, Content::List(_))
    }

    /// The items, if it is a list.
    pub(crate) fn items(&self) -> &[Raw] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// The texts in it, of a list or of one text alone.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &Location)> {
        let alone = std::slice::from_ref(self).iter().filter(|raw| raw.text().is_some());
        alone.chain(self.items()).filter_map(|raw| Some((raw.text()?, &raw.at)))
    }

    /// The place of a part of the text, given in bytes of the text; of all of it where it is written with escapes.
    pub(crate) fn part(&self, start: usize, end: usize) -> Location {
        part(&self.at, self.text().unwrap_or_default(), start, end)
    }
}

/// The place of a part of a text that is at `at`; of all of it where it is written with escapes.
pub(crate) fn part(at: &Location, text: &str, start: usize, end: usize) -> Location {
    if at.source.slice(at.span) != text {
        return at.clone();
    }
    let offset = at.span.start as usize;
    Location::new(&at.source, Span::new(offset + start, offset + end))
}

/// The bytes of a key or value with its quotes.
fn quoted(node: NodeRef<'_>) -> Span {
    let Span { start, end } = node.span();
    let quotes = match node.style() {
        _ if node.is_container() => 0,
        Style::Single | Style::Double => 1,
        Style::Block => 3,
        _ => 0,
    };
    Span { start: start.saturating_sub(quotes), end: end.saturating_add(quotes) }
}

/// The clause that an entry is: see [`Entry::clause`].
pub(crate) fn clause(source: &Arc<Source>, key: NodeRef<'_>, value: NodeRef<'_>) -> Location {
    let span = match value.style() {
        Style::Section => key.span(),
        _ => Span { start: quoted(key).start, end: quoted(value).end.max(quoted(key).end) },
    };
    Location::new(source, span)
}

/// The place of a value: of a table under a header of its own, the header.
pub(crate) fn value_place(source: &Arc<Source>, value: NodeRef<'_>) -> Location {
    let mut span = value.span();
    if value.is_container() && value.style() == Style::Section {
        let line = source.line_span(source.line_of(span.start));
        let text = source.slice(Span { end: line.end.max(span.start), ..span });
        let bracket = if text.starts_with("[[") { "]]" } else { "]" };
        let len = if let Some(at) = text.find(bracket) { at + bracket.len() } else { text.trim_end().len() };
        span = Span::new(span.start as usize, span.start as usize + len);
    }
    Location::new(source, span)
}
