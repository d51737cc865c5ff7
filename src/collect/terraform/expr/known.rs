//! What functions ask of their arguments, and what holds for all that they make.

use super::limit::{Limit, MOST_TEXT};
use super::value::{Data, List, Map, Val};
use crate::project::Place;

/// A list of which every item is known to be there.
pub(super) fn known_list<'v, 't>(value: &'v Val<'t>) -> Option<&'v List<'t>> {
    match &value.data {
        Data::List(list) if list.unknown.is_empty() => Some(list),
        _ => None,
    }
}

/// A list that has indices, and so is no set.
pub(super) fn indexed<'v, 't>(value: &'v Val<'t>) -> Option<&'v List<'t>> {
    known_list(value).filter(|list| !list.set)
}

/// A map of which every entry is known to be there.
pub(super) fn known_map<'v, 't>(value: &'v Val<'t>) -> Option<&'v Map<'t>> {
    match &value.data {
        Data::Map(map) if map.unknown.is_empty() => Some(map),
        _ => None,
    }
}

/// Whether what Terraform counts as one character is one byte.
pub(super) fn is_simple(text: &str) -> bool {
    text.is_ascii() && !text.contains('\r')
}

/// A string that is not too long.
pub(super) fn text_within(text: String, place: Option<Place<'_>>) -> Val<'_> {
    if text.len() <= MOST_TEXT { Val::text(text, place) } else { Val::beyond(Limit::Text, place) }
}
