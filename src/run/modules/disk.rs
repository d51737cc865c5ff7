//! The files and folders of modules on the disk, each under one name.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use elsa::FrozenVec;

use crate::collect::files::{clean, is_absence, shown, shown_name, why_unread};
use crate::collect::terraform::{Files, Loader, Role, joined};
use crate::settings::task::Overlay;
use crate::source::{Medium, Source};
use crate::text::io_words;

/// The folder of a file, by the names they are shown under.
pub(in crate::run) fn folder_of(name: &str) -> &str {
    match name.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => "",
    }
}

/// A file of a folder.
pub(super) fn in_folder(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        "/" => format!("/{name}"),
        _ => format!("{folder}/{name}"),
    }
}

/// What a folder is called.
pub(super) fn folder_name(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}

/// All that may be in a folder that cannot be listed.
pub(super) fn all_of(folder: &str) -> String {
    format!("{}/", folder_name(folder).trim_end_matches('/'))
}

/// Why a file gives no source, or a folder no files.
#[derive(Debug)]
pub(super) enum Unread {
    /// It could not be opened.
    Failed(String),
    /// It is a folder that could not be listed.
    Unlisted(String),
    /// It is no text; what could be read of it, and why.
    NoText(Box<Source>, String),
}

impl Unread {
    /// How what could not be read is named among the files of a folder.
    pub(super) fn whole(&self, name: &str) -> String {
        match self {
            Unread::Unlisted(_) => all_of(name),
            Unread::Failed(_) | Unread::NoText(..) => name.to_owned(),
        }
    }
}

/// Whether a path is shown under other names than it has.
fn is_odd(path: &Path) -> bool {
    path.iter().any(|part| part.to_str() != Some(&shown_name(part)))
}

/// The files that were read, which live as long as what is borrowed from them.
#[expect(
    clippy::redundant_allocation,
    reason = "places borrow the shared pointer itself, which must not move"
)]
pub(in crate::run) struct Disk<'d> {
    working_folder: &'d Path,
    overlay: &'d Overlay,
    sources: FrozenVec<Box<Arc<Source>>>,
    /// What could not be read of modules that are called from elsewhere.
    pub(super) unread: RefCell<Vec<(String, Unread)>>,
    /// Where files and folders are that are shown under other names than they have: these do not lead to them.
    odd: RefCell<BTreeMap<String, PathBuf>>,
    /// The one name of each folder, by where it is when links are followed.
    names: RefCell<HashMap<PathBuf, String>>,
    /// The folders that calls lead to, by the folder that calls and what it writes.
    resolved: RefCell<HashMap<(String, String), String>>,
}

impl fmt::Debug for Disk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disk").field("working_folder", &self.working_folder).finish_non_exhaustive()
    }
}

impl<'d> Disk<'d> {
    pub(in crate::run) fn new(working_folder: &'d Path, overlay: &'d Overlay) -> Self {
        let (unread, odd, names, resolved) = Default::default();
        Disk { working_folder, overlay, sources: FrozenVec::new(), unread, odd, names, resolved }
    }

    /// Notes where a file and the folders above it are, if they are shown under other names.
    pub(super) fn note_odd(&self, path: &Path) {
        for above in path.ancestors().filter(|above| is_odd(above)) {
            let path = self.working_folder.join(above);
            self.odd.borrow_mut().insert(shown(above, self.working_folder), path);
        }
    }

    /// Where the file or folder is that is shown under a name.
    fn path_of(&self, name: &str) -> PathBuf {
        let (odd, name) = (self.odd.borrow(), Path::new(name));
        let below = |above: &Path| {
            let path = odd.get(above.to_str()?)?;
            let rest = name.strip_prefix(above).ok()?;
            // What is joined to nothing would end in a slash.
            Some(if rest.as_os_str().is_empty() { path.clone() } else { path.join(rest) })
        };
        name.ancestors().find_map(below).unwrap_or_else(|| self.working_folder.join(name))
    }

    /// Where a folder is when links are followed.
    pub(super) fn real(&self, folder: &str) -> PathBuf {
        let path = self.path_of(folder);
        path.canonicalize().unwrap_or_else(|_| clean(&path))
    }

    /// Whether the way to a folder leads over a link.
    pub(super) fn is_behind_link(&self, folder: &str) -> bool {
        let here = self.real("");
        let own = clean(&here.join(folder));
        own.starts_with(&here) && self.real(folder) != own
    }

    /// The one name of a folder in this run: the first that it was met under.
    pub(super) fn name_folder(&self, folder: &str) -> String {
        let mut names = self.names.borrow_mut();
        names.entry(self.real(folder)).or_insert_with(|| folder.to_owned()).clone()
    }

    /// The one name of a folder that no name led to yet.
    pub(super) fn name_real(&self, real: &Path) -> String {
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
                let name = shown(&path.join(below), self.working_folder);
                return if name == "." { String::new() } else { name };
            }
        }
        shown(real, self.working_folder)
    }

    pub(super) fn add(&self, name: &str, bytes: Vec<u8>, medium: Medium) -> Result<&Arc<Source>, Unread> {
        match Source::from_bytes(name, bytes, medium) {
            Ok(source) => Ok(self.sources.push_get(Box::new(Arc::new(source)))),
            Err(broken) => {
                let (source, why) = *broken;
                Err(Unread::NoText(Box::new(source), why.to_string()))
            }
        }
    }

    pub(super) fn read(&self, name: &str) -> Result<&Arc<Source>, Unread> {
        let bytes = match self.overlay.get(name) {
            Some(bytes) => bytes.clone(),
            None => {
                let path = self.path_of(name);
                crate::files::read(&path).map_err(|error| Unread::Failed(why_unread(&path, &error)))?
            }
        };
        self.add(name, bytes, Medium::File)
    }

    /// The files of a folder that concern Terraform, by the names they are shown under; none where there is no folder.
    pub(super) fn files_of(&self, folder: &str) -> io::Result<Vec<String>> {
        let entries = match std::fs::read_dir(self.path_of(folder)) {
            Err(error) if is_absence(&error) => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = shown_name(&entry.file_name());
            // What cannot be asked is a file that cannot be read.
            let is_file = || std::fs::metadata(entry.path()).map_or(true, |found| found.is_file());
            if Role::of(&name).is_loaded() && is_file() {
                let name = in_folder(folder, &name);
                if is_odd(Path::new(&entry.file_name())) {
                    self.odd.borrow_mut().insert(name.clone(), entry.path());
                }
                names.push(name);
            }
        }
        Ok(names)
    }
}

impl<'t> Loader<'t> for &'t Disk<'_> {
    /// As Terraform finds it: the path is cleaned first, then links are followed.
    fn resolve(&self, folder: &str, path: &str) -> String {
        let key = (folder.to_owned(), path.to_owned());
        if let Some(known) = self.resolved.borrow().get(&key) {
            return known.clone();
        }
        let plain = joined(folder, path);
        let name = match clean(&self.real(folder).join(path)).canonicalize() {
            Ok(real) if real == self.real(&plain) => self.name_folder(&plain),
            Ok(real) => self.name_real(&real),
            Err(_) => plain,
        };
        self.resolved.borrow_mut().insert(key, name.clone());
        name
    }

    fn load(&self, folder: &str) -> Option<Files<'t>> {
        let names = match self.files_of(folder) {
            Ok(names) => names,
            Err(error) => {
                let unlisted = Unread::Unlisted(io_words(&error));
                self.unread.borrow_mut().push((folder_name(folder).to_owned(), unlisted));
                return Some(Files { sources: Vec::new(), unopened: vec![all_of(folder)] });
            }
        };
        if !names.iter().any(|name| Role::of(name).is_configuration()) {
            return None;
        }
        let mut files = Files::default();
        for name in names {
            match self.read(&name) {
                Ok(source) => files.sources.push(source),
                Err(unread) => {
                    files.unopened.push(name.clone());
                    self.unread.borrow_mut().push((name, unread));
                }
            }
        }
        Some(files)
    }
}
