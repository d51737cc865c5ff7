//! What codes look like: `CC-1001` and `CC-2002` are `CC-\d{4}`.

use std::collections::BTreeMap;

use super::measure::{LISTED, are_nearly_all};
use crate::policy::dictionary::Format;
use crate::policy::pattern::Pattern;

/// How often values must be seen before a pattern of them is law.
const ENOUGH: usize = 10;

/// How much of a code is the same in all of them, the most first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Likeness {
    /// Whether the letters are the same, and not only their number.
    letters: bool,
    /// Whether there are as many digits, or letters, each time.
    lengths: bool,
}

const LIKENESSES: [Likeness; 4] = [
    Likeness { letters: true, lengths: true },
    Likeness { letters: true, lengths: false },
    Likeness { letters: false, lengths: true },
    Likeness { letters: false, lengths: false },
];

/// The formats that say what a value is.
const FORMATS: [Format; 5] = [Format::Email, Format::Uuid, Format::Url, Format::Date, Format::Semver];

/// The pattern that nearly all uses share, as a clause of the policy says it.
#[derive(Debug)]
pub(super) enum Shared {
    Pattern(Pattern),
    Format(Format),
}

impl Shared {
    pub(super) fn matches(&self, value: &str) -> bool {
        match self {
            Shared::Pattern(pattern) => pattern.matches(value),
            Shared::Format(format) => format.accepts(value),
        }
    }
}

/// What nearly all of these values share, each given with its uses; so many more say nothing.
pub(super) fn shared(counts: &BTreeMap<String, usize>, saying_nothing: usize) -> Option<Shared> {
    let all: usize = counts.values().sum();
    if all + saying_nothing < ENOUGH {
        return None;
    }
    if counts.len() > LISTED {
        for format in FORMATS {
            let matching = counts.iter().filter(|(value, _)| format.accepts(value));
            if are_nearly_all(matching.map(|(_, uses)| uses).sum(), all) {
                return Some(Shared::Format(format));
            }
        }
    }
    LIKENESSES.iter().find_map(|likeness| pattern(counts, all, *likeness)).map(Shared::Pattern)
}

fn pattern(counts: &BTreeMap<String, usize>, all: usize, likeness: Likeness) -> Option<Pattern> {
    let mut forms: BTreeMap<String, Vec<(&str, usize)>> = BTreeMap::new();
    for (value, uses) in counts {
        if let Some(form) = form(value, likeness) {
            forms.entry(form).or_default().push((value, *uses));
        }
    }
    let sum = |values: &[(&str, usize)]| values.iter().map(|(_, uses)| uses).sum::<usize>();
    let (form, values) = forms.into_iter().max_by_key(|(_, values)| sum(values))?;
    // A digit at the end of a word numbers it: a few of these are a list.
    let are_codes = values.len() > LISTED || values.iter().all(|(value, _)| has_number(value));
    let is_law = values.len() > 1 && are_codes && are_nearly_all(sum(&values), all);
    Pattern::new(&form).ok().filter(|_| is_law)
}

fn has_number(value: &str) -> bool {
    let mut digits = value.split(|c: char| !c.is_ascii_digit());
    digits.any(|digits| digits.len() > 1)
}

/// Characters that a pattern takes for each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
    Digit,
    Capital,
    Small,
}

impl Class {
    fn of(c: char) -> Option<Self> {
        match c {
            '0'..='9' => Some(Class::Digit),
            'A'..='Z' => Some(Class::Capital),
            'a'..='z' => Some(Class::Small),
            _ => None,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Class::Digit => r"\d",
            Class::Capital => "[A-Z]",
            Class::Small => "[a-z]",
        }
    }
}

/// The pattern of a value that has a digit, as far as others are like it.
fn form(value: &str, Likeness { letters, lengths }: Likeness) -> Option<String> {
    if !value.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (mut form, mut rest) = (String::new(), value);
    while let Some(c) = rest.chars().next() {
        let class = Class::of(c).filter(|class| *class == Class::Digit || !letters);
        let Some(class) = class else {
            match c {
                '.' | '+' => form.extend(['\\', c]),
                '-' | '_' | '/' | ':' | ' ' | '@' | '=' => form.push(c),
                c if c.is_ascii_alphanumeric() => form.push(c),
                _ => return None,
            }
            rest = &rest[c.len_utf8()..];
            continue;
        };
        let run = rest.chars().take_while(|c| Class::of(*c) == Some(class)).count();
        form.push_str(class.text());
        match (lengths, run) {
            (true, 1) => {}
            (true, run) => form.push_str(&format!("{{{run}}}")),
            (false, _) => form.push('+'),
        }
        rest = &rest[run..];
    }
    Some(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[(&str, usize)]) -> Option<String> {
        let counts = values.iter().map(|(value, uses)| ((*value).to_owned(), *uses)).collect();
        Some(match shared(&counts, 0)? {
            Shared::Pattern(pattern) => pattern.as_str().to_owned(),
            Shared::Format(format) => format.word().to_owned(),
        })
    }

    #[test]
    fn codes_have_a_pattern() {
        assert_eq!(of(&[("CC-1001", 5), ("CC-2002", 5)]).as_deref(), Some(r"CC-\d{4}"));
        assert_eq!(of(&[("CC-1001", 4), ("CC-2002", 5)]), None, "too few");
        assert_eq!(of(&[("CC-1001", 9), ("CC-2002", 9), ("nothing", 2)]).as_deref(), Some(r"CC-\d{4}"));
        assert_eq!(of(&[("CC-1001", 8), ("CC-2002", 8), ("nothing", 2)]), None, "not nearly all");
        assert_eq!(of(&[("T10", 5), ("T9", 1), ("T12", 5)]).as_deref(), Some(r"T\d{2}"));
        assert_eq!(of(&[("AB-10", 5), ("XY-12", 5)]).as_deref(), Some(r"[A-Z]{2}-\d{2}"));
        assert_eq!(of(&[("4711", 5), ("4712", 5)]).as_deref(), Some(r"\d{4}"));
        assert_eq!(of(&[("a.10+b", 5), ("a.11+b", 5)]).as_deref(), Some(r"a\.\d{2}\+b"));
    }

    #[test]
    fn what_says_nothing_occurs_too() {
        let counts = BTreeMap::from([("CC-1001".to_owned(), 4), ("CC-2002".to_owned(), 5)]);
        assert!(shared(&counts, 0).is_none() && shared(&counts, 1).is_some());
    }

    #[test]
    fn numbered_words_and_one_value_have_none() {
        assert_eq!(of(&[("Stage1", 10), ("Stage2", 10)]), None);
        assert_eq!(of(&[("us-east-1", 10), ("eu-west-1", 10)]), None);
        assert_eq!(of(&[("CC-1001", 20)]), None);
        assert_eq!(of(&[("Production", 20), ("Staging", 20)]), None);
    }

    #[test]
    fn many_values_of_a_known_format_have_it() {
        let mails: Vec<String> = (0..20).map(|number| format!("a{number}@example.com")).collect();
        let mails: Vec<(&str, usize)> = mails.iter().map(|mail| (mail.as_str(), 1)).collect();
        assert_eq!(of(&mails).as_deref(), Some("email"));
        let teams: Vec<String> = (0..20).map(|number| format!("team-{number}")).collect();
        let teams: Vec<(&str, usize)> = teams.iter().map(|team| (team.as_str(), 1)).collect();
        assert_eq!(of(&teams).as_deref(), Some(r"team-\d+"));
    }
}
