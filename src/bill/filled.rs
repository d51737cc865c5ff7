//! Whether a column says anything at all, also on lines of other services.

use super::block::{Block, MapMemo, MapReader, Memo, first_rows};
use super::columns::Field;
use super::run::Run;
use super::sieve::periods;
use super::unread::Unread;
use crate::cost::Period;

/// Whether a column has a value on a line of a wanted period. Of tags it is enough that there is a map, even without
/// entries, or a column for each.
pub(crate) fn is_filled(
    block: &impl Block,
    count: usize,
    field: Field,
    run: &Run<'_>,
    partition: Option<Period>,
) -> Result<bool, Unread> {
    let mut rows = first_rows(count);
    let periods = periods(block, &rows, partition)?;
    rows.retain(|row| run.periods.contains(&periods[*row as usize]));
    match field {
        Field::Tags => has_tags(block, &rows),
        Field::NetUnblended => Ok(block.amounts(field, &rows)?.iter().any(Option::is_some)),
        field => Ok(block.texts(field, &rows, &mut Memo::default(), false, |_| true)?.contains(&true)),
    }
}

fn has_tags(block: &impl Block, rows: &[u32]) -> Result<bool, Unread> {
    let mut has_map = !block.columns().tags.is_empty();
    for (field, _) in block.columns().tag_maps() {
        block.maps(field, rows, &mut MapMemo::default(), &mut Nothing, |_, _| has_map = true)?;
    }
    Ok(has_map)
}

/// Reads no entry.
struct Nothing;

impl MapReader<(), ()> for Nothing {
    fn key(&mut self, _: &str) -> Option<()> {
        None
    }

    fn value(&mut self, _: &str) {}
}
