//! The index of a text, by which an offset has its line and column in constant time.

use super::Span;

/// Starts of lines, and how many characters stand before each block of bytes.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) starts: Vec<u32>,
    /// Characters before each [`BLOCK`] of bytes; empty where every character is one byte.
    before_block: Vec<u32>,
}

/// Bytes a block: what is counted by hand for one column at the most.
const BLOCK: usize = 1024;

impl Index {
    pub(super) fn of(text: &str) -> Self {
        let newlines = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = std::iter::once(0).chain(newlines.map(|(at, _)| Span::at(at + 1).start)).collect();
        let mut before_block = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                before_block.push(count);
                count += count_characters(block) as u32;
            }
            before_block.push(count);
        }
        Index { starts, before_block }
    }

    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset) - 1
    }

    /// Characters before `offset`.
    pub(super) fn characters(&self, text: &str, offset: usize) -> usize {
        let block = offset / BLOCK;
        match self.before_block.get(block) {
            None => offset,
            Some(&before) => before as usize + count_characters(&text.as_bytes()[block * BLOCK..offset]),
        }
    }
}

fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}
