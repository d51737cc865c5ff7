//! What became of all tests.

use super::coverage::Coverage;
use super::trial::Trial;
use crate::finding::Failure;

/// What became of the tests.
#[derive(Debug)]
pub struct Proof {
    /// In the order of the files and their texts.
    pub(crate) trials: Vec<Trial>,
    pub(crate) coverage: Option<Coverage>,
    /// Folders that could not be searched.
    pub(crate) failures: Vec<Failure>,
}

impl Proof {
    /// How many passed.
    pub fn passed(&self) -> usize {
        self.trials.iter().filter(|trial| trial.passed()).count()
    }

    /// How many did not.
    pub fn failed(&self) -> usize {
        self.trials.len() - self.passed()
    }
}
