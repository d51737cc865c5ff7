//! `malformed-value`: a value that breaks `pattern`, `format`, `min-length` or `max-length`.

use super::case::Wrong;
use super::verdict::{quoted_value, shown_value};
use super::{Case, Change, Check, Flaw, Gap, Remedy, Rule, Verdict};
use crate::finding::Level;
use crate::policy::dictionary::{Entry, Format};
pub(super) use crate::policy::format::{Broken, broken};
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: Flaw::Malformed.rule(),
    level: Level::Error,
    summary: "a value that breaks `pattern`, `format`, `min-length` or `max-length`",
    fix: Some("safe where trimming or changing case makes it match: replace"),
    page: include_str!("../../rules/malformed-value.md"),
    on_bills: Some(Gap::Wrong),
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for wrong in case.with_flaw(Flaw::Malformed) {
        let Some(entry) = wrong.entry else { continue };
        let key = code(&wrong.tag.key);
        let Some(value) = wrong.reading.value.said() else {
            let message = format!("the value of {key} is a list or a map, not a string");
            let help = format!("give {key} one string");
            let verdict = Verdict::of_value(wrong.tag, wrong.reading, message).because(&entry.clause);
            verdicts.push(verdict.help(help).behind(wrong.behind));
            continue;
        };
        let Some(broken) = broken(entry, value) else { continue };
        let shown = shown_value(wrong.reading);
        let message = format!("{} of {key} {}", quoted_value(wrong.reading), broken.what(shown.as_deref()));
        let fixed = shown.and_then(|value| fixed(entry, &value));
        let help = entry.message.clone().unwrap_or_else(|| help(entry, fixed.as_deref(), &broken));
        let remedy = fixed.map(|value| remedy(&wrong, value));
        let verdict = Verdict::of_value(wrong.tag, wrong.reading, message);
        verdicts.push(verdict.because(broken.clause()).help(help).remedy(remedy).behind(wrong.behind));
    }
}

/// The value with blanks trimmed, or in another case, where that makes it right.
fn fixed(entry: &Entry, value: &str) -> Option<String> {
    let trimmed = value.trim();
    let candidates = [trimmed.to_owned(), trimmed.to_uppercase(), trimmed.to_lowercase()];
    candidates.into_iter().find(|candidate| candidate != value && broken(entry, candidate).is_none())
}

fn remedy(wrong: &Wrong<'_>, value: String) -> Remedy {
    let title = format!("replace {} with {}", quoted_value(wrong.reading), code(&value));
    Remedy::safe(title, Change::Replace { tag: wrong.index, reading: wrong.number, value })
}

fn help(entry: &Entry, fixed: Option<&str>, broken: &Broken<'_>) -> String {
    if let Some(fixed) = fixed {
        return format!("use {}", code(fixed));
    }
    match (example(entry), broken) {
        (Some(example), _) => format!("use a value such as {}", code(&example)),
        (None, Broken::Pattern(pattern, _)) => format!("use a value that matches {}", code(pattern)),
        (None, Broken::Format(format, _)) => format!("use {}", format.description()),
        (None, Broken::TooShort(least, _)) => format!("use {least} characters or more"),
        (None, Broken::TooLong(most, _)) => format!("use {most} characters or fewer"),
    }
}

/// A value that the entry accepts, to show in help: the policy's example, else the first allowed value where there
/// are few, else one made up from the format or the pattern.
pub(crate) fn example(entry: &Entry) -> Option<String> {
    if let Some(example) = entry.examples.first() {
        return Some(example.clone());
    }
    if entry.values.is_some() {
        return None;
    }
    let made_up = match (&entry.format, &entry.pattern) {
        (_, Some(pattern)) => pattern.value.example().map(str::to_owned),
        (Some(format), None) => Some(sample(format.value).to_owned()),
        (None, None) => None,
    };
    made_up.filter(|value| broken(entry, value).is_none())
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
