//! `missing-tag`: a required key is absent.

use super::{Case, Change, Check, Flaw, Gap, Remedy, Repeats, Rule, Topic, Uncovering, Verdict, drifted_tag};
use crate::finding::Level;
use crate::policy::dictionary::Entry;
use crate::text::{code, one_of};

pub(crate) static RULE: Rule = Rule {
    name: Flaw::Missing.rule(),
    level: Level::Error,
    summary: "a required key is absent",
    fix: Some("safe when the policy gives `default`: insert it"),
    page: include_str!("../../rules/missing-tag.md"),
    repeats: Some(Repeats { rule: &drifted_tag::RULE, about: Topic::Tag }),
    uncovered_by: Some(Uncovering::OfProject),
    on_bills: Some(Gap::Missing),
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for entry in case.dictionary.entries() {
        let Some(behind) = case.missing(entry) else { continue };
        let key = code(&entry.key);
        let remedy = entry.default.as_ref().map(|value| {
            let change = Change::Insert { key: entry.key.clone(), value: value.clone() };
            Remedy::safe(format!("add {key} with the policy's default {}", code(value)), change)
        });
        let verdict = Verdict::of_project(case, format!("{key} is missing"))
            .because(&entry.required.clause)
            .behind(behind)
            .help(entry.message.clone().unwrap_or_else(|| help(entry)))
            .remedy(remedy);
        verdicts.push(Verdict { tag: Some(entry.key.clone()), ..verdict });
    }
}

/// What to add, and what the key is for.
fn help(entry: &Entry) -> String {
    let mut help = what_to_add(entry);
    if let Some(description) = &entry.description {
        help.push_str(": ");
        help.push_str(&within_sentence(description));
    }
    help
}

/// A text behind a colon: it begins with a small letter, unless its first word has other capitals: `AWS`, `FinOps`.
fn within_sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let first_word = text.split_whitespace().next().unwrap_or_default();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if !first_word.chars().skip(1).any(char::is_uppercase) => {
            format!("{}{}", first.to_lowercase(), letters.as_str())
        }
        _ => text.to_owned(),
    }
}

fn what_to_add(entry: &Entry) -> String {
    let key = code(&entry.key);
    match super::malformed_value::example(entry) {
        Some(example) => format!("add {key}, for example {}", code(&example)),
        None => match &entry.values {
            Some(values) => {
                let values = one_of(values.value.list().iter().map(String::as_str), 6);
                format!("add {key} with the value {values}")
            }
            None => match &entry.default {
                Some(default) => format!("add {key}, for example {}", code(default)),
                None => format!("add {key}"),
            },
        },
    }
}
