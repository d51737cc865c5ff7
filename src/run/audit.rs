//! `taglint audit`: from accounts and regions to a report.

mod definitions;

use std::collections::BTreeSet;
use std::path::Path;

use super::deliver::{self, Body, note};
use super::spend;
use crate::audit::{Audit, Unsure, View};
use crate::bill::Bill;
use crate::cli::CallForm;
use crate::engine::{Outline, Policies, refuse_ignoring};
use crate::fault::Fault;
use crate::live::regions::targets;
use crate::live::{self, Asked, Listing, Seen, Session, regions};
use crate::policy::condition::Condition;
use crate::policy::{Exception, Policy};
use crate::report::calls::{self, Destinations};
use crate::rule::{self, Needs};
use crate::settings::audit::AuditSettings;
use crate::snapshot::Snapshot;
use crate::spend::{Speaking, Spending};
use crate::status::Status;
use crate::text::{all_of, count};
use crate::triage::Triage;
use crate::triage::baseline::Entry;
use definitions::Definitions;

/// Audits what lives, and tells the exit status.
///
/// # Errors
/// Nothing was judged: a wrong policy, no credentials, no region, a file that is not there.
pub(crate) fn run(settings: &AuditSettings) -> Result<Status, Fault> {
    let policies = Policies::new(&settings.policy, &settings.store)?;
    let [policy] = &policies.list[..] else {
        return Err(Fault::NoPolicyToAudit { found: definitions::count(settings) });
    };
    let mandatory = policies.mandatory();
    refuse_ignoring(&settings.delivery.selection, &mandatory)?;
    let screen = deliver::screen(&settings.delivery, &mandatory)?;
    let since = settings.since.as_deref().map(read_snapshot).transpose()?;
    let definitions = Definitions::read(settings)?;
    let bill = read_bill(settings, policy)?;
    let seen = look(settings, policy)?;

    if !settings.delivery.quiet {
        note_empty(&seen);
    }
    let view = View::of(&seen, settings.include_archived);
    let triage = Triage::new(policy, &settings.delivery.selection);
    let mut outline = Outline::of(&policies, seen.failures.clone());
    outline.projects = view.judged.len();
    let mut audit = Audit::new(&triage);
    audit.projects(&view);
    audit.accounts(&view);
    if let Some(definitions) = definitions {
        let unsure = audit.compare(&view, &definitions.declared, definitions.is_whole());
        if !settings.delivery.quiet {
            note_unsure(unsure);
        }
        outline.files = definitions.outline.files;
        outline.failures.extend(definitions.outline.failures);
        outline.sorted.merge(definitions.outline.sorted);
    }
    if let Some(since) = &since {
        audit.changes(&view, since);
    }
    if let Some(tags) = &seen.cost_tags {
        audit.billing(tags);
    }
    let mut found = audit.finish();
    if let Some(bill) = &bill {
        let listed = Snapshot::of(&view.all, &view.places, None);
        let spending = Spending::of(bill, Some(&listed), policy);
        spending.put_money(&mut found.sorted);
        found.sorted.merge(spending.judge(&triage, Speaking::OfProjects(&view.numbers())));
        outline.ledger = Some(spending.ledger(settings.delivery.selection.today));
        outline.failures.extend(bill.failures.clone());
    }
    outline.sorted.merge(found.sorted);
    outline.add_coverage(0, &found.coverage);
    let of_exceptions = triage.of_exceptions(|exception, _| could_match(exception, settings, &seen));
    outline.sorted.findings.extend(of_exceptions);
    outline.ending.extend(triage.ending());
    outline.reach = view.reach();
    outline.coverage_of(&policies);
    if settings.delivery.verbose {
        for (place, number) in view.counts() {
            note(&format!("looked at: {place}: {}", count(*number, "project")));
        }
    }
    let body = match settings.diff {
        Some(form) => {
            let destinations = match form {
                CallForm::Calls => None,
                CallForm::Curl => Some(destinations(&seen)),
            };
            let shown = screen.shown(&outline.sorted.findings);
            Body::Text(calls::draw(shown, settings.with_unsafe, destinations.as_ref()))
        }
        None => Body::Report,
    };
    let files: Vec<String> = outline.files.iter().map(|(path, _)| path.clone()).collect();
    let was_seen = |entry: &Entry, path: Option<&str>| match path {
        Some(path) => rule::is_live(&entry.rule) && files.iter().any(|file| file == path),
        None => match rule::needs(&entry.rule) {
            Some(_) if is_of_bill(entry) => bill.as_ref().is_some_and(|bill| spend::is_billed(entry, bill)),
            None if is_of_bill(entry) => false,
            Some(Needs::Billing) => seen.cost_tags.is_some(),
            Some(Needs::Definitions) if settings.against.is_empty() => false,
            _ => entry.project.as_ref().is_some_and(|project| view.has_seen(project)),
        },
    };
    let status = deliver::deliver(outline, &body, &settings.delivery, &screen, &was_seen)?;
    // Last: a change that could not be told must still be one to the next run.
    if let Some(path) = &settings.save {
        let snapshot = Snapshot::of(&view.all, &view.places, since.as_ref());
        snapshot.write(path).map_err(|error| Fault::unwritable(path, &error))?;
    }
    Ok(status)
}

/// Reads the bill, if one is named.
fn read_bill(settings: &AuditSettings, policy: &Policy) -> Result<Option<Bill>, Fault> {
    if settings.spend.is_empty() {
        return Ok(None);
    }
    let wanted = spend::wanted(policy, BTreeSet::new(), None);
    let bill = spend::read(&settings.store, &settings.spend, &wanted, false)?;
    if !settings.delivery.quiet {
        spend::note_metrics(&bill);
    }
    Ok(Some(bill))
}

/// Whether an entry of a baseline is of a bill. What its tags were when it was billed, an audit does not say.
fn is_of_bill(entry: &Entry) -> bool {
    let is_of_group = entry.project.as_ref().is_some_and(|project| project.tags.is_some());
    is_of_group || rule::needs(&entry.rule) == Some(Needs::Bill)
}

fn look(settings: &AuditSettings, policy: &Policy) -> Result<Seen, Fault> {
    let asked = Asked {
        targets: targets(&settings.choice, &policy.live, &live::fallback_region)?,
        endpoint: settings.endpoint.clone(),
        billing: settings.billing,
        progress: !settings.delivery.quiet,
    };
    let region = asked.targets.first().and_then(|target| target.regions.first());
    let region = if let Some(region) = region { region } else { ANY_REGION };
    let session = Session::open(settings.timeout, region)?;
    Ok(live::look(&session, &asked)?)
}

/// Where the calls for the projects of each list go.
fn destinations(seen: &Seen) -> Destinations {
    let mut destinations = Destinations::new();
    for listing in &seen.listings {
        let home = (listing.account.clone(), listing.region.clone());
        destinations.entry(home).or_insert_with(|| listing.destination.clone());
    }
    destinations
}

fn read_snapshot(path: &Path) -> Result<Snapshot, Fault> {
    Snapshot::read(path).map_err(|why| Fault::UnreadableSnapshot { path: path.to_owned(), why })
}

/// Whether an exception could have hidden something: one that asks for live facts, in a run that saw everything.
fn could_match(exception: &Exception, settings: &AuditSettings, seen: &Seen) -> bool {
    let choice = &settings.choice;
    let is_whole = seen.failures.is_empty() && choice.regions.is_empty() && choice.accounts.is_empty();
    let rules = &exception.rules;
    let is_heard = rules.is_empty() || rules.iter().any(|rule| may_speak(rule, settings));
    is_whole && is_heard && exception.when.as_ref().is_some_and(Condition::asks_for_live_facts)
}

/// Whether an audit has what a rule needs to say anything.
fn may_speak(rule: &str, settings: &AuditSettings) -> bool {
    match rule::needs(rule) {
        Some(Needs::Definitions) => !settings.against.is_empty(),
        Some(Needs::Snapshot) => settings.since.is_some(),
        Some(Needs::Billing) => settings.billing,
        Some(Needs::Bill) => !settings.spend.is_empty(),
        Some(Needs::Nothing) | None => true,
    }
}

/// The region in which roles are assumed where nothing is looked at.
const ANY_REGION: &str = "us-east-1";

/// Says which lists have nothing in them, not even a default project, where something else may have been meant: all of
/// them, or those of a region that may be misspelled.
fn note_empty(seen: &Seen) {
    let is_empty = |listing: &&Listing| listing.is_complete && listing.projects.is_empty();
    let empty: BTreeSet<&str> = seen.listings.iter().filter(is_empty).map(|list| &*list.region).collect();
    if seen.listings.iter().all(|listing| is_empty(&listing)) {
        let regions = all_of(empty.iter().copied(), empty.len());
        note(&format!("no projects were found in {regions}, not even a default one"));
    }
    for doubt in empty.into_iter().filter_map(regions::doubt) {
        note(&doubt);
    }
}

/// Says of how many projects nobody knows whether they are declared.
fn note_unsure(Unsure { projects, why }: Unsure) {
    if projects > 0 {
        let verb = if projects == 1 { "matches" } else { "match" };
        note(&format!(
            "{} {verb} no definition, but `undeclared-project` is not reported: {why}",
            count(projects, "project")
        ));
    }
}
