//! Colour, where it was asked for.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

use crate::finding::Level;

/// What words are painted with.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Paint {
    color: bool,
}

impl Paint {
    /// Paints, or leaves words as they are.
    pub(crate) fn new(color: bool) -> Self {
        Paint { color }
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
