//! The calls that make a client, and those on it.

use std::collections::{BTreeSet, HashSet};

use super::super::program::{Id, Item, Items, Kind, Known, Likelihood, Place, Set};
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
        let names = self.names_of([&call]);
        let is_copy = |id: &Id| {
            let name = self.program.callee_name(*id).unwrap_or_default();
            match sdk.form {
                Form::Builder => !self.is_built(*id),
                _ => is_copy_name(name) || self.is_call_of(*id, call, &names),
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

    /// The calls on some clients, or on what is known to be one of them, in the order of the text.
    pub(super) fn uses(&self, clients: &[Id]) -> Vec<Id> {
        let given = self.given_by(clients, Likelihood::Sure);
        let clients: HashSet<Id> = clients.iter().chain(&given).copied().collect();
        let mut uses = BTreeSet::new();
        for client in &clients {
            uses.extend(self.uses.calls_on_call(*client));
        }
        for (name, bound) in self.names_of(&clients) {
            let calls = self.uses.calls_on_name(&name);
            self.pay(calls.len());
            let here = calls.iter().filter(|(_, scope)| self.values.is_known_in(&name, *scope, bound));
            uses.extend(here.map(|(call, _)| *call));
        }
        uses.into_iter().filter(|call| !clients.contains(call)).collect()
    }

    /// The calls that may be on some clients, beside those that are: on what objects give or have whose class is not known.
    pub(super) fn likely_uses(&self, clients: &[Id], uses: &[Id]) -> Vec<Id> {
        let mut likely = BTreeSet::new();
        let given = self.given_by(clients, Likelihood::Likely);
        if !given.is_empty() {
            likely.extend(self.uses(&given));
        }
        for (name, _) in self.names_of(clients) {
            let Some((_, attribute)) = name.rsplit_once('.') else { continue };
            let calls = self.uses.calls_on_attribute(attribute);
            self.pay(calls.len());
            likely.extend(calls);
        }
        let known: HashSet<&Id> = uses.iter().chain(clients).collect();
        likely.into_iter().filter(|call| !known.contains(call)).collect()
    }

    /// The calls of functions of the file that give one of some clients, surely or likely.
    fn given_by(&self, clients: &[Id], likelihood: Likelihood) -> Vec<Id> {
        let mut given = Vec::new();
        for function in clients.iter().filter_map(|client| self.givers.get(client)).flatten() {
            let calls = self.values.calls_named(&function.name);
            self.pay(calls.len());
            given.extend(calls.iter().filter(|call| self.values.calls(**call, function) == Some(likelihood)));
        }
        given
    }

    /// Whether a call is one of what a client is bound to, by the names of that: of a function with some of its arguments given.
    fn is_call_of(&self, call: Id, client: Id, names: &BTreeSet<Known>) -> bool {
        let Kind::Call { callee, .. } = self.program.kind(call) else { return false };
        let Some((name, scope)) = self.values.known_as(*callee) else { return *callee == client };
        names.iter().any(|(known, bound)| *known == name && self.values.is_known_in(known, scope, *bound))
    }

    /// What is set at clients after they are constructed: `client.project = …`.
    pub(super) fn sets(&self, clients: &[Id]) -> Vec<Item> {
        let mut of_clients: Vec<&Set> = Vec::new();
        for (name, bound) in self.names_of(clients) {
            let sets = self.uses.sets_of_name(&name).iter();
            let here = sets.filter(|(_, scope)| self.values.is_known_in(&name, *scope, bound));
            of_clients.extend(here.map(|(set, _)| *set));
        }
        of_clients.sort_by_key(|set| set.value);
        of_clients.dedup_by_key(|set| set.value);
        self.values.set_items(&of_clients, self.program.exprs[clients[0]].place)
    }

    /// What clients are known by, each with the scope of it.
    fn names_of<'c>(&self, clients: impl IntoIterator<Item = &'c Id>) -> BTreeSet<Known> {
        let mut names = BTreeSet::new();
        for client in clients {
            names.extend(self.uses.names_of(*client).iter().cloned());
            // Within a class that is derived from a client, the object itself is the client.
            if let Some(class) = self.class_that_constructs(*client) {
                names.extend(["self", "this"].map(|name| (name.to_owned(), class.scope)));
            }
        }
        let mut open: Vec<Known> = names.iter().cloned().collect();
        while let Some((name, bound)) = open.pop() {
            for (scope, alias) in self.uses.aliases_of(&name) {
                if self.values.is_known_in(&name, *scope, bound) && names.insert(alias.clone()) {
                    open.push(alias.clone());
                }
            }
        }
        names
    }
}

/// Whether a method makes a client of another one by further options.
pub(super) fn is_copy_name(method: &str) -> bool {
    matches!(method, "with_options" | "withOptions" | "copy")
}
