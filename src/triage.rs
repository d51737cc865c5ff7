//! Triage: the one place where levels, selections, ignores, exceptions and the baseline act on what rules say, and
//! where what they hide is counted.

pub mod baseline;
pub mod ignores;
pub mod unresolved;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::finding::{
    Claim, Concerned, Finding, Level, Location, ProjectId, Subject, Suppressed, Suppression, Voice,
};
use crate::fix;
use crate::policy::condition::{Facts, Truth};
use crate::policy::dictionary::Dictionary;
use crate::policy::{Date, Exception, Policy};
use crate::project::{Place, Project};
use crate::rule::{self, Rule, Verdict, expired_exception, locate, unused_exception, unused_ignore};
use ignores::Ignores;
use unresolved::Unresolved;

/// What the command line says of findings.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The rules that speak; all where the list is empty.
    pub select: Vec<&'static str>,
    /// The rules that do not.
    pub ignore: Vec<&'static str>,
    /// Whether ignores, exceptions and baselines hide nothing.
    pub no_ignores: bool,
    /// The day on which exceptions are judged, UTC.
    pub today: Date,
}

impl Selection {
    /// Every rule speaks, and what hides findings does.
    pub fn everything(today: Date) -> Self {
        Selection { select: Vec::new(), ignore: Vec::new(), no_ignores: false, today }
    }

    /// Whether a rule speaks.
    pub fn admits(&self, rule: &str) -> bool {
        (self.select.is_empty() || self.select.contains(&rule)) && !self.ignore.contains(&rule)
    }
}

/// The triage of one policy during one run.
#[derive(Debug)]
pub struct Triage<'p> {
    policy: &'p Policy,
    selection: &'p Selection,
    /// The rules that the command line leaves out.
    left_out: Vec<&'static str>,
    exceptions: Vec<Tracked<'p>>,
}

/// An exception, and what became of it.
#[derive(Debug)]
struct Tracked<'p> {
    exception: &'p Exception,
    used: AtomicBool,
    /// Whether a project was judged that it speaks of.
    met: AtomicBool,
}

/// Where a verdict comes from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The project.
    pub facts: Facts<'a>,
    /// Its dictionary.
    pub dictionary: &'a Dictionary,
    /// The ignores of the sources that its findings may stand in.
    pub ignores: &'a [Ignores],
    /// Its number.
    pub id: ProjectId,
}

/// What a finding is about, where that is not simply the project of its origin.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// Whom it names, and who is not compliant because of it; nobody for what concerns all of an organisation.
    pub project: Option<Arc<Concerned>>,
    /// The project that a fix changes.
    pub mended: &'a Project<'a>,
}

/// What became of the verdicts of some projects.
#[derive(Clone, Debug, Default)]
pub struct Sorted {
    /// What is shown, as far as the baseline and `--min-level` agree.
    pub findings: Vec<Finding>,
    /// What an ignore or an exception hides.
    pub suppressed: Vec<Suppressed>,
    /// What could not be judged.
    pub unresolved: Vec<Unresolved>,
    /// Where texts stand that must not be shown.
    pub secrets: Vec<Location>,
}

impl Sorted {
    /// With what became of others.
    pub fn merge(&mut self, other: Sorted) {
        append(&mut self.findings, other.findings);
        append(&mut self.suppressed, other.suppressed);
        append(&mut self.unresolved, other.unresolved);
        append(&mut self.secrets, other.secrets);
    }
}

/// Appends a list, which may be long: to an empty one it is not copied.
pub fn append<T>(list: &mut Vec<T>, mut more: Vec<T>) {
    if list.is_empty() {
        *list = more;
    } else {
        list.append(&mut more);
    }
}

impl<'p> Triage<'p> {
    /// A triage by a policy and the command line.
    pub fn new(policy: &'p Policy, selection: &'p Selection) -> Self {
        let track =
            |exception| Tracked { exception, used: AtomicBool::new(false), met: AtomicBool::new(false) };
        let left_out = rule::NAMES.iter().copied().filter(|rule| !selection.admits(rule)).collect();
        Triage { policy, selection, left_out, exceptions: policy.exceptions.iter().map(track).collect() }
    }

    /// The policy.
    pub fn policy(&self) -> &'p Policy {
        self.policy
    }

    /// The rules that the command line leaves out.
    pub fn left_out(&self) -> &[&'static str] {
        &self.left_out
    }

    /// Whether resources of a type are judged besides Bedrock's own.
    pub fn is_judged(&self, kind: &str) -> bool {
        self.policy.resource_types.iter().any(|glob| glob.matches(kind))
    }

    /// The level at which a rule speaks of what is no project's, if it does.
    fn level_of(&self, rule: &Rule) -> Option<Level> {
        let base = self.policy.dictionaries.base();
        rule.level_in(base).filter(|_| self.selection.admits(rule.name))
    }

    /// What is said of the ignores of a source that hide nothing.
    pub fn unused_ignores(&self, ignores: &Ignores) -> Vec<Finding> {
        match self.level_of(&unused_ignore::RULE) {
            Some(level) => ignores.unused(level, |rule| self.is_mandatory(rule)),
            None => Vec::new(),
        }
    }

    /// Whether nothing hides a rule.
    pub fn is_mandatory(&self, rule: &str) -> bool {
        self.policy.mandatory.contains_key(rule)
    }

    /// Sorts one verdict about a project. `concerned` is made once for all verdicts of it.
    pub fn admit(
        &self,
        rule: &Rule,
        verdict: Verdict,
        origin: &Origin<'_>,
        concerned: &mut Option<Arc<Concerned>>,
        sorted: &mut Sorted,
    ) {
        if rule.claim == Claim::Unknown {
            sorted.unresolved.push(Unresolved::of(&verdict));
        }
        // A secret is not shown beside other findings either, whether or not its own rule speaks.
        sorted.secrets.extend(verdict.at.clone().filter(|_| verdict.secret));
        let Some(level) = rule.level_in(origin.dictionary) else { return };
        let mended = origin.facts.project;
        let concerned = concerned.get_or_insert_with(|| Arc::new(concerned_of(mended, Some(origin.id))));
        let about = About { project: Some(Arc::clone(concerned)), mended };
        self.settle(rule, level, verdict, about, origin, sorted);
    }

    /// Sorts one verdict that is about something else than the project of its origin.
    pub fn admit_about(
        &self,
        rule: &Rule,
        verdict: Verdict,
        about: About<'_>,
        origin: &Origin<'_>,
        sorted: &mut Sorted,
    ) {
        if let Some(level) = rule.level_in(origin.dictionary) {
            self.settle(rule, level, verdict, about, origin, sorted);
        }
    }

    fn settle(
        &self,
        rule: &Rule,
        level: Level,
        verdict: Verdict,
        about: About<'_>,
        origin: &Origin<'_>,
        sorted: &mut Sorted,
    ) {
        let id = about.project.as_ref().and_then(|project| project.id);
        // What is made up, such as the default of an attribute of a type, is told where its project is declared.
        let location = verdict.at.or_else(|| about.mended.place().map(locate));
        let finding = Finding {
            rule: rule.name,
            claim: rule.claim,
            level: verdict.at_most.map_or(level, |most| level.min(most)),
            message: verdict.message,
            resource: match stands_elsewhere(about.mended, location.as_ref()) {
                true => about.mended.address.as_deref().map(str::to_owned),
                false => None,
            },
            project: about.project,
            others: Vec::new(),
            tag: verdict.tag,
            value: verdict.value,
            location,
            because: verdict.because,
            help: verdict.help,
            fix: verdict.remedy.and_then(|remedy| fix::resolve(about.mended, remedy)),
            behind: verdict.behind.into_iter().map(|voice| Voice { project: id, ..voice }).collect(),
            secret: verdict.secret,
            digest: verdict.digest,
        };
        // What hides a rule that is merely not asked for in this run is in use all the same.
        let hiding = self.hiding(&finding, origin);
        if !self.selection.admits(rule.name) {
            return;
        }
        match hiding {
            Some((by, reason)) if !self.selection.no_ignores => {
                sorted.suppressed.push(Suppressed { finding, by, reason });
            }
            _ => sorted.findings.push(finding),
        }
    }

    /// What hides a finding. Everything that would is marked as used.
    fn hiding(&self, finding: &Finding, origin: &Origin<'_>) -> Option<(Suppression, Option<String>)> {
        if self.is_mandatory(finding.rule) {
            return None;
        }
        let ignore = ignored(finding, origin);
        let excepted = self.excepted(finding, origin);
        ignore.map(|reason| (Suppression::Ignore, reason)).or(excepted)
    }

    fn excepted(&self, finding: &Finding, origin: &Origin<'_>) -> Option<(Suppression, Option<String>)> {
        let mut hiding = self.exceptions.iter().filter(|tracked| {
            !self.is_expired(tracked.exception) && covers(tracked.exception, finding, &origin.facts)
        });
        let first = hiding.next();
        first.into_iter().chain(hiding).for_each(|tracked| tracked.used.store(true, Ordering::Relaxed));
        first.map(|tracked| (Suppression::Exception, Some(tracked.exception.reason.clone())))
    }

    fn is_expired(&self, exception: &Exception) -> bool {
        exception.until.value < self.selection.today
    }

    /// Notes which exceptions speak of a project.
    pub fn meet(&self, facts: &Facts<'_>) {
        for tracked in self.exceptions.iter().filter(|tracked| !tracked.met.load(Ordering::Relaxed)) {
            if tracked.exception.when.as_ref().is_none_or(|when| when.holds(facts) == Truth::Yes) {
                tracked.met.store(true, Ordering::Relaxed);
            }
        }
    }

    /// What is to be said of the exceptions themselves, at the end of a run. `could_match` says of one whether it
    /// could have hidden anything at all, given whether a project was judged that it speaks of.
    pub fn of_exceptions(&self, could_match: impl Fn(&Exception, bool) -> bool) -> Vec<Finding> {
        self.exceptions
            .iter()
            .filter_map(|tracked| {
                let exception = tracked.exception;
                if self.is_expired(exception)
                    && let Some(finding) =
                        self.say(&expired_exception::RULE, expired_exception::verdict(exception))
                {
                    return Some(finding);
                }
                let met = tracked.met.load(Ordering::Relaxed);
                let unused = !tracked.used.load(Ordering::Relaxed) && could_match(exception, met);
                unused.then(|| self.say(&unused_exception::RULE, unused_exception::verdict(exception)))?
            })
            .collect()
    }

    /// What a rule says of no project, if it speaks.
    pub fn say(&self, rule: &Rule, verdict: Verdict) -> Option<Finding> {
        Some(Finding {
            claim: rule.claim,
            location: verdict.at,
            help: verdict.help,
            ..Finding::new(rule.name, self.level_of(rule)?, verdict.message)
        })
    }
}

/// Whether an exception speaks of a finding.
fn covers(exception: &Exception, finding: &Finding, facts: &Facts<'_>) -> bool {
    let rule = exception.rules.is_empty() || exception.rules.contains(&finding.rule);
    let tag = exception.tags.is_empty()
        || finding.tag.as_ref().is_some_and(|tag| exception.tags.iter().any(|known| known == tag));
    rule && tag && exception.when.as_ref().is_none_or(|when| when.holds(facts) == Truth::Yes)
}

/// The reason of the inline ignore that hides a finding.
fn ignored(finding: &Finding, origin: &Origin<'_>) -> Option<Option<String>> {
    if origin.ignores.is_empty() {
        return None;
    }
    let project = origin.facts.project;
    let own = finding.location.as_ref().map(|at| (at.source.as_ref(), at.span));
    let starts = [project.start, project.name.place].into_iter().flatten();
    let starts = starts.map(|place| (place.source.as_ref(), place.span));
    let places = own.into_iter().chain(starts).map(|(source, span)| (source, source.line_of(span.start)));
    let mut hiding = places.flat_map(|(source, line)| {
        origin.ignores.iter().filter_map(move |ignores| ignores.hide(finding.rule, source, line))
    });
    hiding.next().map(|reason| reason.map(str::to_owned))
}

/// Whether a finding stands where nothing shows which resource it is of: in a local, a file of values, a provider.
fn stands_elsewhere(project: &Project<'_>, at: Option<&Location>) -> bool {
    // A container that stands before the resource is a local's or a provider's.
    let is_behind_start = |place: &Place<'_>| {
        project.start.is_some_and(|start| {
            start.source.name() == place.source.name() && start.span.start <= place.span.start
        })
    };
    let container = project.tags.container.map(|container| container.place).filter(is_behind_start);
    let own = [project.start, project.name.place, container];
    let holds =
        |place: Place<'_>, at: &Location| place.source.name() == at.path() && place.span.contains(at.span);
    // Of the instances of a module or a loop, all have the same text.
    let is_instance =
        project.address.as_deref().is_some_and(|a| a.starts_with("module.") || a.ends_with(']'));
    at.is_some_and(|at| is_instance || !own.into_iter().flatten().any(|place| holds(place, at)))
}

/// A project as findings know it.
pub fn concerned_of(project: &Project<'_>, id: Option<ProjectId>) -> Concerned {
    Concerned { subject: subject_of(project), id, home: project.place().map(locate) }
}

/// The project as findings name it.
pub fn subject_of(project: &Project<'_>) -> Subject {
    let own = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
    let name = project.shown_name().map(str::to_owned);
    Subject {
        kind: project.kind.to_string(),
        name: name.or_else(|| own(&project.address)),
        id: own(&project.id),
        account: own(&project.account),
        region: own(&project.region),
    }
}
