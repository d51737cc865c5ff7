//! Files of a bill in a bucket of S3.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::contents::{Contents, is_hidden, is_wanted};
use super::source::Bucket as Source;
use crate::files::{Elsewhere, FileName, Opened};
use crate::live::s3::{Bucket, Object};
use crate::text::code;

/// A part of a bucket.
pub(crate) struct Objects {
    bucket: Arc<Bucket>,
    source: Source,
    /// By the paths that they have here.
    objects: BTreeMap<PathBuf, Object>,
    /// What of the bucket is not among them, and why.
    unread: Vec<(FileName, String)>,
}

impl Objects {
    /// Lists what there is.
    pub(crate) fn list(mut bucket: Bucket, source: &Source) -> Self {
        let (listed, why) = bucket.list(&source.prefix);
        let (mut objects, mut unread) = (BTreeMap::new(), Vec::new());
        for object in meant(listed, &source.prefix) {
            // Consoles write an empty object for a folder.
            if object.size == 0 && object.key.ends_with('/') {
                continue;
            }
            match objects.entry(path(source, &object.key)) {
                Entry::Vacant(place) => {
                    place.insert(object);
                }
                Entry::Occupied(known) => {
                    let known: &Object = known.get();
                    let why = format!(
                        "its key is that of {} but for slashes or dots",
                        code(&source.shown(&known.key))
                    );
                    unread.push((named(source, &object.key), why));
                }
            }
        }
        if let Some(why) = why {
            unread.push((named(source, &source.prefix), why));
        }
        Objects { bucket: Arc::new(bucket), source: source.clone(), objects, unread }
    }

    fn name(&self, path: &Path, object: &Object) -> FileName {
        FileName { path: path.to_owned(), shown: self.source.shown(&object.key) }
    }
}

/// The objects that a prefix means: the one with that key and those in that folder, else all whose keys begin so.
fn meant(listed: Vec<Object>, prefix: &str) -> Vec<Object> {
    let folder = prefix.strip_suffix('/').unwrap_or(prefix);
    let is_meant = |key: &str| match key.strip_prefix(folder) {
        Some(rest) => rest.is_empty() || rest.starts_with('/'),
        None => false,
    };
    if folder.is_empty() || !listed.iter().any(|object| is_meant(&object.key)) {
        return listed;
    }
    listed.into_iter().filter(|object| is_meant(&object.key)).collect()
}

/// What is not among the objects, as it is written.
fn named(source: &Source, key: &str) -> FileName {
    let shown = source.shown(key);
    FileName { path: PathBuf::from(&shown), shown }
}

/// No path of the disk begins so: those are absolute.
fn path(source: &Source, key: &str) -> PathBuf {
    PathBuf::from(format!("s3:/{}/{key}", source.name))
}

impl Objects {
    /// Adds what is there.
    pub(crate) fn add_to(&self, contents: &mut Contents) {
        for (path, object) in &self.objects {
            let name = self.name(path, object);
            let inside = Path::new(object.key.strip_prefix(&self.source.prefix).unwrap_or(&object.key));
            // Hadoop writes an empty object for a folder.
            let is_folder = object.size == 0 && inside.extension().is_none();
            if object.key == self.source.prefix {
                contents.named.push(name);
            } else if !is_folder && is_wanted(inside) {
                contents.inside.push((name, is_hidden(inside)));
            }
        }
        contents.unread.extend(self.unread.iter().cloned());
    }

    /// Whether a file is one of these.
    pub(crate) fn has(&self, path: &Path) -> bool {
        self.objects.contains_key(path)
    }

    /// Opens one.
    ///
    /// # Errors
    /// It is not there.
    pub(crate) fn open(&self, path: &Path) -> io::Result<Opened> {
        let object = self.objects.get(path).ok_or(io::ErrorKind::NotFound)?;
        let file = Parts { bucket: Arc::clone(&self.bucket), object: object.clone() };
        Ok(Opened::elsewhere(file, object.size))
    }

    /// When one was written.
    pub(crate) fn modified(&self, path: &Path) -> Option<SystemTime> {
        self.objects.get(path).map(|object| object.modified)
    }
}

/// What is in an object.
#[derive(Debug)]
struct Parts {
    bucket: Arc<Bucket>,
    object: Object,
}

impl Elsewhere for Parts {
    fn parts(&self, ranges: &[Range<u64>]) -> io::Result<Vec<Vec<u8>>> {
        self.bucket.parts(&self.object, ranges).map_err(io::Error::other)
    }
}
