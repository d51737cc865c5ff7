//! `taglint spend`: a bill against the policy.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::deliver::{self, Body, note};
use crate::bill::{self, Bill, Remote, Source, Wanted};
use crate::cost::{Metric, Period};
use crate::engine::{Outline, Policies, refuse_ignoring};
use crate::fault::Fault;
use crate::files::Store;
use crate::finding::Failure;
use crate::live::{self, Session};
use crate::policy::{Access, Exception, Policy};
use crate::rule::{self, Needs};
use crate::settings::spend::SpendSettings;
use crate::snapshot::Snapshot;
use crate::spend::{self, Speaking, Spending};
use crate::status::Status;
use crate::text::{code, count};
use crate::triage::Triage;
use crate::triage::baseline::Entry;

/// How long to wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The region that is asked first where nothing names one. A bucket says which one it is in.
const ANY_REGION: &str = "us-east-1";

/// Checks a bill, and tells the exit status.
///
/// # Errors
/// Nothing was checked: a wrong policy, a file that is not there, a bill without Bedrock.
pub(super) fn run(settings: &SpendSettings) -> Result<Status, Fault> {
    let delivery = &settings.delivery;
    let policies = Policies::new(&settings.policy, &settings.store)?;
    let mandatory = policies.mandatory();
    refuse_ignoring(&delivery.selection, &mandatory)?;
    let screen = deliver::screen(delivery, &mandatory)?;
    let [policy] = &policies.list[..] else { return Err(Fault::NoPolicy) };
    if settings.budgets {
        return Err(no_budgets(policy));
    }
    let seen = match &settings.snapshot {
        Some(path) => Some(read_snapshot(path, &settings.store)?),
        None => None,
    };
    let wanted = wanted(policy, settings.periods.clone(), settings.metric);
    let bill = read(&settings.store, &settings.sources, &wanted, settings.allow_empty)?;
    if !delivery.quiet {
        note_metrics(&bill);
    }

    let triage = Triage::new(policy, &delivery.selection);
    let spending = Spending::of(&bill, seen.as_ref(), policy);
    let mut outline = Outline::of(&policies, bill.failures.clone());
    outline.failures.extend(absent(&settings.periods, &bill));
    outline.projects = spending.projects();
    outline.compliant = Some(spending.explained());
    outline.ledger = Some(spending.ledger(settings.today));
    outline.sorted.merge(spending.judge(&triage, Speaking::OfGroups));
    let is_whole = outline.failures.is_empty();
    let of_exceptions = triage.of_exceptions(|exception, _| is_whole && is_for_bills(exception));
    outline.sorted.findings.extend(of_exceptions);
    let was_seen = |entry: &Entry, path: Option<&str>| {
        let has_needed = seen.is_some() || rule::needs(&entry.rule) != Some(Needs::Definitions);
        path.is_none() && has_needed && is_billed(entry, &bill)
    };
    deliver::deliver(outline, &Body::Report, delivery, &screen, &was_seen)
}

/// What a policy wants to know of a bill.
pub(super) fn wanted(policy: &Policy, periods: BTreeSet<Period>, metric: Option<Metric>) -> Wanted {
    Wanted {
        keys: spend::keys(policy),
        periods,
        metric,
        usual_metric: policy.spend.metric,
        models: !policy.models.is_empty(),
    }
}

/// Reads a bill, which must have something of Bedrock in it.
pub(super) fn read(
    store: &Store,
    sources: &[Source],
    wanted: &Wanted,
    allow_empty: bool,
) -> Result<Bill, Fault> {
    for source in sources {
        match source {
            Source::Path(_) | Source::Bucket(_) => {}
            Source::Table(_) => return Err(Fault::NotBuilt { what: "Athena".to_owned() }),
            Source::CostExplorer => return Err(Fault::NotBuilt { what: "Cost Explorer".to_owned() }),
        }
    }
    let remote = remote(sources)?;
    let bill = bill::read_sources(store, sources, remote.as_ref(), wanted)?;
    if bill.periods().is_empty() && bill.failures.is_empty() && !allow_empty {
        return Err(Fault::NoSpend { periods: wanted.periods.iter().map(ToString::to_string).collect() });
    }
    Ok(bill)
}

/// What is needed to ask for what is not on this machine.
fn remote(sources: &[Source]) -> Result<Option<Remote>, Fault> {
    if sources.iter().all(|source| matches!(source, Source::Path(_))) {
        return Ok(None);
    }
    let region = live::fallback_region(&Access::Ambient).unwrap_or_else(|| ANY_REGION.to_owned());
    let session = Arc::new(Session::open(TIMEOUT, &region)?);
    Ok(Some(Remote { session, region }))
}

/// Why budgets are not asked for.
fn no_budgets(policy: &Policy) -> Fault {
    match &policy.budgets {
        Some(budgets) => Fault::NotBuilt { what: format!("budgets for {}", code(&budgets.key.value)) },
        None => Fault::NoBudgets,
    }
}

fn read_snapshot(path: &Path, store: &Store) -> Result<Snapshot, Fault> {
    store.add_source(path);
    Snapshot::read(path).map_err(|why| Fault::UnreadableSnapshot { path: path.to_owned(), why })
}

/// The periods that were asked for and have no line of Bedrock, where others have.
fn absent(asked: &BTreeSet<Period>, bill: &Bill) -> Vec<Failure> {
    let there = bill.periods();
    let mut failures = Vec::new();
    for period in asked.difference(&there).filter(|_| !there.is_empty()) {
        let message = "the bill has no lines of Amazon Bedrock in this period".to_owned();
        failures.push(Failure { subject: period.to_string(), message });
    }
    failures
}

/// Says what was summed.
pub(super) fn note_metrics(bill: &Bill) {
    let metrics: BTreeSet<&str> = bill.tallies.iter().map(|tally| tally.metric.word()).collect();
    for metric in metrics {
        note(&format!("summed the {} costs of {}", code(metric), count(bill.groups.len(), "group")));
    }
}

/// Whether an exception is for what rules say of bills alone: one for other rules may hide what others find.
fn is_for_bills(exception: &Exception) -> bool {
    let rules = &exception.rules;
    !rules.is_empty() && rules.iter().all(|rule| rule::needs(rule) == Some(Needs::Bill))
}

/// Whether an entry of a baseline is of a bill, and of an account that this one has.
pub(super) fn is_billed(entry: &Entry, bill: &Bill) -> bool {
    let Some(project) = &entry.project else {
        let is_read = entry
            .bill
            .as_ref()
            .is_none_or(|known| bill.periods().iter().any(|period| period.to_string() == known.period));
        return is_read && rule::needs(&entry.rule) == Some(Needs::Bill);
    };
    let is_of_bill = project.tags.is_some() || rule::needs(&entry.rule) == Some(Needs::Bill);
    let is_here =
        project.account.is_none() || bill.groups.iter().any(|group| group.account == project.account);
    is_of_bill && is_here
}
