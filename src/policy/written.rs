//! Keys and texts as they are written in TOML.

use crate::text::{begins_command, is_unprintable};

/// A key as it is written in TOML.
pub(crate) fn key(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { quoted(key) }
}

/// A text as it is written in TOML, on one line; without escapes where that is possible.
pub(crate) fn quoted(text: &str) -> String {
    let literal =
        text.contains(['\\', '"']) && !text.contains(|c: char| c == '\'' || c == '#' || is_unprintable(c));
    if literal {
        return format!("'{text}'");
    }
    let mut quoted = String::from("\"");
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if is_unprintable(c) || begins_command(&text[at..]) => {
                quoted.push_str(&format!("\\u{:04x}", c as u32))
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
