//! What cannot be known without running a configuration: counted, never guessed.

use std::collections::HashSet;

use crate::rule::Verdict;
use crate::source::Span;

/// What cannot be known, and is counted whether or not its rule speaks.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Unresolved {
    message: String,
    tag: Option<String>,
    at: Option<(String, Span)>,
}

impl Unresolved {
    /// What a verdict says that it is.
    pub fn of(verdict: &Verdict) -> Self {
        let at = verdict.at.as_ref().map(|at| (at.path().to_owned(), at.span));
        Unresolved { message: verdict.message.clone(), tag: verdict.tag.clone(), at }
    }

    /// How many these are, where what is the same of several projects is one.
    pub fn count_once(list: &[Unresolved]) -> usize {
        let places = list.iter().filter(|unresolved| unresolved.at.is_some());
        let elsewhere = list.iter().filter(|unresolved| unresolved.at.is_none());
        places.collect::<HashSet<_>>().len() + elsewhere.count()
    }
}
