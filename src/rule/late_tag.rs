//! `late-tag`: tags that came, or were activated, after the usage was billed.

use super::live::LiveCase;
use super::{Check, Needs, Rule, Verdict};
use crate::finding::Level;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    name: "late-tag",
    level: Level::Note,
    summary: "bill: a project whose tags are right now, and were not when it was billed",
    page: include_str!("../../rules/late-tag.md"),
    check: Check::Live { needs: Needs::Bill, check },
    ..Rule::COMMON
};

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let LiveCase::Late = case else { return };
    let message = "the tags of this project are right now, but were not when this was billed";
    let help = "ask for a backfill of cost allocation tags in the billing console of the management account, which \
                reaches back up to 12 months; the tags need no change";
    verdicts.push(Verdict { message: message.to_owned(), ..Verdict::default() }.help(help));
}
