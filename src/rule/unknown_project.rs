//! `unknown-project`: an id of a project, in code or a configuration, that is not active.

use super::live::LiveCase;
use super::{Check, Needs, Rule, Verdict};
use crate::text::code;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    name: "unknown-project",
    summary: "live: a client names a project that is not active",
    page: include_str!("../../rules/unknown-project.md"),
    check: Check::Live { needs: Needs::Definitions, check },
    ..Rule::COMMON
};

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let LiveCase::Named { id, at } = case else { return };
    let verdict = Verdict {
        message: format!("{} is not an active project", code(id)),
        value: Some((*id).to_owned()),
        at: Some((*at).clone()),
        ..Verdict::default()
    };
    verdicts.push(verdict.help("name an active project: requests for another one are refused"));
}
