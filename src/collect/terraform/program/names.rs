//! What names stand for within one instance of a module: variables, locals, and outputs of the modules that it calls.

use std::rc::Rc;

use super::super::expr::limit::MOST_NAMES;
use super::super::expr::{Each, Limit, Mode, Scope, Val, Work, typing};
use super::super::module::{Code, Section};
use super::instance::{Env, Instance};
use super::memo::{Done, Key, Memo, NameKind};
use crate::project::Place;
use crate::tree::Style;
use crate::tree::hcl::ExprKind;

impl<'t> Scope<'t> for Rc<Instance<'_, 't>> {
    fn work(&self) -> &Work {
        &self.program.work
    }

    fn local(&self, name: &str, mode: &Mode) -> Val<'t> {
        self.named(NameKind::Local, name, mode)
    }

    fn variable(&self, name: &str, mode: &Mode) -> Val<'t> {
        self.named(NameKind::Variable, name, mode)
    }

    fn output(&self, module: &str, key: Option<&Val<'t>>, output: &str, mode: &Mode) -> Val<'t> {
        match self.output_of(module, key, output) {
            Some((instance, code)) => instance.eval(code, mode),
            None => Val::unknown(None),
        }
    }
}

impl<'p, 't> Instance<'p, 't> {
    /// The value of an expression that is in no loop.
    pub(crate) fn eval(self: &Rc<Self>, code: Code<'p, 't>, mode: &Mode) -> Val<'t> {
        Env::new(self, code.file, &Each::Single, mode).eval(code.expr)
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
            let is_cut = self.program.work.may_be_cut();
            let done = Rc::new(self.work_out(kind, name, mode));
            match is_cut() {
                true => self.memo.borrow_mut().remove(&key()),
                false => self.memo.borrow_mut().insert(key(), Memo::Done(done.clone())),
            };
            done
        });
        let work = &self.program.work;
        work.reads.borrow_mut().extend(done.reads.iter().cloned());
        work.chain.set(work.chain.get().max(done.chain));
        done.value.clone()
    }

    fn work_out(self: &Rc<Self>, kind: NameKind, name: &str, mode: &Mode) -> Done<'t> {
        let work = &self.program.work;
        let (reads, chain) = (work.reads.take(), work.chain.take());
        let value = match kind {
            NameKind::Local => self.local_value(name, mode),
            NameKind::Variable => self.variable_value(name, mode),
        };
        let behind = work.chain.replace(chain);
        let chain = if value.nests() { behind + 1 } else { 0 };
        let reads = work.reads.replace(reads);
        if chain == MOST_NAMES {
            work.hit(Limit::Names, self.definition(kind, name));
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
            self.program.work.reads.borrow_mut().insert(name.into());
        }
        self.eval(code, mode)
    }
}
