//! How a JSON text breaks.

use thiserror::Error;

use crate::text::code;

/// How a JSON text breaks.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Broken {
    #[error("the text ends where {wanted} belongs")]
    CutOff { wanted: &'static str },
    #[error("{} stands where {wanted} belongs", code(&.found.to_string()))]
    Unexpected { found: char, wanted: &'static str },
    #[error("this comment does not end")]
    OpenComment,
    #[error("this string does not end")]
    OpenString,
    #[error("the control character U+{:04X} must be escaped in a string", *.byte)]
    BareControl { byte: u8 },
    #[error("`\\u` takes four hexadecimal digits")]
    ShortEscape,
    /// What JavaScript and Python write for numbers that JSON does not have.
    #[error("`{word}` is no JSON, though some readers take it for a number")]
    OddNumber { word: &'static str },
}
