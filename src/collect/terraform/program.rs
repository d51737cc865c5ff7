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

use super::Loader;
use crate::collect::limits::Limits;

pub(super) use each::{Each, entries_of};
pub(super) use file::{File, FolderFiles};
pub(super) use given::Given;
pub(super) use module::{Code, Module, Section};
pub(super) use origin::{Hint, Origin, text as source_text};
pub(super) use paths::folder_of;
pub use paths::joined;
pub(super) use scope::Instance;

/// How many steps the expressions of one root module may take: far more than any real one, and less than a second.
const FUEL: u64 = 2_000_000;
/// How many more each element of a resource or a call of a module brings.
const ELEMENT_FUEL: u64 = 500;
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
    /// What work is left before all that remains is unknown: no configuration may keep taglint busy for ever.
    pub(super) fuel: Cell<u64>,
    /// How many elements may still be made.
    elements: Cell<usize>,
    /// The resources and calls of which there was an element.
    met: RefCell<HashSet<*const Section<'p, 't>>>,
    /// How deep expressions are being evaluated.
    pub(super) depth: Cell<usize>,
    /// How many locals and variables stand behind each other in what was read since the innermost one began.
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
        let (fuel, elements, met, depth, chain, reads) = Default::default();
        Program { modules, given, loader, fuel, elements, met, depth, chain, reads, limits }
    }

    /// Allows the work that a root module may take, anew.
    pub(super) fn refuel(&self) {
        self.fuel.set(FUEL);
        self.elements.set(MOST_ELEMENTS);
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
        self.fuel.set(self.fuel.get() + ELEMENT_FUEL * elements.len() as u64);
        elements
    }

    /// Reports that a resource or a call has too many elements.
    pub(super) fn hit_elements(&self, section: &Section<'p, 't>) {
        let limit = format!(
            "calls of modules, `count` and `for_each` make more than {MOST_ELEMENTS} elements in all"
        );
        self.limits.hit(section.file().source, section.name_span(), limit);
    }

    /// Reports that a call is not followed because of a limit.
    fn cut(&self, call: &Section<'p, 't>, limit: &str) {
        self.limits.hit(
            call.file().source,
            call.name_span(),
            format!("the module called here is not followed: {limit}"),
        );
    }

    /// Takes from the work that is left.
    pub(super) fn spend(&self, work: u64) {
        self.fuel.set(self.fuel.get().saturating_sub(work));
    }
}
