//! The rows of a query, which are lines of an export that each stand for many.

use super::cells::Cells;
use super::columns::{Columns, Field};
use super::query::{COUNTED, IS_BEDROCK, LINES};
use super::unread::Unread;

/// The rows of a query.
#[derive(Debug)]
pub(crate) struct Rows {
    columns: Columns,
    names: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
    /// How many lines each row stands for.
    lines: Vec<u64>,
}

impl Rows {
    /// Rows whose columns have names.
    ///
    /// # Errors
    /// They are not what the query asks for.
    pub(crate) fn read(names: Vec<String>, rows: Vec<Vec<Option<String>>>) -> Result<Self, Unread> {
        let columns = Columns::read(&names)?;
        let mut read = Rows { columns, names, rows, lines: Vec::new() };
        let place = read.place(LINES).unwrap_or_default();
        for (number, row) in read.rows.iter().enumerate() {
            let (found, expected) = (row.len() as u64, read.names.len() as u64);
            let line = number as u64 + 1;
            if found != expected {
                return Err(Unread::Fields { line, found, expected });
            }
            read.lines.push(count(row, place).ok_or(Unread::NoCount { line })?);
        }
        Ok(read)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// The rows of Bedrock's lines, and those of others.
    pub(crate) fn by_service(&self) -> [Vec<u32>; 2] {
        let place = self.place(IS_BEDROCK).unwrap_or_default();
        let (mut own, mut others) = (Vec::new(), Vec::new());
        for (number, row) in self.rows.iter().enumerate() {
            let is_own = row[place].as_deref() == Some("yes");
            if is_own { &mut own } else { &mut others }.push(number as u32);
        }
        [own, others]
    }

    /// How many lines have a value in a column that is counted.
    pub(crate) fn filled(&self, name: &str) -> u64 {
        let Some(place) = self.place(&format!("{COUNTED}{name}")) else { return 0 };
        self.rows.iter().filter_map(|row| count(row, place)).sum()
    }

    /// The currency of a row.
    pub(crate) fn currency(&self, row: u32) -> Option<&str> {
        self.rows[row as usize][self.columns.place(Field::Currency)?].as_deref()
    }
}

fn count(row: &[Option<String>], place: usize) -> Option<u64> {
    row.get(place)?.as_ref()?.parse().ok()
}

impl Cells for Rows {
    fn columns(&self) -> &Columns {
        &self.columns
    }

    fn line(&self, row: u32) -> u64 {
        u64::from(row) + 1
    }

    fn lines(&self, row: u32) -> u64 {
        self.lines[row as usize]
    }

    fn cell(&self, row: u32, place: usize) -> Result<Option<&str>, Unread> {
        Ok(self.rows[row as usize][place].as_deref().filter(|text| !text.is_empty()))
    }
}
