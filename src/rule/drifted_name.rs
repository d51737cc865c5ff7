//! `drifted-name`: a live project, known by its id, that has another name than its definition gives.

use super::{Check, Needs, Rule, Verdict, quoted_value};
use crate::finding::{Level, Location};
use crate::project::Project;
use crate::text::code;

/// The rule.
pub static RULE: Rule = Rule {
    name: "drifted-name",
    level: Level::Error,
    summary: "live: another name than its definition gives for the id",
    page: include_str!("../../rules/drifted-name.md"),
    check: Check::Live(Needs::Definitions),
    ..Rule::COMMON
};

/// What is said of a project by the declared name; that is left out where it must not be shown.
pub fn verdict(live: &Project<'_>, declared: Option<&str>, at: Option<&Location>) -> Verdict {
    let id = live.id.as_deref().map_or(String::new(), |id| format!(" of {}", code(id)));
    let declared = declared.map_or_else(|| "the declared one".to_owned(), code);
    Verdict {
        message: format!("the name{id} is {} live, not {declared}", quoted_value(&live.name)),
        value: live.name.value.text().map(str::to_owned),
        at: at.cloned(),
        help: Some("rename the project, or change the definition".to_owned()),
        ..Verdict::default()
    }
}
