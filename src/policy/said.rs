//! What a policy says, with the place where it says so.

use crate::finding::Location;

/// Something the policy says, and the clause that says it.
#[derive(Clone, Debug)]
pub(crate) struct Said<T> {
    /// What it says.
    pub(crate) value: T,
    /// Where: the whole entry, `required = true`.
    pub(crate) clause: Location,
}
