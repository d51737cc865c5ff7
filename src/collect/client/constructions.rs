//! The clients that a program constructs: where their requests go, and what names a project on the way.

mod context;
mod environment;
mod goes;
mod options;
mod said;
mod ways;

use std::sync::Arc;

use super::endpoint::Endpoint;
use super::grammar::Grammar;
use super::program::{Id, Items, Kind, Program, Values};
use super::sdks;
use crate::client::{Client, Doubt, Form, Sdk};
use crate::finding::Location;
use crate::source::{Source, Span};
use context::Constructions;
use said::Said;

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
    let reader = Constructions { source, program, values: &values, sdks: sdks_of(grammar) };
    let mut constructed = Constructed::default();
    for call in values.calls() {
        reader.read(*call, &mut constructed);
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
        let ways = self.ways(call, sdk);
        let mut options = Items::default();
        for way in &ways {
            self.add_options(*way, sdk, &mut options);
        }
        for nested in options.given(sdk.nested) {
            options.extend(self.values.items(nested));
        }
        if !options.given(sdk.instead).is_empty() {
            return;
        }
        let reads_environment = self.reads_environment(sdk, &ways);
        let endpoint = self.endpoint(sdk, &options, reads_environment);
        let is_provider = matches!(endpoint, Endpoint::Provider);
        let variables: &[&str] = match reads_environment {
            true if is_provider => sdk.with_provider,
            true => sdk.with_base_url,
            false => &[],
        };
        let mut said = Said::default();
        for item in &options.list {
            self.hear(sdk, item, &mut said);
        }
        for call in ways.iter().copied().chain(self.uses(&ways)) {
            self.hear_request(sdk, call, &mut said);
        }
        self.hear_sets(sdk, &ways, &mut said);
        self.hear_environment(sdk, variables, &mut said);
        if let Some(span) = options.open.first() {
            said.open.get_or_insert(*span);
        }
        let doubt = match endpoint {
            Endpoint::Elsewhere => {
                let is_given = !options.given(sdk.base_url).is_empty();
                let variable = sdk.base_url_variable.filter(|_| is_sure && said.is_named && !is_given);
                let at = self.locate(self.construction(call));
                constructed.named.extend(variable.map(|variable| (variable, at)));
                return;
            }
            Endpoint::Unknown(_) if !is_sure || said.is_named => return,
            Endpoint::Unknown(span) => Some(Doubt::BaseUrl(self.locate(span))),
            Endpoint::Mantle | Endpoint::Provider => None,
        };
        let at = self.locate(self.construction(call));
        let region = self.region(sdk, &options);
        let naming = self.naming(&said, doubt);
        constructed.clients.push(Client { sdk, at, naming, ids: said.ids, region, variables });
    }

    /// The SDK whose client a call constructs, and whether it is surely that one and not only called so.
    fn sdk_of(&self, call: Id) -> Option<(&'static Sdk, bool)> {
        let Kind::Call { callee, .. } = self.program.kind(call) else { return None };
        let mut path = self.program.path(*callee)?;
        if path.len() > 1 && matches!(path.last(), Some(&("builder" | "fromEnv"))) {
            path.pop();
        }
        let (first, last) = (*path.first()?, *path.last()?);
        let import = self.program.imports.get(first);
        let name = match (&path[..], import.and_then(|import| import.name.as_deref())) {
            // What a module gives by default is its client, whatever it is called here.
            ([_], Some("default")) => {
                self.default_of(import.map(|import| import.module.as_str())).unwrap_or(last)
            }
            ([_], Some(name)) => name,
            _ => last,
        };
        let module = import.map(|import| import.module.as_str());
        // A client of another library may be called so, too.
        let is_any = matches!(name, "Client" | "AsyncClient");
        let of_name = self.sdks.iter().filter(|sdk| sdk.constructors.contains(&name));
        let is_of = |sdk: &&Sdk, module: &str| sdk.modules.iter().any(|known| is_within(module, known));
        match module {
            Some(module) => {
                let known = of_name.clone().filter(|sdk| is_of(sdk, module));
                // The longest name of a module that fits counts.
                let best = known.max_by_key(|sdk| sdk.modules[0].len());
                match best {
                    Some(sdk) => Some((sdk, true)),
                    None if is_any || path.len() > 1 => None,
                    None => of_name.into_iter().next().map(|sdk| (sdk, false)),
                }
            }
            None if is_any => None,
            None => {
                of_name.into_iter().next().filter(|sdk| sdk.form != Form::Functions).map(|sdk| (sdk, false))
            }
        }
    }

    /// The constructor that a module gives by default.
    fn default_of(&self, module: Option<&str>) -> Option<&'static str> {
        let module = module?;
        let sdk = self.sdks.iter().find(|sdk| sdk.modules.contains(&module))?;
        sdk.constructors.first().copied()
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

/// Whether a module is one of this name, or within it.
fn is_within(module: &str, known: &str) -> bool {
    match module.strip_prefix(known) {
        Some(rest) => rest.is_empty() || rest.starts_with(['.', '/']),
        None => false,
    }
}
