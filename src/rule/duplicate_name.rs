//! `duplicate-name`: two projects of one file, or of one account and region, with the same name.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use super::{Case, Check, Repeats, Rule, Topic, Verdict, ambiguous_name};
use crate::finding::{Level, Related};
use crate::project::{BEDROCK_PROJECT, INFERENCE_PROFILE, Project};
use crate::rule::locate;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: "duplicate-name",
    level: Level::Warning,
    summary: "two projects of one file, or of one account and region, with the same name",
    page: include_str!("../../rules/duplicate-name.md"),
    repeats: Some(Repeats { rule: &ambiguous_name::RULE, about: Topic::Name }),
    check: Check::Pair { key, verdict },
    ..Rule::COMMON
};

/// What two projects of the same name have in common: kind, account, region and name.
fn identity<'p>(project: &'p Project<'_>) -> Option<[&'p str; 4]> {
    let name = project.name.value.text().filter(|name| !name.is_empty())?;
    let kind = project.kind.as_ref();
    let named = kind == BEDROCK_PROJECT || kind == INFERENCE_PROFILE;
    let account = project.account.as_deref().unwrap_or_default();
    let region = project.region.as_deref().unwrap_or_default();
    named.then_some([name, kind, account, region])
}

pub(super) fn key(project: &Project<'_>) -> Option<u64> {
    Some(FixedState::default().hash_one(identity(project)?))
}

pub(super) fn verdict(case: &Case<'_>, earlier: &Project<'_>) -> Option<Verdict> {
    let project = case.project;
    // Several readings of one project have the same name by right.
    if identity(project) != identity(earlier) || project.ordinal == earlier.ordinal {
        return None;
    }
    let line = earlier.place().map(|place| place.source.position(place.span.start).line);
    let other = match (line, &earlier.id) {
        (Some(line), _) => format!("the project on line {line}"),
        (None, Some(id)) => format!("the project {}", code(id)),
        (None, None) => "another project".to_owned(),
    };
    let message = match project.shown_name() {
        Some(name) => format!("{other} is also named {}", code(name)),
        None => format!("{other} has the same name"),
    };
    let related = match &earlier.id {
        Some(id) => format!("the other project is {}", code(id)),
        None => "the other project".to_owned(),
    };
    let related = Related { message: related, location: earlier.place().map(locate) };
    let help = "rename one of them: reports that go by name cannot tell them apart";
    Some(Verdict::of_project(case, message).related([related]).help(help))
}
