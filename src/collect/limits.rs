//! Taglint's own limits: how much work, depth, or size it takes on before it stops.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::finding::Location;
use crate::source::{Source, Span};

/// A place at which one of taglint's own limits was hit.
#[derive(Clone, Debug)]
pub struct LimitHit {
    /// Where: the text that is not read or not worked out for it.
    pub(crate) at: Location,
    /// Which limit, with its number: `nested deeper than 128 levels`.
    pub(crate) limit: String,
}

/// The limits that were hit while definitions were read: the one place to push into.
///
/// A limit says nothing about the definition, so it makes no finding. Each hit becomes a failure of the run, also in a
/// walk, and the run is incomplete. Whoever hits a limit reports it here and goes on with what is left: what is not
/// worked out is unknown, what is written out beside it is checked.
///
/// Clones share one list, so that a template or a program keeps its own.
#[derive(Clone, Default, Debug)]
pub struct Limits {
    hits: Rc<RefCell<Vec<LimitHit>>>,
}

impl Limits {
    /// Reports that a limit was hit at a place; once, however often it is hit there.
    pub(crate) fn hit(&self, source: &Arc<Source>, span: Span, limit: impl Into<String>) {
        let limit = limit.into();
        let mut hits = self.hits.borrow_mut();
        let is_same = |known: &LimitHit| {
            Arc::ptr_eq(&known.at.source, source) && known.at.span == span && known.limit == limit
        };
        if !hits.iter().any(is_same) {
            hits.push(LimitHit { at: Location::new(source, span), limit });
        }
    }

    /// What was hit so far.
    pub(crate) fn take(&self) -> Vec<LimitHit> {
        self.hits.take()
    }
}
