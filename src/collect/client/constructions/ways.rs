//! The calls that make a client, and those on it.

use super::super::program::{Id, Kind, ScopeId};
use super::context::Constructions;
use crate::client::{Form, Sdk};

impl Constructions<'_> {
    /// The calls that make a client: the construction, and what is made of its result by other options.
    pub(super) fn ways(&self, call: Id, sdk: &Sdk) -> Vec<Id> {
        let mut ways = vec![call];
        let is_copy = |id: &Id| {
            let name = self.program.callee_name(*id).unwrap_or_default();
            matches!(name, "with_options" | "withOptions" | "copy") || sdk.form == Form::Builder
        };
        let mut next = 0;
        while next < ways.len() {
            let of = self.uses(&ways[next..=next]);
            for used in of.into_iter().filter(is_copy) {
                if !ways.contains(&used) {
                    ways.push(used);
                }
            }
            next += 1;
        }
        ways
    }

    /// The calls on some clients, or on what names them.
    pub(super) fn uses(&self, clients: &[Id]) -> Vec<Id> {
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

    /// Whether an expression is one of some names, each known where it is bound and within.
    pub(super) fn is_named(&self, id: Id, names: &[(&str, ScopeId)]) -> bool {
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
    pub(super) fn names_of(&self, client: Id) -> Vec<(&str, ScopeId)> {
        let is_it = |value: Id| {
            value == client
                || matches!(self.program.kind(value), Kind::Choice(parts) if parts.contains(&client))
        };
        let bindings = self.program.bindings.iter().filter(|binding| is_it(binding.value));
        bindings.map(|binding| (binding.name.as_str(), binding.scope)).collect()
    }
}
