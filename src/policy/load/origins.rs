//! Where the parts of a policy come from.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::finding::Location;
use crate::source::Source;

/// Why a relative file cannot be read.
pub(crate) const NO_FOLDER: &str = "it is relative to the policy, which is not a file";

/// The sources of a policy, each with the folder that the files it names are relative to; what is extended is
/// before what extends it.
#[derive(Default)]
pub(crate) struct Origins(Vec<(Arc<Source>, Option<PathBuf>)>);

impl Origins {
    /// Puts a source above those that are there.
    pub(super) fn add(&mut self, source: Arc<Source>, folder: Option<PathBuf>) {
        self.0.push((source, folder));
    }

    /// The folder of the file in which a place is; `None` for what is no file.
    pub(crate) fn folder(&self, at: &Location) -> Option<&Path> {
        self.0[self.rank(at)?].1.as_deref()
    }

    /// Whether a place is in a policy that the one with the other place builds on.
    pub(crate) fn is_below(&self, at: &Location, other: &Location) -> bool {
        self.rank(at) < self.rank(other)
    }

    fn rank(&self, at: &Location) -> Option<usize> {
        self.0.iter().position(|(source, _)| Arc::ptr_eq(source, &at.source))
    }
}
