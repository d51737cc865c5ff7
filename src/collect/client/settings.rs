//! Configurations that give programs their environment: which of them send clients to `bedrock-mantle`, and what names
//! a project there.

pub(super) mod lines;
pub(super) mod plain;
mod search;
pub(super) mod terraform;

use std::sync::Arc;

use super::{HOLE, endpoint, headers, is_default, sdks};
use crate::client::{Client, Doubt, Goes, Naming, Sdk};
use crate::finding::Location;
use crate::source::{Source, Span};
pub(super) use search::environments;

/// A variable that a configuration sets.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) name: String,
    /// The value, with [`HOLE`] for what is not known of it.
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
    let mut default = None;
    for setting in environment.own.iter().chain(&environment.others) {
        let Some(variable) = known(sdk.with_base_url, &setting.name) else { continue };
        if variable.ends_with("_HEADERS") {
            if headers::names(sdk.family, &setting.value) || setting.value.contains(HOLE) {
                return (Naming::Named, Vec::new());
            }
        } else if is_default(&setting.value) {
            default = Some(setting.at);
        } else if sdk.goes == Goes::Itself {
            let doubt = Doubt::Configuration { variable, at: locate(setting.at) };
            return (Naming::Unresolved(doubt), Vec::new());
        } else {
            let is_literal = !setting.value.contains(HOLE);
            let id = is_literal.then(|| (setting.value.clone(), locate(setting.at)));
            return (Naming::Named, id.into_iter().collect());
        }
    }
    let naming = match (default, environment.open) {
        (Some(at), _) => Naming::Default(locate(at)),
        (None, Some(at)) => Naming::Unresolved(Doubt::Elsewhere(locate(at))),
        (None, None) => Naming::Missing,
    };
    (naming, Vec::new())
}

fn known(variables: &'static [&'static str], name: &str) -> Option<&'static str> {
    variables.iter().copied().find(|variable| *variable == name)
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
