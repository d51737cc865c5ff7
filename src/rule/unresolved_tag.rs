//! `unresolved-tag`: a tag that cannot be checked without running the configuration. It is counted, never guessed.

use std::sync::Arc;

use super::case::is_unresolved;
use super::{Case, Check, Rule, Verdict};
use crate::finding::{Claim, Level, Location};
use crate::project::{Elsewhere, Place, Reading, Value};
use crate::rule::locate;
use crate::text::{code, one_of};

pub(crate) static RULE: Rule = Rule {
    name: "unresolved-tag",
    level: Level::Note,
    summary: "a tag that cannot be checked without running the configuration",
    page: include_str!("../../rules/unresolved-tag.md"),
    claim: Claim::Unknown,
    check: Check::Project(check),
    ..Rule::COMMON
};

/// What to do about a value.
const OPEN_VALUE: &str = "give the variable or parameter a default, or check the plan (`terraform show -json`) or what is live (`taglint audit`)";
/// What to do about a number of which it is not known what arrives.
const AMBIGUOUS: &str = "put the value in quotes";
/// What to do about a map.
const OPEN_MAP: &str = "check the plan (`terraform show -json`) or what is live (`taglint audit`)";
/// What to do about keys that something elsewhere decides on.
const ELSEWHERE: &str =
    "give the key in the tags of the resource itself, or check what is live with `taglint audit`";
/// What to do about what others may have changed.
const IGNORED: &str = "take it out of `ignore_changes`, or check what is live with `taglint audit`";

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for (judged, tag) in case.tags.iter().zip(&case.project.tags.list) {
        let (Some(entry), false) = (judged.entry, judged.superseded) else { continue };
        let is_unknown =
            |reading: &&Reading<'_>| is_unresolved(judged.entry, &reading.value) && reading.place.is_some();
        if let Some(unknown) = tag.readings().find(is_unknown) {
            let key = code(&tag.key);
            let (message, help) = match unknown.value {
                _ if is_ignored(case, unknown.place) => (
                    format!("changes of {key} are ignored by `ignore_changes`, so the live value may differ"),
                    IGNORED,
                ),
                Value::Ambiguous => (
                    format!(
                        "the value of {key} is a number without quotes that tools read in different ways"
                    ),
                    AMBIGUOUS,
                ),
                _ => (format!("the value of {key} cannot be known here"), OPEN_VALUE),
            };
            let verdict = Verdict::of_value(tag, unknown, message).because(&entry.clause).help(help);
            verdicts.push(Verdict { value: None, ..verdict });
        }
    }
    for &place in &case.project.tags.unknown {
        let verdict = of_unknown(case, place);
        let at = place.map(locate).or(verdict.at.clone());
        verdicts.push(Verdict { at, ..verdict });
    }
    if case.project.tags.unknown.is_empty() {
        verdicts.extend(of_absent(case));
    }
}

/// Of keys that are not here, and may be there all the same.
fn of_absent(case: &Case<'_>) -> Option<Verdict> {
    let entries = case.dictionary.entries().iter().filter(|entry| case.may_be_elsewhere(entry));
    let keys: Vec<&str> = entries.map(|entry| &*entry.key).collect();
    if keys.is_empty() {
        return None;
    }
    let message = format!("whether {} is missing cannot be known here", one_of(keys.iter().copied(), 6));
    let covers = |elsewhere: &&Elsewhere| keys.iter().any(|key| elsewhere.keys.cover(key));
    Some(match case.project.tags.elsewhere.iter().find(covers) {
        Some(elsewhere) => {
            Verdict::of_project(case, format!("{message}: {}", elsewhere.what)).help(ELSEWHERE)
        }
        None => of_files(case, &message),
    })
}

/// Of a map, or a part of one, that is unknown.
fn of_unknown(case: &Case<'_>, place: Option<Place<'_>>) -> Verdict {
    let tags = &case.project.tags;
    if let Some(module) = &tags.remote {
        let message = format!("what the module {} does with these tags cannot be known here", code(module));
        return Verdict::of_project(case, message).help(OPEN_MAP);
    }
    let message = match tags.list.is_empty() {
        _ if is_ignored(case, place) => {
            let message = "changes of the tags are ignored by `ignore_changes`, so live tags may differ";
            return Verdict::of_project(case, message.to_owned()).help(IGNORED);
        }
        true => "the tags cannot be known here",
        false => "some of the tags cannot be known here",
    };
    match place {
        None if !tags.unread.is_empty() => of_files(case, message),
        _ => Verdict::of_project(case, message.to_owned()).help(OPEN_MAP),
    }
}

/// Of a project whose tags may be in files that could not be read, or come from files that call its module.
fn of_files(case: &Case<'_>, message: &str) -> Verdict {
    if case.project.tags.unread.is_empty() {
        let files = one_of(case.project.tags.callers.iter().map(|name| &**name), 3);
        return Verdict::of_project(
            case,
            format!("{message}: the module is called by {files}, which may add tags"),
        )
        .help(OPEN_MAP);
    }
    let files = one_of(case.project.tags.unread.iter().map(|name| &**name), 3);
    Verdict::of_project(case, format!("{message}: {files} could not be read"))
        .help(format!("fix {files}, which may add tags"))
}

/// Whether a place is one where the definition gives up its say.
fn is_ignored(case: &Case<'_>, place: Option<Place<'_>>) -> bool {
    let is_there = |place: Place<'_>, ignored: &Place<'_>| {
        Arc::ptr_eq(ignored.source, place.source) && ignored.span == place.span
    };
    place.is_some_and(|place| case.project.tags.ignored.iter().any(|ignored| is_there(place, ignored)))
}

/// What is reported about a call of a module of which it cannot be known where it comes from.
pub(crate) fn unsourced_module(at: Location) -> Verdict {
    Verdict {
        message: "what the module called here declares cannot be known: its `source` cannot be worked out"
            .to_owned(),
        at: Some(at),
        help: Some(OPEN_MAP.to_owned()),
        ..Verdict::default()
    }
}

/// What is said of a call of a local module of which there is no configuration: what it declares, nobody knows here.
pub(crate) fn absent_module(at: Location, folder: &str) -> Verdict {
    let help =
        "fix the `source` of the module, or exclude the calling file with `[files] exclude` in the policy";
    Verdict {
        message: format!(
            "what the module called here declares cannot be known: there is no configuration in {}",
            code(folder)
        ),
        at: Some(at),
        help: Some(help.to_owned()),
        ..Verdict::default()
    }
}
