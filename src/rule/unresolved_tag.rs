//! `unresolved-tag`: a tag that cannot be judged without running the configuration. It is counted, never guessed.

use super::{Case, Verdict};
use crate::project::{Reading, Value};
use crate::rule::locate;
use crate::text::{code, one_of};

pub(super) fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for (judged, tag) in case.tags.iter().zip(&case.project.tags.list) {
        let (Some(entry), false) = (judged.entry, judged.superseded) else { continue };
        let is_unknown = |reading: &&Reading<'_>| reading.value == Value::Unknown && reading.place.is_some();
        if let Some(unknown) = tag.readings().find(is_unknown) {
            let message = format!("the value of {} cannot be known here", code(&tag.key));
            let help = "give the variable a default, or check the plan, where it is known";
            let verdict = Verdict::of_value(tag, unknown, message).because(&entry.clause).help(help);
            verdicts.push(Verdict { value: None, ..verdict });
        }
    }
    let tags = &case.project.tags;
    for place in &tags.unknown {
        let message = match tags.list.is_empty() {
            true => "the tags cannot be known here",
            false => "some of the tags cannot be known here",
        };
        let verdict = match (place, tags.unread.as_slice()) {
            (None, [_, ..]) => of_unread(case, message),
            _ => Verdict::of_project(case, message.to_owned()).help("check the plan, where they are known"),
        };
        let at = place.map(locate).or(verdict.at.clone());
        verdicts.push(Verdict { at, ..verdict });
    }
    let entries = case.dictionary.entries().iter().filter(|entry| case.may_be_unread(entry));
    let keys: Vec<&str> = entries.map(|entry| &*entry.key).collect();
    if tags.unknown.is_empty() && !keys.is_empty() {
        let keys = one_of(keys, 6);
        verdicts.push(of_unread(case, &format!("whether {keys} is missing cannot be known here")));
    }
}

/// Of a project whose tags may stand in files that could not be read.
fn of_unread(case: &Case<'_>, message: &str) -> Verdict {
    let files = one_of(case.project.tags.unread.iter().map(|name| &**name), 3);
    Verdict::of_project(case, format!("{message}: {files} could not be read"))
        .help(format!("mend {files}, from where further tags may come"))
}
