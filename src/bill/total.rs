//! What all files of a run come to: groups, counts, and what keeps a part from being counted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::columns::{Field, Format};
use super::gather::{Gathered, Key};
use super::group::{Bill, Container, Group, Tally};
use super::keys::{Billed, Meaning, TagPlace};
use super::needs::needs;
use super::run::Run;
use super::texts::{Id, NONE};
use super::unread::Doubt;
use crate::cost::{Metric, Money, Period};

/// What was read of the exports of one kind.
#[derive(Debug, Default)]
pub(crate) struct Total {
    pub(crate) gathered: Gathered,
    /// The columns that an export has.
    pub(crate) fields: BTreeSet<Field>,
    /// The format of an export, for the names of columns.
    pub(crate) format: Option<Format>,
}

impl Total {
    /// Columns that tell nothing on any of Bedrock's lines, any of some, with what to say where they tell nothing at all
    /// and are needed.
    pub(crate) fn suspects(&self, run: &Run<'_>) -> Vec<(&'static [Field], Option<Doubt>)> {
        let Some(format) = self.format.filter(|_| !self.gathered.sums.is_empty()) else { return Vec::new() };
        let mut suspects = Vec::new();
        for need in needs(format, run) {
            let column = format.name(need.named(&self.fields));
            suspects.push((need.fields, Some(Doubt::EmptyColumn { column, advice: need.advice })));
        }
        let net = Doubt::EmptyMetric {
            column: format.name(Field::NetUnblended),
            metric: Metric::NetUnblended.word(),
        };
        match run.metric(format) {
            Some(Metric::NetUnblended) => suspects.push((&[Field::NetUnblended], Some(net))),
            // It decides only what the figure is called.
            None if self.fields.contains(&Field::NetUnblended) => {
                suspects.push((&[Field::NetUnblended], None));
            }
            _ => {}
        }
        suspects.retain(|(fields, _)| !fields.iter().any(|field| self.gathered.filled.contains(field)));
        suspects
    }

    /// The metric whose figures were summed.
    pub(crate) fn metric(&self, run: &Run<'_>) -> Metric {
        let is_focus = self.format == Some(Format::Focus);
        match self.format.and_then(|format| run.metric(format)) {
            Some(Metric::Effective | Metric::Amortized) if is_focus => Metric::Effective,
            _ if is_focus => Metric::Billed,
            Some(Metric::Effective | Metric::Amortized) => Metric::Amortized,
            Some(Metric::Unblended | Metric::Billed) => Metric::Unblended,
            Some(Metric::NetUnblended) => Metric::NetUnblended,
            None if self.gathered.filled.contains(&Field::NetUnblended) => Metric::NetUnblended,
            None => Metric::Unblended,
        }
    }

    /// Puts the groups and counts into a bill, and gives what keeps some lines from being counted.
    pub(crate) fn put_into(self, bill: &mut Bill, run: &Run<'_>, keys: &[String]) -> Vec<Doubt> {
        let metric = self.metric(run);
        let (sets, doubts) = self.tag_sets(run, keys);
        let mut groups: BTreeMap<GroupKey, Group> = BTreeMap::new();
        let mut tallies = BTreeMap::new();
        for (home, other_lines) in &self.gathered.others {
            tallies.insert(*home, (0, *other_lines));
        }
        for (key, sum) in &self.gathered.sums {
            let Some(tags) = &sets[&key.tags] else { continue };
            tallies.entry((key.period, key.currency)).or_insert((0, 0)).0 += sum.lines;
            let group = groups.entry(GroupKey::new(key, tags)).or_insert_with_key(|key| key.group(run));
            *group.models.entry(text(run, key.model)).or_default() += sum.amount;
            group.amount += sum.amount;
            group.lines += sum.lines;
        }
        bill.groups.extend(groups.into_values());
        for ((period, currency), (lines, other_lines)) in tallies {
            if lines > 0 || other_lines > 0 {
                let currency = run.texts.get(currency).to_string();
                bill.tallies.push(Tally { period, currency, metric, lines, other_lines });
            }
        }
        for (_, payer) in &self.gathered.homes {
            if *payer != NONE {
                bill.payers.insert(run.texts.get(*payer).to_string());
            }
        }
        doubts
    }

    /// The tags of each set by the keys of the dictionary; none where it cannot be known which they are.
    fn tag_sets(&self, run: &Run<'_>, keys: &[String]) -> (BTreeMap<Id, Option<Tags>>, Vec<Doubt>) {
        let mut sets: BTreeMap<Id, (Id, Vec<(Id, Id)>)> = BTreeMap::new();
        for key in self.gathered.sums.keys() {
            sets.entry(key.tags).or_insert_with(|| run.tags(key.tags));
        }
        let mut billed: BTreeMap<(Id, Id), Billed> = BTreeMap::new();
        for (place, pairs) in sets.values() {
            for (name, _) in pairs {
                billed.entry((*place, *name)).or_insert_with(|| Billed {
                    place: TagPlace::of_number(*place),
                    name: run.texts.get(*name).to_string(),
                });
            }
        }
        let (meanings, doubts) = run.keys.meanings(&billed.values().cloned().collect());
        let (mut read, mut one_each) = (BTreeMap::new(), BTreeSet::new());
        for (set, (place, pairs)) in sets {
            let mut tags = Some(BTreeMap::new());
            for (name, value) in pairs {
                match meanings.get(&billed[&(place, name)]) {
                    None => {}
                    Some(Meaning::Unclear) => tags = None,
                    Some(Meaning::Key(key)) => {
                        if let Some(tags) = &mut tags {
                            tags.insert(keys[*key].clone(), run.texts.get(value).to_string());
                        }
                    }
                }
            }
            // Sets that differ in how keys are spelled, or in keys that do not matter, are one.
            let tags = tags.map(|tags| {
                let tags = one_each.get(&tags).cloned().unwrap_or_else(|| Tags::new(tags));
                one_each.insert(Arc::clone(&tags));
                tags
            });
            read.insert(set, tags);
        }
        (read, doubts)
    }
}

/// Tags by the keys of the dictionary, which many groups share.
type Tags = Arc<BTreeMap<String, String>>;

/// What the lines of a group have in common, by numbers as far as these tell groups apart.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct GroupKey {
    period: Period,
    currency: Id,
    account: Id,
    container: Id,
    tags: Tags,
    is_outside: bool,
}

impl GroupKey {
    fn new(key: &Key, tags: &Tags) -> Self {
        let Key { period, currency, account, container, is_outside, .. } = *key;
        GroupKey { period, currency, account, container, tags: Arc::clone(tags), is_outside }
    }

    /// A group without money.
    fn group(&self, run: &Run<'_>) -> Group {
        Group {
            period: self.period,
            currency: run.texts.get(self.currency).to_string(),
            account: text(run, self.account),
            container: Container::read(&run.texts.get(self.container)),
            tags: Arc::clone(&self.tags),
            is_outside: self.is_outside,
            models: BTreeMap::new(),
            amount: Money::ZERO,
            lines: 0,
        }
    }
}

fn text(run: &Run<'_>, id: Id) -> Option<String> {
    (id != NONE).then(|| run.texts.get(id).to_string())
}
