//! `inactive-cost-tag`: a required key by which billing does not tell costs apart
//! (<https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html>).

use super::{Check, Needs, Rule, Verdict};
use crate::finding::Level;
use crate::policy::dictionary::Entry;
use crate::text::code;

/// The rule.
pub static RULE: Rule = Rule {
    name: "inactive-cost-tag",
    level: Level::Error,
    summary: "billing: a required key that is not an active cost allocation tag",
    page: include_str!("../../rules/inactive-cost-tag.md"),
    check: Check::Live(Needs::Billing),
    ..Rule::COMMON
};

/// What is said of a required key that billing knows as inactive, or not at all.
pub fn verdict(entry: &Entry, is_known: bool) -> Verdict {
    let key = code(&entry.key);
    let (message, help) = match is_known {
        true => (
            format!("{key} is not an active cost allocation tag: billing knows it, but it is not activated"),
            format!(
                "activate {key} in the billing console of the management account: it applies from then on"
            ),
        ),
        false => (
            format!("{key} is not an active cost allocation tag: billing has not seen it yet"),
            format!(
                "tag something with {key}, and a day later activate it in the billing console of the management account"
            ),
        ),
    };
    Verdict { message, tag: Some(entry.key.clone()), help: Some(help), ..Verdict::default() }
        .because(&entry.required.clause)
}
