//! `ambiguous-name`: several active projects of one account and region bear a declared name.

use super::{Check, Needs, Rule, Verdict};
use crate::finding::{Level, Location, Related};
use crate::text::{all_of, code};

/// The rule.
pub static RULE: Rule = Rule {
    name: "ambiguous-name",
    level: Level::Warning,
    summary: "live: several active projects bear a declared name",
    page: include_str!("../../rules/ambiguous-name.md"),
    check: Check::Live(Needs::Definitions),
    ..Rule::COMMON
};

/// How many ids a message names.
const MOST: usize = 4;

/// What is said of a declared name, given where it may be shown, that the projects of these ids bear.
pub fn verdict(name: Option<&str>, place: &str, ids: &[&str], at: Option<&Location>) -> Verdict {
    let named = match name {
        Some(name) => format!("are named {}", code(name)),
        None => "bear the declared name".to_owned(),
    };
    let which = all_of(ids.iter().copied(), MOST);
    let related =
        ids.iter().map(|id| Related { message: format!("{} is named so", code(id)), location: None });
    Verdict {
        related: related.collect(),
        message: format!(
            "{} active projects in {} {named}, so none was compared: {which}",
            ids.len(),
            code(place)
        ),
        at: at.cloned(),
        help: Some("give the `id` in the definition, or rename the others".to_owned()),
        ..Verdict::default()
    }
}
