//! The policy that is to be loaded: a file, or a built-in pack.

use std::path::Path;

use super::Reach;
use super::pack::Pack;
use crate::files::{FileName, Store};

/// A policy that is to be loaded.
#[derive(Clone, Debug)]
pub enum Given {
    /// A file.
    File(File),
    /// A built-in pack.
    Pack(Pack),
}

/// The file of a policy.
#[derive(Clone, Debug)]
pub struct File {
    /// Where it is, and what it is called.
    pub(crate) name: FileName,
    /// What names it; nothing where it was found.
    pub(crate) named_by: Option<NamedBy>,
    /// Which files it may name.
    pub(crate) reach: Reach,
}

/// What names a policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NamedBy {
    /// `--policy`.
    Option,
    /// `TAGLINT_POLICY`.
    Variable,
    /// An argument, such as `<OLD>`.
    Argument(&'static str),
}

impl NamedBy {
    /// The words for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            NamedBy::Option => "--policy",
            NamedBy::Variable => "TAGLINT_POLICY",
            NamedBy::Argument(argument) => argument,
        }
    }
}

impl Given {
    /// A file that the user names.
    pub fn named(name: FileName, by: NamedBy) -> Self {
        Given::File(File { name, named_by: Some(by), reach: Reach::Anywhere })
    }

    /// A file that was found in the repository.
    pub(crate) fn found(store: &Store, path: &Path) -> Self {
        let reach = Reach::of_found(store, path);
        Given::File(File { name: store.name_upwards(path), named_by: None, reach })
    }

    /// The name that it is shown under.
    pub(crate) fn name(&self) -> &str {
        match self {
            Given::File(file) => &file.name.shown,
            Given::Pack(pack) => pack.name,
        }
    }
}
