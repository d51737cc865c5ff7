//! What the program does with what has a value or a name, found without a look at all of it.

use std::collections::HashMap;

use super::super::program::{Entry, Id, Kind, Known, Program, ScopeId, Set, Values};

/// The scope in which a name is used, and what it is given to there.
type Alias = (ScopeId, Known);

/// What values are known by, and the calls and the sets on values and on what they are known by.
#[derive(Default)]
pub(super) struct Uses<'p> {
    names: HashMap<Id, Vec<Known>>,
    calls_on_calls: HashMap<Id, Vec<Id>>,
    calls_on_names: HashMap<String, Vec<(Id, ScopeId)>>,
    sets_of_names: HashMap<String, Vec<(&'p Set, ScopeId)>>,
    /// What each name is given to as it is, with the scope in which it is used there.
    aliases: HashMap<String, Vec<Alias>>,
    /// The calls on each attribute of what may be an object of any class.
    calls_on_attributes: HashMap<&'p str, Vec<Id>>,
}

impl<'p> Uses<'p> {
    pub(super) fn new(program: &'p Program<'p>, values: &Values<'p>) -> Self {
        let mut uses = Uses::default();
        for binding in &program.bindings {
            uses.add_name((binding.name.clone(), binding.scope), binding.value, program, values);
            // What a class has, its objects have.
            if program.is_class(binding.scope) && !binding.name.starts_with("self.") {
                let attribute = (format!("self.{}", binding.name), binding.scope);
                uses.add_name(attribute, binding.value, program, values);
            }
        }
        for function in &program.functions {
            for parameter in &function.parameters {
                if let Some(default) = parameter.default {
                    uses.add_name((parameter.name.clone(), function.scope), default, program, values);
                }
            }
            // What a property gives is known by its name.
            let Some(class) = program.class_of_method(function.scope) else { continue };
            for value in &function.returns {
                let property = (format!("self.{}", function.name), class.scope);
                uses.add_name(property, *value, program, values);
            }
        }
        for set in &program.sets {
            if let Some(known) = values.attribute_of(set.of, &set.key)
                && !program.is_self(set.of)
            {
                uses.add_name(known, set.value, program, values);
            }
            if let Some((name, scope)) = values.known_as(set.of) {
                uses.sets_of_names.entry(name).or_default().push((set, scope));
            }
        }
        for call in values.all_calls() {
            uses.add_call(*call, program, values);
        }
        uses
    }

    fn add_name(&mut self, known: Known, value: Id, program: &'p Program<'p>, values: &Values<'p>) {
        let parts = match program.kind(value) {
            Kind::Choice(parts) => parts.as_slice(),
            _ => &[],
        };
        for value in parts.iter().chain([&value]) {
            if matches!(program.kind(*value), Kind::Text(_) | Kind::Template(_) | Kind::Nothing | Kind::Other)
            {
                continue;
            }
            if let Some((name, scope)) = values.known_as(*value) {
                self.aliases.entry(name).or_default().push((scope, known.clone()));
            }
            if let Kind::Map(entries) = program.kind(*value) {
                self.add_entries(&known, entries, program, values);
            }
            self.names.entry(*value).or_default().push(known.clone());
        }
    }

    /// Adds what the entries of a map are known by.
    fn add_entries(
        &mut self,
        (map, scope): &Known,
        entries: &[Entry],
        program: &'p Program<'p>,
        values: &Values<'p>,
    ) {
        for entry in entries {
            if let Entry::Pair { key, value } = entry
                && let Kind::Text(key) = program.kind(*key)
            {
                self.add_name((format!("{map}.{key}"), *scope), *value, program, values);
            }
        }
    }

    /// Adds a call to all that it is on: each part of what is called.
    fn add_call(&mut self, call: Id, program: &'p Program<'p>, values: &Values<'p>) {
        let mut next = Some(call);
        while let Some(id) = next {
            if id != call
                && let Some((name, scope)) = values.known_as(id)
            {
                self.calls_on_names.entry(name).or_default().push((call, scope));
            }
            if let Kind::Member { of, name } = program.kind(id)
                && values.class_of(*of).is_none()
            {
                self.calls_on_attributes.entry(name).or_default().push(call);
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

    /// What a value is known by.
    pub(super) fn names_of(&self, value: Id) -> &[Known] {
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

    /// What a name is given to as it is, with the scope in which it is used there.
    pub(super) fn aliases_of(&self, name: &str) -> &[Alias] {
        self.aliases.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn calls_on_attribute(&self, name: &str) -> &[Id] {
        self.calls_on_attributes.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}
