//! `misspelled-header`: a header that nearly is one that names a project. It is ignored, and the money goes to `default`.

use super::{Change, Check, Remedy, Rule, Verdict};
use crate::client::{Client, Naming};
use crate::text::code;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    name: "misspelled-header",
    summary: "a misspelled header that would name a project, and is ignored",
    fix: Some("rename the header"),
    page: include_str!("../../rules/misspelled-header.md"),
    check: Check::Client(check),
    ..Rule::COMMON
};

fn check(client: &Client, verdicts: &mut Vec<Verdict>) {
    let Naming::Misspelled { header, right } = &client.naming else { return };
    let written = code(header.source.slice(header.span));
    let message = format!(
        "the header {written} is ignored, so requests are billed to `default`: it must be {}",
        code(right)
    );
    let remedy = Remedy::safe(
        format!("rename it to {}", code(right)),
        Change::Respell { at: header.clone(), text: (*right).to_owned() },
    );
    let verdict = Verdict { at: Some(header.clone()), ..Verdict::of_client(client, message) };
    verdicts.push(verdict.help(format!("rename the header to {}", code(right))).remedy(remedy));
}
