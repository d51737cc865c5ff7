//! What a client can do, as it says when it begins, and what it is told that the server can.

use std::path::PathBuf;

use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CompletionOptions, PositionEncodingKind, ServerCapabilities,
    TextDocumentSyncKind, TextDocumentSyncOptions,
};
use serde_json::{Value, json};

use super::position::Encoding;
use super::uri;
use crate::collect::endings::LANGUAGES;

/// The kind of the action that applies all safe fixes of a document.
pub(super) const FIX_ALL: &str = "source.fixAll.taglint";

/// What begins a key or a value.
const TRIGGERS: [&str; 4] = ["\"", "'", ":", "="];

/// What a client can do. It is looked for by its place: a client that spells something else wrong still begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// Whether what is completed may have places to be filled in.
    pub(super) snippets: bool,
    /// Whether edits may name the version of the text that they are for.
    pub(super) versioned_edits: bool,
    /// Whether it watches files where it is asked to.
    pub(super) watches: bool,
}

impl Client {
    pub(super) fn of(params: &Value) -> Self {
        let at = |place: &str| params.pointer(&format!("/capabilities/{place}"));
        let can = |place: &str| at(place).and_then(Value::as_bool).unwrap_or_default();
        Client {
            encoding: Encoding::offered(at("general/positionEncodings")),
            snippets: can("textDocument/completion/completionItem/snippetSupport"),
            versioned_edits: can("workspace/workspaceEdit/documentChanges"),
            watches: can("workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }
}

/// The folder that a client has open, the first of several.
pub(super) fn root(params: &Value) -> Option<PathBuf> {
    let named = ["/workspaceFolders/0/uri", "/rootUri"];
    let root = named.iter().find_map(|place| uri::path_of(params.pointer(place)?.as_str()?));
    root.or_else(|| params.get("rootPath")?.as_str().map(PathBuf::from)).filter(|root| root.is_absolute())
}

/// The answer to a client that begins.
pub(super) fn welcome(client: &Client) -> Value {
    let kinds = vec![CodeActionKind::QuickFix, CodeActionKind::from(FIX_ALL.to_owned())];
    let capabilities = ServerCapabilities {
        position_encoding: Some(PositionEncodingKind::from(client.encoding.word().to_owned())),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                save: Some(true.into()),
                ..TextDocumentSyncOptions::default()
            }
            .into(),
        ),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        code_action_provider: Some(
            CodeActionOptions { code_action_kinds: Some(kinds), ..CodeActionOptions::default() }.into(),
        ),
        ..ServerCapabilities::default()
    };
    json!({
        "capabilities": capabilities,
        "serverInfo": { "name": "taglint", "version": env!("CARGO_PKG_VERSION") },
    })
}

/// What a client is asked to watch: definitions, policies, and the tables that they name.
pub(super) fn watched() -> Value {
    let endings = LANGUAGES.iter().flat_map(|language| language.endings);
    let endings: Vec<&str> = endings.copied().chain(["csv", "txt"]).collect();
    let glob = format!("**/*.{{{}}}", endings.join(","));
    let watchers = json!([{ "globPattern": glob }]);
    json!({
        "registrations": [{
            "id": "taglint-files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        }],
    })
}
