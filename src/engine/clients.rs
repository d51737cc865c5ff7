//! Clients: what rules say of those that files construct or configure.

use super::looked::Looked;
use crate::client::{CLIENT, Client, Doubt, Naming};
use crate::finding::{Concerned, Location, Subject};
use crate::policy::condition::{Facts, Whom};
use crate::rule::{Check, RULES};
use crate::triage::{Origin, Triage};

/// Checks the clients of all files.
pub(super) fn judge(looked: &mut [Looked], triages: &[Triage<'_>]) {
    let set: Vec<(String, Location)> = looked.iter().flat_map(|looked| looked.settings.clone()).collect();
    for looked in looked {
        let Some(policy) = looked.policy else { continue };
        for mut client in std::mem::take(&mut looked.clients) {
            doubt(&mut client, &set);
            judge_client(&client, looked, &triages[policy]);
            looked.clients.push(client);
        }
    }
}

/// What names no project in its code may be given one by a configuration.
fn doubt(client: &mut Client, set: &[(String, Location)]) {
    if !matches!(client.naming, Naming::Missing | Naming::Misspelled { .. }) {
        return;
    }
    let given = client.variables.iter().find_map(|variable| {
        let (_, at) = set.iter().find(|(name, _)| name == variable)?;
        Some(Doubt::Configuration { variable, at: at.clone() })
    });
    if let Some(doubt) = given {
        client.naming = Naming::Unresolved(doubt);
    }
}

fn judge_client(client: &Client, looked: &mut Looked, triage: &Triage<'_>) {
    let facts = Facts { whom: Whom::Client, path: Some(&looked.relative) };
    triage.meet(&facts);
    let dictionary = triage.policy().dictionary(&facts);
    let origin = Origin::new(facts, &dictionary, None).ignores(&looked.ignores).naming(concerned(client));
    let mut verdicts = Vec::new();
    for rule in RULES {
        if let Check::Client(check) = rule.check {
            check(client, &mut verdicts);
            for verdict in verdicts.drain(..) {
                triage.admit(rule, verdict, &origin, &mut looked.outcome.sorted);
            }
        }
    }
}

/// A client as findings know it.
fn concerned(client: &Client) -> Concerned {
    let subject = Subject { kind: CLIENT.to_owned(), name: None, id: None, account: None, region: None };
    Concerned { home: Some(client.at.clone()), sdk: Some(client.sdk.name), ..Concerned::of(subject) }
}
