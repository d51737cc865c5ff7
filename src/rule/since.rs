//! What changed in an account since a snapshot.

use crate::text::code;

/// A change of a project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Change<'a> {
    /// It was not there.
    Came,
    /// It is not there any more.
    Went,
    /// It was active.
    Archived,
    /// It was archived.
    Revived,
    /// It had another name.
    Renamed {
        /// The name in the snapshot.
        from: Option<&'a str>,
        /// The name now.
        to: Option<&'a str>,
    },
    /// A tag came, went or changed.
    Tag {
        key: &'a str,
        /// What the snapshot says.
        from: Value<'a>,
        /// What is there now.
        to: Value<'a>,
    },
}

/// The value of a tag, before or now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Value<'a> {
    /// There was no tag.
    Absent,
    /// This text.
    Text(&'a str),
    /// Something that is no text, or must not be shown.
    Hidden,
}

impl Value<'_> {
    pub(super) fn words(self) -> String {
        match self {
            Value::Text(text) => code(text),
            Value::Absent | Value::Hidden => "a value that is not shown".to_owned(),
        }
    }
}
