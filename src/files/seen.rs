//! What was looked at in a store, and how it was then: whoever waits for a change compares that with how it is now.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::Kind;

/// What is asked of a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Question {
    /// What is there.
    Kind,
    /// What a file says.
    Text,
    /// What a folder holds.
    Names,
}

/// What tells an answer from another one.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Stamp {
    Nothing,
    Kind(Kind),
    Text { modified: Option<SystemTime>, length: u64 },
    Names(u64),
}

impl Stamp {
    fn of(path: &Path, question: Question) -> Self {
        let Ok(about) = fs::metadata(path) else { return Stamp::Nothing };
        match question {
            Question::Kind => Stamp::Kind(about.file_type().into()),
            Question::Text => Stamp::Text { modified: about.modified().ok(), length: about.len() },
            // Not when it was changed last: a file that is written anew beside others changes that too.
            Question::Names => names(path).unwrap_or(Stamp::Nothing),
        }
    }
}

fn names(folder: &Path) -> Option<Stamp> {
    let mut names: Vec<_> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.file_name()).collect();
    names.sort_unstable();
    let mut hasher = DefaultHasher::new();
    names.hash(&mut hasher);
    Some(Stamp::Names(hasher.finish()))
}

/// What was looked at.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<BTreeMap<(PathBuf, Question), Stamp>>);

impl Seen {
    /// Something is about to be looked at. How it is the first time counts.
    pub(crate) fn note(&self, path: &Path, question: Question) {
        let mut stamps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stamps.entry((path.to_owned(), question)).or_insert_with(|| Stamp::of(path, question));
    }

    /// Whether anything is not as it was.
    pub(crate) fn has_changed(&self) -> bool {
        let stamps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stamps.iter().any(|((path, question), stamp)| Stamp::of(path, *question) != *stamp)
    }

    /// The folders in which something may change.
    pub(crate) fn folders(&self) -> BTreeSet<PathBuf> {
        let stamps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut folders = BTreeSet::new();
        for (path, question) in stamps.keys() {
            let folder = if *question == Question::Names { Some(path.as_path()) } else { path.parent() };
            folders.extend(folder.filter(|folder| folder.is_dir()).map(Path::to_owned));
        }
        folders
    }

    /// How many files were read.
    pub(crate) fn files(&self) -> usize {
        let stamps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stamps.keys().filter(|(_, question)| *question == Question::Text).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Store;

    #[test]
    fn what_changes_is_noticed_and_what_nobody_looked_at_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let write = |name: &str, text: &str| fs::write(at(name), text).expect("written");
        write("a", "1");
        write("b", "1");
        let look = || {
            let (store, seen) = Store::on_disk(folder.path()).noting();
            store.read(&at("a")).expect("read");
            assert!(!store.is_file(&at("c")));
            seen
        };
        let seen = look();
        assert_eq!((seen.files(), seen.has_changed()), (1, false));
        assert_eq!(seen.folders().len(), 1);
        write("b", "22");
        assert!(!seen.has_changed());
        write("a", "22");
        assert!(seen.has_changed());
        let seen = look();
        write("c", "");
        assert!(seen.has_changed(), "what was not there is there now");
        let (store, seen) = Store::on_disk(folder.path()).noting();
        store.list(folder.path()).expect("listed");
        write("a", "333");
        assert!(!seen.has_changed());
        fs::remove_file(at("a")).expect("removed");
        assert!(seen.has_changed());
    }
}
