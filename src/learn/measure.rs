//! How much is enough to learn from.

/// The most values that become a list; more of them are free text.
pub(super) const LISTED: usize = 12;

/// Whether so many of all are nearly all of them: enough for a law.
pub(super) fn are_nearly_all(some: usize, all: usize) -> bool {
    all > 0 && some * 10 >= all * 9
}

/// Whether so many of all are half of them: enough for a suggestion.
pub(super) fn are_half(some: usize, all: usize) -> bool {
    all > 0 && some * 2 >= all
}
