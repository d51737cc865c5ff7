//! `expired-exception`: an exception whose last day is over.

use super::{Check, Rule, Verdict, exception_words};
use crate::finding::Level;
use crate::policy::Exception;
use crate::text::{code, shown};

pub(crate) static RULE: Rule = Rule {
    name: "expired-exception",
    level: Level::Error,
    summary: "an exception past its `until`",
    page: include_str!("../../rules/expired-exception.md"),
    check: Check::Elsewhere,
    is_about_policy: true,
    ..Rule::COMMON
};

/// What is reported about it.
pub(crate) fn verdict(exception: &Exception) -> Verdict {
    let owner = match exception.owner.as_deref() {
        Some(owner) => format!(" after asking {}", code(owner)),
        None => String::new(),
    };
    Verdict {
        message: format!(
            "the exception for {} ended on {}: {}",
            exception_words::of(exception),
            exception.until.value,
            shown(&exception.reason)
        ),
        at: Some(exception.until.clause.clone()),
        help: Some(format!("fix what it hid and remove it, or give it another `until`{owner}")),
        ..Verdict::default()
    }
}
