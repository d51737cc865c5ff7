//! What all threads of a run over the files of a bill share.

use std::collections::{BTreeMap, BTreeSet};

use super::Refusal;
use super::columns::Format;
use super::group::Wanted;
use super::keys::Keys;
use super::texts::{Id, NONE, Numbered};
use crate::cost::{Metric, Period};

/// What all threads of a run share.
#[derive(Debug)]
pub(crate) struct Run<'w> {
    pub(crate) keys: &'w Keys,
    pub(crate) periods: BTreeSet<Period>,
    metric: Option<Metric>,
    usual_metric: Option<Metric>,
    /// Whether an export must tell models.
    pub(crate) models: bool,
    /// Whether several files may have the same lines.
    pub(crate) compares_lines: bool,
    pub(crate) texts: Numbered<str>,
    /// Sets of tags: where they are, and then the name and the value of each.
    sets: Numbered<[Id]>,
}

impl<'w> Run<'w> {
    /// A run over the lines of some periods.
    pub(crate) fn new(keys: &'w Keys, periods: BTreeSet<Period>, wanted: &Wanted) -> Self {
        let Wanted { metric, usual_metric, models, .. } = *wanted;
        Run {
            keys,
            periods,
            metric,
            usual_metric,
            models,
            compares_lines: false,
            texts: Numbered::new(""),
            sets: Numbered::new(&[]),
        }
    }

    /// The same, in which lines of files are told from those of others.
    pub(crate) fn comparing_lines(self, compares_lines: bool) -> Self {
        Run { compares_lines, ..self }
    }

    /// The metric that exports of a format must have; none where they choose.
    pub(crate) fn metric(&self, format: Format) -> Option<Metric> {
        self.metric.or(self.usual_metric.filter(|metric| format.metrics().contains(metric)))
    }

    /// Refuses a metric that was asked for and that a format does not have.
    pub(crate) fn check_metric(&self, format: Format) -> Result<(), Refusal> {
        match self.metric {
            Some(metric) if !format.metrics().contains(&metric) => {
                Err(Refusal::UnknownMetric { metric, format: format.shown(), known: format.metrics() })
            }
            _ => Ok(()),
        }
    }

    /// The number of a set of tags, whose names may come in any order. Of one that is there twice the last counts.
    pub(crate) fn tag_set(&self, set: &[Id]) -> Id {
        let [place, pairs @ ..] = set else { return NONE };
        let mut tags = BTreeMap::new();
        for pair in pairs.chunks_exact(2) {
            tags.insert(pair[0], pair[1]);
        }
        if tags.is_empty() {
            return NONE;
        }
        let mut sorted = vec![*place];
        for (name, value) in tags {
            sorted.extend([name, value]);
        }
        self.sets.id(&sorted)
    }

    /// The tags of a set: the number of their place, and the numbers of names and values.
    pub(crate) fn tags(&self, set: Id) -> (Id, Vec<(Id, Id)>) {
        let set = self.sets.get(set);
        match &*set {
            [] => (NONE, Vec::new()),
            [place, pairs @ ..] => (*place, pairs.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()),
        }
    }
}
