//! Text with a name: what every span points into.
//!
//! A [`Source`] keeps the bytes as they were written, so that offsets are true to the file, and answers where an
//! offset is (line, column) in constant time however long the file or its lines are.

mod drawing;
mod encoding;
mod index;
mod span;
mod step;

pub(crate) use encoding::Encoding;
pub use span::Span;

use std::fmt;
use std::sync::OnceLock;

use encoding::decode_utf16;
use index::Index;

use crate::text::credential::named;

/// The UTF-8 form of the byte-order mark, which some editors put before the text.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The largest text that is read, in bytes: spans count in 32 bits.
pub(crate) const MAX_BYTES: u64 = u32::MAX as u64 - 1;

/// Where an offset is in the text, as people and editors count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode characters, from 1. A byte-order mark is not a character.
    pub column: usize,
    /// Bytes from the start of the file as it is stored, from 0.
    pub(crate) offset: usize,
}

/// What a source is, which decides whether other tools can open it by its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Medium {
    /// A file of that path.
    File,
    /// Standard input.
    Stdin,
    /// A policy pack that is built in.
    Pack,
    /// A text that is in no file: command-line arguments, what an expression decodes.
    Arguments,
}

/// Text with a name and an index of its lines.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    medium: Medium,
    encoding: Encoding,
    index: OnceLock<Index>,
    guard: OnceLock<()>,
    /// The answer of [`Source::may_name_secrets`].
    names: OnceLock<bool>,
    /// The answer of [`Source::first_step`].
    step: OnceLock<Option<Span>>,
}

/// Why bytes are not a text that can be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// Not UTF-8 from this byte offset on.
    NotUtf8(usize),
    /// UTF-16, which is known by its byte-order mark only.
    Utf16WithoutMark,
    /// More than [`MAX_BYTES`].
    TooLarge(u64),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::NotUtf8(offset) => write!(f, "not UTF-8 text from byte {offset} on"),
            Unreadable::Utf16WithoutMark => f.write_str("UTF-16 text without a byte-order mark"),
            Unreadable::TooLarge(bytes) => {
                write!(f, "{bytes} bytes are more than taglint reads ({MAX_BYTES})")
            }
        }
    }
}

impl Source {
    /// A source of text that is already UTF-8.
    pub fn new(name: impl Into<String>, text: impl Into<String>, medium: Medium) -> Self {
        Source {
            name: name.into(),
            text: text.into(),
            medium,
            encoding: Encoding::Utf8,
            index: OnceLock::new(),
            guard: OnceLock::new(),
            names: OnceLock::new(),
            step: OnceLock::new(),
        }
    }

    /// A source of bytes as they were read: UTF-8, or UTF-16 behind a byte-order mark.
    ///
    /// # Errors
    /// The bytes are neither, or too many. The first part of the error is a source of what could be read, for
    /// showing where it breaks.
    pub fn from_bytes(
        name: impl Into<String>,
        bytes: Vec<u8>,
        medium: Medium,
    ) -> Result<Self, Box<(Self, Unreadable)>> {
        let name = name.into();
        if bytes.len() as u64 > MAX_BYTES {
            let length = bytes.len() as u64;
            return Err(Box::new((Source::new(name, "", medium), Unreadable::TooLarge(length))));
        }
        if let Some(text) = decode_utf16(&bytes) {
            return Ok(Source { encoding: Encoding::Utf16, ..Source::new(name, text, medium) });
        }
        if let [0, other, ..] | [other, 0, ..] = bytes.as_slice()
            && *other != 0
        {
            return Err(Box::new((Source::new(name, "", medium), Unreadable::Utf16WithoutMark)));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Source::new(name, text, medium)),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let mut bytes = error.into_bytes();
                bytes.truncate(valid);
                let readable = String::from_utf8(bytes).unwrap_or_default();
                Err(Box::new((Source::new(name, readable, medium), Unreadable::NotUtf8(valid))))
            }
        }
    }

    /// The name it is shown under: a path with forward slashes, or a word for what is no file.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// From now on nothing of the text is shown but what findings speak of: it holds secrets that nothing marks.
    pub(crate) fn guard(&self) {
        self.guard.get_or_init(|| ());
    }

    /// Whether nothing of the text is shown but what findings speak of.
    pub(crate) fn is_guarded(&self) -> bool {
        self.guard.get().is_some()
    }

    /// Whether the text may have names of secrets in it.
    pub(crate) fn may_name_secrets(&self) -> bool {
        *self.names.get_or_init(|| named::may_have_name(&self.text))
    }

    /// What kind of thing the name names.
    pub(crate) fn medium(&self) -> Medium {
        self.medium
    }

    /// How the bytes were stored. Only UTF-8 files are ever edited.
    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The whole text, the byte-order mark included, so that spans are offsets into the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The length in bytes of the byte-order mark at the start: 3 or 0. Readers begin behind it.
    pub(crate) fn mark_len(&self) -> usize {
        if self.text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 }
    }

    /// The text under a span; what lies outside the text or cuts a character is left off.
    pub fn slice(&self, span: Span) -> &str {
        let start = self.floor(span.start as usize);
        let end = self.floor(span.end as usize).max(start);
        &self.text[start..end]
    }

    /// Where an offset is. An offset past the end is at the end.
    pub fn position(&self, offset: u32) -> Position {
        let index = self.index();
        let offset = self.floor(offset as usize);
        let line = index.line_of(offset);
        let mut start = index.starts[line] as usize;
        if line == 0 {
            start = self.mark_len();
        }
        let characters =
            index.characters(&self.text, offset.max(start)) - index.characters(&self.text, start);
        Position { line: line + 1, column: characters + 1, offset: self.stored_offset(offset) }
    }

    /// The number of lines; a final newline begins no further line unless text follows it.
    pub(crate) fn line_count(&self) -> usize {
        let starts = &self.index().starts;
        let ends_empty = starts.last().is_some_and(|&last| last as usize == self.text.len());
        starts.len() - usize::from(ends_empty && starts.len() > 1)
    }

    /// The line (from 0) that holds an offset.
    pub(crate) fn line_of(&self, offset: u32) -> usize {
        self.index().line_of(self.floor(offset as usize))
    }

    /// The span of a line (from 0) without its line end; empty at the end of the text for a line past the last.
    pub(crate) fn line_span(&self, line: usize) -> Span {
        let starts = &self.index().starts;
        let Some(&start) = starts.get(line) else { return Span::at(self.text.len()) };
        let start = if line == 0 { self.mark_len() } else { start as usize };
        let end = if let Some(&next) = starts.get(line + 1) { next as usize } else { self.text.len() };
        let text = &self.text[start..end];
        let text = match text.strip_suffix('\n') {
            Some(text) => text.strip_suffix('\r').unwrap_or(text),
            None => text,
        };
        Span::new(start, start + text.len())
    }

    /// The lines that a span is on, to be cut out: with the line end behind them, or at the end of the text with
    /// the one before them, so that the text ends as it did.
    pub(crate) fn whole_lines(&self, span: Span) -> Span {
        let first = self.line_of(span.start);
        let (start, end) = (self.line_span(first).start, self.line_span(self.line_of(span.end)).end);
        let rest = &self.text[end as usize..];
        if rest.is_empty() && first > 0 {
            return Span { start: self.line_span(first - 1).end, end };
        }
        let newline = if rest.starts_with("\r\n") { 2 } else { u32::from(rest.starts_with('\n')) };
        Span { start, end: end + newline }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.text, self.encoding))
    }

    fn floor(&self, offset: usize) -> usize {
        self.text.floor_char_boundary(offset.min(self.text.len()))
    }

    fn stored_offset(&self, offset: usize) -> usize {
        match self.encoding {
            Encoding::Utf8 => offset,
            Encoding::Utf16 => 2 * self.index().units(&self.text, offset),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(text: &str) -> Source {
        Source::new("a", text, Medium::File)
    }

    fn place(source: &Source, offset: u32) -> (usize, usize) {
        let position = source.position(offset);
        (position.line, position.column)
    }

    #[test]
    fn columns_count_characters_and_offsets_count_bytes() {
        let source = file("a\r\nöx\n");
        assert_eq!(place(&source, 0), (1, 1));
        assert_eq!(place(&source, 3), (2, 1));
        assert_eq!(source.position(5), Position { line: 2, column: 2, offset: 5 });
    }

    #[test]
    fn a_byte_order_mark_takes_bytes_and_no_column() {
        let source = file("\u{feff}{}");
        assert_eq!(source.position(3), Position { line: 1, column: 1, offset: 3 });
        assert_eq!(source.line_span(0), Span::new(3, 5));
    }

    #[test]
    fn utf16_is_read_and_its_offsets_are_those_of_the_file() {
        let bytes = [0xff, 0xfe, b'a', 0, 0xf6, 0, b'b', 0];
        let source = Source::from_bytes("p", bytes.to_vec(), Medium::File).expect("UTF-16");
        assert_eq!(source.text(), "\u{feff}aöb");
        assert_eq!(source.position(6), Position { line: 1, column: 3, offset: 6 });
    }

    /// Counting from the start for each position takes minutes here.
    #[test]
    fn positions_of_utf16_are_found_at_once_however_long_the_text() {
        let text = "aö漢𐀀\n".repeat(200_000);
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        let bytes = units.flat_map(u16::to_le_bytes).collect();
        let source = Source::from_bytes("p", bytes, Medium::File).expect("UTF-16");
        for line in (0..200_000).step_by(10) {
            let start = source.line_span(line).start;
            // A line has six units, and behind `aö漢` there are three of them.
            let at = Position { line: line + 1, column: 4, offset: 2 + 12 * line + 6 };
            assert_eq!(source.position(start + 6), at);
        }
    }

    #[test]
    fn utf16_without_a_mark_is_told() {
        for bytes in [b"{\0}\0", b"\0{\0}"] {
            let (_, why) =
                *Source::from_bytes("p", bytes.to_vec(), Medium::File).expect_err("no text by itself");
            assert_eq!(why.to_string(), "UTF-16 text without a byte-order mark");
        }
    }

    #[test]
    fn what_is_not_utf8_is_refused_at_its_offset() {
        let (source, why) =
            *Source::from_bytes("p", b"ab\xffc".to_vec(), Medium::File).expect_err("not UTF-8");
        assert_eq!((source.text(), why), ("ab", Unreadable::NotUtf8(2)));
    }

    #[test]
    fn lines_end_before_their_line_end() {
        let source = file("one\r\ntwo\n\nfour");
        let lines: Vec<_> =
            (0..source.line_count()).map(|line| source.slice(source.line_span(line))).collect();
        assert_eq!(lines, ["one", "two", "", "four"]);
        assert_eq!(file("one\n").line_count(), 1);
        assert_eq!(file("").line_count(), 1);
    }

    proptest! {
        #[test]
        fn positions_agree_with_counting_by_hand(text in "(\\PC|\n|\u{feff}){0,3000}", at in any::<prop::sample::Index>()) {
            let source = file(&text);
            let offset = text.floor_char_boundary(at.index(text.len() + 1));
            let before = &text[..offset];
            let line = before.matches('\n').count();
            let start = if let Some(newline) = text[..offset].rfind('\n') { newline + 1 } else { 0 };
            let mut column = text[start..offset].chars().count() + 1;
            if line == 0 && text.starts_with('\u{feff}') && offset > 0 { column -= 1; }
            prop_assert_eq!(place(&source, offset as u32), (line + 1, column));
        }
    }
}
