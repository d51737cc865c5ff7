//! `malformed-value`: a value that breaks `pattern`, `format`, `min-length` or `max-length`.

use std::sync::LazyLock;

use regex::Regex;

use super::case::{Fault, Wrong};
use super::{Case, Change, Remedy, Verdict};
use crate::finding::Location;
use crate::policy::dictionary::{Entry, Format};
use crate::project::Value;
use crate::text::{code, count};

pub(super) fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for wrong in case.with_fault(Fault::Malformed) {
        let Some(entry) = wrong.entry else { continue };
        let key = code(&wrong.tag.key);
        let Value::Text(value) = &wrong.reading.value else {
            let message = format!("the value of {key} is a list or a map, not a text");
            let help = format!("give {key} one text");
            verdicts
                .push(Verdict::of_value(wrong.tag, wrong.reading, message).because(&entry.clause).help(help));
            continue;
        };
        let Some(broken) = broken(entry, value) else { continue };
        let message = format!("{} of {key} {}", wrong.reading.shown(), broken.what(value));
        let mended = mended(entry, value);
        let help = entry.message.clone().unwrap_or_else(|| help(entry, mended.as_deref(), &broken));
        let remedy = mended.map(|value| remedy(&wrong, value));
        let verdict = Verdict::of_value(wrong.tag, wrong.reading, message);
        verdicts.push(verdict.because(broken.clause()).help(help).remedy(remedy));
    }
}

/// The clause that a value breaks.
pub(super) enum Broken<'e> {
    /// `pattern`
    Pattern(&'e str, &'e Location),
    /// `format`
    Format(Format, &'e Location),
    /// `min-length`
    TooShort(usize, &'e Location),
    /// `max-length`
    TooLong(usize, &'e Location),
}

impl Broken<'_> {
    fn clause(&self) -> &Location {
        match self {
            Broken::Pattern(_, clause)
            | Broken::Format(_, clause)
            | Broken::TooShort(_, clause)
            | Broken::TooLong(_, clause) => clause,
        }
    }

    fn what(&self, value: &str) -> String {
        let length = value.chars().count();
        match self {
            Broken::Pattern(pattern, _) => format!("does not match `{pattern}`"),
            Broken::Format(format, _) => format!("is not {}", meaning(*format)),
            Broken::TooShort(least, _) => {
                format!("has {}, fewer than {least}", count(length, "character"))
            }
            Broken::TooLong(most, _) => format!("has {length} characters, more than {most}"),
        }
    }
}

/// The first clause of an entry that a value breaks, apart from its list of values.
pub(super) fn broken<'e>(entry: &'e Entry, value: &str) -> Option<Broken<'e>> {
    if let Some(pattern) = entry.pattern.as_ref().filter(|pattern| !pattern.value.matches(value)) {
        return Some(Broken::Pattern(pattern.value.as_str(), &pattern.clause));
    }
    if let Some(format) = entry.format.as_ref().filter(|format| !has_format(value, format.value)) {
        return Some(Broken::Format(format.value, &format.clause));
    }
    if entry.min_length.is_none() && entry.max_length.is_none() {
        return None;
    }
    let length = value.chars().count();
    if let Some(least) = entry.min_length.as_ref().filter(|least| length < least.value) {
        return Some(Broken::TooShort(least.value, &least.clause));
    }
    let most = entry.max_length.as_ref().filter(|most| length > most.value)?;
    Some(Broken::TooLong(most.value, &most.clause))
}

/// The value with blanks trimmed, or in another case, where that makes it right.
fn mended(entry: &Entry, value: &str) -> Option<String> {
    let trimmed = value.trim();
    let candidates = [trimmed.to_owned(), trimmed.to_uppercase(), trimmed.to_lowercase()];
    candidates.into_iter().find(|candidate| candidate != value && broken(entry, candidate).is_none())
}

fn remedy(wrong: &Wrong<'_>, value: String) -> Remedy {
    let title = format!("replace {} by {}", wrong.reading.shown(), code(&value));
    Remedy::safe(title, Change::Replace { tag: wrong.index, reading: wrong.number, value })
}

fn help(entry: &Entry, mended: Option<&str>, broken: &Broken<'_>) -> String {
    if let Some(mended) = mended {
        return format!("use {}", code(mended));
    }
    match (example(entry), broken) {
        (Some(example), _) => format!("use a value such as {}", code(&example)),
        (None, Broken::Pattern(pattern, _)) => format!("use a value that matches `{pattern}`"),
        (None, Broken::Format(format, _)) => format!("use {}", meaning(*format)),
        (None, Broken::TooShort(least, _)) => format!("use {least} characters or more"),
        (None, Broken::TooLong(most, _)) => format!("use {most} characters or fewer"),
    }
}

/// A value that the entry accepts, to show in help: the policy's example, else the first allowed value where there
/// are few, else one made up from the format or the pattern.
pub(super) fn example(entry: &Entry) -> Option<String> {
    if let Some(example) = entry.examples.first() {
        return Some(example.clone());
    }
    if entry.values.is_some() {
        return None;
    }
    let made_up = match (&entry.format, &entry.pattern) {
        (_, Some(pattern)) => crate::policy::pattern::example(&pattern.value),
        (Some(format), None) => Some(sample(format.value).to_owned()),
        (None, None) => None,
    };
    made_up.filter(|value| broken(entry, value).is_none())
}

fn meaning(format: Format) -> &'static str {
    match format {
        Format::Email => "an e-mail address",
        Format::Uuid => "a UUID",
        Format::Date => "a date (YYYY-MM-DD)",
        Format::Integer => "an integer",
        Format::Url => "a URL",
        Format::Semver => "a semantic version",
        Format::AwsAccountId => "an AWS account id (12 digits)",
    }
}

fn sample(format: Format) -> &'static str {
    match format {
        Format::Email => "team@example.com",
        Format::Uuid => "0b9fbd3e-94a6-4a0f-9f0c-3d6f2a7c1e55",
        Format::Date => "2026-01-31",
        Format::Integer => "42",
        Format::Url => "https://example.com/",
        Format::Semver => "1.2.3",
        Format::AwsAccountId => "111122223333",
    }
}

/// Semantic versions, by the expression that semver.org suggests.
static SEMVER: LazyLock<Regex> = LazyLock::new(|| {
    let number = "(0|[1-9][0-9]*)";
    let word = "(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";
    let build = "[0-9a-zA-Z-]+";
    Regex::new(&format!(r"\A{number}\.{number}\.{number}(-{word}(\.{word})*)?(\+{build}(\.{build})*)?\z"))
        .expect("a constant expression")
});

/// Whether a value has a format.
pub fn has_format(value: &str, format: Format) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match format {
        Format::Email => is_email(value),
        Format::Uuid => {
            let lengths = [8, 4, 4, 4, 12];
            let hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
            value.split('-').map(str::len).eq(lengths) && value.split('-').all(hex)
        }
        Format::Date => crate::policy::Date::parse(value).is_some(),
        Format::Integer => digits(value.strip_prefix(['-', '+']).unwrap_or(value)),
        Format::Url => is_url(value),
        Format::Semver => SEMVER.is_match(value),
        Format::AwsAccountId => value.len() == 12 && digits(value),
    }
}

/// What HTML calls a valid e-mail address, with a dot in the domain
/// (<https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address>).
fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.split_once('@') else { return false };
    let local_byte = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    !local.is_empty()
        && value.len() <= 254
        && local.bytes().all(local_byte)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && is_host(domain)
        && domain.contains('.')
}

fn is_host(host: &str) -> bool {
    host.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

fn is_url(value: &str) -> bool {
    let Some(rest) = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://")) else {
        return false;
    };
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = host.rsplit_once(':').unwrap_or((host, ""));
    is_host(host)
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && !value.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_accept_what_they_name_and_nothing_else() {
        let right = [
            (Format::Email, "a.b+c@example.co.uk"),
            (Format::Uuid, "0B9FBD3E-94a6-4a0f-9f0c-3d6f2a7c1e55"),
            (Format::Date, "2024-02-29"),
            (Format::Integer, "-12"),
            (Format::Url, "https://example.com:8080/a?b#c"),
            (Format::Semver, "1.0.0-rc.1+build.5"),
            (Format::AwsAccountId, "000000000001"),
        ];
        for (format, value) in right {
            assert!(has_format(value, format), "{format:?} {value}");
        }
        let wrong = [
            (Format::Email, "a@b@example.com"),
            (Format::Email, "a@localhost"),
            (Format::Email, "a b@example.com"),
            (Format::Email, ".a@example.com"),
            (Format::Uuid, "0b9fbd3e94a64a0f9f0c3d6f2a7c1e55"),
            (Format::Date, "2023-02-29"),
            (Format::Date, "2023-2-9"),
            (Format::Integer, "1.0"),
            (Format::Integer, "-"),
            (Format::Integer, "١"),
            (Format::Url, "example.com"),
            (Format::Url, "ftp://example.com"),
            (Format::Url, "https://"),
            (Format::Semver, "1.0"),
            (Format::Semver, "01.0.0"),
            (Format::AwsAccountId, "12345678901"),
        ];
        for (format, value) in wrong {
            assert!(!has_format(value, format), "{format:?} {value}");
        }
    }
}
