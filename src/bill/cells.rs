//! Blocks whose lines have texts in their columns.

use super::block::{Block, MapMemo, MapReader, Memo};
use super::columns::{Columns, Field};
use super::month;
use super::unread::Unread;
use crate::cost::{Money, Period};

/// Lines of texts.
pub(crate) trait Cells {
    /// What is in which column.
    fn columns(&self) -> &Columns;

    /// The line, from 1, that is at a row.
    fn line(&self, row: u32) -> u64;

    /// How many lines of the export a row stands for.
    fn lines(&self, row: u32) -> u64;

    /// The text at a row, in the column that has a place; none where it is empty.
    fn cell(&self, row: u32, place: usize) -> Result<Option<&str>, Unread>;
}

/// What is read of the text at each row; once where rows that follow each other have the same.
fn read_texts<T: Copy>(
    cells: &impl Cells,
    place: Option<usize>,
    rows: &[u32],
    none: T,
    mut read: impl FnMut(u32, &str) -> Result<T, Unread>,
) -> Result<Vec<T>, Unread> {
    let Some(place) = place else { return Ok(vec![none; rows.len()]) };
    let mut texts = Vec::with_capacity(rows.len());
    let mut last: Option<(&str, T)> = None;
    for row in rows {
        let Some(text) = cells.cell(*row, place)? else {
            texts.push(none);
            continue;
        };
        let made = match last {
            Some((known, made)) if known == text => made,
            _ => read(*row, text)?,
        };
        last = Some((text, made));
        texts.push(made);
    }
    Ok(texts)
}

impl<C: Cells> Block for C {
    fn columns(&self) -> &Columns {
        Cells::columns(self)
    }

    fn line(&self, row: u32) -> u64 {
        Cells::line(self, row)
    }

    fn lines(&self, row: u32) -> u64 {
        Cells::lines(self, row)
    }

    fn texts<T: Copy>(
        &self,
        field: Field,
        rows: &[u32],
        memo: &mut Memo<T>,
        none: T,
        mut read: impl FnMut(&str) -> T,
    ) -> Result<Vec<T>, Unread> {
        let place = Cells::columns(self).place(field);
        read_texts(self, place, rows, none, |_, text| Ok(memo.get(text, &mut read)))
    }

    fn tag_texts<T: Copy>(
        &self,
        place: usize,
        rows: &[u32],
        memo: &mut Memo<T>,
        none: T,
        mut read: impl FnMut(&str) -> T,
    ) -> Result<Vec<T>, Unread> {
        read_texts(self, Some(place), rows, none, |_, text| Ok(memo.get(text, &mut read)))
    }

    fn each_text(&self, field: Field, rows: &[u32], mut each: impl FnMut(usize, &str)) -> Result<(), Unread> {
        let Some(place) = Cells::columns(self).place(field) else { return Ok(()) };
        for (at, row) in rows.iter().enumerate() {
            if let Some(text) = self.cell(*row, place)? {
                each(at, text);
            }
        }
        Ok(())
    }

    fn amounts(&self, field: Field, rows: &[u32]) -> Result<Vec<Option<Money>>, Unread> {
        let columns = Cells::columns(self);
        let Some(place) = columns.place(field) else { return Ok(vec![None; rows.len()]) };
        let mut amounts = Vec::with_capacity(rows.len());
        for row in rows {
            let text = self.cell(*row, place)?.unwrap_or_default();
            let amount = Money::of_text(text).map_err(|why| {
                let column = columns.format.name(field);
                Unread::Money { line: Cells::line(self, *row), column, why }
            })?;
            amounts.push(amount);
        }
        Ok(amounts)
    }

    fn periods(&self, field: Field, rows: &[u32]) -> Result<Vec<Option<Period>>, Unread> {
        let columns = Cells::columns(self);
        read_texts(self, columns.place(field), rows, None, |row, text| match month::of_text(text) {
            Some(period) => Ok(Some(period)),
            None => {
                let column = columns.format.name(field);
                Err(Unread::Period { line: Cells::line(self, row), column })
            }
        })
    }

    fn maps<K: Copy + PartialEq, V: Copy>(
        &self,
        field: Field,
        rows: &[u32],
        memo: &mut MapMemo<K, V>,
        reader: &mut impl MapReader<K, V>,
        mut each: impl FnMut(usize, &[(K, V)]),
    ) -> Result<(), Unread> {
        let columns = Cells::columns(self);
        let Some(place) = columns.place(field) else { return Ok(()) };
        for (at, row) in rows.iter().enumerate() {
            let Some(text) = self.cell(*row, place)? else { continue };
            match memo.text(text, reader) {
                Ok(entries) => each(at, entries),
                Err(why) => return Err(why.at(Cells::line(self, *row), columns.format.name(field))),
            }
        }
        Ok(())
    }
}
