//! `taglint lsp`: a language server on standard input and output.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use crate::editor::{self, Setup};
use crate::fault::Fault;
use crate::settings::{store, target, today};
use crate::status::Status;

/// Serves until the client leaves.
///
/// # Errors
/// The log cannot be written.
pub(super) fn run(log: Option<&Path>) -> Result<Status, Fault> {
    let store = store()?;
    // What is wrong with the variable that sets the day is told at once.
    today()?;
    let log = match log {
        Some(path) => {
            target::admit(path, &store)?;
            Some(File::create(path).map_err(|error| Fault::unwritable(path, &error))?)
        }
        None => None,
    };
    let setup = Setup { store, log, today: || today().ok() };
    Ok(editor::serve(BufReader::new(io::stdin()), io::stdout(), setup))
}
