//! The calls that make a client, and those on it.

use super::super::program::{Id, Item, Kind, ScopeId, Set};
use super::context::Constructions;
use crate::client::{Form, Sdk};

impl Constructions<'_> {
    /// The calls that make a client: the construction, and what is made of its result by other options.
    pub(super) fn ways(&self, call: Id, sdk: &Sdk) -> Vec<Id> {
        let mut ways = vec![call];
        // A class that is derived from a client constructs it for those who construct the class.
        if let Some(class) = self.class_that_constructs(call) {
            let is_of_class = |call: &&Id| self.program.callee_name(**call) == Some(&class.name);
            ways.extend(self.values.calls().iter().filter(is_of_class));
        }
        let is_copy = |id: &Id| {
            let name = self.program.callee_name(*id).unwrap_or_default();
            match sdk.form {
                Form::Builder => !self.is_built(*id),
                _ => matches!(name, "with_options" | "withOptions" | "copy") || self.is_call_of(*id, call),
            }
        };
        let mut next = 0;
        while next < ways.len() {
            self.left.set(self.left.get().saturating_sub(self.values.calls().len()));
            let of = self.uses(&ways[next..=next]);
            for used in of.into_iter().filter(is_copy) {
                if !ways.contains(&used) && !self.is_build(ways[next]) {
                    ways.push(used);
                }
            }
            next += 1;
        }
        ways
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

    /// The calls on some clients, or on what names them.
    pub(super) fn uses(&self, clients: &[Id]) -> Vec<Id> {
        let clients: Vec<Id> = clients.iter().flat_map(|client| self.and_givers(*client)).collect();
        let names: Vec<(&str, ScopeId)> = clients.iter().flat_map(|client| self.names_of(*client)).collect();
        let is_use = |call: &&Id| {
            let Kind::Call { callee, .. } = self.program.kind(**call) else { return false };
            let mut id = *callee;
            loop {
                if clients.contains(&id) || self.is_named(id, &names) {
                    return true;
                }
                match self.program.kind(id) {
                    Kind::Member { of, .. } | Kind::Index { of, .. } => id = *of,
                    Kind::Call { callee, .. } => id = *callee,
                    _ => return false,
                }
            }
        };
        self.values.calls().iter().filter(is_use).filter(|call| !clients.contains(call)).copied().collect()
    }

    /// A client, and the calls of functions of the file that give it.
    fn and_givers(&self, client: Id) -> Vec<Id> {
        let Some(names) = self.givers.get(&client) else { return vec![client] };
        let is_given =
            |call: &&Id| self.program.callee_name(**call).is_some_and(|name| names.contains(&name));
        let calls = self.values.calls().iter().filter(is_given).copied();
        [client].into_iter().chain(calls).collect()
    }

    /// Whether a call is one of what a client is bound to: of a function with some of its arguments given.
    fn is_call_of(&self, call: Id, client: Id) -> bool {
        let Kind::Call { callee, .. } = self.program.kind(call) else { return false };
        *callee == client || self.is_named(*callee, &self.names_of(client))
    }

    /// What is set at clients after they are constructed: `client.project = …`.
    pub(super) fn sets(&self, clients: &[Id]) -> Vec<Item> {
        let names: Vec<(&str, ScopeId)> = clients.iter().flat_map(|client| self.names_of(*client)).collect();
        let of_clients: Vec<&Set> =
            self.program.sets.iter().filter(|set| self.is_named(set.of, &names)).collect();
        self.values.set_items(&of_clients, self.program.exprs[clients[0]].place)
    }

    /// Whether an expression is one of some names, each known where it is bound and within.
    fn is_named(&self, id: Id, names: &[(&str, ScopeId)]) -> bool {
        let Some(name) = self.values.name_of(id) else { return false };
        let scope = self.program.exprs[id].scope;
        names
            .iter()
            .any(|(known, bound)| *known == name && (name.starts_with("self.") || self.is_in(scope, *bound)))
    }

    fn is_in(&self, scope: ScopeId, outer: ScopeId) -> bool {
        self.program.scopes(scope).any(|scope| scope == outer)
    }

    /// The names that a client is bound to, and where.
    fn names_of(&self, client: Id) -> Vec<(&str, ScopeId)> {
        let is_it = |value: Id| {
            value == client
                || matches!(self.program.kind(value), Kind::Choice(parts) if parts.contains(&client))
        };
        let bindings = self.program.bindings.iter().filter(|binding| is_it(binding.value));
        let bound = bindings.map(|binding| (binding.name.as_str(), binding.scope));
        // Within a class that is derived from a client, the object itself is the client.
        let own = self.class_that_constructs(client).into_iter();
        let own = own.flat_map(|class| ["self", "this"].map(|name| (name, class.scope)));
        bound.chain(own).collect()
    }
}
