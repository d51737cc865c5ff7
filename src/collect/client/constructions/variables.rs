//! What variables of the environment say of the project of a client, as far as the file sets them.

use std::cmp::Reverse;

use super::super::headers::{self, Listed};
use super::super::known::is_default;
use super::super::program::{Id, Item, Place, Runs, ScopeId};
use super::context::Constructions;
use super::said::{Cases, Rank, Said};
use crate::client::Sdk;

impl Constructions<'_> {
    /// What variables say of a project that the file itself sets.
    pub(super) fn hear_environment(
        &self,
        sdk: &Sdk,
        variables: &[&str],
        client: Option<Id>,
        said: &mut Said,
    ) {
        let place = client.and_then(|client| self.program.exprs[client].place);
        let rank = Rank::of_argument(sdk.form);
        if let (false, Some(value)) = (variables.is_empty(), self.environment.unknown.first()) {
            said.leave_open(rank, self.program.exprs[*value].span);
        }
        for variable in variables {
            let (values, is_held) = match client {
                None => (self.environment.values_of(&[*variable]), true),
                Some(client) => {
                    let expr = &self.program.exprs[client];
                    let reached_from = || self.program.reached_from(expr.span, expr.scope);
                    let (values, is_held) = self.environment.values_at(variable, expr.span, reached_from);
                    let reached = self.reached_by(client, &values);
                    (self.set_before(values, reached), is_held)
                }
            };
            self.pay(values.len());
            if let (0, Some(first)) = (self.left.get(), values.first()) {
                said.leave_open(rank, self.program.exprs[*first].span);
                continue;
            }
            let places: Vec<Place> =
                values.iter().map(|value| self.place_of_set(*value, variable, client)).collect();
            if !variable.ends_with("_HEADERS") {
                let is_sure = is_held && self.program.surely_since(&places, place).is_some();
                let item = Item { is_sure, ..Item::of(*variable, values) };
                self.hear_values(sdk, &item, rank, said);
                continue;
            }
            for (value, set) in values.into_iter().zip(places) {
                let mut cases =
                    Cases { nothing: !is_held || !self.program.is_sure(set, place), ..Cases::default() };
                for text in self.values.texts(value) {
                    match headers::listed(sdk.family, &text) {
                        Listed::Project(project) if is_default(project) => cases.default = true,
                        Listed::Project(_) => cases.named = true,
                        Listed::Open => cases.open = true,
                        Listed::Nothing => cases.nothing = true,
                    }
                }
                if let Some(word) = cases.word() {
                    said.say(Rank::of_headers(sdk.form), word, self.program.exprs[value].span, Vec::new());
                }
            }
        }
    }

    /// Where a client is constructed, as seen from the function around that sets a variable; and the scope of it.
    fn reached_by(&self, client: Id, values: &[Id]) -> (Id, ScopeId) {
        let exprs = &self.program.exprs;
        let own = (client, exprs[client].scope);
        let Some(scope) = values.first().map(|value| exprs[*value].scope) else { return own };
        let is_apart = values.iter().any(|value| exprs[*value].scope != scope);
        let is_around = self.program.scopes(own.1).skip(1).any(|around| around == scope);
        // Who calls a function of the file itself nobody knows.
        if is_apart || !is_around || scope == 0 {
            return own;
        }
        match self.program.runs_in(client, scope) {
            Some(call) => (call, scope),
            None => own,
        }
    }

    /// Of the values of a variable, those that it may have where a client is constructed.
    fn set_before(&self, mut values: Vec<Id>, (client, scope): (Id, ScopeId)) -> Vec<Id> {
        let exprs = &self.program.exprs;
        let is_here = |value: Id| exprs[value].scope == scope;
        values.retain(|value| !is_here(*value) || *value < client);
        let is_default = |value: &Id| {
            exprs[*value].parent.is_some_and(|call| self.program.callee_name(call) == Some("setdefault"))
        };
        let place = exprs[client].place;
        let around: Vec<ScopeId> = self.program.scopes(scope).collect();
        // What is around a function runs before it. Nobody knows when another function does.
        if values.iter().all(|value| around.contains(&exprs[*value].scope)) {
            let inwards = |value: &Id| Reverse(around.iter().position(|scope| *scope == exprs[*value].scope));
            values.sort_by_key(|value| (inwards(value), *value));
            // A default overrides nothing.
            let overrides =
                |value: &Id| self.program.is_sure(exprs[*value].place, place) && !is_default(value);
            if let Some(last) = values.iter().rposition(overrides) {
                values.drain(..last);
                // A default behind it says nothing.
                let set = values[0];
                values.retain(|value| *value == set || !is_default(value));
            }
        }
        values
    }

    /// Where a variable is set. What is set where it is not set yet is set in every case.
    fn place_of_set(&self, value: Id, variable: &str, client: Option<Id>) -> Place {
        let mut place = self.program.exprs[value].place;
        while let Some(number) = place {
            let branch = &self.program.branches[number];
            let is_passed = match (branch.runs, client) {
                (Runs::If(condition), _) => self.source.slice(condition).contains(variable),
                (Runs::Called { is_called: true, .. }, _) => true,
                (Runs::Called { function, .. }, Some(client)) => {
                    let client = &self.program.exprs[client];
                    self.program.runs_within(client.span, client.scope, function)
                }
                (Runs::Called { .. }, None) => false,
            };
            if !is_passed {
                break;
            }
            place = branch.outer;
        }
        place
    }
}
