//! Exports in parquet. Row groups are read side by side, and of each only the columns that are needed, of Bedrock's
//! lines only where that is possible.

mod batch;
mod cells;
mod checked;
mod decoding;
mod file;
mod maps;

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use batch::Batch;
use file::{File, Part};

use super::block::first_rows;
use super::columns::{Columns, Field};
use super::filled::is_filled;
use super::first::First;
use super::gather::Gatherer;
use super::money::Figure;
use super::run::Run;
use super::sieve::Sieve;
use super::unread::Unread;
use super::visit::{FileRead, Visit, chosen_rows, figure};
use crate::cost::Period;
use crate::files::Opened;

/// The columns by which lines are sifted, but for the map of the product.
const SIEVE: [Field; 9] = [
    Field::Period,
    Field::Partition,
    Field::Currency,
    Field::Code,
    Field::ServiceCode,
    Field::Family,
    Field::UsageType,
    Field::ProductName,
    Field::ServiceName,
];

/// The columns by which lines are gathered, but for the amounts.
const GATHERER: [Field; 15] = [
    Field::Period,
    Field::Partition,
    Field::Currency,
    Field::Account,
    Field::Payer,
    Field::Charge,
    Field::ChargeClass,
    Field::Resource,
    Field::UsageType,
    Field::ProductName,
    Field::ServiceName,
    Field::Model,
    Field::Product,
    Field::Tags,
    Field::ResourceTags,
];

/// The columns by which lines are told from those of other files.
const LINES: [Field; 4] = [Field::LineId, Field::Payer, Field::Interval, Field::UsageStart];

/// Reads the lines of an export.
pub(crate) fn read(
    opened: &Opened,
    run: &Run<'_>,
    partition: Option<Period>,
    visit: Visit<'_>,
) -> Result<FileRead, Unread> {
    let file = File::open(opened)?;
    let figure = figure(run, &file.columns, partition)?;
    let reader = Reader { file: &file, run, partition, figure, visit };
    let read = Mutex::new(FileRead::new(&file.columns));
    let first_wrong = file.parts.par_iter().filter(|part| visit.wants(part.number)).map(|part| {
        let part = reader.read(part)?;
        read.lock().unwrap_or_else(PoisonError::into_inner).merge(part);
        Ok(())
    });
    // Of what is wrong the first is reported, however the threads come to it.
    first_wrong.collect::<Vec<Result<(), Unread>>>().into_iter().collect::<Result<(), Unread>>()?;
    Ok(read.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Whether a column has a value on any line.
pub(crate) fn has_value(
    opened: &Opened,
    field: Field,
    run: &Run<'_>,
    partition: Option<Period>,
) -> Result<bool, Unread> {
    let file = File::open(opened)?;
    let fields = [Field::Period, Field::Partition, field];
    for part in &file.parts {
        let mut batches = file.batches(part, &fields, &[], None)?;
        while let Some((batch, line)) = batches.next()? {
            let block = Batch::new(&file.columns, &batches.places, &batch, line);
            if is_filled(&block, batch.num_rows(), field, run, partition)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// What the first line says; none where there is no line, or nothing can be read.
pub(crate) fn first(opened: &Opened, partition: Option<Period>) -> Option<First> {
    let file = File::open(opened).ok()?;
    let fields = [Field::Period, Field::Partition, Field::Payer];
    let mut batches = file.batches(file.parts.first()?, &fields, &[], None).ok()?;
    let (batch, line) = batches.next().ok()??;
    First::of(&Batch::new(&file.columns, &batches.places, &batch, line), partition)
}

/// The columns of an export.
pub(crate) fn columns(opened: &Opened) -> Option<Columns> {
    let file = File::open(opened).ok()?;
    Some(file.columns)
}

/// Reads parts of a file.
struct Reader<'f> {
    file: &'f File,
    run: &'f Run<'f>,
    partition: Option<Period>,
    figure: Figure,
    visit: Visit<'f>,
}

impl Reader<'_> {
    fn read(&self, part: &Part) -> Result<FileRead, Unread> {
        let columns = &self.file.columns;
        let mut sieve = Sieve::new(self.run, self.partition);
        let mut batches = self.file.batches(part, &SIEVE, &[], None)?;
        while let Some((batch, line)) = batches.next()? {
            sieve.add(&Batch::new(columns, &batches.places, &batch, line), batch.num_rows())?;
        }
        if columns.has(Field::Product) {
            self.look_at_products(part, &mut sieve)?;
        }
        let sifted = self.visit.sift(part.number, &sieve);
        let mut gatherer = Gatherer::new(self.run, self.partition, self.figure);
        if sifted.chosen.contains(&true) {
            let lines = if self.run.compares_lines { &LINES[..] } else { &[] };
            let fields = [&GATHERER[..], self.figure.fields(), lines].concat();
            let mut batches = self.file.batches(part, &fields, &tags(columns), Some(&sifted.chosen))?;
            while let Some((batch, line)) = batches.next()? {
                let rows = first_rows(batch.num_rows());
                gatherer.add(&Batch::new(columns, &batches.places, &batch, line), &rows)?;
            }
        }
        Ok(self.visit.finish(part.number, (sieve, sifted), gatherer.gathered))
    }

    /// Looks at the map of the product of those lines that no other column tells to be Bedrock's.
    fn look_at_products(&self, part: &Part, sieve: &mut Sieve<'_>) -> Result<(), Unread> {
        let is_open = sieve.is_open();
        let lines = chosen_rows(&is_open);
        if lines.is_empty() {
            return Ok(());
        }
        let mut batches = self.file.batches(part, &[Field::Product], &[], Some(&is_open))?;
        let mut done = 0;
        while let Some((batch, line)) = batches.next()? {
            let rows = first_rows(batch.num_rows());
            let end = done + rows.len();
            let block = Batch::new(&self.file.columns, &batches.places, &batch, line);
            sieve.look_at_products(&block, &rows, &lines[done..end])?;
            done = end;
        }
        Ok(())
    }
}

/// The columns that are a tag each.
fn tags(columns: &Columns) -> Vec<usize> {
    columns.tags.iter().map(|(place, _)| *place).collect()
}
