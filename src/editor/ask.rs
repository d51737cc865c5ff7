//! The questions of an editor, and who answers them.

use std::path::Path;

use gen_lsp_types::{CodeActionParams, CodeActionTriggerKind, TextDocumentPositionParams};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::action::{self, Question};
use super::check::View;
use super::client::Client;
use super::note::Note;
use super::spot::Cursor;
use super::uri;
use super::wire::{Code, Refusal};
use super::{completion, definition, hover};
use crate::text::shown;

/// A question about a document.
#[derive(Clone, Debug)]
pub(super) enum Ask {
    Actions(Question),
    Hover(Cursor),
    Completion(Cursor),
    Definition(Cursor),
}

impl Ask {
    /// What a request asks; nothing where its document is in no file, of which nothing is known.
    pub(super) fn of(method: &str, params: Value) -> Result<Option<Self>, Refusal> {
        let ask = match method {
            "textDocument/codeAction" => actions(parse(params)?).map(Ask::Actions),
            "textDocument/hover" => cursor(&parse(params)?).map(Ask::Hover),
            "textDocument/completion" => cursor(&parse(params)?).map(Ask::Completion),
            "textDocument/definition" => cursor(&parse(params)?).map(Ask::Definition),
            _ => {
                let why = format!("there is no method `{}`", shown(method));
                return Err(Refusal::new(Code::UnknownMethod, why));
            }
        };
        Ok(ask)
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Ask::Actions(question) => &question.path,
            Ask::Hover(cursor) | Ask::Completion(cursor) | Ask::Definition(cursor) => &cursor.path,
        }
    }

    /// Whether the answer is about what was found in the document.
    pub(super) fn needs_findings(&self) -> bool {
        matches!(self, Ask::Actions(_))
    }

    /// The answer; null where there is nothing to say.
    pub(super) fn answer(&self, view: &View, notes: &[Note], client: &Client) -> Value {
        match self {
            Ask::Actions(question) => value(action::actions(question, notes, view, client)),
            Ask::Hover(cursor) => value(hover::hover(cursor, view)),
            Ask::Completion(cursor) => value(completion::complete(cursor, view, client)),
            Ask::Definition(cursor) => value(definition::find(cursor, view)),
        }
    }
}

fn actions(params: CodeActionParams) -> Option<Question> {
    Some(Question {
        path: uri::path_of(params.text_document.uri.as_ref())?,
        range: params.range,
        only: params.context.only,
        is_automatic: params.context.trigger_kind == Some(CodeActionTriggerKind::Automatic),
    })
}

fn cursor(params: &TextDocumentPositionParams) -> Option<Cursor> {
    let path = uri::path_of(params.text_document.uri.as_ref())?;
    Some(Cursor { path, position: params.position })
}

pub(super) fn parse<T: DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params).map_err(|error| Refusal::new(Code::InvalidParameters, error.to_string()))
}

pub(super) fn value(answer: impl Serialize) -> Value {
    serde_json::to_value(answer).unwrap_or_default()
}
