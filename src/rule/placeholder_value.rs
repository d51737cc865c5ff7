//! `placeholder-value`: a value that the rest of the dictionary lets pass, but that says nothing.

use super::verdict::quoted_value;
use super::{Case, Check, Flaw, Gap, Rule, Verdict};
use crate::finding::Level;
use crate::text::code;

pub(crate) static RULE: Rule = Rule {
    name: Flaw::Placeholder.rule(),
    level: Level::Warning,
    summary: "a value that passes, but says nothing: `unknown`, `tbd`, `n/a`",
    page: include_str!("../../rules/placeholder-value.md"),
    on_bills: Some(Gap::Wrong),
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for wrong in case.with_flaw(Flaw::Placeholder) {
        let Some(entry) = wrong.entry else { continue };
        let key = code(&wrong.tag.key);
        let message = format!("{} of {key} is a placeholder", quoted_value(wrong.reading));
        let help = match super::malformed_value::example(entry) {
            Some(example) => format!("give {key} a real value, for example {}", code(&example)),
            None => format!("give {key} a real value, or list this one in its `values`"),
        };
        let help = entry.message.clone().unwrap_or(help);
        let verdict = Verdict::of_value(wrong.tag, wrong.reading, message).because(&entry.clause);
        verdicts.push(verdict.help(help).behind(wrong.behind));
    }
}
