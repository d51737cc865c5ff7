//! A bill that is checked: by its lines, or where there are none by one key at a time.

use std::collections::BTreeMap;

use time::Date;

use super::{ByKey, Speaking, Spending};
use crate::bill::Ledger;
use crate::cost::Spend;
use crate::triage::{Sorted, Triage};

/// A bill that is checked.
#[derive(Debug)]
pub(crate) enum Checked<'a> {
    /// By the groups of its lines.
    Lines(Spending<'a>),
    /// By one key at a time.
    Figures(ByKey<'a>),
}

impl Checked<'_> {
    /// How many groups count as projects.
    pub(crate) fn projects(&self) -> usize {
        match self {
            Checked::Lines(spending) => spending.projects(),
            Checked::Figures(_) => 0,
        }
    }

    /// How many of them are explained.
    pub(crate) fn explained(&self) -> usize {
        match self {
            Checked::Lines(spending) => spending.explained(),
            Checked::Figures(_) => 0,
        }
    }

    /// What the bill comes to; `today` says which months are closed.
    pub(crate) fn ledger(&self, today: Date) -> Ledger {
        match self {
            Checked::Lines(spending) => spending.ledger(today),
            Checked::Figures(by_key) => by_key.ledger(today),
        }
    }

    /// What rules say of the bill.
    pub(crate) fn judge(&self, triage: &Triage<'_>, speaking: Speaking<'_>) -> Sorted {
        match self {
            Checked::Lines(spending) => spending.judge(triage, speaking),
            Checked::Figures(by_key) => by_key.judge(triage, speaking),
        }
    }

    /// Puts the money of live projects on what is reported about them, where it is known.
    pub(crate) fn put_money(&self, sorted: &mut Sorted) {
        match self {
            Checked::Lines(spending) => spending.put_money(sorted),
            Checked::Figures(_) => {}
        }
    }

    /// The spend on each value of a key that is no credential.
    pub(crate) fn on_values(&self, key: &str) -> BTreeMap<String, Spend> {
        match self {
            Checked::Lines(spending) => spending.on_values(key),
            Checked::Figures(by_key) => by_key.on_values(key),
        }
    }
}
