//! Files that are read in parts, by many readers at once.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

/// How much of what is elsewhere a reader asks for at first, and at most, when it reads on and on.
const FIRST_AHEAD: u64 = 1 << 16;
const MOST_AHEAD: u64 = 32 << 20;

/// A file that is elsewhere, where each question takes its time.
pub(crate) trait Elsewhere: fmt::Debug + Send + Sync {
    /// Parts of it, in the order in which they are asked for.
    ///
    /// # Errors
    /// It cannot be read.
    fn parts(&self, ranges: &[Range<u64>]) -> io::Result<Vec<Vec<u8>>>;
}

/// An open file, or what memory holds in its place. A copy costs nothing.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    bytes: Arc<Bytes>,
    length: u64,
}

#[derive(Debug)]
enum Bytes {
    OnDisk(File),
    InMemory(Vec<u8>),
    Elsewhere(Box<dyn Elsewhere>),
    /// Parts that were fetched of what is elsewhere, by where they begin.
    #[cfg_attr(
        not(feature = "parquet"),
        allow(dead_code, reason = "what is for parquet, which is not read in order")
    )]
    Fetched(Vec<(u64, Vec<u8>)>),
}

impl Opened {
    /// A file of a known length.
    pub(super) fn on_disk(file: File, length: u64) -> Self {
        Opened { bytes: Arc::new(Bytes::OnDisk(file)), length }
    }

    /// Bytes in memory.
    pub(crate) fn in_memory(bytes: Vec<u8>) -> Self {
        let length = bytes.len() as u64;
        Opened { bytes: Arc::new(Bytes::InMemory(bytes)), length }
    }

    /// What is elsewhere, of a known length.
    pub(crate) fn elsewhere(file: impl Elsewhere + 'static, length: u64) -> Self {
        Opened { bytes: Arc::new(Bytes::Elsewhere(Box::new(file))), length }
    }

    /// The same, with these parts at hand where it is elsewhere.
    ///
    /// # Errors
    /// They cannot be read.
    #[cfg_attr(
        not(feature = "parquet"),
        allow(dead_code, reason = "what is for parquet, which is not read in order")
    )]
    pub(crate) fn ahead(&self, ranges: &[Range<u64>]) -> io::Result<Self> {
        let Bytes::Elsewhere(file) = &*self.bytes else { return Ok(self.clone()) };
        let starts = ranges.iter().map(|range| range.start);
        let parts = starts.zip(file.parts(ranges)?).collect();
        Ok(Opened { bytes: Arc::new(Bytes::Fetched(parts)), length: self.length })
    }

    /// What is between two places, which are within it.
    ///
    /// # Errors
    /// It cannot be read.
    #[cfg_attr(
        not(feature = "parquet"),
        allow(dead_code, reason = "what is for parquet, which is not read in order")
    )]
    pub(crate) fn part(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        if let Bytes::Elsewhere(file) = &*self.bytes {
            return Ok(file.parts(&[range])?.pop().unwrap_or_default());
        }
        let mut bytes = vec![0; (range.end - range.start) as usize];
        self.reader(range.start).read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// How many bytes there are.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// A reader that begins at an offset and has a position of its own.
    pub(crate) fn reader(&self, position: u64) -> OpenedReader {
        OpenedReader { opened: self.clone(), position, ahead: Ahead::default() }
    }
}

#[cfg(unix)]
fn read_file_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_file_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// A place in an open file, from which it is read on.
#[derive(Clone, Debug)]
pub(crate) struct OpenedReader {
    opened: Opened,
    position: u64,
    ahead: Ahead,
}

/// What a reader has of what is elsewhere, beyond what was asked for yet.
#[derive(Clone, Default, Debug)]
struct Ahead {
    start: u64,
    bytes: Arc<Vec<u8>>,
}

impl Ahead {
    fn at(&self, position: u64) -> Option<&[u8]> {
        let at = usize::try_from(position.checked_sub(self.start)?).ok()?;
        self.bytes.get(at..).filter(|left| !left.is_empty())
    }
}

impl OpenedReader {
    /// Reads ahead, each time twice as far as before, where it goes on at the end of what it has.
    fn read_ahead(&mut self, file: &dyn Elsewhere, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ahead.at(self.position).is_none() {
            let had = self.ahead.bytes.len() as u64;
            let is_next = had > 0 && self.position == self.ahead.start + had;
            let length = if is_next { (2 * had).min(MOST_AHEAD) } else { FIRST_AHEAD };
            let end = (self.position + length.max(buffer.len() as u64)).min(self.opened.length);
            let range = self.position.min(end)..end;
            let part = file.parts(std::slice::from_ref(&range))?.pop().unwrap_or_default();
            self.ahead = Ahead { start: self.position, bytes: Arc::new(part) };
        }
        let mut left = self.ahead.at(self.position).unwrap_or_default();
        left.read(buffer)
    }
}

impl Read for OpenedReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = Arc::clone(&self.opened.bytes);
        let read = match &*bytes {
            Bytes::OnDisk(file) => read_file_at(file, buffer, self.position)?,
            Bytes::InMemory(bytes) => {
                let start = usize::try_from(self.position).unwrap_or(usize::MAX).min(bytes.len());
                (&bytes[start..]).read(buffer)?
            }
            Bytes::Elsewhere(file) => self.read_ahead(file.as_ref(), buffer)?,
            Bytes::Fetched(parts) => read_fetched(parts, buffer, self.position)?,
        };
        self.position += read as u64;
        Ok(read)
    }
}

fn read_fetched(parts: &[(u64, Vec<u8>)], buffer: &mut [u8], position: u64) -> io::Result<usize> {
    for (start, part) in parts {
        if (*start..start + part.len() as u64).contains(&position) {
            return (&part[(position - start) as usize..]).read(buffer);
        }
    }
    Err(io::Error::other("a part of it is needed that was not fetched"))
}

impl Seek for OpenedReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(by) => self.opened.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn readers_of_one_file_have_places_of_their_own() {
        let opened = Opened::in_memory(b"0123456789".to_vec());
        let (mut first, mut second) = (opened.reader(2), opened.reader(0));
        let mut two = [0; 2];
        first.read_exact(&mut two).expect("there");
        assert_eq!(&two, b"23");
        second.seek(SeekFrom::End(-3)).expect("there");
        let mut rest = String::new();
        second.read_to_string(&mut rest).expect("there");
        assert_eq!(rest, "789");
        assert!(second.seek(SeekFrom::Current(-11)).is_err());
        assert_eq!(opened.reader(99).read(&mut two).expect("the end"), 0);
    }

    /// Bytes that count how often they were asked for.
    #[derive(Debug)]
    struct Far(Vec<u8>, Arc<AtomicUsize>);

    impl Elsewhere for Far {
        fn parts(&self, ranges: &[Range<u64>]) -> io::Result<Vec<Vec<u8>>> {
            self.1.fetch_add(1, Ordering::Relaxed);
            let part = |range: &Range<u64>| self.0[range.start as usize..range.end as usize].to_vec();
            Ok(ranges.iter().map(part).collect())
        }
    }

    #[test]
    fn what_is_elsewhere_is_read_in_few_parts() {
        let bytes: Vec<u8> = (0..3_000_000u32).map(|at| (at % 251) as u8).collect();
        let asked = Arc::new(AtomicUsize::new(0));
        let opened = Opened::elsewhere(Far(bytes.clone(), Arc::clone(&asked)), bytes.len() as u64);
        let mut all = Vec::new();
        opened.reader(0).read_to_end(&mut all).expect("there");
        assert_eq!(all, bytes);
        // 64 KiB and six times twice as much, of which the last is not full; and the end.
        assert!(asked.load(Ordering::Relaxed) <= 8, "{asked:?}");
        assert_eq!(opened.part(10..12).expect("there"), &bytes[10..12]);
        let ahead = opened.ahead(&[5..9, 100..200]).expect("there");
        let before = asked.load(Ordering::Relaxed);
        assert_eq!(ahead.part(150..200).expect("there"), &bytes[150..200]);
        assert!(ahead.part(150..201).is_err());
        assert_eq!(asked.load(Ordering::Relaxed), before);
        assert_eq!(opened.reader(bytes.len() as u64).read(&mut [0; 4]).expect("the end"), 0);
    }
}
