//! `deprecated-tag`: a key the policy calls deprecated.

use super::verdict::related_key;
use super::{Case, Change, Check, Display, Flaw, Remedy, Rule, Verdict};
use crate::finding::Level;
use crate::project::Tag;
use crate::text::{code, shown};

pub(crate) static RULE: Rule = Rule {
    name: Flaw::Deprecated.rule(),
    level: Level::Warning,
    summary: "a key the policy calls deprecated",
    fix: Some("safe with `replaced-by`: rename"),
    page: include_str!("../../rules/deprecated-tag.md"),
    display: Display::Deprecated,
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for (index, behind) in case.with_key(Flaw::Deprecated) {
        let tag = &case.project.tags.list[index];
        let Some(entry) = case.dictionary.get(&tag.key) else { continue };
        let Some(deprecated) = &entry.deprecated else { continue };
        let key = code(&tag.key);
        // An override may forbid here what takes its place elsewhere.
        let is_allowed =
            |right: &&str| case.dictionary.get(right).is_none_or(|successor| successor.forbidden.is_none());
        let successor = entry.replaced_by.as_deref().filter(is_allowed);
        let claimant = successor.and_then(|right| claimant(case, index, right));
        let remedy = successor.filter(|_| claimant.is_none()).map(|right| {
            let change = Change::Rename { tag: index, to: right.to_owned() };
            Remedy::safe(format!("rename {key} to {}", code(right)), change)
        });
        let help = entry.message.clone().unwrap_or_else(|| match successor {
            Some(right) if remedy.is_some() => format!("rename {key} to {}", code(right)),
            Some(right) => format!("remove {key}: {} is there already", code(right)),
            None => format!("remove {key}"),
        });
        let message = format!("{key} is deprecated: {}", shown(&deprecated.value));
        let verdict = Verdict::of_key(tag, message).because(&deprecated.clause).behind(behind);
        verdicts.push(verdict.help(help).related(claimant.map(related_key)).remedy(remedy));
    }
}

/// The other tag that is, or means, the key that this one would be renamed to.
fn claimant<'c>(case: &'c Case<'_>, index: usize, right: &str) -> Option<&'c Tag<'c>> {
    for (other, (judged, tag)) in case.tags.iter().zip(&case.project.tags.list).enumerate() {
        let claims = tag.key == right || judged.entry.is_some_and(|entry| entry.key == right);
        if claims && other != index {
            return Some(tag);
        }
    }
    None
}
