//! Where fixes may be written. A configuration may call modules that lie elsewhere on the machine, and a link may lead
//! there: they are read, but whoever writes a repository must not choose which other files are changed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

use crate::engine::Task;
use crate::files::Store;
use crate::finding::Fix;
use crate::repository;
use crate::text::code_path;

/// Why a file may not be changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Outside {
    /// A link leads it out of the repository, to this place.
    Link(PathBuf),
    /// It is neither in what is named nor in a repository of that.
    Elsewhere,
}

impl fmt::Display for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outside::Link(target) => {
                write!(f, "a link leads the file out of the repository, to {}", code_path(target))
            }
            Outside::Elsewhere => f.write_str(
                "the file is outside of the repository and of the paths that are checked; name it to fix it",
            ),
        }
    }
}

/// What is named, and the repositories that it is in.
pub(crate) struct Grounds<'t> {
    store: &'t Store,
    roots: Vec<PathBuf>,
    /// What standard input is called, which is given back rather than written.
    stdin: Option<&'t str>,
    /// Of each file that was asked for, why it may not be changed.
    known: RefCell<HashMap<String, Option<Outside>>>,
}

impl<'t> Grounds<'t> {
    pub(crate) fn of(task: &'t Task) -> Self {
        let store = &task.store;
        let working_folder = repository::resolve(store, store.working_folder());
        let mut roots = Vec::new();
        for path in &task.paths {
            let named = repository::resolve(store, &store.name(path).path);
            let folder = match (store.is_folder(&named), named.parent()) {
                (false, Some(folder)) => folder,
                (_, _) => &named,
            };
            roots.push(repository::root_or(store, folder, &working_folder));
            roots.push(named);
        }
        roots.sort();
        roots.dedup();
        let stdin = task.stdin.as_ref().map(|(name, _)| name.as_str());
        Grounds { store, roots, stdin, known: RefCell::default() }
    }

    /// The file that a fix would change and must not, by the name that it is shown under, and why.
    pub(super) fn first_outside<'f>(&self, fix: &'f Fix) -> Option<(&'f str, Outside)> {
        for edit in &fix.edits {
            let shown = edit.at.path();
            if let Some(why) = self.outside(shown) {
                return Some((shown, why));
            }
        }
        None
    }

    /// Why a file may not be changed, by the name that it is shown under.
    pub(crate) fn outside(&self, shown: &str) -> Option<Outside> {
        if self.stdin == Some(shown) {
            return None;
        }
        if let Some(known) = self.known.borrow().get(shown) {
            return known.clone();
        }
        let why = self.look(shown);
        self.known.borrow_mut().insert(shown.to_owned(), why.clone());
        why
    }

    fn look(&self, shown: &str) -> Option<Outside> {
        let path = self.store.shown_as(shown).path;
        if let Some(target) = repository::leads_out(self.store, &path) {
            return Some(Outside::Link(target));
        }
        let path = repository::resolve(self.store, &path);
        let is_within =
            |root: &PathBuf| path.strip_prefix(root).is_ok_and(|inside| !repository::has_git(inside));
        (!self.roots.iter().any(is_within)).then_some(Outside::Elsewhere)
    }
}
