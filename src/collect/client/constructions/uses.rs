//! What the program does with what has a value or a name, found without a look at all of it.

use std::collections::HashMap;

use super::super::program::{Entry, Id, Kind, Program, ScopeId, Set, Values};

/// The names that values are bound to, and the calls and the sets on values and on names.
#[derive(Default)]
pub(super) struct Uses<'p> {
    names: HashMap<Id, Vec<(&'p str, ScopeId)>>,
    calls_on_calls: HashMap<Id, Vec<Id>>,
    /// The calls on each name, and the scopes in which the name is used.
    calls_on_names: HashMap<String, Vec<(Id, ScopeId)>>,
    sets_of_names: HashMap<String, Vec<(&'p Set, ScopeId)>>,
    /// The fields that calls and names are put into, and the calls on each field: `&Service{client: c}`, `s.client.New()`.
    fields_of_calls: HashMap<Id, Vec<&'p str>>,
    fields_of_names: HashMap<&'p str, Vec<&'p str>>,
    calls_on_fields: HashMap<&'p str, Vec<Id>>,
}

impl<'p> Uses<'p> {
    pub(super) fn new(program: &'p Program<'p>, values: &Values<'p>) -> Self {
        let mut uses = Uses::default();
        for expr in &program.exprs {
            let Kind::Map(entries) = &expr.kind else { continue };
            for entry in entries {
                if let Entry::Pair { key, value } = entry
                    && let Kind::Text(field) = program.kind(*key)
                {
                    uses.add_field(field, *value, program);
                }
            }
        }
        for binding in &program.bindings {
            let name = (binding.name.as_str(), binding.scope);
            uses.names.entry(binding.value).or_default().push(name);
            if let Kind::Choice(parts) = program.kind(binding.value) {
                for part in parts {
                    uses.names.entry(*part).or_default().push(name);
                }
            }
        }
        for call in values.calls() {
            uses.add_call(*call, program, values);
        }
        for set in &program.sets {
            uses.add_field(&set.key, set.value, program);
            if let Some(name) = values.name_of(set.of) {
                uses.sets_of_names.entry(name).or_default().push((set, program.exprs[set.of].scope));
            }
        }
        uses
    }

    fn add_field(&mut self, field: &'p str, value: Id, program: &'p Program<'p>) {
        match program.kind(value) {
            Kind::Call { .. } => self.fields_of_calls.entry(value).or_default().push(field),
            Kind::Name(name) => self.fields_of_names.entry(name).or_default().push(field),
            _ => {}
        }
    }

    /// Adds a call to all that it is on: each part of what is called.
    fn add_call(&mut self, call: Id, program: &'p Program<'p>, values: &Values<'p>) {
        let mut next = Some(call);
        while let Some(id) = next {
            if id != call
                && let Some(name) = values.name_of(id)
            {
                self.calls_on_names.entry(name).or_default().push((call, program.exprs[id].scope));
            }
            if let Kind::Member { of, name } = program.kind(id)
                && matches!(program.kind(*of), Kind::Name(_))
            {
                self.calls_on_fields.entry(name).or_default().push(call);
            }
            next = match program.kind(id) {
                Kind::Member { of, .. } | Kind::Index { of, .. } => Some(*of),
                Kind::Call { callee, .. } => {
                    if id != call {
                        self.calls_on_calls.entry(id).or_default().push(call);
                    }
                    Some(*callee)
                }
                _ => None,
            };
        }
    }

    /// The names that a value is bound to, each with the scope in which it is.
    pub(super) fn names_of(&self, value: Id) -> &[(&'p str, ScopeId)] {
        self.names.get(&value).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn calls_on_call(&self, call: Id) -> &[Id] {
        self.calls_on_calls.get(&call).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn calls_on_name(&self, name: &str) -> &[(Id, ScopeId)] {
        self.calls_on_names.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn sets_of_name(&self, name: &str) -> &[(&'p Set, ScopeId)] {
        self.sets_of_names.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn fields_of_call(&self, call: Id) -> &[&'p str] {
        self.fields_of_calls.get(&call).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn fields_of_name(&self, name: &str) -> &[&'p str] {
        self.fields_of_names.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn calls_on_field(&self, field: &str) -> &[Id] {
        self.calls_on_fields.get(field).map(Vec::as_slice).unwrap_or_default()
    }
}
