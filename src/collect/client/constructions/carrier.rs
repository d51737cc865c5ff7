//! What carries the requests of a client, and may add a header to each: an HTTP client, a function that fetches.

use super::super::headers::{self, Header};
use super::super::program::{Id, Item, Kind, Set};
use super::context::Constructions;
use super::said::{Rank, Said};
use crate::client::{Form, Sdk};
use crate::source::Span;

impl Constructions<'_> {
    pub(super) fn hear_carrier(&self, sdk: &Sdk, carrier: Id, said: &mut Said) {
        for header in self.headers_set_at(carrier) {
            self.hear_header(sdk, &header, Rank::CARRIER, said);
        }
        let leaves = self.values.leaves(carrier);
        let is_sure = leaves.len() == 1;
        for leaf in leaves {
            if let Some(headers) = self.own_headers(leaf) {
                let headers = Item { is_sure, ..Item::of("headers", vec![headers]) };
                self.hear_headers(sdk, &headers, Rank::CARRIER, said);
            } else if let Some(at) = self.named_within(sdk, leaf) {
                said.leave_open(Rank::CARRIER, at);
            }
        }
    }

    /// The headers that are set at an HTTP client after it is constructed: `http.headers["X"] = y`.
    fn headers_set_at(&self, carrier: Id) -> Vec<Item> {
        let Some(name) = self.values.name_of(carrier) else { return Vec::new() };
        let is_of_carrier = |id: Id| match self.program.kind(id) {
            Kind::Member { of, name: member } => {
                member == "headers" && self.values.name_of(*of).as_ref() == Some(&name)
            }
            _ => false,
        };
        let sets: Vec<&Set> = self.program.sets.iter().filter(|set| is_of_carrier(set.of)).collect();
        let mut headers = self.values.set_items(&sets, self.program.exprs[carrier].place);
        for call in self.values.calls_named("update") {
            let Kind::Call { callee, arguments } = self.program.kind(*call) else { continue };
            let (Kind::Member { of, .. }, [more]) = (self.program.kind(*callee), &arguments[..]) else {
                continue;
            };
            if is_of_carrier(*of) {
                headers.extend(self.values.items(more.value).list);
            }
        }
        headers
    }

    /// The headers that an HTTP client is constructed with.
    fn own_headers(&self, carrier: Id) -> Option<Id> {
        let Kind::Call { arguments, .. } = self.program.kind(carrier) else { return None };
        let headers = arguments.iter().find(|argument| argument.name.as_deref() == Some("headers"))?;
        Some(headers.value)
    }

    /// Where what carries requests may name a project: it is not in the file, or has the name of the header in it.
    fn named_within(&self, sdk: &Sdk, leaf: Id) -> Option<Span> {
        let span = self.program.exprs[leaf].span;
        let Kind::Name(name) = self.program.kind(leaf) else { return self.header_within(sdk, span) };
        if let Some(function) = self.program.functions.iter().find(|function| function.name == *name) {
            return self.header_within(sdk, function.span);
        }
        let is_parameter = |scope| {
            let function = self.program.function_in(scope);
            function.is_some_and(|function| function.parameters.iter().any(|it| it.name == *name))
        };
        let is_passed = self.program.scopes(self.program.exprs[leaf].scope).any(is_parameter);
        // A package knows no project.
        let is_imported = match self.program.imports.get(name) {
            Some(import) => sdk.form == Form::Keywords || import.module.starts_with('.'),
            None => false,
        };
        (is_passed || is_imported).then_some(span)
    }

    /// The name of a header that names a project, in a part of the file.
    pub(super) fn header_within(&self, sdk: &Sdk, part: Span) -> Option<Span> {
        let within = self.program.exprs.iter().filter(|expr| part.contains(expr.span));
        let mut texts = within.filter(|expr| match &expr.kind {
            Kind::Text(text) => headers::of_name(sdk.family, text) == Header::Project,
            _ => false,
        });
        texts.next().map(|expr| expr.span)
    }
}
