//! How much of an expression is worked out. What lies beyond a limit is unknown here, and is reported.

use std::fmt;

/// How many steps what one resource says may take: far more than any real one, and about a second.
pub(in crate::collect::terraform) const MOST_STEPS: u64 = 4_000_000;
/// How deep expressions may lead into each other.
pub(in crate::collect::terraform) const MOST_DEPTH: usize = 150;
/// How many locals and variables that have parts may lead to each other.
pub(in crate::collect::terraform) const MOST_NAMES: usize = 50;
/// How many values something may be.
pub(in crate::collect::terraform) const MOST_ALTERNATIVES: usize = 64;
/// The longest string.
pub(super) const MOST_TEXT: usize = 1 << 14;
/// The longest list.
pub(super) const MOST_ITEMS: usize = 200_000;

/// A limit that was hit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::collect::terraform) enum Limit {
    Steps,
    Depth,
    Names,
    Alternatives,
    Text,
    Items,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Steps => write!(f, "what this comes to takes more than {MOST_STEPS} steps to work out"),
            Limit::Depth => write!(f, "expressions lead into each other deeper than {MOST_DEPTH} levels"),
            Limit::Names => write!(f, "{MOST_NAMES} locals and variables, or more, lead to each other"),
            Limit::Alternatives => {
                write!(f, "the expression has more than {MOST_ALTERNATIVES} possible values")
            }
            Limit::Text => write!(f, "the string is longer than {MOST_TEXT} bytes"),
            Limit::Items => write!(f, "the list has more than {MOST_ITEMS} items"),
        }
    }
}
