//! Positions as clients count them: lines from 0, and within a line bytes, or units of UTF-16 or UTF-32.

use gen_lsp_types::{Position, Range};
use serde_json::Value;

use crate::source::Span;

/// What a client counts within a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

impl Encoding {
    /// The first one that a client offers and that is known; UTF-16 where it offers none.
    pub(super) fn offered(encodings: Option<&Value>) -> Self {
        for offer in encodings.and_then(Value::as_array).into_iter().flatten() {
            match offer.as_str() {
                Some("utf-8") => return Encoding::Utf8,
                Some("utf-16") => return Encoding::Utf16,
                Some("utf-32") => return Encoding::Utf32,
                _ => {}
            }
        }
        Encoding::Utf16
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
            Encoding::Utf32 => "utf-32",
        }
    }

    fn count(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        }
    }
}

/// After so many bytes it is noted how many units are before: a line can be as long as a file.
const STEP: usize = 1 << 10;

/// A text with what is needed to convert positions quickly.
pub(super) struct Ruler<'t> {
    text: &'t str,
    encoding: Encoding,
    /// Where each line begins.
    starts: Vec<usize>,
    /// Offsets in the text with the units before them; none where bytes are units.
    marks: Vec<(usize, usize)>,
}

impl<'t> Ruler<'t> {
    pub(super) fn new(text: &'t str, encoding: Encoding) -> Self {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at + 1);
            }
        }
        let mut marks = Vec::new();
        if encoding != Encoding::Utf8 && !text.is_ascii() {
            let (mut at, mut units) = (0, 0);
            while at < text.len() {
                marks.push((at, units));
                let next = text.floor_char_boundary(at + STEP);
                units += encoding.count(&text[at..next]);
                at = next;
            }
        }
        Ruler { text, encoding, starts, marks }
    }

    /// How many units are before an offset.
    fn units(&self, offset: usize) -> usize {
        let number = self.marks.partition_point(|(at, _)| *at <= offset);
        let Some((at, units)) = number.checked_sub(1).map(|last| self.marks[last]) else { return offset };
        units + self.encoding.count(&self.text[at..offset])
    }

    /// Where a line ends, without its line end.
    fn end_of(&self, line: usize) -> usize {
        let Some(&next) = self.starts.get(line + 1) else { return self.text.len() };
        let start = self.starts[line];
        start + self.text[start..next].trim_end_matches(['\n', '\r']).len()
    }

    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        // A mark at the start of a file is not in the text that an editor shows.
        let start = if line == 0 && self.text.starts_with('\u{feff}') { 3 } else { self.starts[line] };
        let character = self.units(offset.max(start)) - self.units(start);
        Position { line: line as u32, character: character as u32 }
    }

    pub(super) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start as usize), end: self.position(span.end as usize) }
    }

    /// The offset of a position. What is past the end of a line or of the text is at that end.
    pub(super) fn offset(&self, position: Position) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else { return self.text.len() };
        let end = self.end_of(line);
        let wanted = self.units(start).saturating_add(position.character as usize);
        let number = self.marks.partition_point(|(_, units)| *units <= wanted);
        let (mut at, mut units) = match number.checked_sub(1) {
            Some(last) => self.marks[last],
            None => return self.text.floor_char_boundary(wanted.min(end)),
        };
        for c in self.text[at..].chars() {
            units += self.encoding.count(c.encode_utf8(&mut [0; 4]));
            if units > wanted {
                break;
            }
            at += c.len_utf8();
        }
        at.clamp(start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\r\nöx😀y\rz\n\nend";

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_are_counted_as_the_client_counts() {
        let smile = TEXT.find('😀').expect("there");
        for (encoding, before, behind) in
            [(Encoding::Utf8, 3, 7), (Encoding::Utf16, 2, 4), (Encoding::Utf32, 2, 3)]
        {
            let ruler = Ruler::new(TEXT, encoding);
            assert_eq!(ruler.position(smile), at(1, before));
            assert_eq!(ruler.position(smile + 4), at(1, behind));
            assert_eq!(ruler.offset(at(1, before)), smile);
            assert_eq!(ruler.offset(at(1, behind)), smile + 4);
        }
        // In the middle of a pair there is nothing: the place before it is taken.
        assert_eq!(Ruler::new(TEXT, Encoding::Utf16).offset(at(1, 3)), smile);
    }

    #[test]
    fn every_line_end_counts_and_nothing_is_past_an_end() {
        let ruler = Ruler::new(TEXT, Encoding::Utf16);
        assert_eq!(ruler.position(TEXT.find('z').expect("there")), at(2, 0));
        assert_eq!(ruler.position(TEXT.len()), at(4, 3));
        assert_eq!(ruler.position(usize::MAX), at(4, 3));
        assert_eq!(ruler.offset(at(0, 99)), 1);
        assert_eq!(ruler.offset(at(3, u32::MAX)), TEXT.find("\nend").expect("there"));
        assert_eq!(ruler.offset(at(u32::MAX, 0)), TEXT.len());
        assert_eq!(Ruler::new("", Encoding::Utf16).offset(at(0, 5)), 0);
    }

    #[test]
    fn there_and_back_is_the_same_in_long_lines() {
        let text = "😀ö.".repeat(2_000) + "\n" + &"ö".repeat(3_000);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let ruler = Ruler::new(&text, encoding);
            for (offset, _) in text.char_indices() {
                assert_eq!(ruler.offset(ruler.position(offset)), offset);
            }
        }
    }

    #[test]
    fn the_first_encoding_that_is_known_is_taken() {
        let offered = |list: &str| Encoding::offered(serde_json::from_str(list).ok().as_ref());
        assert_eq!(offered(r#"["utf-7", "utf-8", "utf-16"]"#), Encoding::Utf8);
        assert_eq!(offered(r#"["utf-32"]"#), Encoding::Utf32);
        for list in ["null", "[]", "[1]", "{}", "\"utf-8\""] {
            assert_eq!(offered(list), Encoding::Utf16);
        }
    }
}
