//! The policies of a run: one that is given, or the nearest one upwards from each file.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use super::Wanted;
use crate::files::{FileName, Store};
use crate::policy::discover::Here;
use crate::policy::pattern::TextGlob;
use crate::policy::problem::Problems;
use crate::policy::{Given, Policy, discover, load, requirements};
use crate::rule::{self, RULES};

/// The policies of a run, each once.
#[derive(Debug)]
pub(crate) struct Policies {
    /// The policies.
    pub(crate) list: Vec<Policy>,
    store: Store,
    /// Whether each file has the nearest one.
    are_found: bool,
    by_file: HashMap<PathBuf, usize>,
    by_folder: HashMap<PathBuf, Option<usize>>,
}

impl Policies {
    /// The given policy, or none yet.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn new(wanted: &Wanted, store: &Store) -> Result<Self, Problems> {
        let mut policies = Policies {
            list: Vec::new(),
            store: store.clone(),
            are_found: false,
            by_file: HashMap::new(),
            by_folder: HashMap::new(),
        };
        match wanted {
            Wanted::Given(given) => {
                policies.load(given)?;
            }
            Wanted::Text(text) => {
                let policy = load::load_text(text, discover::FILE_NAME, Some(store), rule::NAMES)?;
                policies.list.push(policy);
            }
            Wanted::Requirements(specs) => {
                let silent: Vec<&str> =
                    RULES.iter().filter(|rule| rule.needs_dictionary).map(|rule| rule.name).collect();
                policies.list.push(requirements::from_requirements(specs, &[], rule::NAMES, &silent)?);
            }
            Wanted::Nearest => policies.are_found = true,
        }
        Ok(policies)
    }

    fn load(&mut self, given: &Given) -> Result<usize, Problems> {
        self.list.push(load::load(given, &self.store, rule::NAMES)?);
        let index = self.list.len() - 1;
        if let Given::File(file) = given {
            self.by_file.insert(file.name.path.clone(), index);
        }
        Ok(index)
    }

    fn found(&mut self, path: &Path) -> Result<usize, Problems> {
        match self.by_file.get(path) {
            Some(&known) => Ok(known),
            None => self.load(&Given::found(&self.store, path)),
        }
    }

    /// The number of the policy for what is in a folder, if there is one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn of_folder(&mut self, folder: &Path) -> Result<Option<usize>, Problems> {
        if !self.are_found {
            return Ok(Some(0));
        }
        if let Some(&known) = self.by_folder.get(folder) {
            return Ok(known);
        }
        let index = match (discover::look(&self.store, folder), folder.parent()) {
            (Here::Policy(path), _) => Some(self.found(&path)?),
            (Here::Nothing, Some(above)) => self.of_folder(above)?,
            (Here::Root | Here::Nothing, _) => None,
        };
        self.by_folder.insert(folder.to_owned(), index);
        Ok(index)
    }

    /// The number of the policy for a file or folder, if there is one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn of(&mut self, name: &FileName) -> Result<Option<usize>, Problems> {
        let place = name.place();
        self.of_folder(place.parent().unwrap_or(&place))
    }

    /// The rules that some policy makes mandatory.
    pub(crate) fn mandatory(&self) -> Vec<&'static str> {
        let mut rules: Vec<&str> =
            self.list.iter().flat_map(|policy| policy.mandatory.keys().copied()).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// Adds globs of resource types to every policy.
    pub(crate) fn add_types(&mut self, types: &[String]) {
        for policy in &mut self.list {
            policy.resource_types.extend(types.iter().map(TextGlob::new));
        }
    }

    /// Whether a file is one of the policies, or has tests of them.
    pub(crate) fn is_policy(&self, name: &FileName) -> bool {
        let path = name.place();
        self.by_file.contains_key(&*path) || discover::is_named_so(&path) || discover::is_of_tests(&path)
    }

    /// The path of a file as the globs and conditions of a policy see it, with forward slashes: relative to the folder
    /// of the policy; of a file that is not below it, relative to the working folder.
    pub(crate) fn relative(&self, name: &FileName, policy: &Policy) -> String {
        let (path, working_folder) = (name.place(), self.store.working_folder());
        let folder = policy.folder.as_deref().unwrap_or(working_folder);
        let relative =
            path.strip_prefix(folder).or_else(|_| path.strip_prefix(working_folder)).unwrap_or(&path);
        let mut text = String::new();
        for part in relative.components() {
            if !text.is_empty() && !text.ends_with('/') {
                text.push('/');
            }
            match part {
                Component::RootDir => text.push('/'),
                part => text.push_str(&part.as_os_str().to_string_lossy()),
            }
        }
        text
    }
}
