//! How often texts are written. What is written once counts once, however many projects it reaches.

use std::collections::{BTreeMap, HashSet};

use crate::source::Span;

/// Where a text is written: in a file, or nowhere.
pub(super) type At = Option<(String, Span)>;

/// The texts, each with the number of places where it is written.
#[derive(Debug, Default)]
pub(super) struct Uses {
    pub(super) counts: BTreeMap<String, usize>,
    counted: HashSet<(String, Whence)>,
}

#[derive(PartialEq, Eq, Hash, Debug)]
enum Whence {
    File(String, Span),
    /// What is in no file counts once for each project.
    Project(usize),
}

impl Uses {
    /// Counts a text of a project.
    pub(super) fn add(&mut self, text: &str, at: &At, project: usize) {
        let whence = match at {
            Some((path, span)) => Whence::File(path.clone(), *span),
            None => Whence::Project(project),
        };
        if self.counted.insert((text.to_owned(), whence)) {
            *self.counts.entry(text.to_owned()).or_default() += 1;
        }
    }
}
