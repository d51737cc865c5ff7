//! What wakes who waits for a change.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wake {
    /// Something happened in a folder.
    Stir,
    /// The user ends it.
    End,
}
