//! The bill: exports of costs, read into groups of money by container and tags.
//!
//! What is read here is what was billed, in exact money and bounded memory. What it means by a policy is none of it.

#![cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "what is for columns with dictionaries"))]

mod block;
mod bucket;
mod cells;
mod charge;
mod codes;
mod columns;
mod container;
mod content;
mod contents;
mod copies;
pub(crate) mod cost_explorer;
mod csv;
mod deliveries;
pub(crate) mod figures;
mod filled;
mod find;
mod first;
mod found;
mod gather;
pub mod group;
mod keys;
pub mod ledger;
mod lines;
mod listed;
mod manifest;
mod map;
mod money;
mod month;
mod needs;
mod overlap;
#[cfg(feature = "parquet")]
mod parquet;
mod partition;
mod query;
mod read;
mod repacked;
mod rows;
mod run;
mod service;
mod shelf;
mod sieve;
pub mod source;
mod table;
#[cfg(test)]
mod tests;
mod texts;
mod total;
mod twice;
mod unread;
mod visit;
mod writing;

pub use group::{Bill, Container, Group, Kind, Tally, Wanted};
pub use ledger::Ledger;
pub use read::read;
pub(crate) use read::read_sources;
pub use source::Source;
pub(crate) use table::{Remote, print_query};

use miette::Diagnostic;
use thiserror::Error;

use crate::cost::{Metric, Period};
use crate::text::{code, one_of};

/// Why nothing of a bill can be used.
#[derive(Clone, PartialEq, Eq, Debug, Error, Diagnostic)]
pub enum Refusal {
    /// The metric is none that bills of this format have.
    #[error("{format} has no metric `{metric}`")]
    #[diagnostic(code("spend::metric"), help("use {}", one_of(known.iter().map(|known| known.word()), known.len())))]
    UnknownMetric {
        /// What was asked for.
        metric: Metric,
        /// `CUR`, `FOCUS` or `Cost Explorer`.
        format: &'static str,
        /// What there is.
        known: Vec<Metric>,
    },
    /// A source begins as a service does, and is wrong behind that.
    #[error("{} is not a source: {why}", code(.given))]
    #[diagnostic(
        code("spend::source"),
        help("write a path, `s3://BUCKET/PREFIX`, `athena:DATABASE.TABLE` or `cost-explorer`")
    )]
    BadSource {
        /// The source.
        given: String,
        /// What is wrong with it.
        why: String,
    },
    /// Nobody can be asked.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Live(#[from] crate::live::Refusal),
    /// A table has no region.
    #[error("no region for {}", code(.table))]
    #[diagnostic(code("spend::region"), help("add `?region=us-east-1` to it, or set `AWS_REGION`"))]
    NoRegion {
        /// The table.
        table: String,
    },
    /// There is no query for what is wanted.
    #[error("there is no query for {}: {why}", code(.table))]
    #[diagnostic(code("spend::query"), help("see `docs/spend.md`"))]
    NoQuery {
        /// The table.
        table: String,
        /// What keeps it from being written.
        why: String,
    },
    /// This machine lets no more threads run.
    #[error("the bill cannot be read: {why}")]
    #[diagnostic(code("spend::threads"), help("see which limits this machine sets"))]
    NoThreads {
        /// Its words.
        why: String,
    },
    /// The same money would be counted twice.
    #[error("{period} is in a {} export and in a {} export, and would be counted twice", .formats[0], .formats[1])]
    #[diagnostic(code("spend::two-formats"), help("name the exports of one format only"))]
    TwoFormats {
        /// Of which both are.
        period: Period,
        /// The formats.
        formats: [&'static str; 2],
    },
}
