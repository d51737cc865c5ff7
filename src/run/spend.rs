//! `taglint spend`: a bill against the policy.

mod budgets;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use time::Date;

use super::deliver::{self, Body, note};
use super::print::print;
use crate::bill::cost_explorer::{self, Errand};
use crate::bill::figures::Figures;
use crate::bill::{self, Bill, Remote, Source, Wanted};
use crate::cost::{Metric, Period};
use crate::engine::{Outline, Policies, refuse_ignoring};
use crate::fault::Fault;
use crate::files::Store;
use crate::finding::Failure;
use crate::live::cost_explorer::CostExplorer;
use crate::live::{self, ANY_REGION, Interrupt, Session};
use crate::policy::spend::Budgets;
use crate::policy::{Access, Exception, Policy};
use crate::rule::{self, Needs};
use crate::settings::spend::SpendSettings;
use crate::snapshot::Snapshot;
use crate::spend::{self, ByKey, Checked, Speaking, Spending};
use crate::status::Status;
use crate::text::{code, count};
use crate::triage::Triage;
use crate::triage::baseline::Entry;

/// How long to wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(60);
/// What a request to Cost Explorer costs, in cents.
const CENTS: usize = 1;

/// Checks a bill, and tells the exit status.
///
/// # Errors
/// Nothing was checked: a wrong policy, a file that is not there, a bill without Bedrock.
pub(super) fn run(settings: &SpendSettings) -> Result<Status, Fault> {
    // Memory that a thread has freed is at hand for that thread first: one of those that read makes the report.
    rayon::scope(|_| check(settings))
}

fn check(settings: &SpendSettings) -> Result<Status, Fault> {
    let delivery = &settings.delivery;
    let policies = Policies::new(&settings.policy, &settings.store)?;
    let mandatory = policies.mandatory();
    refuse_ignoring(&delivery.selection, &mandatory)?;
    let screen = deliver::screen(delivery, &mandatory)?;
    let [policy] = &policies.list[..] else { return Err(Fault::NoPolicy) };
    let budgets = match (settings.budgets, &policy.budgets) {
        (false, _) => None,
        (true, Some(budgets)) => Some(budgets),
        (true, None) => return Err(Fault::NoBudgets),
    };
    let seen = match &settings.snapshot {
        Some(path) => Some(Snapshot::read(path, &settings.store)?),
        None => None,
    };
    let asked = Asked {
        sources: &settings.sources,
        periods: &settings.periods,
        metric: settings.metric,
        allow_empty: settings.allow_empty,
        today: settings.today,
        quiet: delivery.quiet,
    };
    if settings.print_sql {
        return print_sql(&settings.sources, &wanted(policy, &asked));
    }
    delivery.targets.check()?;
    let bill = ReadBill::read(&settings.store, policy, &asked)?;
    if seen.is_some() && !delivery.quiet {
        bill.note_unused_snapshot();
    }

    let triage = Triage::new(policy, &delivery.selection);
    let checked = bill.check(seen.as_ref(), policy);
    let mut outline = Outline::of(&policies, bill.failures().to_vec());
    outline.failures.extend(absent(&settings.periods, &bill.periods()));
    outline.projects = checked.projects();
    outline.compliant = Some(checked.explained());
    outline.ledger = Some(checked.ledger(settings.today));
    outline.sorted.merge(checked.judge(&triage, Speaking::OfGroups));
    let (mut knows_budgets, mut is_interrupted) = (false, bill.is_interrupted());
    if let Some(Budgets { key }) = budgets.filter(|_| !is_interrupted) {
        let session = Session::open(TIMEOUT, ANY_REGION)?;
        let how = (&session, settings.today, delivery.quiet);
        let found = budgets::check(key, &checked, bill.payers(), &triage, how)?;
        knows_budgets = found.failures.is_empty();
        is_interrupted = found.is_interrupted;
        outline.failures.extend(found.failures);
        outline.sorted.merge(found.sorted);
    }
    let is_whole = outline.failures.is_empty();
    let of_exceptions = triage.of_exceptions(|exception, _| is_whole && is_for(exception, knows_budgets));
    outline.sorted.findings.extend(of_exceptions);
    let was_seen = |entry: &Entry, path: Option<&str>| {
        let is_seen = match rule::needs(&entry.rule) {
            Some(Needs::Budgets) => knows_budgets,
            Some(Needs::Definitions) => seen.is_some() && bill.has_seen(entry),
            _ => bill.has_seen(entry),
        };
        path.is_none() && is_seen
    };
    let status = deliver::deliver(outline, &Body::Report, delivery, &screen, &was_seen)?;
    Ok(if is_interrupted { Status::Incomplete } else { status })
}

/// What is asked of a bill.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) sources: &'a [Source],
    /// The periods; the newest one, or the present month, where there are none.
    pub(super) periods: &'a BTreeSet<Period>,
    pub(super) metric: Option<Metric>,
    /// Whether a bill without Bedrock succeeds.
    pub(super) allow_empty: bool,
    pub(super) today: Date,
    /// Whether nothing is said on the way.
    pub(super) quiet: bool,
}

impl Asked<'_> {
    /// The present month.
    fn present(&self) -> Option<Period> {
        Period::new(self.today.year(), self.today.month().into())
    }
}

/// What was read of a bill.
#[derive(Debug)]
pub(super) enum ReadBill {
    /// Its lines.
    Lines(Bill),
    /// Figures by key.
    Figures(Figures),
}

impl ReadBill {
    /// Reads a bill.
    ///
    /// # Errors
    /// Nothing of it can be used, or nothing of it is of Bedrock.
    pub(super) fn read(store: &Store, policy: &Policy, asked: &Asked<'_>) -> Result<Self, Fault> {
        let known = match asked.sources {
            [Source::CostExplorer] => ReadBill::Figures(ask_cost_explorer(policy, asked)?),
            sources => {
                let wanted = wanted(policy, asked);
                ReadBill::Lines(read(store, sources, &wanted, asked.allow_empty)?)
            }
        };
        if !asked.quiet {
            known.note_metrics();
        }
        Ok(known)
    }

    /// Says that a snapshot tells nothing of such a bill.
    fn note_unused_snapshot(&self) {
        if let ReadBill::Figures(_) = self {
            note("the snapshot is not used: Cost Explorer has no projects");
        }
    }

    /// The bill before the policy.
    pub(super) fn check<'a>(&'a self, seen: Option<&'a Snapshot>, policy: &'a Policy) -> Checked<'a> {
        match self {
            ReadBill::Lines(bill) => Checked::Lines(Spending::of(bill, seen, policy)),
            ReadBill::Figures(figures) => Checked::Figures(ByKey::of(figures, policy)),
        }
    }

    /// What could not be read.
    pub(super) fn failures(&self) -> &[Failure] {
        match self {
            ReadBill::Lines(bill) => &bill.failures,
            ReadBill::Figures(figures) => &figures.failures,
        }
    }

    /// Whether somebody interrupted.
    pub(super) fn is_interrupted(&self) -> bool {
        match self {
            ReadBill::Lines(bill) => bill.is_interrupted,
            ReadBill::Figures(figures) => figures.is_interrupted,
        }
    }

    /// Whether nothing of Bedrock is there, and nothing that could not be read.
    pub(super) fn is_empty(&self) -> bool {
        self.periods().is_empty() && self.failures().is_empty()
    }

    /// Adds what could not be read.
    pub(super) fn fail(&mut self, failure: Failure) {
        match self {
            ReadBill::Lines(bill) => bill.failures.push(failure),
            ReadBill::Figures(figures) => figures.failures.push(failure),
        }
    }

    /// The periods that have something of Bedrock.
    fn periods(&self) -> BTreeSet<Period> {
        match self {
            ReadBill::Lines(bill) => bill.periods(),
            ReadBill::Figures(figures) => figures.months.keys().map(|(period, _)| *period).collect(),
        }
    }

    /// The accounts that pay, where that is known.
    fn payers(&self) -> BTreeSet<String> {
        match self {
            ReadBill::Lines(bill) => bill.payers.clone(),
            ReadBill::Figures(_) => BTreeSet::new(),
        }
    }

    /// Whether an entry of a baseline is of such a bill.
    pub(super) fn has_seen(&self, entry: &Entry) -> bool {
        match self {
            ReadBill::Lines(bill) => is_billed(entry, bill),
            ReadBill::Figures(_) => {
                let is_told = matches!(rule::needs(&entry.rule), Some(Needs::Bill) | None);
                entry.project.is_none() && is_told && is_of(entry, &self.periods())
            }
        }
    }

    /// Says what was summed.
    fn note_metrics(&self) {
        match self {
            ReadBill::Lines(bill) => {
                let metrics: BTreeSet<String> =
                    bill.tallies.iter().map(|tally| code(tally.metric.word())).collect();
                if !metrics.is_empty() {
                    let metrics = Vec::from_iter(metrics).join(" and ");
                    note(&format!("summed the {metrics} costs of {}", count(bill.groups.len(), "group")));
                }
            }
            ReadBill::Figures(figures) => {
                note(&format!("summed the {} costs by key", code(figures.metric.word())));
            }
        }
    }
}

/// Asks Cost Explorer for the months that are asked for, as far as they have begun.
fn ask_cost_explorer(policy: &Policy, asked: &Asked<'_>) -> Result<Figures, Fault> {
    let metric = cost_explorer::metric(asked.metric, policy.spend.metric)?;
    let Some(present) = asked.present() else { return Err(Fault::NoSpend { periods: Vec::new() }) };
    let mut periods = asked.periods.clone();
    if periods.is_empty() {
        periods.insert(present);
    }
    let shown: Vec<String> = periods.iter().map(ToString::to_string).collect();
    periods.retain(|period| *period <= present);
    let base = policy.dictionaries.base().entries().iter();
    let always_required =
        base.filter(|entry| entry.is_always_required()).map(|entry| entry.key.clone()).collect();
    let errand = Errand { keys: spend::keys(policy), required: always_required, periods, metric };
    let session = Session::open(TIMEOUT, ANY_REGION)?;
    let service = CostExplorer::open(&session)?;
    let figures = cost_explorer::read(&service, &errand);
    let sent = service.sent();
    let cents = sent * CENTS;
    let cost = format!("${}.{:02}", cents / 100, cents % 100);
    // What is paid for is said to whoever wants no notes, too.
    note(&format!("sent {} to Cost Explorer, which cost {cost}", count(sent, "request")));
    if figures.months.is_empty() && figures.failures.is_empty() && !asked.allow_empty {
        return Err(Fault::NoSpend { periods: shown });
    }
    Ok(figures)
}

/// What a policy wants to know of a bill.
fn wanted(policy: &Policy, asked: &Asked<'_>) -> Wanted {
    let months = match asked.periods.is_empty() {
        true => asked.present().into_iter().collect(),
        false => asked.periods.clone(),
    };
    Wanted {
        keys: spend::keys(policy),
        periods: asked.periods.clone(),
        asked: months,
        metric: asked.metric,
        usual_metric: policy.spend.metric,
        models: !policy.models.is_empty(),
    }
}

/// Reads a bill, which must have something of Bedrock in it.
fn read(store: &Store, sources: &[Source], wanted: &Wanted, allow_empty: bool) -> Result<Bill, Fault> {
    let remote = remote(sources)?;
    let bill = bill::read_sources(store, sources, remote.as_ref(), wanted)?;
    // What is paid for is said to whoever wants no notes, too.
    for words in &bill.notes {
        note(words);
    }
    if bill.periods().is_empty() && bill.failures.is_empty() && !allow_empty {
        let is_table = |source: &Source| matches!(source, Source::Table(_));
        let asked = if sources.iter().any(is_table) { &wanted.asked } else { &wanted.periods };
        return Err(Fault::NoSpend { periods: asked.iter().map(ToString::to_string).collect() });
    }
    Ok(bill)
}

/// Prints the queries for tables.
fn print_sql(sources: &[Source], wanted: &Wanted) -> Result<Status, Fault> {
    let mut text = String::new();
    for source in sources {
        match source {
            Source::Table(table) => text += &bill::print_query(table, wanted)?,
            other => return Err(Fault::NoQueryOf { of: other.to_string() }),
        }
    }
    print(text.as_bytes())
}

/// What is needed to ask for what is not on this machine.
fn remote(sources: &[Source]) -> Result<Option<Remote>, Fault> {
    if sources.iter().all(|source| matches!(source, Source::Path(_))) {
        return Ok(None);
    }
    let region = live::fallback_region(&Access::Ambient);
    for source in sources {
        if let Source::Table(table) = source {
            table.region_or(region.as_deref())?;
        }
    }
    let session = Arc::new(Session::open(TIMEOUT, region.as_deref().unwrap_or(ANY_REGION))?);
    // Nobody listens for interrupts yet: what gives credentials may wait for somebody, and ends with the process.
    session.sign_in()?;
    Ok(Some(Remote { session, region, interrupt: Interrupt::listen()? }))
}

/// The periods that were asked for and have no line of Bedrock, where others have.
fn absent(asked: &BTreeSet<Period>, there: &BTreeSet<Period>) -> Vec<Failure> {
    let mut failures = Vec::new();
    for period in asked.difference(there).filter(|_| !there.is_empty()) {
        let message = "the bill has no lines of Amazon Bedrock in this period".to_owned();
        failures.push(Failure { subject: period.to_string(), message });
    }
    failures
}

/// Whether an exception is for what rules say of bills alone, all of which were asked: one for other rules may hide
/// what others find.
fn is_for(exception: &Exception, knows_budgets: bool) -> bool {
    let is_asked = |rule: &&'static str| match rule::needs(rule) {
        Some(Needs::Bill) => true,
        Some(Needs::Budgets) => knows_budgets,
        _ => false,
    };
    !exception.rules.is_empty() && exception.rules.iter().all(is_asked)
}

/// Whether an entry of a baseline is of a bill, and of an account that this one has.
fn is_billed(entry: &Entry, bill: &Bill) -> bool {
    let Some(project) = &entry.project else {
        return is_of(entry, &bill.periods()) && rule::needs(&entry.rule) == Some(Needs::Bill);
    };
    let is_of_bill = project.tags.is_some() || rule::needs(&entry.rule) == Some(Needs::Bill);
    let is_here =
        project.account.is_none() || bill.groups.iter().any(|group| group.account == project.account);
    is_of_bill && is_here
}

/// Whether an entry of a baseline is of one of some periods, where it is of a bill as a whole.
fn is_of(entry: &Entry, periods: &BTreeSet<Period>) -> bool {
    let is_known = |period: &str| periods.iter().any(|known| known.to_string() == period);
    entry.bill.as_ref().is_none_or(|bill| is_known(&bill.period))
}
