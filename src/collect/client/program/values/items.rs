//! The entries of maps that expressions come to.

use super::super::super::known::HOLE;
use super::super::{Argument, Entry, Expr, Function, Id, Kind, ScopeId, Takes};
use super::{DEPTH, Defaults, STEPS, Values};
use crate::source::Span;

/// An entry of a map, or of arguments.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The name, with [`HOLE`] where it is not known.
    pub(crate) name: String,
    /// The name alone, where it is written as a string.
    pub(crate) at: Option<Span>,
    pub(crate) values: Vec<Id>,
}

/// The entries of a map, in the order in which they override each other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Items {
    pub(crate) list: Vec<Item>,
}

impl Item {
    /// An argument or an option whose name is no string.
    pub(crate) fn of(name: impl Into<String>, values: Vec<Id>) -> Self {
        Item { name: name.into(), at: None, values }
    }

    /// What stands for others that are not here.
    pub(crate) fn unknown(at: Span) -> Self {
        Item { name: HOLE.to_string(), at: Some(at), values: Vec::new() }
    }

    pub(crate) fn is_unknown(&self) -> bool {
        self.name.contains(HOLE)
    }
}

impl Items {
    /// The values of those that have one of some names.
    pub(crate) fn given(&self, names: &[&str]) -> Vec<Id> {
        let of_name = self.list.iter().filter(|item| names.contains(&item.name.as_str()));
        of_name.filter_map(|item| item.values.first().copied()).collect()
    }
}

impl<'p> Values<'p> {
    /// The entries of a map that an expression comes to, wherever in the file they are given.
    pub(crate) fn items(&self, id: Id) -> Items {
        self.left.set(STEPS);
        let mut items = Items::default();
        self.add_items(id, &mut items, 0);
        items
    }

    fn add_items(&self, id: Id, items: &mut Items, depth: usize) {
        let program = self.program;
        let span = program.exprs[id].span;
        if depth == DEPTH || self.left.get() == 0 {
            items.list.push(Item::unknown(span));
            return;
        }
        let mut leaves = Vec::new();
        self.follow(id, Defaults::Unknown, &mut Vec::new(), &mut leaves);
        for leaf in leaves {
            match program.kind(leaf) {
                Kind::Nothing => {}
                Kind::Map(entries) => {
                    for entry in entries {
                        match entry {
                            Entry::Pair { key, value } => items.list.push(self.item(*key, vec![*value])),
                            Entry::Spread(of) => self.add_items(*of, items, depth + 1),
                        }
                    }
                }
                Kind::Call { callee, arguments } => self.add_made(*callee, arguments, items, depth),
                Kind::Name(name) if self.takes_named(name, program.exprs[leaf].scope).is_some() => {
                    self.add_passed(leaf, name, items, depth);
                }
                _ => items.list.push(Item::unknown(program.exprs[leaf].span)),
            }
        }
        self.add_sets(id, items, depth);
    }

    /// What a call that makes a map puts into it.
    fn add_made(&self, callee: Id, arguments: &[Argument], items: &mut Items, depth: usize) {
        let path = self.program.path(callee).unwrap_or_default();
        let values: Vec<Id> = arguments.iter().map(|argument| argument.value).collect();
        match (path.last().copied().unwrap_or_default(), &values[..]) {
            ("dict" | "Headers" | "assign" | "HashMap" | "TreeMap" | "LinkedHashMap", _) => {
                for argument in arguments {
                    match &argument.name {
                        Some(name) => items.list.push(Item::of(name, vec![argument.value])),
                        None => self.add_items(argument.value, items, depth + 1),
                    }
                }
            }
            ("of" | "singletonMap" | "entry", pairs) if pairs.len() % 2 == 0 => {
                items.list.extend(pairs.chunks(2).map(|pair| self.item(pair[0], vec![pair[1]])));
            }
            ("copy" | "copyOf" | "deepcopy", [of]) => self.add_items(*of, items, depth + 1),
            _ => items.list.push(Item::unknown(self.program.exprs[callee].span)),
        }
    }

    /// What is put into a map that has a name: `headers["X"] = y`, `headers.set("X", y)`, `headers.update(more)`.
    fn add_sets(&self, id: Id, items: &mut Items, depth: usize) {
        let program = self.program;
        let Some(variable) = self.variable_of(id) else { return };
        let is_it = |other: Id| self.variable_of(other).as_ref() == Some(&variable);
        for set in program.sets.iter().filter(|set| is_it(set.of)) {
            items.list.push(Item { name: set.key.clone(), at: Some(set.key_span), values: vec![set.value] });
        }
        for call in &self.calls {
            let Kind::Call { callee, arguments } = program.kind(*call) else { continue };
            let Kind::Member { of, name: method } = program.kind(*callee) else { continue };
            if !is_it(*of) {
                continue;
            }
            match (method.as_str(), &arguments[..]) {
                ("set" | "append" | "put" | "setdefault" | "Set" | "Add", [key, value]) => {
                    items.list.push(self.item(key.value, vec![value.value]));
                }
                ("update" | "putAll", [more]) if more.value != id => {
                    match &more.name {
                        Some(name) => items.list.push(Item::of(name, vec![more.value])),
                        None => self.add_items(more.value, items, depth + 1),
                    };
                }
                _ => {}
            }
        }
    }

    fn item(&self, key: Id, values: Vec<Id>) -> Item {
        let at = match self.program.kind(key) {
            Kind::Text(_) => Some(self.program.exprs[key].span),
            _ => None,
        };
        let name = self.texts_of(key, 0).into_iter().next().unwrap_or_else(|| HOLE.to_string());
        Item { name, at, values }
    }

    /// The function whose parameter of a name takes all named arguments.
    fn takes_named(&self, name: &str, scope: ScopeId) -> Option<&'p Function> {
        let mut functions = self.program.scopes(scope).filter_map(|here| self.program.function_in(here));
        functions
            .find(|function| function.parameters.iter().any(|it| it.name == name && it.takes == Takes::Named))
    }

    /// What the calls of the file pass by names to a function that takes them all; open where nobody calls it.
    fn add_passed(&self, id: Id, name: &str, items: &mut Items, depth: usize) {
        let Expr { span, scope, .. } = self.program.exprs[id];
        let Some(function) = self.takes_named(name, scope) else { return };
        let mut is_called = false;
        for arguments in self.calls_of(function) {
            is_called = true;
            for argument in arguments {
                match &argument.name {
                    Some(name) if !function.parameters.iter().any(|it| it.name == *name) => {
                        items.list.push(Item::of(name, vec![argument.value]));
                    }
                    None if argument.is_spread => self.add_items(argument.value, items, depth + 1),
                    _ => {}
                }
            }
        }
        if !is_called {
            items.list.push(Item::unknown(span));
        }
    }
}
