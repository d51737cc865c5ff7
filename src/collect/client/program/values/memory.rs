//! What was found out of the parts of maps and objects, which may be made of each other.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::super::Id;

/// How far the parts of parts are followed.
const DEPTH: usize = 16;
/// How many maps and objects of one file are looked at for their parts; further parts are left out.
const LOOKS: usize = 200_000;
/// What leans on this is not whole for as long as anything is asked.
const LIMIT: usize = 0;
/// What leans on this is whole.
const NONE: usize = usize::MAX;

/// The parts that were asked for.
pub(super) struct Parts {
    of: RefCell<HashMap<(Id, String), Part>>,
    /// Those that are known for now only.
    for_now: RefCell<Vec<(Id, String)>>,
    /// How many parts are being found out, each for the one before it.
    depth: Cell<usize>,
    /// On how deep a part leans what is being found out.
    leans_on: Cell<usize>,
    left: Cell<usize>,
}

/// What is known of a part.
enum Part {
    /// It is being found out, so deep.
    Asked(usize),
    /// What it may be, and the depth of the part that is still being found out, whose own values it lacks.
    Known(Vec<Id>, usize),
}

impl Parts {
    pub(super) fn new() -> Parts {
        Parts {
            of: RefCell::default(),
            for_now: RefCell::default(),
            depth: Cell::new(0),
            leans_on: Cell::new(NONE),
            left: Cell::new(LOOKS),
        }
    }

    /// Begins to watch whether all is found.
    pub(super) fn begin(&self) {
        self.leans_on.set(NONE);
    }

    /// Whether all was found since.
    pub(super) fn are_whole(&self) -> bool {
        self.leans_on.get() == NONE
    }

    /// Pays for a look at a map or an object, if that can be done.
    pub(super) fn pay(&self) -> bool {
        self.left.set(self.left.get().saturating_sub(1));
        if self.left.get() == 0 {
            self.lean_on(LIMIT);
        }
        self.left.get() > 0
    }

    fn lean_on(&self, depth: usize) {
        self.leans_on.set(self.leans_on.get().min(depth));
    }

    /// What is known of a part; `None` where it is to be found out.
    pub(super) fn known(&self, of: Id, name: &str) -> Option<Vec<Id>> {
        let parts = self.of.borrow();
        match parts.get(&(of, name.to_owned())) {
            // What is made of itself has nothing from there that it has not from elsewhere.
            Some(Part::Asked(depth)) => {
                self.lean_on(*depth);
                Some(Vec::new())
            }
            Some(Part::Known(values, leans_on)) => {
                self.lean_on(*leans_on);
                Some(values.clone())
            }
            None if self.depth.get() == DEPTH || self.left.get() == 0 => {
                self.lean_on(LIMIT);
                Some(Vec::new())
            }
            None => None,
        }
    }

    /// Begins to find out a part.
    pub(super) fn ask(&self, of: Id, name: &str) -> Asked {
        self.depth.set(self.depth.get() + 1);
        self.of.borrow_mut().insert((of, name.to_owned()), Part::Asked(self.depth.get()));
        Asked { first: self.for_now.borrow().len(), leans_on: self.leans_on.replace(NONE) }
    }

    /// Keeps what a part was found to be. What is not whole is kept for as long only as what it leans on is asked.
    pub(super) fn answer(&self, of: Id, name: &str, asked: Asked, values: &[Id]) {
        let depth = self.depth.replace(self.depth.get() - 1);
        let is_whole = self.leans_on.get() >= depth;
        let leans_on = if is_whole { NONE } else { self.leans_on.get() };
        let (mut parts, mut for_now) = (self.of.borrow_mut(), self.for_now.borrow_mut());
        let key = (of, name.to_owned());
        parts.insert(key.clone(), Part::Known(values.to_vec(), leans_on));
        if !is_whole {
            for_now.push(key);
        }
        if is_whole || depth == 1 {
            for key in for_now.drain(asked.first..) {
                parts.remove(&key);
            }
        } else {
            for key in &for_now[asked.first..] {
                if let Some(Part::Known(_, on)) = parts.get_mut(key) {
                    *on = leans_on.min(*on);
                }
            }
        }
        self.leans_on.set(leans_on.min(asked.leans_on));
    }
}

/// A part that is being found out.
pub(super) struct Asked {
    /// The number of the first part that is known for now since.
    first: usize,
    /// On how deep a part leaned what was found before.
    leans_on: usize,
}
