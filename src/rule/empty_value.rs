//! `empty-value`: an empty or blank value of a key that is in the dictionary.

use super::case::Fault;
use super::{Case, Verdict};
use crate::project::Value;
use crate::text::code;

pub(super) fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for wrong in case.with_fault(Fault::Empty) {
        let key = code(&wrong.tag.key);
        let what = match &wrong.reading.value {
            Value::Null => "null",
            Value::Text(text) if !text.is_empty() => "blank",
            _ => "empty",
        };
        let verdict = Verdict::of_value(wrong.tag, wrong.reading, format!("the value of {key} is {what}"));
        let Some(entry) = wrong.entry else { continue };
        let help = super::malformed_value::example(entry).map_or_else(
            || format!("give {key} a value, or remove it"),
            |example| format!("give {key} a value, for example {}", code(&example)),
        );
        let help = entry.message.clone().unwrap_or(help);
        verdicts.push(verdict.because(&entry.clause).help(help));
    }
}
