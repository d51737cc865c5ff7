//! The environment, as far as the program sets it itself.

use std::collections::HashMap;

use super::super::known::{EVERY, HOLE};
use super::super::program::{Argument, Id, Kind, Program, Values};
use crate::source::Span;

/// The values that the file gives to variables of the environment, in the order of the text.
#[derive(Default)]
pub(super) struct Environment {
    values: HashMap<String, Vec<Id>>,
    /// What is given to variables whose names are not known.
    pub(super) unknown: Vec<Id>,
    /// Of values that are taken back, the part of the file that they hold for.
    held_for: HashMap<Id, Span>,
    /// The part that what is read holds for.
    part: Option<Span>,
}

impl Environment {
    pub(super) fn new(program: &Program<'_>, values: &Values<'_>) -> Self {
        let mut environment = Environment::default();
        for set in program.sets.iter().filter(|set| program.is_environment(set.of)) {
            environment.set(set.key.clone(), set.value);
        }
        for call in values.all_calls() {
            let Kind::Call { callee, arguments } = program.kind(*call) else { continue };
            environment.part = program.held_for.get(call).copied();
            match (&program.path(*callee).unwrap_or_default()[..], &arguments[..]) {
                (
                    ["os", "environ", "setdefault"]
                    | ["os", "putenv"]
                    | ["os", "Setenv"]
                    | ["t", "Setenv"]
                    | ["monkeypatch", "setenv"]
                    | ["System", "setProperty"],
                    [name, value, ..],
                ) => {
                    if matches!(program.path(*callee).unwrap_or_default()[..], ["t" | "monkeypatch", _]) {
                        environment.part = test_around(*call, program);
                    }
                    for name in values.texts(name.value) {
                        environment.set(name, value.value);
                    }
                }
                (["os", "environ", "update"] | ["environ", "update"], given) => {
                    environment.set_all(given, values);
                }
                (["Object", "assign"] | ["patch", "dict"] | [_, "patch", "dict"], [to, given @ ..])
                    if is_environment(to.value, program) =>
                {
                    environment.set_all(given, values);
                }
                _ => {}
            }
        }
        for values in environment.values.values_mut() {
            values.sort_unstable();
        }
        environment
    }

    fn set(&mut self, name: String, value: Id) {
        self.held_for.extend(self.part.map(|part| (value, part)));
        match name.contains(HOLE) {
            true => self.unknown.push(value),
            false => self.values.entry(name).or_default().push(value),
        }
    }

    /// Sets what arguments give to variables, each by its name or in a map.
    fn set_all(&mut self, arguments: &[Argument], values: &Values<'_>) {
        for argument in arguments {
            match &argument.name {
                Some(name) => self.set(name.clone(), argument.value),
                None => {
                    for item in values.items(argument.value).list {
                        for value in item.values {
                            self.set(item.name.clone(), value);
                        }
                    }
                }
            }
        }
    }

    /// The values that variables of some names are given, in the order of the text.
    pub(super) fn values_of(&self, names: &[&str]) -> Vec<Id> {
        let mut values: Vec<Id> =
            names.iter().filter_map(|name| self.values.get(*name)).flatten().copied().collect();
        if !values.is_empty() {
            values.extend(self.values.get(EVERY).into_iter().flatten());
            values.sort_unstable();
        }
        values
    }

    /// The part of the file that a value holds for; all of it where nothing takes it back.
    pub(super) fn held_for(&self, value: Id) -> Option<Span> {
        self.held_for.get(&value).copied()
    }
}

/// The test that a call is in, which takes back what it sets.
fn test_around(call: Id, program: &Program<'_>) -> Option<Span> {
    let mut functions =
        program.scopes(program.exprs[call].scope).filter_map(|scope| program.function_in(scope));
    let test = functions.find(|function| function.name.to_ascii_lowercase().starts_with("test"))?;
    Some(test.span)
}

/// Whether an expression is the environment, by itself or by its name: `patch.dict("os.environ", …)`.
fn is_environment(id: Id, program: &Program<'_>) -> bool {
    match program.kind(id) {
        Kind::Text(text) => text == "os.environ",
        _ => program.is_environment(id),
    }
}
