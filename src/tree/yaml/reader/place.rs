//! Where things are that the parser gives no span of.
//!
//! Its spans are exact for what is written, but not for what is not: a value that is missing, a block sequence at the
//! indentation of its key, and the end of any block collection are found again in the text, always from the last
//! thing that was read onwards, so that no byte is looked at more often than a few times.

use std::ops::Range;

use super::{Reader, Role};
use crate::source::Span;

impl Reader<'_> {
    /// The content of a block scalar within the range that the parser gives it: up to the end of its last line that
    /// is not blank, or directly behind the header if all are.
    pub(super) fn content(&self, range: Range<usize>) -> Range<usize> {
        let content = self.slice(&range);
        let blank = content.trim_end_matches([' ', '\t', '\r', '\n']).len();
        if blank == 0 {
            let Some(header) = self.find(b"|>", b":?-,") else { return range.start..range.start };
            let indicators = self.text.as_bytes()[header + 1..].iter();
            let len = indicators.take_while(|byte| matches!(byte, b'+' | b'-' | b'0'..=b'9')).count();
            return header + 1 + len..header + 1 + len;
        }
        // Blanks at the end of the last line are content.
        let line =
            if let Some(len) = content[blank..].find(['\r', '\n']) { blank + len } else { content.len() };
        range.start..range.start + line
    }

    /// Where a value that is missing would be written: directly behind the sign that announces it.
    pub(super) fn missing(&self, reported: usize) -> usize {
        let behind =
            |sign: u8, from: usize| (self.text.as_bytes().get(from) == Some(&sign)).then_some(from + 1);
        match self.role() {
            Role::Root => reported,
            Role::Item => behind(b'-', self.skip_blank(self.at, b"")).unwrap_or(reported),
            Role::Key => {
                let next = self.skip_blank(self.at, b",");
                behind(b'?', next).unwrap_or(next.min(reported))
            }
            // A key without `:` has its value directly behind it.
            Role::Value => behind(b':', self.skip_blank(self.at, b"")).unwrap_or(self.at),
        }
    }

    /// The next of the `wanted` signs from the last node on, behind the `passed` ones and properties.
    pub(super) fn find(&self, wanted: &[u8], passed: &[u8]) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        loop {
            at = self.skip_blank(at, b"");
            match bytes.get(at)? {
                byte if wanted.contains(byte) => return Some(at),
                byte if passed.contains(byte) => at += 1,
                b'&' | b'!' => {
                    let property = bytes[at..].iter().take_while(|byte| !byte.is_ascii_whitespace());
                    at += property.count();
                }
                _ => return None,
            }
        }
    }

    /// Behind blanks, line ends, comments, and the `passed` signs.
    fn skip_blank(&self, mut at: usize, passed: &[u8]) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => at += 1,
                b'#' => {
                    let line = bytes[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                    at = if let Some(len) = line { at + len } else { bytes.len() };
                }
                byte if passed.contains(byte) => at += 1,
                _ => break,
            }
        }
        at
    }

    /// The span of the character at an offset; empty at the end of a line.
    pub(super) fn character(&self, at: usize) -> Span {
        let at = self.text.floor_char_boundary(at.min(self.text.len()));
        let character = self.text[at..].chars().next().filter(|found| !matches!(found, '\r' | '\n'));
        let len = if let Some(character) = character { character.len_utf8() } else { 0 };
        Span::new(at, at + len)
    }
}
