//! A walk: the files below a folder that are wanted, but for what git leaves out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::git::{GIT, GITIGNORE, Repository, Rules};
use super::{Kind, Store};
use crate::parallel;
use crate::text::io_words;

/// Whether a walk leaves out what git leaves out.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Gitignore {
    /// It does.
    #[default]
    Obeyed,
    /// It reads all files.
    Read,
    /// It reads all files, also those of hidden folders, but for what git keeps for itself.
    ReadHidden,
}

/// Says of a file, or a hidden folder, whether a walk is for it.
pub(crate) type IsWanted<'w> = &'w (dyn Fn(&Path) -> bool + Sync);

/// What a walk found.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub(crate) files: Vec<PathBuf>,
    /// Links to files.
    pub(crate) links: Vec<PathBuf>,
    /// Files and whole folders that git leaves out.
    pub(crate) ignored: Vec<PathBuf>,
    /// What could not be looked into.
    pub(crate) unread: Vec<(PathBuf, String)>,
}

impl Walked {
    fn add(&mut self, mut other: Walked) {
        self.files.append(&mut other.files);
        self.links.append(&mut other.links);
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
pub(crate) fn walk(store: &Store, start: &Path, gitignore: Gitignore, is_wanted: IsWanted<'_>) -> Walked {
    let walk = Walk { store, gitignore, is_wanted };
    let mut walked = Walked::default();
    let first = match gitignore {
        Gitignore::Obeyed => walk.first(start, &mut walked),
        Gitignore::Read | Gitignore::ReadHidden => Folder {
            path: start.to_owned(),
            relative: Vec::new(),
            rules: Rules::default(),
            is_ignored: false,
        },
    };
    let mut level = vec![first];
    while !level.is_empty() {
        let looked = parallel::map(level, |folder| walk.look_into(folder));
        level = Vec::new();
        for (found, mut below) in looked {
            walked.add(found);
            level.append(&mut below);
        }
    }
    walked
}

/// A walk under way.
struct Walk<'w> {
    store: &'w Store,
    gitignore: Gitignore,
    is_wanted: IsWanted<'w>,
}

impl Walk<'_> {
    /// The folder that is walked, with what holds in it because of the folders above it, up to the root of its
    /// repository.
    fn first(&self, start: &Path, walked: &mut Walked) -> Folder {
        let (store, has_git) = (self.store, |folder: &Path| self.store.holds(&folder.join(GIT)));
        let mut folder = Folder {
            path: start.to_owned(),
            relative: Vec::new(),
            rules: Rules::default(),
            is_ignored: false,
        };
        let Ok(real) = store.real(start) else { return folder };
        let mut above = real.ancestors().take_while(|_| !has_git(start)).skip(1);
        let Some(root) = above.find(|above| has_git(above)) else { return folder };
        folder.rules = at_root(root, walked);
        let below = real.strip_prefix(root).unwrap_or(Path::new(""));
        let mut above = root.to_owned();
        for part in below {
            if let Ok(rules) = folder.rules.within(store, &above, &folder.relative) {
                folder.rules = rules;
            }
            above.push(part);
            folder.relative = joined(&folder.relative, part.as_encoded_bytes());
        }
        folder
    }

    /// The files and folders of a folder.
    fn look_into(&self, mut folder: Folder) -> (Walked, Vec<Folder>) {
        let (mut walked, mut below) = (Walked::default(), Vec::new());
        let entries = match self.store.list(&folder.path) {
            Ok(entries) => entries,
            Err(error) => {
                walked.unread.push((folder.path, io_words(&error)));
                return (walked, below);
            }
        };
        let has = |name: &str| entries.iter().any(|entry| entry.name == name);
        if self.gitignore == Gitignore::Obeyed {
            // A repository within another has rules of its own.
            if has(GIT) {
                folder.rules = at_root(&folder.path, &mut walked);
                folder.relative.clear();
                folder.is_ignored = false;
            }
            if has(GITIGNORE) {
                match folder.rules.within(self.store, &folder.path, &folder.relative) {
                    Ok(rules) => folder.rules = rules,
                    Err(error) => walked.unread.push((folder.path.join(GITIGNORE), io_words(&error))),
                }
            }
        }
        for entry in entries {
            let path = folder.path.join(&entry.name);
            let is_folder = entry.kind == Kind::Folder;
            let is_looked_at = match is_folder {
                true if self.gitignore == Gitignore::ReadHidden => entry.name != GIT,
                true => !entry.name.as_encoded_bytes().starts_with(b".") || (self.is_wanted)(&path),
                false => (self.is_wanted)(&path) && self.store.is_file_at(&path, entry.kind),
            };
            if !is_looked_at {
                continue;
            }
            let relative = joined(&folder.relative, entry.name.as_encoded_bytes());
            let is_ignored = folder.is_ignored || folder.rules.ignores(&relative, is_folder);
            match (is_ignored && !folder.rules.tracks(&relative, is_folder), is_folder) {
                (true, _) => walked.ignored.push(path),
                (false, true) => {
                    below.push(Folder { path, relative, rules: folder.rules.clone(), is_ignored });
                }
                (false, false) if entry.kind == Kind::Link => walked.links.push(path),
                (false, false) => walked.files.push(path),
            }
        }
        (walked, below)
    }
}

/// What holds at the root of a repository.
fn at_root(root: &Path, walked: &mut Walked) -> Rules {
    match Repository::open(root) {
        Ok(repository) => Rules::of(repository.map(Arc::new)),
        Err(error) => {
            walked.unread.push((root.join(GIT), error));
            Rules::default()
        }
    }
}

fn joined(folder: &[u8], name: &[u8]) -> Vec<u8> {
    if folder.is_empty() { name.to_vec() } else { [folder, b"/", name].concat() }
}
