//! A comment that hides a finding, written where the language has comments.

use std::path::{Path, PathBuf};

use gen_lsp_types::TextEdit;

use super::check::View;
use super::note::Note;
use super::position::Ruler;
use super::syntax::{comment_mark, comments};
use crate::policy::{Given, Policy, load};
use crate::rule;
use crate::source::{Medium, Source, Span};
use crate::text::code;

/// What stands where the author says why.
const REASON: &str = "<reason>";

/// A document in which findings can be ignored.
pub(super) struct Ignoring<'i> {
    view: &'i View,
    path: PathBuf,
    source: Source,
    /// What begins a comment.
    mark: &'static str,
    policy: Policy,
}

impl<'i> Ignoring<'i> {
    /// The document of a path, where its language has comments. Plain JSON has none: exceptions and baselines are for it.
    pub(super) fn of(path: &Path, view: &'i View) -> Option<Self> {
        let document = view.documents.get(path)?;
        let source = Source::new(view.store.name(path).shown, &*document.text, Medium::File);
        let mark = comment_mark(&source)?;
        let given = Given::found(&view.store, &view.policy_of(path)?);
        let policy = load::load(&given, &view.store, rule::NAMES).ok()?;
        Some(Ignoring { view, path: path.to_owned(), source, mark, policy })
    }

    /// The edit that hides a finding, with what it does: a line above the finding, else above its project, else behind
    /// the finding. A place is taken where what is written there is a comment to those who read the language.
    pub(super) fn edit(&self, note: &Note) -> Option<(String, TextEdit)> {
        let ignorable = note.ignorable.as_ref()?;
        if self.policy.mandatory.contains_key(ignorable.rule) {
            return None;
        }
        let words = format!("{} taglint: ignore[{}] {REASON}", self.mark, ignorable.rule);
        let text = self.source.text();
        let above = ignorable.offsets.iter().map(|&offset| {
            let line = self.source.line_span(self.source.line_of(offset));
            let indentation = &text[line.range()];
            let indentation = &indentation[..indentation.len() - indentation.trim_start().len()];
            let newline = if text[line.end as usize..].starts_with('\r') { "\r\n" } else { "\n" };
            (line.start as usize, format!("{indentation}{words}{newline}"))
        });
        let behind = ignorable.offsets.iter().take(1).map(|&offset| {
            let line = self.source.line_span(self.source.line_of(offset));
            (line.end as usize, format!(" {words}"))
        });
        let (at, text) = above.chain(behind).find(|(at, text)| self.is_comment(*at, text, &words))?;
        let document = self.view.documents.get(&self.path)?;
        let range = Ruler::new(&document.text, self.view.encoding).range(Span::at(at));
        Some((format!("ignore {} here", code(ignorable.rule)), TextEdit { range, new_text: text }))
    }

    /// Whether words are a comment where they are inserted.
    fn is_comment(&self, at: usize, inserted: &str, words: &str) -> bool {
        let mut text = self.source.text().to_owned();
        text.insert_str(at, inserted);
        let start = at + inserted.len() - inserted.trim_start().len();
        let source = Source::new(self.source.name(), text, Medium::File);
        let comment = Span::new(start, start + words.len());
        comments(&source).is_some_and(|comments| comments.contains(&comment))
    }
}
