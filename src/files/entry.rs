//! What is in folders.

use std::ffi::OsString;
use std::fs;
use std::io;

/// What is at a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A file with bytes.
    File,
    /// A folder.
    Folder,
    /// A link, where it is not followed.
    Link,
    /// A pipe, a device, a socket.
    Other,
}

impl From<fs::FileType> for Kind {
    fn from(kind: fs::FileType) -> Self {
        match kind {
            kind if kind.is_file() => Kind::File,
            kind if kind.is_dir() => Kind::Folder,
            kind if kind.is_symlink() => Kind::Link,
            _ => Kind::Other,
        }
    }
}

/// Something in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    pub(crate) name: OsString,
    /// What it is; a link is not followed.
    pub(crate) kind: Kind,
}

/// Whether an error says that there is nothing.
pub(crate) fn is_absence(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}
