//! The policy: an organisation's tag dictionary and its rules, checked, every clause with the place where it stands.
//!
//! `taglint.toml` becomes a positioned tree, is checked against one description of its shape
//! ([`shape`]), merged with what it extends, and turned into the types here. Everything that rules ask is answered
//! from them; nothing here reads a file after loading.

pub(crate) mod clauses;
pub mod condition;
pub mod date;
pub mod dictionary;
pub mod discover;
pub mod doubts;
pub mod format;
pub mod given;
pub mod load;
pub mod pack;
pub mod pattern;
pub mod problem;
pub(crate) mod raw;
pub mod reach;
pub mod requirements;
mod rows;
pub mod shape;
pub mod show;
pub mod spend;
pub(crate) mod suggest;
mod table;
pub mod values;

pub use given::{Given, NamedBy};
pub use load::{load, load_text};
pub use problem::{Problem, Problems};
pub use reach::Reach;
pub use requirements::from_requirements;
pub use rows::{Row, Rows};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use globset::GlobSet;
use time::Date;

use crate::finding::{Level, Location};
use condition::Condition;
use dictionary::{Dictionaries, Dictionary};

/// Something the policy says, and the clause that says it.
#[derive(Clone, Debug)]
pub struct Said<T> {
    /// What it says.
    pub value: T,
    /// Where: the whole entry, `required = true`.
    pub clause: Location,
}

/// A loaded and checked policy.
#[derive(Debug)]
pub struct Policy {
    /// The name of the file it was loaded from, as shown; `--require` for one from the command line.
    pub name: String,
    /// The folder that its globs and `path` conditions are relative to, as an absolute path; `None` for one from
    /// the command line, whose globs are relative to the working directory.
    pub folder: Option<std::path::PathBuf>,
    /// The dictionary and the levels of rules, with every set of overrides that can come together.
    pub dictionaries: Dictionaries,
    /// `[name]`.
    pub name_pattern: Option<NamePattern>,
    /// `[[constraints]]`.
    pub constraints: Vec<Constraint>,
    /// `[[lookups]]`.
    pub lookups: Vec<Lookup>,
    /// `[[exceptions]]`.
    pub exceptions: Vec<Exception>,
    /// `[files]`.
    pub files: Files,
    /// `[resources] types`: globs of resource types that are judged besides projects and inference profiles.
    pub resource_types: Vec<pattern::TextGlob>,
    /// `[terraform]`.
    pub terraform: Terraform,
    /// `[live]`.
    pub live: Live,
    /// `[spend]`.
    pub spend: spend::Spend,
    /// `[[models]]`.
    pub models: Vec<spend::ModelRule>,
    /// `[budgets]`.
    pub budgets: Option<spend::Budgets>,
    /// The rules that no inline ignore, exception or baseline hides, with the clause that says so.
    pub mandatory: BTreeMap<&'static str, Location>,
}

/// The word for a rule that does not speak.
pub const OFF: &str = "off";

/// What `[rules]` says of one rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuleLevel {
    /// It does not speak.
    Off,
    /// It speaks at this level.
    At(Level),
}

/// `[name]`: what names look like.
#[derive(Debug)]
pub struct NamePattern {
    /// The parts of the pattern, in order.
    pub parts: Vec<NamePart>,
    /// The pattern as it is written, with its clause.
    pub pattern: Said<String>,
    /// By tag key, by value: the texts that stand for it in a name besides the value itself.
    pub abbreviations: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// A part of a name pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NamePart {
    /// This text.
    Text(String),
    /// Any text (`*`), also none.
    Any,
    /// The value of a tag (`{Key}`), or an abbreviation of it.
    Tag(String),
}

/// One of `[[constraints]]`: tags that must agree.
#[derive(Debug)]
pub struct Constraint {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// For which projects; all where there is none.
    pub when: Option<Condition>,
    /// What must hold for them.
    pub require: Condition,
    /// What to say as help.
    pub message: Option<String>,
    /// The `require` entry.
    pub clause: Location,
}

/// One of `[[lookups]]`: the combination of some tags must be one row of a table.
#[derive(Debug)]
pub struct Lookup {
    /// The file as the policy names it.
    pub file: String,
    /// The tag keys, in the order of the policy, with the column of each.
    pub columns: Vec<(String, String)>,
    /// The rows of the table, each a value for every key of `columns`, without duplicates.
    pub rows: Rows,
    /// The `columns` entry.
    pub clause: Location,
}

/// One of `[[exceptions]]`: a waiver with an end.
#[derive(Debug)]
pub struct Exception {
    /// For which projects; all where there is none.
    pub when: Option<Condition>,
    /// Which rules; all (but mandatory ones) where the list is empty.
    pub rules: Vec<&'static str>,
    /// Which tag keys; all where the list is empty.
    pub tags: Vec<String>,
    /// The last day on which it holds, with its clause.
    pub until: Said<Date>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The whole entry, or its header.
    pub clause: Location,
}

/// `[files]`.
#[derive(Debug, Default)]
pub struct Files {
    /// Which JSON, YAML and TOML files are manifests; all where there is none. Relative to the policy's folder.
    pub include: Option<Globs>,
    /// Which files are never judged.
    pub exclude: Globs,
}

/// A list of globs of paths.
#[derive(Debug, Default)]
pub struct Globs {
    /// All of them together.
    all: GlobSet,
    /// Each of them, at its place.
    pub each: Vec<Said<GlobSet>>,
}

impl Globs {
    /// Whether one of them matches a path.
    pub fn is_match(&self, path: &str) -> bool {
        self.all.is_match(path)
    }
}

impl Files {
    /// Whether nothing is to be said of a file. Its path is relative to the policy's folder.
    pub fn excludes(&self, path: &str) -> bool {
        self.exclude.is_match(path)
    }

    /// Whether nothing is to be said of whatever a folder may hold.
    pub fn excludes_folder(&self, path: &str) -> bool {
        self.excludes(path) || self.excludes(&anything_in(path))
    }
}

/// `[terraform]`.
#[derive(Clone, Debug, Default)]
pub struct Terraform {
    /// Which tool reads the configuration; either may where there is none.
    pub tool: Option<Tool>,
    /// Files with values of variables, later ones winning.
    pub var_files: Vec<PathBuf>,
}

/// A tool that runs a configuration.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tool {
    /// Terraform.
    Terraform,
    /// OpenTofu.
    Tofu,
}

impl Tool {
    /// The words of the policy for them.
    pub const WORDS: &[&str] = &["terraform", "tofu"];

    /// The tool of a word.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "terraform" => Some(Tool::Terraform),
            "tofu" => Some(Tool::Tofu),
            _ => None,
        }
    }
}

/// A path that only a glob for all that is in a folder matches: nobody would call a file so.
pub fn anything_in(folder: &str) -> String {
    format!("{folder}/\u{0}")
}

/// `[live]`.
#[derive(Debug, Default)]
pub struct Live {
    /// The regions to look at.
    pub regions: Vec<String>,
    /// The accounts to look at; the ambient credentials where the list is empty.
    pub accounts: Vec<Account>,
}

/// One of `[[live.accounts]]`.
#[derive(Clone, Debug)]
pub struct Account {
    /// The name for `--account`.
    pub name: String,
    /// How to get at it.
    pub access: Access,
    /// Its regions; those of `[live]` where the list is empty.
    pub regions: Vec<String>,
    /// The header of the entry.
    pub clause: Location,
}

/// How to get at an account.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Access {
    /// The ambient credentials.
    Ambient,
    /// A profile of the AWS configuration.
    Profile(String),
    /// A role to assume.
    Role {
        /// Its ARN.
        arn: String,
        /// The external id that it asks for.
        external_id: Option<String>,
    },
}

impl RuleLevel {
    /// What a word of `[rules]` says.
    pub fn of(word: &str) -> Option<Self> {
        if word == OFF { Some(RuleLevel::Off) } else { word.parse().ok().map(RuleLevel::At) }
    }
}

impl Policy {
    /// The dictionary and levels that hold for a project.
    pub fn dictionary(&self, facts: &condition::Facts<'_>) -> Arc<Dictionary> {
        self.dictionaries.of(facts)
    }
}
