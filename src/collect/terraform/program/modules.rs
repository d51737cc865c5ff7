//! All modules of a run.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use super::super::expr::{Each, Work};
use super::super::input::Loader;
use super::super::module::{Module, Section};
use super::given::Given;
use crate::collect::limits::Limits;

/// How many elements the resources and calls of one root module may have in all: nested calls multiply theirs.
pub(super) const MOST_ELEMENTS: usize = 150_000;
/// How many elements a resource or a call has all the same where these are used up by others.
const MOST_NEW: usize = 1000;

/// All modules that were read, by their folder.
#[derive(Debug)]
pub(in crate::collect::terraform) struct Program<'p, 't> {
    pub(crate) modules: HashMap<&'p str, Module<'p, 't>>,
    /// What is given to root modules.
    pub(crate) given: &'p Given<'p, 't>,
    /// What knows folders by the paths that calls name.
    pub(super) loader: &'p dyn Loader<'t>,
    /// What their expressions may take.
    pub(crate) work: Work,
    /// How many elements may still be made.
    elements: Cell<usize>,
    /// The resources and calls of which there was an element.
    met: RefCell<HashSet<*const Section<'p, 't>>>,
}

impl<'p, 't> Program<'p, 't> {
    pub(crate) fn new(
        modules: HashMap<&'p str, Module<'p, 't>>,
        given: &'p Given<'p, 't>,
        loader: &'p dyn Loader<'t>,
        limits: Limits,
    ) -> Self {
        let (elements, met) = Default::default();
        Program { modules, given, loader, work: Work::new(limits), elements, met }
    }

    /// Begins with a root module.
    pub(crate) fn begin(&self) {
        self.work.begin();
        self.elements.set(MOST_ELEMENTS);
    }

    /// Begins with what no finding depends on.
    pub(crate) fn set_aside(&self) {
        self.work.set_aside();
        self.elements.set(MOST_ELEMENTS);
    }

    /// The elements of a resource or a call that are followed: all, or where they are too many, one of what was never
    /// met, so that what is written there is checked.
    pub(crate) fn followed(&self, section: &Section<'p, 't>, mut elements: Vec<Each<'t>>) -> Vec<Each<'t>> {
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
        self.work.report(section.file().source, section.name_span(), limit);
    }

    /// Reports that a call is not followed because of a limit.
    pub(super) fn cut(&self, call: &Section<'p, 't>, limit: &str) {
        let limit = format!("the module called here is not followed: {limit}");
        self.work.report(call.file().source, call.name_span(), limit);
    }
}
