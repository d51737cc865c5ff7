//! `taglint audit --restore`: gives projects back what they had before a run changed them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::opening::open;
use super::send::send;
use crate::engine::{Outline, Policies};
use crate::fault::Fault;
use crate::finding::Failure;
use crate::live::change::LiveChange;
use crate::live::regions::{Choice, Target, targets};
use crate::live::write::unsent;
use crate::live::{self, Interrupt, Seen};
use crate::policy::Live;
use crate::report::Restored;
use crate::run::deliver::{self, Body};
use crate::settings::audit::{AuditSettings, Sending};
use crate::status::Status;
use crate::undo::{Had, Undo};

pub(super) fn run(settings: &AuditSettings, path: &Path, sending: &Sending) -> Result<Status, Fault> {
    let undo = Undo::read(path, &settings.store)
        .map_err(|why| Fault::UnreadableUndo { path: path.to_owned(), why })?;
    let policies = Policies::new(&settings.policy, &settings.store)?;
    let screen = deliver::screen(&settings.delivery, &[])?;
    settings.delivery.targets.check()?;
    let nothing = Live::default();
    let accounts = if let Some(policy) = policies.list.first() { &policy.live } else { &nothing };
    let (asked_for, left_out): (Vec<&Had>, Vec<&Had>) =
        undo.projects.iter().partition(|had| is_asked_for(had, &settings.choice));
    let (session, asked) = open(settings, places(&asked_for, accounts)?)?;
    let mut outline = Outline::of(&policies, Vec::new());
    for had in &left_out {
        fail(&mut outline, had, "it is in none of the regions and accounts that are asked for".to_owned());
    }
    let mut interrupt = Interrupt::listen()?;
    let seen = match asked_for.is_empty() {
        true => Some(Seen::default()),
        false => live::look(&session, &asked, &mut interrupt)?,
    };
    let mut is_interrupted = seen.is_none();
    let mut back = 0;
    match seen {
        None => outline.failures.push(unsent()),
        Some(seen) => {
            outline.failures.extend(seen.failures.clone());
            let mut changes = Vec::new();
            for had in &asked_for {
                match change(had, &seen) {
                    Ok(Some(change)) => changes.push(change),
                    Ok(None) => back += 1,
                    Err(why) => fail(&mut outline, had, why),
                }
            }
            let written = send(settings, sending, &session, &changes, &mut interrupt)?;
            is_interrupted = written.is_interrupted;
            back += written.finished;
            outline.failures.extend(written.failures);
            outline.calls = Some(written.calls);
        }
    }
    outline.restored = Some(Restored { back, of: undo.projects.len() });
    let status = deliver::deliver(outline, &Body::Report, &settings.delivery, &screen, &|_, _| false)?;
    Ok(if is_interrupted { Status::Incomplete } else { status })
}

fn fail(outline: &mut Outline, had: &Had, message: String) {
    outline.failures.push(Failure { subject: had.subject(), message });
}

/// Whether `--region` and `--account` leave a project in.
fn is_asked_for(had: &Had, choice: &Choice) -> bool {
    let is_of = |chosen: &[String], own: &String| chosen.is_empty() || chosen.contains(own);
    let is_account = match &had.policy_account {
        Some(account) => is_of(&choice.accounts, account),
        None => choice.accounts.is_empty(),
    };
    is_account && is_of(&choice.regions, &had.region)
}

/// The accounts and regions of some projects.
fn places(projects: &[&Had], accounts: &Live) -> Result<Vec<Target>, Fault> {
    let mut regions: BTreeMap<Option<&str>, BTreeSet<&str>> = BTreeMap::new();
    for had in projects {
        regions.entry(had.policy_account.as_deref()).or_default().insert(&had.region);
    }
    let mut places = Vec::new();
    for (account, regions) in regions {
        let regions = regions.into_iter().map(str::to_owned).collect();
        let (name, live) = match account {
            Some(name) => (vec![name.to_owned()], accounts),
            None => (Vec::new(), &Live::default()),
        };
        let choice = Choice { regions, all_regions: false, accounts: name };
        places.extend(targets(&choice, live, &|_| None)?);
    }
    Ok(places)
}

/// What gives a project back what it had; nothing where it has it.
fn change<'s>(had: &Had, seen: &'s Seen) -> Result<Option<LiveChange<'s>>, String> {
    let mut is_whole = true;
    let lists = seen.listings.iter().filter(|listing| listing.name == had.policy_account);
    for listing in lists {
        if let Some(project) = listing.projects.iter().find(|project| had.is_of(project)) {
            let edit = had.undo(project)?;
            let change = LiveChange { listing, project, edit, twins: BTreeSet::new() };
            return Ok((!change.edit.is_empty()).then_some(change));
        }
        is_whole &= listing.is_complete;
    }
    Err(match is_whole {
        true => "changed since: it is not there".to_owned(),
        false => "it was not listed, because its region did not answer".to_owned(),
    })
}
