//! What an editor offers to do about findings: fix one, fix all that is safe, ignore one.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use gen_lsp_types::{CodeAction, CodeActionKind, TextEdit};
use serde_json::{Value, json};
use similar::{DiffTag, TextDiff};

use super::check::{Unit, View};
use super::client::{Client, FIX_ALL};
use super::note::Note;
use super::{check, ignore};
use crate::engine::{self, Screen};
use crate::source::Span;

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) path: PathBuf,
    pub(super) range: gen_lsp_types::Range,
    /// The kinds that are wanted; all where there is none.
    pub(super) only: Option<Vec<CodeActionKind>>,
    /// Whether the editor asks by itself, at each move of the cursor.
    pub(super) is_automatic: bool,
}

impl Question {
    /// Whether a kind of actions is wanted, or one that it is a part of.
    fn wants(&self, kind: &str) -> bool {
        let Some(only) = &self.only else { return true };
        only.iter().any(|wanted| {
            let wanted = String::from(wanted.clone());
            kind.strip_prefix(&wanted)
                .is_some_and(|rest| wanted.is_empty() || rest.is_empty() || rest.starts_with('.'))
        })
    }
}

/// The actions for a range of a document, given what was found in the document.
pub(super) fn actions(question: &Question, notes: &[Note], view: &View, client: &Client) -> Vec<CodeAction> {
    let mut actions = Vec::new();
    let writer = Writer { view, client };
    if question.wants("quickfix") {
        let touched: Vec<&Note> =
            notes.iter().filter(|note| touch(note.diagnostic.range, question.range)).collect();
        for note in &touched {
            actions.extend(writer.correction(note));
        }
        let ignoring = ignore::Ignoring::of(&question.path, view);
        for note in &touched {
            if let Some((title, edit)) = ignoring.as_ref().and_then(|ignoring| ignoring.edit(note)) {
                let edits = BTreeMap::from([(question.path.clone(), vec![edit])]);
                actions
                    .push(CodeAction { is_preferred: Some(false), ..writer.quick_fix(title, note, &edits) });
            }
        }
    }
    let is_asked = question.only.is_some() || !question.is_automatic;
    if question.wants(FIX_ALL) && is_asked && notes.iter().any(is_safely_fixable) {
        actions.extend(writer.fix_all(&question.path));
    }
    actions
}

fn is_safely_fixable(note: &Note) -> bool {
    note.correction.as_ref().is_some_and(|correction| correction.is_safe)
}

/// Whether two ranges have a place in common.
fn touch(one: gen_lsp_types::Range, other: gen_lsp_types::Range) -> bool {
    one.start <= other.end && other.start <= one.end
}

struct Writer<'w> {
    view: &'w View,
    client: &'w Client,
}

impl Writer<'_> {
    fn correction(&self, note: &Note) -> Option<CodeAction> {
        let correction = note.correction.as_ref()?;
        let title = match correction.is_safe {
            true => correction.title.clone(),
            false => format!("{} (unsafe)", correction.title),
        };
        let action = self.quick_fix(title, note, &correction.edits);
        Some(CodeAction { is_preferred: Some(correction.is_safe), ..action })
    }

    fn quick_fix(&self, title: String, note: &Note, edits: &BTreeMap<PathBuf, Vec<TextEdit>>) -> CodeAction {
        CodeAction {
            title,
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: Some(vec![note.diagnostic.clone()]),
            edit: serde_json::from_value(self.edit(edits)).ok(),
            ..CodeAction::default()
        }
    }

    /// All safe fixes of a document, as `taglint check --fix` applies them.
    fn fix_all(&self, path: &Path) -> Option<CodeAction> {
        let unit = Unit::of(path)?;
        let (task, _) = check::task(&unit, self.view)?;
        let fixed = engine::fix(&task, false, &Screen::default()).ok()?;
        let name = self.view.store.name(path).shown;
        let change = fixed.files.iter().find(|change| change.shown == name)?;
        let edits = self.difference(change.old.text(), &change.new);
        Some(CodeAction {
            title: "apply all safe fixes of taglint".to_owned(),
            kind: Some(CodeActionKind::from(FIX_ALL.to_owned())),
            edit: serde_json::from_value(self.edit(&BTreeMap::from([(path.to_owned(), edits)]))).ok(),
            ..CodeAction::default()
        })
    }

    /// The words that differ, so that the cursor stays where it is, and nothing is sent of what is beside them.
    fn difference(&self, old: &str, new: &str) -> Vec<TextEdit> {
        let ruler = super::position::Ruler::new(old, self.client.encoding);
        let mut edits = Vec::new();
        let lines: fn(&str) -> Vec<&str> = |text| text.split_inclusive('\n').collect();
        for (of_old, of_new) in differing(old, new, lines) {
            let (old_lines, new_lines) = (&old[of_old.clone()], &new[of_new]);
            for (of_old_words, of_new_words) in differing(old_lines, new_lines, words) {
                let start = of_old.start + of_old_words.start;
                let span = Span::new(start, start + of_old_words.len());
                edits.push(TextEdit {
                    range: ruler.range(span),
                    new_text: new_lines[of_new_words].to_owned(),
                });
            }
        }
        edits
    }

    /// The edits of some files, with the versions of those that are open where the client can tell by them that a text
    /// has changed since.
    fn edit(&self, edits: &BTreeMap<PathBuf, Vec<TextEdit>>) -> Value {
        let documents = &self.view.documents;
        let named = edits.iter().filter_map(|(path, edits)| Some((documents.uri_of(path)?, path, edits)));
        if !self.client.versioned_edits {
            let changes = named.map(|(uri, _, edits)| (uri, json!(edits)));
            return json!({ "changes": changes.collect::<serde_json::Map<_, _>>() });
        }
        let changes = named.map(|(uri, path, edits)| {
            let version = documents.get(path).map(|document| document.version);
            json!({ "textDocument": { "uri": uri, "version": version }, "edits": edits })
        });
        json!({ "documentChanges": changes.collect::<Vec<_>>() })
    }
}

/// Where the parts of two texts differ.
fn differing(old: &str, new: &str, parts: fn(&str) -> Vec<&str>) -> Vec<(Range<usize>, Range<usize>)> {
    let (old, new) = (parts(old), parts(new));
    let diff = TextDiff::configure().diff_slices(&old, &new);
    let changes = diff.ops().iter().filter(|operation| operation.tag() != DiffTag::Equal);
    changes.map(|change| (bytes(&old, change.old_range()), bytes(&new, change.new_range()))).collect()
}

/// The bytes of some parts of a text.
fn bytes(parts: &[&str], range: Range<usize>) -> Range<usize> {
    let start = parts[..range.start].iter().map(|part| part.len()).sum::<usize>();
    let length = parts[range].iter().map(|part| part.len()).sum::<usize>();
    start..start + length
}

/// A text as words of letters and digits, and what is between them, character by character.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match rest.find(|c: char| !c.is_alphanumeric()) {
            Some(0) => first.len_utf8(),
            Some(end) => end,
            None => rest.len(),
        };
        let (word, behind) = rest.split_at(length);
        words.push(word);
        rest = behind;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_line_only_the_words_that_differ_are_sent() {
        let old = "{\"costcenter\":\"CC-1001\",\"Key\":\"AKIAIOSFODNN7EXAMPLE\",\"env\":\"é\"}";
        let new = "{\"CostCenter\":\"CC-1001\",\"Key\":\"AKIAIOSFODNN7EXAMPLE\",\"Environment\":\"é\"}";
        let changes: Vec<(&str, &str)> =
            differing(old, new, words).into_iter().map(|(from, to)| (&old[from], &new[to])).collect();
        assert_eq!(changes, [("costcenter", "CostCenter"), ("env", "Environment")]);
    }
}
