//! All modules of a run, and the work that they may take.
//!
//! A [`Module`] is what the files of a folder define, by name. Each of its calls makes an [`Instance`] of it, and each
//! `count` and `for_each` an [`Each`]: in these, names stand for values.

mod calls;
mod each;
mod file;
pub(super) mod folders;
mod given;
mod module;
mod origin;
mod paths;
mod scope;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::expr::Limit;
use super::expr::limit::MOST_STEPS;
use super::input::Loader;
use crate::collect::limits::Limits;
use crate::project::Place;
use crate::source::{Source, Span};

pub(super) use each::{Each, entries_of};
pub(super) use file::{File, FolderFiles};
pub(super) use given::Given;
pub(super) use module::{Code, Module, Section};
pub(super) use origin::{Hint, Origin, text as source_text};
pub(super) use scope::Instance;

/// How many steps the expressions of one root module may take in all.
const ALL_STEPS: u64 = 3 * MOST_STEPS;
/// How many more each element of a resource or a call of a module brings.
const ELEMENT_STEPS: u64 = 500;
/// How many elements the resources and calls of one root module may have in all: nested calls multiply theirs.
pub(super) const MOST_ELEMENTS: usize = 150_000;
/// How many elements a resource or a call has all the same where these are used up by others.
const MOST_NEW: usize = 1000;

/// All modules that were read, by their folder.
#[derive(Debug)]
pub(super) struct Program<'p, 't> {
    pub(super) modules: HashMap<&'p str, Module<'p, 't>>,
    /// What is given to root modules.
    pub(super) given: &'p Given<'p, 't>,
    /// What knows folders by the paths that calls name.
    loader: &'p dyn Loader<'t>,
    /// What work is left for one resource before all that remains is unknown: no configuration may keep taglint busy
    /// for ever.
    pub(super) fuel: Cell<u64>,
    /// What is left for the others.
    rest: Cell<u64>,
    /// How much of what is written out may still be read once no work is left.
    readable: Cell<u64>,
    /// Whether nothing depends on what is worked out, so that a limit that is hit is not worth a word.
    is_aside: Cell<bool>,
    /// How many elements may still be made.
    elements: Cell<usize>,
    /// The resources and calls of which there was an element.
    met: RefCell<HashSet<*const Section<'p, 't>>>,
    /// How deep expressions are being evaluated.
    pub(super) depth: Cell<usize>,
    /// How many locals and variables are behind each other in what was read since the innermost one began.
    chain: Cell<usize>,
    /// Variables whose default was read since the innermost condition began.
    pub(super) reads: RefCell<BTreeSet<Arc<str>>>,
    /// The limits that were hit.
    pub(super) limits: Limits,
}

impl<'p, 't> Program<'p, 't> {
    pub(super) fn new(
        modules: HashMap<&'p str, Module<'p, 't>>,
        given: &'p Given<'p, 't>,
        loader: &'p dyn Loader<'t>,
        limits: Limits,
    ) -> Self {
        let (fuel, rest, readable, is_aside) = Default::default();
        let (elements, met, depth, chain, reads) = Default::default();
        Program {
            modules,
            given,
            loader,
            fuel,
            rest,
            readable,
            is_aside,
            elements,
            met,
            depth,
            chain,
            reads,
            limits,
        }
    }

    /// Begins with a root module, and allows the work that it may take.
    pub(super) fn begin(&self) {
        self.fuel.set(0);
        self.rest.set(ALL_STEPS);
        self.readable.set(10 * MOST_STEPS);
        self.is_aside.set(false);
        self.elements.set(MOST_ELEMENTS);
        self.refuel();
    }

    /// Allows the work that one element may take: what one cannot afford hides nothing of the others.
    pub(super) fn refuel(&self) {
        let all = self.fuel.get() + self.rest.get() + ELEMENT_STEPS;
        self.fuel.set(all.min(MOST_STEPS));
        self.rest.set(all - self.fuel.get());
    }

    /// Begins with what no finding depends on.
    pub(super) fn set_aside(&self) {
        self.is_aside.set(true);
        self.elements.set(MOST_ELEMENTS);
        self.fuel.set(2 * MOST_STEPS);
    }

    /// Takes a step, where one is left.
    pub(super) fn step(&self, place: Option<Place<'t>>) -> bool {
        let left = self.fuel.get();
        if left == 1 {
            self.hit(Limit::Steps, place);
        }
        self.fuel.set(left.saturating_sub(1));
        left > 1
    }

    /// Takes from the work that is left, but for the last step, which is for saying that there is none.
    pub(super) fn spend(&self, work: u64) {
        if self.fuel.get() > 0 {
            self.fuel.set(self.fuel.get().saturating_sub(work).max(1));
        }
    }

    /// Tells afterwards whether work that began now was cut short for what was done before it, so that another time more
    /// may come of it.
    fn may_be_cut(&self) -> impl Fn() -> bool {
        let began_late = self.fuel.get() < MOST_STEPS / 2;
        move || began_late && self.fuel.get() == 0
    }

    /// Reads what is written out, once no step is left.
    pub(super) fn read(&self) -> bool {
        let left = self.readable.get();
        self.readable.set(left.saturating_sub(1));
        left > 0
    }

    /// Reports that something is not known because of a limit.
    pub(super) fn hit(&self, limit: Limit, place: Option<Place<'t>>) {
        if let Some(place) = place {
            self.report(place.source, place.span, limit.to_string());
        }
    }

    fn report(&self, source: &'t Arc<Source>, span: Span, limit: String) {
        if !self.is_aside.get() {
            self.limits.hit(source, span, limit);
        }
    }

    /// The elements of a resource or a call that are followed: all, or where they are too many, one of what was never
    /// met, so that what is written there is checked.
    pub(super) fn followed(&self, section: &Section<'p, 't>, mut elements: Vec<Each<'t>>) -> Vec<Each<'t>> {
        let is_new = self.met.borrow_mut().insert(section);
        match self.elements.get().checked_sub(elements.len()) {
            Some(left) => self.elements.set(left),
            None if is_new && elements.len() <= MOST_NEW => {}
            None => {
                self.hit_elements(section);
                elements.truncate(usize::from(is_new));
                elements = elements.iter().map(Each::like).collect();
            }
        }
        elements
    }

    /// Reports that a resource or a call has too many elements.
    pub(super) fn hit_elements(&self, section: &Section<'p, 't>) {
        let limit = format!(
            "calls of modules, `count` and `for_each` make more than {MOST_ELEMENTS} elements in all"
        );
        self.report(section.file().source, section.name_span(), limit);
    }

    /// Reports that a call is not followed because of a limit.
    fn cut(&self, call: &Section<'p, 't>, limit: &str) {
        let limit = format!("the module called here is not followed: {limit}");
        self.report(call.file().source, call.name_span(), limit);
    }
}
