//! Two reports about the same definitions, one by each policy.

use std::collections::{HashMap, HashSet};

use crate::engine::merged;
use crate::finding::{Claim, Failure, Finding, Level, Subject};
use crate::report::Report;
use crate::rule;
use crate::source::Span;

/// What becomes of findings when one policy takes the place of another.
#[derive(Debug)]
pub(crate) struct Revision {
    /// The report by the old policy.
    pub(super) old: Report,
    /// The report by the new one.
    pub(super) new: Report,
    /// The findings that only the new policy has.
    pub(super) added: Vec<Finding>,
    /// Those that only the old one has.
    pub(super) removed: Vec<Finding>,
    /// Those of another level, as the new policy has them, with the level that they had.
    pub(super) changed: Vec<(Level, Finding)>,
    /// How many are as before.
    pub(super) unchanged: usize,
}

impl Revision {
    /// Compares two reports in which no findings are merged.
    pub(crate) fn between(old: Report, new: Report) -> Self {
        let mut unmatched = Unmatched::of(&old.findings);
        let (mut added, mut unchanged) = (Vec::new(), 0);
        let (mut changed, mut rest) = (Vec::new(), Vec::new());
        // What says the same is the same finding; then what is at the same place.
        for finding in &new.findings {
            match unmatched.take(finding, |old| old.message == finding.message) {
                Some(old) if old.level == finding.level => unchanged += 1,
                Some(old) => changed.push((old.level, finding)),
                None => rest.push(finding),
            }
        }
        for finding in rest {
            match unmatched.take(finding, |_| true) {
                Some(old) if old.level == finding.level => unchanged += 1,
                Some(old) => changed.push((old.level, finding)),
                None => added.push(finding.clone()),
            }
        }
        let mut removed: Vec<Finding> = Vec::new();
        for finding in &old.findings {
            if unmatched.take(finding, |other| std::ptr::eq(other, finding)).is_some() {
                removed.push(finding.clone());
            }
        }
        let changed = merged_by_level(&changed);
        Revision { added: merged(added), removed: merged(removed), changed, unchanged, old, new }
    }

    /// Whether an error comes that was none before.
    pub(crate) fn has_new_errors(&self) -> bool {
        let changed = self.changed.iter().map(|(_, finding)| finding);
        self.added.iter().chain(changed).any(|finding| finding.level == Level::Error)
    }

    /// Whether both policies saw everything.
    pub(crate) fn is_complete(&self) -> bool {
        self.old.summary.complete && self.new.summary.complete
    }

    /// What neither policy could read: whether findings come or go there, nobody knows.
    pub(super) fn unread(&self) -> Vec<&Finding> {
        let unread = |finding: &&Finding| finding.claim == Claim::Unread;
        let place = |finding: &Finding| {
            finding.location.as_ref().map(|location| (location.path().to_owned(), location.span))
        };
        let old: HashSet<_> = self.old.findings.iter().filter(unread).map(place).collect();
        self.new.findings.iter().filter(unread).filter(|finding| old.contains(&place(finding))).collect()
    }

    /// What could not be looked at by either policy.
    pub(crate) fn failures(&self) -> Vec<&Failure> {
        let mut failures: Vec<&Failure> = self.old.failures.iter().chain(&self.new.failures).collect();
        failures.sort();
        failures.dedup();
        failures
    }
}

/// Merges the findings that had the same level before.
fn merged_by_level(changed: &[(Level, &Finding)]) -> Vec<(Level, Finding)> {
    let mut all = Vec::new();
    for level in Level::ALL {
        let of_level = changed.iter().filter(|(before, _)| *before == level);
        let findings = merged(of_level.map(|(_, finding)| (*finding).clone()).collect());
        all.extend(findings.into_iter().map(|finding| (level, finding)));
    }
    all
}

/// What a finding is about, whatever a policy says of it.
#[derive(PartialEq, Eq, Hash)]
struct About<'f> {
    rule: &'static str,
    project: Option<&'f Subject>,
    tag: Option<&'f str>,
    value: Option<&'f str>,
    /// Where it is; nothing for what is about the policy itself, whose lines move.
    at: Option<(&'f str, Span)>,
}

impl<'f> About<'f> {
    fn of(finding: &'f Finding) -> Self {
        let is_about_policy = rule::find(finding.rule).is_some_and(|rule| rule.is_about_policy);
        let at = finding.location.as_ref().filter(|_| !is_about_policy);
        About {
            rule: finding.rule,
            project: finding.subject(),
            tag: finding.tag.as_deref(),
            value: finding.value.as_deref().or(finding.digest.as_deref()),
            at: at.map(|at| (at.path(), at.span)),
        }
    }
}

/// The old findings for which no new one is known yet.
struct Unmatched<'f>(HashMap<About<'f>, Vec<&'f Finding>>);

impl<'f> Unmatched<'f> {
    fn of(findings: &'f [Finding]) -> Self {
        let mut by_subject: HashMap<About<'f>, Vec<&'f Finding>> = HashMap::new();
        for finding in findings {
            by_subject.entry(About::of(finding)).or_default().push(finding);
        }
        Unmatched(by_subject)
    }

    /// Takes an old finding about the same.
    fn take(&mut self, finding: &'f Finding, is_meant: impl Fn(&Finding) -> bool) -> Option<&'f Finding> {
        let same = self.0.get_mut(&About::of(finding))?;
        let number = same.iter().position(|old| is_meant(old))?;
        Some(same.remove(number))
    }
}
