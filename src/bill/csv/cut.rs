//! Cuts csv at the ends of lines.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memchr2};

use crate::bill::unread::Unread;

/// How many bytes a block has, or more, up to the end of a line.
const BLOCK: usize = 2 << 20;
/// The longest line. Real ones have a few kilobytes.
const LONGEST: usize = 16 << 20;

/// Some whole lines.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    /// The number of the first line in the file, from 1.
    pub(super) line: u64,
}

/// Cuts what it reads.
#[derive(Debug)]
pub(super) struct Cutter<R> {
    from: R,
    /// What is not cut off yet: it begins at the beginning of a line.
    buffer: Vec<u8>,
    /// How far ends of lines were looked for.
    scanned: usize,
    is_quoted: bool,
    /// Behind the last end of a line that was found.
    end: usize,
    is_at_end: bool,
    line: u64,
    is_broken: bool,
}

impl<R: Read> Cutter<R> {
    pub(super) fn new(from: R) -> Self {
        Cutter {
            from,
            buffer: Vec::new(),
            scanned: 0,
            is_quoted: false,
            end: 0,
            is_at_end: false,
            line: 1,
            is_broken: false,
        }
    }

    /// Cuts off the next line; none at the end.
    pub(super) fn first_line(&mut self) -> Result<Option<Piece>, Unread> {
        let mut more = 1 << 16;
        while self.end == 0 && !self.is_at_end {
            self.fill(more)?;
            self.scan(true);
            more = more.saturating_mul(2).min(BLOCK);
        }
        Ok(self.cut_off())
    }

    /// Cuts off the next lines; none at the end, and behind an error.
    pub(super) fn next_block(&mut self) -> Option<Result<Piece, Unread>> {
        if self.is_broken {
            return None;
        }
        self.scan(false);
        while !self.is_at_end && (self.end == 0 || self.buffer.len() < BLOCK) {
            let missing = BLOCK.saturating_sub(self.buffer.len()).max(BLOCK / 2);
            if let Err(wrong) = self.fill(missing) {
                self.is_broken = true;
                return Some(Err(wrong));
            }
            self.scan(false);
        }
        self.cut_off().map(Ok)
    }

    /// Reads so many bytes more, or all that are left.
    fn fill(&mut self, more: usize) -> Result<(), Unread> {
        if self.end == 0 && self.buffer.len() > LONGEST {
            return Err(Unread::LongLine { line: self.line });
        }
        let wanted = self.buffer.len() + more;
        let read = self.from.by_ref().take(more as u64).read_to_end(&mut self.buffer);
        read.map_err(|error| unread(&error))?;
        self.is_at_end = self.buffer.len() < wanted;
        Ok(())
    }

    /// Looks for ends of lines outside of quotes, for the first one or for all.
    fn scan(&mut self, is_for_first: bool) {
        let bytes = &self.buffer;
        while self.scanned < bytes.len() {
            let rest = &bytes[self.scanned..];
            if self.is_quoted {
                let Some(at) = memchr(b'"', rest) else { break };
                match rest.get(at + 1) {
                    // What follows decides whether it closes.
                    None if !self.is_at_end => {
                        self.scanned += at;
                        return;
                    }
                    Some(b'"') => self.scanned += at + 2,
                    _ => {
                        self.is_quoted = false;
                        self.scanned += at + 1;
                    }
                }
                continue;
            }
            let Some(at) = memchr2(b'"', b'\n', rest) else { break };
            let place = self.scanned + at;
            self.scanned = place + 1;
            if bytes[place] == b'\n' {
                self.end = place + 1;
                if is_for_first {
                    return;
                }
            } else {
                // A quote within a field that did not begin with one is a letter like others.
                let before = place.checked_sub(1).map(|before| bytes[before]);
                self.is_quoted =
                    matches!(before, None | Some(b',' | b'\n' | b'\r')) || is_mark(&bytes[..place]);
            }
        }
        self.scanned = bytes.len();
    }

    /// Takes what ends where the last line ends, at the end of the file all.
    fn cut_off(&mut self) -> Option<Piece> {
        if self.end == 0 && self.is_at_end {
            self.end = self.buffer.len();
            self.scanned = self.end;
        }
        if self.end == 0 {
            return None;
        }
        let rest = self.buffer.split_off(self.end);
        let bytes = std::mem::replace(&mut self.buffer, rest);
        self.scanned -= self.end;
        self.end = 0;
        let line = self.line;
        self.line += memchr_iter(b'\n', &bytes).count() as u64;
        Some(Piece { bytes, line })
    }
}

/// Whether it is a byte-order mark.
fn is_mark(bytes: &[u8]) -> bool {
    bytes == b"\xef\xbb\xbf"
}

/// Why bytes cannot be read: what a reader in between says itself, else what the system says.
fn unread(error: &io::Error) -> Unread {
    let own = error.get_ref().and_then(|inner| inner.downcast_ref::<Unread>());
    match own {
        Some(own) => own.clone(),
        None => Unread::io(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(u64, String)> {
        let mut cutter = Cutter::new(text.as_bytes());
        let first = cutter.first_line().expect("read");
        let mut pieces: Vec<Piece> = first.into_iter().collect();
        while let Some(piece) = cutter.next_block() {
            pieces.push(piece.expect("read"));
        }
        pieces.into_iter().map(|piece| (piece.line, String::from_utf8(piece.bytes).expect("text"))).collect()
    }

    fn owned(pieces: &[(u64, &str)]) -> Vec<(u64, String)> {
        pieces.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn lines_end_outside_of_quotes() {
        let text = "a,\"b\n\"\"\n\",c\nd\"\ne,\"f\ng\"";
        assert_eq!(pieces(text), owned(&[(1, "a,\"b\n\"\"\n\",c\n"), (4, "d\"\n"), (5, "e,\"f\ng\"")]));
        assert_eq!(pieces("\u{feff}\"a\nb\"\nc"), owned(&[(1, "\u{feff}\"a\nb\"\n"), (3, "c")]));
        assert_eq!(pieces("a"), owned(&[(1, "a")]));
        assert_eq!(pieces(""), []);
    }

    #[test]
    fn blocks_end_with_lines() {
        let line = format!("{},\"x\ny\"\n", "a".repeat(1000));
        let text = line.repeat(10_000);
        let pieces = pieces(&text);
        assert!(pieces.len() > 4, "{}", pieces.len());
        assert!(pieces.iter().all(|(_, piece)| piece.ends_with("\"x\ny\"\n")));
        assert!(pieces.iter().all(|(number, _)| number % 2 == 1));
        assert_eq!(pieces.iter().map(|(_, piece)| piece.as_str()).collect::<String>(), text);
    }

    #[test]
    fn a_line_without_end_is_refused() {
        let mut cutter = Cutter::new(std::io::repeat(b'a'));
        assert_eq!(cutter.first_line().expect_err("it has no end"), Unread::LongLine { line: 1 });
        let mut cutter = Cutter::new(b"a\n".chain(std::io::repeat(b'a')));
        cutter.first_line().expect("read");
        assert!(matches!(cutter.next_block(), Some(Err(Unread::LongLine { line: 2 }))));
        assert!(cutter.next_block().is_none());
    }
}
