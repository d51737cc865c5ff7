//! Files that have several names on the disk.

use std::fs::Metadata;

/// What the names of one file have in common.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Inode {
    device: u64,
    number: u64,
}

impl Inode {
    /// None where a file has one name only: some file systems make up the numbers of others.
    #[cfg(unix)]
    pub(super) fn of(about: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        (about.nlink() > 1).then(|| Inode { device: about.dev(), number: about.ino() })
    }

    #[cfg(not(unix))]
    pub(super) fn of(_: &Metadata) -> Option<Self> {
        None
    }
}
