//! The text of a csv without what only shows who wrote it: the mark at its beginning, how its lines end, blank lines,
//! the end of the last line, and quotes.

use std::io::{self, Read};

/// Some writers begin a text with this mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// How many bytes of some lines say something. It does not depend on where a text is cut.
pub(super) fn length(lines: &[u8]) -> u64 {
    lines.iter().filter(|byte| !is_writing(**byte)).count() as u64
}

fn is_writing(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b'"')
}

/// Reads a text with one line feed between two lines that say something, and nothing else of its writing.
pub(super) struct Plain<R> {
    from: R,
    raw: Vec<u8>,
    is_at_start: bool,
    /// Whether a line was read that another may follow.
    is_in_line: bool,
    /// Whether a line has ended since.
    has_ended: bool,
    /// What is read and not given yet, from the place on.
    ready: Vec<u8>,
    given: usize,
}

impl<R: Read> Plain<R> {
    pub(super) fn new(from: R) -> Self {
        Plain {
            from,
            raw: vec![0; 1 << 16],
            is_at_start: true,
            is_in_line: false,
            has_ended: false,
            ready: Vec::new(),
            given: 0,
        }
    }

    /// Reads a part; whether there was one.
    fn fill(&mut self) -> io::Result<bool> {
        let mut part = self.from.read(&mut self.raw)?;
        if self.is_at_start && part > 0 {
            // A first part may be shorter than the mark.
            while part < MARK.len() {
                match self.from.read(&mut self.raw[part..])? {
                    0 => break,
                    more => part += more,
                }
            }
        }
        let mut bytes = &self.raw[..part];
        if self.is_at_start {
            bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
            self.is_at_start = false;
        }
        self.ready.clear();
        self.given = 0;
        for byte in bytes {
            match byte {
                b'\r' | b'\n' => self.has_ended = true,
                b'"' => {}
                byte => {
                    if self.has_ended && self.is_in_line {
                        self.ready.push(b'\n');
                    }
                    (self.has_ended, self.is_in_line) = (false, true);
                    self.ready.push(*byte);
                }
            }
        }
        Ok(part > 0)
    }
}

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if !self.fill()? {
                return Ok(0);
            }
        }
        let left = &self.ready[self.given..];
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time.
    struct Slow<'b>(&'b [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(buffer.len()).min(1);
            self.0.read(&mut buffer[..count])
        }
    }

    #[test]
    fn lines_are_the_same_however_they_are_written() {
        for written in [
            "a,b\n1,2\n",
            "a,b\n1,2",
            "a,b\r\n1,2\r\n",
            "\u{feff}a,b\r1,2\r",
            "\na,b\n\n\r\n1,2\n\n",
            "\"a\",b\n1,\"2\"\n",
        ] {
            let mut read = String::new();
            Plain::new(written.as_bytes()).read_to_string(&mut read).expect("read");
            assert_eq!(read, "a,b\n1,2", "{written:?}");
            let mut slowly = String::new();
            Plain::new(Slow(written.as_bytes())).read_to_string(&mut slowly).expect("read");
            assert_eq!(slowly, read, "{written:?}");
            let mark = if written.starts_with('\u{feff}') { MARK.len() as u64 } else { 0 };
            assert_eq!(length(written.as_bytes()), 6 + mark, "{written:?}");
        }
        let mut read = String::new();
        Plain::new("a\nb".as_bytes()).read_to_string(&mut read).expect("read");
        assert_eq!(read, "a\nb", "lines stay apart");
    }
}
