//! Files that a run writes besides the definitions: reports, a baseline, a snapshot.

use std::fs;
use std::io;
use std::path::Path;

use crate::fault::Fault;
use crate::files::Store;
use crate::repository;

/// Refuses a file that the run is about, before anything is written: the policy and what it names, definitions, bills,
/// tests, a baseline or a snapshot.
///
/// # Errors
/// It is one.
pub(crate) fn refuse_source(path: &Path, store: &Store) -> Result<(), Fault> {
    match store.is_source(path) {
        true => Err(Fault::OutputIsSource { path: path.to_owned() }),
        false => Ok(()),
    }
}

/// Refuses, before anything is asked or checked, a file that cannot be written, and one behind a link that leads out of
/// the repository: who writes a repository must not choose which other files of the machine are replaced.
///
/// # Errors
/// The file must not or cannot be written.
pub(crate) fn admit(path: &Path, store: &Store) -> Result<(), Fault> {
    let path_there = store.working_folder().join(path);
    match fs::metadata(&path_there) {
        // A pipe or a terminal is written to, and nothing is replaced.
        Ok(found) if !found.is_file() && !found.is_dir() => return Ok(()),
        Ok(found) if found.is_dir() => {
            return Err(Fault::unwritable(path, &io::Error::from(io::ErrorKind::IsADirectory)));
        }
        _ => {}
    }
    if let Some(target) = repository::leads_out(store, path) {
        return Err(Fault::OutsideRepository { path: path.to_owned(), target });
    }
    match path_there.parent() {
        Some(folder) if !folder.is_dir() => {
            Err(Fault::unwritable(path, &io::Error::from(io::ErrorKind::NotFound)))
        }
        _ => Ok(()),
    }
}
