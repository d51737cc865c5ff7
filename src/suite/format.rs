//! The formats in which the outcome of tests is written.

use std::io;

use super::outcome::Proof;
use super::{json, junit, text};

/// How the outcome is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    Full,
    Json,
    Junit,
}

impl Format {
    pub(crate) const ALL: [Format; 3] = [Format::Full, Format::Json, Format::Junit];

    /// The word that users write.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Format::Full => "full",
            Format::Json => "json",
            Format::Junit => "junit",
        }
    }

    pub(crate) fn of(word: &str) -> Option<Self> {
        Format::ALL.into_iter().find(|format| format.word() == word)
    }

    /// Writes the outcome.
    ///
    /// # Errors
    /// What the writer says.
    pub(crate) fn render(self, proof: &Proof, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Format::Full => text::render(proof, out),
            Format::Json => json::render(proof, out),
            Format::Junit => junit::render(proof, out),
        }
    }
}
