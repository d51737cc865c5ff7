//! What all questions to one program have in common.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

use super::super::program::{Function, Id, Items, Program, Values};
use super::environment::Environment;
use super::uses::Uses;
use crate::client::Sdk;
use crate::finding::Location;
use crate::source::{Source, Span};

/// The clients that a program constructs, of some SDKs.
pub(super) struct Constructions<'p> {
    pub(super) source: &'p Arc<Source>,
    pub(super) program: &'p Program<'p>,
    pub(super) values: &'p Values<'p>,
    pub(super) sdks: &'static [Sdk],
    pub(super) uses: Uses<'p>,
    pub(super) environment: Environment,
    /// The functions that give an expression back.
    pub(super) givers: HashMap<Id, Vec<&'p Function>>,
    /// How many calls are still looked at, to find what is made of clients; none behind options that are too many.
    pub(super) left: Cell<usize>,
}

/// A client, as far as calls and sets give it.
pub(super) struct Candidate {
    pub(super) sdk: &'static Sdk,
    /// Whether it is surely of this SDK, and not only called so.
    pub(super) is_sure: bool,
    pub(super) at: Span,
    /// The calls that make it: the construction first.
    pub(super) ways: Vec<Id>,
    /// The options of each of them.
    pub(super) options: Vec<Items>,
    /// The calls on it.
    pub(super) requests: Vec<Id>,
    /// The calls that may be on it, or on another one.
    pub(super) likely_requests: Vec<Id>,
    /// The calls on what each of the calls that make it gives, where that matters.
    pub(super) requests_of_ways: Vec<Vec<Id>>,
    /// Whether all calls of the file were looked at.
    pub(super) is_followed: bool,
}

impl Constructions<'_> {
    /// Takes looks from those that are left.
    pub(super) fn pay(&self, looks: usize) {
        self.left.set(self.left.get().saturating_sub(looks));
    }

    pub(super) fn locate(&self, span: Span) -> Location {
        Location::new(self.source, span)
    }
}
