//! Files that are read in parts, by many readers at once.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

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

    /// How many bytes there are.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// A reader that begins at an offset and has a position of its own.
    pub(crate) fn reader(&self, position: u64) -> OpenedReader {
        OpenedReader { opened: self.clone(), position }
    }

    /// Reads what is at an offset, as much as fits and is there.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        match &*self.bytes {
            Bytes::OnDisk(file) => read_file_at(file, buffer, offset),
            Bytes::InMemory(bytes) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                (&bytes[start..]).read(buffer)
            }
        }
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
}

impl Read for OpenedReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.opened.read_at(buffer, self.position)?;
        self.position += read as u64;
        Ok(read)
    }
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
}
