//! `duplicate-key`: a key given twice in one project, exactly or but for case.

use super::case::Key;
use super::{Case, Change, Check, Remedy, Rule, Verdict, holds_secret};
use crate::finding::Level;
use crate::rule::locate;
use crate::text::code;

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-key",
    level: Level::Error,
    summary: "a key given twice in one project, exactly or but for case",
    fix: "safe where both say the same: remove one",
    page: include_str!("../../rules/duplicate-key.md"),
    check: Check::Project(check),
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    let list = &case.project.tags.list;
    for (index, (judged, tag)) in case.tags.iter().zip(list).enumerate() {
        let Key::Duplicate { of } = judged.key else { continue };
        let (key, earlier) = (code(&tag.key), &list[of]);
        let place = earlier.key_place.map(locate).map(|at| at.source.position(at.span.start).line);
        let message = if tag.key == earlier.key {
            let first = place.map_or(String::new(), |line| format!(", first on line {line}"));
            format!("{key} is given twice{first}")
        } else {
            let there = place.map_or(String::new(), |line| format!(" on line {line}"));
            format!("{key} differs only in case from {}{there}", code(&earlier.key))
        };
        // That a secret is the same as what is shown beside it would tell it.
        let same = tag.known_text().is_some()
            && tag.known_text() == earlier.known_text()
            && holds_secret(tag) == holds_secret(earlier);
        let help = match same {
            true => "remove one of the two: both have the same value",
            false => "keep the one with the right value, and remove the other",
        };
        let remedy = same.then(|| {
            // Of two spellings the dictionary's stays; of the same key twice, the first.
            let surplus = match matches!(case.tags[of].key, Key::Right) || tag.key == earlier.key {
                true => index,
                false => of,
            };
            Remedy::safe(format!("remove {}", code(&list[surplus].key)), Change::Remove { tag: surplus })
        });
        verdicts.push(Verdict::of_key(tag, message).help(help).remedy(remedy));
    }
}
