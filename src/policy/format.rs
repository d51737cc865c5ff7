//! What values are asked to look like: formats, patterns and lengths.

use std::sync::LazyLock;

use regex::Regex;

use super::date;
use super::dictionary::{Entry, Format};
use crate::finding::Location;
use crate::text::{code, count};

impl Format {
    /// The words for all formats, as a policy spells them.
    pub(crate) const WORDS: &[&str] =
        &["email", "uuid", "date", "integer", "url", "semver", "aws-account-id"];

    /// All formats, in the order of their words.
    const ALL: [Format; 7] = [
        Format::Email,
        Format::Uuid,
        Format::Date,
        Format::Integer,
        Format::Url,
        Format::Semver,
        Format::AwsAccountId,
    ];

    /// The format of a word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        let at = Format::WORDS.iter().position(|known| *known == word)?;
        Some(Format::ALL[at])
    }

    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        Format::WORDS[self as usize]
    }

    /// What a value of this format is, in words.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Format::Email => "an e-mail address",
            Format::Uuid => "a UUID",
            Format::Date => "a date (YYYY-MM-DD)",
            Format::Integer => "an integer",
            Format::Url => "a URL",
            Format::Semver => "a semantic version",
            Format::AwsAccountId => "an AWS account id (12 digits)",
        }
    }

    /// Whether the whole value has this format.
    pub(crate) fn accepts(self, value: &str) -> bool {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Format::Email => is_email(value),
            Format::Uuid => {
                let lengths = [8, 4, 4, 4, 12];
                let hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
                value.split('-').map(str::len).eq(lengths) && value.split('-').all(hex)
            }
            Format::Date => date::parse(value).is_some(),
            Format::Integer => digits(value.strip_prefix(['-', '+']).unwrap_or(value)),
            Format::Url => is_url(value),
            Format::Semver => SEMVER.is_match(value),
            Format::AwsAccountId => value.len() == 12 && digits(value),
        }
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
    let host = if let Some((_, host)) = authority.rsplit_once('@') { host } else { authority };
    let (host, port) = host.rsplit_once(':').unwrap_or((host, ""));
    is_host(host)
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && !value.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// The clause that a value breaks.
pub(crate) enum Broken<'e> {
    /// `pattern`
    Pattern(&'e str, &'e Location),
    /// `format`
    Format(Format, &'e Location),
    /// `min-length`
    TooShort(usize, &'e Location),
    /// `max-length`
    TooLong(usize, &'e Location),
}

impl<'e> Broken<'e> {
    /// The clause itself.
    pub(crate) fn clause(&self) -> &'e Location {
        match self {
            Broken::Pattern(_, clause)
            | Broken::Format(_, clause)
            | Broken::TooShort(_, clause)
            | Broken::TooLong(_, clause) => clause,
        }
    }

    /// That a value breaks it, as the end of a sentence that begins with the value; without one, nothing is told of
    /// how it does.
    pub(crate) fn what(&self, value: Option<&str>) -> String {
        let length = value.map(|value| value.chars().count());
        match (self, length) {
            (Broken::Pattern(pattern, _), _) => format!("does not match the pattern {}", code(pattern)),
            (Broken::Format(format, _), _) => format!("is not {}", format.description()),
            (Broken::TooShort(least, _), Some(length)) => {
                format!("has {}, fewer than {least}", count(length, "character"))
            }
            (Broken::TooShort(least, _), None) => format!("has fewer than {}", count(*least, "character")),
            (Broken::TooLong(most, _), Some(length)) => {
                format!("has {length} characters, more than {most}")
            }
            (Broken::TooLong(most, _), None) => format!("has more than {}", count(*most, "character")),
        }
    }
}

/// The first clause of an entry that a value breaks, apart from its list of values.
pub(crate) fn broken<'e>(entry: &'e Entry, value: &str) -> Option<Broken<'e>> {
    if let Some(pattern) = entry.pattern.as_ref().filter(|pattern| !pattern.value.matches(value)) {
        return Some(Broken::Pattern(pattern.value.as_str(), &pattern.clause));
    }
    if let Some(format) = entry.format.as_ref().filter(|format| !format.value.accepts(value)) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_word() {
        for (format, word) in Format::ALL.into_iter().zip(Format::WORDS) {
            assert_eq!(Format::of(word), Some(format));
        }
        assert_eq!(Format::of("e-mail"), None);
    }

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
            assert!(format.accepts(value), "{format:?} {value}");
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
            assert!(!format.accepts(value), "{format:?} {value}");
        }
    }
}
