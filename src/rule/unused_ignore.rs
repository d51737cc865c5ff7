//! `unused-ignore`: an inline ignore that hides nothing.

use super::{Check, Display, Rule, Uncovering};
use crate::finding::Level;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: "unused-ignore",
    level: Level::Warning,
    summary: "an inline ignore that no longer hides anything",
    fix: Some("safe: remove"),
    page: include_str!("../../rules/unused-ignore.md"),
    uncovered_by: Some(Uncovering::Any),
    display: Display::Unnecessary,
    check: Check::Elsewhere,
    ..Rule::COMMON
};

/// What is wrong with an ignore, or with a rule that it names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unused<'a> {
    /// It names no rule.
    Nameless,
    /// What it names cannot be ignored.
    Mandatory(&'a str),
    /// What it names says nothing here.
    Needless(&'a str),
    /// What it names is no rule.
    Unknown {
        /// What is written.
        name: &'a str,
        /// The rule that must be meant.
        meant: Option<&'static str>,
    },
}

impl Unused<'_> {
    /// What is wrong.
    pub(crate) fn message(self) -> String {
        match self {
            Unused::Nameless => "the inline ignore names no rule".to_owned(),
            Unused::Mandatory(name) => format!("{} is mandatory here, and cannot be ignored", code(name)),
            Unused::Needless(name) => format!("the inline ignore of {} hides nothing", code(name)),
            Unused::Unknown { name, .. } => {
                format!("there is no rule {}, so the inline ignore hides nothing", code(name))
            }
        }
    }

    /// What to do; `is_all` where nothing would be left of the ignore.
    pub(crate) fn help(self, is_all: bool) -> String {
        match self {
            Unused::Nameless => "write `taglint: ignore[rule] reason`".to_owned(),
            Unused::Mandatory(_) => format!("{}, and fix what the rule finds", self.title(is_all)),
            Unused::Needless(_) | Unused::Unknown { .. } => self.title(is_all),
        }
    }

    /// What the fix does; `is_all` where nothing is left of the ignore.
    pub(crate) fn title(self, is_all: bool) -> String {
        match self {
            Unused::Unknown { meant: Some(right), .. } => format!("write {}", code(right)),
            Unused::Mandatory(name) | Unused::Needless(name) | Unused::Unknown { name, .. } if !is_all => {
                format!("remove {}", code(name))
            }
            _ => "remove the comment".to_owned(),
        }
    }

    /// The rule that must be meant, where it is another than what is written.
    pub(crate) fn meant(self) -> Option<&'static str> {
        match self {
            Unused::Unknown { meant, .. } => meant,
            _ => None,
        }
    }
}
