//! Rules as a policy knows them: their names, and what `[rules]` says of each.

use crate::finding::Level;

/// The names of all rules.
pub(crate) type Rules = &'static [&'static str];

/// The word for a rule that does not speak.
pub(crate) const OFF: &str = "off";

/// What `[rules]` says of one rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RuleLevel {
    /// It does not speak.
    Off,
    /// It speaks at this level.
    At(Level),
}

impl RuleLevel {
    /// What a word of `[rules]` says.
    pub(crate) fn of(word: &str) -> Option<Self> {
        if word == OFF { Some(RuleLevel::Off) } else { word.parse().ok().map(RuleLevel::At) }
    }
}
