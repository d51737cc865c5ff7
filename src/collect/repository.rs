//! What stands in a repository beside the files that are checked.

use std::path::{Path, PathBuf};

use crate::files::Store;
use crate::files::names::shown_name;
use crate::files::walk::{Gitignore, walk};
use crate::repository;

/// The root of the repository that a folder is in, and the outermost of some folders that it is below and that are in
/// that repository, which may ignore them, or in none. The root of the file system is never one of them.
pub(crate) fn roots_of(store: &Store, folder: &Path, bounds: &[PathBuf]) -> Vec<PathBuf> {
    let repository = repository::root(store, folder);
    let is_around = |bound: &&PathBuf| {
        let is_within = repository.is_none_or(|repository| bound.starts_with(repository));
        folder.starts_with(bound) && is_within && bound.parent().is_some()
    };
    let outermost = bounds.iter().filter(is_around).min_by_key(|bound| bound.components().count());
    repository.map(Path::to_owned).into_iter().chain(outermost.cloned()).collect()
}

/// The files in a folder and below whose names are wanted, but for what git ignores and hidden folders. What cannot be
/// looked into is nobody's matter here.
pub(crate) fn files(store: &Store, root: &Path, is_wanted: &(dyn Fn(&str) -> bool + Sync)) -> Vec<PathBuf> {
    let is_wanted = |path: &Path| is_wanted(&shown_name(path.file_name().unwrap_or_default()));
    let mut files = walk(store, root, Gitignore::Obeyed, &is_wanted).files;
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
        assert_eq!(roots_of(&store, &folder, &[]), [] as [PathBuf; 0]);
        let bounds = [folder.clone(), repository.join("a"), outside.join("other"), PathBuf::from("/")];
        assert_eq!(roots_of(&store, &folder, &bounds), [repository.join("a")]);
        std::fs::write(repository.join(".git"), "").expect("written");
        assert_eq!(roots_of(&store, &folder, &bounds), [repository.clone(), repository.join("a")]);
        assert_eq!(roots_of(&store, &folder, &[outside]), [repository]);
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
