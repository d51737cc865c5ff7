//! The policy: an organisation's tag dictionary and its rules, checked, every clause with the place where it is.
//!
//! `taglint.toml` becomes a positioned tree, is checked against one description of its shape
//! ([`shape`]), merged with what it extends, and turned into the types here. Everything that rules ask is answered
//! from them; nothing here reads a file after loading.

pub(crate) mod clauses;
pub(crate) mod condition;
pub mod date;
pub(crate) mod dictionary;
pub(crate) mod discover;
pub(crate) mod doubts;
pub(crate) mod format;
pub(crate) mod given;
pub mod load;
pub mod pack;
pub(crate) mod pattern;
pub(crate) mod problem;
pub(crate) mod raw;
pub(crate) mod reach;
pub(crate) mod requirements;
mod rows;
mod rules;
mod said;
pub mod shape;
pub mod show;
pub(crate) mod spend;
pub(crate) mod suggest;
mod table;
pub(crate) mod values;
pub(crate) mod written;

pub use given::{Given, NamedBy};
pub use load::{load, load_text};
pub use problem::{Problem, Problems};
pub(crate) use reach::Reach;
pub(crate) use rows::{Row, Rows};
pub(crate) use rules::{OFF, RuleLevel, Rules};
pub(crate) use said::Said;

use std::collections::BTreeMap;
use std::path::PathBuf;

use globset::GlobSet;
use time::Date;

use crate::finding::Location;
use condition::Condition;
use dictionary::{Dictionaries, Dictionary};

/// A loaded and checked policy.
#[derive(Debug)]
pub struct Policy {
    /// The name of the file it was loaded from, as shown; `--require` for one from the command line.
    pub(crate) name: String,
    /// The folder that its globs and `path` conditions are relative to, as an absolute path; `None` for one from
    /// the command line, whose globs are relative to the working directory.
    pub(crate) folder: Option<std::path::PathBuf>,
    /// The dictionary and the levels of rules, with every set of overrides that can come together.
    pub(crate) dictionaries: Dictionaries,
    /// `[name]`.
    pub(crate) name_pattern: Option<NamePattern>,
    /// `[[constraints]]`.
    pub(crate) constraints: Vec<Constraint>,
    /// `[[lookups]]`.
    pub(crate) lookups: Vec<Lookup>,
    /// `[[exceptions]]`.
    pub(crate) exceptions: Vec<Exception>,
    /// `[files]`.
    pub(crate) files: Files,
    /// `[resources] types`: globs of resource types that are checked besides projects and inference profiles.
    pub(crate) resource_types: Vec<pattern::TextGlob>,
    /// `[terraform]`.
    pub(crate) terraform: Terraform,
    /// `[live]`.
    pub(crate) live: Live,
    /// `[spend]`.
    pub(crate) spend: spend::Spend,
    /// `[[models]]`.
    pub(crate) models: Vec<spend::ModelRule>,
    /// `[budgets]`.
    pub(crate) budgets: Option<spend::Budgets>,
    /// The rules that no inline ignore, exception or baseline hides, with the clause that makes them mandatory.
    pub(crate) mandatory: BTreeMap<&'static str, Location>,
}

/// `[name]`: what names look like.
#[derive(Debug)]
pub(crate) struct NamePattern {
    /// The parts of the pattern, in order.
    pub(crate) parts: Vec<NamePart>,
    /// The pattern as it is written, with its clause.
    pub(crate) pattern: Said<String>,
    /// By tag key, by value: the texts that stand for it in a name besides the value itself.
    pub(crate) abbreviations: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// A part of a name pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum NamePart {
    /// This text.
    Text(String),
    /// Any text (`*`), also none.
    Any,
    /// The value of a tag (`{Key}`), or an abbreviation of it.
    Tag(String),
}

/// One of `[[constraints]]`: tags that must agree.
#[derive(Debug)]
pub(crate) struct Constraint {
    /// Its name, if it has one.
    pub(crate) name: Option<String>,
    /// For which projects; all where there is none.
    pub(crate) when: Option<Condition>,
    /// What must be true for them.
    pub(crate) require: Condition,
    /// What to say as help.
    pub(crate) message: Option<String>,
    /// The `require` entry.
    pub(crate) clause: Location,
}

/// One of `[[lookups]]`: the combination of some tags must be one row of a table.
#[derive(Debug)]
pub(crate) struct Lookup {
    /// The file as the policy names it.
    pub(crate) file: String,
    /// The tag keys, in the order of the policy, with the column of each.
    pub(crate) columns: Vec<(String, String)>,
    /// The rows of the table, each a value for every key of `columns`, without duplicates.
    pub(crate) rows: Rows,
    /// The `columns` entry.
    pub(crate) clause: Location,
}

/// One of `[[exceptions]]`: a waiver with an end.
#[derive(Debug)]
pub(crate) struct Exception {
    /// For which projects; all where there is none.
    pub(crate) when: Option<Condition>,
    /// Which rules; all (but mandatory ones) where the list is empty.
    pub(crate) rules: Vec<&'static str>,
    /// Which tag keys; all where the list is empty.
    pub(crate) tags: Vec<String>,
    /// The last day on which it holds, with its clause.
    pub(crate) until: Said<Date>,
    /// Why.
    pub(crate) reason: String,
    /// Who is responsible for it.
    pub(crate) owner: Option<String>,
    /// The whole entry, or its header.
    pub(crate) clause: Location,
}

impl Exception {
    /// With so many days left, it ends soon.
    pub(crate) const SOON: i64 = 30;

    /// How many days after today it still holds; below zero where it holds no more.
    pub(crate) fn days_left(&self, today: Date) -> i64 {
        (self.until.value - today).whole_days()
    }

    /// Whether it holds, but not for long.
    pub(crate) fn ends_soon(&self, today: Date) -> bool {
        (0..=Self::SOON).contains(&self.days_left(today))
    }
}

/// `[files]`.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// Which JSON, YAML and TOML files are manifests; all where there is none. Relative to the policy's folder.
    pub(crate) include: Option<Globs>,
    /// Which files are never judged.
    pub(crate) exclude: Globs,
}

/// A list of globs of paths.
#[derive(Debug, Default)]
pub(crate) struct Globs {
    /// All of them together.
    all: GlobSet,
    /// Each of them, at its place.
    pub(crate) each: Vec<Said<GlobSet>>,
}

impl Globs {
    /// Whether one of them matches a path.
    pub(crate) fn is_match(&self, path: &str) -> bool {
        self.all.is_match(path)
    }
}

impl Files {
    /// Whether nothing is to be said of a file. Its path is relative to the policy's folder.
    pub(crate) fn excludes(&self, path: &str) -> bool {
        self.exclude.is_match(path)
    }

    /// Whether nothing is to be said of whatever a folder may hold.
    pub(crate) fn excludes_folder(&self, path: &str) -> bool {
        self.excludes(path) || self.excludes(&anything_in(path))
    }
}

/// `[terraform]`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terraform {
    /// Which tool reads the configuration; either may where there is none.
    pub(crate) tool: Option<Tool>,
    /// Files with values of variables, later ones winning.
    pub(crate) var_files: Vec<PathBuf>,
}

/// A tool that runs a configuration.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Tool {
    /// Terraform.
    Terraform,
    /// OpenTofu.
    Tofu,
}

impl Tool {
    /// The words of the policy for them.
    pub(crate) const WORDS: &[&str] = &["terraform", "tofu"];

    /// The tool of a word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        match word {
            "terraform" => Some(Tool::Terraform),
            "tofu" => Some(Tool::Tofu),
            _ => None,
        }
    }
}

/// A path that only a glob for all that is in a folder matches: nobody would call a file so.
pub(crate) fn anything_in(folder: &str) -> String {
    format!("{folder}/\u{0}")
}

/// `[live]`.
#[derive(Debug, Default)]
pub(crate) struct Live {
    /// The regions to look at.
    pub(crate) regions: Vec<String>,
    /// The accounts to look at; the ambient credentials where the list is empty.
    pub(crate) accounts: Vec<Account>,
}

/// One of `[[live.accounts]]`.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// The name for `--account`.
    pub(crate) name: String,
    /// How to get at it.
    pub(crate) access: Access,
    /// Its regions; those of `[live]` where the list is empty.
    pub(crate) regions: Vec<String>,
}

/// How to get at an account.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Access {
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

impl Policy {
    /// The entry of `[[models]]` that does not let a project use a model.
    pub(crate) fn model_refusal(
        &self,
        model: &str,
        facts: &condition::Facts<'_>,
    ) -> Option<&spend::ModelRule> {
        self.models.iter().find(|rule| {
            let is_meant = rule.when.as_ref().is_none_or(|when| when.holds(facts) == condition::Truth::Yes);
            is_meant && !rule.models.permit(model)
        })
    }

    /// The dictionary and levels that hold for a project.
    pub(crate) fn dictionary(&self, facts: &condition::Facts<'_>) -> &Dictionary {
        self.dictionaries.of(facts)
    }
}
