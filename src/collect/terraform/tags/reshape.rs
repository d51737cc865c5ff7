//! Edits that fix the shape of tags, in the language that they are written in.

mod hcl;
mod json;

use super::super::expr::Map;
use super::super::file::File;
use super::items::{Fault, Items, KEYS, Spelling, are_distinct, is_one_item, plain};
use crate::collect::Edits;
use crate::project::Place;
use crate::tree::hcl::{Block, Expr, ExprKind};
use hcl::Hcl;
use json::Json;

/// Writes a map as a list of items, or as the one item that it is.
pub(super) fn into_list<'t>(file: &File<'t>, expr: &Expr, map: &Map<'t>) -> Edits<'t> {
    if matches!(expr.bare().kind, ExprKind::Object(_)) && !are_distinct(map) {
        return Edits::new();
    }
    let edits = match (is_one_item(map), file.is_json()) {
        (true, _) => only_item(file, expr, map),
        (false, true) => Json { file }.as_list(expr),
        (false, false) => Some(Hcl { file }.as_list(expr)),
    };
    edits.unwrap_or_default()
}

/// Writes an item as a list of that one, with the names that the service takes.
fn only_item<'t>(file: &File<'t>, expr: &Expr, item: &Map<'t>) -> Option<Edits<'t>> {
    let mut edits =
        if file.is_json() { Json { file }.as_only_item(expr) } else { Hcl { file }.as_only_item(expr) };
    for entry in &item.entries {
        let right = if KEYS.contains(&&*plain(&entry.name)) { "key" } else { "value" };
        if *entry.name != *right {
            edits.push((entry.key.place.filter(|place| is_in(file, expr, *place))?, right.to_owned()));
        }
    }
    Some(edits)
}

/// Writes a list of items as a map.
pub(super) fn into_map<'t>(file: &File<'t>, list: &Expr, items: &Items<'t>) -> Edits<'t> {
    if !are_distinct(&items.map) {
        return Edits::new();
    }
    let spelling = spelling(items);
    let edits = if file.is_json() {
        Json { file }.as_map(list, spelling)
    } else {
        Hcl { file }.as_map(list, spelling)
    };
    edits.unwrap_or_default()
}

/// Gives items the names that the service takes, where that fixes all of them.
pub(super) fn items<'t>(file: &File<'t>, list: &Expr, items: &Items<'t>) -> Edits<'t> {
    let mut edits = Edits::new();
    for fault in &items.faults {
        match fault {
            Fault::Named(places) => {
                edits.extend(places.iter().map(|(place, right)| (*place, (*right).to_owned())));
            }
            Fault::Text => {}
            Fault::Map | Fault::Other => return Edits::new(),
        }
    }
    // What is elsewhere may be there for others too, who ask for the names that it has.
    if !edits.iter().all(|(place, _)| is_in(file, list, *place)) {
        return renamed(file, list, items).unwrap_or_default();
    }
    let is_text = |fault: &&Fault<'t>| matches!(fault, Fault::Text);
    let texts: Vec<&Expr> = match &list.bare().kind {
        ExprKind::List(items) => items.iter().filter(|item| item.literal().is_some()).collect(),
        _ => Vec::new(),
    };
    let item = |text: &&Expr| if file.is_json() { None } else { Hcl { file }.item_from_text(text) };
    match texts.iter().map(item).collect::<Option<Edits<'t>>>() {
        // Every text is in the list itself, and is plain.
        Some(written) if written.len() == items.faults.iter().filter(is_text).count() => {
            edits.extend(written);
        }
        _ => return Edits::new(),
    }
    edits
}

/// Makes a list of items of the right names out of one of others.
fn renamed<'t>(file: &File<'t>, list: &Expr, items: &Items<'t>) -> Option<Edits<'t>> {
    let spelling = spelling(items)?;
    if file.is_json() {
        return Json { file }.as_renamed(list, spelling);
    }
    Some(Hcl { file }.as_renamed(list, spelling))
}

/// How items are spelled that are all known: by those names can they be asked.
fn spelling<'i>(items: &'i Items<'_>) -> Option<&'i Spelling> {
    items.spelling.as_ref().filter(|_| items.map.unknown.is_empty())
}

fn is_in(file: &File<'_>, expr: &Expr, place: Place<'_>) -> bool {
    std::sync::Arc::ptr_eq(place.source, file.source) && expr.span.contains(place.span)
}

/// Writes blocks as a list of items.
pub(super) fn list_from_blocks<'t>(file: &File<'t>, blocks: &[(&File<'t>, &Block)]) -> Edits<'t> {
    if file.is_json() {
        return Edits::new();
    }
    Hcl { file }.list_from_blocks(blocks).unwrap_or_default()
}
