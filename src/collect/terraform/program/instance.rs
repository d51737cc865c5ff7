//! One use of a module: what names stand for is known of it alone.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::super::expr::{self, Each};
use super::super::module::{Module, Section};
use super::memo::{Key, Memo};
use super::modules::Program;

/// Where an expression of an instance is evaluated.
pub(in crate::collect::terraform) type Env<'e, 'p, 't> = expr::Env<'e, 'p, 't, Rc<Instance<'p, 't>>>;

/// One use of a module: the root, or one instance of a call.
#[derive(Debug)]
pub(in crate::collect::terraform) struct Instance<'p, 't> {
    pub(crate) program: &'p Program<'p, 't>,
    pub(crate) module: &'p Module<'p, 't>,
    /// What is before the addresses of its resources: nothing, or `module.a.`.
    pub(crate) prefix: String,
    pub(crate) caller: Option<Caller<'p, 't>>,
    /// What was worked out of its names.
    pub(super) memo: RefCell<HashMap<Key, Memo<'t>>>,
    /// The instances of its calls, as far as they were asked for.
    pub(super) children: RefCell<HashMap<&'p str, Rc<Vec<Child<'p, 't>>>>>,
    /// How many calls lead to it.
    pub(super) level: usize,
}

/// Who called a module, and how.
#[derive(Debug)]
pub(in crate::collect::terraform) struct Caller<'p, 't> {
    pub(crate) instance: Rc<Instance<'p, 't>>,
    pub(crate) call: &'p Section<'p, 't>,
    pub(super) each: Each<'t>,
}

impl<'p, 't> Instance<'p, 't> {
    pub(crate) fn root(program: &'p Program<'p, 't>, module: &'p Module<'p, 't>) -> Rc<Self> {
        Rc::new(Instance::new(program, module, String::new(), None))
    }

    /// An instance that a call makes.
    pub(super) fn called(module: &'p Module<'p, 't>, prefix: String, caller: Caller<'p, 't>) -> Rc<Self> {
        let (program, level) = (caller.instance.program, caller.instance.level + 1);
        Rc::new(Instance { level, ..Instance::new(program, module, prefix, Some(caller)) })
    }

    fn new(
        program: &'p Program<'p, 't>,
        module: &'p Module<'p, 't>,
        prefix: String,
        caller: Option<Caller<'p, 't>>,
    ) -> Self {
        let (memo, children) = Default::default();
        Instance { program, module, prefix, caller, memo, children, level: 0 }
    }

    /// The files that may call the root module, and pass what is not known.
    pub(crate) fn callers(&self) -> &'p [Arc<str>] {
        match &self.caller {
            Some(caller) => caller.instance.callers(),
            None => self.module.callers,
        }
    }
}

/// An instance of a call, and the key it goes by where the call makes several.
#[derive(Debug)]
pub(in crate::collect::terraform) struct Child<'p, 't> {
    pub(super) each: Each<'t>,
    pub(crate) instance: Rc<Instance<'p, 't>>,
}
