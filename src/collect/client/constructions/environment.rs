//! The environment, as far as the program sets it itself.

use super::super::program::{Id, Kind};
use super::context::Constructions;

impl Constructions<'_> {
    /// The values that the file gives to variables of the environment.
    pub(super) fn set_variables(&self, names: &[&str]) -> Vec<Id> {
        let mut values = Vec::new();
        for set in &self.program.sets {
            if names.contains(&set.key.as_str()) && self.program.is_environment(set.of) {
                values.push(set.value);
            }
        }
        for call in self.values.calls() {
            let Kind::Call { callee, arguments } = self.program.kind(*call) else { continue };
            match (&self.program.path(*callee).unwrap_or_default()[..], &arguments[..]) {
                (
                    ["os", "environ", "setdefault"]
                    | ["os", "putenv"]
                    | ["os", "Setenv"]
                    | ["t", "Setenv"]
                    | ["monkeypatch", "setenv"]
                    | ["System", "setProperty"],
                    [name, value, ..],
                ) => {
                    let texts = self.values.texts(name.value);
                    if texts.iter().any(|text| names.contains(&text.as_str())) {
                        values.push(value.value);
                    }
                }
                (["os", "environ", "update"] | ["environ", "update"], given) => {
                    for argument in given {
                        match &argument.name {
                            Some(name) if names.contains(&name.as_str()) => values.push(argument.value),
                            Some(_) => {}
                            None => values.extend(self.values.items(argument.value).given(names)),
                        }
                    }
                }
                (["Object", "assign"], [to, given @ ..]) if self.program.is_environment(to.value) => {
                    for argument in given {
                        values.extend(self.values.items(argument.value).given(names));
                    }
                }
                _ => {}
            }
        }
        values
    }
}
