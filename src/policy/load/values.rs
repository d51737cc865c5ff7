//! Allowed values: those that the policy lists, and those of the files it names.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::reader::Reader;
use crate::finding::Location;
use crate::policy::problem::Problem;
use crate::policy::raw::{Raw, Table};
use crate::policy::values::Values;
use crate::policy::{Said, suggest, table};
use crate::text::{code, one_of};

/// How many columns are listed where none is near.
const LISTED: usize = 8;

impl Reader<'_> {
    /// The allowed values of a tag entry: `values` and `values-from` together. `None` where it has none, or they
    /// cannot all be known.
    pub(crate) fn values(&mut self, table: &Table, change: Option<&Table>) -> Option<Said<Arc<Values>>> {
        let listed = table.get("values");
        let from = table.get("values-from");
        let Some(said) = listed.or(from) else {
            self.aliases_of_nothing(table);
            return None;
        };
        let clause = said.clause.clone();
        let mut list: Vec<String> = Vec::new();
        let mut wrong = false;
        if let Some(listed) = listed {
            let help = "name at least one value, or remove `values` to allow any";
            self.empty_list(listed, "no value would be allowed", help);
            list.extend(listed.value.texts().map(|(value, _)| value.to_owned()));
            wrong = list.len() < listed.value.items().len() || !listed.value.is_list();
        }
        if let Some(from) = from {
            list.extend(self.values_from(from.value.table()?)?);
        }
        if wrong {
            return None;
        }
        let aliases = self.aliases(table, change, &list, &clause);
        Some(Said { value: Arc::new(Values::new(list, aliases)), clause })
    }

    fn values_from(&mut self, table: &Table) -> Option<Vec<String>> {
        let file = &table.get("file")?.value;
        let read = self.table(file)?;
        let column = table.get("column");
        match (&*read, column) {
            (table::Table::Lines(lines), None) => Some(lines.clone()),
            (table::Table::Lines(_), Some(column)) => {
                let message = "a `.txt` file holds one value a line, and has no columns";
                let problem =
                    Problem::new("policy::contradiction", &column.clause, message, "there are no columns");
                self.say(problem.help("remove `column`, or name a CSV file"));
                None
            }
            (table::Table::Csv { header, .. }, None) => {
                let message = format!(
                    "{} has columns, and `column` does not say which one holds the values",
                    shown(file)
                );
                let problem = Problem::new("policy::missing-key", &file.at, message, "`column` is missing");
                let names = one_of(header.iter().map(String::as_str), LISTED);
                self.say(problem.help(format!("add `column = \"…\"` with {names}")));
                None
            }
            (table::Table::Csv { header, rows }, Some(column)) => {
                let at = self.column(&column.value, file, header)?;
                let cells = rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
                Some(cells.map(str::to_owned).collect())
            }
        }
    }

    /// Where a column is in a table.
    pub(crate) fn column(&mut self, column: &Raw, file: &Raw, header: &[String]) -> Option<usize> {
        let name = column.text()?;
        let mut found = header.iter().enumerate().filter(|(_, known)| *known == name).map(|(at, _)| at);
        let (message, label) = match (found.next(), found.next()) {
            (Some(at), None) => return Some(at),
            (Some(_), Some(_)) => {
                (format!("{} has more than one column {}", shown(file), code(name)), "more than one")
            }
            (None, _) => (format!("{} has no column {}", shown(file), code(name)), "no such column"),
        };
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let problem = Problem::new("policy::unknown-column", &column.at, message, label);
        self.say(match header.iter().any(|known| known == name) {
            true => problem.help("give each column its own name"),
            false => problem.help(suggest::write(name, &names, LISTED)),
        });
        None
    }

    /// The wrong spellings of allowed values. One that stands for a value that is not allowed is a problem, unless the
    /// value was allowed before a policy that builds on it listed others.
    fn aliases(
        &mut self,
        table: &Table,
        change: Option<&Table>,
        list: &[String],
        clause: &Location,
    ) -> BTreeMap<String, String> {
        let mut aliases = BTreeMap::new();
        let entries = table.table("aliases").map(|aliases| aliases.entries.as_slice()).unwrap_or_default();
        let allowed: HashSet<&str> = list.iter().map(String::as_str).collect();
        for alias in entries {
            let Some(value) = alias.value.text() else { continue };
            if allowed.contains(value) {
                aliases.insert(alias.key.clone(), value.to_owned());
                continue;
            }
            let said_here = |change: &Table| {
                change.table("aliases").is_some_and(|aliases| aliases.get(&alias.key).is_some())
            };
            if !change.is_none_or(said_here) || self.outdated(&alias.key_at, clause) {
                continue;
            }
            let message =
                format!("{} is an alias of {}, which is not an allowed value", code(&alias.key), code(value));
            let problem =
                Problem::new("policy::contradiction", &alias.value.at, message, "not an allowed value");
            let names: Vec<&str> = list.iter().map(String::as_str).collect();
            self.say(problem.help(suggest::write(value, &names, LISTED)));
        }
        aliases
    }

    fn aliases_of_nothing(&mut self, table: &Table) {
        let Some(aliases) = table.get("aliases") else { return };
        let message = "`aliases` need allowed values, and the entry has none";
        let problem = Problem::new("policy::missing-key", &aliases.key_at, message, "no `values`");
        self.say(problem.help("add `values` or `values-from`"));
    }
}

/// The name of a file as the policy writes it.
fn shown(file: &Raw) -> String {
    code(file.text().unwrap_or_default())
}
