//! Exports in csv. The bytes are cut into blocks at the ends of lines by one thread at a time, and the blocks are read
//! side by side.

mod block;
mod cut;

use std::io::Read;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use block::Lines;
use cut::Cutter;

use super::columns::{Columns, Field};
use super::filled::is_filled;
use super::first::First;
use super::run::Run;
use super::unread::Unread;
use super::visit::{FileRead, Visit, figure, read_part};
use super::writing;
use crate::cost::Period;

/// Reads the lines of an export.
pub(crate) fn read(
    bytes: impl Read + Send,
    run: &Run<'_>,
    partition: Option<Period>,
    visit: Visit<'_>,
) -> Result<FileRead, Unread> {
    let mut cutter = Cutter::new(bytes);
    let (columns, width) = header(&mut cutter)?;
    let figure = figure(run, &columns, partition)?;
    let blocks = std::iter::from_fn(|| cutter.next_block()).enumerate();
    // Of what is wrong the first is reported, however the threads come to it.
    let (file, first_wrong) = (Mutex::new(FileRead::new(&columns)), Mutex::new(None));
    blocks.par_bridge().for_each(|(part, block)| {
        let part = part as u64;
        let read = block.and_then(|block| {
            if !visit.wants(part) {
                return Ok(FileRead::default());
            }
            let lines = Lines::read(&block, &columns, width)?;
            let read = read_part(run, &lines, (lines.count(), part), (partition, figure), visit)?;
            Ok(FileRead { text: writing::length(&block.bytes), ..read })
        });
        match read {
            Ok(read) => file.lock().unwrap_or_else(PoisonError::into_inner).merge(read),
            Err(wrong) => {
                let mut first = first_wrong.lock().unwrap_or_else(PoisonError::into_inner);
                if first.as_ref().is_none_or(|(known, _)| *known > part) {
                    *first = Some((part, wrong));
                }
            }
        }
    });
    match first_wrong.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some((_, wrong)) => Err(wrong),
        None => Ok(file.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}

/// Whether a column has a value on any line.
pub(crate) fn has_value(
    bytes: impl Read,
    field: Field,
    run: &Run<'_>,
    partition: Option<Period>,
) -> Result<bool, Unread> {
    let mut cutter = Cutter::new(bytes);
    let (columns, width) = header(&mut cutter)?;
    while let Some(block) = cutter.next_block() {
        let lines = Lines::read(&block?, &columns, width)?;
        if is_filled(&lines, lines.count(), field, run, partition)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the first line says; none where there is no line, or nothing can be read.
pub(crate) fn first(bytes: impl Read, partition: Option<Period>) -> Option<First> {
    let mut cutter = Cutter::new(bytes);
    let (columns, width) = header(&mut cutter).ok()?;
    let line = cutter.first_line().ok()??;
    let lines = Lines::read(&line, &columns, width).ok()?;
    match lines.count() {
        0 => None,
        _ => First::of(&lines, partition),
    }
}

/// The columns of a text that begins with the header of an export.
pub(crate) fn columns(bytes: impl Read) -> Option<Columns> {
    let (columns, _) = header(&mut Cutter::new(bytes)).ok()?;
    Some(columns)
}

/// The columns by the first line, and how many there are.
fn header<R: Read>(cutter: &mut Cutter<R>) -> Result<(Columns, usize), Unread> {
    let Some(line) = cutter.first_line()? else { return Err(Unread::Empty) };
    let names = block::names(&line)?;
    let columns = Columns::read(&names)?;
    Ok((columns, names.len()))
}
