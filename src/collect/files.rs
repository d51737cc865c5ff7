//! Which files are looked at: what the command line names, and what a walk of its folders finds.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;

use super::read::{self, Format};
use crate::finding::Failure;
use crate::text::io_words;

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

/// The files of a run, sorted by the names they are shown under, each once.
#[derive(Debug, Default)]
pub struct Candidates {
    /// The files.
    pub files: Vec<Candidate>,
    /// Folders that could not be looked into.
    pub failures: Vec<Failure>,
}

/// The endings of files that a walk looks at; everything else is none of a definition's formats.
const ENDINGS: &[&str] =
    &["json", "jsonc", "jsonl", "ndjson", "yaml", "yml", "toml", "template", "tf", "tofu"];

/// Gathers the files of some paths. A walk honours `.gitignore` and leaves out hidden folders.
///
/// # Errors
/// The paths that do not exist.
pub fn gather(paths: &[PathBuf], working_folder: &Path) -> Result<Candidates, Vec<PathBuf>> {
    let missing: Vec<PathBuf> = paths.iter().filter(|path| !exists(path)).cloned().collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut found: BTreeMap<String, Candidate> = BTreeMap::new();
    let mut failures = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, working_folder, &mut found, &mut failures);
        } else {
            let shown = shown(path, working_folder);
            found.insert(shown.clone(), Candidate { path: path.clone(), shown, named: true });
        }
    }
    failures.sort();
    Ok(Candidates { files: found.into_values().collect(), failures })
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

fn walk(
    folder: &Path,
    working_folder: &Path,
    found: &mut BTreeMap<String, Candidate>,
    failures: &mut Vec<Failure>,
) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut walker = WalkBuilder::new(folder);
    let walker = walker.require_git(false).hidden(false).filter_entry(is_walked).threads(threads);
    let walker = walker.build_parallel();
    walker.run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            let entry = match entry {
                Ok(entry) if !is_file(&entry) || !may_declare(&entry) => {
                    return ignore::WalkState::Continue;
                }
                other => other,
            };
            match sender.send(entry) {
                Ok(()) => ignore::WalkState::Continue,
                Err(_) => ignore::WalkState::Quit,
            }
        })
    });
    drop(sender);
    for entry in receiver {
        match entry {
            Ok(entry) => {
                let path = entry.into_path();
                let shown = shown(&path, working_folder);
                found.entry(shown.clone()).or_insert(Candidate { path, shown, named: false });
            }
            Err(error) => failures.push(failure(&error, folder, working_folder)),
        }
    }
}

/// Everything but hidden folders, among which the one that is walked does not count.
fn is_walked(entry: &ignore::DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    entry.depth() == 0 || !is_folder || !entry.file_name().to_string_lossy().starts_with('.')
}

/// A file, or a link to one: a folder behind a link is not walked, so that no circle is. A link to nothing counts as
/// a file: that it cannot be read is said when it is its turn.
fn is_file(entry: &ignore::DirEntry) -> bool {
    match entry.file_type() {
        Some(kind) if kind.is_symlink() => {
            std::fs::metadata(entry.path()).map_or(true, |target| target.is_file())
        }
        Some(kind) => kind.is_file(),
        None => false,
    }
}

/// Whether a file of a walk may be a definition, after its name. Terraform leaves out its own hidden files, and
/// editors mark what is being edited by hidden links to nothing (`.#main.tf`).
fn may_declare(entry: &ignore::DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_terraform = || read::by_name(&name) == Some(Format::Terraform);
    has_ending(entry.path()) && !name.starts_with(".#") && !(name.starts_with('.') && is_terraform())
}

fn has_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

fn failure(error: &ignore::Error, folder: &Path, working_folder: &Path) -> Failure {
    let path = path_of(error).unwrap_or(folder);
    let message = match error.io_error() {
        Some(error) => io_words(error),
        None => error.to_string(),
    };
    Failure { subject: shown(path, working_folder), message }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

/// Why a file could not be read.
pub fn why_unread(path: &Path, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound if path.is_symlink() => "it is a link to nothing".to_owned(),
        _ => io_words(error),
    }
}

/// The way to what stands in a folder above the working folder: `../taglint.toml`.
fn upwards(path: &Path, working_folder: &Path) -> Option<PathBuf> {
    let (folder, name) = (path.parent()?, path.file_name()?);
    let down = working_folder.strip_prefix(folder).ok().filter(|_| path.is_absolute())?;
    let up: PathBuf = down.components().map(|_| Component::ParentDir).collect();
    Some(up.join(name))
}

/// A path without `.` and `..`; links are not followed.
pub fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                cleaned.pop();
            }
            other => cleaned.push(other),
        }
    }
    cleaned
}

/// The name that the path of a policy is shown under, which is found upwards.
pub fn shown_upwards(path: &Path, working_folder: &Path) -> String {
    upwards(path, working_folder).map_or_else(|| shown(path, working_folder), |up| shown(&up, working_folder))
}

/// The name that a path is shown under. Of what is not below the working folder it is as absolute as it was given:
/// modules know each other by their names, and must not have two.
pub fn shown(path: &Path, working_folder: &Path) -> String {
    let relative = path.strip_prefix(working_folder).unwrap_or(path);
    let mut parts: Vec<String> = Vec::new();
    for component in relative.components() {
        match component {
            Component::CurDir => {}
            // Behind a drive, the slash that joins is the root's.
            Component::RootDir if !parts.is_empty() => {}
            Component::RootDir => parts.push(String::new()),
            Component::Prefix(drive) => parts.push(shown_name(drive.as_os_str()).replace('\\', "/")),
            Component::ParentDir if parts.last().is_some_and(|last| !last.is_empty() && last != "..") => {
                parts.pop();
            }
            other => parts.push(shown_name(other.as_os_str())),
        }
    }
    match parts.as_slice() {
        [] => ".".to_owned(),
        [root] if root.is_empty() => "/".to_owned(),
        _ => parts.join("/"),
    }
}

/// A name as text; bytes that are none are shown by their numbers, so that no two names look the same.
pub fn shown_name(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn paths_are_shown_as_people_write_them() {
        let shown = |path: &str| shown(Path::new(path), Path::new("/home/ada"));
        assert_eq!(shown("./a/b.json"), "a/b.json");
        assert_eq!(shown("/home/ada/a.json"), "a.json");
        assert_eq!(shown("/else/a.json"), "/else/a.json");
        assert_eq!(shown("/home/a.json"), "/home/a.json");
        let shown_upwards = |path: &str| shown_upwards(Path::new(path), Path::new("/home/ada"));
        assert_eq!(shown_upwards("/taglint.toml"), "../../taglint.toml");
        assert_eq!(shown_upwards("/home/ada/taglint.toml"), "taglint.toml");
        assert_eq!(shown_upwards("/else/taglint.toml"), "/else/taglint.toml");
        assert_eq!(shown("../a.json"), "../a.json");
        assert_eq!(shown("a/../b.json"), "b.json");
        assert_eq!(shown("."), ".");
    }

    #[cfg(windows)]
    #[test]
    fn paths_of_windows_are_shown_with_forward_slashes() {
        let shown = |path: &str| shown(Path::new(path), Path::new(r"C:\Users\ada"));
        assert_eq!(shown(r".\a\b.json"), "a/b.json");
        assert_eq!(shown(r"C:\Users\ada\a\b.json"), "a/b.json");
        assert_eq!(
            shown_upwards(Path::new(r"C:\Users\taglint.toml"), Path::new(r"C:\Users\ada")),
            "../taglint.toml"
        );
        assert_eq!(shown(r"C:\else\a.json"), "C:/else/a.json");
        assert_eq!(shown(r"D:\a.json"), "D:/a.json");
        assert_eq!(shown(r"\\host\share\a.json"), "//host/share/a.json");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_no_text_are_told_apart() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().expect("a folder");
        for bytes in [b"a\xfe.json", b"a\xff.json"] {
            std::fs::write(folder.path().join(OsStr::from_bytes(bytes)), "{}").expect("written");
        }
        let found = gather(&[folder.path().to_owned()], folder.path()).expect("exists");
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
        let found =
            gather(&[folder.path().to_owned(), folder.path().join("a.json")], folder.path()).expect("exists");
        let names: Vec<_> = found.files.iter().map(|file| (file.shown.as_str(), file.named)).collect();
        assert_eq!(names, [("a.json", true), ("b/.d.json", false), ("b/c.YAML", false)]);
        let hidden = gather(&[folder.path().join(".hidden")], folder.path()).expect("exists");
        assert_eq!(hidden.files.len(), 1, "a hidden folder that is named is walked");
        assert_eq!(
            gather(&["nowhere".into()], folder.path()).expect_err("is missing"),
            [PathBuf::from("nowhere")]
        );
    }
}
