//! The clients that a program constructs: where their requests go, and what names a project on the way.

use std::sync::Arc;

use super::endpoint::{self, Endpoint};
use super::grammar::Grammar;
use super::headers::{self, Header};
use super::program::{Id, Item, Items, Kind, Program, ScopeId, Values};
use super::sdks;
use super::{HOLE, is_default};
use crate::client::{Client, Doubt, Form, Goes, Naming, Sdk};
use crate::finding::Location;
use crate::source::{Source, Span};

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

struct Constructions<'p> {
    source: &'p Arc<Source>,
    program: &'p Program<'p>,
    values: &'p Values<'p>,
    sdks: &'static [Sdk],
}

/// What is said of a project on the way of a request.
#[derive(Default)]
struct Said {
    /// Whether something names one.
    is_named: bool,
    ids: Vec<(String, Location)>,
    /// What names the default project, or an empty one.
    default: Option<Span>,
    misspelled: Option<(Span, &'static str)>,
    /// What may name one.
    open: Option<Span>,
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
            let more = self.values.items(nested);
            options.list.extend(more.list);
            options.open.extend(more.open);
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

    fn naming(&self, said: &Said, doubt: Option<Doubt>) -> Naming {
        if said.is_named {
            return Naming::Named;
        }
        if let Some(doubt) = doubt {
            return Naming::Unresolved(doubt);
        }
        match (said.default, said.open, said.misspelled) {
            (Some(at), _, _) => Naming::Default(self.locate(at)),
            (_, Some(at), _) => Naming::Unresolved(Doubt::Elsewhere(self.locate(at))),
            (_, _, Some((at, right))) => Naming::Misspelled { header: self.locate(at), right },
            (None, None, None) => Naming::Missing,
        }
    }

    fn locate(&self, span: Span) -> Location {
        Location::new(self.source, span)
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

    /// The calls that make a client: the construction, and what is made of its result by other options.
    fn ways(&self, call: Id, sdk: &Sdk) -> Vec<Id> {
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
    fn uses(&self, clients: &[Id]) -> Vec<Id> {
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
    fn is_named(&self, id: Id, names: &[(&str, ScopeId)]) -> bool {
        let Some(name) = self.values.name_of(id) else { return false };
        let scope = self.program.exprs[id].scope;
        names
            .iter()
            .any(|(known, bound)| *known == name && (name.starts_with("self.") || self.is_in(scope, *bound)))
    }

    fn is_in(&self, scope: ScopeId, outer: ScopeId) -> bool {
        let mut here = Some(scope);
        while let Some(scope) = here {
            if scope == outer {
                return true;
            }
            here = self.program.around[scope];
        }
        false
    }

    /// The names that a client is bound to, and where.
    fn names_of(&self, client: Id) -> Vec<(&str, ScopeId)> {
        let is_it = |value: Id| {
            value == client
                || matches!(self.program.kind(value), Kind::Choice(parts) if parts.contains(&client))
        };
        let bindings = self.program.bindings.iter().filter(|binding| is_it(binding.value));
        bindings.map(|binding| (binding.name.as_str(), binding.scope)).collect()
    }

    /// Adds the options of a call.
    fn add_options(&self, call: Id, sdk: &Sdk, options: &mut Items) {
        let Kind::Call { arguments, .. } = self.program.kind(call) else { return };
        let mut add = |more: Items| {
            options.list.extend(more.list);
            options.open.extend(more.open);
        };
        match sdk.form {
            Form::Keywords => {
                if let (Some(name), Some(first)) = (sdk.first, arguments.first())
                    && first.name.is_none()
                    && !first.is_spread
                {
                    let item = Item { name: name.to_owned(), at: None, values: vec![first.value] };
                    add(Items { list: vec![item], open: Vec::new() });
                }
                for argument in arguments {
                    match &argument.name {
                        Some(name) => {
                            let item = Item { name: name.clone(), at: None, values: vec![argument.value] };
                            add(Items { list: vec![item], open: Vec::new() });
                        }
                        None if argument.is_spread => add(self.values.items(argument.value)),
                        None => {}
                    }
                }
            }
            Form::Object => {
                if let Some(first) = arguments.first() {
                    add(self.values.items(first.value));
                }
            }
            Form::Functions => {
                for argument in arguments {
                    let mut more = self.function_options(argument.value);
                    // One argument that comes from elsewhere, such as a context, is no options.
                    if !argument.is_spread && !matches!(self.program.kind(argument.value), Kind::Call { .. })
                    {
                        more.open.clear();
                    }
                    add(more);
                }
            }
            Form::Builder => {
                let name = self.program.callee_name(call).unwrap_or_default().to_owned();
                let values = arguments.iter().map(|argument| argument.value).collect();
                add(Items { list: vec![Item { name, at: None, values }], open: Vec::new() });
            }
            Form::Environment => {}
        }
    }

    /// Options that are given as the results of functions, alone or in a list, or as the fields of a structure.
    fn function_options(&self, id: Id) -> Items {
        let mut options = Items::default();
        self.add_function_options(id, &mut options, &mut Vec::new());
        options
    }

    fn add_function_options(&self, id: Id, options: &mut Items, seen: &mut Vec<Id>) {
        for leaf in self.values.leaves(id) {
            if seen.contains(&leaf) {
                continue;
            }
            seen.push(leaf);
            match self.program.kind(leaf) {
                Kind::List(items) => {
                    for item in items {
                        self.add_function_options(*item, options, seen);
                    }
                }
                Kind::Map(_) => options.list.extend(self.values.items(leaf).list),
                Kind::Call { arguments, .. } if self.program.callee_name(leaf) == Some("append") => {
                    for argument in arguments {
                        self.add_function_options(argument.value, options, seen);
                    }
                }
                Kind::Call { arguments, .. } => {
                    let name = self.program.callee_name(leaf).unwrap_or_default().to_owned();
                    let values = arguments.iter().map(|argument| argument.value).collect();
                    options.list.push(Item { name, at: None, values });
                }
                _ => options.open.push(self.program.exprs[leaf].span),
            }
        }
    }

    /// Whether a client takes what is not said from the environment: a builder does so only where it is told to.
    fn reads_environment(&self, sdk: &Sdk, ways: &[Id]) -> bool {
        let is_told = |way: &Id| self.program.callee_name(*way) == Some("fromEnv");
        sdk.form != Form::Builder || ways.iter().any(is_told)
    }

    /// Where the requests of a client go.
    fn endpoint(&self, sdk: &Sdk, options: &Items, reads_environment: bool) -> Endpoint {
        let mut providers =
            options.given(&["provider"]).into_iter().flat_map(|value| self.values.leaves(value));
        if let Some(leaf) = providers.next() {
            if self.program.callee_name(leaf) == Some("bedrock") {
                let mut own = Items::default();
                self.add_options(leaf, sdk, &mut own);
                return self.provider_endpoint(sdk, &own);
            }
            return Endpoint::Unknown(self.program.exprs[leaf].span);
        }
        match sdk.goes {
            Goes::Itself => return self.provider_endpoint(sdk, options),
            Goes::IfGiven(option) if !options.given(&[option]).is_empty() => {
                return self.provider_endpoint(sdk, options);
            }
            Goes::IfBegins(option, beginning) => {
                return self.endpoint_by(&options.given(&[option]), beginning);
            }
            Goes::ByUrl | Goes::IfGiven(_) => {}
        }
        let mut urls = options.given(sdk.base_url);
        if reads_environment && urls.iter().all(|url| self.is_nothing(*url)) {
            urls = self.set_variables(sdk.base_url_variable.as_slice());
        }
        self.endpoint_of(&urls)
    }

    /// Where requests go of which a value says it by its beginning.
    fn endpoint_by(&self, values: &[Id], beginning: &str) -> Endpoint {
        let mut texts = values.iter().flat_map(|value| self.values.texts(*value));
        match texts.any(|text| text.starts_with(beginning)) {
            true => Endpoint::Provider,
            false => Endpoint::Elsewhere,
        }
    }

    /// Where requests go that go to Bedrock of their own accord: not to a runtime endpoint that is asked for.
    fn provider_endpoint(&self, sdk: &Sdk, options: &Items) -> Endpoint {
        // What the client for JavaScript is given as an endpoint, it ignores.
        if sdk.form != Form::Object {
            for leaf in
                options.given(&["endpoint", "Endpoint"]).iter().flat_map(|value| self.values.leaves(*value))
            {
                let word = match self.program.kind(leaf) {
                    Kind::Text(text) => text.as_str(),
                    Kind::Member { name, .. } | Kind::Name(name) => name,
                    _ => "",
                };
                if matches!(word, "runtime" | "bedrock-runtime" | "EndpointRuntime" | "RUNTIME") {
                    return Endpoint::Elsewhere;
                }
            }
        }
        let urls = options.given(&["base_url", "baseURL", "BaseURL", "baseUrl"]);
        let set: Vec<Id> = match urls.is_empty() {
            true => self.set_variables(sdk.base_url_variable.as_slice()),
            false => Vec::new(),
        };
        let is_runtime = |url: &Id| self.values.texts(*url).iter().any(|text| endpoint::is_runtime(text));
        match urls.iter().chain(&set).any(is_runtime) {
            true => Endpoint::Elsewhere,
            false => Endpoint::Provider,
        }
    }

    /// The region that requests go to, where one is written out.
    fn region(&self, sdk: &Sdk, options: &Items) -> Option<String> {
        let urls = options.given(sdk.base_url);
        let mut of_urls =
            urls.iter().flat_map(|url| self.values.texts(*url)).filter_map(|url| endpoint::region(&url));
        let named = options.given(&["aws_region", "awsRegion", "AWSRegion", "region"]);
        let mut of_names =
            named.iter().flat_map(|name| self.values.texts(*name)).filter(|text| !text.contains(HOLE));
        of_urls.next().or_else(|| of_names.next())
    }

    fn endpoint_of(&self, urls: &[Id]) -> Endpoint {
        let mut found = Endpoint::Elsewhere;
        for url in urls {
            for text in self.values.texts(*url) {
                match endpoint::of_url(&text) {
                    Some(true) => return Endpoint::Mantle,
                    Some(false) => {}
                    None => found = Endpoint::Unknown(self.program.exprs[*url].span),
                }
            }
        }
        found
    }

    fn is_nothing(&self, id: Id) -> bool {
        self.values.leaves(id).iter().all(|leaf| matches!(self.program.kind(*leaf), Kind::Nothing))
    }

    /// The values that the file gives to variables of the environment.
    fn set_variables(&self, names: &[&str]) -> Vec<Id> {
        let mut values = Vec::new();
        for set in &self.program.sets {
            if names.contains(&set.key.as_str()) && self.is_environment(set.of) {
                values.push(set.value);
            }
        }
        for call in self.values.calls() {
            let Kind::Call { callee, arguments } = self.program.kind(*call) else { continue };
            match (&self.program.path(*callee).unwrap_or_default()[..], &arguments[..]) {
                (
                    ["os", "environ", "setdefault"]
                    | ["os", "putenv"]
                    | ["os", "Setenv"]
                    | ["t", "Setenv"]
                    | ["monkeypatch", "setenv"]
                    | ["System", "setProperty"],
                    [name, value, ..],
                ) => {
                    let texts = self.values.texts(name.value);
                    if texts.iter().any(|text| names.contains(&text.as_str())) {
                        values.push(value.value);
                    }
                }
                (["os", "environ", "update"] | ["environ", "update"], given) => {
                    for argument in given {
                        match &argument.name {
                            Some(name) if names.contains(&name.as_str()) => values.push(argument.value),
                            Some(_) => {}
                            None => values.extend(self.values.items(argument.value).given(names)),
                        }
                    }
                }
                (["Object", "assign"], [to, given @ ..]) if self.is_environment(to.value) => {
                    for argument in given {
                        values.extend(self.values.items(argument.value).given(names));
                    }
                }
                _ => {}
            }
        }
        values
    }

    /// Whether an expression is the environment.
    fn is_environment(&self, id: Id) -> bool {
        let path = self.program.path(id).unwrap_or_default();
        matches!(path[..], ["os", "environ"] | ["environ"] | ["process", "env"])
    }

    /// What an option says of a project.
    fn hear(&self, sdk: &Sdk, item: &Item, said: &mut Said) {
        let name = item.name.as_str();
        if sdk.project.contains(&name) {
            for value in &item.values {
                self.hear_value(*value, said);
            }
        } else if sdk.headers.contains(&name) {
            for value in &item.values {
                self.hear_headers(sdk, *value, said);
            }
        } else if sdk.header.contains(&name)
            && let [key, values @ ..] = &item.values[..]
        {
            let at = self.program.exprs[*key].span;
            for text in self.values.texts(*key) {
                let header = Item { name: text, at: Some(at), values: values.to_vec() };
                self.hear_header(sdk, &header, said);
            }
        }
    }

    /// What a request, or another call on a client, says of a project.
    fn hear_request(&self, sdk: &Sdk, call: Id, said: &mut Said) {
        let Kind::Call { arguments, .. } = self.program.kind(call) else { return };
        for argument in arguments {
            match (sdk.form, &argument.name) {
                (Form::Keywords, Some(name)) => {
                    let item = Item { name: name.clone(), at: None, values: vec![argument.value] };
                    if sdk.headers.contains(&name.as_str()) {
                        self.hear(sdk, &item, said);
                    }
                }
                (Form::Object, _) => {
                    for item in self.values.items(argument.value).list {
                        if item.name == "headers" {
                            self.hear(sdk, &item, said);
                        }
                    }
                }
                (Form::Functions, _) => {
                    for item in self.function_options(argument.value).list {
                        self.hear(sdk, &item, said);
                    }
                }
                (Form::Builder, _) => self.hear_chain(sdk, argument.value, said),
                _ => {}
            }
        }
    }

    /// What the calls of a builder say of headers: `Params.builder().putAdditionalHeader("…", "…").build()`.
    fn hear_chain(&self, sdk: &Sdk, id: Id, said: &mut Said) {
        for mut leaf in self.values.leaves(id) {
            while let Kind::Call { callee, arguments } = self.program.kind(leaf) {
                let name = self.program.callee_name(leaf).unwrap_or_default().to_owned();
                let values = arguments.iter().map(|argument| argument.value).collect();
                self.hear(sdk, &Item { name, at: None, values }, said);
                match self.program.kind(*callee) {
                    Kind::Member { of, .. } => leaf = *of,
                    _ => break,
                }
            }
        }
    }

    fn hear_headers(&self, sdk: &Sdk, map: Id, said: &mut Said) {
        let items = self.values.items(map);
        for item in &items.list {
            self.hear_header(sdk, item, said);
        }
        if let Some(open) = items.open.first() {
            said.open.get_or_insert(*open);
        }
    }

    fn hear_header(&self, sdk: &Sdk, item: &Item, said: &mut Said) {
        match headers::of_name(sdk.family, &item.name) {
            Header::Project => {
                for value in &item.values {
                    self.hear_value(*value, said);
                }
            }
            Header::Nearly(right) => {
                if let Some(at) = item.at {
                    said.misspelled.get_or_insert((at, right));
                }
            }
            Header::Unknown => {
                let at = item.values.first().map(|value| self.program.exprs[*value].span);
                said.open = said.open.or(item.at).or(at);
            }
            Header::Other => {}
        }
    }

    /// What a value says that is to name a project.
    fn hear_value(&self, id: Id, said: &mut Said) {
        for leaf in self.values.leaves_and_variables(id) {
            let span = self.program.exprs[leaf].span;
            match self.program.kind(leaf) {
                Kind::Nothing => {}
                Kind::List(items) => {
                    for item in items {
                        self.hear_value(*item, said);
                    }
                }
                Kind::Text(text) if is_default(text) => {
                    said.default.get_or_insert(span);
                }
                Kind::Text(text) => {
                    said.is_named = true;
                    if !text.contains(HOLE) {
                        said.ids.push((text.clone(), self.locate(span)));
                    }
                }
                _ => said.is_named = true,
            }
        }
    }

    /// What is set at a client after it is constructed: `client.project = …`.
    fn hear_sets(&self, sdk: &Sdk, clients: &[Id], said: &mut Said) {
        let names: Vec<(&str, ScopeId)> = clients.iter().flat_map(|client| self.names_of(*client)).collect();
        for set in &self.program.sets {
            if sdk.project.contains(&set.key.as_str()) && self.is_named(set.of, &names) {
                self.hear_value(set.value, said);
            }
        }
    }

    /// What variables say of a project that the file itself sets.
    fn hear_environment(&self, sdk: &Sdk, variables: &[&str], said: &mut Said) {
        for variable in variables {
            for value in self.set_variables(&[*variable]) {
                match variable.ends_with("_HEADERS") {
                    true => {
                        said.is_named |=
                            self.values.texts(value).iter().any(|text| headers::names(sdk.family, text))
                    }
                    false => self.hear_value(value, said),
                }
            }
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
