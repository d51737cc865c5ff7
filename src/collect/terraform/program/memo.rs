//! What was worked out of the names of an instance.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use super::super::expr::{Mode, Val};

/// A name, and how it is asked for.
#[derive(PartialEq, Eq, Hash, Debug)]
pub(super) struct Key {
    pub(super) kind: NameKind,
    pub(super) name: Arc<str>,
    pub(super) mode: Mode,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum NameKind {
    Local,
    Variable,
}

#[derive(Debug)]
pub(super) enum Memo<'t> {
    /// It is being worked out: who asks again goes in a circle.
    Pending,
    Done(Rc<Done<'t>>),
}

/// A value, with the variables whose default was read for it, and how many names are behind each other in it.
#[derive(Debug)]
pub(super) struct Done<'t> {
    pub(super) value: Val<'t>,
    pub(super) reads: BTreeSet<Arc<str>>,
    pub(super) chain: usize,
}
