//! `changed-since`: what came, went or changed since a snapshot.

use super::live::LiveCase;
use super::since::{Change, Value};
use super::{Check, Needs, Rule, Verdict};
use crate::finding::Level;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: "changed-since",
    level: Level::Note,
    summary: "live: what came, went or changed since the last snapshot",
    page: include_str!("../../rules/changed-since.md"),
    check: Check::Live { needs: Needs::Snapshot, check },
    ..Rule::COMMON
};

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    if let LiveCase::Changed(change) = case {
        verdicts.push(verdict(change));
    }
}

/// What is reported about a change.
pub(crate) fn verdict(change: &Change<'_>) -> Verdict {
    let name = |name: &Option<&str>| match name {
        Some(name) => code(name),
        None => "without a name".to_owned(),
    };
    let (message, tag, value) = match change {
        Change::Came => ("the project is new since the snapshot".to_owned(), None, None),
        Change::Went => ("the project is gone since the snapshot".to_owned(), None, None),
        Change::Archived => ("the project was archived since the snapshot".to_owned(), None, None),
        Change::Revived => ("the project is active again since the snapshot".to_owned(), None, None),
        Change::Renamed { from, to } => {
            let message = format!("the project was {} at the snapshot, and is {} now", name(from), name(to));
            (message, None, *to)
        }
        Change::Tag { key, from, to } => {
            let message = match (from, to) {
                (Value::Absent, now) => format!("{} is new since the snapshot: {}", code(key), now.words()),
                (then, Value::Absent) => {
                    format!("{} is gone since the snapshot: it was {}", code(key), then.words())
                }
                (then, now) => {
                    format!("{} was {} at the snapshot, and is {} now", code(key), then.words(), now.words())
                }
            };
            let value = if let Value::Text(text) = to { Some(*text) } else { None };
            (message, Some(*key), value)
        }
    };
    Verdict { message, tag: tag.map(str::to_owned), value: value.map(str::to_owned), ..Verdict::default() }
}
