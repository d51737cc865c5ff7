//! What stands in a repository beside the files that are checked.

use std::path::{Path, PathBuf};

use ignore::{WalkBuilder, WalkState};

use super::files::shown_name;

/// The root of the repository that a folder is in; where it is in none, the outermost of some folders that it is below,
/// but never all that there is.
pub fn root_of(folder: &Path, bounds: &[PathBuf]) -> Option<PathBuf> {
    if let Some(root) = folder.ancestors().find(|above| above.join(".git").exists()) {
        return Some(root.to_owned());
    }
    let around = bounds.iter().filter(|bound| folder.starts_with(bound) && bound.parent().is_some());
    around.min_by_key(|bound| bound.components().count()).cloned()
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
