//! What stands in a repository beside the files that are checked.

use std::path::{Path, PathBuf};

use ignore::{WalkBuilder, WalkState};

use super::files::shown_name;

/// The root of the repository that a folder is in, and the outermost of some folders that it is below and that are in
/// that repository, which may ignore them, or in none. The root of the file system is never one of them.
pub fn roots_of(folder: &Path, bounds: &[PathBuf]) -> Vec<PathBuf> {
    let repository = folder.ancestors().find(|above| above.join(".git").exists());
    let is_around = |bound: &&PathBuf| {
        let is_within = repository.is_none_or(|repository| bound.starts_with(repository));
        folder.starts_with(bound) && is_within && bound.parent().is_some()
    };
    let outermost = bounds.iter().filter(is_around).min_by_key(|bound| bound.components().count());
    repository.map(Path::to_owned).into_iter().chain(outermost.cloned()).collect()
}

/// The files in a folder and below whose names are wanted, but for what git ignores and hidden folders. What cannot be
/// looked into is nobody's matter here.
pub fn files(root: &Path, is_wanted: &(dyn Fn(&str) -> bool + Sync)) -> Vec<PathBuf> {
    let is_hidden = |entry: &ignore::DirEntry| {
        entry.depth() > 0
            && entry.file_type().is_some_and(|kind| kind.is_dir())
            && entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut walker = WalkBuilder::new(root);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    walker.require_git(false).hidden(false).threads(threads).filter_entry(move |entry| !is_hidden(entry));
    walker.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            if let Ok(entry) = entry
                && entry.file_type().is_some_and(|kind| !kind.is_dir())
                && is_wanted(&shown_name(entry.file_name()))
                && sender.send(entry.into_path()).is_err()
            {
                return WalkState::Quit;
            }
            WalkState::Continue
        })
    });
    drop(sender);
    let mut files: Vec<PathBuf> = receiver.into_iter().collect();
    files.sort();
    files
}
