//! What is said of a project on the way of a request.

use super::super::headers::{self, Header};
use super::super::known::{HOLE, is_default};
use super::super::program::{Id, Item, Kind, ScopeId};
use super::context::Constructions;
use crate::client::{Doubt, Form, Naming, Sdk};
use crate::finding::Location;
use crate::source::Span;

/// What is said of a project on the way of a request.
#[derive(Default)]
pub(super) struct Said {
    /// Whether something names one.
    pub(super) is_named: bool,
    pub(super) ids: Vec<(String, Location)>,
    /// What names the default project, or an empty one.
    pub(super) default: Option<Span>,
    pub(super) misspelled: Option<(Span, &'static str)>,
    /// What may name one.
    pub(super) open: Option<Span>,
}

impl Constructions<'_> {
    pub(super) fn naming(&self, said: &Said, doubt: Option<Doubt>) -> Naming {
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

    /// What an option says of a project.
    pub(super) fn hear(&self, sdk: &Sdk, item: &Item, said: &mut Said) {
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
    pub(super) fn hear_request(&self, sdk: &Sdk, call: Id, said: &mut Said) {
        let Kind::Call { arguments, .. } = self.program.kind(call) else { return };
        for argument in arguments {
            match (sdk.form, &argument.name) {
                (Form::Keywords, Some(name)) if sdk.headers.contains(&name.as_str()) => {
                    self.hear(sdk, &Item::of(name, vec![argument.value]), said);
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
            while let (Kind::Call { callee, .. }, Some(item)) =
                (self.program.kind(leaf), self.call_item(leaf))
            {
                self.hear(sdk, &item, said);
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
    pub(super) fn hear_sets(&self, sdk: &Sdk, clients: &[Id], said: &mut Said) {
        let names: Vec<(&str, ScopeId)> = clients.iter().flat_map(|client| self.names_of(*client)).collect();
        for set in &self.program.sets {
            if sdk.project.contains(&set.key.as_str()) && self.is_named(set.of, &names) {
                self.hear_value(set.value, said);
            }
        }
    }

    /// What variables say of a project that the file itself sets.
    pub(super) fn hear_environment(&self, sdk: &Sdk, variables: &[&str], said: &mut Said) {
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
