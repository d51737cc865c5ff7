//! The index of a text, by which an offset has its line and column in constant time.

use super::Span;
use super::encoding::Encoding;

/// Starts of lines, and what is before each block of bytes.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) starts: Vec<u32>,
    /// Characters before each [`BLOCK`] of bytes; empty where every character is one byte.
    characters: Vec<u32>,
    /// UTF-16 units before each [`BLOCK`] of bytes; empty where the text is not stored so.
    units: Vec<u32>,
}

/// Bytes a block: what is counted by hand for one position at the most.
const BLOCK: usize = 1024;

impl Index {
    pub(super) fn of(text: &str, encoding: Encoding) -> Self {
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(newlines.map(|at| Span::at(at + 1).start)).collect();
        let characters = if text.is_ascii() { Vec::new() } else { before_blocks(text, count_characters) };
        let units = match encoding {
            Encoding::Utf8 => Vec::new(),
            Encoding::Utf16 => before_blocks(text, count_units),
        };
        Index { starts, characters, units }
    }

    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset) - 1
    }

    /// Characters before `offset`.
    pub(super) fn characters(&self, text: &str, offset: usize) -> usize {
        before(&self.characters, text, offset, count_characters)
    }

    /// UTF-16 units before `offset`, in a text that is stored in them.
    pub(super) fn units(&self, text: &str, offset: usize) -> usize {
        before(&self.units, text, offset, count_units)
    }
}

type Count = fn(&[u8]) -> usize;

/// What a count gives for the text before each block, and before its end.
fn before_blocks(text: &str, count: Count) -> Vec<u32> {
    let mut before = vec![0];
    let mut sum = 0;
    for block in text.as_bytes().chunks(BLOCK) {
        sum += count(block) as u32;
        before.push(sum);
    }
    before
}

/// What a count gives for the text before an offset; where nothing was counted, its bytes.
fn before(blocks: &[u32], text: &str, offset: usize, count: Count) -> usize {
    let block = offset / BLOCK;
    match blocks.get(block) {
        None => offset,
        Some(&before) => before as usize + count(&text.as_bytes()[block * BLOCK..offset]),
    }
}

fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

/// A character has two units where it takes four bytes, and one otherwise.
fn count_units(bytes: &[u8]) -> usize {
    count_characters(bytes) + bytes.iter().filter(|&&byte| byte >= 0xf0).count()
}
