//! The output formats by name.

use std::fmt;
use std::io;
use std::str::FromStr;

use super::{
    Options, Report, concise, csv, full, github, gitlab, grouped, html, json, junit, markdown, sarif,
};
use crate::fault::Fault;

macro_rules! formats {
    ($(#[doc = $about:literal] $format:ident $word:literal $render:path;)*) => {
        /// An output format.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Format {
            $(#[doc = $about] $format),*
        }

        impl Format {
            /// All formats, in the order of the documentation.
            pub const ALL: [Format; [$($word),*].len()] = [$(Format::$format),*];

            /// The word that users write.
            pub(crate) fn word(self) -> &'static str {
                match self {
                    $(Format::$format => $word),*
                }
            }

            /// What it is, in a line without a full stop.
            pub fn about(self) -> &'static str {
                let about = match self {
                    $(Format::$format => $about),*
                };
                about.trim().trim_end_matches('.')
            }

            /// Writes the report in this format.
            ///
            /// # Errors
            /// What the writer says.
            pub fn render(self, report: &Report, out: &mut dyn io::Write, options: &Options) -> io::Result<()> {
                match self {
                    $(Format::$format => $render(report, out, options)),*
                }
            }
        }
    };
}

formats! {
    /// Snippets for people.
    Full "full" full::render;
    /// A line a finding below its file, or its account and region, for people.
    Grouped "grouped" grouped::render;
    /// A line a finding for people.
    Concise "concise" concise::render;
    /// One JSON document.
    Json "json" json::render;
    /// JSON Lines.
    Jsonl "jsonl" json::render_lines;
    /// SARIF 2.1.0, for code scanning.
    Sarif "sarif" sarif::render;
    /// Workflow commands of GitHub Actions, which annotate changes.
    Github "github" github::render;
    /// Code Quality of GitLab.
    Gitlab "gitlab" gitlab::render;
    /// JUnit's XML, for what shows tests.
    Junit "junit" junit::render;
    /// Markdown, for the summary of a job.
    Markdown "markdown" markdown::render;
    /// A page for the browser.
    Html "html" html::render;
    /// The chargeback file of a bill.
    Csv "csv" csv::render;
}

impl Format {
    /// Whether it shows a bill and nothing else.
    pub fn is_of_bills(self) -> bool {
        matches!(self, Format::Csv)
    }

    /// What it tells of a run that checked nothing, if it is one that is shown beside a change; by how that begins, an
    /// earlier output is known.
    pub(crate) fn refusal(self, fault: &Fault) -> Option<Refused> {
        match self {
            Format::Github => Some(Refused { begin: "::", text: github::refusal(fault) }),
            Format::Markdown => Some(Refused { begin: "## taglint", text: markdown::refusal(fault) }),
            _ => None,
        }
    }

    /// Whether people read it, so that it ends with the summary.
    pub(crate) fn is_human(self) -> bool {
        matches!(self, Format::Full | Format::Grouped | Format::Concise)
    }
}

/// What a format tells of a run that checked nothing.
pub(crate) struct Refused {
    /// How all that the format tells begins.
    pub(crate) begin: &'static str,
    pub(crate) text: String,
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
