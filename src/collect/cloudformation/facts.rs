//! What a variant of a resource takes for granted, and what it asks.

use super::template::Asks;

/// What can be so or not.
#[derive(Clone, Debug)]
pub(super) enum Question<'t> {
    /// Whether a parameter is a text.
    Is { parameter: &'t str, text: &'t str },
    /// Anything else that a condition asks, by its own words.
    Other {
        words: &'t str,
        /// The parameters that it is about.
        asks: Asks<'t>,
        /// The answer where every parameter is its default.
        by_default: Option<bool>,
    },
}

impl Question<'_> {
    pub(super) fn same(&self, other: &Question<'_>) -> bool {
        match (self, other) {
            (Question::Is { parameter, text }, Question::Is { parameter: parameter_too, text: text_too }) => {
                parameter == parameter_too && text == text_too
            }
            (Question::Other { words, .. }, Question::Other { words: words_too, .. }) => words == words_too,
            _ => false,
        }
    }
}

/// An answer of one variant.
#[derive(Clone, Debug)]
pub(super) struct Fact<'t> {
    /// What was asked.
    pub(crate) question: Question<'t>,
    /// The answer; `None` where there are too many variants already.
    pub(crate) answer: Option<bool>,
}

/// Reading stops here until the question is answered.
#[derive(Debug)]
pub(super) struct Undecided<'t>(pub(crate) Question<'t>);

/// A result that may have to wait for an answer.
pub(super) type Outcome<'t, T> = Result<T, Undecided<'t>>;

/// How many ways in which conditions turn out are read of one resource; of what further ones decide, both branches are
/// read together.
pub(super) const VARIANTS: usize = 64;
