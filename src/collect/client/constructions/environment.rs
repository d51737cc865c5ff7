//! The environment, as far as the program sets it itself.

use std::collections::{BTreeSet, HashMap};

use super::super::known::{EVERY, HOLE};
use super::super::program::{Argument, Id, Kind, Nest, Program, Values};
use crate::source::Span;

/// The values that the file gives to variables of the environment, in the order of the text.
#[derive(Default)]
pub(super) struct Environment {
    values: HashMap<String, Given>,
    /// What is given to variables whose names are not known.
    pub(super) unknown: Vec<Id>,
}

/// The values that a variable is given.
struct Given {
    all: Vec<Id>,
    /// Those that nothing takes back.
    free: Vec<Id>,
    /// The others, by the part of the file that they hold for.
    held: Nest<Id>,
}

impl Given {
    fn new(mut values: Vec<(Id, Option<Span>)>) -> Self {
        values.sort_unstable_by_key(|(value, _)| *value);
        let all = values.iter().map(|(value, _)| *value).collect();
        let (mut free, mut held) = (Vec::new(), Vec::new());
        for (value, part) in values {
            match part {
                Some(part) => held.push((part, value)),
                None => free.push(value),
            }
        }
        Given { all, free, held: Nest::new(held) }
    }
}

/// The environment while the program is read.
#[derive(Default)]
struct Reader {
    values: HashMap<String, Vec<(Id, Option<Span>)>>,
    unknown: Vec<Id>,
    /// The part that what is read holds for.
    part: Option<Span>,
}

impl Environment {
    pub(super) fn new(program: &Program<'_>, values: &Values<'_>) -> Self {
        let mut environment = Reader::default();
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
        let given = environment.values.into_iter().map(|(name, values)| (name, Given::new(values)));
        Environment { values: given.collect(), unknown: environment.unknown }
    }

    /// The values that variables of some names are given, in the order of the text.
    pub(super) fn values_of(&self, names: &[&str]) -> Vec<Id> {
        let mut values: Vec<Id> = names
            .iter()
            .filter_map(|name| self.values.get(*name))
            .flat_map(|given| &given.all)
            .copied()
            .collect();
        if !values.is_empty() {
            values.extend(self.values.get(EVERY).into_iter().flat_map(|given| &given.all));
            values.sort_unstable();
        }
        values
    }

    /// The values of a variable that may hold at a place, which is reached from others, in the order of the text; and
    /// whether those surely do that are taken back.
    pub(super) fn values_at(
        &self,
        name: &str,
        place: Span,
        reached_from: impl Fn() -> Vec<Span>,
    ) -> (Vec<Id>, bool) {
        let Some(given) = self.values.get(name) else { return (Vec::new(), true) };
        let all = [Some(given), self.values.get(EVERY)];
        let (mut values, mut likely) = (BTreeSet::new(), BTreeSet::new());
        for given in all.into_iter().flatten() {
            values.extend(&given.free);
            values.extend(given.held.around(place).map(|(_, value)| *value));
            if given.free.len() < given.all.len() {
                for from in reached_from() {
                    likely.extend(given.held.around(from).map(|(_, value)| *value));
                }
            }
        }
        let is_sure = likely.is_subset(&values);
        values.extend(likely);
        (values.into_iter().collect(), is_sure)
    }
}

impl Reader {
    fn set(&mut self, name: String, value: Id) {
        match name.contains(HOLE) {
            true => self.unknown.push(value),
            false => self.values.entry(name).or_default().push((value, self.part)),
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
