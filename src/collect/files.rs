//! Which files are looked at: what the command line names, and what a walk of its folders finds.

use std::path::{Path, PathBuf};

use super::endings;
use crate::files::walk::{Gitignore, Walked, walk};
use crate::files::{FileName, Store};
use crate::finding::Failure;
use crate::repository;
use crate::text::code_path;

/// A file to look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Candidate {
    pub(crate) name: FileName,
    /// Whether the command line names it, rather than a folder above it.
    pub(crate) named: bool,
    /// Whether it is in a hidden folder that is only walked for what it says of clients.
    pub(crate) hidden: bool,
}

/// The files of a run, sorted by the names they are shown under, each once.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    pub(crate) files: Vec<Candidate>,
    /// The files and whole folders that git leaves out.
    pub(crate) ignored: Vec<Candidate>,
    /// Folders that could not be looked into, and links that are not followed.
    pub(crate) failures: Vec<Failure>,
}

/// Gathers the files of some paths. A walk leaves out hidden folders, and what git leaves out.
///
/// # Errors
/// The paths that do not exist.
pub(crate) fn gather(
    store: &Store,
    paths: &[PathBuf],
    gitignore: Gitignore,
) -> Result<Candidates, Vec<PathBuf>> {
    let mut missing = Vec::new();
    let mut names = Vec::new();
    for path in paths {
        let name = store.name(path);
        match store.may_hold(&name.path) {
            true => names.push(name),
            false => missing.push(path.clone()),
        }
    }
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut found = Candidates::default();
    for name in names {
        if !store.is_folder(&name.path) {
            found.files.push(Candidate { name, named: true, hidden: false });
            continue;
        }
        // A `.` would be in the path of each file.
        let start: PathBuf = name.path.components().collect();
        let below =
            |path: &Path| path.strip_prefix(&start).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let is_wanted = |path: &Path| may_declare(&below(path));
        let Walked { files, links, ignored, unread } = walk(store, &start, gitignore, &is_wanted);
        let (links, outside) = repository::apart(store, links);
        let walked = |path: PathBuf| {
            let hidden = is_hidden(&below(&path));
            Candidate { name: store.name(&path), named: false, hidden }
        };
        found.files.extend(files.into_iter().chain(links).map(walked));
        found.ignored.extend(ignored.into_iter().map(walked));
        for (path, message) in unread.into_iter().chain(outside) {
            found.failures.push(Failure { subject: store.name(&path).shown, message });
        }
    }
    found.tidy(store);
    Ok(found)
}

impl Candidates {
    /// Sorts what was gathered, so that each file and folder is there once.
    fn tidy(&mut self, store: &Store) {
        let Candidates { files, ignored, failures } = self;
        let by_name = |left: &Candidate, right: &Candidate| left.name.shown.cmp(&right.name.shown);
        files.sort_by(by_name);
        files.dedup_by(|later, first| {
            if later.name.shown != first.name.shown {
                return false;
            }
            if is_same(store, &first.name.path, &later.name.path) {
                first.named |= later.named;
            } else {
                // Behind a link, `..` leads elsewhere than its name says.
                let first = code_path(&first.name.path);
                let message = format!("it has the same name as another file, {first}");
                failures.push(Failure { subject: later.name.path.display().to_string(), message });
            }
            true
        });
        ignored.sort_by(by_name);
        ignored.dedup_by(|later, first| later.name.shown == first.name.shown);
        // What is ignored in one walk may be named, or found in another.
        let is_found =
            |name: &FileName| files.binary_search_by(|file| file.name.shown.cmp(&name.shown)).is_ok();
        ignored.retain(|candidate| !is_found(&candidate.name));
        failures.sort();
        failures.dedup();
    }
}

/// Whether two paths lead to one file.
fn is_same(store: &Store, left: &Path, right: &Path) -> bool {
    left == right
        || match (store.real(left), store.real(right)) {
            (Ok(left), Ok(right)) => left == right,
            _ => false,
        }
}

/// Whether a file of a walk may be a definition, after its path from where the walk begins, or is a hidden folder that
/// is walked.
pub(crate) fn may_declare(path: &str) -> bool {
    match is_hidden(path) {
        false => HIDDEN.contains(&path.rsplit('/').next().unwrap_or_default()) || endings::is_walked(path),
        true => is_pipeline(path) && endings::is_walked(path),
    }
}

/// The hidden folders that a walk looks into: they hold pipelines, which configure clients.
const HIDDEN: [&str; 2] = [".github", ".circleci"];

/// Whether a file in a hidden folder is a pipeline, or a part of one.
pub(crate) fn is_pipeline(shown: &str) -> bool {
    let folders: Vec<&str> = shown.split('/').rev().skip(1).collect();
    let is_in = |folder: &str, of: &str| folders.windows(2).any(|pair| pair == [folder, of]);
    is_in("workflows", ".github") || is_in("actions", ".github") || folders.first() == Some(&".circleci")
}

/// Whether a file is in a hidden folder, by the name that it is shown under.
pub(crate) fn is_hidden(shown: &str) -> bool {
    let Some((folders, _)) = shown.rsplit_once('/') else { return false };
    folders.split('/').any(|folder| folder.starts_with('.') && folder != "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_no_text_are_told_apart() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().expect("a folder");
        for bytes in [b"a\xfe.json", b"a\xff.json"] {
            std::fs::write(folder.path().join(std::ffi::OsStr::from_bytes(bytes)), "{}").expect("written");
        }
        let found = gather(&Store::on_disk(folder.path()), &[folder.path().to_owned()], Gitignore::Obeyed)
            .expect("exists");
        let names: Vec<_> = found.files.iter().map(|file| file.name.shown.as_str()).collect();
        assert_eq!(names, ["a\\xfe.json", "a\\xff.json"]);
    }

    #[test]
    fn a_walk_honours_gitignore_and_leaves_out_hidden_folders_but_not_hidden_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, "{}").expect("written");
        };
        for name in
            ["a.json", "b/c.YAML", "b/ignored.json", ".hidden/d.json", "b/.d.json", "b/.d.tf", "e.txt"]
        {
            write(name);
        }
        std::fs::write(folder.path().join(".gitignore"), "ignored.json\n").expect("written");
        let store = Store::on_disk(folder.path());
        let found = gather(&store, &[PathBuf::from("."), folder.path().join("a.json")], Gitignore::Obeyed)
            .expect("exists");
        let names: Vec<_> = found.files.iter().map(|file| (file.name.shown.as_str(), file.named)).collect();
        assert_eq!(names, [("a.json", true), ("b/.d.json", false), ("b/c.YAML", false)]);
        let hidden = gather(&store, &[".hidden".into()], Gitignore::Obeyed).expect("exists");
        assert_eq!(hidden.files.len(), 1, "a hidden folder that is named is walked");
        assert_eq!(
            gather(&store, &["nowhere".into()], Gitignore::Obeyed).expect_err("is missing"),
            [PathBuf::from("nowhere")]
        );
    }
}
