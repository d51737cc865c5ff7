//! Which texts are a project's own.

use std::sync::Arc;

use super::super::module::Section;
use crate::project::Place;
use crate::source::{Source, Span};

/// Where a project is written, which decides whether a text is its own.
pub(in crate::collect::terraform) struct Standing<'t> {
    /// The number of the project.
    pub(crate) project: usize,
    /// Its blocks; none where these make several projects.
    pub(crate) blocks: Vec<(&'t Arc<Source>, Span)>,
}

impl<'t> Standing<'t> {
    pub(crate) fn new(project: usize, section: &Section<'_, 't>) -> Self {
        let blocks = match section.attribute("for_each") {
            None => section.parts.iter().map(|(file, block)| (file.source, block.span)).collect(),
            Some(_) => Vec::new(),
        };
        Standing { project, blocks }
    }

    pub(super) fn owns(&self, place: Place<'t>) -> bool {
        self.blocks
            .iter()
            .any(|(source, span)| Arc::ptr_eq(source, place.source) && span.contains(place.span))
    }
}
