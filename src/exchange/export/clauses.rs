//! The clauses of a tag entry.

use crate::finding::Location;
use crate::policy::dictionary::{Entry, Required};

/// Those that can make a rule speak, with their fields.
pub(super) fn all(entry: &Entry) -> Vec<(&'static str, &Location)> {
    let mut clauses = Vec::new();
    if !matches!(entry.required.value, Required::No) {
        clauses.push(("required", &entry.required.clause));
    }
    clauses.extend(of_values(entry));
    if let Some(deprecated) = &entry.deprecated {
        clauses.push(("deprecated", &deprecated.clause));
    }
    if let Some(forbidden) = &entry.forbidden {
        clauses.push(("forbidden", forbidden));
    }
    clauses
}

/// Those about values.
pub(super) fn of_values(entry: &Entry) -> Vec<(&'static str, &Location)> {
    let mut clauses = Vec::new();
    let fields = [
        ("values", entry.values.as_ref().map(|said| &said.clause)),
        ("pattern", entry.pattern.as_ref().map(|said| &said.clause)),
        ("format", entry.format.as_ref().map(|said| &said.clause)),
        ("min-length", entry.min_length.as_ref().map(|said| &said.clause)),
        ("max-length", entry.max_length.as_ref().map(|said| &said.clause)),
    ];
    for (field, clause) in fields {
        if let Some(clause) = clause {
            clauses.push((field, clause));
        }
    }
    clauses
}
