//! How an HCL text breaks.

use std::borrow::Cow;

use thiserror::Error;

use crate::text::code;

/// How an HCL text breaks, in native syntax or in a string of JSON.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum Broken {
    #[error("the text ends where {wanted} belongs")]
    CutOff { wanted: Cow<'static, str> },
    #[error("the line ends where {wanted} belongs")]
    LineEnds { wanted: Cow<'static, str> },
    #[error("a heredoc stands where {wanted} belongs")]
    Heredoc { wanted: Cow<'static, str> },
    #[error("{} stands where {wanted} belongs", code(.found))]
    Unexpected { found: String, wanted: Cow<'static, str> },
    #[error("{} has no meaning here", code(&.sign.to_string()))]
    UnknownSign { sign: char },
    #[error("this comment does not end")]
    OpenComment,
    #[error("a heredoc begins with `<<`, a name and the end of the line")]
    HeredocHead,
    #[error("no line `{name}` ends this heredoc")]
    OpenHeredoc { name: String },
    #[error("the `{{` of this block is not closed")]
    OpenBlock,
    #[error("this `{{` is not closed")]
    OpenObject,
    #[error("{} is set twice", code(.name))]
    SetTwice { name: String },
    #[error("{} is not a number", code(.text))]
    BadNumber { text: String },
    #[error("this text does not end")]
    OpenText,
    #[error("the line ends within this text: a quoted text stands on one line")]
    TextOfLines,
    #[error("{} is not an escape of a quoted text", code(.escape))]
    UnknownEscape { escape: String },
    #[error("nothing can be put into a label")]
    LabelWithTemplate,
    #[error("no `if` is open for this `else`")]
    LoneElse,
    #[error("no `{end}` ends this")]
    OpenDirective { end: &'static str },
    #[error("nothing is open that this ends")]
    LoneEnd,
    #[error("this ends another directive than the one that is open")]
    OtherEnd,
    #[error("a configuration is an object")]
    NoObject,
    #[error("an object belongs here: {} is a block", code(.block))]
    NoBlock { block: String },
}
