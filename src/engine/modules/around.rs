//! What stands around the files of a run, and may call their modules.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::collect::repository;
use crate::collect::terraform::{self, Role};
use crate::files::Store;

/// The configurations of the repositories that files of a run are in.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// The folders that hold configuration, with links followed.
    pub(super) folders: BTreeSet<PathBuf>,
    /// The files of other tools that may call modules.
    pub(super) outside: BTreeSet<PathBuf>,
}

impl Around {
    /// What stands around some folders, up to the root of the repository and to the outermost of some others.
    pub(super) fn of(store: &Store, folders: &BTreeSet<PathBuf>, bounds: &[PathBuf]) -> Self {
        let roots: BTreeSet<PathBuf> =
            folders.iter().flat_map(|folder| repository::roots_of(store, folder, bounds)).collect();
        let mut around = Around::default();
        for root in roots {
            let is_wanted = |name: &str| Role::of(name).is_configuration() || terraform::may_call(name);
            for file in repository::files(store, &root, &is_wanted) {
                around.add(file);
            }
        }
        around
    }

    fn add(&mut self, file: PathBuf) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if terraform::may_call(&name) {
            self.outside.insert(file);
        } else if let Some(folder) = file.parent().map(Path::to_owned) {
            self.folders.insert(folder);
        }
    }
}
