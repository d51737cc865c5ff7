//! The files that a run writes besides the definitions: reports, a baseline, a snapshot, a file to restore from. All of
//! them are known before anything is read, and none of them takes the place of what the run reads or writes otherwise.

mod identity;
mod replaceable;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::fault::Fault;
use crate::files::{self, Role, Store, is_absence};
use crate::repository;
use identity::Identity;

/// The files that a run writes.
#[derive(Clone, Debug)]
pub(crate) struct Targets {
    /// What the run reads from.
    pub(crate) store: Store,
    files: Vec<Target>,
}

#[derive(Clone, Debug)]
struct Target {
    path: PathBuf,
    role: Role,
    identity: Identity,
    /// What it holds already that is not to be replaced.
    holds: Option<&'static str>,
}

impl Targets {
    /// None yet.
    pub(crate) fn new(store: &Store) -> Self {
        Targets { store: store.clone(), files: Vec::new() }
    }

    /// Adds a file, before anything is asked or checked.
    ///
    /// # Errors
    /// It must not or cannot be written, or is written already.
    pub(crate) fn add(&mut self, path: &Path, role: Role) -> Result<(), Fault> {
        if !admit(path, &self.store)? {
            return Ok(());
        }
        let identity = self.identity(path);
        if let Some(stream) = Identity::streams().into_iter().find(|(_, stream)| *stream == identity) {
            return Err(Fault::OutputIsStream { path: path.to_owned(), stream: stream.0 });
        }
        if let Some(other) = self.files.iter().find(|other| other.identity == identity) {
            return Err(Fault::OutputTwice { path: path.to_owned(), other: other.path.clone() });
        }
        let holds = replaceable::what_else(&self.store, path, role);
        self.files.push(Target { path: path.to_owned(), role, identity, holds });
        Ok(())
    }

    /// Adds a file that must not be there yet, be it a link that leads to nothing.
    ///
    /// # Errors
    /// It is there, or as [`Targets::add`].
    pub(crate) fn add_new(&mut self, path: &Path, role: Role) -> Result<(), Fault> {
        match fs::symlink_metadata(self.store.working_folder().join(path)) {
            Ok(_) => Err(Fault::FileExists { name: path.display().to_string() }),
            Err(_) => self.add(path, role),
        }
    }

    /// Whether a file is one of them.
    pub(crate) fn has(&self, path: &Path) -> bool {
        let identity = self.identity(path);
        self.files.iter().any(|target| target.identity == identity)
    }

    /// Refuses what has been read until now (the policy and what it names, definitions, bills, tests, what earlier runs
    /// saved), and what is there for something else. It is asked when all is read, and before anything is written or sent.
    ///
    /// # Errors
    /// One of the files is not to be replaced.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        if let Some(path) = self.first_source() {
            return Err(Fault::OutputIsSource { path: path.to_owned() });
        }
        for target in &self.files {
            if let Some(what) = target.holds {
                return Err(Fault::OutputIsOther { path: target.path.clone(), what });
            }
        }
        Ok(())
    }

    fn first_source(&self) -> Option<&Path> {
        if self.files.is_empty() {
            return None;
        }
        let mut sources = Vec::new();
        for (path, role) in self.store.sources() {
            sources.push((self.identity(&path), role));
        }
        let is_read = |target: &&Target| {
            // Another file may have taken its place since.
            let identity = self.identity(&target.path);
            sources.iter().any(|(source, role)| *source == identity && !target.role.renews(*role))
        };
        Some(&self.files.iter().find(is_read)?.path)
    }

    fn identity(&self, path: &Path) -> Identity {
        Identity::of(&repository::resolve(&self.store, &self.store.working_folder().join(path)))
    }
}

/// Refuses a file that cannot be written, one of git's own, and one behind a link that leads out of the repository: who
/// writes a repository must not choose which other files of the machine are replaced. Gives whether something would be
/// replaced: a pipe or a terminal is written to as it is.
///
/// # Errors
/// The file must not or cannot be written.
fn admit(path: &Path, store: &Store) -> Result<bool, Fault> {
    let place = store.working_folder().join(path);
    match fs::metadata(&place) {
        Ok(found) if found.is_dir() => {
            return Err(Fault::unwritable(path, &io::Error::from(io::ErrorKind::IsADirectory)));
        }
        Ok(found) if !found.is_file() => return Ok(false),
        Ok(_) => {}
        Err(error) if is_absence(&error) => {}
        Err(error) => return Err(Fault::unwritable(path, &error)),
    }
    if !ends_in_name(path) {
        let why = "the path names a folder, not a file".to_owned();
        return Err(Fault::Unwritable { path: path.to_owned(), why });
    }
    if let Some(target) = repository::leads_out(store, path) {
        return Err(Fault::OutsideRepository { path: path.to_owned(), target });
    }
    if repository::is_of_git(store, &repository::resolve(store, &place)) {
        return Err(Fault::OutputOfGit { path: path.to_owned() });
    }
    if place.parent().is_some_and(|folder| !folder.is_dir()) {
        return Err(Fault::unwritable(path, &io::Error::from(io::ErrorKind::NotFound)));
    }
    files::try_place(&place).map_err(|error| Fault::unwritable(path, &error))?;
    Ok(true)
}

/// Whether a path ends in the name of a file, rather than as that of a folder (`reports/`, `reports/.`).
fn ends_in_name(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    !name.is_empty() && path.as_os_str().as_encoded_bytes().ends_with(name.as_encoded_bytes())
}
