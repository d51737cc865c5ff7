//! `unreadable-input`: a definition, or a part of one, that cannot be read, so that nothing of it was judged.

use super::{Check, Rule, Verdict};
use crate::finding::{Claim, Level, Location};

pub(crate) static RULE: Rule = Rule {
    name: "unreadable-input",
    level: Level::Error,
    summary: "a definition that cannot be parsed",
    page: include_str!("../../rules/unreadable-input.md"),
    claim: Claim::Unread,
    check: Check::Elsewhere,
    ..Rule::COMMON
};

/// What is reported about a file that cannot be read from some place on.
pub(crate) fn broken(at: Location, why: &str) -> Verdict {
    Verdict {
        message: format!("the file cannot be read: {why}"),
        at: Some(at),
        help: Some("fix the file at this place: what cannot be read was not checked".to_owned()),
        ..Verdict::default()
    }
}
