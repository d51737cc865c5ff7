//! What became of all tests.

use super::coverage::Coverage;
use super::trial::Trial;
use crate::finding::Failure;

/// What became of the tests.
#[derive(Debug)]
pub(crate) struct Proof {
    /// In the order of the files and their texts.
    pub trials: Vec<Trial>,
    pub coverage: Option<Coverage>,
    /// Folders that could not be searched.
    pub failures: Vec<Failure>,
}

impl Proof {
    pub(crate) fn passed(&self) -> usize {
        self.trials.iter().filter(|trial| trial.passed()).count()
    }

    pub(crate) fn failed(&self) -> usize {
        self.trials.len() - self.passed()
    }
}
