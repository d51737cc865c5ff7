//! Lines of a parquet file in memory.

use arrow_array::{ArrayRef, RecordBatch};

use super::cells::{Texts, amount_at, period_at};
use super::file::Lines;
use super::maps::Maps;
use crate::bill::block::{Block, MapMemo, MapReader, Memo};
use crate::bill::columns::{Columns, Field};
use crate::bill::unread::Unread;
use crate::cost::{Money, Period};

/// How many digits the number of an account has.
const ACCOUNT: usize = 12;

/// A batch, with what is in which of its columns.
pub(super) struct Batch<'b> {
    columns: &'b Columns,
    places: &'b [usize],
    batch: &'b RecordBatch,
    lines: Lines,
}

impl<'b> Batch<'b> {
    pub(super) fn new(
        columns: &'b Columns,
        places: &'b [usize],
        batch: &'b RecordBatch,
        lines: Lines,
    ) -> Self {
        Batch { columns, places, batch, lines }
    }

    /// The column of the batch that is at a place of the file, with its number.
    fn at(&self, place: usize) -> Option<(usize, &'b ArrayRef)> {
        let index = self.places.binary_search(&place).ok()?;
        Some((index, self.batch.column(index)))
    }

    fn array(&self, field: Field) -> Option<&'b ArrayRef> {
        let (_, array) = self.at(self.columns.place(field)?)?;
        Some(array)
    }

    fn name(&self, field: Field) -> &'static str {
        self.columns.format.name(field)
    }

    /// That a column is of a type that cannot be what it should be.
    fn type_of(name: &str, array: &ArrayRef, wanted: &'static str) -> Unread {
        Unread::Type { column: name.to_owned(), kind: array.data_type().to_string(), wanted }
    }

    fn read_texts<T: Copy>(
        &self,
        (name, array, digits): (&str, &ArrayRef, usize),
        rows: &[u32],
        memo: &mut Memo<T>,
        none: T,
        mut read: impl FnMut(&str) -> T,
    ) -> Result<Vec<T>, Unread> {
        let texts = Texts::of(array, digits, memo).ok_or_else(|| Self::type_of(name, array, "text"))?;
        let mut made = Vec::with_capacity(rows.len());
        for row in rows {
            made.push(texts.get(*row as usize, memo, none, &mut read));
        }
        Ok(made)
    }
}

impl Block for Batch<'_> {
    fn columns(&self) -> &Columns {
        self.columns
    }

    fn line(&self, row: u32) -> u64 {
        self.lines.number(row)
    }

    fn texts<T: Copy>(
        &self,
        field: Field,
        rows: &[u32],
        memo: &mut Memo<T>,
        none: T,
        read: impl FnMut(&str) -> T,
    ) -> Result<Vec<T>, Unread> {
        match self.array(field) {
            None => Ok(vec![none; rows.len()]),
            Some(array) => {
                let digits = if matches!(field, Field::Account | Field::Payer) { ACCOUNT } else { 0 };
                self.read_texts((self.name(field), array, digits), rows, memo, none, read)
            }
        }
    }

    fn tag_texts<T: Copy>(
        &self,
        place: usize,
        rows: &[u32],
        memo: &mut Memo<T>,
        none: T,
        read: impl FnMut(&str) -> T,
    ) -> Result<Vec<T>, Unread> {
        match self.at(place) {
            None => Ok(vec![none; rows.len()]),
            Some((index, array)) => {
                let name = self.batch.schema_ref().field(index).name();
                self.read_texts((name, array, 0), rows, memo, none, read)
            }
        }
    }

    fn each_text(&self, field: Field, rows: &[u32], mut each: impl FnMut(usize, &str)) -> Result<(), Unread> {
        let Some(array) = self.array(field) else { return Ok(()) };
        let Some(texts) = Texts::of(array, 0, &mut Memo::<()>::default()) else { return Ok(()) };
        for (at, row) in rows.iter().enumerate() {
            if let Some(text) = texts.text(*row as usize) {
                each(at, &text);
            }
        }
        Ok(())
    }

    fn amounts(&self, field: Field, rows: &[u32]) -> Result<Vec<Option<Money>>, Unread> {
        let Some(array) = self.array(field) else { return Ok(vec![None; rows.len()]) };
        let column = self.name(field);
        let read = amount_at(array).ok_or_else(|| Self::type_of(column, array, "an amount"))?;
        let mut amounts = Vec::with_capacity(rows.len());
        for row in rows {
            let amount = read(*row as usize);
            amounts.push(amount.map_err(|why| Unread::Money { line: self.line(*row), column, why })?);
        }
        Ok(amounts)
    }

    fn periods(&self, field: Field, rows: &[u32]) -> Result<Vec<Option<Period>>, Unread> {
        let Some(array) = self.array(field) else { return Ok(vec![None; rows.len()]) };
        let column = self.name(field);
        let mut read = period_at(array).ok_or_else(|| Self::type_of(column, array, "a time"))?;
        let mut periods = Vec::with_capacity(rows.len());
        for row in rows {
            let period = read(*row as usize);
            periods.push(period.map_err(|()| Unread::Period { line: self.line(*row), column })?);
        }
        Ok(periods)
    }

    fn maps<K: Copy + PartialEq, V: Copy>(
        &self,
        field: Field,
        rows: &[u32],
        memo: &mut MapMemo<K, V>,
        reader: &mut impl MapReader<K, V>,
        mut each: impl FnMut(usize, &[(K, V)]),
    ) -> Result<(), Unread> {
        let Some(array) = self.array(field) else { return Ok(()) };
        let column = self.name(field);
        let mut maps =
            Maps::of(array, memo).ok_or_else(|| Self::type_of(column, array, "a map of strings"))?;
        for (at, row) in rows.iter().enumerate() {
            match maps.get(*row as usize, memo, reader) {
                Ok(None) => {}
                Ok(Some(entries)) => each(at, entries),
                Err(why) => return Err(why.at(self.line(*row), column)),
            }
        }
        Ok(())
    }
}
