//! What something cannot be in a part of a file.

use crate::source::Span;

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

/// A part of the file where something cannot be empty.
#[derive(Debug)]
pub(super) struct Guard {
    pub(super) part: Span,
    pub(super) lacking: Lacking,
}
