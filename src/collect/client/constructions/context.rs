//! What all questions to one program have in common.

use std::sync::Arc;

use super::super::program::{Program, Values};
use crate::client::Sdk;
use crate::finding::Location;
use crate::source::{Source, Span};

/// The clients that a program constructs, of some SDKs.
pub(super) struct Constructions<'p> {
    pub(super) source: &'p Arc<Source>,
    pub(super) program: &'p Program<'p>,
    pub(super) values: &'p Values<'p>,
    pub(super) sdks: &'static [Sdk],
}

impl Constructions<'_> {
    pub(super) fn locate(&self, span: Span) -> Location {
        Location::new(self.source, span)
    }
}
