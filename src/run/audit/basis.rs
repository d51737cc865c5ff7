//! What live projects are held against: the policy, definitions, an earlier snapshot, a bill.

use std::collections::BTreeSet;

use super::definitions::{self, Definitions};
use crate::audit::{Audit, Unsure, View};
use crate::engine::{Outline, Policies, Screen, refuse_ignoring};
use crate::fault::Fault;
use crate::finding::Failure;
use crate::live::write::{unseen, unsent};
use crate::live::{self, Interrupt, Listing, Seen, Session, regions};
use crate::policy::condition::Condition;
use crate::policy::{Exception, Policy};
use crate::rule::{self, Needs};
use crate::run::deliver::{self, Body, note};
use crate::run::spend::{Asked, ReadBill};
use crate::settings::audit::{AuditSettings, Calls};
use crate::snapshot::Snapshot;
use crate::spend::Speaking;
use crate::status::Status;
use crate::text::{all_of, count};
use crate::triage::Triage;
use crate::triage::baseline::Entry;

/// What live projects are held against.
pub(super) struct Basis<'a> {
    pub(super) settings: &'a AuditSettings,
    policies: Policies,
    pub(super) screen: Screen,
    since: Option<Snapshot>,
    definitions: Option<Definitions>,
    bill: Option<ReadBill>,
}

/// What was found of what was seen.
pub(super) struct Judged<'s> {
    pub(super) view: View<'s>,
    pub(super) outline: Outline,
    /// Of which projects nobody knows whether they are declared.
    unsure: Option<Unsure>,
}

impl<'a> Basis<'a> {
    /// Reads all of it.
    ///
    /// # Errors
    /// Something of it is wrong or absent.
    pub(super) fn read(settings: &'a AuditSettings) -> Result<Self, Fault> {
        let policies = Policies::new(&settings.policy, &settings.store)?;
        let [policy] = &policies.list[..] else {
            return Err(Fault::NoPolicyToAudit { found: definitions::count(settings) });
        };
        let mandatory = policies.mandatory();
        refuse_ignoring(&settings.delivery.selection, &mandatory)?;
        let screen = deliver::screen(&settings.delivery, &mandatory)?;
        let since = match &settings.since {
            Some(path) => Some(Snapshot::read(path, &settings.store)?),
            None => None,
        };
        let definitions = Definitions::read(settings)?;
        settings.delivery.targets.check()?;
        let bill = read_bill(settings, policy)?;
        settings.delivery.targets.check()?;
        Ok(Basis { settings, policies, screen, since, definitions, bill })
    }

    /// The one policy of the run.
    pub(super) fn policy(&self) -> &Policy {
        &self.policies.list[0]
    }

    /// What lives, unless somebody interrupted, be it already when a service was asked for the bill.
    pub(super) fn look(
        &self,
        session: &Session,
        asked: &live::Asked,
        interrupt: &mut Interrupt,
    ) -> Result<Option<Seen>, Fault> {
        match self.bill.as_ref().is_some_and(ReadBill::is_interrupted) {
            true => Ok(None),
            false => Ok(live::look(session, asked, interrupt)?),
        }
    }

    /// Holds what was seen against all of it.
    pub(super) fn judge<'s>(&self, seen: &'s Seen) -> Judged<'s> {
        let (settings, policy) = (self.settings, self.policy());
        let view = View::of(seen, settings.include_archived);
        let triage = Triage::new(policy, &settings.delivery.selection);
        let mut outline = Outline::of(&self.policies, seen.failures.clone());
        outline.projects = view.judged.len();
        let mut audit = Audit::new(&triage);
        audit.projects(&view);
        audit.accounts(&view);
        let mut unsure = None;
        if let Some(definitions) = &self.definitions {
            unsure = Some(audit.compare(&view, &definitions.declared, definitions.is_whole()));
            audit.clients(&view, &definitions.clients);
            outline.clients = definitions.outline.clients;
            outline.files.clone_from(&definitions.outline.files);
            outline.failures.extend(definitions.outline.failures.clone());
            outline.sorted.merge(definitions.outline.sorted.clone());
        }
        if let Some(since) = &self.since {
            audit.changes(&view, since);
        }
        if let Some(tags) = &seen.cost_tags {
            audit.billing(tags);
        }
        let mut found = audit.finish();
        if let Some(bill) = &self.bill {
            let listed = Snapshot::of(&view.all, &view.places, None);
            let checked = bill.check(Some(&listed), policy);
            checked.put_money(&mut found.sorted);
            found.sorted.merge(checked.judge(&triage, Speaking::OfProjects(&view.numbers())));
            outline.ledger = Some(checked.ledger(settings.delivery.selection.today));
            outline.failures.extend_from_slice(bill.failures());
        }
        outline.sorted.merge(found.sorted);
        outline.add_coverage(0, &found.coverage);
        let of_exceptions = triage.of_exceptions(|exception, _| could_match(exception, settings, seen));
        outline.sorted.findings.extend(of_exceptions);
        outline.ending.extend(triage.ending());
        outline.reach = view.reach();
        outline.coverage_of(&self.policies);
        Judged { view, outline, unsure }
    }

    /// Gives out what was found, and saves what is there.
    pub(super) fn deliver(&self, seen: &Seen, judged: Judged<'_>, body: &Body) -> Result<Status, Fault> {
        let settings = self.settings;
        let Judged { view, outline, unsure } = judged;
        if !settings.delivery.quiet {
            note_empty(seen);
            if let Some(unsure) = unsure {
                note_unsure(unsure);
            }
        }
        if settings.delivery.verbose {
            for (place, number) in view.counts() {
                note(&format!("looked at: {place}: {}", count(*number, "project")));
            }
        }
        let files: Vec<String> = outline.files.iter().map(|(path, _)| path.clone()).collect();
        let bill = self.bill.as_ref();
        let was_seen = |entry: &Entry, path: Option<&str>| match path {
            Some(path) => rule::is_live(&entry.rule) && files.iter().any(|file| file == path),
            None => match rule::needs(&entry.rule) {
                Some(_) if is_of_bill(entry) => bill.is_some_and(|bill| bill.has_seen(entry)),
                None if is_of_bill(entry) => false,
                Some(Needs::Billing) => seen.cost_tags.is_some(),
                Some(Needs::Definitions) if settings.against.is_empty() => false,
                _ => entry.project.as_ref().is_some_and(|project| view.has_seen(project)),
            },
        };
        let status = deliver::deliver(outline, body, &settings.delivery, &self.screen, &was_seen)?;
        // Last: a change that could not be told must still be one to the next run.
        if let Some(path) = &settings.save {
            let snapshot = Snapshot::of(&view.all, &view.places, self.since.as_ref());
            snapshot.write(path).map_err(|error| Fault::unwritable(path, &error))?;
        }
        Ok(status)
    }

    /// Gives out that somebody interrupted before everything was seen, which nothing is concluded from.
    pub(super) fn deliver_unseen(&self) -> Result<Status, Fault> {
        let (failure, body, calls) = match &self.settings.calls {
            Calls::None => (unseen(), Body::Report, None),
            Calls::Shown(_) => (unseen(), Body::Text(String::new()), None),
            Calls::Sent(_) | Calls::Restored(..) => (unsent(), Body::Report, Some(Vec::new())),
        };
        let mut outline = Outline::of(&self.policies, vec![failure]);
        outline.calls = calls;
        deliver::deliver(outline, &body, &self.settings.delivery, &self.screen, &|_, _| false)?;
        Ok(Status::Incomplete)
    }
}

/// Reads the bill, if one is named.
fn read_bill(settings: &AuditSettings, policy: &Policy) -> Result<Option<ReadBill>, Fault> {
    if settings.spend.is_empty() {
        return Ok(None);
    }
    let asked = Asked {
        sources: &settings.spend,
        periods: &BTreeSet::new(),
        metric: None,
        allow_empty: true,
        today: settings.delivery.selection.today,
        quiet: settings.delivery.quiet,
    };
    let mut bill = ReadBill::read(&settings.store, policy, &asked)?;
    if bill.is_empty() {
        // What is live is found all the same.
        let message = "the bill has no lines of Amazon Bedrock".to_owned();
        bill.fail(Failure { subject: settings.spend[0].to_string(), message });
    }
    Ok(Some(bill))
}

/// Whether an entry of a baseline is of a bill. What its tags were when it was billed, an audit does not say.
fn is_of_bill(entry: &Entry) -> bool {
    let is_of_group = entry.project.as_ref().is_some_and(|project| project.tags.is_some());
    is_of_group || rule::needs(&entry.rule) == Some(Needs::Bill)
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
        Some(Needs::Budgets) => false,
        Some(Needs::Nothing) | None => true,
    }
}

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
