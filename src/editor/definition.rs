//! From a key, a value or a name to the clause of the policy that it is checked by.

use gen_lsp_types::Location as Target;

use super::check::{Unit, View};
use super::hover::clause_of_values;
use super::position::Ruler;
use super::spot::{self, Cursor, Part, Sought, Spot};
use crate::finding::Location;
use crate::rule::Key;

/// The clause for the place of a cursor. A built-in pack is in no file.
pub(super) fn find(cursor: &Cursor, view: &View) -> Option<Target> {
    if matches!(Unit::of(&cursor.path)?, Unit::Policy(_)) {
        return None;
    }
    let offset = u32::try_from(cursor.offset(view)?).ok()?;
    let sought = Sought::At { name: view.store.name(&cursor.path).shown, offset };
    let clause = spot::ask(&cursor.path, &sought, view, &clause)?;
    if !clause.is_file() {
        return None;
    }
    let path = view.store.shown_as(clause.path()).place().into_owned();
    let range = Ruler::new(clause.source.text(), view.encoding).range(clause.span);
    Some(Target { uri: view.documents.uri_of(&path)?.into(), range })
}

fn clause(spot: &Spot<'_>) -> Option<Location> {
    let case = spot.case;
    match spot.part {
        Part::Key { tag } => {
            match (case.tags[tag].key, case.dictionary.get(&case.project.tags.list[tag].key)) {
                (Key::Misspelled { right, .. }, _) => Some(right.clause.clone()),
                (_, entry) => entry.map(|entry| entry.clause.clone()),
            }
        }
        Part::Value { tag, .. } => {
            let broken = spot.verdicts().into_iter().find_map(|verdict| verdict.because);
            broken.or_else(|| case.tags[tag].entry.map(|entry| clause_of_values(entry).clone()))
        }
        Part::Name => case.policy.name_pattern.as_ref().map(|name| name.pattern.clause.clone()),
    }
}
