//! What a scalar is.

use granit_parser::Tag;

use crate::tree::{Kind, Style};

/// What a scalar is. A tag of the core schema decides; any other tag makes its text a text.
pub(super) fn kind(text: &str, style: Style, nothing: bool, tag: Option<&Tag>) -> Kind {
    match (tag.map(Tag::core_suffix), style) {
        (Some(Some("str")), _) => Kind::Text,
        (Some(Some("int" | "float")), _) => Kind::Number,
        (Some(Some("bool")), _) => Kind::Bool,
        (Some(Some("null")), _) => Kind::Null,
        (_, Style::Bare) if nothing => Kind::Null,
        (None, Style::Bare) => plain_kind(text),
        _ => Kind::Text,
    }
}

/// What a plain scalar is by the core schema (<https://yaml.org/spec/1.2.2/#103-core-schema>): `yes`, `0b1` and
/// `1_000`, which were more in YAML 1.1, are texts.
pub(super) fn plain_kind(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Kind::Bool,
        ".nan" | ".NaN" | ".NAN" => Kind::Number,
        _ if is_number(text) => Kind::Number,
        _ => Kind::Text,
    }
}

fn is_number(text: &str) -> bool {
    let all = |digits: &str, radix| !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, 16);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let exponent = exponent.map(|digits| digits.strip_prefix(['-', '+']).unwrap_or(digits));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.is_empty() || all(part, 10);
    let mantissa = !(whole.is_empty() && fraction.is_empty()) && digits(whole) && digits(fraction);
    mantissa && exponent.is_none_or(|digits| all(digits, 10))
}
