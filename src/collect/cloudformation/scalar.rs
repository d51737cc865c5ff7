//! What CloudFormation makes of a scalar that is written without quotes: it reads YAML 1.1.
//!
//! `0042` is an octal number, `yes` a truth, and an integer of more than 32 bits comes out as an exponent. Where
//! readers in use disagree, or write a number in ways of their own (`1e3`, `1_000`, `1.50`, `0089`, `1:30`), nobody
//! knows what arrives.

use std::borrow::Cow;

use crate::tree::{NodeRef, Style};

/// What arrives of a scalar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Scalar<'t> {
    /// A text.
    Text(Cow<'t, str>),
    /// What readers take for different texts.
    Ambiguous,
}

/// What arrives of a scalar; as it is in quotes, and behind a tag.
pub(super) fn scalar<'t>(node: NodeRef<'t>) -> Scalar<'t> {
    let text = node.text().unwrap_or_default();
    match node.style() == Style::Bare && node.tag().is_none() {
        true => unquoted(text),
        false => Scalar::Text(Cow::Borrowed(text)),
    }
}

/// The text of a scalar, as far as conditions compare it: truths are one text however they are spelled.
pub(super) fn word<'t>(node: NodeRef<'t>) -> Option<&'t str> {
    let text = node.text()?;
    let truth = truth(text).filter(|_| node.style() == Style::Bare && node.tag().is_none());
    Some(truth.unwrap_or(text))
}

fn unquoted(text: &str) -> Scalar<'_> {
    if let Some(truth) = truth(text) {
        return Scalar::Text(Cow::Borrowed(truth));
    }
    let (sign, body) = match text.strip_prefix(['-', '+']) {
        Some(body) if text.starts_with('-') => ("-", body),
        Some(body) => ("", body),
        None => ("", text),
    };
    if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Scalar::Text(Cow::Borrowed(text));
    }
    match number(body) {
        Number::None => Scalar::Text(Cow::Borrowed(text)),
        Number::Integer(value) => match digits(value) {
            Some(digits) if sign.is_empty() && digits == text => Scalar::Text(Cow::Borrowed(text)),
            Some(digits) => Scalar::Text(Cow::Owned(format!("{sign}{digits}"))),
            None => Scalar::Ambiguous,
        },
        Number::Decimal if !text.starts_with('+') => Scalar::Text(Cow::Borrowed(text)),
        Number::Decimal | Number::Ambiguous => Scalar::Ambiguous,
    }
}

/// `true` or `false`, in the words of YAML 1.1.
fn truth(text: &str) -> Option<&'static str> {
    const TRUTHS: [(&str, [&str; 9]); 2] = [
        ("true", ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"]),
        ("false", ["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"]),
    ];
    TRUTHS.into_iter().find(|(_, words)| words.contains(&text)).map(|(truth, _)| truth)
}

/// What a text without its sign is.
enum Number {
    /// No number.
    None,
    /// An integer of which no reader doubts the value.
    Integer(u64),
    /// A fraction that every reader writes as it is.
    Decimal,
    /// A number of which readers differ on the value, or on how it is written.
    Ambiguous,
}

fn number(text: &str) -> Number {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let integer = |digits: &str, radix: u32| match u64::from_str_radix(digits, radix) {
        Ok(value) => Number::Integer(value),
        Err(_) => Number::Ambiguous,
    };
    if is_digits(text) {
        return match text.strip_prefix('0') {
            None | Some("") => integer(text, 10),
            Some(rest) => integer(rest, 8),
        };
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return if is_of(hex, |byte| byte.is_ascii_hexdigit()) { integer(hex, 16) } else { Number::None };
    }
    if let Some(rest) = text.strip_prefix("0b").or_else(|| text.strip_prefix("0o")) {
        return if is_of(rest, |byte| byte.is_ascii_digit()) { Number::Ambiguous } else { Number::None };
    }
    if is_decimal(text) {
        return Number::Decimal;
    }
    match is_float(text) || is_sexagesimal(text) || [".inf", ".nan"].contains(&&*text.to_ascii_lowercase()) {
        true => Number::Ambiguous,
        false => Number::None,
    }
}

/// Whether a text is made of such bytes, with underscores among them.
fn is_of(text: &str, is_right: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(|byte| is_right(byte) || byte == b'_')
}

/// Whether a fraction is written the one way in which every reader writes it: `1.5`, `0.25`.
fn is_decimal(text: &str) -> bool {
    let Some((whole, fraction)) = text.split_once('.') else { return false };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_short = whole.len() < 8 && whole.len() + fraction.len() <= 15;
    let is_plain = is_digits(whole) && (whole == "0" || !whole.starts_with('0'));
    let is_large = whole != "0" || !fraction.starts_with("000");
    is_short && is_plain && is_large && is_digits(fraction) && !fraction.ends_with('0')
}

/// Whether some reader takes a text for a number: `1_000`, `1e3`, `1.50`, `.5`.
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let exponent = exponent.map(|exponent| exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
    is_number(whole)
        && is_number(fraction)
        && (has_digit(whole) || has_digit(fraction))
        && exponent.is_none_or(|exponent| has_digit(exponent) && is_number(exponent))
}

/// Whether a text is a number to the base of 60: `1:30`, `190:20:30.15`.
fn is_sexagesimal(text: &str) -> bool {
    let mut parts = text.split('.').next().unwrap_or_default().split(':');
    let first = parts.next().unwrap_or_default();
    let mut rest = parts.peekable();
    let is_part = |part: &str| {
        part.len() <= 2 && part.parse::<u8>().is_ok_and(|value| value < 60) && !part.starts_with('+')
    };
    is_of(first, |byte| byte.is_ascii_digit()) && rest.peek().is_some() && rest.all(is_part)
}

/// How CloudFormation writes an integer; `None` where it has more digits than a number of its own keeps.
fn digits(value: u64) -> Option<String> {
    let digits = value.to_string();
    if value <= i32::MAX as u64 {
        return Some(digits);
    }
    if digits.len() > 15 {
        return None;
    }
    let (first, rest) = digits.split_at(1);
    let fraction = rest.trim_end_matches('0');
    Some(format!("{first}.{}E{}", if fraction.is_empty() { "0" } else { fraction }, rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_without_quotes_are_of_yaml_1_1() {
        for (written, arrives) in [
            ("CC-1001", "CC-1001"),
            ("0", "0"),
            ("42", "42"),
            ("-42", "-42"),
            ("+42", "42"),
            ("0042", "34"),
            ("-017", "-15"),
            ("00", "0"),
            ("0x1F", "31"),
            ("2147483647", "2147483647"),
            ("2147483648", "2.147483648E9"),
            ("111122223333", "1.11122223333E11"),
            ("100000000000", "1.0E11"),
            ("012345670123", "1402433619"),
            ("1.5", "1.5"),
            ("-0.25", "-0.25"),
            ("yes", "true"),
            ("Off", "false"),
            ("TRUE", "true"),
            ("y", "y"),
            ("oN", "oN"),
            ("1.2.3", "1.2.3"),
            ("10.0.0.0/16", "10.0.0.0/16"),
            ("2026-01-31", "2026-01-31"),
            ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
            ("1:75", "1:75"),
            ("1a", "1a"),
            ("0xyz", "0xyz"),
            ("1e3x", "1e3x"),
            (".", "."),
            ("", ""),
        ] {
            assert_eq!(unquoted(written), Scalar::Text(arrives.into()), "{written}");
        }
    }

    #[test]
    fn numbers_on_which_readers_differ_are_ambiguous() {
        for written in [
            "1e3",
            "1E3",
            "1.0",
            "1.50",
            "1_000",
            "0089",
            "012345678901",
            "0o17",
            "0b101",
            ".5",
            "5.",
            "1:30",
            "190:20:30.15",
            "+1.5",
            "0.0001",
            "12345678.5",
            ".inf",
            "-.INF",
            ".NaN",
            "12345678901234567",
            "99999999999999999999",
            "0x1_F",
        ] {
            assert_eq!(unquoted(written), Scalar::Ambiguous, "{written}");
        }
    }
}
