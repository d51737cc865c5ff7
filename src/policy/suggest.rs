//! What to type instead of a word that is not known.

use super::problem::Problem;
use crate::finding::Location;
use crate::text::{code, nearest, one_of};

/// What to write for a word that is none of these: the one that must have been meant, else which there are, at most
/// `listed` of them.
pub fn write(word: &str, words: &[&str], listed: usize) -> String {
    match meant(word, words) {
        Some(meant) => format!("write {}", code(meant)),
        None => match words {
            [] => "remove it".into(),
            words => format!("write {}", one_of(words.iter().copied(), listed)),
        },
    }
}

/// The word that is nearest, or else the only one that begins with what is written.
pub fn meant<'w>(word: &str, words: &[&'w str]) -> Option<&'w str> {
    if let Some((near, _)) = nearest(word, words.iter().copied()) {
        return Some(near);
    }
    let mut longer = words.iter().filter(|longer| word.len() > 1 && longer.starts_with(word));
    longer.next().copied().filter(|_| longer.next().is_none())
}

/// The problem of a rule that there is not.
pub fn unknown_rule(name: &str, at: &Location, rules: &[&str]) -> Problem {
    let message = format!("there is no rule {}", code(name));
    let help = match meant(name, rules) {
        Some(meant) => format!("write {}", code(meant)),
        None => "write a name that `taglint rules` lists".into(),
    };
    Problem::new("policy::unknown-rule", at, message, "unknown rule").help(help)
}
