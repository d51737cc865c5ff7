//! `placeholder-value`: a value that the rest of the dictionary lets pass, but that says nothing.

use super::{Case, Check, Gap, Rule, Verdict, quoted_value};
use crate::finding::Level;
use crate::policy::dictionary::Entry;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: "placeholder-value",
    level: Level::Warning,
    summary: "a value that passes, but says nothing: `unknown`, `tbd`, `n/a`",
    page: include_str!("../../rules/placeholder-value.md"),
    on_bills: Some(Gap::Wrong),
    check: Check::Project(check),
    ..Rule::COMMON
};

/// Values that say nothing, in lower case.
const PLACEHOLDERS: &[&str] = &[
    "unknown",
    "unassigned",
    "unallocated",
    "undefined",
    "unspecified",
    "unset",
    "untagged",
    "tbd",
    "tba",
    "tbc",
    "to be defined",
    "to be determined",
    "to-be-determined",
    "todo",
    "to do",
    "fixme",
    "none",
    "null",
    "nil",
    "n/a",
    "n.a.",
    "not applicable",
    "not set",
    "default",
    "changeme",
    "change me",
    "change-me",
    "change_me",
    "placeholder",
    "dummy",
    "?",
    "-",
    "--",
    "...",
];

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for wrong in case.with_fault(&RULE) {
        let Some(entry) = wrong.entry else { continue };
        let key = code(&wrong.tag.key);
        let message = format!("{} of {key} is a placeholder", quoted_value(wrong.reading));
        let help = match super::malformed_value::example(entry) {
            Some(example) => format!("give {key} a real value, for example {}", code(&example)),
            None => format!("give {key} a real value, or list this one in its `values`"),
        };
        let help = entry.message.clone().unwrap_or(help);
        let verdict = Verdict::of_value(wrong.tag, wrong.reading, message).because(&entry.clause);
        verdicts.push(verdict.help(help).behind(wrong.behind));
    }
}

/// Whether a value says nothing, and the policy does not name it itself.
pub(super) fn says_nothing(entry: &Entry, value: &str) -> bool {
    let value = value.trim();
    // The longest placeholder bounds what is worth comparing.
    if value.len() > 24 || entry.values.is_some() || entry.default.as_deref() == Some(value) {
        return false;
    }
    let lower = value.to_lowercase();
    let all = |c: char| !lower.is_empty() && lower.chars().all(|other| other == c);
    let repeated = lower.len() > 1 && (all('x') || all('?'));
    let bracketed = lower.len() > 2
        && ((lower.starts_with('<') && lower.ends_with('>'))
            || (lower.starts_with('[') && lower.ends_with(']')));
    repeated || bracketed || PLACEHOLDERS.contains(&lower.as_str())
}
