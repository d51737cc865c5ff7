//! `undeclared-project`: an active live project that no definition declares.

use super::live::LiveCase;
use super::{Check, Needs, Rule, Verdict};
use crate::finding::Level;

/// The rule.
pub static RULE: Rule = Rule {
    name: "undeclared-project",
    level: Level::Error,
    summary: "live: an active project that no definition declares",
    page: include_str!("../../rules/undeclared-project.md"),
    check: Check::Live { needs: Needs::Definitions, check },
    ..Rule::COMMON
};

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let LiveCase::Undeclared = case else { return };
    verdicts.push(Verdict {
        message: "no definition declares this project".to_owned(),
        help: Some("declare it, or archive it once nothing is sent to it any more".to_owned()),
        ..Verdict::default()
    });
}
