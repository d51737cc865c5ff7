//! What something cannot be in a part of a file.

use super::nest::Nest;

/// What something cannot be.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Lacking {
    /// An empty string.
    pub(crate) empty: bool,
    /// No value at all.
    pub(crate) nothing: bool,
}

impl Lacking {
    pub(super) const BOTH: Lacking = Lacking { empty: true, nothing: true };

    pub(crate) fn and(self, other: Self) -> Self {
        Lacking { empty: self.empty || other.empty, nothing: self.nothing || other.nothing }
    }
}

/// Where a name is checked, and where it is bound.
#[derive(Debug)]
pub(super) struct Guarded {
    pub(super) parts: Nest<Lacking>,
    pub(super) bound: Vec<u32>,
}
