//! The clauses of a policy that can make a rule speak, or change or hide what one says: what tests of it exercise.

use super::load::Effective;
use super::problem::Problems;
use super::raw::{Entry, Table};
use super::rules::Rules;
use super::{Given, written};
use crate::files::Store;
use crate::finding::Location;

/// The fields of a tag entry that can make a rule speak. The key itself, its texts and `default` cannot.
const SPEAKING: [&str; 9] = [
    "required",
    "values",
    "values-from",
    "pattern",
    "format",
    "min-length",
    "max-length",
    "deprecated",
    "forbidden",
];

/// The sections whose entries are a clause each, with what findings name of an entry: one of these fields, else its
/// header.
const SECTIONS: [(&str, &[&str]); 5] = [
    ("constraints", &["require"]),
    ("lookups", &["columns"]),
    ("overrides", &[]),
    ("exceptions", &[]),
    ("models", &["allow", "forbid"]),
];

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Clause {
    /// The keys that lead to it, `tags.Team.pattern`.
    pub name: String,
    pub place: Location,
    /// What findings of its rule name as their reason. Of `values` and `values-from` side by side that is the first.
    pub reason: Location,
}

/// The clauses of a policy with what it extends, in the order in which it shows them.
///
/// # Errors
/// What is wrong with the shape of the policy.
pub(crate) fn of(given: &Given, store: &Store, rules: Rules) -> Result<Vec<Clause>, Problems> {
    let root = Effective::of(given, store, rules)?.root;
    let mut clauses = Vec::new();
    for tag in root.table("tags").into_iter().flat_map(|tags| &tags.entries) {
        if let Some(fields) = tag.value.table() {
            of_tag(&tag.key, fields, &mut clauses);
        }
    }
    if let Some(pattern) = root.table("name").and_then(|name| name.get("pattern")) {
        clauses.push(clause("name.pattern".to_owned(), pattern));
    }
    for (section, reasons) in SECTIONS {
        for (number, (entry, header)) in root.tables(section).enumerate() {
            let name = format!("{section}[{number}]");
            match reasons.iter().find_map(|reason| entry.get(reason)) {
                Some(reason) => clauses.push(clause(name, reason)),
                None => clauses.push(Clause { name, place: header.clone(), reason: header.clone() }),
            }
        }
    }
    Ok(clauses)
}

fn of_tag(key: &str, fields: &Table, clauses: &mut Vec<Clause>) {
    for field in &fields.entries {
        if !SPEAKING.contains(&field.key.as_str()) || field.value.bool() == Some(false) {
            continue;
        }
        let mut clause = clause(format!("tags.{}.{}", written::key(key), field.key), field);
        if let ("values-from", Some(values)) = (field.key.as_str(), fields.get("values")) {
            clause.reason = values.clause.clone();
        }
        clauses.push(clause);
    }
}

fn clause(name: String, entry: &Entry) -> Clause {
    Clause { name, place: entry.clause.clone(), reason: entry.clause.clone() }
}
