//! `misspelled-key`: a key that is a dictionary key but for case, separators, or one or two letters.

use super::case::Key;
use super::{Case, Change, Check, Flaw, Remedy, Rule, Verdict};
use crate::finding::Level;
use crate::policy::dictionary::Entry;
use crate::text::{Nearness, code};

pub(crate) static RULE: Rule = Rule {
    name: Flaw::Misspelled.rule(),
    level: Level::Error,
    summary: "a key that is a dictionary key but for case, separators, or one or two letters",
    fix: Some("rename; unsafe where letters differ"),
    page: include_str!("../../rules/misspelled-key.md"),
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for (index, behind) in case.with_key(Flaw::Misspelled) {
        let tag = &case.project.tags.list[index];
        let Key::Misspelled { right, near } = case.tags[index].key else { continue };
        let (wrong, meant) = (code(&tag.key), code(&right.key));
        let verdict = if right.forbidden.is_some() {
            Verdict::of_key(tag, format!("{wrong} is another spelling of {meant}, which is forbidden"))
                .help(right.message.clone().unwrap_or_else(|| format!("remove {wrong}")))
        } else {
            let how = match near {
                Nearness::Spelling => "is another spelling of",
                Nearness::Letters(_) => "is probably a misspelling of",
            };
            Verdict::of_key(tag, format!("{wrong} {how} {meant}"))
                .help(format!("rename {wrong} to {meant}"))
                .remedy(remedy(case, index, right, near))
        };
        verdicts.push(verdict.because(&right.clause).behind(behind));
    }
}

/// A rename, unless two tags claim the same key: which of them is right, nobody knows.
fn remedy(case: &Case<'_>, index: usize, right: &Entry, near: Nearness) -> Option<Remedy> {
    let claims = |judged: &super::Judged<'_>| judged.entry.is_some_and(|entry| entry.key == right.key);
    if right.is_glob() || case.tags.iter().filter(|judged| claims(judged)).count() > 1 {
        return None;
    }
    let title = format!("rename {} to {}", code(&case.project.tags.list[index].key), code(&right.key));
    let change = Change::Rename { tag: index, to: right.key.clone() };
    Some(match near {
        Nearness::Spelling => Remedy::safe(title, change),
        Nearness::Letters(_) => Remedy::guess(title, change),
    })
}
