//! The counts of a run: what the baseline and `--min-level` leave of its findings, in order, and the status.

use std::collections::HashSet;

use super::look::Fate;
use super::outline::Outline;
use crate::finding::{Finding, Level, ProjectId, Safety, Suppressed, Suppression};
use crate::report::{Hidden, Report, Summary};
use crate::rule::unreadable_input;
use crate::settings::FailOn;
use crate::triage::baseline::Baseline;

/// What is held against the findings at the end.
#[derive(Clone, Debug, Default)]
pub struct Screen {
    /// What was known before.
    pub baseline: Baseline,
    /// The least level that is shown.
    pub min_level: Option<Level>,
    /// Whether the baseline hides nothing.
    pub no_ignores: bool,
    /// The rules that the baseline does not hide.
    pub mandatory: Vec<&'static str>,
    /// At which level a finding fails the run.
    pub fail_on: FailOn,
    /// Whether findings fail nothing: then only an incomplete run is no success (`--exit-zero`).
    pub exit_zero: bool,
}

impl Screen {
    /// Whether the baseline hides a finding.
    fn is_known(&self, finding: &Finding) -> bool {
        !self.no_ignores && !self.mandatory.contains(&finding.rule) && self.baseline.knows(finding)
    }

    /// Whether a finding weighs less than what is shown.
    fn is_below(&self, finding: &Finding) -> bool {
        self.min_level.is_some_and(|least| finding.level < least)
    }

    /// Whether findings fail the run.
    fn fails(&self, findings: &[Finding]) -> bool {
        match self.fail_on {
            FailOn::Level(least) if !self.exit_zero => findings.iter().any(|finding| finding.level >= least),
            FailOn::Level(_) | FailOn::Never => false,
        }
    }

    /// Whether a finding is not shown.
    pub fn hides(&self, finding: &Finding) -> bool {
        self.is_known(finding) || self.is_below(finding)
    }
}

/// The report of a run: sorted, screened and counted.
pub fn report(outline: Outline, screen: &Screen) -> Report {
    let Outline { files, projects, sorted, fixed, unknown_types, git_ignored, .. } = outline;
    let Outline { mut failures, coverage, policy, .. } = outline;
    let mut screened = Screened::of(sorted.findings, sorted.suppressed, screen);
    sort(&mut screened.findings);
    screened.suppressed.sort_by(|left, right| order(&left.finding, &right.finding));
    failures.sort();
    let Screened { findings, suppressed, hidden, wrong, is_read } = screened;
    let files = |is_counted: fn(&Fate) -> bool| files.iter().filter(|(_, fate)| is_counted(fate)).count();
    let count = |level: Level| findings.iter().filter(|finding| finding.level == level).count();
    let is_fixable = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe);
    let summary = Summary {
        files: files(|fate| matches!(fate, Fate::Judged { .. })),
        skipped: files(|fate| matches!(fate, Fate::Skipped { .. } | Fate::Unparsed { .. })),
        projects,
        compliant: projects - wrong.len(),
        error: count(Level::Error),
        warning: count(Level::Warning),
        note: count(Level::Note),
        hidden,
        unresolved: sorted.unresolved,
        clients: 0,
        fixable: findings.iter().filter(is_fixable).count(),
        fixed,
        unknown_types,
        git_ignored,
        failures: failures.len(),
        complete: failures.is_empty() && is_read,
    };
    let unparsed = files(|fate| matches!(fate, Fate::Unparsed { .. }));
    Report { findings, suppressed, failures, summary, unparsed, coverage, policy, secrets: sorted.secrets }
}

/// What is shown of the findings, and what becomes of the others.
#[derive(Default)]
struct Screened {
    findings: Vec<Finding>,
    suppressed: Vec<Suppressed>,
    hidden: Hidden,
    /// The projects with an error that is shown or in the baseline.
    wrong: HashSet<ProjectId>,
    /// Whether all could be read: what could not is no success, also where its finding fails nothing.
    is_read: bool,
}

impl Screened {
    fn of(findings: Vec<Finding>, suppressed: Vec<Suppressed>, screen: &Screen) -> Self {
        let mut screened = Screened { suppressed, is_read: true, ..Screened::default() };
        for known in &screened.suppressed {
            match known.by {
                Suppression::Ignore => screened.hidden.ignored += 1,
                Suppression::Exception => screened.hidden.excepted += 1,
                Suppression::Baseline => screened.hidden.baseline += 1,
            }
        }
        // A long list is screened in its own place.
        screened.findings =
            findings.into_iter().filter_map(|finding| screened.screen(finding, screen)).collect();
        screened
    }

    /// The finding, if it is shown.
    fn screen(&mut self, finding: Finding, screen: &Screen) -> Option<Finding> {
        if finding.level == Level::Error {
            self.wrong.extend(finding.project);
        }
        if screen.is_known(&finding) {
            self.hidden.baseline += 1;
            self.suppressed.push(Suppressed { finding, by: Suppression::Baseline, reason: None });
            return None;
        }
        self.is_read &= !unreadable_input::RULE.says(&finding);
        let is_below = screen.is_below(&finding);
        self.hidden.below_level += usize::from(is_below);
        (!is_below).then_some(finding)
    }
}

fn sort(findings: &mut [Finding]) {
    use rayon::slice::ParallelSliceMut;
    findings.par_sort_by(order);
}

/// By path, position, rule, tag; those without a file after them, by account, region, name, id, rule, tag.
fn order(left: &Finding, right: &Finding) -> std::cmp::Ordering {
    match (&left.location, &right.location) {
        (Some(left_at), Some(right_at)) => left_at
            .path()
            .cmp(right_at.path())
            .then_with(|| left_at.span.start.cmp(&right_at.span.start))
            .then_with(|| left.rule.cmp(right.rule))
            .then_with(|| left.tag.cmp(&right.tag))
            .then_with(|| left_at.span.end.cmp(&right_at.span.end))
            .then_with(|| whom(left).cmp(&whom(right))),
        (Some(_), None) => std::cmp::Ordering::Less,
        (None, Some(_)) => std::cmp::Ordering::Greater,
        (None, None) => whom(left)
            .cmp(&whom(right))
            .then_with(|| left.rule.cmp(right.rule))
            .then_with(|| left.tag.cmp(&right.tag)),
    }
    .then_with(|| left.message.cmp(&right.message))
}

/// Account, region, name and id of a finding's project.
fn whom(finding: &Finding) -> Option<[&Option<String>; 4]> {
    let subject = finding.subject.as_ref()?;
    Some([&subject.account, &subject.region, &subject.name, &subject.id])
}

/// The exit status of a report: 0 clean, 1 failing findings, 3 incomplete.
pub fn status(report: &Report, screen: &Screen) -> u8 {
    match (screen.fails(&report.findings), report.summary.complete) {
        (true, _) => 1,
        (false, true) => 0,
        (false, false) => 3,
    }
}
