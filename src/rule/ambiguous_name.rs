//! `ambiguous-name`: several active projects of one account and region bear a declared name.

use super::Verdict;
use crate::finding::Location;
use crate::text::{all_of, code};

/// How many ids a message names.
const MOST: usize = 4;

/// What is said of a declared name, given where it may be shown, that the projects of these ids bear.
pub fn verdict(name: Option<&str>, place: &str, ids: &[&str], at: Option<&Location>) -> Verdict {
    let named = match name {
        Some(name) => format!("are named {}", code(name)),
        None => "bear the declared name".to_owned(),
    };
    let which = all_of(ids.iter().copied(), MOST);
    Verdict {
        message: format!(
            "{} active projects in {} {named}, so that none was compared: {which}",
            ids.len(),
            code(place)
        ),
        at: at.cloned(),
        help: Some("give the `id` in the definition, or rename the others".to_owned()),
        ..Verdict::default()
    }
}
