//! Small things that concern words: what is nearly the same, and what may be shown.

pub(crate) mod credential;
mod near;
mod needles;
mod words;

use std::borrow::Cow;
use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

pub(crate) use credential::{is_credential, is_hash, known_by, masked, starred};
pub(crate) use near::{Nearness, fold, nearness};
pub(crate) use words::{Words, nearest};

/// A text that is safe to print on one line: credentials are masked, and control characters, and those that reorder or
/// hide text, are escaped.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    let text = masked(text);
    if !text.chars().any(is_unprintable) && !text.contains("##") {
        return text;
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        if is_unprintable(c) {
            shown.extend(c.escape_default());
        } else if begins_command(&text[at..]) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Whether a text begins as what pipelines of Azure and of GitHub take for a command wherever it is in a line of a log.
pub(crate) fn begins_command(text: &str) -> bool {
    text.starts_with("##[") || text.starts_with("##vso[")
}

/// Control characters, line separators, and the marks of bidirectional text that make it read otherwise than it is.
pub(crate) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// JSON in which everything that is unprintable is escaped: it is in texts only, so that the meaning stays.
pub(crate) fn printable_json(json: &str) -> String {
    let mut printable = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unprintable(c) {
            let escaped =
                c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
            printable.push_str(&escaped);
        } else {
            printable.push(c);
        }
    }
    printable
}

/// How much of a text a message shows, in characters.
const SHOWN_MOST: usize = 120;

/// `` `word` ``, safe to print; a very long word is cut.
pub(crate) fn code(word: &str) -> String {
    format!("`{}`", beginning(word, SHOWN_MOST))
}

/// A path as code.
pub(crate) fn code_path(path: &Path) -> String {
    code(&path.display().to_string())
}

/// The beginning of a text, safe to print. Credentials are masked before it is cut, for half a key has no form.
pub(crate) fn beginning(text: &str, most: usize) -> String {
    let text = masked(text);
    match text.char_indices().nth(most) {
        None => shown(&text).into_owned(),
        Some((end, _)) => format!("{}…", shown(&text[..end])),
    }
}

/// What is in percent form in an address: everything but letters, digits and `-._~`
/// (<https://www.rfc-editor.org/rfc/rfc3986#section-2.3>).
pub(crate) const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as a part of a path or query. Signatures ask for `%20` where forms have `+`
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).
pub(crate) fn part_of_url(text: &str) -> String {
    utf8_percent_encode(text, &RESERVED).to_string()
}

/// The words in backticks, joined by commas and `or`; past `most`, how many more there are.
pub(crate) fn one_of<'w>(words: impl IntoIterator<Item = &'w str>, most: usize) -> String {
    listed(words, most, "or")
}

/// The words in backticks, joined by commas and `and`; past `most`, how many more there are.
pub(crate) fn all_of<'w>(words: impl IntoIterator<Item = &'w str>, most: usize) -> String {
    listed(words, most, "and")
}

fn listed<'w>(words: impl IntoIterator<Item = &'w str>, most: usize, link: &str) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    let mut shown: Vec<String> = words.iter().take(most).map(|word| code(word)).collect();
    if words.len() > most {
        return format!("{} {link} {} more", shown.join(", "), words.len() - most);
    }
    match shown.pop() {
        None => String::new(),
        Some(last) if shown.is_empty() => last,
        Some(last) => format!("{} {link} {last}", shown.join(", ")),
    }
}

/// What went wrong with a file, in the project's prose.
pub(crate) fn io_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it does not exist".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        std::io::ErrorKind::NotADirectory => "it is below a file".to_owned(),
        _ => without_number(&error.to_string()).to_owned(),
    }
}

/// The words of a system's error without its number, which says nothing to those who do not look it up, and without
/// the full stop of Windows, because a sentence may go on behind them.
pub(crate) fn without_number(words: &str) -> &str {
    match words.split_once(" (os error") {
        Some((words, _)) => words.trim_end_matches('.'),
        None => words,
    }
}

/// `1 project`, `2 projects`.
pub(crate) fn count(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {one}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_files_are_told_without_numbers() {
        use std::io::{Error, ErrorKind};
        assert_eq!(io_words(&Error::from(ErrorKind::NotADirectory)), "it is below a file");
        let full = Error::from_raw_os_error(28);
        assert!(full.to_string().contains("os error 28") && !io_words(&full).contains("28"));
        assert_eq!(io_words(&Error::other("it is a device")), "it is a device");
        assert_eq!(without_number("The parameter is incorrect. (os error 87)"), "The parameter is incorrect");
    }

    #[test]
    fn what_controls_a_terminal_is_escaped() {
        assert_eq!(
            shown("## head, ##vso[x]y and ##[error]z"),
            "## head, \\u{23}#vso[x]y and \\u{23}#[error]z"
        );
        assert_eq!(shown("a\u{1b}[31m\n\u{202e}é"), "a\\u{1b}[31m\\n\\u{202e}é");
    }

    #[test]
    fn json_stays_the_same_where_it_is_escaped() {
        let json = "{\"a\":\"\u{202e}é\"}";
        assert_eq!(printable_json(json), "{\"a\":\"\\u202eé\"}");
    }

    #[test]
    fn lists_of_words_read_well() {
        assert_eq!(one_of(["a", "b", "c"], 3), "`a`, `b` or `c`");
        assert_eq!(one_of(["a", "b", "c"], 2), "`a`, `b` or 1 more");
        assert_eq!(one_of(["a"], 2), "`a`");
        assert_eq!(all_of(["a or b", "c"], 2), "`a or b` and `c`");
        assert_eq!(all_of(["a", "b", "c"], 1), "`a` and 2 more");
    }
}
