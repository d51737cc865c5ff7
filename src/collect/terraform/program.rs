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
use std::collections::{BTreeSet, HashMap};
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
/// How many more each of its resources brings.
const RESOURCE_FUEL: u64 = 500;

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
        let (depth, chain, reads) = Default::default();
        Program { modules, given, loader, fuel: Cell::new(0), depth, chain, reads, limits }
    }

    /// Allows the work that a root module may take, anew.
    pub(super) fn refuel(&self, root: &Module<'p, 't>) {
        self.fuel.set(FUEL + RESOURCE_FUEL * root.resources.len() as u64);
    }

    /// Reports that a call is not followed because of a limit.
    fn cut(&self, call: &Section<'p, 't>, limit: &str) {
        let block = call.block();
        let span = match block.labels.first() {
            Some(label) => label.span,
            None => block.kind.span,
        };
        self.limits.hit(call.file().source, span, format!("the module called here is not followed: {limit}"));
    }

    /// Takes from the work that is left.
    pub(super) fn spend(&self, work: u64) {
        self.fuel.set(self.fuel.get().saturating_sub(work));
    }
}
