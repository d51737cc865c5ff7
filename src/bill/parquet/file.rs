//! A parquet file: what is in it, and batches of some of its columns and lines.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::{BooleanArray, RecordBatch};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
    RowSelection,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetStatisticsPolicy};
use parquet::file::reader::{ChunkReader, Length};

use super::checked::{checked, is_unmarked};
use super::decoding::Decodings;
use crate::bill::columns::{Columns, Field};
use crate::bill::unread::Unread;
use crate::files::{Opened, OpenedReader};
use crate::panics::contain;
use crate::text::shown;

/// How many lines are decoded at once.
const BATCH: usize = 16_384;
/// How many lines are given at once however few are chosen.
const SMALLEST_BATCH: usize = 1024;
/// How many lines a part has at most. Row groups have a million or fewer; what is larger is read in several parts.
const MOST_LINES: u64 = 1 << 20;
/// How many lines a byte may stand for. In real exports a line takes some 50 bytes.
const MOST_IN_BYTE: u64 = 1000;

/// A parquet file that is an export.
pub(super) struct File {
    opened: Opened,
    metadata: Arc<ParquetMetaData>,
    pub(super) columns: Columns,
    pub(super) parts: Vec<Part>,
}

/// Lines that are read together: a row group, or a part of one.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) number: u64,
    group: usize,
    decoding: ArrowReaderMetadata,
    /// The first line within the row group, from 0.
    start: u64,
    lines: u64,
    /// The first line within the file, from 1.
    line: u64,
    /// How many lines the row group has.
    of: u64,
}

impl File {
    /// Reads what is in a file.
    pub(super) fn open(opened: &Opened) -> Result<Self, Unread> {
        let plain =
            ArrowReaderMetadata::load(&Chunks(opened.clone()), options()).map_err(|error| unread(&error))?;
        let names: Vec<String> = plain.schema().fields().iter().map(|field| field.name().clone()).collect();
        let columns = Columns::read(&names)?;
        let parts = contain(|| parts(&plain, &columns, opened.length())).ok_or_else(panicked)??;
        Ok(File { opened: opened.clone(), metadata: Arc::clone(plain.metadata()), columns, parts })
    }

    /// The columns of some fields and places, of all lines of a part or of those that are chosen.
    pub(super) fn batches(
        &self,
        part: &Part,
        fields: &[Field],
        places: &[usize],
        chosen: Option<&[bool]>,
    ) -> Result<Batches, Unread> {
        let mut places = places.to_vec();
        places.extend(fields.iter().filter_map(|field| self.columns.place(*field)));
        places.sort_unstable();
        places.dedup();
        let schema = self.metadata.file_metadata().schema_descr();
        let mask = ProjectionMask::roots(schema, places.iter().copied());
        let chunks = contain(|| self.chunks(part, &places)).ok_or_else(panicked)?;
        let opened = self.opened.ahead(&chunks).map_err(|error| Unread::io(&error))?;
        let builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(Chunks(opened), part.decoding.clone());
        let batch = batch_size(chosen);
        let mut builder =
            builder.with_projection(mask).with_row_groups(vec![part.group]).with_batch_size(batch);
        let is_whole = part.lines == part.of && chosen.is_none_or(|chosen| !chosen.contains(&false));
        if !is_whole {
            builder = builder.with_row_selection(selection(part, chosen));
        }
        let reader = contain(|| builder.build()).ok_or_else(panicked)?.map_err(|error| unread(&error))?;
        let lines = Lines { first: part.line, chosen: chosen.map(Arc::from), taken: 0 };
        let roots = schema.root_schema().get_fields();
        let unmarked = places.iter().map(|place| is_unmarked(&roots[*place])).collect();
        Ok(Batches { reader, places, unmarked, lines })
    }
}

impl File {
    /// Where some columns of a part are in the file.
    fn chunks(&self, part: &Part, places: &[usize]) -> Vec<Range<u64>> {
        let schema = self.metadata.file_metadata().schema_descr();
        let group = self.metadata.row_group(part.group);
        let mut chunks = Vec::new();
        for (leaf, column) in group.columns().iter().enumerate() {
            if places.contains(&schema.get_column_root_idx(leaf)) {
                let (start, length) = column.byte_range();
                let end = start.saturating_add(length).min(self.opened.length());
                chunks.push(start.min(end)..end);
            }
        }
        chunks
    }
}

/// Statistics of columns decide nothing here, and of many row groups they are large.
fn options() -> ArrowReaderOptions {
    ArrowReaderOptions::new()
        .with_skip_arrow_metadata(true)
        .with_column_stats_policy(ParquetStatisticsPolicy::SkipAll)
        .with_encoding_stats_policy(ParquetStatisticsPolicy::SkipAll)
        .with_size_stats_policy(ParquetStatisticsPolicy::SkipAll)
}

/// How many lines are given at once. Those between chosen lines are decoded too before they are left out.
fn batch_size(chosen: Option<&[bool]>) -> usize {
    let Some(chosen) = chosen.filter(|chosen| !chosen.is_empty()) else { return BATCH };
    let count = chosen.iter().filter(|is_chosen| **is_chosen).count();
    (BATCH * count / chosen.len()).max(SMALLEST_BATCH)
}

/// The lines of a part, or those that are chosen, among all lines of the row group.
fn selection(part: &Part, chosen: Option<&[bool]>) -> RowSelection {
    let mut mask = vec![false; part.start as usize];
    match chosen {
        Some(chosen) => mask.extend(chosen),
        None => mask.resize((part.start + part.lines) as usize, true),
    }
    mask.resize(part.of as usize, false);
    RowSelection::from_boolean_buffer(BooleanArray::from(mask).values().clone())
}

/// The parts of a file. What counts lines may be broken on purpose.
fn parts(plain: &ArrowReaderMetadata, columns: &Columns, length: u64) -> Result<Vec<Part>, Unread> {
    let broken = |why: &str| Unread::Parquet(why.to_owned());
    let (mut parts, mut line) = (Vec::new(), 1);
    let mut decodings = Decodings::new(plain, columns);
    for (group, about) in plain.metadata().row_groups().iter().enumerate() {
        let of = u64::try_from(about.num_rows())
            .map_err(|_| broken("a row group has a negative number of lines"))?;
        let mut start = 0;
        if line + of > length.saturating_mul(MOST_IN_BYTE) {
            return Err(broken("it claims to have more lines than a file of its size can have"));
        }
        let decoding = decodings.of(about).map_err(|error| unread(&error))?;
        while start < of {
            let lines = (of - start).min(MOST_LINES);
            let number = parts.len() as u64;
            parts.push(Part {
                number,
                group,
                decoding: decoding.clone(),
                start,
                lines,
                line: line + start,
                of,
            });
            start += lines;
        }
        line += of;
    }
    Ok(parts)
}

/// Batches of lines.
pub(super) struct Batches {
    reader: ParquetRecordBatchReader,
    /// The places of the columns of a batch among those of the file.
    pub(super) places: Vec<usize>,
    /// Which of these columns have texts that nothing marks as such.
    unmarked: Vec<bool>,
    lines: Lines,
}

/// The numbers of the lines of batches.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    first: u64,
    chosen: Option<Arc<[bool]>>,
    taken: usize,
}

impl Lines {
    /// The number of the line that comes so many behind those that were taken.
    pub(super) fn number(&self, row: u32) -> u64 {
        let nth = self.taken + row as usize;
        let place = match &self.chosen {
            None => nth,
            Some(chosen) => {
                let mut places = chosen.iter().enumerate().filter(|(_, is_chosen)| **is_chosen);
                if let Some((place, _)) = places.nth(nth) { place } else { nth }
            }
        };
        self.first + place as u64
    }
}

impl Batches {
    /// The next lines, and their numbers.
    pub(super) fn next(&mut self) -> Result<Option<(RecordBatch, Lines)>, Unread> {
        let batch = contain(|| self.reader.next()).ok_or_else(panicked)?;
        let Some(batch) = batch else { return Ok(None) };
        let batch = batch.and_then(|batch| checked(batch, &self.unmarked));
        let batch = batch.map_err(|error| broken(&error.to_string()))?;
        let lines = self.lines.clone();
        self.lines.taken += batch.num_rows();
        Ok(Some((batch, lines)))
    }
}

/// The reader gives up on some broken files with a panic.
fn panicked() -> Unread {
    broken("it is broken in a way that its reader does not expect")
}

fn unread(error: &ParquetError) -> Unread {
    if let ParquetError::External(cause) = error
        && let Some(cause) = cause.downcast_ref::<io::Error>()
    {
        return Unread::io(cause);
    }
    broken(&error.to_string())
}

/// The words of the reader, of which the first line says what is wrong.
fn broken(words: &str) -> Unread {
    Unread::Parquet(shown(words.lines().next().unwrap_or_default()).into_owned())
}

/// An open file as the reader asks for it.
struct Chunks(Opened);

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.length()
    }
}

impl ChunkReader for Chunks {
    type T = io::BufReader<OpenedReader>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(io::BufReader::with_capacity(1 << 13, self.0.reader(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        // Lengths are as the file claims: nothing is set aside for what it does not have.
        if start.saturating_add(length as u64) > self.0.length() {
            return Err(ParquetError::EOF("a part of it is past its end".to_owned()));
        }
        Ok(self.0.part(start..start + length as u64)?.into())
    }
}
