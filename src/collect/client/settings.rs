//! Configurations that give programs their environment: which of them send clients to `bedrock-mantle`, and what names
//! a project there.

pub(super) mod lines;
pub(super) mod plain;
mod search;
pub(super) mod terraform;

use std::sync::Arc;

use super::headers::Header;
use super::known::{is_default, is_open};
use super::{endpoint, headers, sdks};
use crate::client::{Client, Doubt, Family, Goes, Naming, Sdk};
use crate::finding::Location;
use crate::source::{Source, Span};
pub(super) use search::environments;

/// A variable that a configuration sets.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) name: String,
    /// The value, with [`HOLE`](super::known::HOLE) for what is not known of it, and [`DEFAULT`](super::known::DEFAULT) behind a default.
    pub(crate) value: String,
    /// The value.
    pub(crate) at: Span,
}

/// What one program is given.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    pub(crate) own: Vec<Setting>,
    /// What is given besides, from around it or to what is within.
    pub(crate) others: Vec<Setting>,
    /// What may give further variables.
    pub(crate) open: Option<Span>,
}

/// The clients that an environment configures.
pub(super) fn clients(source: &Arc<Source>, environment: &Environment) -> Vec<Client> {
    let mut clients = Vec::new();
    for setting in &environment.own {
        let of_variable = |sdk: &&Sdk| sdk.base_url_variable == Some(setting.name.as_str());
        let Some(sdk) = sdks::CONFIGURATIONS.iter().find(of_variable) else { continue };
        if endpoint::of_url(&setting.value) != Some(true) {
            continue;
        }
        let (naming, ids) = naming(source, sdk, environment);
        let at = Location::new(source, setting.at);
        let region = endpoint::region(&setting.value);
        clients.push(Client { sdk, at, naming, ids, region, variables: &[] });
    }
    clients
}

fn naming(source: &Arc<Source>, sdk: &Sdk, environment: &Environment) -> (Naming, Vec<(String, Location)>) {
    let locate = |span: Span| Location::new(source, span);
    let (mut default, mut misspelled) = (None, None);
    for setting in environment.own.iter().chain(&environment.others) {
        let Some(variable) = known(sdk.with_base_url, &setting.name) else { continue };
        if variable.ends_with("_HEADERS") {
            if headers::names(sdk.family, &setting.value) || is_open(&setting.value) {
                return (Naming::Named, Vec::new());
            }
            if headers::project(sdk.family, &setting.value).is_some() {
                default = Some(setting.at);
            }
            misspelled = misspelled.or(misspelled_in(source, sdk.family, setting));
        } else if is_default(&setting.value) {
            default = Some(setting.at);
        } else if sdk.goes == Goes::Itself {
            let doubt = Doubt::Configuration { variable, at: locate(setting.at) };
            return (Naming::Unresolved(doubt), Vec::new());
        } else {
            let is_literal = !is_open(&setting.value);
            let id = is_literal.then(|| (setting.value.clone(), locate(setting.at)));
            return (Naming::Named, id.into_iter().collect());
        }
    }
    let naming = match (default, environment.open, misspelled) {
        (Some(at), ..) => Naming::Default(locate(at)),
        (None, Some(at), _) => Naming::Unresolved(Doubt::Elsewhere(locate(at))),
        (None, None, Some((at, right))) => Naming::Misspelled { header: locate(at), right },
        (None, None, None) => Naming::Missing,
    };
    (naming, Vec::new())
}

/// The header in a list of them that nearly names a project.
fn misspelled_in(source: &Source, family: Family, setting: &Setting) -> Option<(Span, &'static str)> {
    let written = source.slice(setting.at);
    for line in setting.value.lines().flat_map(|line| line.split("\\n")) {
        let Some((name, _)) = line.split_once(':') else { continue };
        if let Header::Nearly(right) = headers::of_name(family, name.trim())
            && let Some(at) = written.find(name.trim())
        {
            let start = setting.at.start as usize + at;
            return Some((Span::new(start, start + name.trim().len()), right));
        }
    }
    None
}

fn known(variables: &'static [&'static str], name: &str) -> Option<&'static str> {
    variables.iter().copied().find(|variable| *variable == name)
}

/// Whether a variable names a project to a client that reads it.
pub(super) fn names_project(setting: &Setting) -> bool {
    let is_known = |family| headers::names(family, &setting.value) || is_open(&setting.value);
    match setting.name.as_str() {
        "OPENAI_PROJECT_ID" => !is_default(&setting.value),
        "OPENAI_CUSTOM_HEADERS" => is_known(Family::OpenAi),
        "ANTHROPIC_CUSTOM_HEADERS" => is_known(Family::Anthropic),
        _ => false,
    }
}

/// Whether a variable has something to do with clients.
pub(super) fn concerns_clients(name: &str) -> bool {
    matches!(
        name,
        "OPENAI_BASE_URL"
            | "OPENAI_PROJECT_ID"
            | "OPENAI_CUSTOM_HEADERS"
            | "AWS_BEDROCK_BASE_URL"
            | "ANTHROPIC_BASE_URL"
            | "ANTHROPIC_BEDROCK_MANTLE_BASE_URL"
            | "ANTHROPIC_CUSTOM_HEADERS"
    )
}
