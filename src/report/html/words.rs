//! Words on the page: what is in backticks is code, what is unprintable is escaped, and names that are read from right
//! to left leave their surroundings in order.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::text::shown;

/// Some words, safe to be on the page.
#[derive(Template)]
#[template(path = "words.html")]
pub(super) struct Words {
    parts: Vec<Part>,
}

struct Part {
    kind: Kind,
    text: String,
}

enum Kind {
    Prose,
    Code,
    /// What a stranger called something.
    Name,
}

// The template escapes each part.
impl HtmlSafe for Words {}

impl Words {
    /// A message or an advice, of a line or several.
    pub(super) fn prose(text: &str) -> Self {
        let lines: Vec<_> = text.lines().map(shown).collect();
        let text = lines.join("\n");
        let pieces: Vec<&str> = text.split('`').collect();
        // An odd backtick is only a character.
        if pieces.len().is_multiple_of(2) {
            return Words { parts: vec![Part { kind: Kind::Prose, text }] };
        }
        let mut parts = Vec::new();
        for (number, piece) in pieces.into_iter().enumerate() {
            let kind = if number % 2 == 0 { Kind::Prose } else { Kind::Code };
            parts.push(Part { kind, text: piece.to_owned() });
        }
        Words { parts }
    }

    /// The name of a project, the value of a tag, a path.
    pub(super) fn name(text: &str) -> Self {
        Words { parts: vec![Part { kind: Kind::Name, text: shown(text).into_owned() }] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_write_no_markup() {
        for (words, page) in [
            (Words::prose("`a<b>` is \"&\""), "<code>a&#60;b&#62;</code> is &#34;&#38;&#34;"),
            (Words::prose("an odd ` & no code"), "an odd ` &#38; no code"),
            (Words::prose("one\r\ntwo\u{1b}"), "one\ntwo\\u{1b}"),
            (Words::name("`\u{202e}<i>'"), "<bdi>`\\u{202e}&#60;i&#62;&#39;</bdi>"),
        ] {
            assert_eq!(words.to_string(), page);
        }
    }
}
