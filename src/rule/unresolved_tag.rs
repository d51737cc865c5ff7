//! `unresolved-tag`: a tag that cannot be judged without running the configuration. It is counted, never guessed.

use super::{Case, Verdict};
use crate::project::{Reading, Value};
use crate::rule::locate;
use crate::text::code;

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
    for place in &case.project.tags.unknown {
        let message = match case.project.tags.list.is_empty() {
            true => "the tags cannot be known here",
            false => "some of the tags cannot be known here",
        };
        let verdict = Verdict::of_project(case, message.to_owned());
        let at = place.map(locate).or(verdict.at.clone());
        let help = "check the plan, where they are known";
        verdicts.push(Verdict { at, ..verdict.help(help) });
    }
}
