//! Writing fixed files: each as a whole, and none that somebody else changed meanwhile.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Change;
use crate::files;
use crate::finding::Failure;
use crate::settings::task::Task;
use crate::text::io_words;

/// How many files are written at a time. Who writes waits for the disk, which takes many files together as fast as one.
const WRITERS: usize = 16;

/// Replaces the files that changed. One that cannot be written, or that somebody else changed meanwhile, is a
/// failure and stays as it is.
pub fn write(changes: &[&Change], task: &Task) -> Vec<Failure> {
    // A file under several names is written under one after the other.
    let mut files: BTreeMap<PathBuf, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let path = task.working_folder.join(&change.shown);
        files.entry(fs::canonicalize(&path).unwrap_or(path)).or_default().push(change);
    }
    let files: Vec<_> = files.into_iter().collect();
    let write = |(path, changes): &(PathBuf, Vec<&Change>)| -> Vec<Failure> {
        changes.iter().filter_map(|change| Some(failure(change, &replace(path, change).err()?))).collect()
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

fn failure(change: &Change, message: &str) -> Failure {
    let message = format!("the fixes cannot be written: {message}");
    Failure { subject: change.shown.clone(), message }
}

/// Replaces one file, unless it is not what was read: that is asked again when the new one is ready to take its place.
fn replace(path: &Path, change: &Change) -> Result<(), String> {
    let stands = || match fs::read(path) {
        Ok(now) if now == change.old.text().as_bytes() => Ok(true),
        // The same file under two names is written once.
        Ok(now) if now == change.new.as_bytes() => Ok(false),
        Ok(_) => Err("it was changed while it was being fixed".to_owned()),
        Err(error) => Err(io_words(&error)),
    };
    if !stands()? {
        return Ok(());
    }
    let ready = files::Ready::write(path, |out| out.write_all(change.new.as_bytes()));
    let ready = ready.map_err(|error| io_words(&error))?;
    if stands()? { ready.put().map_err(|error| io_words(&error)) } else { Ok(()) }
}
