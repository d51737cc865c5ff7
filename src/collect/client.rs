//! Clients: what constructs, or configures, a client that sends requests to a `bedrock-mantle` endpoint.
//!
//! A text is parsed only where it has a marker: other code costs no more than reading it.

mod constructions;
mod endpoint;
mod grammar;
mod headers;
mod marker;
mod program;
mod sdks;

use std::sync::Arc;

use crate::project::client::Client;
use crate::source::{Source, Span};
pub(crate) use grammar::Grammar;

/// What a source says of clients.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) clients: Vec<Client>,
    /// Comments, for inline ignores.
    pub(crate) comments: Vec<Span>,
    /// Where it is broken, and something of a client is there.
    pub(crate) broken: Vec<Span>,
    /// Where it is nested deeper than is followed.
    pub(crate) too_deep: Option<Span>,
}

/// Whether a text surely says something of a client for `bedrock-mantle`.
pub(crate) fn is_marked(text: &str) -> bool {
    marker::is_strong(text)
}

/// The clients of a program; nothing where no marker is.
pub(crate) fn in_program(source: &Arc<Source>, grammar: Grammar) -> Found {
    if !marker::is_in(source.text()) {
        return Found::default();
    }
    let Some(program) = program::read(source, grammar) else { return Found::default() };
    let clients = constructions::clients(source, &program, grammar);
    let is_of_client = |span: &&Span| marker::is_strong(source.slice(**span));
    let broken = program.broken.iter().filter(is_of_client).copied().collect();
    Found { clients, comments: program.comments, broken, too_deep: program.too_deep }
}
