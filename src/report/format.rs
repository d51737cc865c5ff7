//! The output formats by name, and what all of them may be asked.

use std::fmt;
use std::io;
use std::str::FromStr;

use super::{Report, concise, full, github, gitlab, json, junit, markdown, sarif};

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
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions, which annotate changes.
    Github,
    /// Code Quality of GitLab.
    Gitlab,
    /// JUnit's XML, for what shows tests.
    Junit,
    /// Markdown, for the summary of a job.
    Markdown,
}

impl Format {
    /// All formats, in the order of the documentation.
    pub const ALL: [Format; 9] = [
        Format::Full,
        Format::Concise,
        Format::Json,
        Format::Jsonl,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Junit,
        Format::Markdown,
    ];

    /// The word that users write.
    pub fn word(self) -> &'static str {
        match self {
            Format::Full => "full",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Junit => "junit",
            Format::Markdown => "markdown",
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
            Format::Sarif => sarif::render(report, out, options),
            Format::Github => github::render(report, out, options),
            Format::Gitlab => gitlab::render(report, out, options),
            Format::Junit => junit::render(report, out, options),
            Format::Markdown => markdown::render(report, out, options),
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

/// What a renderer may be asked.
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
    /// Whether formats that know suppressions name what is hidden. GitHub's code scanning takes it for open alerts.
    pub suppressed: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            color: false,
            unicode: true,
            width: None,
            summary: true,
            statistics: false,
            suppressed: true,
        }
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
