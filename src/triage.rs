//! Triage: the one place where levels, selections, ignores, exceptions and the baseline act on what rules say, and
//! where what they hide is counted.

pub mod baseline;
pub(crate) mod ignores;
pub(crate) mod origin;
mod repetition;
pub(crate) mod unresolved;

use std::sync::atomic::{AtomicBool, Ordering};

use time::Date;

use crate::finding::{Claim, Finding, Level, Location, Suppressed, Suppression, Voice};
use crate::fix;
use crate::policy::condition::{Facts, Truth};
use crate::policy::{Exception, Policy};
use crate::rule::live::LiveCase;
use crate::rule::{
    self, Check, RULES, Rule, Verdict, expired_exception, locate, unused_exception, unused_ignore,
};
use ignores::Ignores;
pub(crate) use origin::{Origin, subject_of};
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
    pub(crate) fn admits(&self, rule: &str) -> bool {
        (self.select.is_empty() || self.select.contains(&rule)) && !self.ignore.contains(&rule)
    }
}

/// The triage of one policy during one run.
#[derive(Debug)]
pub(crate) struct Triage<'p> {
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

/// What became of the verdicts of some projects.
#[derive(Clone, Debug, Default)]
pub struct Sorted {
    /// What is shown, as far as the baseline and `--min-level` agree.
    pub findings: Vec<Finding>,
    /// What an ignore or an exception hides.
    pub(crate) suppressed: Vec<Suppressed>,
    /// What could not be judged.
    pub(crate) unresolved: Vec<Unresolved>,
    /// Where texts are that must not be shown.
    pub(crate) secrets: Vec<Location>,
    /// How many findings are left out because another rule says the same.
    pub(crate) repeated: usize,
}

impl Sorted {
    /// With what became of others.
    pub(crate) fn merge(&mut self, other: Sorted) {
        append(&mut self.findings, other.findings);
        append(&mut self.suppressed, other.suppressed);
        append(&mut self.unresolved, other.unresolved);
        append(&mut self.secrets, other.secrets);
        self.repeated += other.repeated;
    }
}

/// Appends a list, which may be long: to an empty one it is not copied.
pub(crate) fn append<T>(list: &mut Vec<T>, mut more: Vec<T>) {
    if list.is_empty() {
        *list = more;
    } else {
        list.append(&mut more);
    }
}

impl<'p> Triage<'p> {
    /// A triage by a policy and the command line.
    pub(crate) fn new(policy: &'p Policy, selection: &'p Selection) -> Self {
        let track =
            |exception| Tracked { exception, used: AtomicBool::new(false), met: AtomicBool::new(false) };
        let left_out = rule::NAMES.iter().copied().filter(|rule| !selection.admits(rule)).collect();
        Triage { policy, selection, left_out, exceptions: policy.exceptions.iter().map(track).collect() }
    }

    pub(crate) fn policy(&self) -> &'p Policy {
        self.policy
    }

    /// The rules that the command line leaves out.
    pub(crate) fn left_out(&self) -> &[&'static str] {
        &self.left_out
    }

    /// Whether resources of a type are checked besides Bedrock's own.
    pub(crate) fn is_judged(&self, kind: &str) -> bool {
        self.policy.resource_types.iter().any(|glob| glob.matches(kind))
    }

    /// The level at which a rule speaks of what is no project's, if it does.
    fn level_of(&self, rule: &Rule) -> Option<Level> {
        let base = self.policy.dictionaries.base();
        rule.level_in(base).filter(|_| self.selection.admits(rule.name))
    }

    /// What is reported about the ignores of a source that hide nothing.
    pub(crate) fn unused_ignores(&self, ignores: &Ignores) -> Vec<Finding> {
        match self.level_of(&unused_ignore::RULE) {
            Some(level) => ignores.unused(level, |rule| self.is_mandatory(rule)),
            None => Vec::new(),
        }
    }

    /// Whether nothing hides a rule.
    pub(crate) fn is_mandatory(&self, rule: &str) -> bool {
        self.policy.mandatory.contains_key(rule)
    }

    pub(crate) fn admit(&self, rule: &Rule, verdict: Verdict, origin: &Origin<'_>, sorted: &mut Sorted) {
        if rule.claim == Claim::Unknown {
            sorted.unresolved.push(Unresolved::of(&verdict));
        }
        // A secret is not shown beside other findings either, whether or not its own rule speaks.
        sorted.secrets.extend(verdict.at.clone().filter(|_| verdict.secret));
        let Some(level) = rule.level_in(origin.dictionary) else { return };
        let finding = finding(rule, level, verdict, origin);
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

    /// Asks every live rule about a case, and sorts what they say.
    pub(crate) fn ask(&self, case: &LiveCase<'_>, origin: &Origin<'_>, sorted: &mut Sorted) {
        let mut verdicts = Vec::new();
        for rule in RULES {
            if let Check::Live { check, .. } = rule.check {
                check(case, &mut verdicts);
                for verdict in verdicts.drain(..) {
                    self.admit(rule, verdict, origin, sorted);
                }
            }
        }
    }

    /// What hides a finding. Everything that would is marked as used.
    fn hiding(&self, finding: &Finding, origin: &Origin<'_>) -> Option<(Suppression, Option<String>)> {
        if self.is_mandatory(finding.rule) {
            return None;
        }
        let ignore = origin.ignored(finding);
        let excepted = self.excepted(finding, origin);
        ignore.map(|reason| (Suppression::Ignore, reason)).or(excepted)
    }

    fn excepted(&self, finding: &Finding, origin: &Origin<'_>) -> Option<(Suppression, Option<String>)> {
        let mut first = None;
        for Tracked { exception, used, .. } in &self.exceptions {
            if !self.is_expired(exception) && covers(exception, finding, &origin.facts) {
                used.store(true, Ordering::Relaxed);
                first = first.or(Some(exception));
            }
        }
        first.map(|exception| (Suppression::Exception, Some(exception.reason.clone())))
    }

    fn is_expired(&self, exception: &Exception) -> bool {
        exception.until.value < self.selection.today
    }

    /// Notes which exceptions speak of a project.
    pub(crate) fn meet(&self, facts: &Facts<'_>) {
        for tracked in self.exceptions.iter().filter(|tracked| !tracked.met.load(Ordering::Relaxed)) {
            if tracked.exception.when.as_ref().is_none_or(|when| when.holds(facts) == Truth::Yes) {
                tracked.met.store(true, Ordering::Relaxed);
            }
        }
    }

    /// The exceptions that hid something so far.
    pub(crate) fn used_exceptions(&self) -> impl Iterator<Item = &'p Exception> {
        let used = self.exceptions.iter().filter(|tracked| tracked.used.load(Ordering::Relaxed));
        used.map(|tracked| tracked.exception)
    }

    /// What is to be said of the exceptions themselves, at the end of a run. `could_match` says of one whether it
    /// could have hidden anything at all, given whether a project was judged that it speaks of.
    pub(crate) fn of_exceptions(&self, could_match: impl Fn(&Exception, bool) -> bool) -> Vec<Finding> {
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

    /// The last days of the exceptions that end soon.
    pub(crate) fn ending(&self) -> impl Iterator<Item = Date> {
        let exceptions = self.policy.exceptions.iter();
        let soon = exceptions.filter(|exception| exception.ends_soon(self.selection.today));
        soon.map(|exception| exception.until.value)
    }

    /// What a rule says of no project, if it speaks.
    pub(crate) fn say(&self, rule: &Rule, verdict: Verdict) -> Option<Finding> {
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

/// What a verdict says of whom it is about, as a finding.
fn finding(rule: &Rule, level: Level, verdict: Verdict, origin: &Origin<'_>) -> Finding {
    let project = origin.facts.project();
    let concerned = origin.concerned();
    let id = concerned.as_ref().and_then(|project| project.id);
    // What is made up, such as the default of an attribute of a type, is told where its project is declared.
    let location = verdict.at.or_else(|| project?.place().map(locate));
    let user = verdict.remedy.as_ref().and_then(|remedy| fix::user(project?, &remedy.change));
    let fix = verdict.remedy.and_then(|remedy| fix::resolve(project, remedy));
    let mut related = verdict.related;
    related.extend(user.filter(|_| fix.is_some()));
    Finding {
        rule: rule.name,
        claim: rule.claim,
        level: if let Some(most) = verdict.at_most { level.min(most) } else { level },
        message: verdict.message,
        resource: origin.resource(location.as_ref()),
        project: concerned,
        others: Vec::new(),
        tag: verdict.tag,
        value: verdict.value,
        location,
        because: verdict.because,
        related,
        help: verdict.help,
        spend: origin.spend.clone(),
        fix,
        behind: verdict.behind.into_iter().map(|voice| Voice { project: id, ..voice }).collect(),
        secret: verdict.secret,
        digest: verdict.digest,
    }
}
