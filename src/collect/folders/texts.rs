//! The files and folders that are read together, each under one name.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use elsa::FrozenVec;

use crate::files::names::{clean, joined, shown_name};
use crate::files::{Store, is_absence};
use crate::repository;
use crate::source::{Medium, Source};

/// What a folder is called.
pub(crate) fn folder_name(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}

/// All that may be in a folder that cannot be listed.
pub(crate) fn all_of(folder: &str) -> String {
    format!("{}/", folder_name(folder).trim_end_matches('/'))
}

/// Why a file gives no source, or a folder no files.
#[derive(Debug)]
pub enum Unread {
    /// It could not be opened.
    Failed(String),
    /// It is a folder that could not be listed.
    Unlisted(String),
    /// It is no text; what could be read of it, and why.
    NoText(Box<Source>, String),
}

impl Unread {
    /// How what could not be read is named among the files of a folder.
    pub fn whole(&self, name: &str) -> String {
        match self {
            Unread::Unlisted(_) => all_of(name),
            Unread::Failed(_) | Unread::NoText(..) => name.to_owned(),
        }
    }
}

/// The files that were read, which live as long as what is borrowed from them.
#[expect(
    clippy::redundant_allocation,
    reason = "places borrow the shared pointer itself, which must not move"
)]
pub struct Texts<'d> {
    store: &'d Store,
    read: FrozenVec<Box<Arc<Source>>>,
    /// Where folders are when links are followed, if they are there.
    places: RefCell<HashMap<PathBuf, Option<PathBuf>>>,
    /// The one name of each folder, by where it is when links are followed.
    names: RefCell<HashMap<PathBuf, String>>,
    /// The folders that calls lead to, by the folder that calls and what it writes.
    resolved: RefCell<HashMap<(String, String), String>>,
}

impl fmt::Debug for Texts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("store", &self.store).finish_non_exhaustive()
    }
}

impl<'d> Texts<'d> {
    /// None of a store yet.
    pub fn new(store: &'d Store) -> Self {
        let (places, names, resolved) = Default::default();
        Texts { store, read: FrozenVec::new(), places, names, resolved }
    }

    /// The name that a path is shown under.
    pub fn shown(&self, path: &Path) -> String {
        self.store.name(path).shown
    }

    /// Where a folder is when links are followed.
    fn real(&self, folder: &str) -> PathBuf {
        let name = self.store.shown_as(folder);
        self.follow(&name.path).unwrap_or_else(|| name.place().into_owned())
    }

    /// Where what is at a path is when links are followed. Each path is followed once.
    fn follow(&self, path: &Path) -> Option<PathBuf> {
        if let Some(known) = self.places.borrow().get(path) {
            return known.clone();
        }
        let real = self.store.real(path).ok();
        self.places.borrow_mut().insert(path.to_owned(), real.clone());
        real
    }

    /// Whether the way to a folder leads over a link.
    pub fn is_behind_link(&self, folder: &str) -> bool {
        let here = self.real("");
        let name = self.store.shown_as(folder);
        let place = name.place();
        let Ok(below) = place.strip_prefix(self.store.working_folder()) else { return false };
        self.real(folder) != here.join(below)
    }

    /// The one name of a folder in this run: the first that it was met under.
    pub fn name_folder(&self, folder: &str) -> String {
        let mut names = self.names.borrow_mut();
        names.entry(self.real(folder)).or_insert_with(|| folder.to_owned()).clone()
    }

    /// The one name of a folder that no name led to yet.
    pub fn name_real(&self, real: &Path) -> String {
        let mut names = self.names.borrow_mut();
        names.entry(real.to_owned()).or_insert_with(|| self.shown_folder(real)).clone()
    }

    /// What to call a folder: from the working folder where both have a folder above them, else as it is.
    fn shown_folder(&self, real: &Path) -> String {
        let here = self.real("");
        let up = here.ancestors().take_while(|above| above.parent().is_some());
        for (steps, above) in up.enumerate() {
            if let Ok(below) = real.strip_prefix(above) {
                let path: PathBuf = std::iter::repeat_n(Component::ParentDir, steps).collect();
                let name = self.shown(&path.join(below));
                return if name == "." { String::new() } else { name };
            }
        }
        self.shown(real)
    }

    /// The one name of the folder that a path leads to from a folder: the path is cleaned first, then links are
    /// followed.
    pub fn resolve(&self, folder: &str, path: &str) -> String {
        let key = (folder.to_owned(), path.to_owned());
        if let Some(known) = self.resolved.borrow().get(&key) {
            return known.clone();
        }
        let plain = joined(folder, path);
        let name = match self.follow(&clean(&self.real(folder).join(path))) {
            Some(real) if real == self.real(&plain) => self.name_folder(&plain),
            Some(real) => self.name_real(&real),
            None => plain,
        };
        self.resolved.borrow_mut().insert(key, name.clone());
        name
    }

    /// A text of some name from its bytes.
    ///
    /// # Errors
    /// It is none.
    pub fn add(&self, name: &str, bytes: Vec<u8>, medium: Medium) -> Result<&Arc<Source>, Unread> {
        match Source::from_bytes(name, bytes, medium) {
            Ok(source) => Ok(self.read.push_get(Box::new(Arc::new(source)))),
            Err(broken) => {
                let (source, why) = *broken;
                Err(Unread::NoText(Box::new(source), why.to_string()))
            }
        }
    }

    /// The text of a file.
    ///
    /// # Errors
    /// It cannot be opened, or is none.
    pub fn read(&self, name: &str) -> Result<&Arc<Source>, Unread> {
        let path = self.store.shown_as(name).path;
        match self.store.read_source(&path) {
            Ok(bytes) => self.add(name, bytes, Medium::File),
            Err(error) => Err(Unread::Failed(self.store.why_unread(&path, &error))),
        }
    }

    /// The text of a file that nobody named.
    ///
    /// # Errors
    /// It cannot be opened, or is none, or a link leads it out of the repository.
    pub fn read_found(&self, name: &str) -> Result<&Arc<Source>, Unread> {
        let path = self.store.shown_as(name).path;
        match self.store.is_link(&path) && repository::leads_out(self.store, &path).is_some() {
            true => Err(Unread::Failed(repository::LEADS_OUT.to_owned())),
            false => self.read(name),
        }
    }

    /// The files of a folder that are wanted by their own names, by those they are shown under; none where there is
    /// no folder.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn files_of(&self, folder: &str, is_wanted: &dyn Fn(&str) -> bool) -> io::Result<Vec<String>> {
        let path = self.store.shown_as(folder).path;
        let entries = match self.store.list(&path) {
            Err(error) if is_absence(&error) => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let name = shown_name(&entry.name);
            if is_wanted(&name) && self.store.is_file_at(&path.join(&entry.name), entry.kind) {
                names.push(joined(folder, &name));
            }
        }
        Ok(names)
    }
}
