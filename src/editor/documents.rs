//! The documents that are open in the editor, which take the place of what is on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::TextDocumentContentChangeEvent as Change;

use super::position::{Encoding, Ruler};
use super::uri;
use crate::files::Store;

/// A document that is open.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// Its address as the client writes it.
    pub(super) uri: String,
    /// The client's number for the text.
    pub(super) version: i32,
    pub(super) text: Arc<str>,
}

/// The documents that are open, by their paths. A copy costs little, and stays as it is.
#[derive(Clone, Default, Debug)]
pub(super) struct Documents(BTreeMap<PathBuf, Document>);

impl Documents {
    pub(super) fn open(&mut self, path: PathBuf, document: Document) {
        self.0.insert(path, document);
    }

    /// Whether it was open.
    pub(super) fn close(&mut self, path: &Path) -> bool {
        self.0.remove(path).is_some()
    }

    pub(super) fn get(&self, path: &Path) -> Option<&Document> {
        self.0.get(path)
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.0.keys()
    }

    /// Applies changes in their order; whether the document is open.
    pub(super) fn change(
        &mut self,
        path: &Path,
        version: i32,
        changes: &[Change],
        encoding: Encoding,
    ) -> bool {
        let Some(document) = self.0.get_mut(path) else { return false };
        let mut text = document.text.to_string();
        for change in changes {
            match change {
                Change::TextDocumentContentChangeWholeDocument(whole) => text.clone_from(&whole.text),
                Change::TextDocumentContentChangePartial(part) => {
                    let ruler = Ruler::new(&text, encoding);
                    let (one, other) = (ruler.offset(part.range.start), ruler.offset(part.range.end));
                    text.replace_range(one.min(other)..one.max(other), &part.text);
                }
            }
        }
        document.version = version;
        document.text = text.into();
        true
    }

    /// The address of a file: the client's own where it is open.
    pub(super) fn uri_of(&self, path: &Path) -> Option<String> {
        match self.get(path) {
            Some(document) => Some(document.uri.clone()),
            None => uri::of_path(path),
        }
    }

    /// A store with these texts above what is on disk.
    pub(super) fn above(&self, store: &Store) -> Store {
        let texts = self.0.iter().map(|(path, document)| (path.clone(), document.text.as_bytes().to_vec()));
        store.with(texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, changes: &str) -> String {
        let mut documents = Documents::default();
        let path = PathBuf::from("/a");
        let document = Document { uri: "file:///a".into(), version: 1, text: text.into() };
        documents.open(path.clone(), document);
        let changes: Vec<Change> = serde_json::from_str(changes).expect("changes");
        assert!(documents.change(&path, 2, &changes, Encoding::Utf16));
        let document = documents.get(&path).expect("open");
        assert_eq!(document.version, 2);
        document.text.to_string()
    }

    fn part(from: (u32, u32), to: (u32, u32), text: &str) -> String {
        format!(
            r#"{{"range":{{"start":{{"line":{},"character":{}}},"end":{{"line":{},"character":{}}}}},"text":"{text}"}}"#,
            from.0, from.1, to.0, to.1
        )
    }

    #[test]
    fn changes_follow_each_other() {
        let changes = [part((0, 2), (0, 3), "x"), part((1, 0), (1, 0), "new "), part((0, 0), (0, 0), "> ")];
        assert_eq!(changed("😀b\nline", &format!("[{}]", changes.join(","))), "> 😀x\nnew line");
        assert_eq!(changed("old", r#"[{"text":"a"},{"text":"b"}]"#), "b");
    }

    #[test]
    fn ranges_that_make_no_sense_stay_within_the_text() {
        assert_eq!(changed("ab", &format!("[{}]", part((0, 2), (0, 1), "x"))), "ax");
        assert_eq!(changed("ab", &format!("[{}]", part((7, 9), (8, 1), "!"))), "ab!");
        assert_eq!(changed("", &format!("[{}]", part((0, 0), (4_000_000_000, 0), "!"))), "!");
    }
}
