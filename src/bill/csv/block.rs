//! Lines of csv in memory.

use super::cut::Piece;
use crate::bill::cells::Cells;
use crate::bill::columns::Columns;
use crate::bill::unread::Unread;

/// What exports of FOCUS write where there is no value.
const NULL: &[u8] = b"NULL";

/// Lines, of which only the fields that matter are kept.
#[derive(Debug)]
pub(super) struct Lines<'c> {
    columns: &'c Columns,
    bytes: Vec<u8>,
    /// Where each kept field ends, line by line.
    ends: Vec<u32>,
    /// The slots of the columns in a line; none for what is not kept.
    slots: Vec<Option<usize>>,
    kept: usize,
    /// The numbers of the lines in the file.
    numbers: Vec<u64>,
}

/// The names of the columns.
pub(super) fn names(header: &Piece) -> Result<Vec<String>, Unread> {
    let mut record = csv::ByteRecord::new();
    reader(header).read_byte_record(&mut record).map_err(|error| Unread::Io(error.to_string()))?;
    let mut names = Vec::new();
    for name in &record {
        let name = std::str::from_utf8(name).map_err(|_| Unread::NotUtf8 { line: header.line })?;
        names.push(name.trim().to_owned());
    }
    Ok(names)
}

fn reader(piece: &Piece) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&piece.bytes)
}

impl<'c> Lines<'c> {
    /// Reads lines that have as many fields as the header.
    pub(super) fn read(piece: &Piece, columns: &'c Columns, width: usize) -> Result<Self, Unread> {
        let mut slots = vec![None; width];
        let mut places = Vec::new();
        let fields = columns.fields();
        let used = fields.iter().filter_map(|field| columns.place(*field));
        for place in used.chain(columns.tags.iter().map(|(place, _)| *place)) {
            slots[place] = Some(places.len());
            places.push(place);
        }
        let kept = places.len();
        let mut lines =
            Lines { columns, bytes: Vec::new(), ends: Vec::new(), slots, kept, numbers: Vec::new() };
        let (mut reader, mut record) = (reader(piece), csv::ByteRecord::new());
        loop {
            let has_more =
                reader.read_byte_record(&mut record).map_err(|error| Unread::Io(error.to_string()))?;
            if !has_more {
                return Ok(lines);
            }
            let line = piece.line + record.position().map(csv::Position::line).unwrap_or(1) - 1;
            if record.len() != width {
                let (found, expected) = (record.len() as u64, width as u64);
                return Err(Unread::Fields { line, found, expected });
            }
            for place in &places {
                lines.bytes.extend_from_slice(&record[*place]);
                lines.ends.push(lines.bytes.len() as u32);
            }
            lines.numbers.push(line);
        }
    }

    /// How many lines there are.
    pub(super) fn count(&self) -> usize {
        self.numbers.len()
    }
}

impl Cells for Lines<'_> {
    fn columns(&self) -> &Columns {
        self.columns
    }

    fn line(&self, row: u32) -> u64 {
        self.numbers[row as usize]
    }

    fn lines(&self, _: u32) -> u64 {
        1
    }

    fn cell(&self, row: u32, place: usize) -> Result<Option<&str>, Unread> {
        let Some(slot) = self.slots[place] else { return Ok(None) };
        let at = row as usize * self.kept + slot;
        let start = match at {
            0 => 0,
            at => self.ends[at - 1] as usize,
        };
        match &self.bytes[start..self.ends[at] as usize] {
            b"" | NULL => Ok(None),
            bytes => {
                let text = std::str::from_utf8(bytes);
                text.map(Some).map_err(|_| Unread::NotUtf8 { line: self.numbers[row as usize] })
            }
        }
    }
}
