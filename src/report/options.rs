//! What every renderer may be asked.

/// What a renderer may be asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// Whether to colour, by ANSI sequences.
    pub color: bool,
    /// Whether names of rules lead to their pages, by sequences that terminals with hyperlinks understand.
    pub links: bool,
    /// Whether the drawing may use more than ASCII.
    pub unicode: bool,
    /// How many columns there are; lines are not wrapped where nobody knows.
    pub width: Option<usize>,
    /// Whether formats for people end with the summary.
    pub summary: bool,
    /// Whether the summary begins with tables of rules and of required keys.
    pub statistics: bool,
    /// Whether formats for people draw every finding, however many a rule has.
    pub all: bool,
    /// Whether formats that know suppressions name what is hidden. GitHub's code scanning
    /// [does not read them](https://github.com/github/codeql-action/issues/1230), and would open alerts.
    pub suppressed: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            color: false,
            links: false,
            unicode: true,
            width: None,
            summary: true,
            statistics: false,
            all: false,
            suppressed: true,
        }
    }
}
