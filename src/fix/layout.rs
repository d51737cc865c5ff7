//! Where a further tag goes, and what goes with a removed one: separators, line ends, indentation.
//!
//! Everything is worked out from the text around the entries that are there, so that a new entry looks like them.

mod insert;
mod member;
mod remove;

use crate::project::{Container, Place, Shape, Tag, Vacancy};
use crate::source::{Source, Span};
use crate::tree::{Language, Style};

/// A span and the text that takes its place.
pub(crate) type Replacement = (Span, String);

/// The edits that add a tag to a container; `None` where its layout leaves no certain place.
pub(crate) fn insert(
    container: &Container<'_>,
    tags: &[Tag<'_>],
    key: &str,
    value: &str,
) -> Option<Vec<Replacement>> {
    Layout::of(container, tags).insert(&New { path: &[], shape: container.shape, key, value })
}

/// The edits that give a map its first tag, with the container that it is in.
pub(crate) fn open(vacancy: &Vacancy<'_>, key: &str, value: &str) -> Option<Vec<Replacement>> {
    let container = Container { place: vacancy.place, shape: Shape::Map };
    let layout = Layout::of(&container, &vacancy.before);
    let new = New { path: &vacancy.path, shape: vacancy.shape, key, value };
    match (vacancy.place.language, vacancy.place.style) {
        (Language::Hcl, Style::Indented) => layout.insert_in_body(&new),
        _ => layout.insert(&new),
    }
}

/// A tag to be written, below keys that are still to be written too.
#[derive(Clone, Copy)]
struct New<'n> {
    path: &'n [&'static str],
    /// What the tags look like that it is one of.
    shape: Shape,
    key: &'n str,
    value: &'n str,
}

/// The edits that remove a tag from its container; `None` where it is elsewhere, or cannot be cut out.
pub(crate) fn remove(container: &Container<'_>, tags: &[Tag<'_>], tag: usize) -> Option<Vec<Replacement>> {
    let layout = Layout::of(container, tags);
    let entry = tags[tag].entry;
    let at = layout.tags.iter().position(|known| known.entry == entry && !entry.is_empty())?;
    match container.place.style {
        Style::Flow => Some(layout.remove_from_brackets(at)),
        Style::Indented | Style::Section | Style::Dotted => layout.remove_lines(at),
        Style::Bare | Style::Single | Style::Double | Style::Block => None,
    }
}

struct Layout<'c> {
    container: &'c Container<'c>,
    source: &'c Source,
    text: &'c str,
    language: Language,
    /// The tags that are in the container itself, in the order of the text. A new one is to look like the last.
    tags: Vec<&'c Tag<'c>>,
}

impl<'c> Layout<'c> {
    fn of(container: &'c Container<'c>, tags: &'c [Tag<'c>]) -> Self {
        let place = container.place;
        let inside = |tag: &&Tag<'_>| {
            let same = |key: Place<'_>| std::sync::Arc::ptr_eq(key.source, place.source);
            tag.key_place.is_some_and(same) && !tag.entry.is_empty() && place.span.contains(tag.entry)
        };
        let mut inside: Vec<&'c Tag<'c>> = tags.iter().filter(inside).collect();
        inside.sort_by_key(|tag| tag.entry);
        Layout {
            container,
            source: place.source,
            text: place.source.text(),
            language: place.language,
            tags: inside,
        }
    }

    fn last(&self) -> Option<&'c Tag<'c>> {
        self.tags.last().copied()
    }

    /// Where the value of a tag is in the entry itself. It may also come from elsewhere, even from another file.
    fn value_place(&self, tag: &'c Tag<'c>) -> Option<Place<'c>> {
        let is_own = |place: &Place<'_>| {
            std::sync::Arc::ptr_eq(place.source, self.container.place.source)
                && tag.entry.contains(place.span)
        };
        tag.value.place.filter(is_own)
    }

    fn line_of(&self, offset: u32) -> Span {
        self.source.line_span(self.source.line_of(offset))
    }

    /// The line end that the file uses where an offset is.
    fn newline(&self, offset: u32) -> &'static str {
        let line = self.line_of(offset);
        let crlf = |end: u32| self.text[end as usize..].starts_with("\r\n");
        let before =
            || self.source.line_of(offset).checked_sub(1).map(|line| self.source.line_span(line).end);
        let is_last = line.end as usize == self.text.len();
        if crlf(line.end) || (is_last && before().is_some_and(crlf)) { "\r\n" } else { "\n" }
    }

    fn indentation(&self, offset: u32) -> &'c str {
        let line = &self.text[self.line_of(offset).range()];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// The offset behind the comma that follows an entry, comments and blanks between them.
    fn comma_after(&self, offset: u32) -> Option<usize> {
        let end = self.container.place.span.end as usize;
        let mut at = offset as usize;
        loop {
            let rest = &self.text[at..end];
            let blank = rest.len() - rest.trim_start().len();
            at += blank;
            let rest = &rest[blank..];
            at += match rest {
                _ if rest.starts_with(',') => return Some(at + 1),
                _ if rest.starts_with("//") || rest.starts_with('#') => rest.find('\n')?,
                _ if rest.starts_with("/*") => rest.find("*/")? + 2,
                _ => return None,
            };
        }
    }
}

fn is_comment(text: &str) -> bool {
    text.starts_with("//")
        || text.starts_with('#')
        || (text.starts_with("/*") && text.trim_end().ends_with("*/"))
}
