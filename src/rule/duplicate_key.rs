//! `duplicate-key`: a key given twice in one project, exactly or but for case.

use super::case::Key;
use super::verdict::{related_key, say_the_same};
use super::{Case, Change, Check, Flaw, Remedy, Rule, Verdict};
use crate::finding::Level;
use crate::rule::locate;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: Flaw::Duplicate.rule(),
    level: Level::Error,
    summary: "a key given twice in one project, exactly or but for case",
    fix: Some("safe where both have the same value: remove one"),
    page: include_str!("../../rules/duplicate-key.md"),
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    let list = &case.project.tags.list;
    for (index, behind) in case.with_key(Flaw::Duplicate) {
        let Some(of) = case.tags[index].duplicate_of else { continue };
        let (tag, earlier) = (&list[index], &list[of]);
        let key = code(&tag.key);
        let place = earlier.key_place.map(locate).map(|at| at.source.position(at.span.start).line);
        let message = if tag.key == earlier.key {
            let first =
                if let Some(line) = place { format!(", first on line {line}") } else { String::new() };
            format!("{key} is given twice{first}")
        } else {
            let there = if let Some(line) = place { format!(" on line {line}") } else { String::new() };
            format!("{key} differs only in case from {}{there}", code(&earlier.key))
        };
        let same = say_the_same(tag, earlier);
        let help = match same {
            true => "remove one of the two: both have the same value",
            false => "keep the one with the right value, and remove the other",
        };
        let remedy = same.then(|| {
            // Of two spellings the dictionary's stays, else the first.
            let (surplus, twin) = match (case.tags[of].key, case.tags[index].key) {
                (Key::Right, _) => (index, of),
                (_, Key::Right) => (of, index),
                _ => (index, of),
            };
            let change = Change::Remove { tag: surplus, twin: Some(twin) };
            Remedy::safe(format!("remove {}", code(&list[surplus].key)), change)
        });
        verdicts.push(
            Verdict::of_key(tag, message)
                .help(help)
                .remedy(remedy)
                .related([related_key(earlier)])
                .behind(behind),
        );
    }
}
