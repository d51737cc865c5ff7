//! `missing-budget`: spend on a value behind which there is no budget.

use super::live::{Cover, LiveCase};
use super::{Check, Needs, Rule, Verdict};
use crate::finding::{Level, Related};
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: "missing-budget",
    level: Level::Warning,
    summary: "bill: spend on a value of the key of `[budgets]` that has no budget",
    page: include_str!("../../rules/missing-budget.md"),
    check: Check::Live { needs: Needs::Budgets, check },
    ..Rule::COMMON
};

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let LiveCase::Budgeted { key, value, cover, uncounted } = case else { return };
    let spend = format!("{} of {}", code(value), code(&key.value));
    let (message, help, at_most) = match cover {
        Cover::Heard => return,
        Cover::Nothing => (
            format!("{spend} has spend, but no budget"),
            format!(
                "create a cost budget that filters on the tag {} with the value {}, and notifies its owner",
                code(&key.value),
                code(value)
            ),
            None,
        ),
        Cover::Silent { budget } => (
            format!("the budget {} for {spend} notifies nobody", code(budget)),
            "add a notification to the budget".to_owned(),
            Some(Level::Note),
        ),
    };
    let mut related = Vec::new();
    for why in *uncounted {
        related.push(Related { message: why.clone(), location: None });
    }
    let verdict = Verdict {
        message,
        tag: Some(key.value.clone()),
        value: Some((*value).to_owned()),
        related,
        at_most,
        ..Verdict::default()
    };
    verdicts.push(verdict.because(&key.clause).help(help));
}
