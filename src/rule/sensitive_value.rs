//! `sensitive-value`: a value that is a credential. Tags are read by many, and copied into invoices and exports.

use super::{Case, Check, Flaw, Gap, Rule, Verdict};
use crate::finding::Level;
use crate::text::code;
use crate::text::credential::kind;

pub(crate) static RULE: Rule = Rule {
    name: Flaw::Sensitive.rule(),
    level: Level::Error,
    summary: "a value that is a credential: tags are not secret",
    page: include_str!("../../rules/sensitive-value.md"),
    on_bills: Some(Gap::Wrong),
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for wrong in case.with_flaw(Flaw::Sensitive) {
        let Some(kind) = wrong.reading.value.text().and_then(kind) else { continue };
        let key = code(&wrong.tag.key);
        let verdict = Verdict::of_value(wrong.tag, wrong.reading, format!("the value of {key} is {kind}"));
        let help =
            "revoke it and remove it here: tags are not secret, and this one may have been copied already";
        let verdict = verdict.help(help).behind(wrong.behind);
        verdicts.push(Verdict { value: None, secret: true, ..verdict });
    }
}
