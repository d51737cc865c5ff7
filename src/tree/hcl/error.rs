//! How an HCL text breaks.

use std::borrow::Cow;

use thiserror::Error;

use crate::text::code;

/// How an HCL text breaks, in native syntax or in a string of JSON.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum Broken {
    #[error("expected {wanted}, found the end of the input")]
    CutOff { wanted: Cow<'static, str> },
    #[error("expected {wanted}, found the end of the line")]
    LineEnds { wanted: Cow<'static, str> },
    #[error("expected {wanted}, found a heredoc")]
    Heredoc { wanted: Cow<'static, str> },
    #[error("expected {wanted}, found {}", code(.found))]
    Unexpected { found: String, wanted: Cow<'static, str> },
    #[error("{} has no meaning here", code(&.sign.to_string()))]
    UnknownSign { sign: char },
    #[error("this comment is not closed")]
    OpenComment,
    #[error("a heredoc begins with `<<`, a name and the end of the line")]
    HeredocHead,
    #[error("this heredoc is not closed by a line {}", code(.name))]
    OpenHeredoc { name: String },
    #[error("the `{{` of this block is not closed")]
    OpenBlock,
    #[error("this `{{` is not closed")]
    OpenObject,
    #[error("{} is set twice", code(.name))]
    SetTwice { name: String },
    #[error("{} is not a number", code(.text))]
    BadNumber { text: String },
    #[error("this string is not closed")]
    OpenText,
    #[error("this string is not closed on its line")]
    TextOfLines,
    #[error("{} is not a valid escape in a quoted string", code(.escape))]
    UnknownEscape { escape: String },
    #[error("a label cannot have an interpolation")]
    LabelWithTemplate,
    #[error("this `else` has no `if`")]
    LoneElse,
    #[error("this is not closed by `{end}`")]
    OpenDirective { end: &'static str },
    #[error("this closes nothing")]
    LoneEnd,
    #[error("this does not close the open directive")]
    OtherEnd,
    #[error("a configuration must be an object")]
    NoObject,
    #[error("expected an object: {} is a block", code(.block))]
    NoBlock { block: String },
}
