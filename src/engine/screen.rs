//! What is held against the findings of a run at its end: the baseline, `--min-level`, and what others say instead.

use std::collections::{HashMap, HashSet};

use crate::finding::{Finding, Level, Voice};
use crate::triage::baseline::Baseline;

/// At which findings a run fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailOn {
    /// At this level and above.
    Level(Level),
    /// Never.
    Never,
}

impl FailOn {
    /// Whether a finding of this level fails the run.
    pub(crate) fn fails(self, level: Level) -> bool {
        match self {
            FailOn::Level(least) => level >= least,
            FailOn::Never => false,
        }
    }
}

impl Default for FailOn {
    fn default() -> Self {
        FailOn::Level(Level::Error)
    }
}

/// What is held against the findings at the end.
#[derive(Clone, Debug, Default)]
pub struct Screen {
    /// What was known before.
    pub(crate) baseline: Baseline,
    /// The least level that is shown.
    pub(crate) min_level: Option<Level>,
    /// Whether the baseline hides nothing.
    pub(crate) no_ignores: bool,
    /// The rules that the baseline does not hide.
    pub(crate) mandatory: Vec<&'static str>,
    /// At which level a finding fails the run.
    pub(crate) fail_on: FailOn,
    /// Whether findings fail nothing: then only an incomplete run is no success (`--exit-zero`).
    pub(crate) exit_zero: bool,
}

impl Screen {
    /// Whether the baseline hides a finding.
    pub(super) fn is_known(&self, finding: &Finding) -> bool {
        !self.no_ignores && !self.mandatory.contains(&finding.rule) && self.baseline.knows(finding)
    }

    /// Whether a finding weighs less than what is shown. What fails the run is always shown.
    pub(super) fn is_below(&self, finding: &Finding) -> bool {
        self.min_level.is_some_and(|least| finding.level < least) && !self.fail_on.fails(finding.level)
    }

    /// Whether findings fail the run.
    pub(super) fn fails(&self, findings: &[Finding]) -> bool {
        !self.exit_zero && findings.iter().any(|finding| self.fail_on.fails(finding.level))
    }

    pub(crate) fn shown<'f>(&self, findings: &'f [Finding]) -> impl Iterator<Item = &'f Finding> {
        let overruled = self.overruled(findings);
        let spoken = findings.iter().enumerate().filter(move |(number, _)| !overruled.contains(number));
        spoken.map(|(_, finding)| finding).filter(|finding| !self.hides(finding))
    }

    /// The numbers of the findings that are not said because something that speaks instead of them is shown.
    pub(super) fn overruled(&self, findings: &[Finding]) -> HashSet<usize> {
        let mut behind: HashMap<&Voice, Vec<usize>> = HashMap::new();
        for (number, finding) in findings.iter().enumerate() {
            for voice in &finding.behind {
                behind.entry(voice).or_default().push(number);
            }
        }
        if behind.is_empty() {
            return HashSet::new();
        }
        let shown = findings.iter().filter(|finding| !self.hides(finding));
        shown.filter_map(|finding| behind.get(&finding.voice())).flatten().copied().collect()
    }

    fn hides(&self, finding: &Finding) -> bool {
        self.is_known(finding) || self.is_below(finding)
    }
}
