//! The files of a bill: which there are, and of which period.

use std::path::{Path, PathBuf};

use crate::cost::Period;
use crate::files::{FileName, Kind as FileKind, Store, walk};
use crate::finding::Failure;
use crate::text::io_words;

use super::content::Kind;
use super::csv;

/// A file with lines of a bill.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Export {
    pub(crate) name: FileName,
    /// The period that its path or a manifest names.
    pub(crate) partition: Option<Period>,
}

/// The files at some paths, each once, sorted, and what could not be looked at.
pub(crate) fn find(store: &Store, paths: &[PathBuf]) -> (Vec<Export>, Vec<Failure>) {
    let (mut exports, mut failures) = (Vec::new(), Vec::new());
    for path in paths {
        let name = store.name(path);
        match store.kind(&name.path) {
            Ok(FileKind::Folder) => look_into(store, &name, &mut exports, &mut failures),
            Ok(_) => exports.push(Export { partition: partition(&name.path), name }),
            Err(error) => failures.push(Failure { subject: name.shown, message: io_words(&error) }),
        }
    }
    exports.sort();
    exports.dedup_by_key(|export| store.real(&export.name.path).unwrap_or_else(|_| export.name.place()));
    (exports, failures)
}

fn look_into(store: &Store, folder: &FileName, exports: &mut Vec<Export>, failures: &mut Vec<Failure>) {
    let walked = walk::walk(store, &folder.path, walk::Gitignore::Read, &is_wanted);
    for (path, why) in walked.unread {
        failures.push(Failure { subject: store.name(&path).shown, message: why });
    }
    for path in walked.files {
        let name = store.name(&path);
        match is_candidate(store, &name) {
            Ok(true) => exports.push(Export { partition: partition(&path), name }),
            Ok(false) => {}
            Err(error) => failures.push(Failure { subject: name.shown, message: io_words(&error) }),
        }
    }
}

/// What tools write beside data begins with a dot or an underscore.
fn is_wanted(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    !name.starts_with(b".") && !name.starts_with(b"_")
}

fn is_candidate(store: &Store, name: &FileName) -> std::io::Result<bool> {
    let opened = store.open(&name.path)?;
    Ok(match Kind::of(&opened)? {
        Kind::Parquet | Kind::Gzip | Kind::Zip => true,
        Kind::Json => false,
        Kind::Text => {
            name.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
                || csv::is_export(opened.reader(0))
        }
    })
}

/// The period that a path names.
pub(crate) fn partition(_path: &Path) -> Option<Period> {
    None
}
