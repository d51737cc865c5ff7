//! What objects are made with: the arguments of classes without a constructor of their own, and what these have by default.

use std::collections::HashMap;

use super::super::{Argument, Class, Id, Kind, ScopeId};
use super::Values;
use super::tables::Made;

/// What gives no values to the fields of what is derived from it but those that it is made with.
const RECORDS: [&str; 8] =
    ["ABC", "BaseModel", "Generic", "NamedTuple", "Protocol", "Struct", "TypedDict", "object"];

impl<'p> Values<'p> {
    /// What the objects of each class are made with that has no constructor.
    pub(super) fn all_made(&self) -> HashMap<ScopeId, Made<'p>> {
        let mut all: HashMap<ScopeId, Made> = HashMap::new();
        for call in &self.calls {
            let Kind::Call { arguments, .. } = self.program.kind(*call) else { continue };
            let Some(class) = self.class_made(*call).filter(|class| !self.has_constructor(class)) else {
                continue;
            };
            let classes = self.lineages.own(class.scope).map(|own| own.classes.as_slice());
            for of in classes.unwrap_or_default() {
                let made = all.entry(*of).or_default();
                made.calls += 1;
                for (position, argument) in arguments.iter().enumerate() {
                    match self.field_for(class, position, argument) {
                        Some(field) => made.given.entry(field).or_default().push(argument.value),
                        None => made.spread.push(argument.value),
                    }
                }
            }
        }
        all
    }

    /// What a field may be in objects that have the methods of a class, beside what the class and others set it to.
    pub(super) fn made_as(&self, class: &Class, name: &str, set: Vec<Id>) -> Vec<Id> {
        if self.has_constructor(class) {
            return set;
        }
        let made = self.made.get(&class.scope);
        let mut values = made.and_then(|made| made.given.get(name)).cloned().unwrap_or_default();
        let calls = made.map(|made| made.calls).unwrap_or_default();
        if calls == 0 || values.len() < calls {
            values.extend(set);
            values.extend(made.iter().flat_map(|made| &made.spread));
            values.extend(self.filled_in(class, name, calls == 0));
        }
        values
    }

    /// What a part of an object is made as by a call of its class; nothing where the file does not show it.
    pub(super) fn made_by(&self, arguments: &[Argument], class: &Class, name: &str) -> Option<Vec<Id>> {
        let own = self.lineages.own(class.scope)?;
        let mut values = Vec::new();
        if !self.has_constructor(class) {
            for (position, argument) in arguments.iter().enumerate() {
                match self.field_for(class, position, argument) {
                    Some(field) if field == name => return Some(vec![argument.value]),
                    Some(_) => {}
                    None => values.push(argument.value),
                }
            }
            values.extend(self.filled_in(class, name, false));
        }
        for (name, scope) in &self.attributes(class.scope, name).known {
            if own.classes.contains(scope) {
                values.extend(self.bound(name, *scope));
            }
        }
        (!values.is_empty()).then_some(values)
    }

    /// What may give a field its value that is declared with its type: what the class is derived from and decorated with,
    /// also by arguments where the file makes no objects of it.
    fn filled_in(&self, class: &Class, name: &str, is_made_elsewhere: bool) -> Vec<Id> {
        let Some(own) = self.lineages.own(class.scope) else { return Vec::new() };
        if !own.classes.iter().any(|of| self.fields.contains(&(*of, name))) {
            return Vec::new();
        }
        let is_more = |base: &&Id| match self.program.kind(**base) {
            Kind::Name(name) | Kind::Member { name, .. } => !RECORDS.contains(&name.as_str()),
            _ => true,
        };
        let foreign = own.foreign.iter();
        match is_made_elsewhere {
            true => foreign.chain(&class.decorators).copied().collect(),
            false => foreign.filter(is_more).copied().collect(),
        }
    }

    /// The field that an argument is for, if it says so.
    fn field_for(&self, class: &Class, position: usize, argument: &'p Argument) -> Option<&'p str> {
        if let Some(name) = &argument.name {
            return Some(name);
        }
        if argument.is_spread {
            return None;
        }
        let mut fields = Vec::new();
        for of in self.lineages.own(class.scope)?.classes.iter().rev() {
            fields.extend(self.program.class_around(*of).iter().flat_map(|class| &class.fields));
        }
        fields.get(position).map(|field| field.as_str())
    }

    fn has_constructor(&self, class: &Class) -> bool {
        let Some(own) = self.lineages.own(class.scope) else { return false };
        let mut classes = own.classes.iter().filter_map(|of| self.program.class_around(*of));
        classes.any(|class| class.has_constructor)
    }
}
