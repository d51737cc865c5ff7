//! The rows of a lookup, which answer quickly which of them have some texts.

use std::collections::{HashMap, HashSet};

/// The texts of one row, one for each column of the lookup.
pub(crate) type Row = Box<[Box<str>]>;

/// Rows, each of them once.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    rows: Vec<Row>,
    /// For each column, the numbers of the rows that have a text in it.
    columns: Vec<HashMap<Box<str>, Vec<u32>>>,
}

impl Rows {
    /// The rows that have these texts, one for each column; what is not known is any text.
    pub(crate) fn having<'r, 'q>(&'r self, texts: &'q [Option<&'q str>]) -> impl Iterator<Item = &'r Row> {
        let of_column = |(column, text): (&'r HashMap<_, Vec<u32>>, &Option<&str>)| {
            text.map(|text| if let Some(rows) = column.get(text) { rows.as_slice() } else { &[] })
        };
        // Only the rows that have the rarest of the texts are looked at.
        let rarest = self.columns.iter().zip(texts).filter_map(of_column).min_by_key(|rows| rows.len());
        let all = if rarest.is_none() { &self.rows[..] } else { &[] };
        let some = rarest.unwrap_or_default().iter().map(|&number| &self.rows[number as usize]);
        some.chain(all).filter(move |row| {
            row.iter().zip(texts).all(|(cell, text)| text.is_none_or(|text| text == cell.as_ref()))
        })
    }
}

impl FromIterator<Row> for Rows {
    fn from_iter<R: IntoIterator<Item = Row>>(rows: R) -> Self {
        let mut seen = HashSet::new();
        let rows: Vec<Row> = rows.into_iter().filter(|row| seen.insert(row.clone())).collect();
        let mut columns = Vec::new();
        if let Some(row) = rows.first() {
            columns.resize_with(row.len(), HashMap::new);
        }
        for (number, row) in rows.iter().enumerate() {
            for (column, cell) in columns.iter_mut().zip(row) {
                let numbers: &mut Vec<u32> = column.entry(cell.clone()).or_default();
                numbers.push(number as u32);
            }
        }
        Rows { rows, columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[[&str; 2]]) -> Rows {
        rows.iter().map(|row| row.map(Box::from).into()).collect()
    }

    #[test]
    fn rows_are_found_by_what_is_known_of_them() {
        let rows = rows(&[["1", "a"], ["2", "a"], ["1", "b"], ["1", "a"]]);
        let having =
            |texts: [Option<&str>; 2]| rows.having(&texts).map(|row| row.join("")).collect::<Vec<_>>();
        assert_eq!(having([Some("1"), Some("a")]), ["1a"]);
        assert_eq!(having([Some("1"), None]), ["1a", "1b"]);
        assert_eq!(having([None, Some("b")]), ["1b"]);
        assert_eq!(having([None, None]), ["1a", "2a", "1b"]);
        assert!(having([Some("2"), Some("b")]).is_empty() && having([Some("3"), None]).is_empty());
    }

    /// Looking at every row for each question takes minutes here.
    #[test]
    fn rows_are_found_at_once_however_many_there_are() {
        let number = |number: u32| number.to_string().into_boxed_str();
        let rows: Rows = (0..50_000).map(|row| Row::from([number(row), number(row % 7)])).collect();
        for row in 0..50_000u32 {
            assert_eq!(rows.having(&[Some(&row.to_string()), None]).count(), 1);
        }
    }
}
