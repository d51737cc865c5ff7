//! Which policy holds for a folder.

use std::path::{Component, Path, PathBuf};

use crate::files::Store;

/// The name of policy files.
pub const FILE_NAME: &str = "taglint.toml";

/// Whether a file is called as policies are.
pub fn is_named_so(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE_NAME)
}

/// The nearest `taglint.toml` upwards from a folder. The root of the repository (the folder that holds `.git`) is
/// the last that is looked at.
pub fn find(store: &Store, start: &Path) -> Option<PathBuf> {
    let climbs = start.components().any(|component| component == Component::ParentDir);
    let start = if climbs { store.real(start).ok()? } else { start.to_owned() };
    for folder in start.ancestors() {
        let policy = folder.join(FILE_NAME);
        if store.is_file(&policy) {
            return Some(policy);
        }
        if store.holds(&folder.join(".git")) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

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
