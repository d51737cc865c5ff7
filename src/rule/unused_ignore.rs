//! `unused-ignore`: an inline ignore that hides nothing.

use super::{Check, Rule};
use crate::finding::Level;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-ignore",
    level: Level::Warning,
    summary: "an inline ignore that hides nothing any more",
    fix: "safe: remove",
    page: include_str!("../../rules/unused-ignore.md"),
    check: Check::Elsewhere,
};
