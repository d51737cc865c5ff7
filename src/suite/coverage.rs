//! Which clauses of the policies some test made speak.

use crate::finding::Location;
use crate::policy::clauses::Clause;

/// How much of the policies the tests exercise.
#[derive(Clone, Default, Debug)]
pub(crate) struct Coverage {
    pub clauses: usize,
    /// The clauses that no test made speak.
    pub missed: Vec<Clause>,
}

impl Coverage {
    /// Of these clauses, given what spoke. A policy that several files test counts once.
    pub(super) fn of(clauses: Vec<Clause>, spoken: &[Location]) -> Self {
        let mut coverage = Coverage::default();
        let mut seen: Vec<Location> = Vec::new();
        for clause in clauses {
            if seen.contains(&clause.place) {
                continue;
            }
            seen.push(clause.place.clone());
            coverage.clauses += 1;
            if !spoken.contains(&clause.reason) {
                coverage.missed.push(clause);
            }
        }
        coverage
    }

    pub(crate) fn exercised(&self) -> usize {
        self.clauses - self.missed.len()
    }

    /// Whether at least so many of a hundred clauses spoke. Of no clauses all did.
    pub(crate) fn reaches(&self, percent: u8) -> bool {
        self.exercised() * 100 >= self.clauses * usize::from(percent)
    }

    /// How many of a hundred clauses spoke, rounded down: 100 is all.
    pub(crate) fn percent(&self) -> usize {
        match self.clauses {
            0 => 100,
            clauses => self.exercised() * 100 / clauses,
        }
    }
}
