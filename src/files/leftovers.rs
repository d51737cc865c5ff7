//! Files that wait to take the place of others, and what a killed run leaves of them.
//!
//! Such a file is locked as long as its run lives, so that another run can tell what is left behind.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

const PREFIX: &str = ".taglint-";
const SUFFIX: &str = ".tmp";
const LETTERS: usize = 6;

/// A new file in a folder.
pub(super) fn create(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let mut builder = tempfile::Builder::new();
        let file = builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(LETTERS).tempfile_in(folder)?;
        // Another run may have taken it for a leftover. A file system without locks has none that are removed.
        let is_free = !matches!(file.as_file().try_lock(), Err(TryLockError::WouldBlock));
        if is_free && fs::symlink_metadata(file.path()).is_ok() {
            return Ok(file);
        }
    }
}

/// Removes what killed runs left behind in a folder.
pub(crate) fn remove(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && is_name(&entry.file_name().to_string_lossy()) && is_left_behind(&entry.path()) {
            // What cannot be removed does no harm: nobody reads it.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_name(name: &str) -> bool {
    let letters = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(SUFFIX));
    letters
        .is_some_and(|letters| letters.len() == LETTERS && letters.chars().all(|c| c.is_ascii_alphanumeric()))
}

fn is_left_behind(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_holds_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let held = create(folder.path()).expect("created");
        for name in [".taglint-a1b2c3.tmp", ".taglint-policy.json", ".taglint-a1b2.tmp", "a.tmp"] {
            fs::write(folder.path().join(name), "").expect("written");
        }
        remove(folder.path());
        let left = |name: &str| folder.path().join(name).exists();
        assert!(held.path().exists() && !left(".taglint-a1b2c3.tmp"));
        assert!(left(".taglint-policy.json") && left(".taglint-a1b2.tmp") && left("a.tmp"));
    }
}
