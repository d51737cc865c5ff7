//! `taglint audit`: from accounts and regions to a report.

mod compare;
mod definitions;
mod view;

use std::collections::BTreeSet;
use std::path::Path;

use super::Outline;
use super::check::{asks_for_live_facts, refuse_ignoring};
use super::deliver::{self, Body, note};
use super::policies::Policies;
use crate::collect::Batch;
use crate::fault::Fault;
use crate::judge::{self, NONE_EXCLUDED, Setting};
use crate::live::regions::targets;
use crate::live::{self, Asked, Listing, Seen, Session, regions};
use crate::policy::condition::{Facts, Whom};
use crate::policy::{Exception, Policy};
use crate::report::calls;
use crate::rule::{self, Needs, Rule, Verdict, default_project, inactive_cost_tag, too_many_projects};
use crate::settings::audit::AuditSettings;
use crate::snapshot::Snapshot;
use crate::status::Status;
use crate::text::{all_of, code, count};
use crate::triage::baseline::Entry;
use crate::triage::{Origin, Triage};
use definitions::Definitions;
use view::View;

/// Audits what lives, and tells the exit status.
///
/// # Errors
/// Nothing was judged: a wrong policy, no credentials, no region, a file that is not there.
pub fn run(settings: &AuditSettings) -> Result<Status, Fault> {
    let policies = Policies::new(&settings.policy, &settings.store)?;
    let mandatory = policies.mandatory();
    refuse_ignoring(&settings.delivery.selection, &mandatory)?;
    let screen = deliver::screen(&settings.delivery, &mandatory)?;
    let since = settings.since.as_deref().map(read_snapshot).transpose()?;
    let definitions = Definitions::read(settings)?;
    let [policy] = &policies.list[..] else { return Err(Fault::NoPolicy { path: None }) };
    let seen = look(settings, policy)?;

    if !settings.delivery.quiet {
        note_empty(&seen);
    }
    let view = View::of(&seen, settings.include_archived);
    let triage = Triage::new(policy, &settings.delivery.selection);
    let mut audit = Audit { triage: &triage, outline: Outline::of(&policies, seen.failures.clone()) };
    audit.outline.projects = view.judged.len();
    audit.judge(&view);
    audit.accounts(&view);
    if let Some(definitions) = definitions {
        audit.compare(&view, definitions, settings.delivery.quiet);
    }
    if let Some(since) = &since {
        audit.changes(&view, since);
    }
    audit.billing(&seen);
    let outline = audit.finish(&policies, |exception| could_match(exception, settings, &seen));
    if settings.delivery.verbose {
        view.tell();
    }
    let body = match settings.diff {
        true => Body::Text(calls::draw(screen.shown(&outline.sorted.findings), settings.with_unsafe)),
        false => Body::Report,
    };
    let files: Vec<String> = outline.files.iter().map(|(path, _)| path.clone()).collect();
    let was_seen = |entry: &Entry, path: Option<&str>| match path {
        Some(path) => rule::is_live(&entry.rule) && files.iter().any(|file| file == path),
        None => match rule::needs(&entry.rule) {
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

fn look(settings: &AuditSettings, policy: &Policy) -> Result<Seen, Fault> {
    let asked = Asked {
        targets: targets(&settings.choice, &policy.live, &live::fallback_region)?,
        endpoint: settings.endpoint.clone(),
        billing: settings.billing,
        progress: !settings.delivery.quiet,
    };
    let region = asked.targets.first().and_then(|target| target.regions.first());
    let session = Session::open(settings.timeout, region.map_or(ANY_REGION, String::as_str))?;
    Ok(live::look(&session, &asked)?)
}

fn read_snapshot(path: &Path) -> Result<Snapshot, Fault> {
    Snapshot::read(path).map_err(|why| {
        let help = "write one with `--save`, and leave `--since` out the first time".to_owned();
        Fault::other(
            format!("the snapshot {} cannot be read: {why}", code(&path.display().to_string())),
            help,
        )
    })
}

/// Whether an exception could have hidden something: one that asks for live facts, in a run that saw everything.
fn could_match(exception: &Exception, settings: &AuditSettings, seen: &Seen) -> bool {
    let choice = &settings.choice;
    let is_whole = seen.failures.is_empty() && choice.regions.is_empty() && choice.accounts.is_empty();
    let rules = &exception.rules;
    let is_heard = rules.is_empty() || rules.iter().any(|rule| may_speak(rule, settings));
    is_whole && is_heard && asks_for_live_facts(exception.when.as_ref())
}

/// Whether an audit has what a rule needs to say anything.
fn may_speak(rule: &str, settings: &AuditSettings) -> bool {
    match rule::needs(rule) {
        Some(Needs::Definitions) => !settings.against.is_empty(),
        Some(Needs::Snapshot) => settings.since.is_some(),
        Some(Needs::Billing) => settings.billing,
        Some(Needs::Nothing) | None => true,
    }
}

/// The region in which roles are assumed where nothing is looked at.
const ANY_REGION: &str = "us-east-1";

/// An audit under way.
struct Audit<'p> {
    triage: &'p Triage<'p>,
    outline: Outline,
}

impl Audit<'_> {
    /// Judges the projects of each account and region by the rules of tags.
    fn judge(&mut self, view: &View<'_>) {
        for home in view.judged.chunk_by(|left, right| left.id.file == right.id.file) {
            let projects = home.iter().map(|judged| judged.live.to_project(judged.id.ordinal)).collect();
            let batch = Batch::of(projects);
            let setting = Setting {
                triage: self.triage,
                path: None,
                ignores: &[],
                excluded: NONE_EXCLUDED,
                file: home[0].id.file,
            };
            let outcome = judge::judge(&batch, &setting);
            self.outline.sorted.merge(outcome.sorted);
            self.outline.add_coverage(0, &outcome.coverage);
        }
    }

    /// What is said of accounts as such.
    fn accounts(&mut self, view: &View<'_>) {
        for live in &view.defaults {
            self.say(&default_project::RULE, default_project::verdict(), Whom::Project(&live.to_project(0)));
        }
        for (account, active) in view.active_by_account() {
            if let Some(verdict) = too_many_projects::verdict(active) {
                self.say(&too_many_projects::RULE, verdict, Whom::Account(account));
            }
        }
    }

    /// Which required keys billing does not use.
    fn billing(&mut self, seen: &Seen) {
        let Some(tags) = &seen.cost_tags else { return };
        let dictionaries = &self.triage.policy().dictionaries;
        let mut verdicts: Vec<Verdict> = Vec::new();
        let mut say = |dictionary: &crate::policy::dictionary::Dictionary| {
            for entry in dictionary.entries().iter().filter(|entry| entry.may_be_required()) {
                let known = tags.iter().find(|tag| tag.key == entry.key);
                let is_said = verdicts.iter().any(|said| said.tag.as_ref() == Some(&entry.key));
                if !is_said && !known.is_some_and(|tag| tag.is_active) {
                    verdicts.push(inactive_cost_tag::verdict(entry, known.is_some()));
                }
            }
        };
        say(dictionaries.base());
        dictionaries.each_override().for_each(|dictionary| say(&dictionary));
        for verdict in verdicts {
            self.say(&inactive_cost_tag::RULE, verdict, Whom::Nobody);
        }
    }

    /// Says something of whom no definition declares, and who is not counted.
    fn say(&mut self, rule: &Rule, verdict: Verdict, whom: Whom<'_>) {
        let facts = Facts { whom, path: None };
        let dictionary = self.triage.policy().dictionary(&facts);
        let origin = Origin::new(facts, &dictionary, None);
        self.triage.admit(rule, verdict, &origin, &mut self.outline.sorted);
    }

    fn finish(mut self, policies: &Policies, could_match: impl Fn(&Exception) -> bool) -> Outline {
        self.outline.sorted.findings.extend(self.triage.of_exceptions(|exception, _| could_match(exception)));
        self.outline.coverage_of(policies);
        self.outline
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

/// What cannot be said, in a line for people.
fn unsure(projects: usize, why: &str, quiet: bool) {
    if projects > 0 && !quiet {
        let verb = if projects == 1 { "matches" } else { "match" };
        note(&format!(
            "{} {verb} no definition, but `undeclared-project` is not reported: {why}",
            count(projects, "project")
        ));
    }
}
