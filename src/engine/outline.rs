//! The outline of a run: what its files, or accounts, brought together.

use std::collections::{BTreeMap, HashSet};

use time::Date;

use super::looked::Fate;
use super::policies::Policies;
use crate::bill::Ledger;
use crate::collect::not_read::NotRead;
use crate::collect::{LeftOut, Unknown};
use crate::finding::Failure;
use crate::judge::add_coverage;
use crate::live::change::CallReport;
use crate::report::{Coverage, Reach, Restored};
use crate::text::{count, shown};
use crate::triage::Sorted;

/// How many files the message about nothing names.
const NAMED: usize = 3;

/// What a run brought, before the baseline and `--min-level`.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// What rules said, after ignores and exceptions.
    pub sorted: Sorted,
    /// Each file that was looked at, with what became of it, in the order of the paths.
    pub(crate) files: Vec<(String, Fate)>,
    /// What is declared and never there, with its file.
    pub(crate) left_out: Vec<(String, LeftOut)>,
    /// What is brought in from elsewhere, and is in no file that was read.
    pub(crate) not_read: Vec<NotRead>,
    /// Resources of unknown types without tags, with their files.
    pub(crate) unknown: Vec<(String, Unknown)>,
    /// How many clients were found.
    pub(crate) clients: usize,
    /// How many projects were judged.
    pub projects: usize,
    /// Resources of a type that the policy asks for and no table knows, and that have no tags.
    pub(crate) unknown_types: usize,
    /// The files that git ignores and that could be definitions, and the whole folders.
    pub(crate) git_ignored: Vec<String>,
    /// How many findings `--fix` removed.
    pub(crate) fixed: usize,
    /// Whether what is the same of several projects is said once.
    pub(crate) merges: bool,
    /// What could not be looked at.
    pub(crate) failures: Vec<Failure>,
    /// Coverage of required keys.
    pub(crate) coverage: Vec<Coverage>,
    /// What a bill comes to, where one was read.
    pub(crate) ledger: Option<Ledger>,
    /// How many projects comply, where that is not for findings to say.
    pub(crate) compliant: Option<usize>,
    /// The last days of the exceptions that end soon.
    pub(crate) ending: Vec<Date>,
    /// Where an audit looked.
    pub(crate) reach: Reach,
    /// The calls that changed tags, or were to, in a run that sends them.
    pub(crate) calls: Option<Vec<CallReport>>,
    /// What is restored, in a run that does so.
    pub(crate) restored: Option<Restored>,
    /// The name of the policy.
    pub(crate) policy: String,
    counted: BTreeMap<usize, Vec<(usize, usize)>>,
}

impl Outline {
    /// Nothing yet.
    pub(crate) fn of(policies: &Policies, failures: Vec<Failure>) -> Self {
        let policy =
            if let Some(policy) = policies.list.first() { policy.name.clone() } else { String::new() };
        Outline { failures, policy, ..Outline::default() }
    }

    /// Adds how often the keys of a policy are right, and how often they are required.
    pub(crate) fn add_coverage(&mut self, policy: usize, coverage: &[(usize, usize)]) {
        add_coverage(self.counted.entry(policy).or_default(), coverage);
    }

    /// Counts the coverage of the keys by their names, at the end.
    pub(crate) fn coverage_of(&mut self, policies: &Policies) {
        for (&policy, counts) in &self.counted {
            let entries = policies.list[policy].dictionaries.base().entries();
            for (entry, &(right, of)) in entries.iter().zip(counts).filter(|(_, (_, of))| *of > 0) {
                match self.coverage.iter_mut().find(|known| known.key == entry.key) {
                    Some(known) => (known.right, known.of) = (known.right + right, known.of + of),
                    None => self.coverage.push(Coverage { key: entry.key.clone(), right, of }),
                }
            }
        }
    }

    /// Drops what is in a file that was read by itself.
    pub(crate) fn drop_what_is_read(&mut self) {
        let is_read = |fate: &Fate| matches!(fate, Fate::Judged { .. } | Fate::Skipped { .. });
        let read = self.files.iter().filter(|(_, fate)| is_read(fate));
        let read: HashSet<&str> = read.map(|(path, _)| path.as_str()).collect();
        self.not_read.retain(|not_read| not_read.file().is_none_or(|file| !read.contains(file)));
    }

    /// How many files declare projects, or were meant to.
    pub fn definitions(&self) -> usize {
        self.files.iter().filter(|(_, fate)| matches!(fate, Fate::Judged { .. })).count()
    }

    /// Whether nothing that declares anything was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.definitions() == 0
    }

    /// Why its files are no definitions.
    pub fn why_nothing(&self) -> String {
        let whys = self.files.iter().filter_map(|(path, fate)| match fate {
            Fate::Skipped { why } | Fate::Unparsed { why } => Some(format!("`{}`: {why}", shown(path))),
            Fate::Judged { .. } | Fate::Idle | Fate::Failed => None,
        });
        let mut whys: Vec<String> = whys.collect();
        let more = whys.len().saturating_sub(NAMED);
        whys.truncate(NAMED);
        match (whys.is_empty(), more) {
            (true, _) => "no file here could hold one, or the policy excludes it".to_owned(),
            (false, 0) => whys.join("; "),
            (false, more) => format!("{}; and {} more", whys.join("; "), count(more, "file")),
        }
    }
}
