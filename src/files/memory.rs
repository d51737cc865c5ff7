//! Texts in memory, each at the place where a file would be.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::entry::{Entry, Kind};
use super::names::clean;

/// Texts by their places, which are without `.` and `..`.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory(BTreeMap<PathBuf, Vec<u8>>);

impl Memory {
    /// These, with others in the place of those that are there too.
    pub(super) fn with(&self, texts: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) -> Self {
        let mut all = self.0.clone();
        for (path, text) in texts {
            all.insert(clean(&path), text);
        }
        Memory(all)
    }

    pub(super) fn text(&self, path: &Path) -> Option<&[u8]> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&clean(path)).map(Vec::as_slice)
    }

    /// What is at a place: a text, or the folder of one.
    pub(super) fn kind(&self, path: &Path) -> Option<Kind> {
        if self.0.is_empty() {
            return None;
        }
        let path = clean(path);
        let (first, _) = self.0.range(path.clone()..).next()?;
        match first {
            first if *first == path => Some(Kind::File),
            first if first.starts_with(&path) => Some(Kind::Folder),
            _ => None,
        }
    }

    /// What a folder holds.
    pub(super) fn list(&self, folder: &Path) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        if self.0.is_empty() {
            return entries;
        }
        let folder = clean(folder);
        for path in self.0.range(folder.clone()..).map(|(path, _)| path) {
            let Ok(below) = path.strip_prefix(&folder) else { break };
            let mut parts = below.iter();
            let Some(name) = parts.next() else { continue };
            let kind = if parts.next().is_some() { Kind::Folder } else { Kind::File };
            if entries.last().is_none_or(|last| last.name != name) {
                entries.push(Entry { name: OsString::from(name), kind });
            }
        }
        entries
    }
}
