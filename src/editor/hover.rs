//! What is said where the pointer rests.

use gen_lsp_types::{Contents, Hover};

use super::check::{Unit, View};
use super::position::Ruler;
use super::spot::{self, Cursor, Part, Sought, Spot};
use super::{policy_text, words};
use crate::finding::Location;
use crate::policy::dictionary::Entry;
use crate::rule::Key;
use crate::text::code;

/// What is said of the place of a cursor.
pub(super) fn hover(cursor: &Cursor, view: &View) -> Option<Hover> {
    let offset = cursor.offset(view)?;
    let (text, span) = match Unit::of(&cursor.path)? {
        Unit::Policy(_) => policy_text::hover(&view.documents.get(&cursor.path)?.text, offset)?,
        Unit::File(_) | Unit::Folder(_) => {
            let name = view.store.name(&cursor.path).shown;
            let sought = Sought::At { name, offset: u32::try_from(offset).ok()? };
            spot::ask(&cursor.path, &sought, view, &|spot| Some((said(spot, view)?, spot.span()?)))?
        }
    };
    let document = view.documents.get(&cursor.path)?;
    let range = Ruler::new(&document.text, view.encoding).range(span);
    Some(Hover { contents: Contents::MarkupContent(words::markdown(text)), range: Some(range) })
}

fn said(spot: &Spot<'_>, view: &View) -> Option<String> {
    match spot.part {
        Part::Key { tag } => Some(of_key(spot, tag, view)),
        Part::Value { tag, .. } => Some(of_value(spot, tag, view)),
        Part::Name => of_name(spot, view),
    }
}

fn of_key(spot: &Spot<'_>, tag: usize, view: &View) -> String {
    let case = spot.case;
    let written = &case.project.tags.list[tag].key;
    let key = code(written);
    match (case.tags[tag].key, case.dictionary.get(written)) {
        (Key::Misspelled { right, .. }, _) => {
            format!(
                "{key} is not a key of the policy, {} is\n\n{}",
                code(&right.key),
                words::entry(right, &case.facts, view)
            )
        }
        (_, Some(entry)) => words::entry(entry, &case.facts, view),
        (_, None) => format!("{key} is not a key of the policy"),
    }
}

/// Why a value is allowed or not.
fn of_value(spot: &Spot<'_>, tag: usize, view: &View) -> String {
    let case = spot.case;
    let written = &case.project.tags.list[tag].key;
    let key = code(written);
    let mut paragraphs = wrong(spot, view);
    match (case.dictionary.get(written), case.tags[tag].entry) {
        // No value of the key is right.
        (Some(entry), _) if entry.forbidden.is_some() || entry.deprecated.is_some() => {
            paragraphs.push(words::entry(entry, &case.facts, view));
        }
        (_, None) => paragraphs.push(format!("the policy says nothing about values of {key}")),
        (_, Some(entry)) => {
            if paragraphs.is_empty() {
                paragraphs.push(format!("a value of {key} that the policy allows"));
            }
            let asked: Vec<String> = words::allowed(entry).iter().map(|line| format!("- {line}")).collect();
            if !asked.is_empty() {
                paragraphs.push(asked.join("\n"));
            }
            paragraphs.push(words::clause(clause_of_values(entry), view));
        }
    }
    paragraphs.join("\n\n")
}

fn of_name(spot: &Spot<'_>, view: &View) -> Option<String> {
    let mut paragraphs = wrong(spot, view);
    if let Some(name) = &spot.case.policy.name_pattern {
        paragraphs.push(format!("names look like {}", code(&name.pattern.value)));
        paragraphs.push(words::clause(&name.pattern.clause, view));
    }
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
}

/// What is wrong at a spot, with what to do and where the policy says so.
fn wrong(spot: &Spot<'_>, view: &View) -> Vec<String> {
    let said = spot.verdicts().into_iter().map(|verdict| {
        let mut text = verdict.message;
        if let Some(help) = verdict.help {
            text += &format!("\n\n{help}");
        }
        if let Some(clause) = verdict.because {
            text += &format!("\n\nrequired by {}", words::clause(&clause, view));
        }
        text
    });
    said.collect()
}

/// The clause that values of an entry are checked by, else the entry.
pub(super) fn clause_of_values(entry: &Entry) -> &Location {
    let lengths = entry.min_length.as_ref().or(entry.max_length.as_ref()).map(|said| &said.clause);
    let values = entry.values.as_ref().map(|said| &said.clause);
    let pattern = entry.pattern.as_ref().map(|said| &said.clause);
    let format = entry.format.as_ref().map(|said| &said.clause);
    values.or(pattern).or(format).or(lengths).unwrap_or(&entry.clause)
}
