//! The bill before the policy: groups of money go through the rules that definitions and live projects go through too.
//!
//! In which class a group is, the policy alone decides. What is reported about it goes through the
//! triage like everything else, and moves no money.

mod billed;
pub(crate) mod budgets;
mod by_key;
mod checked;
mod classify;
mod judge;
mod mask;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::bill::ledger::{Ledger, Row};
use crate::bill::{Bill, Group};
use crate::cost::{Class, Money, Period, Spend};
use crate::finding::Subject;
use crate::policy::Policy;
use crate::policy::dictionary::Dictionary;
use crate::rule::is_credential;
use crate::snapshot::Snapshot;
use crate::triage::Sorted;
use billed::{Billed, ProjectKey};
pub(crate) use by_key::ByKey;
pub(crate) use checked::Checked;
pub(crate) use judge::{Numbers, Speaking};
use mask::{masked_container, masked_whole};

/// A bill that is judged.
#[derive(Debug)]
pub(crate) struct Spending<'a> {
    policy: &'a Policy,
    /// The groups, each with its class.
    groups: Vec<Classified<'a>>,
    bill: &'a Bill,
    seen: Option<&'a Snapshot>,
}

/// A group and what becomes of its money.
#[derive(Debug)]
struct Classified<'a> {
    billed: Billed<'a>,
    class: Class,
}

/// The keys of all dictionaries of a policy, which a bill is asked for; globs stand for none.
pub(crate) fn keys(policy: &Policy) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut add = |dictionary: &Dictionary| {
        for entry in dictionary.entries() {
            if !entry.is_glob() && !keys.contains(&entry.key) {
                keys.push(entry.key.clone());
            }
        }
    };
    add(policy.dictionaries.base());
    for dictionary in policy.dictionaries.each_override() {
        add(&dictionary);
    }
    keys
}

/// The keys whose values are summed: those that some project must have.
pub(crate) fn required(policy: &Policy) -> Vec<String> {
    let base = policy.dictionaries.base().entries().iter();
    base.filter(|entry| entry.may_be_required()).map(|entry| entry.key.clone()).collect()
}

impl<'a> Spending<'a> {
    /// The groups of a bill, each put into its class. What was seen of accounts gives names, and tells late tags.
    pub(crate) fn of(bill: &'a Bill, seen: Option<&'a Snapshot>, policy: &'a Policy) -> Self {
        let known: Arc<BTreeSet<String>> = Arc::new(keys(policy).into_iter().collect());
        let mut groups = Vec::new();
        for (number, group) in bill.groups.iter().enumerate() {
            let billed = Billed::of(group, number as u32, seen, &known);
            let class = classify::class(&billed, policy);
            groups.push(Classified { billed, class });
        }
        Spending { policy, groups, bill, seen }
    }

    /// How many groups count as projects.
    pub(crate) fn projects(&self) -> usize {
        self.count(|class| class != Class::Outside)
    }

    /// How many of them are explained.
    pub(crate) fn explained(&self) -> usize {
        self.count(|class| class == Class::Explained)
    }

    fn count(&self, is_counted: fn(Class) -> bool) -> usize {
        self.groups.iter().filter(|group| is_counted(group.class)).count()
    }

    /// What the bill comes to; `today` says which months are closed.
    pub(crate) fn ledger(&self, today: time::Date) -> Ledger {
        let keys = keys(self.policy);
        let mut rows = Vec::new();
        for group in &self.groups {
            rows.extend(group.rows(&keys));
        }
        Ledger::of(keys, rows, &self.bill.tallies, &required(self.policy), today)
    }
}

impl Classified<'_> {
    /// An amount for each model, credentials masked.
    fn rows(&self, keys: &[String]) -> Vec<Row> {
        let Group { period, currency, account, container, tags, models, .. } = self.billed.group;
        let mut values = Vec::new();
        for key in keys {
            values.push(tags.get(key).map(|value| masked_whole(value)));
        }
        let mut rows = Vec::new();
        for (model, amount) in models {
            rows.push(Row {
                period: *period,
                account: account.as_deref().map(masked_whole),
                container: container.as_ref().map(masked_container),
                name: self.billed.name().map(masked_whole),
                values: values.clone(),
                model: model.as_deref().map(masked_whole),
                class: self.class,
                currency: currency.clone(),
                amount: *amount,
            });
        }
        rows
    }
}

impl Spending<'_> {
    /// Puts the money of live projects on what is reported about them.
    pub(crate) fn put_money(&self, sorted: &mut Sorted) {
        let money = self.by_project();
        let hidden = sorted.suppressed.iter_mut().map(|suppressed| &mut suppressed.finding);
        for finding in sorted.findings.iter_mut().chain(hidden).filter(|finding| finding.spend.is_none()) {
            let Some(Subject { account, region, id, .. }) = finding.subject() else { continue };
            if let (Some(account), Some(region), Some(id)) = (account, region, id) {
                finding.spend = money.get(&(account.as_str(), region.as_str(), id.as_str())).cloned();
            }
        }
    }

    fn by_project(&self) -> BTreeMap<ProjectKey<'_>, Spend> {
        let mut sums: BTreeMap<(ProjectKey<'_>, Period, &str), Money> = BTreeMap::new();
        for Classified { billed, class } in &self.groups {
            if let (Some(key), false) = (billed.key(), *class == Class::Outside) {
                let group = billed.group;
                *sums.entry((key, group.period, &group.currency)).or_default() += group.amount;
            }
        }
        newest(sums)
    }

    /// The spend on each value of a key that is no credential.
    pub(crate) fn on_values(&self, key: &str) -> BTreeMap<String, Spend> {
        let mut sums: BTreeMap<(String, Period, &str), Money> = BTreeMap::new();
        for Classified { billed, class } in &self.groups {
            let group = billed.group;
            let Some(value) = group.tags.get(key).filter(|value| !is_credential(value)) else { continue };
            if *class != Class::Outside {
                *sums.entry((value.clone(), group.period, &group.currency)).or_default() += group.amount;
            }
        }
        sums.retain(|_, amount| *amount > Money::ZERO);
        newest(sums)
    }
}

/// The money of the newest month, and of several currencies in the one with the most.
fn newest<K: Ord>(sums: BTreeMap<(K, Period, &str), Money>) -> BTreeMap<K, Spend> {
    let mut money: BTreeMap<K, Spend> = BTreeMap::new();
    for ((key, period, currency), amount) in sums {
        let is_more = |known: &Spend| (period, amount) > (known.period, known.amount);
        if money.get(&key).is_none_or(is_more) {
            money.insert(key, Spend { amount, currency: currency.to_owned(), period });
        }
    }
    money
}
