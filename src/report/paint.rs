//! Colour, where it was asked for.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

use super::Options;
use crate::finding::Level;

/// What words are painted with.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Paint {
    color: bool,
    links: bool,
}

impl Paint {
    /// Paints, or leaves words as they are. Where there is no colour there are no links: both are escape sequences.
    pub(crate) fn of(options: &Options) -> Self {
        Paint { color: options.color, links: options.color && options.links }
    }

    /// Words that lead to an address, where the terminal knows links.
    pub(crate) fn link(self, words: &str, address: &str) -> String {
        if self.links { format!("\x1b]8;;{address}\x1b\\{words}\x1b]8;;\x1b\\") } else { words.to_owned() }
    }

    /// The word in the colour of a level.
    pub(crate) fn level(self, level: Level, word: impl Display) -> String {
        let color = match level {
            Level::Error => AnsiColor::Red,
            Level::Warning => AnsiColor::Yellow,
            Level::Note => AnsiColor::Cyan,
        };
        self.styled(color.on_default().bold(), word)
    }

    /// The word that begins a line of advice.
    pub(crate) fn advice(self, word: impl Display) -> String {
        self.styled(AnsiColor::Cyan.on_default(), word)
    }

    /// A word that stands out.
    pub(crate) fn strong(self, word: impl Display) -> String {
        self.styled(Style::new().bold(), word)
    }

    fn styled(self, style: Style, word: impl Display) -> String {
        if self.color { format!("{style}{word}{style:#}") } else { word.to_string() }
    }
}
