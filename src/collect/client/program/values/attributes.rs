//! The attributes and the methods of objects, each of the classes that an object may be of.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::super::{Class, Function, Id, Kind, ScopeId};
use super::Values;
use super::tables::{Attribute, Known};

/// How likely it is that something is what it is taken for, where it may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Likelihood {
    Sure,
    Likely,
}

impl<'p> Values<'p> {
    /// What an attribute of an object may be.
    pub(super) fn attribute(&self, object: Id, name: &str) -> Vec<Id> {
        let Some(class) = self.class_of(object) else {
            return self.bound(&format!("self.{name}"), 0).to_vec();
        };
        let mut values = Vec::new();
        for (name, scope) in &self.attributes(class.scope, name).known {
            values.extend(self.bound(name, *scope));
        }
        values.extend(self.set_outside(class, name));
        self.made_as(class, name, values)
    }

    /// What an attribute is bound as in the classes that an object may be of which has the methods of one of them.
    pub(crate) fn attributes(&self, class: ScopeId, name: &str) -> Rc<Attribute> {
        let key = (name.to_owned(), class);
        if let Some(known) = self.attributes.borrow().get(&key) {
            return known.clone();
        }
        let known = self.find_attributes(class, name);
        let scopes = known.iter().map(|(_, scope)| *scope).collect();
        let found = Rc::new(Attribute { known, scopes });
        self.attributes.borrow_mut().insert(key, found.clone());
        found
    }

    fn find_attributes(&self, class: ScopeId, name: &str) -> Vec<Known> {
        let own = format!("self.{name}");
        let none = BTreeSet::new();
        let binders = |name: &str| self.binders.get(name).unwrap_or(&none);
        let (of_objects, of_classes) = (binders(&own), binders(name));
        let all: BTreeSet<ScopeId> = match self.lineages.of(class).len() < of_objects.len() + of_classes.len()
        {
            true => self.lineages.of(class).flat_map(|lineage| &lineage.classes).copied().collect(),
            false => of_objects.union(of_classes).copied().collect(),
        };
        let mut found = Vec::new();
        for scope in all {
            // What an object has of its own comes before what its class has.
            let has_own = of_objects.contains(&scope);
            let is_met = self.lineages.of_both(class, scope).any(|lineage| {
                let mut nearer = lineage.classes.iter().take_while(|other| **other != scope);
                !nearer.any(|other| of_objects.contains(other))
            });
            match (is_met, has_own) {
                (true, true) => found.push((own.clone(), scope)),
                (true, false) if of_classes.contains(&scope) => found.push((name.to_owned(), scope)),
                _ => {}
            }
        }
        found
    }

    /// What an expression is known by, if it is a name or an attribute.
    pub(crate) fn known_as(&self, id: Id) -> Option<Known> {
        match self.program.kind(id) {
            Kind::Name(name) => Some((name.clone(), self.program.exprs[id].scope)),
            Kind::Member { of, name } => {
                if let Some(known) = self.known_members.borrow().get(&id) {
                    return known.clone();
                }
                let known = self.attribute_of(*of, name);
                self.known_members.borrow_mut().insert(id, known.clone());
                known
            }
            _ => None,
        }
    }

    /// What an attribute is known by: with its class where that is known, else with what it is an attribute of.
    pub(crate) fn attribute_of(&self, of: Id, name: &str) -> Option<Known> {
        if let Some(class) = self.class_of(of) {
            return Some((format!("self.{name}"), class.scope));
        }
        let (owner, scope) = match self.program.is_self(of) {
            true => ("self".to_owned(), 0),
            false => self.known_as(of)?,
        };
        let scope = match self.program.kind(of) {
            Kind::Name(_) => {
                self.program.scopes(scope).find(|scope| self.binds(&owner, *scope)).unwrap_or_default()
            }
            _ => scope,
        };
        Some((format!("{owner}.{name}"), scope))
    }

    /// Whether what is bound to a name in one scope may be what the name stands for in another one.
    pub(crate) fn is_known_in(&self, name: &str, scope: ScopeId, bound: ScopeId) -> bool {
        let Some(attribute) = name.strip_prefix("self.") else {
            return self.program.scopes(scope).any(|scope| scope == bound);
        };
        let found = self.attributes(scope, attribute);
        match found.known.is_empty() {
            true => self.lineages.are_related(scope, bound),
            false => found.scopes.contains(&bound),
        }
    }

    /// The methods of a name that an object may have.
    pub(super) fn methods(&self, object: Id, name: &str) -> Vec<&'p Function> {
        let functions = self.functions.get(name).into_iter().flatten().copied();
        let functions = functions.filter(|function| !function.returns.is_empty());
        let Some(class) = self.class_of(object) else { return functions.take(1).collect() };
        functions.filter(|function| self.may_have(class, function)).collect()
    }

    /// Whether an object of a class may have a function as its method.
    pub(crate) fn may_have(&self, class: &Class, function: &Function) -> bool {
        let Some(of) = self.program.class_of_method(function.scope) else { return false };
        self.lineages.are_related(class.scope, of.scope)
    }

    /// Whether a call by the name of a function is one of it.
    pub(crate) fn calls(&self, call: Id, function: &Function) -> Option<Likelihood> {
        let Kind::Call { callee, .. } = self.program.kind(call) else { return None };
        let is_method = self.program.class_of_method(function.scope).is_some();
        let Kind::Member { of, .. } = self.program.kind(*callee) else {
            return (!is_method).then_some(Likelihood::Sure);
        };
        match self.class_of(*of) {
            Some(class) => self.may_have(class, function).then_some(Likelihood::Sure),
            None if is_method => Some(Likelihood::Likely),
            None => (!self.is_import(*of)).then_some(Likelihood::Sure),
        }
    }

    fn is_import(&self, id: Id) -> bool {
        matches!(self.program.kind(id), Kind::Name(name) if self.program.imports.contains_key(name))
    }

    /// The class that an object is of, as far as the file shows it.
    pub(crate) fn class_of(&self, object: Id) -> Option<&'p Class> {
        let program = self.program;
        if program.classes.is_empty() {
            return None;
        }
        if program.is_self(object) {
            return program.class_around(program.exprs[object].scope);
        }
        if let Kind::Name(name) = program.kind(object) {
            let mut functions =
                program.scopes(program.exprs[object].scope).filter_map(|here| program.function_in(here));
            let parameter =
                functions.find_map(|function| function.parameters.iter().find(|it| it.name == *name));
            if let Some(of) = parameter.and_then(|parameter| parameter.of.as_deref()) {
                return program.class_of_name(of);
            }
            if let Some(class) = program.class_of_name(name) {
                return Some(class);
            }
        }
        let mut class = None;
        for leaf in self.leaves(object) {
            let of = self.class_made(leaf)?;
            match class {
                None => class = Some(of),
                Some(known) if std::ptr::eq(known, of) => {}
                Some(_) => return None,
            }
        }
        class
    }

    /// The class of which an expression makes an object: `B()`, `B{…}`, `new(B)`.
    pub(super) fn class_made(&self, id: Id) -> Option<&'p Class> {
        let program = self.program;
        if let Some(class) = program.objects.get(&id) {
            return Some(&program.classes[*class]);
        }
        let name = match (program.types.get(&id), program.kind(id)) {
            (Some(of), _) => of.as_str(),
            (None, Kind::Call { arguments, .. }) => match (program.callee_name(id)?, &arguments[..]) {
                ("new", [of]) => match program.kind(of.value) {
                    Kind::Name(name) => name,
                    _ => return None,
                },
                (name, _) => name,
            },
            _ => return None,
        };
        program.class_of_name(name)
    }
}
