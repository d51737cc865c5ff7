//! The clients that a program constructs: where their requests go, and what names a project on the way.

mod carrier;
mod context;
mod copies;
mod environment;
mod goes;
mod hearing;
mod module;
mod options;
mod said;
mod sdk;
mod uses;
mod variables;
mod ways;

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

use super::endpoint::Endpoint;
use super::grammar::Grammar;
use super::program::{Function, Id, Items, Kind, Program, Values};
use super::sdks;
use crate::client::{Client, Doubt, Form, Naming, Sdk};
use crate::finding::Location;
use crate::source::{Source, Span};
use context::{Candidate, Constructions};
use environment::Environment;
use uses::Uses;

/// How many calls are looked at to find out what is made of the clients of a file; further clients are left open.
const LOOKS: usize = 2_000_000;

/// What a program says of clients.
#[derive(Default)]
pub(super) struct Constructed {
    pub(super) clients: Vec<Client>,
    /// The variables that give base URLs to clients which name a project, and where these are constructed.
    pub(super) named: Vec<(&'static str, Location)>,
}

/// The clients of a program.
pub(super) fn clients(source: &Arc<Source>, program: &Program<'_>, grammar: Grammar) -> Constructed {
    let values = Values::new(program);
    let mut givers: HashMap<Id, Vec<&Function>> = HashMap::new();
    for function in &program.functions {
        for leaf in function.returns.iter().flat_map(|value| values.leaves(*value)) {
            givers.entry(leaf).or_default().push(function);
        }
    }
    let reader = Constructions {
        source,
        program,
        values: &values,
        sdks: sdks_of(grammar),
        uses: Uses::new(program, &values),
        environment: Environment::new(program, &values),
        givers,
        left: Cell::new(LOOKS),
    };
    let mut constructed = Constructed::default();
    for call in values.all_calls() {
        reader.read(*call, &mut constructed);
    }
    for client in reader.modules() {
        reader.add(&client, &mut constructed);
    }
    constructed
}

fn sdks_of(grammar: Grammar) -> &'static [Sdk] {
    match grammar {
        Grammar::Python => sdks::PYTHON_SDKS,
        Grammar::JavaScript | Grammar::TypeScript | Grammar::Tsx => sdks::JAVASCRIPT_SDKS,
        Grammar::Go => sdks::GO_SDKS,
        Grammar::Java => sdks::JAVA_SDKS,
    }
}

impl Constructions<'_> {
    /// Adds the client that a call constructs, if it does.
    fn read(&self, call: Id, constructed: &mut Constructed) {
        let Some((sdk, is_sure)) = self.sdk_of(call) else { return };
        let ways = if self.left.get() > 0 { self.ways(call, sdk) } else { vec![call] };
        let mut options: Vec<Items> = ways.iter().map(|way| self.options(*way, sdk)).collect();
        let place = self.program.exprs[call].place;
        for (way, told) in ways.iter().zip(&mut options) {
            // A builder may be told something in some cases only.
            if sdk.form == Form::Builder && !self.program.is_sure(self.program.exprs[*way].place, place) {
                for item in &mut told.list {
                    item.is_sure = false;
                }
            }
        }
        self.doubt_rebound(&ways, &mut options);
        let sets = self.sets(&ways);
        if !sets.is_empty() {
            options[0].list.extend(sets);
            options[0].list = self.values.settled(std::mem::take(&mut options[0].list));
        }
        let is_followed = self.left.get() > 0;
        let requests = if is_followed { self.uses(&ways) } else { Vec::new() };
        let likely_requests = if is_followed { self.likely_uses(&ways, &requests) } else { Vec::new() };
        let requests_of_ways = self.requests_of_ways(sdk, &ways, &options);
        let is_followed = self.left.get() > 0;
        let at = self.construction(call);
        let client = Candidate {
            sdk,
            is_sure,
            at,
            ways,
            options,
            requests,
            likely_requests,
            requests_of_ways,
            is_followed,
        };
        self.add(&client, constructed);
    }

    fn add(&self, client: &Candidate, constructed: &mut Constructed) {
        let sdk = client.sdk;
        let options = Items { list: client.options.iter().flat_map(|items| items.list.clone()).collect() };
        if !options.values_of(sdk.instead).is_empty() {
            return;
        }
        let reads_environment = self.reads_environment(sdk, &client.ways);
        let endpoint = self.endpoint(sdk, &options, reads_environment);
        let variables: &[&str] = match (reads_environment, endpoint) {
            (true, Endpoint::Provider) => sdk.with_provider,
            (true, _) => sdk.with_base_url,
            (false, _) => &[],
        };
        let said = self.hear(client, variables);
        let (mut naming, ids) = self.naming(said);
        if !client.is_followed {
            naming = Naming::Unresolved(Doubt::Elsewhere(self.locate(client.at)));
        }
        let is_named = matches!(naming, Naming::Named);
        // Further calls may say where the requests of these go.
        let is_by_calls = matches!(sdk.form, Form::Builder | Form::Functions);
        let is_told = client.is_followed || !client.is_sure || !is_by_calls;
        match endpoint {
            Endpoint::Elsewhere if is_told => {
                let is_given = !options.values_of(sdk.base_url).is_empty();
                let variable = sdk.base_url_variable.filter(|_| client.is_sure && is_named && !is_given);
                constructed.named.extend(variable.map(|variable| (variable, self.locate(client.at))));
                return;
            }
            Endpoint::Unknown(_) if !client.is_sure || is_named => return,
            Endpoint::Unknown(span) => naming = Naming::Unresolved(Doubt::BaseUrl(self.locate(span))),
            Endpoint::Elsewhere | Endpoint::Mantle | Endpoint::Provider => {}
        }
        let region = self.region(sdk, &options);
        constructed.clients.push(Client { sdk, at: self.locate(client.at), naming, ids, region, variables });
    }

    /// The text that constructs a client: from the start of the call to the end of what is called.
    fn construction(&self, call: Id) -> Span {
        let span = self.program.exprs[call].span;
        match self.program.kind(call) {
            Kind::Call { callee, .. } => {
                Span { start: span.start, end: self.program.exprs[*callee].span.end }
            }
            _ => span,
        }
    }
}
