//! What is wrong, in our words.

use crate::source::Span;
use crate::text::shown;
use crate::tree::SyntaxError;

/// All errors in the order of the text: those found, and numbers that do not fit and have no other error.
pub(super) fn with_misfits(mut errors: Vec<SyntaxError>, misfits: &[Span], text: &str) -> Vec<SyntaxError> {
    errors.sort_by_key(|error| error.span);
    let alone = misfits.iter().filter(|number| {
        let next = errors.partition_point(|error| error.span.start < number.start);
        errors.get(next).is_none_or(|error| error.span.start > number.end)
    });
    let misfits: Vec<_> = alone
        .map(|&number| {
            SyntaxError::new(
                format!("`{}` is not a number of 64 bits", text.get(number.range()).unwrap_or_default()),
                number,
            )
        })
        .collect();
    errors.extend(misfits);
    errors.sort_by_key(|error| error.span);
    errors
}

/// How messages about a value that is none begin.
const NO_VALUES: [&str; 3] = ["invalid float", "invalid boolean", "string values must be quoted"];

pub(super) fn syntax_error(text: &str, error: &toml::de::Error) -> SyntaxError {
    let range = error.span().unwrap_or(text.len()..text.len());
    let start = text.floor_char_boundary(range.start);
    let end = text.ceil_char_boundary(range.end).max(start);
    let found = shown(&text[start..end]);
    let word = text[start..end].starts_with(|first: char| first.is_alphabetic());
    let message = match error.message() {
        "duplicate key" => format!("the key `{found}` is given twice"),
        // The crate takes a word for the number or boolean that begins with the same letter.
        message if word && NO_VALUES.iter().any(|no_value| message.starts_with(no_value)) => {
            format!("`{found}` is not a value: a text needs quotes")
        }
        message if found.is_empty() && NO_VALUES.iter().any(|no_value| message.starts_with(no_value)) => {
            "a value is missing here".to_owned()
        }
        message => message.replace(", expected nothing", "").replace('\n', " "),
    };
    SyntaxError::new(message, Span::new(start, end))
}
