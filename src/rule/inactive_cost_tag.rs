//! `inactive-cost-tag`: a required key by which billing does not tell costs apart
//! (<https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html>).

use super::live::LiveCase;
use super::{Check, Needs, Rule, Verdict};
use crate::finding::Level;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: "inactive-cost-tag",
    level: Level::Error,
    summary: "billing: a required key that is not an active cost allocation tag",
    page: include_str!("../../rules/inactive-cost-tag.md"),
    check: Check::Live { needs: Needs::Billing, check },
    ..Rule::COMMON
};

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let LiveCase::Billed { entry, is_active } = case else { return };
    let key = code(&entry.key);
    let (message, help) = match is_active {
        Some(true) => return,
        Some(false) => (
            format!("{key} is not an active cost allocation tag: billing knows it, but it is not activated"),
            format!(
                "activate {key} in the billing console of the management account: it applies from then on"
            ),
        ),
        None => (
            format!("{key} is not an active cost allocation tag: billing has not seen it yet"),
            format!(
                "tag something with {key}, and a day later activate it in the billing console of the management account"
            ),
        ),
    };
    let verdict = Verdict { message, tag: Some(entry.key.clone()), ..Verdict::default() };
    verdicts.push(verdict.help(help).because(&entry.required.clause));
}
