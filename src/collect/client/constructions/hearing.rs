//! Where a client hears of its project: in options, headers, requests and the environment.

use super::super::headers::{self, Header};
use super::super::known::{HOLE, is_default};
use super::super::program::{Id, Item, Kind, Lacking};
use super::context::{Candidate, Constructions};
use super::said::{Cases, Rank, Said, Word};
use super::ways::is_copy_name;
use crate::client::{Form, Sdk};
use crate::finding::Location;
use crate::source::Span;

/// What values come to that are to name a project.
#[derive(Default)]
struct Names {
    is_named: bool,
    ids: Vec<(String, Location)>,
    /// The default project, or an empty one.
    default: Option<Span>,
    /// No value.
    nothing: Option<Span>,
    /// Whether there are more of them.
    is_open: bool,
}

impl Constructions<'_> {
    /// All that is said of the project of a client, which reads some variables.
    pub(super) fn hear(&self, client: &Candidate, variables: &[&str]) -> Said {
        let (sdk, mut said) = (client.sdk, Said::default());
        self.hear_environment(sdk, variables, client.ways.first().copied(), &mut said);
        let mut says = Vec::new();
        for (number, options) in client.options.iter().enumerate() {
            let before = said.voices();
            // What a builder is told is said of one client; other options make another client.
            let is_apart = number > 0 && sdk.form != Form::Builder;
            let rank = |rank: Rank| if is_apart { rank.apart() } else { rank };
            let (argument, headers) = (Rank::of_argument(sdk.form), Rank::of_headers(sdk.form));
            for item in &options.list {
                self.hear_option(sdk, item, (rank(argument), rank(headers)), &mut said);
            }
            says.push(is_apart && said.voices() > before);
        }
        for way in &client.ways {
            self.hear_class(sdk, *way, &mut said);
        }
        let copies = self.copies(client, says);
        for request in &client.requests {
            let before = said.voices();
            self.hear_request(sdk, *request, &mut said);
            if said.voices() == before && self.is_paid_for(*request) {
                said.note_silent_request();
                if self.is_on_original(client, &copies, *request) {
                    said.note_original_request();
                }
            }
        }
        for request in &client.likely_requests {
            let mut likely = Said::default();
            self.hear_request(sdk, *request, &mut likely);
            let at = self.program.exprs[*request].span;
            let is_copy = self.program.callee_name(*request).is_some_and(is_copy_name);
            if likely.voices() > 0 || is_copy {
                said.leave_open(Rank::REQUEST, at);
            } else if self.is_paid_for(*request) {
                said.note_likely_request(at);
            }
        }
        said
    }

    /// What an option says of a project, by the ranks of an argument and of headers.
    fn hear_option(&self, sdk: &Sdk, item: &Item, (argument, headers): (Rank, Rank), said: &mut Said) {
        let name = item.name.as_str();
        if sdk.project.contains(&name) {
            self.hear_values(sdk, item, argument, said);
        } else if sdk.headers.contains(&name) {
            self.hear_headers(sdk, item, headers, said);
        } else if sdk.header.contains(&name) {
            if let Some(key) = item.key {
                let at = Some(self.program.exprs[key].span);
                for name in self.values.texts(key) {
                    self.hear_header(sdk, &Item { name, at, ..item.clone() }, headers, said);
                }
            }
        } else if sdk.no_header.contains(&name) {
            for key in &item.values {
                let is_project = |text: &String| headers::of_name(sdk.family, text) == Header::Project;
                if self.values.texts(*key).iter().any(is_project) {
                    said.say(headers, left_out(item), self.program.exprs[*key].span, Vec::new());
                }
            }
        } else if sdk.carrier.contains(&name) {
            for value in &item.values {
                self.hear_carrier(sdk, *value, said);
            }
        } else if let (true, Some(at)) = (item.is_unknown(), item.at) {
            said.leave_open(headers, at);
        }
    }

    /// A class that is derived from a client may name a project wherever it has the name of the header.
    fn hear_class(&self, sdk: &Sdk, way: Id, said: &mut Said) {
        let Some(class) = self.class_of(way) else { return };
        if let Some(at) = self.header_within(sdk, class.span) {
            said.leave_open(Rank::of_headers(sdk.form), at);
        }
    }

    /// Whether a call on a client is a request for an answer of a model, by the names that the SDKs give these.
    fn is_paid_for(&self, call: Id) -> bool {
        let name = self.program.callee_name(call).unwrap_or_default();
        matches!(name, "create" | "createStreaming" | "stream" | "parse" | "New" | "NewStreaming")
    }

    /// What a request, or another call on a client, says of a project.
    fn hear_request(&self, sdk: &Sdk, call: Id, said: &mut Said) {
        let Kind::Call { arguments, .. } = self.program.kind(call) else { return };
        let mut hear = |item: &Item| self.hear_option(sdk, item, (Rank::REQUEST, Rank::REQUEST), said);
        for argument in arguments {
            match (sdk.form, &argument.name) {
                (Form::Keywords, Some(name)) if sdk.headers.contains(&name.as_str()) => {
                    hear(&Item::of(name, vec![argument.value]));
                }
                (Form::Keywords, None) if argument.is_spread => {
                    for item in self.values.items(argument.value).list {
                        if item.is_unknown() || sdk.headers.contains(&item.name.as_str()) {
                            hear(&item);
                        }
                    }
                }
                (Form::Object, _) => {
                    for item in self.values.items(argument.value).list {
                        if item.name == "headers" {
                            hear(&item);
                        }
                    }
                }
                (Form::Functions, _) => {
                    for item in self.function_options(argument.value).list {
                        // One argument that comes from elsewhere is no option, but a context or what is asked.
                        if argument.is_spread || !item.is_unknown() {
                            hear(&item);
                        }
                    }
                }
                (Form::Builder, _) => {
                    for item in self.chain(argument.value) {
                        hear(&item);
                    }
                }
                _ => {}
            }
        }
    }

    /// The calls of a builder: `Params.builder().putAdditionalHeader("…", "…").build()`.
    fn chain(&self, id: Id) -> Vec<Item> {
        let mut chain = Vec::new();
        for mut leaf in self.values.leaves(id) {
            while let (Kind::Call { callee, .. }, Some(item)) =
                (self.program.kind(leaf), self.call_item(leaf))
            {
                chain.push(item);
                match self.program.kind(*callee) {
                    Kind::Member { of, .. } => leaf = *of,
                    _ => break,
                }
            }
        }
        chain
    }

    /// What a map of headers says that an option gives.
    pub(super) fn hear_headers(&self, sdk: &Sdk, option: &Item, rank: Rank, said: &mut Said) {
        if let (0, Some(value)) = (self.left.get(), option.values.first()) {
            return said.leave_open(rank, self.program.exprs[*value].span);
        }
        let headers = self.parts(option);
        self.pay(headers.len());
        for header in headers {
            self.hear_header(sdk, &header, rank, said);
        }
    }

    pub(super) fn hear_header(&self, sdk: &Sdk, item: &Item, rank: Rank, said: &mut Said) {
        let value = item.values.first().map(|value| self.program.exprs[*value].span);
        match headers::of_name(sdk.family, &item.name) {
            Header::Project => {
                self.hear_values(sdk, item, rank, said);
                for value in &item.values {
                    if self.leaves_out(sdk, *value) {
                        said.say(rank, left_out(item), self.program.exprs[*value].span, Vec::new());
                    }
                }
            }
            Header::Nearly(right) => {
                if let Some(at) = item.at {
                    said.misspell(at, right);
                }
            }
            Header::Unknown => {
                if let Some(at) = item.at.or(value) {
                    said.leave_open(rank, at);
                }
            }
            Header::Other => {}
        }
    }

    /// Whether a value leaves a header out that is given elsewhere: `null`, `Omit()`.
    fn leaves_out(&self, sdk: &Sdk, value: Id) -> bool {
        self.values.leaves(value).iter().any(|leaf| match self.program.kind(*leaf) {
            Kind::Nothing => {
                sdk.form == Form::Object && self.source.slice(self.program.exprs[*leaf].span) == "null"
            }
            Kind::Call { .. } => self.program.callee_name(*leaf) == Some("Omit"),
            Kind::Name(name) | Kind::Member { name, .. } => name == "omit",
            _ => false,
        })
    }

    /// What the values of an option or a header say that are to name a project.
    pub(super) fn hear_values(&self, sdk: &Sdk, item: &Item, rank: Rank, said: &mut Said) {
        let Some(first) = item.values.first() else { return };
        let mut names = Names::default();
        for value in &item.values {
            self.weigh(sdk, *value, Lacking::default(), &mut names);
        }
        let cases = Cases {
            named: names.is_named,
            default: names.default.is_some(),
            nothing: names.nothing.is_some() || !item.is_sure,
            open: names.is_open,
        };
        if let Some(word) = cases.word() {
            let at = names.default.or(names.nothing).unwrap_or(self.program.exprs[*first].span);
            said.say(rank, word, at, names.ids);
        }
    }

    /// Weighs what a value comes to that cannot be some things.
    fn weigh(&self, sdk: &Sdk, id: Id, never: Lacking, names: &mut Names) {
        let (leaves, is_all) = self.values.leaves_and_variables(id);
        names.is_open |= !is_all;
        for (leaf, lacking) in leaves {
            let never = never.and(lacking);
            let span = self.program.exprs[leaf].span;
            match self.program.kind(leaf) {
                Kind::Nothing if never.nothing => {}
                Kind::Nothing => {
                    names.nothing.get_or_insert(span);
                }
                Kind::List(items) => {
                    for item in items {
                        self.weigh(sdk, *item, Lacking::default(), names);
                    }
                }
                Kind::Text(_) | Kind::Template(_) => {
                    for text in self.values.texts(leaf) {
                        if never.empty && text.is_empty() {
                            continue;
                        }
                        if is_default(&text) {
                            names.default.get_or_insert(span);
                            continue;
                        }
                        names.is_named = true;
                        if !text.contains(HOLE) {
                            names.ids.push((text, self.locate(span)));
                        }
                    }
                }
                _ if self.leaves_out(sdk, leaf) => {}
                _ => {
                    names.is_named = true;
                    if !never.nothing && self.values.may_lack(leaf) {
                        names.nothing.get_or_insert(span);
                    }
                    // A variable names a project, but for what is taken where it is not set.
                    if let Some(default) = self.values.variable(leaf).and_then(|variable| variable.default) {
                        let mut unset = Names::default();
                        self.weigh(sdk, default, never, &mut unset);
                        names.default = names.default.or(unset.default);
                        names.is_open |= unset.is_open;
                    }
                }
            }
        }
    }
}

/// What an option says that leaves a header out.
fn left_out(option: &Item) -> Word {
    match option.is_sure {
        true => Word::Default,
        false => Word::Lapse,
    }
}
