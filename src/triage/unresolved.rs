//! What cannot be known without running a configuration: counted, never guessed.

use std::collections::HashSet;

use crate::finding::Location;
use crate::rule::Verdict;

/// What cannot be known, and is counted whether or not its rule speaks.
#[derive(Clone, Debug)]
pub(crate) struct Unresolved {
    /// Why, in words.
    pub(crate) message: String,
    tag: Option<String>,
    pub(crate) at: Option<Location>,
}

impl Unresolved {
    /// What a verdict says that it is.
    pub(crate) fn of(verdict: &Verdict) -> Self {
        Unresolved { message: verdict.message.clone(), tag: verdict.tag.clone(), at: verdict.at.clone() }
    }

    /// How many these are, where what is the same of several projects is one.
    pub(crate) fn count_once(list: &[Unresolved]) -> usize {
        let (mut places, mut elsewhere) = (HashSet::new(), 0);
        for Unresolved { message, tag, at } in list {
            match at {
                Some(at) => {
                    places.insert((at.path(), at.span, message, tag));
                }
                None => elsewhere += 1,
            }
        }
        places.len() + elsewhere
    }
}
