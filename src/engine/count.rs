//! The counts of a run: what the baseline and `--min-level` leave of its findings, in order, and the status.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::looked::Fate;
use super::merge::merged;
use super::outline::Outline;
use super::screen::Screen;
use crate::finding::{Claim, Finding, Level, ProjectId, Safety, Suppressed, Suppression};
use crate::report::{Hidden, Report, Summary};
use crate::status::Status;
use crate::triage::unresolved::Unresolved;

/// The report of a run: screened, sorted, merged and counted.
pub(crate) fn counted(outline: Outline, screen: &Screen) -> Report {
    let Outline { files, projects, clients, sorted, fixed, unknown_types, git_ignored, .. } = outline;
    let Outline {
        mut failures,
        coverage,
        mut ending,
        reach,
        policy,
        merges,
        ledger,
        compliant,
        calls,
        restored,
        ..
    } = outline;
    let Screened { findings, below, mut suppressed, wrong, is_read } =
        Screened::of(sorted.findings, sorted.suppressed, screen);
    suppressed
        .sort_by(|left, right| left.by.cmp(&right.by).then_with(|| order(&left.finding, &right.finding)));
    let (findings, below) = (sort(findings), sort(below));
    let (findings, below, mut suppressed) = match merges {
        true => (merged(findings), merged(below), merged(suppressed)),
        false => (findings, below, suppressed),
    };
    suppressed.sort_by(|left, right| order(&left.finding, &right.finding));
    failures.sort();
    failures.dedup();
    let unresolved = match merges {
        true => Unresolved::count_once(&sorted.unresolved),
        false => sorted.unresolved.len(),
    };
    let by = |by| suppressed.iter().filter(|hidden| hidden.by == by).count();
    let hidden = Hidden {
        ignored: by(Suppression::Ignore),
        excepted: by(Suppression::Exception),
        baseline: by(Suppression::Baseline),
        below_level: below.len(),
    };
    let files = |is_counted: fn(&Fate) -> bool| files.iter().filter(|(_, fate)| is_counted(fate)).count();
    let count = |level: Level| findings.iter().filter(|finding| finding.level == level).count();
    let is_fixable = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe);
    let summary = Summary {
        files: files(|fate| matches!(fate, Fate::Judged { .. })),
        skipped: files(|fate| matches!(fate, Fate::Skipped { .. } | Fate::Unparsed { .. })),
        projects,
        compliant: compliant.unwrap_or_else(|| projects - wrong.len()),
        error: count(Level::Error),
        warning: count(Level::Warning),
        note: count(Level::Note),
        hidden,
        unresolved,
        clients,
        fixable: findings.iter().filter(is_fixable).count(),
        fixed,
        unknown_types,
        git_ignored: git_ignored.len(),
        failures: failures.len(),
        complete: failures.is_empty() && is_read,
    };
    let unparsed = files(|fate| matches!(fate, Fate::Unparsed { .. }));
    ending.sort_unstable();
    Report {
        findings,
        suppressed,
        failures,
        summary,
        unparsed,
        coverage,
        ledger,
        ending,
        reach,
        calls,
        restored,
        policy,
        secrets: sorted.secrets,
    }
}

/// What is shown of the findings, and what becomes of the others.
#[derive(Default)]
struct Screened {
    findings: Vec<Finding>,
    /// What weighs less than what is shown.
    below: Vec<Finding>,
    suppressed: Vec<Suppressed>,
    /// The projects with an error that is shown or in the baseline.
    wrong: HashSet<ProjectId>,
    /// Whether all could be read: what could not is no success, also where its finding fails nothing.
    is_read: bool,
}

impl Screened {
    fn of(findings: Vec<Finding>, suppressed: Vec<Suppressed>, screen: &Screen) -> Self {
        let mut screened = Screened { suppressed, is_read: true, ..Screened::default() };
        let overruled = screen.overruled(&findings);
        let spoken = findings.into_iter().enumerate().filter(|(number, _)| !overruled.contains(number));
        // A long list is screened in its own place.
        screened.findings = spoken.filter_map(|(_, finding)| screened.screen(finding, screen)).collect();
        screened
    }

    /// The finding, if it is shown.
    fn screen(&mut self, finding: Finding, screen: &Screen) -> Option<Finding> {
        if finding.level == Level::Error {
            self.wrong.extend(finding.project.as_ref().and_then(|project| project.id));
        }
        if screen.is_known(&finding) {
            self.suppressed.push(Suppressed { finding, by: Suppression::Baseline, reason: None });
            return None;
        }
        self.is_read &= finding.claim != Claim::Unread;
        if screen.is_below(&finding) {
            self.below.push(finding);
            return None;
        }
        Some(finding)
    }
}

fn sort(mut findings: Vec<Finding>) -> Vec<Finding> {
    use rayon::slice::ParallelSliceMut;
    findings.par_sort_by(order);
    findings
}

/// By path, position, rule, tag, and then in the order in which projects are declared; those without a file after them,
/// by account, region, name, id, rule, tag.
fn order(left: &Finding, right: &Finding) -> Ordering {
    match (&left.location, &right.location) {
        (Some(left_at), Some(right_at)) => left_at
            .path()
            .cmp(right_at.path())
            .then_with(|| left_at.span.start.cmp(&right_at.span.start))
            .then_with(|| left.rule.cmp(right.rule))
            .then_with(|| left.tag.cmp(&right.tag))
            .then_with(|| left_at.span.end.cmp(&right_at.span.end))
            .then_with(|| declared(left).cmp(&declared(right)))
            .then_with(|| whom(left).cmp(&whom(right))),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => whom(left)
            .cmp(&whom(right))
            .then_with(|| left.rule.cmp(right.rule))
            .then_with(|| left.tag.cmp(&right.tag)),
    }
    .then_with(|| left.message.cmp(&right.message))
    .then_with(|| left.spend.cmp(&right.spend))
}

/// Where a finding's project is declared, and which one it is there.
fn declared(finding: &Finding) -> Option<(&str, u32, Option<u32>)> {
    let project = finding.project.as_ref()?;
    let home = project.home.as_ref()?;
    Some((home.path(), home.span.start, project.id.map(|id| id.ordinal)))
}

/// Account, region, name and id of a finding's project.
fn whom(finding: &Finding) -> Option<[&Option<String>; 4]> {
    let subject = finding.subject()?;
    Some([&subject.account, &subject.region, &subject.name, &subject.id])
}

/// The exit status of a report.
pub(crate) fn status(report: &Report, screen: &Screen) -> Status {
    Status::of(screen.fails(&report.findings), report.summary.complete)
}
