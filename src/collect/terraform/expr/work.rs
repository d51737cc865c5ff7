//! The work that evaluation does: no configuration may keep taglint busy for ever.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use super::limit::{Limit, MOST_STEPS};
use crate::collect::limits::Limits;
use crate::project::Place;
use crate::source::{Source, Span};

/// How many steps the expressions of one root module may take in all.
const ALL_STEPS: u64 = 3 * MOST_STEPS;
/// How many more each element of a resource or a call of a module brings.
const ELEMENT_STEPS: u64 = 500;

/// What work is left for a root module, and what is being worked out.
#[derive(Debug)]
pub(in crate::collect::terraform) struct Work {
    /// What is left for one resource before all that remains is unknown.
    fuel: Cell<u64>,
    /// What is left for the others.
    rest: Cell<u64>,
    /// How much of what is written out may still be read once no work is left.
    readable: Cell<u64>,
    /// Whether nothing depends on what is worked out, so that a limit that is hit is not worth a word.
    is_aside: Cell<bool>,
    /// How deep expressions are being evaluated.
    pub(super) depth: Cell<usize>,
    /// How many locals and variables are behind each other in what was read since the innermost one began.
    pub(crate) chain: Cell<usize>,
    /// Variables whose default was read since the innermost condition began.
    pub(crate) reads: RefCell<BTreeSet<Arc<str>>>,
    /// The limits that were hit.
    limits: Limits,
}

impl Work {
    /// None, before it begins.
    pub(crate) fn new(limits: Limits) -> Self {
        let (fuel, rest, readable, is_aside) = Default::default();
        let (depth, chain, reads) = Default::default();
        Work { fuel, rest, readable, is_aside, depth, chain, reads, limits }
    }

    /// Begins with a root module, and allows the work that it may take.
    pub(crate) fn begin(&self) {
        self.fuel.set(0);
        self.rest.set(ALL_STEPS);
        self.readable.set(10 * MOST_STEPS);
        self.is_aside.set(false);
        self.refuel();
    }

    /// Allows the work that one element may take: what one cannot afford hides nothing of the others.
    pub(crate) fn refuel(&self) {
        let all = self.fuel.get() + self.rest.get() + ELEMENT_STEPS;
        self.fuel.set(all.min(MOST_STEPS));
        self.rest.set(all - self.fuel.get());
    }

    /// Begins with what no finding depends on.
    pub(crate) fn set_aside(&self) {
        self.is_aside.set(true);
        self.fuel.set(2 * MOST_STEPS);
    }

    /// Takes a step, where one is left.
    pub(crate) fn step(&self, place: Option<Place<'_>>) -> bool {
        let left = self.fuel.get();
        if left == 1 {
            self.hit(Limit::Steps, place);
        }
        self.fuel.set(left.saturating_sub(1));
        left > 1
    }

    /// Takes from the work that is left, but for the last step, which is for saying that there is none.
    pub(crate) fn spend(&self, work: u64) {
        if self.fuel.get() > 0 {
            self.fuel.set(self.fuel.get().saturating_sub(work).max(1));
        }
    }

    /// Whether none is left.
    pub(crate) fn is_spent(&self) -> bool {
        self.fuel.get() == 0
    }

    /// Tells afterwards whether work that began now was cut short for what was done before it, so that another time more
    /// may come of it.
    pub(crate) fn may_be_cut(&self) -> impl Fn() -> bool {
        let began_late = self.fuel.get() < MOST_STEPS / 2;
        move || began_late && self.is_spent()
    }

    /// Reads what is written out, once no step is left.
    pub(super) fn read(&self) -> bool {
        let left = self.readable.get();
        self.readable.set(left.saturating_sub(1));
        left > 0
    }

    /// Reports that something is not known because of a limit.
    pub(crate) fn hit(&self, limit: Limit, place: Option<Place<'_>>) {
        if let Some(place) = place {
            self.report(place.source, place.span, limit.to_string());
        }
    }

    /// Reports a limit in its own words.
    pub(crate) fn report(&self, source: &Arc<Source>, span: Span, limit: String) {
        if !self.is_aside.get() {
            self.limits.hit(source, span, limit);
        }
    }
}
