//! Calls of modules: the instances that they make, and what these give out.

use std::rc::Rc;

use super::super::expr::{Each, Val};
use super::super::module::{Code, Module, Section};
use super::instance::{Caller, Child, Instance};
use super::origin::{self, Origin};

/// How deep modules may call each other.
const MOST_CALLS: usize = 64;

impl<'p, 't> Instance<'p, 't> {
    /// The instances that a call of a module makes; none where it has no instances or the module is not at hand.
    pub(crate) fn children(self: &Rc<Self>, call: &'p Section<'p, 't>) -> Rc<Vec<Child<'p, 't>>> {
        let Some(name) = call.label(0) else { return Rc::default() };
        if let Some(children) = self.children.borrow().get(name) {
            return children.clone();
        }
        if self.program.work.is_spent() {
            return Rc::default();
        }
        // Who asks again while the call is being worked out goes in a circle, and finds nothing.
        self.children.borrow_mut().insert(name, Rc::default());
        let is_cut = self.program.work.may_be_cut();
        let children = Rc::new(self.make_children(call));
        match is_cut() {
            true => self.children.borrow_mut().remove(name),
            false => self.children.borrow_mut().insert(name, children.clone()),
        };
        children
    }

    fn make_children(self: &Rc<Self>, call: &'p Section<'p, 't>) -> Vec<Child<'p, 't>> {
        let Some(module) = self.module_of(call) else { return Vec::new() };
        // A module that calls itself, over however many others, is no configuration.
        if self.is_within(module) {
            return Vec::new();
        }
        if self.level >= MOST_CALLS {
            self.program.cut(call, &format!("modules call each other deeper than {MOST_CALLS} levels"));
            return Vec::new();
        }
        let instances = self.program.followed(call, self.instances(call));
        let instances = instances.into_iter().map(|each| {
            let prefix = format!("{}{}.", self.call_address(call), each.suffix());
            let caller = Caller { instance: self.clone(), call, each: each.clone() };
            Child { each, instance: Instance::called(module, prefix, caller) }
        });
        instances.collect()
    }

    /// `module.a`, with what is before it.
    pub(crate) fn call_address(&self, call: &Section<'p, 't>) -> String {
        format!("{}module.{}", self.prefix, call.label(0).unwrap_or_default())
    }

    /// Whether this is an instance of a module, or was called by one.
    fn is_within(&self, module: &Module<'p, 't>) -> bool {
        let caller = self.caller.as_ref().map(|caller| &caller.instance);
        std::ptr::eq(self.module, module) || caller.is_some_and(|caller| caller.is_within(module))
    }

    /// Where the module of a call comes from.
    pub(crate) fn origin(self: &Rc<Self>, call: &Section<'p, 't>) -> Option<Origin> {
        let code = call.attribute("source")?;
        Some(match code.expr.literal() {
            Some(literal) => Origin::of_module(literal),
            None => Origin::of_module(&origin::text(self, code)),
        })
    }

    /// The module that a call names, where it is at hand.
    pub(crate) fn module_of(self: &Rc<Self>, call: &Section<'p, 't>) -> Option<&'p Module<'p, 't>> {
        let Origin::Folder(path) = self.origin(call)? else { return None };
        let folder = self.program.loader.resolve(self.module.folder, &path);
        self.program.modules.get(&*folder)
    }

    /// What an output of a module says, and in which of its instances: the one of a key where it makes several.
    pub(super) fn output_of(
        self: &Rc<Self>,
        module: &str,
        key: Option<&Val<'t>>,
        output: &str,
    ) -> Option<(Rc<Self>, Code<'p, 't>)> {
        let children = self.children(self.module.call(module)?);
        let child = match key.map(Val::as_text) {
            None => children.iter().find(|child| matches!(child.each, Each::Single)),
            Some(None) => None,
            Some(Some(key)) => children.iter().find(|child| match &child.each {
                Each::Single => false,
                Each::Count(index) => index.as_text().as_ref() == Some(&key),
                Each::Entry(entry, _) => entry.as_text().as_ref() == Some(&key),
            }),
        };
        let instance = &child?.instance;
        let code = instance.module.outputs.get(output)?.attribute("value")?;
        Some((instance.clone(), code))
    }
}
