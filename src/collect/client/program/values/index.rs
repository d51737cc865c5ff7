//! Finds what is asked again and again: the calls of each name, and what changes each variable.

use std::collections::{HashMap, HashSet};

use super::super::{Id, Kind};
use super::Values;
use super::tables::{Changes, PUTS, Variable};

impl<'p> Values<'p> {
    pub(super) fn index(&mut self) {
        let program = self.program;
        let mut changes: HashMap<Variable, Changes<'p>> = HashMap::new();
        let mut changed_attributes = HashSet::new();
        for set in &program.sets {
            changed_attributes.extend(self.attribute_of_other(set.of));
            if let Some(variable) = self.variable_of(set.of) {
                let changes = changes.entry(variable).or_default();
                changes.sets.push(set);
                changes.sets_of.entry(&set.key).or_default().push(set);
            }
        }
        for call in &self.calls {
            let Kind::Call { callee, arguments } = program.kind(*call) else { continue };
            if let Some(name) = program.callee_name(*call) {
                self.calls_by_name.entry(name).or_default().push(*call);
            }
            let Kind::Member { of, name } = program.kind(*callee) else { continue };
            if !PUTS.contains(&name.as_str()) {
                continue;
            }
            // `Object.assign(headers, more)`
            let changed = match (name.as_str(), &arguments[..]) {
                ("assign", [first, ..]) => first.value,
                _ => *of,
            };
            changed_attributes.extend(self.attribute_of_other(changed));
            if let Some(variable) = self.variable_of(changed) {
                changes.entry(variable).or_default().calls.push(*call);
            }
        }
        for given in self.given_away() {
            if let Some(variable) = self.variable_of(given) {
                changes.entry(variable).or_default().gives.push(given);
            }
        }
        self.changes = changes;
        self.changed_attributes = changed_attributes;
    }

    /// The attribute that an expression is of an object that is not the one whose method it is in.
    fn attribute_of_other(&self, id: Id) -> Option<&'p str> {
        match self.program.kind(id) {
            Kind::Member { of, name } if !self.program.is_self(*of) => Some(name),
            _ => None,
        }
    }
}
