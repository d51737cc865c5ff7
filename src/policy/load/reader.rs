//! What every part of reading a policy needs: where files are, and where problems go.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::origins::{NO_FOLDER, Origins};
use crate::files::Store;
use crate::finding::Location;
use crate::policy::dictionary::Dictionary;
use crate::policy::problem::Problem;
use crate::policy::raw::{Raw, Table};
use crate::policy::table::{self, Files, Unusable};
use crate::policy::{Reach, RuleLevel, Rules, Said, suggest};
use crate::text::code;

/// What stays the same while a policy is read, and when its overrides are built later on.
pub(crate) struct Context {
    /// The names of all rules.
    pub(crate) rules: Rules,
    /// The folders of the files of the policy.
    pub(crate) origins: Origins,
    /// Where the files are.
    pub(crate) store: Store,
    /// Which of them may be read.
    pub(crate) reach: Reach,
    /// The tables that were read.
    pub(crate) files: Files,
}

/// Reads checked types from tables of the right shape.
pub(crate) struct Reader<'c> {
    /// What stays the same.
    pub(crate) context: &'c Context,
    /// What is wrong.
    pub(crate) problems: Vec<Problem>,
    /// The places of what is left out, since it is inherited and does not fit any more.
    pub(crate) outdated: Vec<Location>,
}

impl<'c> Reader<'c> {
    /// A reader that adds to these problems.
    pub(crate) fn new(context: &'c Context, problems: Vec<Problem>) -> Self {
        Reader { context, problems, outdated: Vec::new() }
    }

    /// Notes a problem.
    pub(crate) fn say(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Whether something is inherited that a clause of a policy further up refuses; it is then left out.
    pub(crate) fn outdated(&mut self, at: &Location, clause: &Location) -> bool {
        let outdated = self.context.origins.is_below(at, clause);
        if outdated {
            self.outdated.push(at.clone());
        }
        outdated
    }

    /// The name of a rule as the rules themselves spell it.
    pub(crate) fn rule(&self, name: &str) -> Option<&'static str> {
        self.context.rules.iter().find(|rule| **rule == name).copied()
    }

    /// The dictionary of some tags and levels, where `change` is what an override says of tags.
    pub(crate) fn dictionary(&mut self, tags: &Table, levels: &Table, change: Option<&Table>) -> Dictionary {
        let nothing = Table::default();
        let changed = |key: &str| change.map(|change| change.table(key).unwrap_or(&nothing));
        let entries = tags.entries.iter().map(|tag| self.entry(tag, changed(&tag.key))).collect();
        Dictionary::new(entries, self.levels(levels))
    }

    fn levels(&self, levels: &Table) -> BTreeMap<&'static str, Said<RuleLevel>> {
        let level = |rule: &crate::policy::raw::Entry| {
            let level = rule.value.table()?.get("level")?;
            let said = Said { value: RuleLevel::of(level.value.text()?)?, clause: level.clause.clone() };
            Some((self.rule(&rule.key)?, said))
        };
        levels.entries.iter().filter_map(level).collect()
    }

    /// The rules that nothing hides.
    pub(crate) fn mandatory(&mut self, root: &Table) -> BTreeMap<&'static str, Location> {
        let mut mandatory = BTreeMap::new();
        let Some(rules) = root.table("rules") else { return mandatory };
        for rule in &rules.entries {
            let Some(table) = rule.value.table() else { continue };
            let said = table.get("mandatory").filter(|said| said.value.bool() == Some(true));
            let (Some(name), Some(said)) = (self.rule(&rule.key), said) else { continue };
            if let Some(level) =
                table.get("level").filter(|level| level.value.text() == Some(crate::policy::OFF))
            {
                let message = format!("{} is mandatory and cannot be `off`", code(name));
                let problem = Problem::new("policy::contradiction", &level.value.at, message, "off");
                self.say(problem.help("write `mandatory = false`, or another level"));
            }
            mandatory.insert(name, said.clause.clone());
        }
        mandatory
    }

    /// The path of a file that the policy names.
    pub(crate) fn path(&self, file: &Raw) -> Option<PathBuf> {
        let path = PathBuf::from(file.text()?);
        match self.context.origins.folder(&file.at) {
            Some(folder) => Some(folder.join(path)),
            None => path.is_absolute().then_some(path),
        }
    }

    /// Whether the policy names a file that it may not read, which is then told.
    pub(crate) fn is_out_of_reach(&mut self, file: &Raw) -> bool {
        let out_of_reach =
            self.path(file).is_some_and(|path| !self.context.reach.admits(&self.context.store, &path));
        if out_of_reach {
            self.say(suggest::out_of_reach(file.text().unwrap_or_default(), &file.at));
        }
        out_of_reach
    }

    /// The table of a file that the policy names, with at least one row.
    pub(crate) fn table(&mut self, file: &Raw) -> Option<Arc<table::Table>> {
        let name = code(file.text()?);
        if self.is_out_of_reach(file) {
            return None;
        }
        let answer = match self.path(file) {
            Some(path) => self.context.files.table(&self.context.store, &path),
            None => Err(Unusable::Unreadable(NO_FOLDER.into())),
        };
        let (kind, message, label, help) = match answer {
            Ok(table) if table.len() > 0 => return Some(table),
            Ok(_) => (
                "policy::empty",
                format!("{name} has no rows"),
                "nothing in it",
                "add at least one row, or write the path of another file".to_owned(),
            ),
            Err(Unusable::Malformed(why)) => (
                "policy::bad-table",
                format!("{name} is not a table: {why}"),
                "not a table",
                "give each row as many fields as the header has".to_owned(),
            ),
            Err(Unusable::Misnamed) => (
                "policy::bad-table",
                format!("{name} is not a table: its name ends neither in `.csv` nor in `.txt`"),
                "not a table",
                "name a CSV file with a header, or a `.txt` file with one value a line".to_owned(),
            ),
            Err(Unusable::Unreadable(why)) => (
                "policy::missing-file",
                format!("cannot read {name}: {why}"),
                "cannot be read",
                suggest::path(&self.context.store, file.text()?, self.path(file).as_deref()),
            ),
        };
        self.say(Problem::new(kind, &file.at, message, label).help(help));
        None
    }
}
