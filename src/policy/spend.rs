//! What the policy says of money: `[spend]`, `[[models]]` and `[budgets]`.

use super::Said;
use super::condition::Condition;
use super::pattern::TextGlob;
use crate::cost::{Metric, Money, Share};
use crate::finding::Location;

/// `[spend]`.
#[derive(Debug, Default)]
pub(crate) struct Spend {
    /// Which cost counts; the best that the bill has where there is none.
    pub metric: Option<Metric>,
    /// The share that must be explained; there is no gate without it.
    pub explained: Option<Said<Share>>,
    /// A group of less money, of either sign, is no finding.
    pub minimum: Money,
}

/// One of `[[models]]`.
#[derive(Debug)]
pub(crate) struct ModelRule {
    /// For which spend; all where there is none.
    pub when: Option<Condition>,
    /// Which models it may go to.
    pub models: Models,
    /// What to say as help.
    pub message: Option<String>,
    /// The `allow` or `forbid` entry.
    pub clause: Location,
}

/// Which models some spend may go to.
#[derive(Debug)]
pub(crate) enum Models {
    /// These alone.
    Allowed(Vec<TextGlob>),
    /// All but these.
    Forbidden(Vec<TextGlob>),
}

impl Models {
    /// Whether spend may go to a model.
    pub(crate) fn permit(&self, model: &str) -> bool {
        match self {
            Models::Allowed(globs) => globs.iter().any(|glob| glob.matches(model)),
            Models::Forbidden(globs) => !globs.iter().any(|glob| glob.matches(model)),
        }
    }
}

/// `[budgets]`.
#[derive(Debug)]
pub(crate) struct Budgets {
    /// The tag key of which each value with spend needs a budget.
    pub key: Said<String>,
}
