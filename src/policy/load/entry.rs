//! One entry of the tag dictionary, and what it says that cannot all be true.

use super::reader::Reader;
use crate::finding::Location;
use crate::policy::Said;
use crate::policy::dictionary::{Entry, Format, Required};
use crate::policy::format::broken;
use crate::policy::pattern::{Pattern, PatternError};
use crate::policy::problem::Problem;
use crate::policy::raw::{self, Table};
use crate::policy::suggest;
use crate::text::code;

/// How many values are listed where none is near.
const LISTED: usize = 8;

impl Reader<'_> {
    /// The dictionary entry of a tag key. Where it is made by an override, `change` is what the override says of it.
    pub(crate) fn entry(&mut self, raw: &raw::Entry, change: Option<&Table>) -> Entry {
        let nothing = Table::default();
        let table = raw.value.table().unwrap_or(&nothing);
        let text = |key| table.text(key).map(str::to_owned);
        let mut entry = Entry {
            key: raw.key.clone(),
            clause: raw.key_at.clone(),
            required: self.required(table, &raw.key_at),
            pattern: self.pattern(table),
            values: self.values(table, change),
            format: said(table, "format", |value| Format::of(value.text()?)),
            min_length: said(table, "min-length", |value| value.count().map(length)),
            max_length: said(table, "max-length", |value| value.count().map(length)),
            examples: Vec::new(),
            description: text("description"),
            message: text("message"),
            default: text("default"),
            deprecated: said(table, "deprecated", |value| value.text().map(str::to_owned)),
            replaced_by: text("replaced-by"),
            forbidden: table
                .get("forbidden")
                .filter(|said| said.value.bool() == Some(true))
                .map(|said| said.clause.clone()),
        };
        self.check_requirement(&entry, table);
        self.check_lengths(&entry);
        self.check_default(&entry, table);
        entry.examples = self.examples(&entry, table, change);
        entry
    }

    fn required(&mut self, table: &Table, key: &Location) -> Said<Required> {
        let Some(entry) = table.get("required") else {
            return Said { value: Required::No, clause: key.clone() };
        };
        let value = match entry.value.table() {
            Some(conditional) => match self.when(conditional) {
                Some(it) => Required::When(it),
                None => Required::No,
            },
            None if entry.value.bool() == Some(true) => Required::Always,
            None => Required::No,
        };
        Said { value, clause: entry.clause.clone() }
    }

    fn pattern(&mut self, table: &Table) -> Option<Said<Pattern>> {
        let entry = table.get("pattern")?;
        let text = entry.value.text()?;
        match Pattern::new(text) {
            Ok(value) => Some(Said { value, clause: entry.clause.clone() }),
            Err(error) => {
                let at = entry.value.part(error.start, error.end);
                self.say(bad_pattern(&at, &error));
                None
            }
        }
    }

    /// Whether the key must, may or must not be there.
    fn check_requirement(&mut self, entry: &Entry, table: &Table) {
        let key = code(&entry.key);
        let mut contradiction = |at: &Location, message: String, help: &str| {
            let problem = Problem::new("policy::contradiction", at, message, "contradicts `required`");
            self.say(problem.help(help));
        };
        if !matches!(entry.required.value, Required::No) {
            if let Some(forbidden) = &entry.forbidden {
                let message = format!("{key} is required and forbidden");
                contradiction(forbidden, message, "write `required = false`, or remove `forbidden`");
            }
            if let Some(deprecated) = &entry.deprecated {
                let message = format!("{key} is required and deprecated");
                contradiction(
                    &deprecated.clause,
                    message,
                    "write `required = false`, or remove `deprecated`",
                );
            }
            if entry.is_glob() {
                let message = format!("{key} matches many keys, so none of them can be required");
                let problem =
                    Problem::new("policy::contradiction", &entry.required.clause, message, "which key");
                self.say(
                    problem.help("give the required key an entry of its own, such as `[tags.CostCenter]`"),
                );
            }
        }
        if let (Some(replaced), None) = (table.get("replaced-by"), table.get("deprecated")) {
            let message = format!("{key} has `replaced-by`, but is not `deprecated`");
            let problem =
                Problem::new("policy::missing-key", &replaced.clause, message, "`deprecated` is missing");
            let by = replaced.value.text().unwrap_or_default();
            self.say(problem.help(format!("add `deprecated = \"use {}\"`", by.escape_debug())));
        }
    }

    fn check_lengths(&mut self, entry: &Entry) {
        let (Some(min), Some(max)) = (&entry.min_length, &entry.max_length) else { return };
        if min.value > max.value {
            let message = format!(
                "{} asks for at least {} and at most {} characters, which no value has",
                code(&entry.key),
                min.value,
                max.value
            );
            let problem =
                Problem::new("policy::contradiction", &min.clause, message, "more than `max-length`");
            self.say(problem.help(format!("write `min-length = {}` or less", max.value)));
        }
    }

    fn check_default(&mut self, entry: &Entry, table: &Table) {
        let Some(default) = table.get("default") else { return };
        let Some(value) = default.value.text() else { return };
        let Some(refusal) = refusal(entry, value) else { return };
        self.say(refusal.problem("default", &default.value.at));
    }

    /// The examples that the entry does not refuse. A refused one is a problem, unless it was right before a policy
    /// that builds on it asked for something else.
    fn examples(&mut self, entry: &Entry, table: &Table, change: Option<&Table>) -> Vec<String> {
        let mut examples = Vec::new();
        let Some(own) = table.get("examples") else { return examples };
        for (value, at) in own.value.texts() {
            let Some(refusal) = refusal(entry, value) else {
                examples.push(value.to_owned());
                continue;
            };
            let said_here = change.is_none_or(|change| change.get("examples").is_some());
            if !said_here || refusal.clause.is_some_and(|clause| self.outdated(at, clause)) {
                continue;
            }
            self.say(refusal.problem("example", at));
        }
        examples
    }
}

/// The problem of a text that is no pattern.
pub(crate) fn bad_pattern(at: &Location, error: &PatternError) -> Problem {
    Problem::new("policy::bad-pattern", at, &error.message, "it breaks here").help(error.help)
}

/// That an entry refuses a value.
struct Refusal<'e> {
    /// The value and its key, as they are behind what the value is for.
    value: String,
    /// Why, as the end of the sentence.
    why: String,
    /// What to write.
    help: String,
    /// The clause that refuses it.
    clause: Option<&'e Location>,
}

impl Refusal<'_> {
    /// The problem of a value that is a `default` or an `example`.
    fn problem(&self, what: &str, at: &Location) -> Problem {
        let message = format!("the {what} {} {}", self.value, self.why);
        Problem::new("policy::contradiction", at, message, "refused by its own entry").help(&self.help)
    }
}

fn refusal<'e>(entry: &'e Entry, value: &str) -> Option<Refusal<'e>> {
    let key = code(&entry.key);
    if value.trim().is_empty() {
        let help = "write a value, or remove it".to_owned();
        return Some(Refusal { value: format!("of {key}"), why: "is empty".into(), help, clause: None });
    }
    let value_of_key = format!("{} of {key}", code(value));
    if let Some(values) = entry.values.as_ref().filter(|values| !values.value.contains(value)) {
        let names: Vec<&str> = values.value.list().iter().map(String::as_str).collect();
        return Some(Refusal {
            value: value_of_key,
            why: "is not an allowed value".to_owned(),
            help: suggest::write(value, &names, LISTED),
            clause: Some(&values.clause),
        });
    }
    let broken = broken(entry, value)?;
    Some(Refusal {
        value: value_of_key,
        why: broken.what(Some(value)),
        help: "write a value that the entry allows, or change what it asks for".to_owned(),
        clause: Some(broken.clause()),
    })
}

fn said<T>(table: &Table, key: &str, read: impl Fn(&raw::Raw) -> Option<T>) -> Option<Said<T>> {
    let entry = table.get(key)?;
    Some(Said { value: read(&entry.value)?, clause: entry.clause.clone() })
}

fn length(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
