//! `format` and `formatlist`. What they make of a value depends on its type and on the verb
//! (<https://developer.hashicorp.com/terraform/language/functions/format>); a verb that is not known here makes the
//! text unknown.

use std::sync::Arc;

use super::known::{is_simple, known_list};
use super::limit::{MOST_ITEMS, MOST_TEXT};
use super::value::{Data, Val};
use crate::project::Place;

/// The most that a width or a precision may be.
const MOST_WIDTH: usize = 200;

/// `formatlist`: one text for each item of the lists, which are all of one length; what is no list is the same in
/// each.
pub(super) fn list<'t>(arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Val<'t>> {
    let (pattern, arguments) = arguments.split_first()?;
    let pattern = pattern.as_text()?;
    let mut length = None;
    for argument in arguments {
        match &argument.data {
            Data::List(list) => {
                let own = known_list(argument)?.items.len();
                if list.set || own > MOST_ITEMS || length.is_some_and(|length| length != own) {
                    return None;
                }
                length = Some(own);
            }
            _ => {
                argument.as_text()?;
            }
        }
    }
    let rows = (0..length.unwrap_or(1)).map(|at| {
        let row = arguments.iter().map(|argument| match &argument.data {
            Data::List(list) => list.items[at].clone(),
            _ => argument.clone(),
        });
        Some(Val::text(format(&pattern, &row.collect::<Vec<_>>())?, place))
    });
    Some(Val::list(rows.collect::<Option<_>>()?, place))
}

/// `format`; every argument must have its verb.
pub(super) fn format(pattern: &str, arguments: &[Val<'_>]) -> Option<String> {
    let mut made = String::new();
    let mut arguments = arguments.iter();
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('%') {
        made.push_str(before);
        let (verb, behind) = Verb::read(behind)?;
        if verb.letter == '%' {
            made.push('%');
        } else {
            made.push_str(&verb.apply(arguments.next()?)?);
        }
        if made.len() > MOST_TEXT {
            return None;
        }
        rest = behind;
    }
    made.push_str(rest);
    arguments.next().is_none().then_some(made)
}

/// `%-05.2f`, without the sign.
struct Verb {
    flags: String,
    width: usize,
    precision: Option<usize>,
    letter: char,
}

impl Verb {
    /// The verb that a text begins with, and what is behind it.
    fn read(text: &str) -> Option<(Self, &str)> {
        let behind = text.trim_start_matches(['-', '0', '+', ' ']);
        let flags = text[..text.len() - behind.len()].to_owned();
        let (width, behind) = leading_number(behind)?;
        let (precision, behind) = match behind.strip_prefix('.') {
            Some(behind) => {
                let (precision, behind) = leading_number(behind)?;
                (Some(precision.unwrap_or(0)), behind)
            }
            None => (None, behind),
        };
        let letter = behind.chars().next()?;
        let verb = Verb { flags, width: width.unwrap_or(0), precision, letter };
        // `%5%` and its like are no sign.
        let is_sign = letter != '%' || text.starts_with('%');
        is_sign.then_some((verb, &behind[letter.len_utf8()..]))
    }

    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    fn apply(&self, value: &Val<'_>) -> Option<String> {
        let text = match (self.letter, &value.data) {
            ('s', Data::Text(_) | Data::Number(_) | Data::Bool(_)) => self.cut(&value.as_text()?)?,
            ('v', Data::Text(text)) if self.precision.is_none() => text.to_string(),
            ('v' | 't', Data::Bool(_)) if self.precision.is_none() && self.width == 0 => {
                value.as_text()?.to_string()
            }
            // Past six digits it is written with an exponent.
            ('v', Data::Number(_)) if self.precision.is_none() && !self.has('+') && !self.has(' ') => {
                value.as_text().filter(|text| text.len() <= 6 && !text.contains('.'))?.to_string()
            }
            ('q', Data::Text(text)) if self.precision.is_none() => quoted(text)?,
            ('d' | 'f', _) => return self.number(&value_as_number(value)?),
            _ => return None,
        };
        if self.width > 0 && !is_simple(&text) {
            return None;
        }
        Some(self.padded("", &text))
    }

    /// A text, up to as many characters as the precision says.
    fn cut(&self, text: &str) -> Option<String> {
        match self.precision {
            None => Some(text.to_owned()),
            Some(precision) => is_simple(text).then(|| text.chars().take(precision).collect()),
        }
    }

    fn number(&self, text: &str) -> Option<String> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None if self.has('+') => ("+", text),
            None if self.has(' ') => (" ", text),
            None => ("", text),
        };
        let digits = match (self.letter, self.precision) {
            ('d', None) if !digits.contains('.') => digits.to_owned(),
            ('f', precision) => rounded(digits, precision.unwrap_or(6))?,
            _ => return None,
        };
        // What is rounded to nothing keeps its sign in one notation and not in another.
        let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        (sign != "-" || !is_zero).then(|| self.padded(sign, &digits))
    }

    fn padded(&self, sign: &str, text: &str) -> String {
        let missing = self.width.saturating_sub(sign.len() + text.len());
        match (self.has('-'), self.has('0')) {
            (true, _) => format!("{sign}{text}{}", " ".repeat(missing)),
            (false, true) => format!("{sign}{}{text}", "0".repeat(missing)),
            (false, false) => format!("{}{sign}{text}", " ".repeat(missing)),
        }
    }
}

/// The number that a text begins with, if it does, and the rest; nothing where it is out of all proportion.
fn leading_number(text: &str) -> Option<(Option<usize>, &str)> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 {
        return Some((None, text));
    }
    let number = text[..digits].parse().ok().filter(|number| *number <= MOST_WIDTH)?;
    Some((Some(number), &text[digits..]))
}

/// A number in decimal notation, without an exponent.
fn value_as_number(value: &Val<'_>) -> Option<Arc<str>> {
    value.as_number()?;
    let number = match &value.data {
        Data::Text(text) => Val::new(Data::Number(text.clone()), None),
        _ => value.clone(),
    };
    let is_plain = |text: &Arc<str>| text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    number.as_text().filter(is_plain)
}

/// A number with so many decimals. What lies in the middle goes up or down by how it is stored.
fn rounded(digits: &str, precision: usize) -> Option<String> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let point = if precision > 0 { "." } else { "" };
    if fraction.len() <= precision {
        return Some(format!("{whole}{point}{fraction:0<precision$}"));
    }
    let (kept, cut) = fraction.split_at(precision);
    let half = format!("5{}", "0".repeat(cut.len() - 1));
    let up = match cut.cmp(half.as_str()) {
        std::cmp::Ordering::Equal => return None,
        ordering => ordering.is_gt(),
    };
    let mut number: Vec<u8> = format!("0{whole}{kept}").into_bytes();
    if up {
        let at = number.iter().rposition(|digit| *digit != b'9')?;
        number[at] += 1;
        number[at + 1..].fill(b'0');
    }
    let number = String::from_utf8(number).ok()?;
    let (whole, kept) = number.split_at(number.len() - precision);
    let whole = whole.strip_prefix('0').filter(|rest| !rest.is_empty()).unwrap_or(whole);
    Some(format!("{whole}{point}{kept}"))
}

/// A text in quotes, where nothing in it needs to be written otherwise.
fn quoted(text: &str) -> Option<String> {
    let is_plain = |c: char| matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '<' | '>' | '&');
    text.chars().all(is_plain).then(|| format!("\"{text}\""))
}
