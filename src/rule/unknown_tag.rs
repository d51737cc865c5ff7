//! `unknown-tag`: a key the dictionary does not have.

use super::{Case, Check, Flaw, Rule, Verdict};
use crate::finding::Level;
use crate::text::{code, one_of};

pub(crate) static RULE: Rule = Rule {
    name: Flaw::Unknown.rule(),
    level: Level::Warning,
    summary: "a key the dictionary does not have",
    page: include_str!("../../rules/unknown-tag.md"),
    needs_dictionary: true,
    check: Check::Project(check),
    ..Rule::COMMON
};

/// How many keys of the dictionary the help names.
const NAMED: usize = 8;

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for (index, behind) in case.with_key(Flaw::Unknown) {
        let tag = &case.project.tags.list[index];
        let key = code(&tag.key);
        let in_use = case.dictionary.entries().iter().filter(|entry| entry.is_in_use());
        let keys = one_of(in_use.map(|entry| entry.key.as_str()), NAMED);
        let section = code(&format!("[tags.{}]", crate::policy::written::key(&tag.key)));
        let help = if keys.is_empty() {
            format!("remove {key}, or add {section} to the policy")
        } else {
            format!("use {keys}, or add {section} to the policy")
        };
        let message = format!("{key} is not in the tag dictionary of the policy");
        verdicts.push(Verdict::of_key(tag, message).help(help).behind(behind));
    }
}
