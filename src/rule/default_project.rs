//! `default-project`: what the project is that takes every request which names none
//! (<https://docs.aws.amazon.com/bedrock/latest/userguide/projects.html>).

use super::live::LiveCase;
use super::{Check, Needs, Rule, Verdict};
use crate::finding::Level;

pub(crate) static RULE: Rule = Rule {
    name: "default-project",
    level: Level::Note,
    summary: "live: what the account's default project is, where untagged spend lands",
    page: include_str!("../../rules/default-project.md"),
    is_told_once: true,
    check: Check::Live { needs: Needs::Nothing, check },
    ..Rule::COMMON
};

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    let LiveCase::Default = case else { return };
    verdicts.push(Verdict {
        message: "the default project takes every request that names no project: that spend has no tags"
            .to_owned(),
        help: Some(
            "name a project in each request: requests without one are answered too, and billed here"
                .to_owned(),
        ),
        ..Verdict::default()
    });
}
