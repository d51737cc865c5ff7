//! A command of a script: what it sets, and where it is.

use super::words::{OWN, Words};
use super::{Setting, is_base_url};
use crate::source::Span;

/// A command, with what it sets.
pub(super) struct Command {
    pub(super) words: Words,
    pub(super) settings: Vec<Setting>,
    /// The names of variables that it unsets.
    pub(super) unset: Vec<Span>,
    /// Whether its settings hold for this command alone: `NAME=value python app.py`.
    pub(super) is_alone: bool,
    /// Whether it may send requests.
    pub(super) runs: bool,
    pub(super) branch: Option<Branch>,
}

/// Where a command is in the outermost `if` around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Branch {
    /// The number of the command that begins it.
    pub(super) start: usize,
    /// The number of the arm: `then`, each `elif`, `else`.
    pub(super) arm: usize,
    pub(super) is_else: bool,
}

impl Command {
    pub(super) fn sets_url(&self) -> bool {
        self.settings.iter().any(|setting| is_base_url(&setting.name))
    }

    /// Whether what it sets holds for all that the script runs behind it.
    pub(super) fn is_lasting(&self) -> bool {
        !self.is_alone && self.words.shell == OWN
    }

    pub(super) fn sets(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().rev().find(|setting| setting.name == name)
    }
}

/// What commands set for all that are behind them.
pub(super) fn lasting(commands: &[Command]) -> impl Iterator<Item = &Setting> {
    commands.iter().filter(|command| command.is_lasting()).flat_map(|command| &command.settings)
}
