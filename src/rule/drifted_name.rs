//! `drifted-name`: a live project, known by its id, that has another name than its definition gives.

use super::live::LiveCase;
use super::verdict::quoted_value;
use super::{Check, Needs, Rule, Verdict};
use crate::finding::Level;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: "drifted-name",
    level: Level::Error,
    summary: "live: another name than its definition gives for the id",
    page: include_str!("../../rules/drifted-name.md"),
    check: Check::Live { needs: Needs::Definitions, check },
    ..Rule::COMMON
};

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let LiveCase::Declared { live, declaration, by_id: true } = case else { return };
    let Some(name) = declaration.known_name() else { return };
    if live.name.value.text() == Some(name) {
        return;
    }
    let id = if let Some(id) = live.id.as_deref() { format!(" of {}", code(id)) } else { String::new() };
    let declared = match declaration.shown_name() {
        Some(name) => code(name),
        None => "the declared one".to_owned(),
    };
    verdicts.push(Verdict {
        message: format!("the name{id} is {} live, not {declared}", quoted_value(&live.name)),
        value: live.name.value.text().map(str::to_owned),
        at: declaration.at.clone(),
        help: Some("rename the project, or change the definition".to_owned()),
        ..Verdict::default()
    });
}
