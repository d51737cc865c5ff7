//! The files that a policy takes values from: CSV with a header, or one value a line. Each is read once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::reach::has_ending;
use crate::files::Store;
use crate::source::{BYTE_ORDER_MARK, Unreadable};
use crate::text::{count, io_words};

/// What a file holds.
#[derive(Debug)]
pub(crate) enum Table {
    /// The lines of a `.txt` that are not blank, without blanks around them.
    Lines(Vec<String>),
    /// A CSV file.
    Csv {
        /// The names of the columns, without blanks around them.
        header: Vec<String>,
        /// The rows, each as wide as the header, the cells without blanks around them.
        rows: Vec<csv::StringRecord>,
    },
}

/// Why a file is no table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Unusable {
    /// It cannot be read.
    Unreadable(String),
    /// It can be read, but not as a table.
    Malformed(String),
    /// The file behind all links is not called as tables are. It may be anything, and nothing of it is quoted.
    Misnamed,
}

/// A table, or why there is none.
pub(crate) type Answer = Result<Arc<Table>, Unusable>;

/// The files that were read so far, or could not be.
#[derive(Debug, Default)]
pub(crate) struct Files {
    read: Mutex<HashMap<PathBuf, Answer>>,
}

impl Files {
    /// The table of a file, read where that was not done before.
    pub(crate) fn table(&self, store: &Store, path: &Path) -> Answer {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.entry(path.to_owned()).or_insert_with(|| read_table(store, path).map(Arc::new)).clone()
    }
}

impl Table {
    /// How many rows or lines there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Table::Lines(lines) => lines.len(),
            Table::Csv { rows, .. } => rows.len(),
        }
    }
}

/// Whether a file of that name holds one value a line.
pub(crate) fn is_lines(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("txt"))
}

/// The endings of tables.
const ENDINGS: &[&str] = &["csv", "txt"];

fn read_table(store: &Store, path: &Path) -> Result<Table, Unusable> {
    let bytes = store.read_source(path).map_err(|error| Unusable::Unreadable(io_words(&error)))?;
    if !has_ending(store, path, ENDINGS) {
        return Err(Unusable::Misnamed);
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let why = Unreadable::NotUtf8(error.utf8_error().valid_up_to());
        Unusable::Unreadable(format!("it is {why}"))
    })?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
    if is_lines(&path.to_string_lossy()) {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        return Ok(Table::Lines(lines.map(str::to_owned).collect()));
    }
    read_csv(text)
}

/// Blanks around a cell are how people set tables by hand, and what spreadsheets keep unseen; nobody means them to be
/// part of a value. They go from quoted cells too: spreadsheets quote for commas and quotes, never to keep a blank.
fn read_csv(text: &str) -> Result<Table, Unusable> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| malformed(&error))?;
    let header = header.iter().map(str::to_owned).collect();
    let rows = reader.records().collect::<Result<_, _>>().map_err(|error| malformed(&error))?;
    Ok(Table::Csv { header, rows })
}

fn malformed(error: &csv::Error) -> Unusable {
    Unusable::Malformed(match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = if let Some(pos) = pos { pos.line() } else { 0 };
            format!("line {line} has {} where the header has {expected_len}", count(*len as usize, "field"))
        }
        _ => error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_without_the_blanks_around_them() {
        let Ok(Table::Csv { header, rows }) = read_csv(" code , team\r\nCC-1, A  B \r\n\r\n\" x,\"\"y \",\n")
        else {
            panic!("a table");
        };
        assert_eq!(header, ["code", "team"]);
        assert_eq!(rows, [vec!["CC-1", "A  B"], vec!["x,\"y", ""]]);
    }

    #[test]
    fn a_row_of_another_width_is_named_by_its_line() {
        let error = read_csv("a,b\n1,2\n3\n").expect_err("a ragged table");
        assert_eq!(error, Unusable::Malformed("line 3 has 1 field where the header has 2".into()));
    }

    #[test]
    fn a_file_is_read_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("v.TXT");
        std::fs::write(&path, "\u{feff}a \r\n \r\n b\n").expect("written");
        let (store, files) = (Store::on_disk(folder.path()), Files::default());
        let first = files.table(&store, &path).expect("read");
        std::fs::remove_file(&path).expect("removed");
        assert!(Arc::ptr_eq(&first, &files.table(&store, &path).expect("kept")));
        assert!(matches!(&*first, Table::Lines(lines) if lines[..] == ["a", "b"]));
        let absent = files.table(&store, &folder.path().join("w.csv")).expect_err("absent");
        assert_eq!(absent, Unusable::Unreadable("it does not exist".into()));
    }
}
