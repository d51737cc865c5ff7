//! `unused-clause`: a clause of the policy that chooses files or projects, and that chose none.

use super::{Check, Display, Rule, Uncovering, Verdict, condition_words};
use crate::finding::{Level, Location};
use crate::policy::dictionary::Override;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: "unused-clause",
    level: Level::Warning,
    summary: "an `include`, `exclude` or override that matches nothing",
    page: include_str!("../../rules/unused-clause.md"),
    uncovered_by: Some(Uncovering::Any),
    display: Display::Unnecessary,
    check: Check::Elsewhere,
    is_about_policy: true,
    ..Rule::COMMON
};

/// What is reported about a glob of `[files]`.
pub(crate) fn of_glob(list: &str, at: &Location) -> Verdict {
    Verdict {
        message: format!("{} of `{list}` matches no file", code(at.source.slice(at.span))),
        at: Some(at.clone()),
        help: Some(
            "write a glob that matches, relative to the folder of this policy, or remove it".to_owned(),
        ),
        ..Verdict::default()
    }
}

/// What is reported about an override.
pub(crate) fn of_override(change: &Override) -> Verdict {
    let when = condition_words::of(&change.when);
    Verdict {
        message: format!("no project matches the override where {when}"),
        at: Some(change.clause.clone()),
        help: Some("write a condition that matches a project, or remove the override".to_owned()),
        ..Verdict::default()
    }
}
