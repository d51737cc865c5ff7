//! Edits that mend the shape of tags, in the language that they are written in.

mod hcl;
mod json;

use super::items::Fault;
use super::module::File;
use crate::collect::Edits;
use crate::tree::hcl::{Block, Expr, ExprKind};
use hcl::Hcl;
use json::Json;

/// Writes a map as a list of items, or as the one item that it is.
pub(super) fn into_list<'t>(file: &File<'t>, map: &Expr, is_one_item: bool) -> Edits<'t> {
    if file.is_json() {
        return Json { file }.as_list(map, is_one_item).unwrap_or_default();
    }
    Hcl { file }.as_list(map, is_one_item)
}

/// Writes a list of items as a map.
pub(super) fn into_map<'t>(file: &File<'t>, list: &Expr, faults: &[Fault<'t>]) -> Edits<'t> {
    let edits = if file.is_json() {
        Json { file }.as_map(list)
    } else {
        Hcl { file }.as_map(list, faults.is_empty())
    };
    edits.unwrap_or_default()
}

/// Gives items the names that the service takes, where that mends all of them.
pub(super) fn items<'t>(file: &File<'t>, list: &Expr, faults: &[Fault<'t>]) -> Edits<'t> {
    let mut edits = Edits::new();
    for fault in faults {
        match fault {
            Fault::Named(places) => {
                edits.extend(places.iter().map(|(place, right)| (*place, (*right).to_owned())));
            }
            Fault::Text => {}
            Fault::Map | Fault::Other => return Edits::new(),
        }
    }
    let is_text = |fault: &&Fault<'t>| matches!(fault, Fault::Text);
    let texts: Vec<&Expr> = match &list.kind {
        ExprKind::List(items) => items.iter().filter(|item| item.literal().is_some()).collect(),
        _ => Vec::new(),
    };
    let item = |text: &&Expr| if file.is_json() { None } else { Hcl { file }.item_from_text(text) };
    match texts.iter().map(item).collect::<Option<Edits<'t>>>() {
        // Every text stands in the list itself, and is plain.
        Some(written) if written.len() == faults.iter().filter(is_text).count() => edits.extend(written),
        _ => return Edits::new(),
    }
    edits
}

/// Writes blocks as a list of items.
pub(super) fn list_from_blocks<'t>(file: &File<'t>, blocks: &[(&File<'t>, &Block)]) -> Edits<'t> {
    if file.is_json() {
        return Edits::new();
    }
    Hcl { file }.list_from_blocks(blocks).unwrap_or_default()
}
