//! Where files of a bill lie: on the disk, and in buckets.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::bucket::Objects;
use super::contents::{Contents, is_hidden, is_wanted};
use crate::files::{FileName, Inode, Kind, Opened, Store, walk};

/// All places that have files, whose paths tell which one each is in.
pub(crate) struct Shelves<'s> {
    pub(crate) store: &'s Store,
    /// Files and folders of the store.
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) buckets: Vec<Objects>,
}

impl Shelves<'_> {
    /// All that is there.
    pub(crate) fn contents(&self) -> Contents {
        let mut contents = Contents::default();
        for path in &self.paths {
            let name = self.store.name(path);
            match self.store.kind(&name.path) {
                Ok(Kind::Folder) => self.look_into(&name.path, &mut contents),
                Ok(_) => contents.named.push(name),
                Err(error) => {
                    let why = self.store.why_unread(&name.path, &error);
                    contents.unread.push((name, why));
                }
            }
        }
        for bucket in &self.buckets {
            bucket.add_to(&mut contents);
        }
        contents
    }

    fn look_into(&self, folder: &Path, contents: &mut Contents) {
        let walked = walk::walk(self.store, folder, walk::Gitignore::ReadHidden, &is_wanted);
        for (path, why) in walked.unread {
            contents.unread.push((self.store.name(&path), why));
        }
        for path in walked.files.into_iter().chain(walked.links) {
            let is_hidden = is_hidden(path.strip_prefix(folder).unwrap_or(&path));
            contents.inside.push((self.store.name(&path), is_hidden));
        }
    }

    fn bucket(&self, path: &Path) -> Option<&Objects> {
        self.buckets.iter().find(|bucket| bucket.has(path))
    }

    /// Opens a file.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn open(&self, path: &Path) -> io::Result<Opened> {
        match self.bucket(path) {
            Some(bucket) => bucket.open(path),
            None => self.store.open(path),
        }
    }

    /// When a file was written, as far as that is known.
    pub(crate) fn modified(&self, path: &Path) -> Option<SystemTime> {
        match self.bucket(path) {
            Some(bucket) => bucket.modified(path),
            None => self.store.modified(path),
        }
    }

    /// What is the same for a file by whatever name.
    pub(crate) fn real(&self, name: &FileName) -> PathBuf {
        match self.bucket(&name.path) {
            Some(_) => name.path.clone(),
            None => self.store.real(&name.path).unwrap_or_else(|_| name.place().into_owned()),
        }
    }

    /// What is the same for all hard links to a file; none where it has one name only.
    pub(crate) fn inode(&self, path: &Path) -> Option<Inode> {
        match self.bucket(path) {
            Some(_) => None,
            None => self.store.inode(path),
        }
    }

    /// Why a file could not be read.
    pub(crate) fn why_unread(&self, path: &Path, error: &io::Error) -> String {
        match self.bucket(path) {
            Some(_) => error.to_string(),
            None => self.store.why_unread(path, error),
        }
    }
}
