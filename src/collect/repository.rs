//! What is in a repository beside the files that are checked.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::files::Store;
use crate::files::names::shown_name;
use crate::files::walk::{Gitignore, Walked, walk};
use crate::repository;

/// The roots of the repositories that some folders are in. Of each, besides, the outermost of the bounds that it is
/// below and that are in that repository, which may ignore them, or in none. The root of the file system is never one of
/// these.
pub(crate) fn roots_of<'f>(
    store: &Store,
    folders: impl IntoIterator<Item = &'f PathBuf>,
    bounds: &[PathBuf],
) -> BTreeSet<PathBuf> {
    let mut repositories = Repositories { store, known: HashMap::new() };
    let mut roots = BTreeSet::new();
    for folder in folders {
        let repository = repositories.root(folder);
        let is_around = |bound: &&PathBuf| {
            let is_within = repository.as_ref().is_none_or(|repository| bound.starts_with(repository));
            folder.starts_with(bound) && is_within && bound.parent().is_some()
        };
        let outermost = bounds.iter().filter(is_around).min_by_key(|bound| bound.components().count());
        roots.extend(outermost.cloned());
        roots.extend(repository);
    }
    roots
}

/// The repositories that folders are in. Each folder is looked into once, also where many are below it.
struct Repositories<'s> {
    store: &'s Store,
    known: HashMap<PathBuf, Option<PathBuf>>,
}

impl Repositories<'_> {
    fn root(&mut self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = self.known.get(folder) {
            return known.clone();
        }
        let root = match repository::is_root(self.store, folder) {
            true => Some(folder.to_owned()),
            false => folder.parent().and_then(|above| self.root(above)),
        };
        self.known.insert(folder.to_owned(), root.clone());
        root
    }
}

/// The files in a folder and below whose names are wanted, but for what git ignores and hidden folders. What cannot be
/// looked into is nobody's matter here.
pub(crate) fn files(store: &Store, root: &Path, is_wanted: &(dyn Fn(&str) -> bool + Sync)) -> Vec<PathBuf> {
    let is_wanted = |path: &Path| is_wanted(&shown_name(path.file_name().unwrap_or_default()));
    let Walked { mut files, links, .. } = walk(store, root, Gitignore::Obeyed, &is_wanted);
    files.extend(repository::apart(store, links).0);
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_are_looked_for_up_to_the_root_of_the_repository() {
        let outside = tempfile::tempdir().expect("a folder");
        let outside = outside.path().canonicalize().expect("a path");
        let (repository, folder) = (outside.join("r"), outside.join("r/a/b"));
        std::fs::create_dir_all(&folder).expect("folders");
        let store = Store::on_disk(&outside);
        let roots_of = |bounds: &[PathBuf]| Vec::from_iter(roots_of(&store, [&folder], bounds));
        assert_eq!(roots_of(&[]), [] as [PathBuf; 0]);
        let bounds = [folder.clone(), repository.join("a"), outside.join("other"), PathBuf::from("/")];
        assert_eq!(roots_of(&bounds), [repository.join("a")]);
        std::fs::write(repository.join(".git"), "").expect("written");
        assert_eq!(roots_of(&bounds), [repository.clone(), repository.join("a")]);
        assert_eq!(roots_of(&[outside]), [repository]);
    }

    #[test]
    fn files_are_found_but_for_those_that_git_ignores_and_hidden_folders() {
        let root = tempfile::tempdir().expect("a folder");
        for name in ["a.tf", "b/c.tf", "b/d.txt", ".hidden/e.tf", "ignored/f.tf"] {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, "").expect("written");
        }
        std::fs::write(root.path().join(".gitignore"), "ignored/\n").expect("written");
        let found = files(&Store::on_disk(root.path()), root.path(), &|name| name.ends_with(".tf"));
        assert_eq!(found, [root.path().join("a.tf"), root.path().join("b/c.tf")]);
    }
}
