//! What is to be checked, by which policy.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::collect::files::Gitignore;
use crate::collect::terraform::Environment;
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
    /// Where the policy comes from.
    pub policy: Wanted,
    /// Globs of resource types besides those of the policy.
    pub types: Vec<String>,
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// The text of standard input with the name it is shown under, where it is read.
    pub stdin: Option<(String, Vec<u8>)>,
    /// The folder that relative paths are relative to.
    pub working_folder: PathBuf,
    /// Files with values of Terraform's variables, later ones winning.
    pub var_files: Vec<PathBuf>,
    /// What the environment gives to Terraform.
    pub environment: Environment,
    /// What is said of findings.
    pub selection: Selection,
    /// Whether files that are named are chosen as those of a walk.
    pub as_walked: bool,
    /// Whether walks leave out what git leaves out.
    pub gitignore: Gitignore,
    /// Whether whatever could hide a project is a failure.
    pub strict: bool,
    /// Texts that are read instead of those of some files, by the names they are shown under.
    pub overlay: Overlay,
}

impl Task {
    /// Nothing to be checked yet: no file is named, and nothing is read in the place of one.
    pub fn new(policy: Wanted, working_folder: impl Into<PathBuf>, selection: Selection) -> Self {
        Task {
            policy,
            types: Vec::new(),
            paths: Vec::new(),
            stdin: None,
            working_folder: working_folder.into(),
            var_files: Vec::new(),
            environment: Environment::default(),
            selection,
            as_walked: false,
            gitignore: Gitignore::Obeyed,
            strict: false,
            overlay: Overlay::new(),
        }
    }
}

/// Texts by the names of files.
pub type Overlay = BTreeMap<String, Vec<u8>>;
