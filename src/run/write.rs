//! Writing fixed files: each as a whole, and none that somebody else changed meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::engine::{Change, Grounds, Outline, Task};
use crate::files::{self, leftovers};
use crate::finding::Failure;
use crate::text::io_words;

/// How many files are written at a time. Who writes waits for the disk, which takes many files together as fast as one.
const WRITERS: usize = 16;

/// Removes what killed runs left behind beside the files of a run.
pub(crate) fn clean_up(outline: &Outline, task: &Task) {
    let grounds = Grounds::of(task);
    let mut folders = BTreeSet::new();
    for (name, _) in outline.files.iter().filter(|(name, _)| grounds.outside(name).is_none()) {
        let file = fs::canonicalize(task.store.shown_as(name).path);
        folders.extend(file.ok().as_deref().and_then(Path::parent).map(Path::to_owned));
    }
    for folder in &folders {
        leftovers::remove(folder);
    }
}

/// Replaces the files that changed. One that cannot be written, or that somebody else changed meanwhile, is a
/// failure and stays as it is.
pub(crate) fn write(changes: &[&Change], task: &Task) -> Vec<Failure> {
    // A file under several names is written under one after the other.
    let mut files: BTreeMap<PathBuf, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let path = task.store.shown_as(&change.shown).path;
        files.entry(fs::canonicalize(&path).unwrap_or(path)).or_default().push(change);
    }
    let files: Vec<_> = files.into_iter().collect();
    let write = |(path, changes): &(PathBuf, Vec<&Change>)| -> Vec<Failure> {
        let failure = |change: &&Change| Some(failure(&change.shown, &replace(path, change).err()?));
        changes.iter().filter_map(failure).collect()
    };
    let all = || files.par_iter().flat_map_iter(write).collect::<Vec<Failure>>();
    let writers = rayon::ThreadPoolBuilder::new().num_threads(WRITERS.min(files.len())).build();
    let mut failures = match writers {
        Ok(writers) => writers.install(all),
        Err(_) => files.iter().flat_map(write).collect(),
    };
    failures.sort();
    failures
}

/// That the fixes of a file, by the name it is shown under, are not written.
pub(crate) fn failure(shown: &str, why: &str) -> Failure {
    Failure { subject: shown.to_owned(), message: format!("the fixes cannot be written: {why}") }
}

/// Replaces one file, unless it is not what was read: that is asked again when the new one is ready to take its place.
fn replace(path: &Path, change: &Change) -> Result<(), String> {
    let mut old = File::open(path).map_err(|error| io_words(&error))?;
    if !is_as_read(&bytes(&mut old)?, change)? {
        return Ok(());
    }
    let ready = files::Ready::write(path, |out| out.write_all(change.new.as_bytes()));
    let ready = ready.and_then(|ready| ready.taking_over(&old)).map_err(|error| io_words(&error))?;
    let now = fs::read(path).map_err(|error| io_words(&error))?;
    if is_as_read(&now, change)? { put(ready, path, old, change) } else { Ok(()) }
}

/// Whether a file has the text that was read. The same file under two names is written once.
fn is_as_read(now: &[u8], change: &Change) -> Result<bool, String> {
    match now {
        now if now == change.old.text().as_bytes() => Ok(true),
        now if now == change.new.as_bytes() => Ok(false),
        _ => Err("it was changed while it was being fixed".to_owned()),
    }
}

/// Puts the new file in the place of the old one. What somebody wrote to the old one until then was not lost on the
/// way: it is put back.
fn put(ready: files::Ready, path: &Path, mut old: File, change: &Change) -> Result<(), String> {
    ready.put().map_err(|error| io_words(&error))?;
    let last = bytes(&mut old)?;
    if last == change.old.text().as_bytes() {
        return Ok(());
    }
    let back = files::Ready::write(path, |out| out.write_all(&last));
    let back = back.and_then(|back| back.taking_over(&old)).and_then(files::Ready::put);
    back.map_err(|error| io_words(&error))?;
    Err("it was changed while it was being fixed".to_owned())
}

fn bytes(file: &mut File) -> Result<Vec<u8>, String> {
    let read = |file: &mut File| -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        file.rewind()?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read(file).map_err(|error| io_words(&error))
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;

    use super::*;
    use crate::source::{Medium, Source};

    #[test]
    fn what_is_appended_at_the_last_moment_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.yaml");
        fs::write(&path, "old\n").expect("written");
        let old = Arc::new(Source::new("a.yaml", "old\n", Medium::File));
        let change = Change { shown: "a.yaml".to_owned(), old, new: "new\n".to_owned(), fixed: Vec::new() };
        let open = File::open(&path).expect("opened");
        let ready = files::Ready::write(&path, |out| out.write_all(b"new\n")).expect("ready");
        let mut other = fs::OpenOptions::new().append(true).open(&path).expect("opened");
        other.write_all(b"more\n").expect("appended");
        let error = put(ready, &path, open, &change).expect_err("it was changed");
        assert_eq!(error, "it was changed while it was being fixed");
        assert_eq!(fs::read_to_string(&path).expect("read"), "old\nmore\n");
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
        assert!(replace(&path, &change).is_err());
    }
}
