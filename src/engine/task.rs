//! What is to be checked, by which policy.

use std::path::PathBuf;
use std::sync::Arc;

use crate::collect::folders::Values;
use crate::drift::Roster;
use crate::files::Store;
use crate::files::walk::Gitignore;
use crate::policy::Given;
use crate::triage::Selection;

/// Where the policy comes from.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// This one.
    Given(Given),
    /// This text, for the working folder.
    Text(String),
    /// The specifications of `--require`: `KEY`, `KEY~pattern`, `KEY=a|b`.
    Requirements(Vec<String>),
    /// The nearest `taglint.toml` upwards from what is read.
    Nearest,
}

/// What is to be checked.
#[derive(Clone, Debug)]
pub struct Task {
    /// What everything is read from; relative paths are relative to its working folder.
    pub store: Store,
    /// Where the policy comes from.
    pub policy: Wanted,
    /// Globs of resource types besides those of the policy.
    pub types: Vec<String>,
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// The text of standard input with the name it is shown under, where it is read.
    pub stdin: Option<(String, Vec<u8>)>,
    /// What is given besides files and folders.
    pub values: Values,
    /// What is reported about findings.
    pub selection: Selection,
    /// Whether files that are named are chosen as those of a walk.
    pub as_walked: bool,
    /// Whether walks leave out what git leaves out.
    pub gitignore: Gitignore,
    /// Whether whatever could hide a project is a failure.
    pub strict: bool,
    /// Which projects are active, where that is known.
    pub roster: Option<Arc<Roster>>,
}

impl Task {
    /// Nothing to be checked yet: no file is named.
    pub fn new(policy: Wanted, store: Store, selection: Selection) -> Self {
        Task {
            store,
            policy,
            types: Vec::new(),
            paths: Vec::new(),
            stdin: None,
            values: Values::default(),
            selection,
            as_walked: false,
            gitignore: Gitignore::Obeyed,
            strict: false,
            roster: None,
        }
    }

    /// The same, where some files have other texts, by the names they are shown under.
    #[must_use]
    pub(crate) fn with(&self, texts: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let mut task = self.clone();
        let mut files = Vec::new();
        for (name, text) in texts {
            match &mut task.stdin {
                Some((stdin, old)) if *stdin == name => *old = text,
                _ => files.push((self.store.shown_as(&name).path, text)),
            }
        }
        task.store = self.store.with(files);
        task
    }
}
