//! `absent-project`: a declared project that is not active anywhere it may be.

use super::{Check, Needs, Rule, Verdict};
use crate::finding::{Level, Location};
use crate::text::{code, one_of};

/// The rule.
pub static RULE: Rule = Rule {
    name: "absent-project",
    level: Level::Error,
    summary: "live: a declared project that is not active anywhere it may be",
    page: include_str!("../../rules/absent-project.md"),
    check: Check::Live(Needs::Definitions),
    ..Rule::COMMON
};

/// How many places a message names.
const MOST: usize = 4;

/// What is said of a declared project, named by `label`, that was looked for in some places.
pub fn verdict(label: &str, places: &[String], at: Option<&Location>) -> Verdict {
    let places = one_of(places.iter().map(String::as_str), MOST);
    Verdict {
        message: format!("{} is declared, but not active in {places}", code(label)),
        at: at.cloned(),
        help: Some("create it from its definition, or remove the definition".to_owned()),
        ..Verdict::default()
    }
}
