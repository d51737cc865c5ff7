//! Why a fix that was tried is not applied.

use std::fmt;

use crate::text::code;

/// What a fix would do besides what it says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reason {
    /// Its file says something else in other places, or something cannot be read any more.
    Reading,
    /// There are other projects, or they have other names.
    Projects,
    /// A project has other tags than those that the finding is about.
    Tags,
    /// A project has the key already, or has its value under no other key, in one of the ways in which it may be read.
    Readings,
    /// A rule reports what it did not report before.
    NewFinding(&'static str),
    /// What was found is found again.
    Stays,
    /// Too many other trials failed before.
    Untried,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Reading => f.write_str("it would change how the rest of the file is read"),
            Reason::Projects => f.write_str("it would change which projects there are, or their names"),
            Reason::Tags => f.write_str("it would change other tags as well"),
            Reason::Readings => {
                f.write_str("it is wrong for one of the values that the configuration can take")
            }
            Reason::NewFinding(rule) => write!(f, "it would bring a new finding of {}", code(rule)),
            Reason::Stays => f.write_str("the finding would remain"),
            Reason::Untried => f.write_str("too many other fixes had to be tried before it"),
        }
    }
}
