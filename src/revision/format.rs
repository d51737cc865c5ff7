//! The formats in which a comparison is written.

use std::io;

use clap::ValueEnum;

use super::compare::Revision;
use super::{json, text};

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Format {
    /// A line a finding, for people
    Full,
    /// One document
    Json,
}

impl Format {
    /// Writes the comparison.
    ///
    /// # Errors
    /// What the writer says.
    pub(crate) fn render(self, revision: &Revision, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Format::Full => text::render(revision, out),
            Format::Json => json::render(revision, out),
        }
    }
}
