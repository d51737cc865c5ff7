//! What is wrong with a text, in our words.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;
use crate::text::code;

/// How a text breaks, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    /// What is wrong.
    pub(crate) kind: Broken,
    /// Where it breaks.
    pub(crate) span: Span,
}

/// How a text breaks.
#[derive(Clone, PartialEq, Eq, Debug, Error, Diagnostic)]
pub enum Broken {
    #[error("the key {} is given twice", code(.key))]
    #[diagnostic(code("toml::duplicate-key"), help("remove one of the two"))]
    DuplicateKey { key: String },

    #[error("{} is not a value: a string needs quotes", code(.word))]
    #[diagnostic(code("toml::unquoted"), help("write {}", code(&format!("\"{word}\""))))]
    Unquoted { word: String },

    #[error("a value is missing here")]
    #[diagnostic(code("toml::no-value"), help("see https://toml.io for the syntax"))]
    NoValue,

    #[error("`=` and a value are missing after this key")]
    #[diagnostic(code("toml::lone-key"), help("write {}", code(&format!("{key} = …"))))]
    LoneKey { key: String },

    #[error("this header is not closed")]
    #[diagnostic(code("toml::open-header"), help("write {}", code(&format!("{header}]"))))]
    OpenHeader { header: String },

    #[error("{} does not fit into 64 bits", code(.number))]
    #[diagnostic(code("toml::wide-number"), help("see https://toml.io for the syntax"))]
    WideNumber { number: String },

    /// It may well be right: a limit of taglint is what stops the reader.
    #[error("nested deeper than {most} levels")]
    #[diagnostic(code("toml::too-deep"), help("see https://toml.io for the syntax"))]
    TooDeep { most: usize },

    /// What the parser says, where nothing is better.
    #[error("{words}")]
    #[diagnostic(code("toml::syntax"), help("see https://toml.io for the syntax"))]
    Other { words: String },
}

/// All errors in the order of the text: those found, and numbers that do not fit and have no other error.
pub(super) fn with_misfits(mut errors: Vec<Error>, misfits: &[Span], text: &str) -> Vec<Error> {
    errors.sort_by_key(|error| error.span);
    let alone = misfits.iter().filter(|number| {
        let next = errors.partition_point(|error| error.span.start < number.start);
        errors.get(next).is_none_or(|error| error.span.start > number.end)
    });
    let misfits: Vec<_> = alone
        .map(|&span| {
            let number = text.get(span.range()).unwrap_or_default().to_owned();
            Error { kind: Broken::WideNumber { number }, span }
        })
        .collect();
    errors.extend(misfits);
    errors.sort_by_key(|error| error.span);
    errors
}

/// How messages of the crate about a value that is none begin. It has no kinds of errors.
const NO_VALUES: [&str; 3] = ["invalid float", "invalid boolean", "string values must be quoted"];

/// What the crate says of a text.
pub(super) fn of_crate(text: &str, error: &toml::de::Error) -> Error {
    let range = error.span().unwrap_or(text.len()..text.len());
    let start = text.floor_char_boundary(range.start);
    let end = text.ceil_char_boundary(range.end).max(start);
    let found = &text[start..end];
    let is_word = found.starts_with(|first: char| first.is_alphabetic());
    let is_no_value = NO_VALUES.iter().any(|begin| error.message().starts_with(begin));
    let kind = match error.message() {
        "duplicate key" => Broken::DuplicateKey { key: found.to_owned() },
        // The crate takes a word for the number or boolean that begins with the same letter.
        _ if is_no_value && is_word => Broken::Unquoted { word: found.to_owned() },
        _ if is_no_value && found.is_empty() => Broken::NoValue,
        words => Broken::Other { words: words.replace(", expected nothing", "").replace('\n', " ") },
    };
    Error { kind, span: Span::new(start, end) }
}
