//! The environment, as far as the program sets it itself.

use super::super::program::{Argument, Id, Kind};
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
                    values.extend(self.values_in(given, names));
                }
                (["Object", "assign"] | ["patch", "dict"] | [_, "patch", "dict"], [to, given @ ..])
                    if self.is_environment(to.value) =>
                {
                    values.extend(self.values_in(given, names));
                }
                _ => {}
            }
        }
        values
    }
    /// Whether an expression is the environment, by itself or by its name: `patch.dict("os.environ", …)`.
    fn is_environment(&self, id: Id) -> bool {
        match self.program.kind(id) {
            Kind::Text(text) => text == "os.environ",
            _ => self.program.is_environment(id),
        }
    }

    /// What arguments give to variables, each by its name or in a map.
    fn values_in(&self, arguments: &[Argument], names: &[&str]) -> Vec<Id> {
        let mut values = Vec::new();
        for argument in arguments {
            match &argument.name {
                Some(name) if names.contains(&name.as_str()) => values.push(argument.value),
                Some(_) => {}
                None => values.extend(self.values.items(argument.value).values_of(names)),
            }
        }
        values
    }
}
