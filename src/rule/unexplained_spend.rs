//! `unexplained-spend`: too little of a month's money is explained.

use super::live::LiveCase;
use super::{Check, Needs, Rule, Verdict};
use crate::cost::spend::cents;
use crate::cost::{Money, share};
use crate::finding::Level;
use crate::text::code;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    name: "unexplained-spend",
    level: Level::Error,
    summary: "bill: less of a month is explained than `[spend] explained` asks for",
    page: include_str!("../../rules/unexplained-spend.md"),
    check: Check::Live { needs: Needs::Bill, check },
    ..Rule::COMMON
};

/// How many gaps the help names.
const NAMED: usize = 3;

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let &LiveCase::Month { period, currency, explained, base, wanted, gaps } = case else { return };
    if base <= Money::ZERO || !wanted.value.is_above(explained.to, base) {
        return;
    }
    let share = share::percent(explained.to, base);
    let share = if explained.exact().is_none() { format!("at most {share}") } else { share };
    let message = format!(
        "{share} of the {currency} of {period} is explained, less than the {} that the policy asks for",
        wanted.value
    );
    verdicts.push(
        Verdict { message, help: Some(help(gaps, currency)), ..Verdict::default() }.because(&wanted.clause),
    );
}

fn help(gaps: &[(&str, Money)], currency: &str) -> String {
    let mut parts = Vec::new();
    for (gap, amount) in gaps.iter().take(NAMED) {
        parts.push(format!("{} ({} {currency})", code(gap), cents(*amount)));
    }
    match parts.split_last() {
        None => "explain more of it".to_owned(),
        Some((last, [])) => format!("begin with {last}"),
        Some((last, others)) => format!("begin with {} and {last}", others.join(", ")),
    }
}
