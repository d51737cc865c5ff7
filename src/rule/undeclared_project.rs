//! `undeclared-project`: an active live project that no definition declares, or a billed one that nobody has seen.

use super::live::LiveCase;
use super::{Check, Needs, Rule, Verdict};
use crate::finding::Level;

pub(crate) static RULE: Rule = Rule {
    name: "undeclared-project",
    level: Level::Error,
    summary: "live: an active project that no definition declares, or a billed one that is not listed",
    page: include_str!("../../rules/undeclared-project.md"),
    check: Check::Live { needs: Needs::Definitions, check },
    ..Rule::COMMON
};

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let (message, help) = match case {
        LiveCase::Undeclared => (
            "no definition declares this project",
            "declare it, or archive it once it gets no requests any more",
        ),
        LiveCase::Unlisted => (
            "this project is billed, but is not among the projects of its account and region",
            "find out who sends requests to this id, and give them a project that is listed",
        ),
        _ => return,
    };
    verdicts.push(Verdict { message: message.to_owned(), help: Some(help.to_owned()), ..Verdict::default() });
}
