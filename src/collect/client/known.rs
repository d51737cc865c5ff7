//! What is known of a text that a program or a configuration gives.

/// What stands in a text for what cannot be known of it.
pub(super) const HOLE: char = '\u{0}';

/// A text of which nothing is known.
pub(super) const UNKNOWN: &str = "\u{0}";

/// What stands for all keys of a map.
pub(super) const EVERY: &str = "\u{2}";

/// What stands in a text behind a default, which holds unless a variable says otherwise.
pub(super) const DEFAULT: char = '\u{1}';

/// Whether a text is not known in full.
pub(super) fn is_open(text: &str) -> bool {
    text.contains([HOLE, DEFAULT])
}

/// Whether the id of a project is the default one's, or empty. An id is written small, and an ARN ends with it.
pub(super) fn is_default(text: &str) -> bool {
    let text = text.trim();
    let id = match text.rsplit_once(":project/") {
        Some((_, id)) => id,
        None => text,
    };
    id.is_empty() || id.eq_ignore_ascii_case("default")
}
