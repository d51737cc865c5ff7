//! `client-without-project`: a client whose requests name no project and are billed to `default`.

use super::{Check, Rule, Verdict};
use crate::client::{Client, Naming};
use crate::finding::Related;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    name: "client-without-project",
    summary: "a client for `bedrock-mantle` that names no project, so that its requests are billed to `default`",
    page: include_str!("../../rules/client-without-project.md"),
    check: Check::Client(check),
    ..Rule::COMMON
};

fn check(client: &Client, verdicts: &mut Vec<Verdict>) {
    let (message, related) = match &client.naming {
        Naming::Missing => ("this client names no project: its requests are billed to `default`", None),
        Naming::Default(at) => (
            "this client names the `default` project: spend there has no tags",
            Some(Related {
                message: "the `default` project is named here".to_owned(),
                location: Some(at.clone()),
            }),
        ),
        Naming::Named | Naming::Misspelled { .. } | Naming::Unresolved(_) => return,
    };
    verdicts.push(Verdict::of_client(client, message.to_owned()).related(related).help(client.sdk.remedy));
}
