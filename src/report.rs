//! What a run found, counted before anything is drawn. Renderers only draw; the exit status comes from the counts.

pub(crate) mod calls;
pub(crate) mod concise;
pub(crate) mod csv;
mod curl;
mod digest;
pub(crate) mod escape;
pub mod exceptions;
mod excerpt;
pub(crate) mod fill;
mod fingerprint;
pub mod format;
pub(crate) mod full;
pub(crate) mod github;
pub(crate) mod gitlab;
pub(crate) mod grouped;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod markdown;
mod money;
mod options;
pub(crate) mod page;
pub(crate) mod paint;
pub(crate) mod place;
pub mod problem;
pub(crate) mod sarif;
pub(crate) mod secrets;
mod share;
mod snippet;
pub(crate) mod summary;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use options::Options;

use serde::Serialize;
use time::Date;

use crate::bill::Ledger;
use crate::finding::{Failure, Finding, Level, Location, Suppressed};
use crate::live::change::CallReport;

/// Counts of findings that are not shown, by what hides them.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Hidden {
    /// By an inline ignore.
    pub(crate) ignored: usize,
    /// By an exception of the policy.
    pub(crate) excepted: usize,
    /// By the baseline.
    pub(crate) baseline: usize,
    /// By `--min-level`.
    pub(crate) below_level: usize,
}

/// The counts of a run.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Summary {
    /// Files that declare projects, or were meant to and cannot be read.
    pub(crate) files: usize,
    /// Files that declare nothing.
    pub(crate) skipped: usize,
    /// Projects that were judged.
    pub projects: usize,
    /// Those without an error that is shown or in the baseline.
    pub compliant: usize,
    /// Findings at level `error` that are shown.
    pub error: usize,
    /// Findings at level `warning` that are shown.
    pub warning: usize,
    /// Findings at level `note` that are shown.
    pub note: usize,
    /// Findings that are not shown.
    pub(crate) hidden: Hidden,
    /// Tags that cannot be known without running the configuration, whether shown or not.
    pub(crate) unresolved: usize,
    /// Clients of the service that were found in source code and settings.
    pub(crate) clients: usize,
    /// Safe fixes of what is shown.
    pub(crate) fixable: usize,
    /// Findings that `--fix` removed.
    pub(crate) fixed: usize,
    /// Resources of a type that the policy asks for and no table knows, and that have no tags.
    pub(crate) unknown_types: usize,
    /// Files that git ignores and that could be definitions.
    pub git_ignored: usize,
    /// What could not be looked at.
    pub(crate) failures: usize,
    /// Whether everything was looked at and could be read.
    pub(crate) complete: bool,
}

/// How often a dictionary key is there and right, over all projects that were judged.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Coverage {
    /// The key.
    pub(crate) key: String,
    /// Projects that have it with a value that no error is reported about.
    pub(crate) right: usize,
    /// Projects of which it could be known.
    pub(crate) of: usize,
}

/// How many accounts and regions answered an audit in full.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Reach {
    /// The accounts.
    pub accounts: usize,
    /// The regions.
    pub regions: usize,
}

/// How many projects have back what they had.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Restored {
    /// Those that do.
    pub(crate) back: usize,
    /// All that should.
    pub(crate) of: usize,
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Report {
    /// What is shown, sorted.
    pub findings: Vec<Finding>,
    /// What is not, sorted; renderers that know suppressions name it.
    pub(crate) suppressed: Vec<Suppressed>,
    /// What could not be looked at, sorted.
    pub(crate) failures: Vec<Failure>,
    /// The counts.
    pub summary: Summary,
    /// How many of the skipped files cannot be parsed.
    pub(crate) unparsed: usize,
    /// Coverage of the required keys, in the order of the policy.
    pub(crate) coverage: Vec<Coverage>,
    /// What a bill comes to, where one was read.
    pub(crate) ledger: Option<Ledger>,
    /// The last days of the exceptions that end soon, the first one first.
    pub(crate) ending: Vec<Date>,
    /// The accounts and regions that an audit looked at.
    pub(crate) reach: Reach,
    /// The calls that change tags, in a run that sends them.
    pub(crate) calls: Option<Vec<CallReport>>,
    /// What is restored, in a run that does so.
    pub(crate) restored: Option<Restored>,
    /// The name of the policy, for findings of formats that demand a file.
    pub(crate) policy: String,
    /// Secret texts of which no finding speaks (values that a plan marks sensitive), so that they are not shown where
    /// they are beside something wrong.
    pub(crate) secrets: Vec<Location>,
}

impl Report {
    /// How many findings of a level are shown.
    pub(crate) fn count(&self, level: Level) -> usize {
        match level {
            Level::Error => self.summary.error,
            Level::Warning => self.summary.warning,
            Level::Note => self.summary.note,
        }
    }
}
