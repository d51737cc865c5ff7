//! What a rule is: its name, its words, and what it looks at.

use super::case::Case;
use super::live::LiveCase;
use super::verdict::Verdict;
use crate::client::Client;
use crate::finding::{Claim, Level};
use crate::policy::RuleLevel;
use crate::policy::dictionary::Dictionary;
use crate::project::Project;

/// A rule.
pub struct Rule {
    /// Its name, the only identifier.
    pub name: &'static str,
    /// Its level where the policy says nothing.
    pub level: Level,
    /// What it finds, in a line.
    pub summary: &'static str,
    /// What its fix does, in a line, where it has one.
    pub fix: Option<&'static str>,
    /// Its page.
    pub page: &'static str,
    /// What its findings say.
    pub(crate) claim: Claim,
    /// Whether it asks for every key that may be there, so that it is off where a policy only lists what is required.
    pub(crate) needs_dictionary: bool,
    /// Whether its findings are about the policy itself.
    pub(crate) is_about_policy: bool,
    /// Whether it says the same of every account and region, so that people are told once.
    pub(crate) is_told_once: bool,
    /// What another rule says already, so that this one does not.
    pub(crate) repeats: Option<Repeats>,
    /// Which fixes may bring a finding to light that nothing new caused.
    pub(crate) uncovered_by: Option<Uncovering>,
    /// What an error of it says of a group of a bill; nothing where a bill does not show what it looks at.
    pub(crate) on_bills: Option<Gap>,
    /// How an editor draws the text that it points at.
    #[cfg_attr(not(feature = "lsp"), allow(dead_code, reason = "editors show it"))]
    pub(crate) display: Display,
    /// What it looks at.
    pub(crate) check: Check,
}

/// How an editor draws a text besides underlining it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Display {
    Plain,
    /// Struck through: there is something newer.
    Deprecated,
    /// Faded: it has no effect.
    Unnecessary,
}

/// What keeps the money of a group from being explained.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Gap {
    /// A required key is missing.
    Missing,
    /// Something else is wrong.
    Wrong,
}

/// What another rule says of live projects, and this one would repeat.
#[derive(Clone, Copy)]
pub(crate) struct Repeats {
    /// The other rule.
    pub(crate) rule: &'static Rule,
    /// What both speak of.
    pub(crate) about: Topic,
}

/// What two rules both speak of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Topic {
    /// A tag of a project.
    Tag,
    /// A name that several projects of one account and region have.
    Name,
}

/// The fixes that may uncover what was there before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Uncovering {
    /// Those of the same project: the rule looks at what its name and all its tags say together.
    OfProject,
    /// All: the rule looks at clauses and comments that say something of many findings or projects.
    Any,
}

impl Rule {
    /// What holds for a rule that says nothing else of itself.
    pub(super) const COMMON: Rule = Rule {
        name: "",
        level: Level::Error,
        summary: "",
        fix: None,
        page: "",
        claim: Claim::Fault,
        needs_dictionary: false,
        is_about_policy: false,
        is_told_once: false,
        repeats: None,
        uncovered_by: None,
        on_bills: None,
        display: Display::Plain,
        check: Check::Elsewhere,
    };

    /// The level that a dictionary gives it, else its own; none where the policy switches it off.
    pub(crate) fn level_in(&self, dictionary: &Dictionary) -> Option<Level> {
        match dictionary.levels.get(self.name).map(|said| said.value) {
            Some(RuleLevel::Off) => None,
            Some(RuleLevel::At(level)) => Some(level),
            None => Some(self.level),
        }
    }
}

/// A hash that two projects have in common where a rule may speak of them.
pub(crate) type PairKey = fn(&Project<'_>) -> Option<u64>;
/// What is reported about a project, given the first one before it of the same hash.
pub(crate) type PairVerdict = fn(&Case<'_>, &Project<'_>) -> Option<Verdict>;

/// What a rule looks at.
pub(crate) enum Check {
    /// One project.
    Project(fn(&Case<'_>, &mut Vec<Verdict>)),
    /// Two projects of one file, or live of one account and region.
    Pair {
        /// A hash that two projects have in common where the rule may speak of them.
        key: PairKey,
        /// What is reported about a project, given the first one before it of the same hash.
        verdict: PairVerdict,
    },
    /// A client: source code or a configuration that constructs one.
    Client(fn(&Client, &mut Vec<Verdict>)),
    /// It is said where it is noticed: while reading, or while triaging.
    Elsewhere,
    /// What is live, so that definitions alone cannot show what it finds.
    Live {
        /// What it needs.
        needs: Needs,
        /// What it says of a case that an audit meets.
        check: fn(&LiveCase<'_>, &mut Vec<Verdict>),
    },
}

/// What a live rule needs besides the live projects, without which it says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Needs {
    /// Nothing.
    Nothing,
    /// Definitions to compare with, `--against`.
    Definitions,
    /// What an earlier run saw, `--since`.
    Snapshot,
    /// What billing tells costs apart by, `--billing`.
    Billing,
    /// A bill, `taglint spend`.
    Bill,
    /// A bill, and the budgets of who pays it, `--budgets`.
    Budgets,
}
