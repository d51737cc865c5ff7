//! What names stand for: variables and locals, within one instance of a module.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::super::expr::limit::MOST_NAMES;
use super::super::expr::{Env, Limit, Mode, Val, typing};
use super::Program;
use super::calls::Child;
use super::each::Each;
use super::module::{Code, Module, Section};
use crate::project::Place;
use crate::tree::Style;
use crate::tree::hcl::ExprKind;

/// One use of a module: the root, or one instance of a call.
#[derive(Debug)]
pub(in crate::collect::terraform) struct Instance<'p, 't> {
    pub(crate) program: &'p Program<'p, 't>,
    pub(crate) module: &'p Module<'p, 't>,
    /// What is before the addresses of its resources: nothing, or `module.a.`.
    pub(crate) prefix: String,
    pub(crate) caller: Option<Caller<'p, 't>>,
    memo: RefCell<HashMap<Key, Memo<'t>>>,
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

/// A name, and how it is asked for.
#[derive(PartialEq, Eq, Hash, Debug)]
struct Key {
    kind: NameKind,
    name: Arc<str>,
    mode: Mode,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum NameKind {
    Local,
    Variable,
}

#[derive(Debug)]
enum Memo<'t> {
    /// It is being worked out: who asks again goes in a circle.
    Pending,
    Done(Rc<Done<'t>>),
}

/// A value, with the variables whose default was read for it, and how many names are behind each other in it.
#[derive(Debug)]
struct Done<'t> {
    value: Val<'t>,
    reads: BTreeSet<Arc<str>>,
    chain: usize,
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

    /// The value of an expression that is in no loop.
    pub(crate) fn eval(self: &Rc<Self>, code: Code<'p, 't>, mode: &Mode) -> Val<'t> {
        Env::new(self, code.file, &Each::Single, mode).eval(code.expr)
    }

    /// The value of a local.
    pub(crate) fn local(self: &Rc<Self>, name: &str, mode: &Mode) -> Val<'t> {
        self.named(NameKind::Local, name, mode)
    }

    /// The value of a variable.
    pub(crate) fn variable(self: &Rc<Self>, name: &str, mode: &Mode) -> Val<'t> {
        self.named(NameKind::Variable, name, mode)
    }

    /// The value of a name, worked out once for each way of asking.
    fn named(self: &Rc<Self>, kind: NameKind, name: &str, mode: &Mode) -> Val<'t> {
        let key = || Key { kind, name: name.into(), mode: mode.clone() };
        let known = match self.memo.borrow().get(&key()) {
            Some(Memo::Pending) => return Val::unknown(None),
            Some(Memo::Done(done)) => Some(done.clone()),
            None => None,
        };
        let done = known.unwrap_or_else(|| {
            self.memo.borrow_mut().insert(key(), Memo::Pending);
            let is_cut = self.program.may_be_cut();
            let done = Rc::new(self.work_out(kind, name, mode));
            match is_cut() {
                true => self.memo.borrow_mut().remove(&key()),
                false => self.memo.borrow_mut().insert(key(), Memo::Done(done.clone())),
            };
            done
        });
        let program = self.program;
        program.reads.borrow_mut().extend(done.reads.iter().cloned());
        program.chain.set(program.chain.get().max(done.chain));
        done.value.clone()
    }

    fn work_out(self: &Rc<Self>, kind: NameKind, name: &str, mode: &Mode) -> Done<'t> {
        let program = self.program;
        let (reads, chain) = (program.reads.take(), program.chain.take());
        let value = match kind {
            NameKind::Local => self.local_value(name, mode),
            NameKind::Variable => self.variable_value(name, mode),
        };
        let behind = program.chain.replace(chain);
        let chain = if value.nests() { behind + 1 } else { 0 };
        let reads = program.reads.replace(reads);
        if chain == MOST_NAMES {
            program.hit(Limit::Names, self.definition(kind, name));
        }
        // Values that nest without end would exhaust the stack when they are dropped.
        let value = if chain >= MOST_NAMES { Val::unknown(None) } else { value };
        Done { value, reads, chain }
    }

    /// Where a name is defined.
    fn definition(&self, kind: NameKind, name: &str) -> Option<Place<'t>> {
        match kind {
            NameKind::Local => {
                let code = self.module.locals.get(name)?;
                Some(code.file.place(code.expr.span, Style::Flow))
            }
            NameKind::Variable => {
                let section = self.module.variables.get(name)?;
                section.block().labels.first().map(|label| section.file().name_place(label))
            }
        }
    }

    fn local_value(self: &Rc<Self>, name: &str, mode: &Mode) -> Val<'t> {
        match self.module.locals.get(name) {
            Some(&code) => self.eval(code, mode),
            None => Val::unknown(None),
        }
    }

    fn variable_value(self: &Rc<Self>, name: &str, mode: &Mode) -> Val<'t> {
        let Some(section) = self.module.variables.get(name) else { return Val::unknown(None) };
        let flag = |name: &str| {
            section.attribute(name).and_then(|code| match &code.expr.bare().kind {
                ExprKind::Bool(yes) => Some(*yes),
                _ => None,
            })
        };
        let nullable = flag("nullable") != Some(false);
        let typed = |value: Val<'t>| match section.attribute("type") {
            Some(code) => typing::convert(&value, code, &Env::new(self, code.file, &Each::Single, mode)),
            None => value,
        };
        let default = || typed(self.default(section, name, mode));
        let typed = match self.argument(name, mode).map(typed) {
            Some(given) if nullable => given,
            Some(given) => given.or_if_null(&default),
            None => default(),
        };
        typed.hidden(flag("sensitive") == Some(true) || flag("ephemeral") == Some(true))
    }

    /// What the caller, or a file of values, gives for a variable.
    fn argument(self: &Rc<Self>, name: &str, mode: &Mode) -> Option<Val<'t>> {
        match &self.caller {
            Some(caller) => {
                let code = caller.call.attribute(name)?;
                Some(Env::new(&caller.instance, code.file, &caller.each, mode).eval(code.expr))
            }
            None => self.given(name, mode),
        }
    }

    /// What is given for a variable of the root module: by files that are named, else by its own, else by the
    /// environment.
    fn given(self: &Rc<Self>, name: &str, mode: &Mode) -> Option<Val<'t>> {
        let (given, module) = (self.program.given, self.module);
        match (given.values.get(name), module.values.get(name)) {
            (Some(&code), _) => Some(self.eval(code, mode)),
            _ if given.is_broken || module.broken_values => Some(Val::unknown(None)),
            (None, Some(&code)) => Some(self.eval(code, mode)),
            (None, None) => {
                let section = module.variables.get(name)?;
                let place = section.block().labels.first().map(|label| section.file().name_place(label));
                let declared = section.attribute("type").map(|code| code.expr);
                given.environment.variable(name, declared, place)
            }
        }
    }

    /// The default of a variable. In a root module another value may be given instead, which is why a condition
    /// that asks for it decides nothing.
    fn default(self: &Rc<Self>, section: &Section<'p, 't>, name: &str, mode: &Mode) -> Val<'t> {
        let Some(code) = section.attribute("default") else { return Val::unknown(None) };
        if self.caller.is_none() {
            if mode.blind.iter().any(|blind| **blind == *name) {
                return Val::unknown(None);
            }
            self.program.reads.borrow_mut().insert(name.into());
        }
        self.eval(code, mode)
    }
}
