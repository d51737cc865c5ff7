//! The calls that make a client, and those on it.

use std::collections::{BTreeSet, HashSet};

use super::super::program::{Id, Item, Items, Kind, Place, ScopeId, Set};
use super::context::Constructions;
use crate::client::{Form, Sdk};

impl Constructions<'_> {
    /// The calls that make a client: the construction, and what is made of its result by other options.
    pub(super) fn ways(&self, call: Id, sdk: &Sdk) -> Vec<Id> {
        let mut ways = vec![call];
        // A class that is derived from a client constructs it for those who construct the class.
        if let Some(class) = self.class_that_constructs(call) {
            ways.extend(self.values.calls_named(&class.name));
        }
        let is_copy = |id: &Id| {
            let name = self.program.callee_name(*id).unwrap_or_default();
            match sdk.form {
                Form::Builder => !self.is_built(*id),
                _ => matches!(name, "with_options" | "withOptions" | "copy") || self.is_call_of(*id, call),
            }
        };
        let mut known: HashSet<Id> = ways.iter().copied().collect();
        let mut next = 0;
        while next < ways.len() && self.left.get() > 0 {
            // What is made of a builder that has built a client is no client, but a request.
            let open: Vec<Id> = ways[next..].iter().filter(|way| !self.is_build(**way)).copied().collect();
            next = ways.len();
            let of = self.uses(&open);
            ways.extend(of.into_iter().filter(is_copy).filter(|used| known.insert(*used)));
        }
        ways
    }

    /// Doubts the options of copies that take the name of their client in some cases only: `if x { c = c.with_options(…) }`.
    pub(super) fn doubt_rebound(&self, ways: &[Id], options: &mut [Items]) {
        let names = self.names_of(&ways[..1]);
        let is_rebound = |way: &Id| self.names_of([way]).iter().any(|name| names.contains(name));
        let rebound: Vec<usize> = (1..ways.len()).filter(|number| is_rebound(&ways[*number])).collect();
        let places: Vec<Place> =
            rebound.iter().map(|number| self.program.exprs[ways[*number]].place).collect();
        if self.program.surely_since(&places, self.program.exprs[ways[0]].place).is_some() {
            return;
        }
        for number in rebound {
            for item in &mut options[number].list {
                item.is_sure = false;
            }
        }
    }

    /// Whether a call ends a builder, and gives a client.
    fn is_build(&self, call: Id) -> bool {
        let Kind::Call { callee, .. } = self.program.kind(call) else { return false };
        match self.program.path(*callee).unwrap_or_default()[..] {
            [_, "fromEnv"] => true,
            [.., name] => name == "build",
            [] => false,
        }
    }

    /// Whether a call is on what a builder has built: a request.
    fn is_built(&self, call: Id) -> bool {
        let mut id = call;
        loop {
            match self.program.kind(id) {
                Kind::Call { callee, .. } => id = *callee,
                Kind::Member { of, .. } | Kind::Index { of, .. } => id = *of,
                _ => return false,
            }
            if self.is_build(id) {
                return true;
            }
        }
    }

    /// The calls on some clients, or on what names them, in the order of the text.
    pub(super) fn uses(&self, clients: &[Id]) -> Vec<Id> {
        let clients: HashSet<Id> = clients.iter().flat_map(|client| self.and_givers(*client)).collect();
        let mut uses = BTreeSet::new();
        for client in &clients {
            uses.extend(self.uses.calls_on_call(*client));
            for field in self.uses.fields_of_call(*client) {
                uses.extend(self.uses.calls_on_field(field));
            }
        }
        for (name, bound) in self.names_of(&clients) {
            let calls = self.uses.calls_on_name(name);
            self.pay(calls.len());
            let here = calls.iter().filter(|(_, scope)| self.is_known_in(name, *scope, bound));
            uses.extend(here.map(|(call, _)| *call));
            for field in self.uses.fields_of_name(name) {
                uses.extend(self.uses.calls_on_field(field));
            }
        }
        uses.into_iter().filter(|call| !clients.contains(call)).collect()
    }

    /// A client, and the calls of functions of the file that give it.
    fn and_givers(&self, client: Id) -> Vec<Id> {
        let mut all = vec![client];
        for name in self.givers.get(&client).into_iter().flatten() {
            all.extend(self.values.calls_named(name));
        }
        all
    }

    /// Whether a call is one of what a client is bound to: of a function with some of its arguments given.
    fn is_call_of(&self, call: Id, client: Id) -> bool {
        let Kind::Call { callee, .. } = self.program.kind(call) else { return false };
        let Some(name) = self.values.name_of(*callee) else { return *callee == client };
        let scope = self.program.exprs[*callee].scope;
        let mut names = self.names_of([&client]).into_iter();
        names.any(|(known, bound)| known == name && self.is_known_in(known, scope, bound))
    }

    /// What is set at clients after they are constructed: `client.project = …`.
    pub(super) fn sets(&self, clients: &[Id]) -> Vec<Item> {
        let mut of_clients: Vec<&Set> = Vec::new();
        for (name, bound) in self.names_of(clients) {
            let sets = self.uses.sets_of_name(name).iter();
            let here = sets.filter(|(_, scope)| self.is_known_in(name, *scope, bound));
            of_clients.extend(here.map(|(set, _)| *set));
        }
        of_clients.sort_by_key(|set| set.value);
        of_clients.dedup_by_key(|set| set.value);
        self.values.set_items(&of_clients, self.program.exprs[clients[0]].place)
    }

    /// Whether a name that is bound in one scope is known in another one.
    fn is_known_in(&self, name: &str, scope: ScopeId, bound: ScopeId) -> bool {
        name.starts_with("self.") || self.program.scopes(scope).any(|scope| scope == bound)
    }

    /// The names that clients are bound to, and where.
    fn names_of<'c>(&self, clients: impl IntoIterator<Item = &'c Id>) -> BTreeSet<(&str, ScopeId)> {
        let mut names = BTreeSet::new();
        for client in clients {
            names.extend(self.uses.names_of(*client).iter().copied());
            // Within a class that is derived from a client, the object itself is the client.
            if let Some(class) = self.class_that_constructs(*client) {
                names.extend(["self", "this"].map(|name| (name, class.scope)));
            }
        }
        names
    }
}
