//! What is known of a bill where there are no lines: the money of each month by one key at a time.

use std::collections::BTreeMap;

use crate::cost::{Metric, Money, Period};
use crate::finding::Failure;

/// Money by model, none where that is not known.
pub(crate) type ByModel = BTreeMap<Option<String>, Money>;

/// What is known of a bill.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Figures {
    /// What was summed.
    pub(crate) metric: Metric,
    /// Each month and currency that has costs.
    pub(crate) months: BTreeMap<(Period, String), Month>,
    /// What is not known.
    pub(crate) failures: Vec<Failure>,
    /// Whether somebody interrupted: then anything may not be known.
    pub(crate) is_interrupted: bool,
}

/// A month in a currency.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Month {
    /// Whether it may still change, as the service says.
    pub(crate) is_estimated: bool,
    /// All money.
    pub(crate) total: Money,
    /// The money without what is outside.
    pub(crate) models: ByModel,
    /// The same by the values of each key that is known, none where it has none.
    pub(crate) keys: BTreeMap<String, BTreeMap<Option<String>, ByModel>>,
}

impl Month {
    /// What shares are of.
    pub(crate) fn base(&self) -> Money {
        sum(&self.models)
    }

    /// Whether a key tells any of the money apart.
    pub(crate) fn is_told_by(&self, key: &str) -> bool {
        self.keys.get(key).is_some_and(|values| values.keys().any(Option::is_some))
    }
}

/// All the money.
pub(crate) fn sum(models: &ByModel) -> Money {
    models.values().copied().sum()
}
