//! Kinds of definitions whose files are read a folder at a time, because they say something together.

pub(crate) mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::LeftOut;
use super::limits::LimitHit;
use super::not_read::NotRead;
use super::terraform::Environment;
use crate::finding::Location;
use crate::policy::Policy;
use crate::project::Project;
use crate::rule::Verdict;
use crate::source::{Source, Span};
use crate::tree::SyntaxError;
use texts::{Texts, Unread};

/// A kind of definition whose files are read together with those of their folder, and of others around.
pub trait FolderKind: fmt::Debug + Sync {
    /// What people call it; no two kinds have one name.
    fn name(&self) -> &'static str;

    /// Whether a file around those that are checked may have a word in what they declare, by its name.
    fn may_have_word(&self, name: &str) -> bool;

    /// Reads files, and whatever has a word in them.
    fn read<'t>(&self, files: Vec<Asked>, ask: &Ask<'_>, texts: &'t Texts<'_>) -> Contents<'t>;
}

impl PartialEq for dyn FolderKind {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

/// A file that is checked.
#[derive(Debug)]
pub struct Asked {
    /// The name that it is shown under.
    pub name: String,
    /// Its bytes, where it is standard input.
    pub stdin: Option<Vec<u8>>,
}

/// How the files that are under one policy are read.
pub struct Ask<'a> {
    /// Their policy, if there is one.
    pub policy: Option<&'a Policy>,
    /// The files around that may have a word in them, with links followed.
    pub around: &'a BTreeSet<PathBuf>,
    /// What the run is given besides.
    pub values: &'a Values,
    /// Whether the policy excludes a file.
    pub excludes: &'a dyn Fn(&str) -> bool,
    /// Which resource types are checked besides projects and inference profiles.
    pub is_judged: &'a dyn Fn(&str) -> bool,
}

/// What a run is given besides its files.
#[derive(Clone, Default, Debug)]
pub struct Values {
    /// Files of values, later ones winning.
    pub files: Vec<PathBuf>,
    /// What the environment gives.
    pub environment: Environment,
}

/// What files declare together.
#[derive(Debug, Default)]
pub struct Contents<'t> {
    /// The projects.
    pub projects: Vec<Project<'t>>,
    /// Where comments are, in each file that has a word in them.
    pub comments: Vec<(&'t Arc<Source>, Vec<Span>)>,
    /// What could not be read as text, by the names of files and folders.
    pub unread: BTreeMap<String, Unread>,
    /// Where files cannot be parsed.
    pub unreadable: Vec<(&'t Arc<Source>, SyntaxError)>,
    /// The limits that were hit.
    pub limits: Vec<LimitHit>,
    /// Where it cannot be known what else is declared.
    pub gaps: Vec<Gap>,
    /// What is never there, with its file.
    pub left_out: Vec<(&'t Arc<Source>, LeftOut)>,
    /// What is brought in from elsewhere.
    pub(crate) not_read: Vec<NotRead>,
    /// The files that were asked for and say nothing by themselves, and why.
    pub skipped: BTreeMap<String, String>,
}

/// A place that leads to what is not there or not known.
#[derive(Debug)]
pub struct Gap {
    /// Where it is.
    pub at: Location,
    /// The folder that it leads to, where that is known.
    pub folder: Option<String>,
    /// What `unresolved-tag` says of it.
    pub verdict: Verdict,
    /// Why its file declares no projects, if it declares none.
    pub why: &'static str,
}
