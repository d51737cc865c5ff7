//! Files as the disk numbers them, by whatever name they go.

use std::fs::Metadata;

/// What the names of one file have in common: links, hard links, other spellings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Inode {
    device: u64,
    number: u64,
}

impl Inode {
    /// None where the system does not number files.
    #[cfg(unix)]
    pub(crate) fn of(about: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        Some(Inode { device: about.dev(), number: about.ino() })
    }

    #[cfg(not(unix))]
    pub(crate) fn of(_: &Metadata) -> Option<Self> {
        None
    }
}

/// Whether a file has several names.
#[cfg(unix)]
pub(super) fn is_linked(about: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(about) > 1
}

#[cfg(not(unix))]
pub(super) fn is_linked(_: &Metadata) -> bool {
    false
}
