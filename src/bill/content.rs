//! What a file is, by its first bytes.

use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::columns::{Columns, Field};
use super::copies;
use super::csv;
use super::first::First;
#[cfg(feature = "parquet")]
use super::parquet::{
    columns as columns_of_parquet, first as first_of_parquet, has_value as parquet_has_value,
    read as read_parquet,
};
use super::run::Run;
use super::unread::Unread;
use super::visit::{FileRead, Visit};
use super::writing::Plain;
use crate::cost::Period;
use crate::files::{Opened, OpenedReader};

/// How often larger than a file what it expands to may be. Exports are some 20 times smaller when compressed.
const MOST_TIMES: u64 = 500;
/// What may be expanded in any case.
const SMALL: u64 = 64 << 20;
/// How much is read at once of what is compressed.
const BUFFER: usize = 1 << 18;

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Parquet,
    Gzip,
    Zip,
    /// Text that begins as JSON does.
    Json,
    /// What exports never are, and what it is called.
    Foreign(&'static str),
    /// Any other, which may be csv.
    Text,
}

impl Kind {
    /// By the first bytes.
    pub(crate) fn of(opened: &Opened) -> io::Result<Self> {
        let mut start = Vec::new();
        opened.reader(0).take(512).read_to_end(&mut start)?;
        Ok(match start.as_slice() {
            [b'P', b'A', b'R', b'1', ..] => Kind::Parquet,
            [0x1f, 0x8b, ..] => Kind::Gzip,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Kind::Zip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Kind::Foreign("Zstandard"),
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Kind::Foreign("bzip2"),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Kind::Foreign("xz"),
            [0x04, 0x22, 0x4d, 0x18, ..] => Kind::Foreign("LZ4"),
            [b'7', b'z', 0xbc, 0xaf, ..] => Kind::Foreign("7z"),
            [b'O', b'R', b'C', ..] => Kind::Foreign("ORC"),
            [b'O', b'b', b'j', 1, ..] => Kind::Foreign("Avro"),
            start if start.trim_ascii_start().starts_with(b"{") => Kind::Json,
            _ => Kind::Text,
        })
    }
}

/// Reads the lines of an export.
pub(crate) fn read(
    opened: &Opened,
    run: &Run<'_>,
    partition: Option<Period>,
    visit: Visit<'_>,
) -> Result<FileRead, Unread> {
    match Kind::of(opened).map_err(|error| Unread::io(&error))? {
        Kind::Parquet => read_parquet(opened, run, partition, visit),
        Kind::Gzip => csv::read(gunzip(opened), run, partition, visit),
        Kind::Zip => unzip(opened, |bytes| csv::read(bytes, run, partition, visit)),
        Kind::Foreign(kind) => Err(Unread::Foreign { kind }),
        Kind::Json | Kind::Text => csv::read(opened.reader(0), run, partition, visit),
    }
}

/// Whether a column has a value on any line.
pub(crate) fn has_value(
    opened: &Opened,
    field: Field,
    run: &Run<'_>,
    partition: Option<Period>,
) -> Result<bool, Unread> {
    match Kind::of(opened).map_err(|error| Unread::io(&error))? {
        Kind::Parquet => parquet_has_value(opened, field, run, partition),
        Kind::Gzip => csv::has_value(gunzip(opened), field, run, partition),
        Kind::Zip => unzip(opened, |bytes| csv::has_value(bytes, field, run, partition)),
        Kind::Foreign(kind) => Err(Unread::Foreign { kind }),
        Kind::Json | Kind::Text => csv::has_value(opened.reader(0), field, run, partition),
    }
}

/// A digest of the text of an export, however that is packed; none where it is no text.
pub(crate) fn digest(opened: &Opened) -> Option<[u8; 32]> {
    of_text(opened, |text| copies::digest(text))
}

/// A digest of so much of the lines of an export, however these are packed and written.
pub(crate) fn digest_of_lines(opened: &Opened, length: u64) -> Option<[u8; 32]> {
    of_text(opened, |text| copies::digest(Plain::new(text).take(length)))
}

fn of_text<T>(opened: &Opened, read: impl FnOnce(&mut dyn Read) -> io::Result<T>) -> Option<T> {
    match Kind::of(opened).ok()? {
        Kind::Parquet | Kind::Foreign(_) => None,
        Kind::Gzip => read(&mut gunzip(opened)).ok(),
        Kind::Zip => unzip(opened, |mut bytes| Ok(read(&mut bytes).ok())).ok()?,
        Kind::Json | Kind::Text => read(&mut opened.reader(0)).ok(),
    }
}

/// What the first line says, where it can be read. `partition` is the period that is known without it.
pub(crate) fn first(opened: &Opened, partition: Option<Period>) -> Option<First> {
    match Kind::of(opened).ok()? {
        Kind::Parquet => first_of_parquet(opened, partition),
        Kind::Gzip => csv::first(gunzip(opened), partition),
        Kind::Zip => unzip(opened, |bytes| Ok(csv::first(bytes, partition))).ok()?,
        Kind::Foreign(_) => None,
        Kind::Json | Kind::Text => csv::first(opened.reader(0), partition),
    }
}

/// Whether a file has the columns of an export.
pub(crate) fn is_export(opened: &Opened) -> bool {
    columns(opened).is_some()
}

/// Whether each line has an id.
pub(crate) fn has_line_ids(opened: &Opened) -> bool {
    columns(opened).is_some_and(|columns| columns.has(Field::LineId))
}

/// The columns of an export; none where it is none.
fn columns(opened: &Opened) -> Option<Columns> {
    match Kind::of(opened).ok()? {
        Kind::Parquet => columns_of_parquet(opened),
        Kind::Gzip => csv::columns(gunzip(opened)),
        Kind::Zip => unzip(opened, |bytes| Ok(csv::columns(bytes))).ok()?,
        Kind::Foreign(_) => None,
        Kind::Json | Kind::Text => csv::columns(opened.reader(0)),
    }
}

fn gunzip(opened: &Opened) -> Limited<MultiGzDecoder<BufReader<OpenedReader>>> {
    let compressed = BufReader::with_capacity(BUFFER, opened.reader(0));
    Limited::new(MultiGzDecoder::new(compressed), opened.length())
}

/// Reads the one file of an archive.
fn unzip<T>(
    opened: &Opened,
    read: impl FnOnce(Limited<ZipFile<'_, BufReader<OpenedReader>>>) -> Result<T, Unread>,
) -> Result<T, Unread> {
    let broken = |error: ZipError| Unread::Archive(error.to_string());
    let mut archive = ZipArchive::new(BufReader::new(opened.reader(0))).map_err(broken)?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        if !archive.by_index(index).map_err(broken)?.is_dir() {
            files.push(index);
        }
    }
    match files[..] {
        [] => Err(Unread::EmptyArchive),
        [index] => read(Limited::new(archive.by_index(index).map_err(broken)?, opened.length())),
        _ => Err(Unread::ManyFiles { files: files.len() }),
    }
}

/// What expands, up to what no export expands to.
struct Limited<R> {
    from: R,
    left: u64,
}

impl<R> Limited<R> {
    fn new(from: R, compressed: u64) -> Self {
        Limited { from, left: compressed.saturating_mul(MOST_TIMES).max(SMALL) }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(Unread::Bomb { times: MOST_TIMES })),
        }
        Ok(read)
    }
}

#[cfg(not(feature = "parquet"))]
fn read_parquet(_: &Opened, _: &Run<'_>, _: Option<Period>, _: Visit<'_>) -> Result<FileRead, Unread> {
    Err(Unread::NoParquet)
}

#[cfg(not(feature = "parquet"))]
fn parquet_has_value(_: &Opened, _: Field, _: &Run<'_>, _: Option<Period>) -> Result<bool, Unread> {
    Err(Unread::NoParquet)
}

#[cfg(not(feature = "parquet"))]
fn first_of_parquet(_: &Opened, _: Option<Period>) -> Option<First> {
    None
}

#[cfg(not(feature = "parquet"))]
fn columns_of_parquet(_: &Opened) -> Option<Columns> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_expands_too_much_is_refused() {
        let mut bomb = Limited::new(io::repeat(b'\n'), 1);
        let error = io::copy(&mut bomb, &mut io::sink()).expect_err("it has no end");
        assert_eq!(error.to_string(), "it expands to more than 500 times its size, which no export does");
    }

    #[test]
    fn files_are_what_their_bytes_say() {
        let cases: [(&[u8], Kind); 9] = [
            (b"PAR1", Kind::Parquet),
            (b"\x1f\x8b\x08", Kind::Gzip),
            (b"PK\x03\x04", Kind::Zip),
            (b" {\"dataFiles\": []}", Kind::Json),
            (b"bill/PayerAccountId", Kind::Text),
            (b"\x28\xb5\x2f\xfd", Kind::Foreign("Zstandard")),
            (b"BZh9", Kind::Foreign("bzip2")),
            (b"BZhang,Cost", Kind::Text),
            (b"", Kind::Text),
        ];
        for (bytes, kind) in cases {
            assert_eq!(Kind::of(&Opened::in_memory(bytes.to_vec())).expect("read"), kind, "{bytes:?}");
        }
    }
}
