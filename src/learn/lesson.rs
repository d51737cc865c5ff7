//! What was learned of all projects.

use super::facts::facts;
use super::keys::{self, Key, Keys};
use super::names::{self, Names};
use super::seen::Seen;
use super::tables::{self, Table};

/// What was learned.
#[derive(Debug)]
pub(crate) struct Lesson {
    /// From how many projects.
    pub(crate) projects: usize,
    pub(crate) keys: Vec<Key>,
    /// Keys that projects have and no policy can name, or the service refuses.
    pub(super) left_out: Vec<String>,
    pub(super) names: Names,
    pub(crate) tables: Vec<Table>,
}

impl Lesson {
    /// Learns from projects.
    pub(crate) fn of(seen: &Seen) -> Self {
        let Keys { keys, left_out } = keys::learn(seen);
        let facts = facts(seen, &keys);
        let (names, tables) = (names::learn(&facts, &keys), tables::learn(&facts, &keys));
        Lesson { projects: seen.units.len(), keys, left_out, names, tables }
    }

    /// Whether names have a pattern.
    pub(crate) fn has_name_pattern(&self) -> bool {
        self.names.law.is_some()
    }

    /// A name that a project without tags may have.
    pub(super) fn name_without_tags(&self) -> String {
        match &self.names.law {
            Some(naming) => naming.without_tags.clone(),
            None => "Chat".to_owned(),
        }
    }
}
