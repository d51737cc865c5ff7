//! Whether a column says anything at all, also on lines of other services.

use super::block::{Block, MapMemo, MapReader, Memo, first_rows};
use super::columns::Field;
use super::run::Run;
use super::sieve::periods;
use super::unread::Unread;
use crate::cost::Period;

/// Whether a column has a value on a line of a wanted period. A map of tags without entries says that there are none; one
/// of a product says nothing.
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
        Field::TagColumns => Ok(block.columns().fields().contains(&field)),
        Field::Tags | Field::ResourceTags => has_map(block, field, &rows, |_| true),
        Field::Product => has_map(block, field, &rows, |entries| !entries.is_empty()),
        Field::NetUnblended => Ok(block.amounts(field, &rows)?.iter().any(Option::is_some)),
        field => Ok(block.texts(field, &rows, &mut Memo::default(), false, |_| true)?.contains(&true)),
    }
}

fn has_map(
    block: &impl Block,
    field: Field,
    rows: &[u32],
    is_enough: impl Fn(&[(u32, ())]) -> bool,
) -> Result<bool, Unread> {
    let mut has_map = false;
    block.maps(field, rows, &mut MapMemo::default(), &mut Any(0), |_, entries| {
        has_map |= is_enough(entries);
    })?;
    Ok(has_map)
}

/// Numbers all keys.
struct Any(u32);

impl MapReader<u32, ()> for Any {
    fn key(&mut self, _: &str) -> Option<u32> {
        self.0 += 1;
        Some(self.0)
    }

    fn value(&mut self, _: &str) {}
}
