//! Clients: what constructs, or configures, a client that sends requests to a `bedrock-mantle` endpoint.
//!
//! A text is parsed only where it has a marker: other code costs no more than reading it.

#[cfg(feature = "clients")]
mod constructions;
#[cfg_attr(not(feature = "clients"), allow(dead_code, reason = "only programs ask for all of it"))]
mod endpoint;
mod grammar;
#[cfg_attr(not(feature = "clients"), allow(dead_code, reason = "only programs ask for all of it"))]
mod headers;
#[cfg_attr(not(feature = "clients"), allow(dead_code, reason = "only programs ask for all of it"))]
mod known;
mod marker;
#[cfg(feature = "clients")]
mod program;
#[cfg_attr(not(feature = "clients"), allow(dead_code, reason = "only programs ask for all of it"))]
mod sdks;
mod settings;

use std::sync::Arc;

use crate::client::Client;
use crate::finding::Location;
use crate::source::{Source, Span};
use crate::tree::{Tree, hcl};
#[cfg(feature = "clients")]
use constructions::Constructed;
pub(crate) use grammar::Grammar;
use settings::{Environment, plain, terraform};

/// What a source says of clients.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) clients: Vec<Client>,
    /// The variables that it sets and that may name the project of a client.
    pub(crate) settings: Vec<(String, Location)>,
    /// The variables that give base URLs to clients which name a project, and where these are constructed.
    pub(crate) named: Vec<(&'static str, Location)>,
    /// Comments, for inline ignores, where nobody else reads them.
    pub(crate) comments: Vec<Span>,
    /// Where it is broken, and something of a client is there.
    pub(crate) broken: Vec<Span>,
    /// What of it is not read, and the limit that says so.
    pub(crate) limit: Option<(Span, &'static str)>,
}

/// Whether a text surely says something of a client for `bedrock-mantle`.
pub(crate) fn is_marked(text: &str) -> bool {
    marker::is_strong(text)
}

/// Whether a configuration may set what clients read.
pub(crate) fn may_configure(text: &str) -> bool {
    marker::is_in_configuration(text)
}

/// Whether a text that cannot be parsed seems to configure one.
pub(crate) fn configures(text: &str) -> bool {
    marker::is_strong(text) && marker::is_in_configuration(text)
}

/// The clients of a program; nothing where no marker is.
#[cfg(feature = "clients")]
pub(crate) fn in_program(source: &Arc<Source>, grammar: Grammar) -> Found {
    if !marker::is_in(source.text()) {
        return Found::default();
    }
    let Some(program) = program::read(source, grammar) else { return Found::default() };
    let Constructed { clients, named } = constructions::clients(source, &program, grammar);
    let is_of_client = |span: &&Span| marker::is_strong(source.slice(**span));
    let broken = program.broken.iter().filter(is_of_client).copied().collect();
    let limit = program.too_deep.map(|span| (span, "it is nested deeper than 256 levels"));
    Found { clients, named, comments: program.comments, broken, limit, ..Found::default() }
}

/// In a build without the grammars, a program that has a client is not read.
#[cfg(not(feature = "clients"))]
pub(crate) fn in_program(source: &Arc<Source>, _: Grammar) -> Found {
    let limit = "it constructs a client, and this build of taglint reads no source code (feature `clients`)";
    let limit = marker::is_strong(source.text()).then(|| (Span::new(0, 0), limit));
    Found { limit, ..Found::default() }
}

/// The comments of a program.
#[cfg(all(feature = "clients", feature = "lsp"))]
pub(crate) fn comments_of_program(source: &Source, grammar: Grammar) -> Option<Vec<Span>> {
    Some(program::read(source, grammar)?.comments)
}

/// A build without the grammars knows of none.
#[cfg(all(not(feature = "clients"), feature = "lsp"))]
pub(crate) fn comments_of_program(_: &Source, _: Grammar) -> Option<Vec<Span>> {
    None
}

/// The comments of an environment file, a script or an image file.
pub(crate) fn comments_of_lines(source: &Source) -> Vec<Span> {
    settings::lines::comments(source.text())
}

/// The clients that an environment file, a script or an image file configures.
pub(crate) fn in_lines(source: &Arc<Source>, is_script: bool) -> Found {
    if !marker::is_in_configuration(source.text()) {
        return Found::default();
    }
    let whole = Span::new(0, source.text().len());
    let environments = match is_script {
        true => settings::script::environments(source, &[whole]),
        false => match settings::stages::environments(source) {
            Some(environments) => environments,
            None => vec![settings::lines::environment(source, whole)],
        },
    };
    let mut found = configured(source, &environments);
    found.comments = comments_of_lines(source);
    found
}

/// The clients that the documents of a file configure.
pub(crate) fn in_documents(source: &Arc<Source>, trees: &[Tree<'_>]) -> Found {
    if !marker::is_in_configuration(source.text()) {
        return Found::default();
    }
    let (mut environments, mut limit) = (Vec::new(), None);
    for tree in trees {
        match plain::of_document(tree.root()) {
            Some(document) => environments.extend(settings::environments(source, &document)),
            None => limit = Some((tree.root().span(), "aliases make it larger than 200,000 parts")),
        }
    }
    Found { limit, ..configured(source, &environments) }
}

/// The clients that a Terraform configuration configures.
pub(crate) fn in_terraform(source: &Arc<Source>) -> Found {
    if !marker::is_in_configuration(source.text()) {
        return Found::default();
    }
    let is_json = source.name().to_ascii_lowercase().ends_with(".json");
    let read = if is_json { hcl::parse_json(source) } else { hcl::parse(source) };
    // Where it is broken is said where its projects are read.
    let Ok(file) = read else { return Found::default() };
    let documents = terraform::of_file(&file);
    let environments: Vec<Environment> =
        documents.iter().flat_map(|document| settings::environments(source, document)).collect();
    configured(source, &environments)
}

fn configured(source: &Arc<Source>, environments: &[Environment]) -> Found {
    let mut found = Found::default();
    for environment in environments {
        found.clients.extend(settings::clients(source, environment));
        let set = settings::naming_settings(environment).into_iter();
        found.settings.extend(set.map(|setting| (setting.name.clone(), Location::new(source, setting.at))));
    }
    found
}
