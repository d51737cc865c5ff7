//! `name-mismatch`: the name breaks `[name] pattern`, or gives another value than the tags.

use super::verdict::{holds_secret, quoted_value, related_value};
use super::{Case, Check, Rule, Uncovering, Verdict, invalid_name};
use crate::finding::Level;
use crate::policy::{NamePart, NamePattern};
use crate::text::{all_of, code, one_of};

pub(crate) static RULE: Rule = Rule {
    name: "name-mismatch",
    level: Level::Warning,
    summary: "the name breaks `[name] pattern`, or gives another value than the tags",
    page: include_str!("../../rules/name-mismatch.md"),
    uncovered_by: Some(Uncovering::OfProject),
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    let Some(pattern) = &case.policy.name_pattern else { return };
    let Some(name) = case.project.name.value.text().filter(|name| !name.is_empty()) else { return };
    let expected: Vec<Expected<'_>> =
        pattern.parts.iter().map(|part| Expected::of(case, pattern, part)).collect();
    if fits(name, &expected) {
        return;
    }
    let because = &pattern.pattern.clause;
    // What the name says otherwise would give it away.
    let shown = case.project.shown_name();
    // Looking for the values of tags in a name takes the cube of its length, and longer ones the service refuses.
    let read = shown.filter(|name| name.chars().nth(invalid_name::MOST).is_none());
    let contradiction = read.and_then(|name| contradiction(case, pattern, name, &expected));
    let verdict = match contradiction {
        Some((key, said)) => {
            let name = code(shown.unwrap_or_default());
            let tag = case.standing_for(key).map(|(_, tag)| tag);
            let value = if let Some(tag) = tag { quoted_value(&tag.value) } else { String::new() };
            let message = format!(
                "the name {name} says that {} is {}, but the tag says {value}",
                code(key),
                code(said)
            );
            let help = format!("rename the project, or set {} to {}", code(key), code(said));
            Verdict::of_project(case, message).related(tag.map(related_value)).help(help)
        }
        None => {
            let name = match shown {
                Some(name) => format!("the name {}", code(name)),
                None => "the name".to_owned(),
            };
            let message = format!("{name} does not match the pattern {}", code(&pattern.pattern.value));
            Verdict::of_project(case, message).help(help(case, &expected, pattern))
        }
    };
    verdicts.push(verdict.because(because));
}

/// What a part of the pattern may be in the name of one project.
enum Expected<'a> {
    /// One of these texts.
    OneOf(Vec<&'a str>),
    /// Any text, also none.
    Any,
    /// Some text: the value of a tag that is not known.
    Some,
}

impl<'a> Expected<'a> {
    fn of(case: &Case<'a>, pattern: &'a NamePattern, part: &'a NamePart) -> Self {
        let key = match part {
            NamePart::Text(text) => return Expected::OneOf(vec![text]),
            NamePart::Any => return Expected::Any,
            NamePart::Tag(key) => key,
        };
        // A value that is wrong in itself says nothing of the name.
        let tag = case.standing_for(key).filter(|&(index, _)| !case.tags[index].faulty).map(|(_, tag)| tag);
        match tag.and_then(|tag| tag.known_text()) {
            Some(value) => Expected::OneOf(pattern.spellings(key, value)),
            None => Expected::Some,
        }
    }
}

impl NamePattern {
    /// The texts that stand for a value in a name: itself, and its abbreviations.
    fn spellings<'a>(&'a self, key: &str, value: &'a str) -> Vec<&'a str> {
        let abbreviations = self.abbreviations.get(key).and_then(|values| values.get(value));
        let abbreviations = abbreviations.into_iter().flatten().map(String::as_str);
        std::iter::once(value).chain(abbreviations).collect()
    }

    /// The value that a text in a name stands for.
    fn value_of<'a>(&'a self, case: &Case<'a>, key: &str, text: &str) -> Option<&'a str> {
        let abbreviations = self.abbreviations.get(key).into_iter().flatten();
        let abbreviated = abbreviations
            .filter(|(_, texts)| texts.iter().any(|known| known == text))
            .map(|(value, _)| value.as_str());
        let values = case.dictionary.get(key).and_then(|entry| entry.values.as_ref());
        let values = values.into_iter().flat_map(|values| values.value.list()).map(String::as_str);
        abbreviated.chain(values.filter(|value| *value == text)).next()
    }
}

/// Whether the name is a sequence of what is expected. Each part tries every place where it may end, the places
/// being remembered part by part, so that no name takes more than parts × length steps.
fn fits(name: &str, expected: &[Expected<'_>]) -> bool {
    let mut ends = vec![0];
    for part in expected {
        ends = match part {
            Expected::OneOf(texts) => {
                let after = |&at: &usize| {
                    texts
                        .iter()
                        .filter(move |text| name[at..].starts_with(**text))
                        .map(move |text| at + text.len())
                };
                ends.iter().flat_map(after).collect()
            }
            Expected::Any | Expected::Some => {
                let least = usize::from(matches!(part, Expected::Some));
                let Some(&first) = ends.iter().min() else { return false };
                let rest = &name[first..];
                rest.char_indices().map(|(at, _)| first + at).chain([name.len()]).skip(least).collect()
            }
        };
        ends.sort_unstable();
        ends.dedup();
    }
    ends.contains(&name.len())
}

/// The first tag of which the name says another value of the dictionary than the tag does, all else being right.
fn contradiction<'a>(
    case: &Case<'a>,
    pattern: &'a NamePattern,
    name: &'a str,
    expected: &[Expected<'a>],
) -> Option<(&'a str, &'a str)> {
    let tags = pattern.parts.iter().enumerate().filter_map(|(number, part)| match part {
        NamePart::Tag(key) if matches!(expected[number], Expected::OneOf(_)) => Some((number, key)),
        _ => None,
    });
    tags.into_iter().find_map(|(number, key)| {
        let (before, after) = (&expected[..number], &expected[number + 1..]);
        let bounds: Vec<usize> = name.char_indices().map(|(at, _)| at).chain([name.len()]).collect();
        let starts = bounds.iter().filter(|&&start| fits(&name[..start], before));
        let mut said = starts.flat_map(|&start| {
            let ends = bounds.iter().filter(move |&&end| end > start && fits(&name[end..], after));
            ends.map(move |&end| &name[start..end])
        });
        said.find_map(|text| pattern.value_of(case, key, text)).map(|value| (key.as_str(), value))
    })
}

/// Which names would do. What is not known, or must not be shown, is in braces, for nobody must type it as it is.
fn help(case: &Case<'_>, expected: &[Expected<'_>], pattern: &NamePattern) -> String {
    let mut names = vec![String::new()];
    let mut unknown: Vec<&str> = Vec::new();
    for (part, written) in expected.iter().zip(&pattern.parts) {
        let texts: Vec<String> = match (part, written) {
            (Expected::OneOf(texts), _) if !is_secret(case, written) => {
                texts.iter().map(|text| (*text).to_owned()).collect()
            }
            (Expected::OneOf(_) | Expected::Some, NamePart::Tag(key)) => {
                unknown.push(key);
                vec![format!("{{{key}}}")]
            }
            _ => vec!["*".to_owned()],
        };
        names = names
            .iter()
            .flat_map(|name| texts.iter().map(move |text| format!("{name}{text}")))
            .take(4)
            .collect();
    }
    unknown.sort_unstable();
    unknown.dedup();
    let is_known = |part: &Expected<'_>| matches!(part, Expected::OneOf(_));
    if !expected.iter().any(is_known)
        && let Some(absent) = unknown.iter().find(|key| case.standing_for(key).is_none())
    {
        return format!("add the tag {} first", code(absent));
    }
    let names = one_of(names.iter().map(String::as_str), 3);
    let placeholders: Vec<String> = unknown.iter().map(|key| format!("{{{key}}}")).collect();
    let values = all_of(placeholders.iter().map(String::as_str), placeholders.len());
    match placeholders.len() {
        0 => format!("name it {names}"),
        1 => format!("use a name such as {names}, where {values} is the value of that tag"),
        _ => format!("use a name such as {names}, where {values} are the values of those tags"),
    }
}

/// Whether a part of the pattern is the value of a tag that must not be shown.
fn is_secret(case: &Case<'_>, part: &NamePart) -> bool {
    matches!(part, NamePart::Tag(key) if case.standing_for(key).is_some_and(|(_, tag)| holds_secret(tag)))
}

#[cfg(test)]
mod tests {
    use super::{Expected, fits};

    #[test]
    fn parts_may_end_in_more_than_one_place() {
        let parts =
            || [Expected::OneOf(vec!["a", "a-b"]), Expected::OneOf(vec!["-"]), Expected::Some, Expected::Any];
        for name in ["a-x", "a-b-x", "a-b"] {
            assert!(fits(name, &parts()), "{name}");
        }
        for name in ["a", "a-", "b-x", ""] {
            assert!(!fits(name, &parts()), "{name}");
        }
        assert!(fits("é-é", &[Expected::Some, Expected::OneOf(vec!["-é"])]));
    }
}
