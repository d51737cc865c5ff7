//! `[[constraints]]`, `[[lookups]]` and `[[exceptions]]`.

use std::collections::BTreeMap;

use time::Date;

use super::reader::Reader;
use crate::finding::Location;
use crate::policy::problem::Problem;
use crate::policy::raw::{Content, Entry, Table};
use crate::policy::{Constraint, Exception, Lookup, Row, Said, date, table};
use crate::text::code;

impl Reader<'_> {
    /// `[[constraints]]`.
    pub(crate) fn constraints(&mut self, root: &Table) -> Vec<Constraint> {
        root.tables("constraints").filter_map(|(constraint, _)| self.constraint(constraint)).collect()
    }

    fn constraint(&mut self, table: &Table) -> Option<Constraint> {
        let when = self.when(table);
        let require = table.get("require")?;
        let condition = require.value.table()?;
        if condition.entries.is_empty() {
            let message = "`require` asks for nothing";
            let problem = Problem::new("policy::empty", &require.clause, message, "nothing in it");
            self.say(problem.help("write what is required, such as `require = { tags = { Team = true } }`"));
        }
        Some(Constraint {
            name: table.text("name").map(str::to_owned),
            when,
            require: self.condition(condition),
            message: table.text("message").map(str::to_owned),
            clause: require.clause.clone(),
        })
    }

    /// `[[lookups]]`.
    pub(crate) fn lookups(&mut self, root: &Table) -> Vec<Lookup> {
        root.tables("lookups").filter_map(|(lookup, _)| self.lookup(lookup)).collect()
    }

    fn lookup(&mut self, lookup: &Table) -> Option<Lookup> {
        let columns = lookup.get("columns")?;
        let names = columns.value.table()?;
        if names.entries.is_empty() {
            let message = "`columns` names no tags";
            let problem = Problem::new("policy::empty", &columns.clause, message, "nothing in it");
            self.say(problem.help("name at least one, such as `columns = { CostCenter = \"code\" }`"));
        }
        let file = &lookup.get("file")?.value;
        let read = self.table(file)?;
        let table::Table::Csv { header, rows } = &*read else {
            let message =
                format!("{} has no columns: a `.txt` file holds one value a line", code(file.text()?));
            let problem = Problem::new("policy::bad-table", &file.at, message, "no columns");
            self.say(problem.help("name a CSV file with a header"));
            return None;
        };
        // Every column is looked for, so that each missing one is told.
        let found: Vec<Option<usize>> =
            names.entries.iter().map(|entry| self.column(&entry.value, file, header)).collect();
        let places: Vec<usize> = found.into_iter().collect::<Option<_>>()?;
        let row = |row: &csv::StringRecord| {
            places.iter().map(|at| row.get(*at).unwrap_or_default().into()).collect::<Row>()
        };
        Some(Lookup {
            file: file.text()?.to_owned(),
            columns: names
                .entries
                .iter()
                .filter_map(|entry| Some((entry.key.clone(), entry.value.text()?.to_owned())))
                .collect(),
            rows: rows.iter().map(row).collect(),
            clause: columns.clause.clone(),
        })
    }

    /// `[[exceptions]]`.
    pub(crate) fn exceptions(
        &mut self,
        root: &Table,
        mandatory: &BTreeMap<&'static str, Location>,
    ) -> Vec<Exception> {
        let exceptions = root.tables("exceptions");
        exceptions.filter_map(|(exception, header)| self.exception(exception, header, mandatory)).collect()
    }

    fn exception(
        &mut self,
        table: &Table,
        header: &Location,
        mandatory: &BTreeMap<&'static str, Location>,
    ) -> Option<Exception> {
        let when = self.when(table);
        let rules = self.excepted_rules(table, mandatory);
        if let Some(tags) = table.get("tags") {
            let help = "name at least one key, or remove `tags` to except all tags";
            self.empty_list(tags, "the exception would hide nothing", help);
        }
        let reason = table.get("reason");
        if let Some(reason) =
            reason.filter(|reason| reason.value.text().is_some_and(|text| text.trim().is_empty()))
        {
            let message = "the `reason` of this exception is empty";
            let problem = Problem::new("policy::empty", &reason.value.at, message, "nothing in it");
            self.say(problem.help("say why it is granted, such as `reason = \"migrates in Q1, FIN-482\"`"));
        }
        let until = table.get("until").and_then(|until| self.date(until));
        let tags = table.get("tags").map(|tags| tags.value.texts());
        Some(Exception {
            when,
            rules,
            tags: tags.into_iter().flatten().map(|(tag, _)| tag.to_owned()).collect(),
            until: until?,
            reason: reason?.value.text()?.to_owned(),
            owner: table.text("owner").map(str::to_owned),
            clause: header.clone(),
        })
    }

    fn excepted_rules(
        &mut self,
        table: &Table,
        mandatory: &BTreeMap<&'static str, Location>,
    ) -> Vec<&'static str> {
        let Some(entry) = table.get("rules") else { return Vec::new() };
        self.empty_list(
            entry,
            "the exception would hide nothing",
            "name at least one rule, or remove `rules` to except all rules but mandatory ones",
        );
        let mut rules = Vec::new();
        for (name, at) in entry.value.texts() {
            let Some(rule) = self.rule(name) else { continue };
            rules.push(rule);
            let Some(clause) = mandatory.get(rule) else { continue };
            let line = clause.source.position(clause.span.start).line;
            let message = format!("{} is mandatory, so no exception may hide it", code(rule));
            let problem = Problem::new("policy::mandatory", at, message, "mandatory");
            self.say(problem.help(format!("remove it here, or `mandatory` at {}:{line}", clause.path())));
        }
        rules
    }

    fn date(&mut self, entry: &Entry) -> Option<Said<Date>> {
        let (Content::Date(text) | Content::Text(text)) = &entry.value.content else { return None };
        if let Some(value) = date::parse(text) {
            return Some(Said { value, clause: entry.clause.clone() });
        }
        let message = format!("{} is not a date of the calendar", code(text));
        let problem = Problem::new("policy::bad-date", &entry.value.at, message, "not a date");
        self.say(
            problem.help(format!(
                "write the last day on which it applies, such as `{} = 2027-01-31`",
                entry.key
            )),
        );
        None
    }
}
