//! The parts of maps and objects that have a name: what these are made with, and what is set of them later.

use std::collections::{HashMap, HashSet};

use super::super::super::known::{EVERY, UNKNOWN};
use super::super::{Class, Entry, Id, Kind, Place, ScopeId};
use super::items::Items;
use super::tables::Changes;
use super::{Defaults, Values};

/// How many functions that something is given to are looked at for what they set.
const GIVES: usize = 100;

/// A change of a part of something.
struct Change {
    /// Where it is: the expression that is given, or the call that gives it.
    at: Id,
    values: Vec<Id>,
    /// Whether nothing is left of what was there before.
    overrides: bool,
}

/// What changes of a part come to.
enum Since {
    /// These are all that it may be.
    Surely(Vec<Id>),
    /// It may be what it is made with, too.
    Made(Vec<Id>),
}

impl Since {
    fn values(self) -> Vec<Id> {
        match self {
            Since::Surely(values) | Since::Made(values) => values,
        }
    }
}

impl<'p> Values<'p> {
    /// What a part may be. It is found out once: maps that are made of each other ask for the same parts again and again.
    pub(super) fn part(&self, of: Id, name: &str) -> Vec<Id> {
        if let Some(known) = self.parts.known(of, name) {
            return known;
        }
        let asked = self.parts.ask(of, name);
        let mut values = self.find_part(of, name);
        let mut seen = HashSet::new();
        values.retain(|value| seen.insert(*value));
        self.parts.answer(of, name, asked, &values);
        values
    }

    /// What something is made with, and what is set of it before it is read.
    fn find_part(&self, of: Id, name: &str) -> Vec<Id> {
        let made = self.made_with(of, name);
        let mut changes = self.changes_of(of, name);
        changes.retain(|change| self.may_reach(change.at, of));
        // What other functions change, they do before or behind what is done here.
        let (here, elsewhere): (Vec<Change>, Vec<Change>) =
            changes.into_iter().partition(|change| self.is_around(change.at, of));
        match (self.since(here, of), self.since(elsewhere, of)) {
            (Since::Made(here), Since::Surely(elsewhere)) if here.is_empty() => elsewhere,
            (Since::Made(here), elsewhere) => match made {
                Some(made) => [made, here, elsewhere.values()].concat(),
                None => Vec::new(),
            },
            (Since::Surely(here), elsewhere) => [here, elsewhere.values()].concat(),
        }
    }

    /// What changes come to where something is read.
    fn since(&self, mut changes: Vec<Change>, read: Id) -> Since {
        let exprs = &self.program.exprs;
        changes.sort_by_key(|change| change.at);
        let overriding: Vec<usize> = (0..changes.len()).filter(|number| changes[*number].overrides).collect();
        let places: Vec<Place> = overriding.iter().map(|number| exprs[changes[*number].at].place).collect();
        let since = self.program.surely_since(&places, exprs[read].place).map(|since| overriding[since]);
        let values = changes.drain(since.unwrap_or_default()..).flat_map(|change| change.values).collect();
        match since {
            Some(_) => Since::Surely(values),
            None => Since::Made(values),
        }
    }

    /// Whether a change is in the function where something is read, or around it.
    fn is_around(&self, change: Id, read: Id) -> bool {
        let exprs = &self.program.exprs;
        self.program.scopes(exprs[read].scope).any(|scope| scope == exprs[change].scope)
    }

    /// Whether a change may come before something is read.
    fn may_reach(&self, change: Id, read: Id) -> bool {
        self.program.exprs[change].scope != self.program.exprs[read].scope || change < read
    }

    /// What a part of a map or an object is made as; nothing where it is made elsewhere.
    fn made_with(&self, of: Id, name: &str) -> Option<Vec<Id>> {
        let program = self.program;
        let mut values = Vec::new();
        for origin in self.origins(of) {
            if !self.parts.pay() {
                break;
            }
            match program.kind(origin) {
                Kind::Map(entries) => values.extend(self.entry(entries, name)),
                Kind::Call { arguments, .. } => match self.class_made(origin) {
                    Some(class) => values.extend(self.made_by(arguments, class, name)?),
                    None if matches!(program.callee_name(origin), Some("dict" | "SimpleNamespace")) => {
                        let named = arguments.iter().rfind(|it| it.name.as_deref() == Some(name))?;
                        values.push(named.value);
                    }
                    None => return None,
                },
                Kind::Name(class) => {
                    let class = program.class_of_name(class)?;
                    values.extend(self.made_by(&[], class, name)?);
                }
                _ => return None,
            }
        }
        Some(values)
    }

    /// What a map that is written out has for a key. What is spread behind it may override it.
    fn entry(&self, entries: &[Entry], name: &str) -> Vec<Id> {
        let mut values = Vec::new();
        for entry in entries {
            match entry {
                Entry::Pair { key, value } => {
                    if matches!(self.program.kind(*key), Kind::Text(key) if key == name) {
                        values = vec![*value];
                    }
                }
                Entry::Spread(of) => {
                    let more = self.part(*of, name);
                    // What is not found there may come from elsewhere all the same.
                    if more.is_empty() && !values.is_empty() {
                        values.push(*of);
                    }
                    values.extend(more);
                }
            }
        }
        values
    }

    /// The maps and objects that an expression may be.
    fn origins(&self, of: Id) -> Vec<Id> {
        if matches!(self.program.kind(of), Kind::Call { .. }) {
            return vec![of];
        }
        let origins = self.next(of, Defaults::Known);
        if origins.is_empty() { vec![of] } else { origins }
    }

    /// What changes a part of something that has a name.
    fn changes_of(&self, of: Id, name: &str) -> Vec<Change> {
        let mut found = Vec::new();
        let none = Changes::default();
        let variable = self.variable_of(of);
        let changes = variable.and_then(|variable| self.changes.get(&variable)).unwrap_or(&none);
        for key in [name, EVERY, UNKNOWN] {
            for set in changes.sets_of.get(key).into_iter().flatten() {
                found.push(Change { at: set.value, values: vec![set.value], overrides: key != UNKNOWN });
            }
        }
        for call in &changes.calls {
            let mut put = Items::default();
            self.add_put(of, *call, &mut put, 0);
            let overrides = self.program.callee_name(*call) != Some("setdefault");
            for item in put.list {
                if item.name == name {
                    let overrides = overrides && item.is_sure;
                    found.push(Change { at: *call, values: item.values, overrides });
                } else if item.is_unknown() {
                    found.push(Change { at: *call, values: vec![*call], overrides: false });
                }
            }
        }
        let mut whole = Some(of);
        while let Some(given) = whole {
            let variable = self.variable_of(given);
            let changes = variable.and_then(|variable| self.changes.get(&variable));
            let gives = changes.iter().flat_map(|changes| &changes.gives);
            let mut may_be_anything = false;
            for (number, give) in gives.filter(|give| self.may_reach(**give, of)).enumerate() {
                let values = match given == of && number < GIVES {
                    true => self.set_by_whom_it_is_given(*give, name),
                    false => vec![*give],
                };
                // Others that may set it to anything say no more.
                if !may_be_anything || values != [*give] {
                    may_be_anything |= values == [*give];
                    found.push(Change { at: *give, values, overrides: false });
                }
                if number >= GIVES {
                    break;
                }
            }
            whole = match self.program.kind(given) {
                Kind::Member { of, .. } | Kind::Index { of, .. } => Some(*of),
                _ => None,
            };
        }
        found.extend(self.set_by_methods(of, name));
        found
    }

    /// What the methods of a structure set that is written out.
    fn set_by_methods(&self, of: Id, name: &str) -> Vec<Change> {
        let mut found = Vec::new();
        for origin in self.origins(of) {
            let Kind::Map(_) = self.program.kind(origin) else { continue };
            let Some(class) = self.class_made(origin) else { continue };
            for (name, scope) in &self.attributes(class.scope, name).known {
                for value in self.bound(name, *scope) {
                    let around = self.program.class_around(self.program.exprs[*value].scope);
                    if around.is_some_and(|around| around.scope == class.scope) {
                        found.push(Change { at: *value, values: vec![*value], overrides: false });
                    }
                }
            }
        }
        found
    }

    /// What a part is set to by what something is given to: a function of the file, or something else that may do anything.
    fn set_by_whom_it_is_given(&self, given: Id, name: &str) -> Vec<Id> {
        let Some(call) = self.program.exprs[given].parent else { return vec![given] };
        let Kind::Call { callee, arguments } = self.program.kind(call) else { return vec![given] };
        let Kind::Name(function) = self.program.kind(*callee) else { return vec![given] };
        let Some([function]) = self.functions.get(function.as_str()).map(Vec::as_slice) else {
            return vec![given];
        };
        let position = arguments.iter().position(|argument| argument.value == given);
        let parameter = position.and_then(|position| match &arguments[position].name {
            Some(name) => function.parameters.iter().find(|parameter| parameter.name == *name),
            None => function.parameters.get(position),
        });
        let Some(parameter) = parameter else { return vec![given] };
        match self.changes.get(&(parameter.name.clone(), Some(function.scope))) {
            None => Vec::new(),
            Some(changes) if changes.gives.is_empty() && changes.calls.is_empty() => {
                let sets = changes.sets_of.get(name).into_iter().flatten();
                sets.map(|set| set.value).collect()
            }
            Some(_) => vec![given],
        }
    }

    /// Whether a call changes no more of what it is given than it says: `setattr(settings, "project", value)`.
    fn only_looks_at_parts(&self, callee: Id) -> bool {
        let names = ["setattr", "getattr", "hasattr", "isinstance"];
        matches!(self.program.kind(callee), Kind::Name(name) if names.contains(&name.as_str()))
    }

    /// Where what has a name is given away as it is: to a call, another name, a list.
    pub(super) fn given_away(&self) -> Vec<Id> {
        let program = self.program;
        let mut given = Vec::new();
        for expr in &program.exprs {
            match &expr.kind {
                Kind::Call { callee, .. } if self.only_looks_at_parts(*callee) => {}
                Kind::Call { arguments, .. } => {
                    given.extend(arguments.iter().filter(|it| !it.is_spread).map(|it| it.value));
                }
                Kind::List(items) => given.extend(items),
                Kind::Map(entries) => {
                    for entry in entries {
                        if let Entry::Pair { value, .. } = entry {
                            given.push(*value);
                        }
                    }
                }
                _ => {}
            }
        }
        given.extend(program.bindings.iter().map(|binding| binding.value));
        given.extend(program.sets.iter().map(|set| set.value));
        given.extend(program.functions.iter().flat_map(|function| &function.returns));
        given.retain(|id| !matches!(program.kind(*id), Kind::Call { .. } | Kind::Text(_)));
        given
    }

    /// What is set of the objects of each class outside of its methods.
    pub(super) fn all_set_outside(&self) -> HashMap<ScopeId, HashMap<&'p str, Vec<Id>>> {
        let mut all: HashMap<ScopeId, HashMap<&str, Vec<Id>>> = HashMap::new();
        for set in &self.program.sets {
            let key = set.key.as_str();
            let is_bound = |name: &str| self.binders.contains_key(name);
            if !(is_bound(key) || is_bound(&format!("self.{key}"))) || self.program.is_self(set.of) {
                continue;
            }
            let Some(own) = self.class_of(set.of).and_then(|class| self.lineages.own(class.scope)) else {
                continue;
            };
            for of in &own.classes {
                all.entry(*of).or_default().entry(key).or_default().push(set.value);
            }
        }
        all
    }

    /// What is set of the objects of a class outside of its methods.
    pub(super) fn set_outside(&self, class: &Class, name: &str) -> &[Id] {
        let of_class = self.set_outside.get(&class.scope);
        of_class.and_then(|sets| sets.get(name)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The values of all keys of a map that is in the file.
    pub(super) fn entries_of(&self, of: Id) -> Vec<Id> {
        let mut values = Vec::new();
        for map in self.origins(of) {
            let Kind::Map(entries) = self.program.kind(map) else { return Vec::new() };
            for entry in entries {
                match entry {
                    Entry::Pair { value, .. } => values.push(*value),
                    Entry::Spread(_) => return Vec::new(),
                }
            }
        }
        let changes = self.variable_of(of).and_then(|variable| self.changes.get(&variable));
        values.extend(changes.iter().flat_map(|changes| &changes.sets).map(|set| set.value));
        values
    }

    /// What a map that is in the file has for a key, or another value where it has none.
    pub(super) fn entry_or(&self, of: Id, key: Id, other: Id) -> Vec<Id> {
        let all = self.entries_of(of);
        if all.is_empty() {
            return Vec::new();
        }
        let Kind::Text(key) = self.program.kind(key) else { return [all, vec![other]].concat() };
        let values = self.part(of, key);
        if values.is_empty() { vec![other] } else { values }
    }

    /// Whether an expression asks a map that is in the file for a key that it may not have: `projects.get(stage)`.
    pub(crate) fn may_lack(&self, id: Id) -> bool {
        let Kind::Call { callee, arguments } = self.program.kind(id) else { return false };
        match (self.program.kind(*callee), &arguments[..]) {
            (Kind::Member { of, name }, [_]) if name == "get" => !self.entries_of(*of).is_empty(),
            _ => false,
        }
    }
}
