//! `unused-exception`: an exception that hides nothing, though the run met what it speaks of.

use super::{Check, Display, Rule, Uncovering, Verdict, exception_words};
use crate::finding::Level;
use crate::policy::Exception;
use crate::text::shown;

pub(crate) static RULE: Rule = Rule {
    name: "unused-exception",
    level: Level::Warning,
    summary: "an exception that no longer hides anything",
    page: include_str!("../../rules/unused-exception.md"),
    uncovered_by: Some(Uncovering::Any),
    display: Display::Unnecessary,
    check: Check::Elsewhere,
    is_about_policy: true,
    ..Rule::COMMON
};

/// What is reported about it.
pub(crate) fn verdict(exception: &Exception) -> Verdict {
    Verdict {
        message: format!(
            "the exception for {} until {} no longer hides anything: {}",
            exception_words::of(exception),
            exception.until.value,
            shown(&exception.reason)
        ),
        at: Some(exception.clause.clone()),
        help: Some("remove the exception".to_owned()),
        ..Verdict::default()
    }
}
