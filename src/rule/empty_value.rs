//! `empty-value`: an empty or blank value of a key that is in the dictionary.

use super::{Case, Check, Flaw, Gap, Rule, Verdict};
use crate::finding::Level;
use crate::project::Value;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: Flaw::Empty.rule(),
    level: Level::Error,
    summary: "an empty or blank value of a key that is in the dictionary",
    page: include_str!("../../rules/empty-value.md"),
    on_bills: Some(Gap::Wrong),
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for wrong in case.with_flaw(Flaw::Empty) {
        let key = code(&wrong.tag.key);
        let what = match &wrong.reading.value {
            Value::Null => "null",
            Value::Text(text) if !text.is_empty() => "blank",
            _ => "empty",
        };
        let verdict = Verdict::of_value(wrong.tag, wrong.reading, format!("the value of {key} is {what}"));
        let Some(entry) = wrong.entry else { continue };
        let help = match super::malformed_value::example(entry) {
            Some(example) => format!("give {key} a value, for example {}", code(&example)),
            None => format!("give {key} a value, or remove it"),
        };
        let help = entry.message.clone().unwrap_or(help);
        verdicts.push(verdict.because(&entry.clause).help(help).behind(wrong.behind));
    }
}
