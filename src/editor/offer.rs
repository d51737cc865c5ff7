//! What is offered to be typed, before it is known how the client takes it.

use gen_lsp_types::CompletionItemKind;

/// Something that can be typed.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) label: String,
    pub(super) kind: CompletionItemKind,
    /// What is put into the text.
    pub(super) insert: String,
    /// Whether that has places to be filled in.
    pub(super) is_snippet: bool,
    /// What is typed to get it, where that is something else.
    pub(super) typed: Option<String>,
    /// What is shown beside it.
    pub(super) detail: Option<String>,
    pub(super) documentation: Option<String>,
    /// What is offered before others has a lower rank.
    pub(super) rank: usize,
}

impl Offer {
    pub(super) fn new(label: impl Into<String>, kind: CompletionItemKind, insert: impl Into<String>) -> Self {
        Offer {
            label: label.into(),
            kind,
            insert: insert.into(),
            is_snippet: false,
            typed: None,
            detail: None,
            documentation: None,
            rank: 0,
        }
    }
}
