//! A walk: the files below a folder that are wanted, but for what git leaves out.

use std::fs::{DirEntry, FileType};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::Gitignore;
use super::git::{GITIGNORE, Repository, Rules};
use crate::collect::read::{self, Format};

/// The endings of files that a walk looks at; everything else is none of a definition's formats.
const ENDINGS: &[&str] =
    &["json", "jsonc", "jsonl", "ndjson", "yaml", "yml", "toml", "template", "tf", "tofu"];

/// Says of a file, after its name, whether a walk is for it.
type IsWanted<'w> = &'w (dyn Fn(&Path) -> bool + Sync);

/// What a walk found.
#[derive(Default)]
pub(in crate::collect) struct Walked {
    /// The files.
    pub files: Vec<PathBuf>,
    /// Files and whole folders that git leaves out.
    pub ignored: Vec<PathBuf>,
    /// What could not be looked into.
    pub unread: Vec<(PathBuf, String)>,
}

impl Walked {
    fn add(&mut self, mut other: Walked) {
        self.files.append(&mut other.files);
        self.ignored.append(&mut other.ignored);
        self.unread.append(&mut other.unread);
    }
}

/// A folder to look into.
struct Folder {
    path: PathBuf,
    /// Its path from the root of the repository, or from the folder that is walked where there is none.
    relative: Vec<u8>,
    /// What holds in it, but for a `.gitignore` of its own.
    rules: Rules,
    /// Whether git leaves out everything in it that it does not track.
    is_ignored: bool,
}

/// Walks a folder for files of some names. Folders are read level by level, those of one level side by side.
pub(in crate::collect) fn walk(start: &Path, gitignore: Gitignore, is_wanted: IsWanted<'_>) -> Walked {
    let mut walked = Walked::default();
    let first = match gitignore {
        Gitignore::Obeyed => first(start, &mut walked),
        Gitignore::Read => Folder {
            path: start.to_owned(),
            relative: Vec::new(),
            rules: Rules::default(),
            is_ignored: false,
        },
    };
    let mut level = vec![first];
    while !level.is_empty() {
        let looked: Vec<(Walked, Vec<Folder>)> =
            level.into_par_iter().map(|folder| look_into(folder, gitignore, is_wanted)).collect();
        level = Vec::new();
        for (found, mut below) in looked {
            walked.add(found);
            level.append(&mut below);
        }
    }
    walked
}

/// The folder that is walked, with what holds in it because of the folders above it, up to the root of its repository.
fn first(start: &Path, walked: &mut Walked) -> Folder {
    let mut folder =
        Folder { path: start.to_owned(), relative: Vec::new(), rules: Rules::default(), is_ignored: false };
    let Ok(real) = start.canonicalize() else { return folder };
    let mut above = real.ancestors().take_while(|_| !start.join(".git").exists()).skip(1);
    let Some(root) = above.find(|above| above.join(".git").exists()) else { return folder };
    folder.rules = at_root(root, walked);
    let below = real.strip_prefix(root).unwrap_or(Path::new(""));
    let mut above = root.to_owned();
    for part in below {
        if let Ok(rules) = folder.rules.within(&above, &folder.relative) {
            folder.rules = rules;
        }
        above.push(part);
        folder.relative = joined(&folder.relative, part.as_encoded_bytes());
    }
    folder
}

/// What holds at the root of a repository.
fn at_root(root: &Path, walked: &mut Walked) -> Rules {
    match Repository::open(root) {
        Ok(repository) => Rules::of(repository.map(Arc::new)),
        Err(error) => {
            walked.unread.push((root.join(".git"), error));
            Rules::default()
        }
    }
}

/// The files and folders of a folder.
fn look_into(mut folder: Folder, gitignore: Gitignore, is_wanted: IsWanted<'_>) -> (Walked, Vec<Folder>) {
    let (mut walked, mut below) = (Walked::default(), Vec::new());
    let entries = match entries(&folder.path) {
        Ok(entries) => entries,
        Err(error) => {
            walked.unread.push((folder.path, crate::text::io_words(&error)));
            return (walked, below);
        }
    };
    let has = |name: &str| entries.iter().any(|(entry, _)| entry.file_name() == name);
    if gitignore == Gitignore::Obeyed {
        // A repository within another has rules of its own.
        if has(".git") {
            folder.rules = at_root(&folder.path, &mut walked);
            folder.relative.clear();
            folder.is_ignored = false;
        }
        if has(GITIGNORE) {
            match folder.rules.within(&folder.path, &folder.relative) {
                Ok(rules) => folder.rules = rules,
                Err(error) => {
                    walked.unread.push((folder.path.join(GITIGNORE), crate::text::io_words(&error)));
                }
            }
        }
    }
    for (entry, kind) in entries {
        let (name, path) = (entry.file_name(), entry.path());
        let is_folder = kind.is_dir();
        let is_looked_at = match is_folder {
            true => !name.as_encoded_bytes().starts_with(b"."),
            false => is_wanted(&path) && is_file(&path, kind),
        };
        if !is_looked_at {
            continue;
        }
        let relative = joined(&folder.relative, name.as_encoded_bytes());
        let is_ignored = folder.is_ignored || folder.rules.ignores(&relative, is_folder);
        match (is_ignored && !folder.rules.tracks(&relative, is_folder), is_folder) {
            (true, _) => walked.ignored.push(path),
            (false, true) => below.push(Folder { path, relative, rules: folder.rules.clone(), is_ignored }),
            (false, false) => walked.files.push(path),
        }
    }
    (walked, below)
}

fn entries(folder: &Path) -> io::Result<Vec<(DirEntry, FileType)>> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        entries.push((entry, kind));
    }
    Ok(entries)
}

fn joined(folder: &[u8], name: &[u8]) -> Vec<u8> {
    if folder.is_empty() { name.to_vec() } else { [folder, b"/", name].concat() }
}

/// A file, or a link to one: a folder behind a link is not walked, so that no circle is. A link to nothing counts as
/// a file: that it cannot be read is said when it is its turn.
fn is_file(path: &Path, kind: FileType) -> bool {
    if kind.is_symlink() {
        return std::fs::metadata(path).map_or(true, |target| target.is_file());
    }
    kind.is_file()
}

/// Whether a file of a walk may be a definition, after its name. Terraform leaves out its own hidden files, and
/// editors mark what is being edited by hidden links to nothing (`.#main.tf`).
pub(super) fn may_declare(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_terraform = || read::by_name(&name) == Some(Format::Terraform);
    has_ending(path) && !name.starts_with(".#") && !(name.starts_with('.') && is_terraform())
}

fn has_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}
