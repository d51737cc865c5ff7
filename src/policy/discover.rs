//! Which policy holds for a folder.

use std::path::{Component, Path, PathBuf};

use crate::files::{GIT, Store};

/// The name of policy files.
pub(crate) const FILE_NAME: &str = "taglint.toml";

/// Whether a file is called as policies are.
pub(crate) fn is_named_so(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE_NAME)
}

/// The name of files with tests of policies, and how the names of others end.
pub(crate) const TESTS: &str = "taglint.test.toml";

/// Whether a file is called as files with tests of policies are: `taglint.test.toml`, `*.taglint.test.toml`.
pub(crate) fn is_of_tests(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    match name.strip_suffix(TESTS) {
        Some(before) => before.is_empty() || before.ends_with('.'),
        None => false,
    }
}

/// The nearest `taglint.toml` upwards from a folder. The root of the repository (the folder that holds `.git`) is
/// the last that is looked at.
pub(crate) fn find(store: &Store, start: &Path) -> Option<PathBuf> {
    let climbs = start.components().any(|component| component == Component::ParentDir);
    let start = if climbs { store.real(start).ok()? } else { start.to_owned() };
    for folder in start.ancestors() {
        match look(store, folder) {
            Here::Policy(policy) => return Some(policy),
            Here::Root => return None,
            Here::Nothing => {}
        }
    }
    None
}

/// What a folder has to say of its policy.
#[derive(Debug)]
pub(crate) enum Here {
    /// It has this one.
    Policy(PathBuf),
    /// It has none, and is the last that is looked at.
    Root,
    /// It has none: the folder above it decides.
    Nothing,
}

/// Looks for a policy in one folder.
pub(crate) fn look(store: &Store, folder: &Path) -> Here {
    let policy = folder.join(FILE_NAME);
    if store.is_file(&policy) {
        return Here::Policy(policy);
    }
    if store.holds(&folder.join(GIT)) { Here::Root } else { Here::Nothing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_tests_are_known_by_their_names() {
        for name in ["taglint.test.toml", "a/sandbox.taglint.test.toml", "a.b.taglint.test.toml"] {
            assert!(is_of_tests(Path::new(name)), "{name}");
        }
        for name in ["taglint.toml", "mytaglint.test.toml", "taglint.test.toml/a", "a-taglint.test.toml"] {
            assert!(!is_of_tests(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn the_nearest_policy_within_the_repository_holds() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path().canonicalize().expect("a path");
        let inner = root.join("repository/a/b");
        std::fs::create_dir_all(&inner).expect("folders");
        let store = Store::on_disk(&root);
        let write = |path: &str| std::fs::write(root.join(path), "").expect("written");
        write("taglint.toml");
        assert_eq!(find(&store, &inner), Some(root.join("taglint.toml")));
        write("repository/.git");
        assert_eq!(find(&store, &inner), None);
        write("repository/taglint.toml");
        assert_eq!(find(&store, &inner), Some(root.join("repository/taglint.toml")));
        write("repository/a/taglint.toml");
        assert_eq!(find(&store, &inner), Some(root.join("repository/a/taglint.toml")));
        assert_eq!(find(&store, &inner.join("../..")), Some(root.join("repository/taglint.toml")));
    }
}
