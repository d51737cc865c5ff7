//! Which exception a message speaks of, in words: it has no name.

use super::condition_words;
use crate::policy::Exception;
use crate::text::all_of;

/// How many rules or tags are named.
const NAMED: usize = 4;

/// What it is for: `` `missing-tag` of `Owner` where `name` is `Legacy-*` ``.
pub(crate) fn of(exception: &Exception) -> String {
    let mut words = match exception.rules.is_empty() {
        true => "all rules".to_owned(),
        false => all_of(exception.rules.iter().copied(), NAMED),
    };
    if !exception.tags.is_empty() {
        words.push_str(" of ");
        words.push_str(&all_of(exception.tags.iter().map(String::as_str), NAMED));
    }
    let when = exception.when.as_ref().map(condition_words::of).filter(|when| !when.is_empty());
    if let Some(when) = when {
        words.push_str(" where ");
        words.push_str(&when);
    }
    words
}
