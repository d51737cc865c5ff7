//! What git leaves out of a folder: `.gitignore` files, `.git/info/exclude`, `core.excludesFile`; and never what it
//! tracks.
//!
//! Patterns, index and configuration are read by the crates of gitoxide. Git itself is not run: a repository that is
//! under check may say in its configuration what git is to run. What git keeps for itself is read from the disk, the
//! `.gitignore` files from the store.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gix_config::file::{Metadata, includes, init};
use gix_config::path::interpolate;
use gix_config::{File as Config, Source, source};
use gix_ignore::glob::pattern::Case;
use gix_ignore::glob::search::pattern::List;
use gix_ignore::search::{Ignore, pattern_matching_relative_path};
use gix_index::hash;

use super::{Kind, Store, read};

/// What git keeps beside the files of a repository: a folder, or a file that says where that is.
pub(crate) const GIT: &str = ".git";

/// The name of the files with patterns.
pub(super) const GITIGNORE: &str = ".gitignore";

/// A repository: what it ignores anywhere, and what it tracks.
pub(super) struct Repository {
    /// The patterns of `info/exclude` and of `core.excludesFile`.
    search: gix_ignore::Search,
    case: Case,
    index: gix_index::File,
}

impl Repository {
    /// The repository whose working tree has this root, if it is one.
    ///
    /// # Errors
    /// Its configuration or its index cannot be read: then nobody knows what it tracks.
    pub(crate) fn open(root: &Path) -> Result<Option<Repository>, String> {
        let Some(git_dir) = git_dir(root) else { return Ok(None) };
        let common = match std::fs::read_to_string(git_dir.join("commondir")) {
            Ok(common) => git_dir.join(common.trim_end()),
            Err(_) => git_dir.clone(),
        };
        let home = home();
        let config = config(&common, home.as_deref())?;
        let excludes = match config.path("core.excludesFile") {
            Some(path) => {
                let context = interpolate::Context { home_dir: home.as_deref(), ..Default::default() };
                Some(root.join(path.interpolate(context).map_err(|error| error.to_string())?))
            }
            None => global_excludes(home.as_deref()),
        };
        let mut search = gix_ignore::Search::default();
        // What comes later decides.
        for path in excludes.into_iter().chain([common.join("info/exclude")]) {
            let Ok(bytes) = read::read(&path).map(lines) else { continue };
            let added = search.add_patterns_buffer(&bytes, path, None, Ignore::default());
            added.map_err(|error| error.to_string())?;
        }
        let folds_case = matches!(config.boolean("core.ignoreCase"), Ok(Some(true)));
        Ok(Some(Repository {
            search,
            case: if folds_case { Case::Fold } else { Case::Sensitive },
            index: index(&git_dir, &config)?,
        }))
    }

    /// Whether it tracks a file, or anything in a folder.
    pub(crate) fn tracks(&self, relative: &[u8], is_folder: bool) -> bool {
        match is_folder {
            true => self.index.path_is_directory(relative.into()),
            false => self.index.entry_index_by_path(relative.into()).is_ok(),
        }
    }
}

/// What is left out of a folder, by its own `.gitignore` and by all that holds above it. Without a repository the
/// `.gitignore` files of the folder that is walked hold all the same.
#[derive(Clone, Default)]
pub(super) struct Rules {
    pub(crate) repository: Option<Arc<Repository>>,
    /// The patterns of the innermost `.gitignore`, and of those above it.
    patterns: Option<Arc<Patterns>>,
}

struct Patterns {
    list: List<Ignore>,
    above: Option<Arc<Patterns>>,
}

impl Rules {
    /// The rules at the root of a repository.
    pub(crate) fn of(repository: Option<Arc<Repository>>) -> Self {
        Rules { repository, patterns: None }
    }

    /// The rules in a folder that has a `.gitignore` of its own. As git does, this follows no link.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn within(&self, store: &Store, folder: &Path, relative: &[u8]) -> io::Result<Rules> {
        let path = folder.join(GITIGNORE);
        if store.is_link(&path) || store.kind(&path)? != Kind::File {
            return Ok(self.clone());
        }
        let bytes = lines(store.read_source(&path)?);
        let mut list = List::from_bytes(&bytes, PathBuf::from(GITIGNORE), None, Ignore::default())?;
        if !relative.is_empty() {
            list.base = Some([relative, b"/"].concat().into());
        }
        let patterns = Some(Arc::new(Patterns { list, above: self.patterns.clone() }));
        Ok(Rules { repository: self.repository.clone(), patterns })
    }

    /// Whether git leaves out a file or folder, whose path is relative to the root of the repository, if it tracks
    /// nothing there. The innermost pattern that speaks of it decides.
    pub(crate) fn ignores(&self, relative: &[u8], is_folder: bool) -> bool {
        let case = match &self.repository {
            Some(repository) => repository.case,
            None => Case::Sensitive,
        };
        let name_at = relative.iter().rposition(|&byte| byte == b'/').map(|slash| slash + 1);
        let mut next = self.patterns.as_deref();
        while let Some(Patterns { list, above }) = next {
            if let Some(found) =
                pattern_matching_relative_path(list, relative.into(), name_at, Some(is_folder), case)
            {
                return !found.pattern.is_negative();
            }
            next = above.as_deref();
        }
        let Some(repository) = &self.repository else { return false };
        let found = repository.search.pattern_matching_relative_path(relative.into(), Some(is_folder), case);
        found.is_some_and(|found| !found.pattern.is_negative())
    }

    /// Whether git tracks a file, or anything in a folder.
    pub(crate) fn tracks(&self, relative: &[u8], is_folder: bool) -> bool {
        self.repository.as_ref().is_some_and(|repository| repository.tracks(relative, is_folder))
    }
}

/// The folder in which git keeps what belongs to a working tree: `.git`, or what a file of that name leads to.
fn git_dir(root: &Path) -> Option<PathBuf> {
    let path = root.join(GIT);
    if path.is_dir() {
        return Some(path);
    }
    let text = std::fs::read_to_string(&path).ok()?;
    let target = text.strip_prefix("gitdir:")?.trim();
    Some(root.join(target))
}

/// The lines of a file with patterns. Git, unlike the parser, takes a carriage return at the very end of the file for a
/// part of a line end.
fn lines(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.push(b'\n');
    bytes
}

fn home() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty());
    let home = home.or_else(|| std::env::var_os("USERPROFILE").filter(|_| cfg!(windows)));
    home.map(PathBuf::from)
}

/// The configuration of the system, of the user and of the repository.
fn config(common: &Path, home: Option<&Path>) -> Result<Config, String> {
    let mut files = Vec::new();
    for kind in [source::Kind::System, source::Kind::Global] {
        for &source in kind.sources() {
            files.push((source, source.storage_location(&mut |name| std::env::var_os(name))));
        }
    }
    files.push((Source::Local, Some(common.join("config"))));
    let files = files.into_iter().filter_map(|(source, path)| {
        let path = path.filter(|path| path.is_file())?;
        let mut metadata = Metadata::from(source);
        metadata.path = Some(path);
        Some(metadata)
    });
    let interpolate = interpolate::Context { home_dir: home, ..Default::default() };
    let conditional = includes::conditional::Context { git_dir: Some(common), ..Default::default() };
    let options = includes::Options::follow(interpolate, conditional);
    let read = Config::from_paths_metadata(files, init::Options { includes: options, ..Default::default() });
    read.map(Option::unwrap_or_default).map_err(|error| error.to_string())
}

/// Where git looks for the user's patterns, if the configuration does not say.
fn global_excludes(home: Option<&Path>) -> Option<PathBuf> {
    let config = std::env::var_os("XDG_CONFIG_HOME").filter(|folder| !folder.is_empty());
    let config = config.map(PathBuf::from).or_else(|| Some(home?.join(".config")))?;
    Some(config.join("git/ignore"))
}

fn index(git_dir: &Path, config: &Config) -> Result<gix_index::File, String> {
    let format = config.string("extensions.objectFormat");
    let kind = match format {
        Some(format) if format.as_slice() == b"sha256" => hash::Kind::Sha256,
        _ => hash::Kind::Sha1,
    };
    let path = git_dir.join("index");
    let read = gix_index::File::at_or_default(path, kind, true, gix_index::decode::Options::default());
    read.map_err(|error| error.to_string())
}
