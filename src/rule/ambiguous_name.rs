//! `ambiguous-name`: several active projects of one account and region have a declared name.

use super::live::LiveCase;
use super::{Check, Needs, Rule, Verdict};
use crate::finding::{Level, Related};
use crate::text::{all_of, code};

pub(crate) static RULE: Rule = Rule {
    name: "ambiguous-name",
    level: Level::Warning,
    summary: "live: several active projects have a declared name",
    page: include_str!("../../rules/ambiguous-name.md"),
    check: Check::Live { needs: Needs::Definitions, check },
    ..Rule::COMMON
};

/// How many ids a message names.
const MOST: usize = 4;

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let LiveCase::Ambiguous { declaration, place, ids } = case else { return };
    let named = match declaration.shown_name() {
        Some(name) => format!("are named {}", code(name)),
        None => "have the declared name".to_owned(),
    };
    let which = all_of(ids.iter().copied(), MOST);
    let related =
        ids.iter().map(|id| Related { message: format!("{} is named so", code(id)), location: None });
    verdicts.push(Verdict {
        related: related.collect(),
        message: format!(
            "{} active projects in {} {named}, so none was compared: {which}",
            ids.len(),
            code(place)
        ),
        at: declaration.at.clone(),
        help: Some("give the `id` in the definition, or rename the others".to_owned()),
        ..Verdict::default()
    });
}
