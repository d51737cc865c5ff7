//! The sets of tags that a resource may have.

use super::super::expr::{Data, List, Map, Val};
use super::super::file::File;
use super::super::module::Code;
use super::super::types::Bears;
use super::items::{Items, is_one_item};
use super::misplaced::Wanted;
use crate::project::{Misplaced, Place};
use crate::source::Span;
use crate::tree::hcl::Block;

/// The tags that a resource may have, one set for each way that conditions may turn out.
#[derive(Default)]
pub(in crate::collect::terraform) struct Set<'t> {
    pub(crate) map: Map<'t>,
    pub(crate) misplaced: Vec<Misplaced<'t>>,
    /// Whether what is misplaced says something that cannot be read, so that no key may be called missing.
    pub(crate) garbled: bool,
}

impl<'t> Set<'t> {
    /// What is known is certain and in its place.
    pub(crate) fn of(map: Map<'t>) -> Self {
        Set { map, ..Set::default() }
    }
}

/// What `tags` says, in whatever shape it says it.
pub(super) fn sets<'t>(value: &Val<'t>, code: Code<'_, 't>, kind: &str, bears: Bears) -> Vec<Set<'t>> {
    let wanted = Wanted { file: code.file, kind, bears };
    let sets = value.alternatives().into_iter().map(|alternative| {
        let alternative = alternative.hidden(value.secret);
        let mut set = match &alternative.data {
            Data::Null => Set::default(),
            Data::Map(map) => {
                let read = match matches!(bears, Bears::List { .. }) && is_one_item(map) {
                    true => {
                        Items::of(&List { items: vec![alternative.clone()], ..List::default() }, bears).map
                    }
                    false => Map::clone(map),
                };
                Set { misplaced: wanted.map(code.expr, map).into_iter().collect(), ..Set::of(read) }
            }
            Data::List(list) => {
                let items = Items::of(list, bears);
                let misplaced = wanted.list(code.expr, &items).into_iter().collect();
                Set { misplaced, garbled: items.are_garbled(), map: items.map }
            }
            Data::Text(_) | Data::Number(_) | Data::Bool(_) if bears.takes_one_shape() => {
                Set { misplaced: vec![wanted.scalar(code.expr)], garbled: true, ..Set::default() }
            }
            _ => Set::of(Map { unknown: vec![alternative.place], ..Map::default() }),
        };
        for entry in &mut set.map.entries {
            entry.value.secret |= alternative.secret;
        }
        set
    });
    let mut sets: Vec<Set<'t>> = sets.collect();
    // There is one expression for all of them: what is written around it must be right for each.
    if !sets.windows(2).all(|pair| around(&pair[0]).eq(around(&pair[1]))) {
        for set in &mut sets {
            for misplaced in
                set.misplaced.iter_mut().filter(|misplaced| misplaced.edits.iter().any(is_insertion))
            {
                misplaced.edits.clear();
            }
        }
    }
    sets
}

/// What is to be written around the expression, and not in place of something.
fn around<'s>(set: &'s Set<'_>) -> impl Iterator<Item = (Span, &'s str)> {
    let edits = set.misplaced.iter().flat_map(|misplaced| &misplaced.edits);
    edits.filter(|edit| is_insertion(edit)).map(|(place, text)| (place.span, &**text))
}

fn is_insertion((place, _): &(Place<'_>, String)) -> bool {
    place.span.is_empty()
}

/// `tags { … }` blocks, as maps were written before Terraform 0.12.
pub(super) fn from_blocks<'t>(
    blocks: &[(&File<'t>, &Block)],
    values: Vec<Map<'t>>,
    kind: &str,
    bears: Bears,
) -> Set<'t> {
    let Some((file, _)) = blocks.first() else { return Set::default() };
    let are_items = matches!(bears, Bears::List { .. }) || values.iter().all(is_one_item);
    let misplaced = vec![Wanted { file, kind, bears }.blocks(blocks, are_items)];
    if are_items {
        let items = values.into_iter().map(|map| Val::map(map, None)).collect();
        let items = Items::of(&List { items, ..List::default() }, bears);
        return Set { misplaced, garbled: items.are_garbled(), map: items.map };
    }
    let mut map = Map::default();
    for value in values {
        map.entries.extend(value.entries);
        map.unknown.extend(value.unknown);
    }
    Set { misplaced, ..Set::of(map) }
}
