//! How a JSON text breaks.

use thiserror::Error;

use crate::text::code;

/// How a JSON text breaks.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Broken {
    #[error("expected {wanted}, found the end of the input")]
    CutOff { wanted: &'static str },
    #[error("expected {wanted}, found {}", code(&.found.to_string()))]
    Unexpected { found: char, wanted: &'static str },
    #[error("this comment is not closed")]
    OpenComment,
    #[error("this string is not closed")]
    OpenString,
    #[error("the control character U+{:04X} must be escaped in a string", *.byte)]
    BareControl { byte: u8 },
    #[error("`\\u` needs four hexadecimal digits")]
    ShortEscape,
    /// What JavaScript and Python write for numbers that JSON does not have.
    #[error("`{word}` is not JSON, although some parsers take it for a number")]
    OddNumber { word: &'static str },
}
