//! Which files a policy may make taglint read.
//!
//! Whoever writes a repository writes the policy that is found in it, and sees what the run prints. Such a policy must
//! not show files of the machine that its author could not read. A policy that the user names may use any file.

use std::path::{Path, PathBuf};

use crate::files::Store;
use crate::repository;

/// Which files a policy may name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Reach {
    /// Any: the user named the policy.
    Anywhere,
    /// Those below this folder, links followed: the policy was found there.
    Within(PathBuf),
}

impl Reach {
    /// That of a policy that was found rather than named.
    pub(crate) fn of_found(store: &Store, policy: &Path) -> Self {
        let working_folder = repository::resolve(store, store.working_folder());
        let folder = repository::resolve(store, policy.parent().unwrap_or(&working_folder));
        Reach::Within(repository::root_or(store, &folder, &working_folder))
    }

    /// Whether a file may be read.
    pub(crate) fn admits(&self, store: &Store, path: &Path) -> bool {
        let Reach::Within(root) = self else { return true };
        let path = repository::resolve(store, path);
        path.strip_prefix(root).is_ok_and(|inside| !repository::has_git(inside))
    }
}

/// Whether the file behind all links has one of these endings. What has another is no policy or table, and nothing of
/// it may be quoted.
pub(crate) fn has_ending(store: &Store, path: &Path, endings: &[&str]) -> bool {
    let path = repository::resolve(store, path);
    let Some(own) = path.extension() else { return false };
    endings.iter().any(|ending| own.eq_ignore_ascii_case(ending))
}
