//! What is kept of a program, to be asked again and again.

use std::collections::{HashMap, HashSet};

use super::super::{Id, ScopeId, Set};

/// What something is known by: a name, with the scope in which it is used, or an attribute, with the scope that it is of.
pub(crate) type Known = (String, ScopeId);

/// A variable of the program: its name, and the scope that it is of; of an attribute, that of its class.
pub(super) type Variable = (String, Option<ScopeId>);

/// How an attribute is bound in the classes that an object may be of.
#[derive(Default)]
pub(crate) struct Attribute {
    pub(crate) known: Vec<Known>,
    /// The classes that bind it.
    pub(super) scopes: HashSet<ScopeId>,
}

/// What changes a variable after it is bound.
#[derive(Default)]
pub(super) struct Changes<'p> {
    pub(super) sets: Vec<&'p Set>,
    /// The same, by their keys.
    pub(super) sets_of: HashMap<&'p str, Vec<&'p Set>>,
    /// The calls that put something into it.
    pub(super) calls: Vec<Id>,
    /// Where it is given to something else, which may change it.
    pub(super) gives: Vec<Id>,
}

/// What the objects of a class are made with, and of those derived from it.
#[derive(Default)]
pub(super) struct Made<'p> {
    pub(super) calls: usize,
    pub(super) given: HashMap<&'p str, Vec<Id>>,
    /// What stands for arguments that are not written out.
    pub(super) spread: Vec<Id>,
}

/// The calls that put something into a map.
pub(super) const PUTS: [&str; 9] =
    ["set", "append", "put", "setdefault", "Set", "Add", "update", "putAll", "assign"];
