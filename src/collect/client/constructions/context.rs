//! What all questions to one program have in common.

use std::sync::Arc;

use super::super::program::{Id, Items, Program, Values};
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

/// A client, as far as calls and sets give it.
pub(super) struct Given {
    pub(super) sdk: &'static Sdk,
    /// Whether it is surely of this SDK, and not only called so.
    pub(super) is_sure: bool,
    pub(super) at: Span,
    /// The calls that make it: the construction first.
    pub(super) ways: Vec<Id>,
    /// The options of each of them.
    pub(super) given: Vec<Items>,
    /// The calls on it.
    pub(super) requests: Vec<Id>,
}

impl Constructions<'_> {
    pub(super) fn locate(&self, span: Span) -> Location {
        Location::new(self.source, span)
    }
}
