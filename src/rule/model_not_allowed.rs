//! `model-not-allowed`: money on a model that `[[models]]` does not let it go to.

use super::live::LiveCase;
use super::{Check, Needs, Rule, Verdict};
use crate::finding::Level;
use crate::policy::pattern::TextGlob;
use crate::policy::spend::Models;
use crate::text::{code, one_of};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    name: "model-not-allowed",
    level: Level::Error,
    summary: "bill: money on a model that `[[models]]` does not allow",
    page: include_str!("../../rules/model-not-allowed.md"),
    check: Check::Live { needs: Needs::Bill, check },
    ..Rule::COMMON
};

/// How many models the help names.
const NAMED: usize = 6;

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let LiveCase::Model { name, rule } = case else { return };
    let message = match rule.models {
        Models::Allowed(_) => format!("{} is not one of the models that the policy allows here", code(name)),
        Models::Forbidden(_) => format!("{} is a model that the policy forbids here", code(name)),
    };
    let help = match (&rule.message, &rule.models) {
        (Some(message), _) => message.clone(),
        (None, Models::Allowed(globs)) => format!("use {}", words(globs)),
        (None, Models::Forbidden(globs)) => format!("use another model than {}", words(globs)),
    };
    let verdict = Verdict { message, value: Some((*name).to_owned()), ..Verdict::default() };
    verdicts.push(verdict.because(&rule.clause).help(help));
}

fn words(globs: &[TextGlob]) -> String {
    one_of(globs.iter().map(TextGlob::as_str), NAMED)
}
