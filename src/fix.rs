//! Fixes: what a rule wants changed, as edits of the text or as a change of a live project.
//!
//! Edits are by span, so that everything else in the file stays as it was. That nothing else changes of what the file
//! declares either is shown by reading it again: see [`effective`].

pub(crate) mod apply;
pub(crate) mod effective;
pub(crate) mod layout;
pub mod quote;

use std::sync::Arc;

use crate::finding::{Edit, Effect, Fix, LiveEdit, Location, Related, Safety};
use crate::project::{Place, Project, Shared, service};
use crate::rule::{Change, Remedy, locate};
use crate::source::{Encoding, Medium, Source};

/// The fix of a remedy for a project, where its text or its API can take it, or for a client.
pub(crate) fn resolve(project: Option<&Project<'_>>, remedy: Remedy) -> Option<Fix> {
    let remedy = match respelled(remedy) {
        Ok(fix) => return fix,
        Err(remedy) => remedy,
    };
    let project = project?;
    let (mut edits, mut live) = (Vec::new(), None);
    let is_live = project.place().is_none();
    if is_live {
        live = Some(live_edit(project, &remedy.change)?);
    } else {
        edits = self::edits(project, &remedy.change)?;
        edits.sort_by_key(|edit| edit.at.span);
    }
    let Remedy { mut safety, mut title, change } = remedy;
    if let Some(shared) = shared(project, &change) {
        safety = Safety::Unsafe;
        title = format!("{title}, but {}", words(shared));
    }
    let effect = effect(project, change)?;
    // Only what a template or a configuration declares has an address, and is made of texts that others may use.
    let is_alone = project.address.is_none();
    Some(Fix { safety, title, effect, is_alone, edits, live })
}

/// The fix of a remedy that is about no project, where its text can take it; else the remedy.
fn respelled(remedy: Remedy) -> Result<Option<Fix>, Remedy> {
    let Remedy { safety, title, change: Change::Respell { at, text } } = remedy else { return Err(remedy) };
    if !is_written(&at.source) {
        return Ok(None);
    }
    let edits = vec![Edit { at, text }];
    Ok(Some(Fix { safety, title, effect: Effect::None, is_alone: true, edits, live: None }))
}

/// What a change makes of the tags.
fn effect(project: &Project<'_>, change: Change) -> Option<Effect> {
    let list = &project.tags.list;
    Some(match change {
        Change::Rename { tag, to } => Effect::Rename { from: list[tag].key.to_string(), to },
        Change::Replace { tag, reading, value } => {
            let from = list[tag].readings().nth(reading)?.value.text()?.to_owned();
            Effect::Replace { key: list[tag].key.to_string(), from, to: value }
        }
        Change::Insert { key, value } => Effect::Insert { key, value },
        Change::Remove { tag, twin } => {
            let value = list[tag].known_text().map(str::to_owned);
            let twin = twin.map(|twin| list[twin].key.to_string());
            Effect::Remove { key: list[tag].key.to_string(), value, twin }
        }
        Change::Reshape { .. } | Change::Respell { .. } => Effect::None,
    })
}

/// What else uses what a change is written to, where it is known where that is.
pub(crate) fn user(project: &Project<'_>, change: &Change) -> Option<Related> {
    let Shared { user, at, .. } = shared(project, change)?;
    Some(Related { message: format!("{user} uses what the fix changes"), location: Some(locate((*at)?)) })
}

fn words(Shared { user, at, .. }: &Shared<'_>) -> String {
    match at {
        Some(at) => {
            let line = at.source.line_of(at.span.start) + 1;
            format!("{user} at {}:{line} uses it too", at.source.name())
        }
        None => format!("{user} may use it too"),
    }
}

/// What else uses the text or the map that a change is written to.
fn shared<'p, 't>(project: &'p Project<'t>, change: &Change) -> Option<&'p Shared<'t>> {
    if project.shared.is_empty() {
        return None;
    }
    let list = &project.tags.list;
    let container = || project.tags.container.map(|container| container.place);
    let places = match change {
        Change::Rename { tag, .. } => [list[*tag].key_place, None],
        Change::Replace { tag, reading, .. } => [list[*tag].readings().nth(*reading)?.place, None],
        Change::Insert { .. } => [container(), None],
        Change::Remove { tag, .. } => [container(), list[*tag].key_place],
        Change::Reshape { .. } | Change::Respell { .. } => [None, None],
    };
    let is_at = |shared: &Shared<'_>, place: Place<'_>| {
        Arc::ptr_eq(shared.place.source, place.source) && shared.place.span == place.span
    };
    let mut known = project.shared.iter();
    known.find(|shared| places.iter().flatten().any(|place| is_at(shared, *place)))
}

/// Whether a source is written back: a file, or standard input that goes on to standard output.
fn is_written(source: &Source) -> bool {
    source.encoding() == Encoding::Utf8 && matches!(source.medium(), Medium::File | Medium::Stdin)
}

fn edit(place: Place<'_>, text: String) -> Option<Edit> {
    is_written(place.source).then(|| Edit { at: Location::new(place.source, place.span), text })
}

fn edits(project: &Project<'_>, change: &Change) -> Option<Vec<Edit>> {
    let list = &project.tags.list;
    match change {
        Change::Rename { tag, to } => {
            let place = list[*tag].key_place?;
            Some(vec![match quote::key(to, place.language, place.style) {
                Some(text) => edit(place, text)?,
                None => edit(quote::whole(place)?, quote::fresh_key(to, place.language))?,
            }])
        }
        Change::Replace { tag, reading, value } => {
            let place = list[*tag].readings().nth(*reading)?.place?;
            Some(vec![match quote::value(value, place.language, place.style) {
                Some(text) => edit(place, text)?,
                None => edit(quote::whole(place)?, quote::fresh_value(value, place.language))?,
            }])
        }
        Change::Insert { key, value } => {
            if let Some(container) = project.tags.container {
                let edits = layout::insert(&container, &project.tags.list, key, value)?;
                return into_edits(container.place, edits);
            }
            let vacancy = project.tags.vacancy.as_ref()?;
            into_edits(vacancy.place, layout::open(vacancy, key, value)?)
        }
        Change::Remove { tag, .. } => {
            let container = project.tags.container?;
            let edits = layout::remove(&container, &project.tags.list, *tag)?;
            into_edits(container.place, edits)
        }
        Change::Reshape { misplaced } => project.misplaced[*misplaced]
            .edits
            .iter()
            .map(|(place, text)| edit(*place, text.clone()))
            .collect(),
        Change::Respell { .. } => None,
    }
}

fn into_edits(place: Place<'_>, edits: Vec<layout::Replacement>) -> Option<Vec<Edit>> {
    let edits = edits.into_iter().map(|(span, text)| edit(Place { span, ..place }, text));
    edits.collect()
}

/// A change of a live project's tags.
fn live_edit(project: &Project<'_>, change: &Change) -> Option<LiveEdit> {
    let id = project.id.as_deref()?;
    if project.status.as_deref() == Some(service::ARCHIVED) {
        // It is never written.
        return None;
    }
    let list = &project.tags.list;
    match change {
        Change::Rename { tag, to } => {
            // A credential would be shown by the call that moves it.
            let value = list[*tag].known_text().filter(|_| !list[*tag].value.secret)?;
            Some(LiveEdit::add(id, to, value).and_remove(&list[*tag].key))
        }
        Change::Replace { tag, value, .. } => Some(LiveEdit::add(id, &list[*tag].key, value)),
        Change::Insert { key, value } => Some(LiveEdit::add(id, key, value)),
        Change::Remove { tag, .. } => Some(LiveEdit::remove(id, &list[*tag].key)),
        Change::Reshape { .. } | Change::Respell { .. } => None,
    }
}
