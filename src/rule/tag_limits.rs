//! `tag-limits`: keys, values or a number of tags that the service refuses.

mod services;

use services::Characters;

use super::verdict::shown_value;
use super::{Case, Check, Rule, Verdict};
use crate::finding::Level;
use crate::project::service::reserved_beginning;
use crate::text::{code, count, shown};

pub(crate) static RULE: Rule = Rule {
    name: "tag-limits",
    level: Level::Error,
    summary: "keys, values or a number of tags that the service refuses",
    page: include_str!("../../rules/tag-limits.md"),
    check: Check::Project(check),
    ..Rule::COMMON
};

/// The most characters of a key.
const KEY_MOST: usize = 128;
/// The most characters of a value.
const VALUE_MOST: usize = 256;

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    let service = services::of(&case.project.kind);
    let list = &case.project.tags.list;
    for tag in list {
        if let Some((what, help)) = key_fault(&tag.key, service.characters) {
            let key =
                if tag.key.is_empty() { "a key".to_owned() } else { format!("the key {}", code(&tag.key)) };
            verdicts.push(Verdict::of_key(tag, format!("{key} {what}")).help(help));
        }
        for reading in tag.readings() {
            let Some(value) = reading.value.text() else { continue };
            if let Some((what, help)) = value_fault(value, service.characters) {
                // How long a secret is, or what is in it, is a part of it.
                let what = match shown_value(reading) {
                    Some(_) => what,
                    None => "is not one that tags may have".to_owned(),
                };
                let message = format!("the value of {} {what}", code(&tag.key));
                verdicts.push(Verdict::of_value(tag, reading, message).help(help));
            }
        }
    }
    let number = case.tags.iter().filter(|judged| !judged.superseded).count();
    let most = service.tags_most;
    if number > most {
        let message = format!("{number} tags are more than the {most} that a resource may have");
        let help = format!("remove {} or more", count(number - most, "tag"));
        verdicts.push(Verdict::of_project(case, message).help(help));
    }
}

fn key_fault(key: &str, characters: Characters) -> Option<(String, String)> {
    if is_plain(key, KEY_MOST) && !key.is_empty() && reserved_beginning(key).is_none() {
        return None;
    }
    let length = key.chars().count();
    if length == 0 {
        return Some(("is empty".into(), "use 1 to 128 characters".into()));
    }
    if length > KEY_MOST {
        return Some((
            format!("has {length} characters, more than {KEY_MOST}"),
            format!("use {KEY_MOST} characters or fewer"),
        ));
    }
    if let Some(reserved) = reserved_beginning(key) {
        return Some((format!("begins with `{reserved}`, which is reserved"), "use another prefix".into()));
    }
    character_fault(key, characters)
}

/// Whether the service refuses a key of a Bedrock project.
pub(crate) fn is_refused_key(key: &str) -> bool {
    key_fault(key, Characters::Common).is_some()
}

/// Whether it refuses a value.
pub(crate) fn is_refused_value(value: &str) -> bool {
    value_fault(value, Characters::Common).is_some()
}

fn value_fault(value: &str, characters: Characters) -> Option<(String, String)> {
    if is_plain(value, VALUE_MOST) {
        return None;
    }
    let length = value.chars().count();
    if length > VALUE_MOST {
        return Some((
            format!("has {length} characters, more than {VALUE_MOST}"),
            format!("use {VALUE_MOST} characters or fewer"),
        ));
    }
    character_fault(value, characters)
}

fn character_fault(text: &str, characters: Characters) -> Option<(String, String)> {
    if characters == Characters::Any {
        return None;
    }
    let wrong = text.chars().find(|&c| !is_allowed(c))?;
    let shown = match wrong {
        '`' => "a backtick".to_owned(),
        _ => format!("`{}`", shown(wrong.encode_utf8(&mut [0; 4]))),
    };
    let help = "use letters, digits, spaces and `_.:/=+-@`".into();
    Some((format!("has {shown}, which is not allowed in tags"), help))
}

/// Whether a text is short enough and has nothing but what every service takes. Nearly all are so, and this is the
/// quickest way to know.
fn is_plain(text: &str, most: usize) -> bool {
    text.len() <= most && text.bytes().all(|byte| PLAIN[usize::from(byte)])
}

/// For each byte, whether it is a character that every service takes.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte as usize] = is_plain_sign(byte) || byte.is_ascii_alphanumeric();
        byte += 1;
    }
    plain
};

const fn is_plain_sign(byte: u8) -> bool {
    matches!(byte, b' ' | b'_' | b'.' | b':' | b'/' | b'=' | b'+' | b'-' | b'@')
}

/// Unicode letters, marks, digits, spaces and `_.:/=+-@`.
fn is_allowed(c: char) -> bool {
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => PLAIN[usize::from(byte)],
        _ => c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || is_mark(c),
    }
}

/// Combining marks, which are parts of letters in many scripts.
fn is_mark(c: char) -> bool {
    use std::sync::LazyLock;
    static MARK: LazyLock<regex::Regex> =
        LazyLock::new(|| regex::Regex::new(r"\A\p{M}\z").expect("a constant expression"));
    MARK.is_match(c.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_are_what_the_service_takes() {
        let key_fault = |key: &str| super::key_fault(key, Characters::Common);
        let value_fault = |value: &str| super::value_fault(value, Characters::Common);
        for key in ["CostCenter", "a b_.:/=+-@1", "Größe", "कोड", "x:aws:y", &"é".repeat(128)] {
            assert!(key_fault(key).is_none(), "{key}");
        }
        for key in ["", "aws:x", "AWS:x", "a,b", "a\tb", "a\u{7}", "a😀", &"é".repeat(129)] {
            assert!(key_fault(key).is_some(), "{key}");
        }
        assert!(value_fault("").is_none() && value_fault(&"x".repeat(256)).is_none());
        assert!(value_fault(&"x".repeat(257)).is_some() && value_fault("a;b").is_some());
    }

    #[test]
    fn where_any_character_is_taken_the_other_limits_hold() {
        let key_fault = |key: &str| super::key_fault(key, Characters::Any);
        assert!(["a,b", "a\tb", "a😀"].iter().all(|key| key_fault(key).is_none()));
        assert!(["", "aws:x", &"é".repeat(129)].iter().all(|key| key_fault(key).is_some()));
        assert!(value_fault("C:\\inetpub", Characters::Any).is_none());
        assert!(value_fault(&"x".repeat(257), Characters::Any).is_some());
    }
}
