//! `taglint lsp`: a language server on standard input and output.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Write};
use std::path::Path;

use crate::editor::{self, Setup};
use crate::fault::Fault;
use crate::files::{self, Role, Store};
use crate::settings::target::Targets;
use crate::settings::{store, today};
use crate::status::Status;

/// How the log of each server begins, by which a later one knows it.
const LOG: &str = "taglint lsp ";

/// Serves until the client leaves.
///
/// # Errors
/// The log cannot be written.
pub(super) fn run(log: Option<&Path>) -> Result<Status, Fault> {
    let store = store()?;
    // What is wrong with the variable that sets the day is told at once.
    today()?;
    let log = match log {
        Some(path) => Some(open_log(path, &store)?),
        None => None,
    };
    let setup = Setup { store, log, today: || today().ok() };
    Ok(editor::serve(BufReader::new(io::stdin()), io::stdout(), setup))
}

/// Opens a log, behind what earlier servers wrote. Editors start servers with what somebody typed long ago.
fn open_log(path: &Path, store: &Store) -> Result<File, Fault> {
    let mut targets = Targets::new(store);
    targets.add(path, Role::Report)?;
    targets.check()?;
    let unwritable = |error: io::Error| Fault::unwritable(path, &error);
    if !files::is_empty_or_begins(path, LOG).map_err(unwritable)? {
        return Err(Fault::OutputIsOther { path: path.to_owned(), what: "is not a log of `taglint lsp`" });
    }
    let mut log = OpenOptions::new().append(true).create(true).open(path).map_err(unwritable)?;
    writeln!(log, "{LOG}{}", env!("CARGO_PKG_VERSION")).map_err(unwritable)?;
    Ok(log)
}
