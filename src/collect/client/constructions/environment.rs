//! The environment, as far as the program sets it itself.

use std::collections::HashMap;

use super::super::known::HOLE;
use super::super::program::{Argument, Id, Kind, Program, Values};

/// The values that the file gives to variables of the environment, in the order of the text.
#[derive(Default)]
pub(super) struct Environment {
    values: HashMap<String, Vec<Id>>,
    /// What is given to variables whose names are not known.
    pub(super) unknown: Vec<Id>,
}

impl Environment {
    pub(super) fn new(program: &Program<'_>, values: &Values<'_>) -> Self {
        let mut environment = Environment::default();
        for set in program.sets.iter().filter(|set| program.is_environment(set.of)) {
            environment.set(set.key.clone(), set.value);
        }
        for call in values.all_calls() {
            let Kind::Call { callee, arguments } = program.kind(*call) else { continue };
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

    /// The values that variables of some names are given.
    pub(super) fn values_of(&self, names: &[&str]) -> Vec<Id> {
        names.iter().flat_map(|name| self.values.get(*name)).flatten().copied().collect()
    }
}

/// Whether an expression is the environment, by itself or by its name: `patch.dict("os.environ", …)`.
fn is_environment(id: Id, program: &Program<'_>) -> bool {
    match program.kind(id) {
        Kind::Text(text) => text == "os.environ",
        _ => program.is_environment(id),
    }
}
