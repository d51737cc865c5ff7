//! What is lost or has no effect where a policy is taken from the cloud or given to it.

use std::fmt;

use crate::finding::Location;
use crate::report::place;
use crate::text::shown;

/// A line for people, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Remark {
    pub at: Option<Location>,
    pub message: String,
}

impl Remark {
    pub(super) fn at(at: &Location, message: impl Into<String>) -> Self {
        Remark { at: Some(at.clone()), message: message.into() }
    }

    pub(super) fn without_place(message: impl Into<String>) -> Self {
        Remark { at: None, message: message.into() }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.at {
            Some(at) => write!(f, "{}: {}", place::position(at), shown(&self.message)),
            None => f.write_str(&shown(&self.message)),
        }
    }
}
