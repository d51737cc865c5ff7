//! Clients: what rules say of those that files construct or configure.

mod around;

use std::collections::BTreeSet;

use super::Task;
use super::looked::Looked;
use crate::client::{Client, Doubt, Form, Naming};
use crate::drift::Roster;
use crate::finding::Location;
use crate::policy::condition::Facts;
use crate::rule::live::LiveCase;
use crate::rule::{Check, RULES};
use crate::triage::{Origin, Sorted, Triage};

/// Checks the clients of all files; the ids that they name by what is live, where that is known.
pub(super) fn judge(looked: &mut [Looked], triages: &[Triage<'_>], task: &Task) {
    doubt(looked, task);
    for looked in looked {
        let Some(policy) = looked.policy else { continue };
        let mut sorted = Sorted::default();
        for client in &looked.clients {
            judge_client(client, looked, &triages[policy], task.roster.as_deref(), &mut sorted);
        }
        looked.outcome.sorted.merge(sorted);
    }
}

/// What names no project in its code may be given one by a configuration, of those that are checked or around them.
fn doubt(looked: &mut [Looked], task: &Task) {
    let mut set: Vec<(String, Location)> = looked.iter().flat_map(|looked| looked.settings.clone()).collect();
    let has_open = |looked: &&Looked| {
        looked.clients.iter().any(|client| is_open(client) && given(client, &set).is_none())
    };
    let open: BTreeSet<&str> = looked.iter().filter(has_open).map(|looked| looked.path.as_str()).collect();
    if !open.is_empty() {
        let checked: Vec<&str> = looked.iter().map(|looked| looked.path.as_str()).collect();
        let more = around::settings(task, &checked, &open);
        set.extend(more);
    }
    let named: Vec<(&str, Location)> = looked.iter().flat_map(|looked| looked.named.clone()).collect();
    for client in looked.iter_mut().flat_map(|looked| &mut looked.clients) {
        if client.sdk.form == Form::Environment && matches!(client.naming, Naming::Missing) {
            let of_variable =
                |(variable, _): &&(&str, Location)| client.sdk.base_url_variable == Some(variable);
            if let Some((_, at)) = named.iter().find(of_variable) {
                client.naming = Naming::Unresolved(Doubt::Code(at.clone()));
            }
        }
        if let Some(doubt) = given(client, &set)
            && is_open(client)
        {
            client.naming = Naming::Unresolved(doubt);
        }
    }
}

/// Whether a variable could still name a project.
fn is_open(client: &Client) -> bool {
    !client.variables.is_empty() && matches!(client.naming, Naming::Missing | Naming::Misspelled { .. })
}

/// The variable that may name the project of a client.
fn given(client: &Client, set: &[(String, Location)]) -> Option<Doubt> {
    client.variables.iter().find_map(|variable| {
        let (_, at) = set.iter().find(|(name, _)| name == variable)?;
        Some(Doubt::Configuration { variable, at: at.clone() })
    })
}

fn judge_client(
    client: &Client,
    looked: &Looked,
    triage: &Triage<'_>,
    roster: Option<&Roster>,
    sorted: &mut Sorted,
) {
    let facts = Facts::of_client(&looked.relative);
    triage.meet(&facts);
    let dictionary = triage.policy().dictionary(&facts);
    let origin = Origin::of_client(client, &looked.relative, dictionary, &looked.ignores);
    let mut verdicts = Vec::new();
    for rule in RULES {
        if let Check::Client(check) = rule.check {
            check(client, &mut verdicts);
            for verdict in verdicts.drain(..) {
                triage.admit(rule, verdict, &origin, sorted);
            }
        }
    }
    let Some(roster) = roster else { return };
    for (id, at) in client.unknown_ids(|id| roster.lacks(id, client.region.as_deref())) {
        triage.ask(&LiveCase::Named { id, at }, &origin, sorted);
    }
}
