//! What each format must not contain, written so that it may.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::ser::{CharEscape, Formatter};

use crate::text::{RESERVED, begins_command, is_unprintable, masked, shown};

/// Writes JSON as another formatter does, with credentials masked, and with all that is unprintable escaped: besides
/// what JSON demands, the second block of control characters, line separators, and marks that reorder or hide text.
pub(super) struct Printable<F> {
    formatter: F,
    /// The string that is being written: a credential in it may be in several fragments.
    text: String,
}

impl<F> Printable<F> {
    pub(super) fn new(formatter: F) -> Self {
        Printable { formatter, text: String::new() }
    }
}

macro_rules! delegate {
    ($($name:ident($($argument:ident: $type:ty),*)),* $(,)?) => {
        $(fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W $(, $argument: $type)*) -> io::Result<()> {
            self.formatter.$name(writer $(, $argument)*)
        })*
    };
}

impl<F: Formatter> Formatter for Printable<F> {
    delegate! {
        begin_array(), end_array(), begin_array_value(first: bool), end_array_value(),
        begin_object(), end_object(), begin_object_key(first: bool), end_object_key(),
        begin_object_value(), end_object_value(),
    }

    fn begin_string<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.text.clear();
        self.formatter.begin_string(writer)
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, _: &mut W, text: &str) -> io::Result<()> {
        self.text.push_str(text);
        Ok(())
    }

    fn write_char_escape<W: ?Sized + io::Write>(&mut self, _: &mut W, c: CharEscape) -> io::Result<()> {
        self.text.push(match c {
            CharEscape::Quote => '"',
            CharEscape::ReverseSolidus => '\\',
            CharEscape::Solidus => '/',
            CharEscape::Backspace => '\u{8}',
            CharEscape::FormFeed => '\u{c}',
            CharEscape::LineFeed => '\n',
            CharEscape::CarriageReturn => '\r',
            CharEscape::Tab => '\t',
            CharEscape::AsciiControl(byte) => char::from(byte),
        });
        Ok(())
    }

    fn end_string<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(string_of_json(&masked(&self.text)).as_bytes())?;
        self.formatter.end_string(writer)
    }
}

/// What is between the quotes of a string.
fn string_of_json(text: &str) -> Cow<'_, str> {
    // Most strings have nothing else, and bytes are quicker to look at than characters.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'#')) {
        return Cow::Borrowed(text);
    }
    let mut string = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match c {
            '#' if begins_command(&text[at..]) => string.push_str("\\u0023"),
            '"' => string.push_str("\\\""),
            '\\' => string.push_str("\\\\"),
            '\u{8}' => string.push_str("\\b"),
            '\u{c}' => string.push_str("\\f"),
            '\n' => string.push_str("\\n"),
            '\r' => string.push_str("\\r"),
            '\t' => string.push_str("\\t"),
            c if is_unprintable(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(string, "\\u{unit:04x}");
                }
            }
            c => string.push(c),
        }
    }
    Cow::Owned(string)
}

/// What is in percent form in a path.
const RESERVED_IN_PATH: AsciiSet = RESERVED.remove(b'/');

/// A path as a reference of a URI: everything but letters, digits, `-._~` and `/` in percent form; absolute paths
/// with their scheme.
pub(super) fn uri(path: &str) -> String {
    let path = masked(path);
    let path = path.as_ref();
    let mut uri = String::with_capacity(path.len() + 8);
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes().get(2) == Some(&b'/');
    let mut rest = path;
    if drive {
        uri.extend(["file:///", &path[..2]]);
        rest = &path[2..];
    } else if path.starts_with('/') {
        uri.push_str("file://");
    }
    uri.extend(utf8_percent_encode(rest, &RESERVED_IN_PATH));
    uri
}

/// A property of a workflow command of GitHub.
pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The data of a workflow command of GitHub; lines may remain lines.
pub(super) fn data(text: &str) -> String {
    let text = masked(text);
    let lines: Vec<_> = text.lines().map(|line| shown(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// A text for XML, without what XML 1.0 forbids; quotes and brackets are the writer's to escape.
pub(crate) fn xml(text: &str) -> String {
    let text = masked(text);
    let lines: Vec<_> = text.lines().map(shown).collect();
    lines.join("\n").replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}")
}

/// A text for a cell of a table in Markdown: words in backticks become code, and nothing else means anything.
pub(super) fn cell(text: &str) -> String {
    let text = masked(text);
    let parts: Vec<&str> = text.split('`').collect();
    let paired = parts.len() % 2 == 1;
    let mut cell = String::with_capacity(text.len() + 16);
    for (number, part) in parts.iter().enumerate() {
        let tag = match (number, paired, number % 2) {
            (0, _, _) => "",
            (_, false, _) => "&#96;",
            (_, true, 1) => "<code>",
            (_, true, _) => "</code>",
        };
        cell.push_str(tag);
        for c in shown(part).chars() {
            if c.is_ascii_punctuation()
                && !matches!(c, '.' | ',' | '-' | '/' | '(' | ')' | ';' | '\'' | '"' | '%')
            {
                let _ = write!(cell, "&#{};", u32::from(c));
            } else {
                cell.push(c);
            }
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_the_same_without_credentials_and_what_is_unprintable() {
        let written = |value: serde_json::Value| {
            let mut out = Vec::new();
            let formatter = Printable::new(serde_json::ser::CompactFormatter);
            let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
            serde::Serialize::serialize(&value, &mut serializer).expect("written");
            String::from_utf8(out).expect("text")
        };
        let all = "\"\\/\u{8}\u{c}\n\r\t\u{1}\u{7f}\u{9b}\u{202e}é\u{1f600}";
        let text = written(serde_json::json!({ all: [all, 1, null, true, ""] }));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).expect("JSON"),
            serde_json::json!({ all: [all, 1, null, true, ""] })
        );
        assert!(text.contains("\\u202e") && text.contains("\\u007f") && !text.contains('\u{9b}'), "{text}");
        let key = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n";
        assert_eq!(written(serde_json::json!({ "AKIAIOSFODNN7EXAMPLE": key })), r#"{"****":"****\n"}"#);
    }

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("a b/ä#:%.json"), "a%20b/%C3%A4%23%3A%25.json");
        assert_eq!(uri("/x/y"), "file:///x/y");
        assert_eq!(uri("C:/x"), "file:///C:/x");
    }

    #[test]
    fn workflow_commands_keep_to_their_line() {
        assert_eq!(property("a:b,c%\r\nd\u{1b}"), "a%3Ab%2Cc%25%0Ad\\u{1b}");
        assert_eq!(data("100%: a,b\nc"), "100%25: a,b%0Ac");
    }

    #[test]
    fn cells_mean_nothing_but_code() {
        assert_eq!(cell("`a|b` is <b>"), "<code>a&#124;b</code> is &#60;b&#62;");
        assert_eq!(cell("odd ` *x*\n"), "odd &#96; &#42;x&#42;&#92;n");
    }

    #[test]
    fn xml_has_none_of_what_it_forbids() {
        assert_eq!(xml("a\u{0}\n\u{ffff}"), "a\\u{0}\n\\u{ffff}");
    }
}
