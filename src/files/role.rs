//! What a file is to a run.

/// What a file is read or written as, which says what may take its place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Role {
    /// Something that the run is about, and that it only reads.
    Source,
    /// A baseline.
    Baseline,
    /// What an audit saw.
    Snapshot,
    /// What projects had before a run changed them.
    Undo,
    /// A report, or another file that no run reads.
    Report,
}

impl Role {
    /// Whether a file that is written as this may take the place of one that is read as the other: a new baseline that of
    /// the old one, a new snapshot that of the one it is compared with.
    pub(crate) fn renews(self, read: Role) -> bool {
        self == read && matches!(self, Role::Baseline | Role::Snapshot)
    }
}
