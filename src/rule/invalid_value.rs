//! `invalid-value`: a value that is not in `values` or `values-from`.

use super::verdict::{quoted_value, shown_value};
use super::{Case, Change, Check, Flaw, Gap, Remedy, Rule, Verdict};
use crate::finding::Level;
use crate::policy::values::Suggestion;
use crate::text::{code, one_of};

pub(crate) static RULE: Rule = Rule {
    name: Flaw::Invalid.rule(),
    level: Level::Error,
    summary: "a value that is not in `values` or `values-from`",
    fix: Some("replace; unsafe where letters differ"),
    page: include_str!("../../rules/invalid-value.md"),
    on_bills: Some(Gap::Wrong),
    check: Check::Project(check),
    ..Rule::COMMON
};

/// How many allowed values the help names.
const NAMED: usize = 8;

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for wrong in case.with_flaw(Flaw::Invalid) {
        let Some((entry, values)) = wrong.entry.and_then(|entry| Some((entry, entry.values.as_ref()?)))
        else {
            continue;
        };
        // What a secret is nearly would tell it.
        let suggestion = shown_value(wrong.reading).and_then(|value| values.value.suggest(&value));
        let message =
            format!("{} is not an allowed value of {}", quoted_value(wrong.reading), code(&wrong.tag.key));
        let allowed = || one_of(values.value.list().iter().map(String::as_str), NAMED);
        let help = match suggestion {
            Some(meant) if meant.is_certain() => format!("use {}", code(meant.value())),
            Some(meant) => format!("did you mean {}?", code(meant.value())),
            None => format!("use {}", allowed()),
        };
        let remedy = suggestion.map(|meant| {
            let title = format!("replace {} with {}", quoted_value(wrong.reading), code(meant.value()));
            let value = meant.value().to_owned();
            let change = Change::Replace { tag: wrong.index, reading: wrong.number, value };
            match meant {
                Suggestion::Letters(_) => Remedy::guess(title, change),
                Suggestion::Alias(_) | Suggestion::Spelling(_) => Remedy::safe(title, change),
            }
        });
        let verdict = Verdict::of_value(wrong.tag, wrong.reading, message).because(&values.clause);
        let help = entry.message.clone().unwrap_or(help);
        verdicts.push(verdict.help(help).remedy(remedy).behind(wrong.behind));
    }
}
