//! `default-spend`: money that went to a default project, or to no project or profile at all.

use super::live::LiveCase;
use super::{Check, Needs, Rule, Verdict};
use crate::cost::Class;
use crate::finding::Level;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    name: "default-spend",
    level: Level::Warning,
    summary: "bill: money in the default project, or in no project or profile",
    page: include_str!("../../rules/default-spend.md"),
    check: Check::Live { needs: Needs::Bill, check },
    ..Rule::COMMON
};

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let (message, help) = match case {
        LiveCase::Unowned(Class::DefaultProject) => (
            "the default project was billed, which cannot have tags",
            "pass the id of a project in each request: requests without one are answered too, and billed here",
        ),
        LiveCase::Unowned(Class::NoContainer) => (
            "usage was billed to no project or inference profile, and without tags",
            "send requests to a project, or call models through an application inference profile with tags",
        ),
        _ => return,
    };
    verdicts.push(Verdict { message: message.to_owned(), ..Verdict::default() }.help(help));
}
