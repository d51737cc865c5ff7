//! The entries of maps that expressions come to.

use std::collections::{HashMap, HashSet};

use super::super::super::known::HOLE;
use super::super::{Argument, Entry, Expr, Function, Id, Kind, ScopeId, Set, Takes};
use super::{DEPTH, Defaults, STEPS, Values};
use crate::source::Span;

/// An entry of a map, or of arguments.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The name, with [`HOLE`] where it is not known.
    pub(crate) name: String,
    /// The name alone, where it is written as a string.
    pub(crate) at: Option<Span>,
    /// What names a part of it, where it is given by a call with a name and a value: `WithHeader("X", y)`.
    pub(crate) key: Option<Id>,
    /// What it may be.
    pub(crate) values: Vec<Id>,
    /// Whether it is there in every case.
    pub(crate) is_sure: bool,
}

/// The entries of a map, in the order in which they override each other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Items {
    pub(crate) list: Vec<Item>,
}

impl Item {
    /// An argument or an option whose name is no string.
    pub(crate) fn of(name: impl Into<String>, values: Vec<Id>) -> Self {
        Item { name: name.into(), at: None, key: None, values, is_sure: true }
    }

    /// What stands for others that are not here.
    pub(crate) fn unknown(at: Span) -> Self {
        Item { at: Some(at), ..Item::of(HOLE, Vec::new()) }
    }

    pub(crate) fn is_unknown(&self) -> bool {
        self.name.contains(HOLE)
    }
}

impl Items {
    /// The values of those that have one of some names.
    pub(crate) fn values_of(&self, names: &[&str]) -> Vec<Id> {
        let of_name = self.list.iter().filter(|item| names.contains(&item.name.as_str()));
        of_name.flat_map(|item| item.values.iter().copied()).collect()
    }
}

impl<'p> Values<'p> {
    /// The entries of a map that an expression comes to, wherever in the file they are given.
    pub(crate) fn items(&self, id: Id) -> Items {
        self.items_of(&[id])
    }

    /// The entries of a map that one of some expressions comes to.
    pub(crate) fn items_of(&self, ids: &[Id]) -> Items {
        self.left.set(STEPS);
        let mut cases = Vec::new();
        for id in ids {
            let mut items = Items::default();
            self.add_items(*id, &mut items, 0);
            cases.push(Items { list: self.settled(items.list) });
        }
        self.one_of(cases)
    }

    /// What there is where one of some cases holds: what is not in each of them is not sure.
    pub(crate) fn one_of(&self, mut cases: Vec<Items>) -> Items {
        if cases.len() < 2 {
            return cases.pop().unwrap_or_default();
        }
        let number = cases.len();
        let (mut all, mut sure_in) = (Items::default(), Vec::new());
        let mut known: HashMap<String, usize> = HashMap::new();
        for case in cases {
            let mut here: HashMap<usize, Vec<Id>> = HashMap::new();
            let mut sure_here = HashSet::new();
            for item in case.list {
                let at = match self.identity(&item) {
                    Some(identity) => *known.entry(identity).or_insert(all.list.len()),
                    None => all.list.len(),
                };
                let values = here.entry(at).or_default();
                if item.is_sure {
                    values.clear();
                    sure_here.insert(at);
                }
                values.extend(&item.values);
                if at == all.list.len() {
                    sure_in.push(0);
                    all.list.push(Item { values: Vec::new(), ..item });
                }
            }
            for (at, values) in here {
                let item = &mut all.list[at];
                let new: Vec<Id> = values.into_iter().filter(|value| !item.values.contains(value)).collect();
                item.values.extend(new);
                sure_in[at] += usize::from(sure_here.contains(&at));
            }
        }
        for (item, sure_in) in all.list.iter_mut().zip(sure_in) {
            item.is_sure = sure_in == number;
        }
        all
    }

    /// What an entry is known by among others; nothing for one that may be any.
    pub(super) fn identity(&self, item: &Item) -> Option<String> {
        if item.is_unknown() {
            return None;
        }
        let key = item.key.and_then(|key| self.texts_of(key, 0).into_iter().next());
        Some(format!("{}\n{}", item.name, key.unwrap_or_default()))
    }

    fn add_items(&self, id: Id, items: &mut Items, depth: usize) {
        let program = self.program;
        let span = program.exprs[id].span;
        if depth == DEPTH || self.left.get() == 0 {
            items.list.push(Item::unknown(span));
            return;
        }
        let mut leaves = Vec::new();
        self.follow(id, Defaults::Unknown, &mut Vec::new(), &mut |leaf, _| leaves.push(leaf));
        let mut cases = Vec::new();
        for leaf in leaves {
            let mut case = Items::default();
            let items = &mut case;
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
            cases.push(case);
        }
        items.list.extend(self.one_of(cases).list);
        self.add_sets(id, items, depth);
        if self.may_be_changed_by_others(id) {
            items.list.push(Item::unknown(span));
        }
    }

    /// Whether the map that an attribute is may be changed by another name of its object.
    fn may_be_changed_by_others(&self, id: Id) -> bool {
        let Kind::Member { of, name } = self.program.kind(id) else { return false };
        let is_changed_here =
            self.variable_of(id).is_some_and(|variable| self.changes.contains_key(&variable));
        self.changed_attributes.contains(name.as_str()) && (self.program.is_self(*of) || !is_changed_here)
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
        let Some(changes) = self.changes.get(&variable) else { return };
        let mut sets: Vec<&Set> =
            changes.sets.iter().filter(|set| !self.is_behind(set.value, id)).copied().collect();
        let place = program.exprs[id].place;
        for call in changes.calls.iter().filter(|call| !self.is_behind(**call, id)) {
            let behind = sets.split_off(sets.partition_point(|set| set.value < *call));
            items.list.extend(self.set_items(&std::mem::replace(&mut sets, behind), place));
            let first = items.list.len();
            self.add_put(id, *call, items, depth);
            let is_sure = program.is_sure(program.exprs[*call].place, place);
            for item in &mut items.list[first..] {
                item.is_sure &= is_sure;
            }
        }
        items.list.extend(self.set_items(&sets, place));
    }

    /// What a call on a map puts into it.
    pub(super) fn add_put(&self, map: Id, call: Id, items: &mut Items, depth: usize) {
        let Kind::Call { arguments, .. } = self.program.kind(call) else { return };
        match (self.program.callee_name(call).unwrap_or_default(), &arguments[..]) {
            ("set" | "append" | "put" | "setdefault" | "Set" | "Add", [key, value]) => {
                items.list.push(self.item(key.value, vec![value.value]));
            }
            ("update" | "putAll", [more]) if more.value != map => match &more.name {
                Some(name) => items.list.push(Item::of(name, vec![more.value])),
                None => self.add_items(more.value, items, depth + 1),
            },
            ("assign", [_, more @ ..]) => {
                for more in more {
                    self.add_items(more.value, items, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// Whether a change of a variable comes too late for where it is used: an argument without a name is read there.
    fn is_behind(&self, change: Id, used: Id) -> bool {
        let exprs = &self.program.exprs;
        let Some(Kind::Call { arguments, .. }) = exprs[used].parent.map(|call| &exprs[call].kind) else {
            return false;
        };
        let is_read = arguments.iter().any(|argument| argument.value == used && argument.name.is_none());
        is_read && exprs[change].scope == exprs[used].scope && change > used
    }

    fn item(&self, key: Id, values: Vec<Id>) -> Item {
        let at = match self.program.kind(key) {
            Kind::Text(_) => Some(self.program.exprs[key].span),
            _ => None,
        };
        let name = self.texts_of(key, 0).into_iter().next().unwrap_or_else(|| HOLE.to_string());
        Item { at, ..Item::of(name, values) }
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
        let mut cases = Vec::new();
        for arguments in self.calls_of(function) {
            let mut case = Items::default();
            for argument in arguments {
                match &argument.name {
                    Some(name) if !function.parameters.iter().any(|it| it.name == *name) => {
                        case.list.push(Item::of(name, vec![argument.value]));
                    }
                    None if argument.is_spread => self.add_items(argument.value, &mut case, depth + 1),
                    _ => {}
                }
            }
            cases.push(case);
        }
        match cases.is_empty() {
            true => items.list.push(Item::unknown(span)),
            false => items.list.extend(self.one_of(cases).list),
        }
    }
}
