//! What an expression may say.

use std::borrow::Cow;

use crate::project::Place;

/// How many readings of one expression are followed.
pub(super) const READINGS: usize = 1024;
/// How long a text may become that is put together, in bytes.
pub(super) const LENGTH: usize = 16 * 1024;
/// How a reference to a value begins that is kept elsewhere.
pub(super) const REFERENCE: &str = "{{resolve:";

/// One thing that an expression may say.
#[derive(Clone, Debug)]
pub(super) enum Said<'t> {
    /// A text.
    Text {
        text: Cow<'t, str>,
        /// Where it is, or the expression that makes it.
        place: Place<'t>,
        /// Whether it must not be shown.
        secret: bool,
        /// Which of the values of which parameters it is made from, by their offsets.
        from: Vec<(&'t str, u32)>,
    },
    /// `null`
    Null(Place<'t>),
    /// A list or a map.
    Nested(Place<'t>),
    /// What cannot be known.
    Unknown(Place<'t>),
    /// A text that cannot be known, but is not empty.
    Unseen(Place<'t>),
    /// A number without quotes, of which it is not known what arrives.
    Ambiguous(Place<'t>),
    /// What another variant of the resource says: here a parameter is not its default.
    Elsewhere(Place<'t>),
    /// Nothing at all: `AWS::NoValue`.
    Removed,
}

/// The readings of an expression, at least one.
pub(super) type Readings<'t> = Vec<Said<'t>>;

/// A text that an expression makes.
pub(super) fn computed<'t>(text: Cow<'t, str>, place: Place<'t>) -> Said<'t> {
    Said::Text { text, place, secret: false, from: Vec::new() }
}

/// Whether a text is a reference as a whole, and may be anything.
pub(super) fn is_reference(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(REFERENCE) && text.ends_with("}}")
}

/// Whether a text has the marks between which macros, and tools that write templates, fill something in.
pub(super) fn has_placeholder(text: &str) -> bool {
    ["{{", "${", "#{", "%"].iter().any(|mark| text.contains(mark))
}
