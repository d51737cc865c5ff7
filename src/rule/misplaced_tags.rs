//! `misplaced-tags`: tags in a shape that the service ignores or refuses, as the reader of the format found them.

use super::{Case, Change, Check, Remedy, Rule, Verdict};
use crate::finding::Level;
use crate::rule::locate;

/// The rule.
pub static RULE: Rule = Rule {
    name: "misplaced-tags",
    level: Level::Error,
    summary: "tags in a shape that the service ignores or refuses",
    fix: Some("safe where unambiguous: rewrite the shape"),
    page: include_str!("../../rules/misplaced-tags.md"),
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for (index, misplaced) in case.project.misplaced.iter().enumerate() {
        let remedy = (!misplaced.edits.is_empty())
            .then(|| Remedy::safe(misplaced.help.clone(), Change::Reshape { misplaced: index }));
        verdicts.push(Verdict {
            message: misplaced.message.clone(),
            at: Some(locate(misplaced.place)),
            help: Some(misplaced.help.clone()),
            remedy,
            ..Verdict::default()
        });
    }
}
