//! `forbidden-tag`: a key the policy forbids.

use super::{Case, Change, Check, Flaw, Remedy, Rule, Verdict};
use crate::finding::Level;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: Flaw::Forbidden.rule(),
    level: Level::Error,
    summary: "a key the policy forbids",
    fix: Some("unsafe: remove"),
    page: include_str!("../../rules/forbidden-tag.md"),
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for (index, behind) in case.with_key(Flaw::Forbidden) {
        let tag = &case.project.tags.list[index];
        let Some(entry) = case.dictionary.get(&tag.key) else { continue };
        let Some(clause) = &entry.forbidden else { continue };
        let key = code(&tag.key);
        let help = entry.message.clone().unwrap_or_else(|| format!("remove {key}"));
        let remedy = Remedy::guess(format!("remove {key}"), Change::Remove { tag: index, twin: None });
        let verdict = Verdict::of_key(tag, format!("{key} is forbidden"));
        verdicts.push(verdict.because(clause).help(help).remedy(remedy).behind(behind));
    }
}
