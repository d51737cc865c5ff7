//! `unresolved-client`: a client that may name a project, which cannot be known from its file. It is counted, never
//! guessed.

use super::{Check, Rule, Verdict};
use crate::client::{Client, Doubt, Naming};
use crate::finding::{Claim, Level, Related};
use crate::text::code;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    name: "unresolved-client",
    level: Level::Note,
    summary: "a client of which it cannot be known whether it names a project",
    page: include_str!("../../rules/unresolved-client.md"),
    claim: Claim::Unknown,
    check: Check::Client(check),
    ..Rule::COMMON
};

fn check(client: &Client, verdicts: &mut Vec<Verdict>) {
    let Naming::Unresolved(doubt) = &client.naming else { return };
    let (message, related, at) = match doubt {
        Doubt::Elsewhere(at) => (
            "whether this client names a project cannot be known here: arguments or headers come from elsewhere".to_owned(),
            "what may name a project comes from here",
            at,
        ),
        Doubt::Fallback(at) => (
            "this client names a project, but falls back on the `default` project or on none".to_owned(),
            "this takes its place",
            at,
        ),
        Doubt::BaseUrl(at) => (
            "this client names no project, and where its requests go cannot be known here".to_owned(),
            "the base URL comes from here",
            at,
        ),
        Doubt::Code(at) => (
            "no project is named here, but code that may read this base URL names one".to_owned(),
            "this client names a project",
            at,
        ),
        Doubt::Configuration { variable, at } => (
            format!("this client names no project, but may read {}, which is set elsewhere", code(variable)),
            "the variable is set here",
            at,
        ),
    };
    let related = Related { message: related.to_owned(), location: Some(at.clone()) };
    verdicts.push(Verdict::of_client(client, message).related([related]).help(client.sdk.remedy));
}
