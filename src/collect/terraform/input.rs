//! What is read: the files of directories, and what gives those of the modules that they call.

use std::sync::Arc;

use super::environment::Environment;
use crate::files::names::joined;
use crate::policy::Tool;
use crate::source::Source;

/// The files of one directory.
#[derive(Clone, Debug)]
pub(crate) struct Directory<'t> {
    /// Its path with forward slashes, in the form in which the names of its files begin; empty for the working
    /// directory and for standard input.
    pub(crate) folder: String,
    /// Its files.
    pub(crate) files: Files<'t>,
    /// The files that were asked for, by their names, where not all of them were: only the projects that they have a
    /// word in are read, those that they declare and those whose name or tags they define. None were of a folder that
    /// is here because it may call the others.
    pub(crate) only: Option<Vec<String>>,
}

/// What is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Input<'t> {
    /// The directories.
    pub(crate) directories: Vec<Directory<'t>>,
    /// Files of other tools, which may call modules.
    pub(crate) outside: Vec<&'t Arc<Source>>,
    /// Files of values for root modules, which win over their own; later ones win.
    pub(crate) values: Files<'t>,
    /// What the environment gives.
    pub(crate) environment: Environment,
    /// The tool that runs it; either may where there is none.
    pub(crate) tool: Option<Tool>,
}

/// The files of a folder that concern Terraform, in any order: see [`Role`](super::role::Role). Others do no harm.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files<'t> {
    /// Those that could be read as texts.
    pub(crate) sources: Vec<&'t Arc<Source>>,
    /// The names of those that could not; the name of the folder with a slash at its end, where it could not be listed.
    pub(crate) unopened: Vec<String>,
}

/// Gives the files of modules that lie outside of the directories that are judged.
pub(crate) trait Loader<'t>: std::fmt::Debug {
    /// The one name of the folder that a path leads to from a folder.
    fn resolve(&self, folder: &str, path: &str) -> String {
        joined(folder, path)
    }

    /// The files of a folder; nothing where there is none, or none in it that concerns Terraform. `..` is only left
    /// at the beginning of a path.
    fn load(&self, folder: &str) -> Option<Files<'t>>;
}
