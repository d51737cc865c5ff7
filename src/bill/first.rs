//! What the first line of an export says of all.

use super::block::{Block, Memo};
use super::columns::Field;
use super::sieve::periods;
use crate::cost::Period;

/// Whose bill of which month an export is, as far as its first line tells.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct First {
    pub(crate) period: Period,
    /// The account that pays.
    pub(crate) payer: Option<String>,
    /// `CUR` or `FOCUS`.
    pub(crate) format: &'static str,
}

impl First {
    /// Of lines in memory, of which there is at least one.
    pub(crate) fn of(block: &impl Block, partition: Option<Period>) -> Option<Self> {
        let period = *periods(block, &[0], partition).ok()?.first()?;
        let mut payer = None;
        let read = |text: &str| payer = Some(text.to_owned());
        block.texts(Field::Payer, &[0], &mut Memo::default(), (), read).ok()?;
        Some(First { period, payer, format: block.columns().format.shown() })
    }
}
