//! Which files are looked at: what the command line names, and what a walk of its folders finds.

mod git;
mod names;
pub(super) mod walk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::finding::Failure;
use crate::text::{code, io_words};

pub use names::{clean, shown, shown_name, shown_upwards};
use walk::Walked;

/// A file to look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Where it is.
    pub path: PathBuf,
    /// What it is called in findings: relative to the working folder where it is below it, with forward slashes.
    pub shown: String,
    /// Whether the command line names it, rather than a folder above it.
    pub named: bool,
}

/// Whether a walk leaves out what git leaves out.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Gitignore {
    /// It does.
    #[default]
    Obeyed,
    /// It reads all files.
    Read,
}

/// The files of a run, sorted by the names they are shown under, each once.
#[derive(Debug, Default)]
pub struct Candidates {
    /// The files.
    pub files: Vec<Candidate>,
    /// The files and whole folders that git leaves out.
    pub ignored: Vec<Candidate>,
    /// Folders that could not be looked into.
    pub failures: Vec<Failure>,
}

/// Gathers the files of some paths. A walk leaves out hidden folders, and what git leaves out.
///
/// # Errors
/// The paths that do not exist.
pub fn gather(
    paths: &[PathBuf],
    working_folder: &Path,
    gitignore: Gitignore,
) -> Result<Candidates, Vec<PathBuf>> {
    let missing: Vec<PathBuf> = paths.iter().filter(|path| !exists(path)).cloned().collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut gathering =
        Gathering { working_folder, files: BTreeMap::new(), ignored: BTreeMap::new(), failures: Vec::new() };
    for path in paths {
        if !path.is_dir() {
            gathering.add(path.clone(), true);
            continue;
        }
        let Walked { files, ignored, unread } = walk::walk(path, gitignore, &walk::may_declare);
        for file in files {
            gathering.add(file, false);
        }
        for path in ignored {
            let shown = shown(&path, working_folder);
            gathering.ignored.insert(shown.clone(), Candidate { path, shown, named: false });
        }
        for (path, message) in unread {
            gathering.failures.push(Failure { subject: shown(&path, working_folder), message });
        }
    }
    let Gathering { files, mut ignored, mut failures, .. } = gathering;
    // What is ignored in one walk may be named, or found in another.
    ignored.retain(|shown, _| !files.contains_key(shown));
    failures.sort();
    failures.dedup();
    let (files, ignored) = (files.into_values().collect(), ignored.into_values().collect());
    Ok(Candidates { files, ignored, failures })
}

/// What was gathered so far, by the names that files are shown under.
struct Gathering<'g> {
    working_folder: &'g Path,
    files: BTreeMap<String, Candidate>,
    ignored: BTreeMap<String, Candidate>,
    failures: Vec<Failure>,
}

impl Gathering<'_> {
    fn add(&mut self, path: PathBuf, named: bool) {
        let shown = shown(&path, self.working_folder);
        match self.files.get_mut(&shown) {
            None => {
                self.files.insert(shown.clone(), Candidate { path, shown, named });
            }
            Some(known) if is_same(&known.path, &path) => known.named |= named,
            // Behind a link, `..` leads elsewhere than its name says.
            Some(known) => {
                let known = known.path.display().to_string();
                let message = format!("it has the same name as another file, {}", code(&known));
                self.failures.push(Failure { subject: path.display().to_string(), message });
            }
        }
    }
}

/// Whether two paths lead to one file.
fn is_same(left: &Path, right: &Path) -> bool {
    left == right
        || match (left.canonicalize(), right.canonicalize()) {
            (Ok(left), Ok(right)) => left == right,
            _ => false,
        }
}

/// Whether a file stands in a hidden folder, by the name that it is shown under.
pub fn is_hidden(shown: &str) -> bool {
    let Some((folders, _)) = shown.rsplit_once('/') else { return false };
    folders.split('/').any(|folder| folder.starts_with('.') && folder != "..")
}

/// Whether something is there, also where it may not be looked at.
fn exists(path: &Path) -> bool {
    !matches!(std::fs::symlink_metadata(path), Err(error) if is_absence(&error))
        && !matches!(std::fs::metadata(path), Err(error) if is_absence(&error))
}

/// Whether an error says that there is nothing.
pub fn is_absence(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

/// Why a file could not be read.
pub fn why_unread(path: &Path, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound if path.is_symlink() => "it is a link to nothing".to_owned(),
        _ => io_words(error),
    }
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
        let found = gather(&[folder.path().to_owned()], folder.path(), Gitignore::Obeyed).expect("exists");
        let names: Vec<_> = found.files.iter().map(|file| file.shown.as_str()).collect();
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
        let found = gather(
            &[folder.path().to_owned(), folder.path().join("a.json")],
            folder.path(),
            Gitignore::Obeyed,
        )
        .expect("exists");
        let names: Vec<_> = found.files.iter().map(|file| (file.shown.as_str(), file.named)).collect();
        assert_eq!(names, [("a.json", true), ("b/.d.json", false), ("b/c.YAML", false)]);
        let hidden =
            gather(&[folder.path().join(".hidden")], folder.path(), Gitignore::Obeyed).expect("exists");
        assert_eq!(hidden.files.len(), 1, "a hidden folder that is named is walked");
        assert_eq!(
            gather(&["nowhere".into()], folder.path(), Gitignore::Obeyed).expect_err("is missing"),
            [PathBuf::from("nowhere")]
        );
    }
}
