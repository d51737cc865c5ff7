//! The store that everything is read from: the disk, texts in memory, or texts in memory above the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::entry::{Entry, Kind, is_absence};
use super::inode::{Inode, is_linked};
use super::memory::Memory;
use super::names::{self, FileName, clean};
use super::open::Opened;
use super::read;
use super::role::Role;
use super::seen::{Question, Seen};
use crate::text::io_words;

/// A store, with the folder that names are relative to. A copy costs nothing.
#[derive(Clone, Debug)]
pub struct Store {
    working_folder: PathBuf,
    has_disk: bool,
    /// What is here is not asked of the disk.
    memory: Arc<Memory>,
    /// Where it is noted what is asked of the disk.
    seen: Option<Arc<Seen>>,
    /// The files that a run is about, which nothing that it writes may replace.
    sources: Arc<Mutex<BTreeSet<(PathBuf, Role)>>>,
    /// What pipes gave, which give it once.
    piped: Arc<Mutex<BTreeMap<PathBuf, Vec<u8>>>>,
}

impl Store {
    /// The files of the disk.
    pub fn on_disk(working_folder: impl Into<PathBuf>) -> Self {
        Store {
            working_folder: working_folder.into(),
            has_disk: true,
            memory: Arc::default(),
            seen: None,
            sources: Arc::default(),
            piped: Arc::default(),
        }
    }

    /// Some texts and nothing else, by their paths, which may be relative to the working folder.
    pub fn in_memory(
        working_folder: impl Into<PathBuf>,
        texts: impl IntoIterator<Item = (PathBuf, Vec<u8>)>,
    ) -> Self {
        let nothing = Store {
            working_folder: working_folder.into(),
            has_disk: false,
            memory: Arc::default(),
            seen: None,
            sources: Arc::default(),
            piped: Arc::default(),
        };
        nothing.with(texts)
    }

    /// This store with texts above it, which are read instead of what is at their paths.
    #[must_use]
    pub fn with(&self, texts: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) -> Self {
        let texts = texts.into_iter().map(|(path, text)| (self.working_folder.join(path), text));
        Store { memory: Arc::new(self.memory.with(texts)), ..self.clone() }
    }

    /// This store, where it is noted from now on what is asked of the disk.
    pub(crate) fn noting(&self) -> (Self, Arc<Seen>) {
        let seen = Arc::new(Seen::default());
        (Store { seen: Some(Arc::clone(&seen)), ..self.clone() }, seen)
    }

    fn note(&self, path: &Path, question: Question) {
        if let Some(seen) = &self.seen {
            seen.note(path, question);
        }
    }

    /// The folder that names and relative paths are relative to.
    pub fn working_folder(&self) -> &Path {
        &self.working_folder
    }

    /// The name of a path, which may be relative.
    pub(crate) fn name(&self, path: &Path) -> FileName {
        FileName { path: self.working_folder.join(path), shown: names::shown(path, &self.working_folder) }
    }

    /// The name of a path that is looked for upwards: `../taglint.toml`.
    pub(crate) fn name_upwards(&self, path: &Path) -> FileName {
        let shown = names::shown_upwards(path, &self.working_folder);
        FileName { path: self.working_folder.join(path), shown }
    }

    /// The file or folder that is shown under a name.
    pub(crate) fn shown_as(&self, shown: &str) -> FileName {
        let path = match shown {
            // What is joined to nothing would end in a slash.
            "" => self.working_folder.clone(),
            shown => self.working_folder.join(names::path_of(shown)),
        };
        FileName { path, shown: shown.to_owned() }
    }

    /// The bytes of a file that the run is about, and of a pipe each time that it is asked for.
    ///
    /// # Errors
    /// It cannot be read, or is a device without an end.
    pub(crate) fn read_source(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read_as(path, Role::Source)
    }

    /// The text of a file that an earlier run wrote.
    ///
    /// # Errors
    /// It cannot be read, or is not UTF-8.
    pub(crate) fn read_saved(&self, path: &Path, role: Role) -> io::Result<String> {
        let not_utf8 = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text");
        String::from_utf8(self.read_as(&self.working_folder.join(path), role)?).map_err(not_utf8)
    }

    fn read_as(&self, path: &Path, role: Role) -> io::Result<Vec<u8>> {
        self.add(path, role);
        if !matches!(self.kind(path), Ok(Kind::Other)) {
            return self.read(path);
        }
        let mut piped = self.piped.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = piped.get(path) {
            return Ok(bytes.clone());
        }
        let bytes = self.read(path)?;
        piped.insert(path.to_owned(), bytes.clone());
        Ok(bytes)
    }

    /// The run is about a file.
    pub(crate) fn add_source(&self, path: &Path) {
        self.add(path, Role::Source);
    }

    fn add(&self, path: &Path, role: Role) {
        let source = (self.working_folder.join(path), role);
        self.sources.lock().unwrap_or_else(PoisonError::into_inner).insert(source);
    }

    /// The files that the run is about, so far.
    pub(crate) fn sources(&self) -> BTreeSet<(PathBuf, Role)> {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The bytes of a file, or of a pipe up to its end.
    ///
    /// # Errors
    /// It cannot be read, or is a device without an end.
    pub(crate) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.note(path, Question::Text);
        match self.memory.text(path) {
            Some(text) => Ok(text.to_vec()),
            None if self.has_disk => read::read(path),
            None => Err(absent()),
        }
    }

    /// Opens a file that is read in parts. What cannot be read in parts, such as a pipe, is read whole.
    ///
    /// # Errors
    /// It cannot be read, or is a device without an end.
    pub(crate) fn open(&self, path: &Path) -> io::Result<Opened> {
        if let Some(text) = self.memory.text(path) {
            return Ok(Opened::in_memory(text.to_vec()));
        }
        if !self.has_disk {
            return Err(absent());
        }
        self.note(path, Question::Text);
        let file = fs::File::open(path)?;
        let about = file.metadata()?;
        match about.is_file() {
            true => Ok(Opened::on_disk(file, about.len())),
            false => Ok(Opened::in_memory(read::read(path)?)),
        }
    }

    /// When a file was last written, as far as the disk knows.
    pub(crate) fn modified(&self, path: &Path) -> Option<SystemTime> {
        match self.memory.text(path) {
            None if self.has_disk => fs::metadata(path).ok()?.modified().ok(),
            _ => None,
        }
    }

    /// What a file has in common with its other names on the disk; none where it has no other, for some file systems
    /// make up the numbers of those.
    pub(crate) fn inode(&self, path: &Path) -> Option<Inode> {
        match self.memory.text(path) {
            None if self.has_disk => Inode::of(&fs::metadata(path).ok().filter(is_linked)?),
            _ => None,
        }
    }

    /// What is at a place, or at the end of the links there.
    ///
    /// # Errors
    /// Nothing is, or it may not be looked at.
    pub(crate) fn kind(&self, path: &Path) -> io::Result<Kind> {
        self.note(path, Question::Kind);
        match self.in_memory_at(path) {
            Some(Kind::File) => Ok(Kind::File),
            known if self.has_disk => match (fs::metadata(path), known) {
                (Err(_), Some(known)) => Ok(known),
                (about, _) => Ok(about?.file_type().into()),
            },
            known => known.ok_or_else(absent),
        }
    }

    /// What memory says of a place. The working folder is always there.
    fn in_memory_at(&self, path: &Path) -> Option<Kind> {
        let is_above = || !self.has_disk && self.working_folder.starts_with(clean(path));
        self.memory.kind(path).or_else(|| is_above().then_some(Kind::Folder))
    }

    pub(crate) fn is_file(&self, path: &Path) -> bool {
        matches!(self.kind(path), Ok(Kind::File))
    }

    /// Whether an entry of a folder is a file, or a link to one. A link that leads to nothing counts as a file: that it
    /// cannot be read is said when it is its turn.
    pub(crate) fn is_file_at(&self, path: &Path, kind: Kind) -> bool {
        match kind {
            Kind::Link => !matches!(self.kind(path), Ok(kind) if kind != Kind::File),
            kind => kind == Kind::File,
        }
    }

    /// Whether a folder is there.
    pub(crate) fn is_folder(&self, path: &Path) -> bool {
        matches!(self.kind(path), Ok(Kind::Folder))
    }

    /// Whether something is there that can be looked at.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        self.kind(path).is_ok()
    }

    /// Whether something is there, also where it may not be looked at.
    pub(crate) fn may_hold(&self, path: &Path) -> bool {
        !matches!(self.kind(path), Err(error) if is_absence(&error))
    }

    /// What a folder holds, in any order.
    ///
    /// # Errors
    /// It cannot be listed.
    pub(crate) fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.note(folder, Question::Names);
        let mut entries = self.memory.list(folder);
        if !self.has_disk {
            return match self.in_memory_at(folder) {
                Some(Kind::Folder) => Ok(entries),
                Some(_) => Err(io::ErrorKind::NotADirectory.into()),
                None => Err(absent()),
            };
        }
        let on_disk = match fs::read_dir(folder) {
            Err(error) if is_absence(&error) && !entries.is_empty() => return Ok(entries),
            on_disk => on_disk?,
        };
        let above = entries.len();
        for entry in on_disk {
            let entry = entry?;
            let (name, kind) = (entry.file_name(), entry.file_type()?.into());
            if !entries[..above].iter().any(|known| known.name == name) {
                entries.push(Entry { name, kind });
            }
        }
        Ok(entries)
    }

    /// Where a link leads to, as it says.
    ///
    /// # Errors
    /// It is no link.
    pub(crate) fn link(&self, path: &Path) -> io::Result<PathBuf> {
        match self.memory.text(path) {
            None if self.has_disk => fs::read_link(path),
            _ => Err(absent()),
        }
    }

    pub(crate) fn is_link(&self, path: &Path) -> bool {
        self.link(path).is_ok()
    }

    /// The place of something that is there, behind all links.
    ///
    /// # Errors
    /// Nothing is there.
    pub(crate) fn real(&self, path: &Path) -> io::Result<PathBuf> {
        let on_disk = if self.has_disk { fs::canonicalize(path) } else { Err(absent()) };
        match on_disk {
            Err(_) if self.in_memory_at(path).is_some() => Ok(clean(path)),
            on_disk => on_disk,
        }
    }

    /// Why a file could not be read.
    pub(crate) fn why_unread(&self, path: &Path, error: &io::Error) -> String {
        match error.kind() {
            io::ErrorKind::NotFound if self.is_link(path) => "it is a broken link".to_owned(),
            _ => io_words(error),
        }
    }
}

fn absent() -> io::Error {
    io::ErrorKind::NotFound.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts<const N: usize>(texts: [(&str, &str); N]) -> [(PathBuf, Vec<u8>); N] {
        texts.map(|(path, text)| (PathBuf::from(path), text.into()))
    }

    fn listed(store: &Store, folder: &Path) -> Vec<(String, Kind)> {
        let entries = store.list(folder).expect("a folder");
        let mut entries: Vec<_> = entries
            .into_iter()
            .map(|entry| (entry.name.to_string_lossy().into_owned(), entry.kind))
            .collect();
        entries.sort_by(|left, right| left.0.cmp(&right.0));
        entries
    }

    #[test]
    fn texts_in_memory_have_folders_and_nothing_else_is_there() {
        let store = Store::in_memory("/work", texts([("a/b/c.tf", "1"), ("a/d.tf", "2"), ("/else/e", "3")]));
        assert_eq!(store.read(Path::new("/work/a/./x/../d.tf")).expect("read"), b"2");
        assert_eq!(store.read(Path::new("/else/e")).expect("read"), b"3");
        assert!(store.is_folder(Path::new("/work/a/b")) && !store.holds(Path::new("/etc/passwd")));
        let entries = [("b".to_owned(), Kind::Folder), ("d.tf".to_owned(), Kind::File)];
        assert_eq!(listed(&store, Path::new("/work/a")), entries);
        assert!(store.list(Path::new("/etc")).is_err_and(|error| is_absence(&error)));
        assert_eq!(store.real(Path::new("/work/a/b/..")).expect("there"), Path::new("/work/a"));
    }

    #[test]
    fn texts_above_the_disk_take_the_place_of_its_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        for name in ["a", "b"] {
            fs::write(root.join(name), "disk").expect("written");
        }
        let store = Store::on_disk(root).with(texts([("b", "memory"), ("c/d", "memory")]));
        let read = |name: &str| String::from_utf8(store.read(&root.join(name)).expect("read")).expect("text");
        assert_eq!(["a", "b", "c/d"].map(read), ["disk", "memory", "memory"]);
        let kinds = [("a", Kind::File), ("b", Kind::File), ("c", Kind::Folder)];
        assert_eq!(listed(&store, root), kinds.map(|(name, kind)| (name.to_owned(), kind)));
        assert_eq!(listed(&store, &root.join("c")), [("d".to_owned(), Kind::File)]);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_leads_back_to_its_file() {
        use std::os::unix::ffi::OsStrExt;
        let store = Store::in_memory("/work", []);
        for bytes in [&b"a\xfe/b.json"[..], b"a\\xfe/b", b"a\\b", "\u{f6}/\u{ff}".as_bytes()] {
            let path = Path::new(std::ffi::OsStr::from_bytes(bytes));
            let name = store.name(path);
            assert_eq!(store.shown_as(&name.shown), name, "{}", name.shown);
        }
    }
}
