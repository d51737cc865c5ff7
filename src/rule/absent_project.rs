//! `absent-project`: a declared project that is not active anywhere it may be.

use super::live::LiveCase;
use super::{Check, Needs, Rule, Verdict};
use crate::finding::Level;
use crate::text::{code, one_of};

pub(crate) static RULE: Rule = Rule {
    name: "absent-project",
    level: Level::Error,
    summary: "live: a declared project that is not active anywhere it may be",
    page: include_str!("../../rules/absent-project.md"),
    check: Check::Live { needs: Needs::Definitions, check },
    ..Rule::COMMON
};

/// How many places a message names.
const MOST: usize = 4;

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let LiveCase::Absent { declaration, label, places } = case else { return };
    let places = one_of(places.iter().map(String::as_str), MOST);
    verdicts.push(Verdict {
        message: format!("{} is declared, but not active in {places}", code(label)),
        at: declaration.at.clone(),
        help: Some("create it from its definition, or remove the definition".to_owned()),
        ..Verdict::default()
    });
}
