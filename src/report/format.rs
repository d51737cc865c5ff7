//! The output formats by name, and what all of them may be asked.

use std::fmt;
use std::io;
use std::str::FromStr;

use super::{Report, concise, full, json};

/// An output format.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// Snippets for people.
    Full,
    /// A line a finding for people.
    Concise,
    /// One JSON document.
    Json,
    /// JSON Lines.
    Jsonl,
}

impl Format {
    /// All formats, in the order of the documentation.
    pub const ALL: [Format; 4] = [Format::Full, Format::Concise, Format::Json, Format::Jsonl];

    /// The word that users write.
    pub fn word(self) -> &'static str {
        match self {
            Format::Full => "full",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
        }
    }

    /// Whether people read it, so that it ends with the summary.
    pub fn is_human(self) -> bool {
        matches!(self, Format::Full | Format::Concise)
    }

    /// Writes the report in this format.
    ///
    /// # Errors
    /// What the writer says.
    pub fn render(self, report: &Report, out: &mut dyn io::Write, options: &Options) -> io::Result<()> {
        match self {
            Format::Full => full::render(report, out, options),
            Format::Concise => concise::render(report, out, options),
            Format::Json => json::render(report, out, options),
            Format::Jsonl => json::render_lines(report, out, options),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Format {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Format::ALL.into_iter().find(|format| format.word() == word).ok_or(())
    }
}

/// What a renderer may be asked. Formats for machines look at none of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// Whether to colour, by ANSI sequences.
    pub color: bool,
    /// Whether the drawing may use more than ASCII.
    pub unicode: bool,
    /// How many columns there are; lines are not wrapped where nobody knows.
    pub width: Option<usize>,
    /// Whether formats for people end with the summary.
    pub summary: bool,
    /// Whether the summary begins with a table of rules.
    pub statistics: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { color: false, unicode: true, width: None, summary: true, statistics: false }
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn formats_are_found_by_their_word() {
        for format in Format::ALL {
            assert_eq!(format.word().parse(), Ok(format));
        }
        assert_eq!("Full".parse::<Format>(), Err(()));
    }
}
