//! A bill that is known by one key at a time: the rules about values and required keys speak of each key and value. How
//! much has all tags right is known within limits only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use time::Date;

use super::billed::{billed_tags, tag};
use super::{Speaking, classify, keys, masked_whole, newest, required};
use crate::bill::figures::{ByModel, Figures, Month, sum};
use crate::bill::ledger::{self, Ledger, MonthSpend, Statement};
use crate::cost::{Interval, Money, Period, Spend};
use crate::policy::Policy;
use crate::policy::condition::{Facts, Truth, Whom};
use crate::policy::dictionary::Dictionary;
use crate::project::{Project, Reading, Untold};
use crate::rule::live::LiveCase;
use crate::rule::{Case, Check, RULES, Verdict, is_credential};
use crate::triage::{Origin, Sorted, Triage};

/// A bill that is checked by one key at a time.
#[derive(Debug)]
pub(crate) struct ByKey<'a> {
    policy: &'a Policy,
    figures: &'a Figures,
    slices: Vec<Slice<'a>>,
}

/// The money of a month that has one value of a key, or none.
#[derive(Debug)]
struct Slice<'a> {
    period: Period,
    currency: &'a str,
    key: &'a str,
    value: Option<&'a str>,
    models: &'a ByModel,
    /// What rules are shown: all but the key is unknown.
    project: Project<'a>,
    /// Whether the rules have nothing against it.
    is_right: Truth,
}

impl<'a> ByKey<'a> {
    /// The figures before a policy.
    pub(crate) fn of(figures: &'a Figures, policy: &'a Policy) -> Self {
        let overrides: Vec<Dictionary> = policy.dictionaries.each_override().collect();
        let mut slices = Vec::new();
        for ((period, currency), month) in &figures.months {
            for (key, values) in &month.keys {
                for (value, models) in values {
                    let (value, project) = (value.as_deref(), project(key, value.as_deref()));
                    let is_right = is_right(&project, key, policy, &overrides);
                    slices.push(Slice { period: *period, currency, key, value, models, project, is_right });
                }
            }
        }
        ByKey { policy, figures, slices }
    }

    /// What the bill comes to; `today` says which months are closed.
    pub(crate) fn ledger(&self, today: Date) -> Ledger {
        let mut by_currency: BTreeMap<&str, Vec<(Period, &Month)>> = BTreeMap::new();
        for ((period, currency), month) in &self.figures.months {
            by_currency.entry(currency).or_default().push((*period, month));
        }
        let mut statements = Vec::new();
        for (currency, months) in by_currency {
            statements.push(self.statement(currency, &months, today));
        }
        Ledger { keys: keys(self.policy), rows: Vec::new(), statements }
    }

    fn statement(&self, currency: &str, months: &[(Period, &Month)], today: Date) -> Statement {
        let (mut total, mut base, mut explained) = (Money::ZERO, Money::ZERO, Interval::default());
        let (mut models, mut spent) = (ByModel::new(), Vec::new());
        for (period, month) in months {
            total += month.total;
            base += month.base();
            for (model, amount) in &month.models {
                *models.entry(model.as_deref().map(masked_whole)).or_default() += *amount;
            }
            let of_month = self.explained(*period, currency, month);
            explained = explained.and(of_month);
            spent.push(MonthSpend { period: *period, base: month.base(), explained: of_month });
        }
        let is_final =
            |(period, month): &(Period, &Month)| !month.is_estimated && ledger::is_final(*period, today);
        Statement {
            currency: currency.to_owned(),
            metric: self.figures.metric,
            periods: months.iter().map(|(period, _)| *period).collect(),
            is_final: months.iter().all(is_final),
            total,
            base,
            explained,
            keys: by_required_key(self.policy, months),
            months: spent,
            models: ledger::by_amount(models),
            detail: None,
        }
    }

    /// How much of a month has all tags right. By each key it is known; of several, they may be right on the same money
    /// or on different money.
    fn explained(&self, period: Period, currency: &str, month: &Month) -> Interval {
        let base = month.base();
        let (mut least, mut most) = (base, base);
        let (mut positive, mut has_negative, mut parting) = (base, false, 0);
        for key in keys(self.policy) {
            let (mut sure, mut possible) = (Money::ZERO, base);
            if month.keys.contains_key(&key) {
                possible = Money::ZERO;
                let mut more = Money::ZERO;
                for slice in self.of_month(period, currency).filter(|slice| slice.key == key) {
                    match slice.is_right {
                        Truth::Yes => (sure, possible) = (sure + slice.amount(), possible + slice.amount()),
                        Truth::Unknown => possible += slice.amount(),
                        Truth::No => {}
                    }
                    for amount in slice.models.values() {
                        has_negative |= *amount < Money::ZERO;
                        more += (*amount).max(Money::ZERO);
                    }
                }
                positive = positive.max(more);
            }
            parting += usize::from(sure != base || possible != base);
            least = least + sure - base;
            most = most.min(possible);
        }
        // Of several keys, the money that one has wrong may be negative, and more than what it has right is explained.
        if has_negative && parting > 1 {
            (least, most) = (Money::ZERO, positive);
        }
        // What tags say together cannot be known.
        if !self.policy.constraints.is_empty() || !self.policy.lookups.is_empty() {
            least = Money::ZERO;
        }
        Interval { from: least.max(Money::ZERO).min(most), to: most }
    }

    fn of_month<'s>(&'s self, period: Period, currency: &'s str) -> impl Iterator<Item = &'s Slice<'a>> {
        self.slices.iter().filter(move |slice| slice.period == period && slice.currency == currency)
    }

    /// The spend on each value of a key that is no credential.
    pub(crate) fn on_values(&self, key: &str) -> BTreeMap<String, Spend> {
        let mut sums: BTreeMap<(String, Period, &str), Money> = BTreeMap::new();
        for slice in self.slices.iter().filter(|slice| slice.key == key) {
            let Some(value) = slice.value.filter(|value| !is_credential(value)) else { continue };
            *sums.entry((value.to_owned(), slice.period, slice.currency)).or_default() += slice.amount();
        }
        sums.retain(|_, amount| *amount > Money::ZERO);
        newest(sums)
    }

    /// What rules say of the bill: of tags only where they are not checked besides.
    pub(crate) fn judge(&self, triage: &Triage<'_>, speaking: Speaking<'_>) -> Sorted {
        let mut sorted = Sorted::default();
        for slice in &self.slices {
            let facts = Facts::of(&slice.project, None);
            triage.meet(&facts);
            if let Speaking::OfGroups = speaking {
                self.tags(slice, triage, &mut sorted);
            }
            self.models(slice, triage, &mut sorted);
        }
        self.forbidden(triage, &mut sorted);
        self.months(triage, &mut sorted);
        sorted
    }

    /// What the rules about values and required keys say.
    fn tags(&self, slice: &Slice<'_>, triage: &Triage<'_>, sorted: &mut Sorted) {
        if slice.is_right != Truth::No && slice.value.is_none() || self.is_small(slice.amount()) {
            return;
        }
        let blind = classify::blind_rules().map(|rule| rule.name);
        let left_out: Vec<&'static str> = triage.left_out().iter().copied().chain(blind).collect();
        let dictionary = self.policy.dictionary(&Facts::of(&slice.project, None));
        let case = Case::new(self.policy, dictionary, &slice.project, None, &left_out);
        let origin = slice.origin(dictionary, slice.amount());
        let mut verdicts = Vec::new();
        for rule in RULES {
            let (Some(_), Check::Project(check)) = (rule.on_bills, &rule.check) else { continue };
            check(&case, &mut verdicts);
            for verdict in verdicts.drain(..) {
                triage.admit(rule, Verdict { remedy: None, ..verdict }, &origin, sorted);
            }
        }
    }

    /// Models that may not be used with a value. Those that may not be used at all are reported once.
    fn models(&self, slice: &Slice<'_>, triage: &Triage<'_>, sorted: &mut Sorted) {
        let facts = Facts::of(&slice.project, None);
        let nothing = unknown_project();
        for (model, amount) in slice.models {
            let (Some(name), false) = (model, amount.is_zero() || self.is_small(*amount)) else { continue };
            let Some(rule) = self.policy.model_refusal(name, &facts) else { continue };
            if self.policy.model_refusal(name, &Facts::of(&nothing, None)).is_none() {
                let dictionary = self.policy.dictionary(&facts);
                triage.ask(&LiveCase::Model { name, rule }, &slice.origin(dictionary, *amount), sorted);
            }
        }
    }

    /// Models that may not be used, whatever the tags.
    fn forbidden(&self, triage: &Triage<'_>, sorted: &mut Sorted) {
        let nothing = unknown_project();
        let facts = Facts::of(&nothing, None);
        let dictionary = self.policy.dictionary(&facts);
        for ((period, currency), month) in &self.figures.months {
            for (model, amount) in &month.models {
                let (Some(name), false) = (model, amount.is_zero() || self.is_small(*amount)) else {
                    continue;
                };
                let Some(rule) = self.policy.model_refusal(name, &facts) else { continue };
                let spend = Spend { amount: *amount, currency: currency.clone(), period: *period };
                let origin = Origin::new(facts, dictionary, None).naming_nobody().spending(Some(spend));
                triage.ask(&LiveCase::Model { name, rule }, &origin, sorted);
            }
        }
    }

    /// Months of which too little can be explained.
    fn months(&self, triage: &Triage<'_>, sorted: &mut Sorted) {
        let Some(wanted) = &self.policy.spend.explained else { return };
        let facts = Facts { whom: Whom::Nobody, path: None };
        let dictionary = self.policy.dictionary(&facts);
        for ((period, currency), month) in &self.figures.months {
            let (base, explained) = (month.base(), self.explained(*period, currency, month));
            let mut wrong: BTreeMap<&str, Money> = BTreeMap::new();
            for slice in self.of_month(*period, currency).filter(|slice| slice.is_right == Truth::No) {
                *wrong.entry(slice.key).or_default() += slice.amount();
            }
            let mut gaps: Vec<(&str, Money)> =
                wrong.into_iter().filter(|(_, amount)| *amount > Money::ZERO).collect();
            gaps.sort_by_key(|(_, amount)| std::cmp::Reverse(*amount));
            let amount = base - explained.to;
            let spend = Spend { amount, currency: currency.clone(), period: *period };
            let origin = Origin::new(facts, dictionary, None).spending(Some(spend));
            let case = LiveCase::Month { period: *period, currency, explained, base, wanted, gaps: &gaps };
            triage.ask(&case, &origin, sorted);
        }
    }

    /// Whether so much money is no finding.
    fn is_small(&self, amount: Money) -> bool {
        amount.abs() < self.policy.spend.minimum
    }
}

impl Slice<'_> {
    fn amount(&self) -> Money {
        sum(self.models)
    }

    /// Where verdicts come from that are about money of no project in particular.
    fn origin<'o>(&'o self, dictionary: &'o Dictionary, amount: Money) -> Origin<'o> {
        let spend = Spend { amount, currency: self.currency.to_owned(), period: self.period };
        let facts = Facts::of(&self.project, None);
        Origin::new(facts, dictionary, None).naming_nobody().spending(Some(spend))
    }
}

/// The values of the required keys that are known in all months.
fn by_required_key(policy: &Policy, months: &[(Period, &Month)]) -> Vec<(String, Vec<ledger::Portion>)> {
    let mut by_key = Vec::new();
    for key in required(policy) {
        let mut sums: BTreeMap<Option<String>, Money> = BTreeMap::new();
        let mut is_known = true;
        for (_, month) in months {
            let Some(values) = month.keys.get(&key) else {
                is_known = false;
                continue;
            };
            for (value, models) in values {
                *sums.entry(value.as_deref().map(masked_whole)).or_default() += sum(models);
            }
        }
        if is_known {
            by_key.push((key, ledger::by_amount(sums)));
        }
    }
    by_key
}

/// What rules are shown of money with a value of a key, or none: nothing else is known of it.
fn project<'a>(key: &'a str, value: Option<&'a str>) -> Project<'a> {
    let known = Arc::new(BTreeSet::from([key.to_owned()]));
    let list = value.map(|value| tag(key, value)).into_iter().collect();
    Project { tags: billed_tags(list, &known), ..unknown_project() }
}

/// Money of which nothing is known.
fn unknown_project<'a>() -> Project<'a> {
    Project {
        name: Reading::unknown(None),
        untold: Untold { kind: true, account: true, region: true, status: true },
        tags: billed_tags(Vec::new(), &Arc::default()),
        ..Project::new(0)
    }
}

/// Whether the rules have nothing against a value, in whichever overrides of the policy may be in force.
fn is_right(project: &Project<'_>, key: &str, policy: &Policy, overrides: &[Dictionary]) -> Truth {
    let facts = Facts::of(project, None);
    let own = policy.dictionary(&facts);
    let mut dictionaries: Vec<&Dictionary> = vec![&own];
    for (change, dictionary) in policy.dictionaries.overrides().iter().zip(overrides) {
        if change.when.holds(&facts) == Truth::Unknown {
            dictionaries.push(dictionary);
        }
    }
    let mut answers = Vec::new();
    for dictionary in dictionaries {
        let entry = dictionary.get(key).filter(|_| project.tags.list.is_empty());
        let is_undecided = entry.is_some_and(|entry| entry.is_required(&facts) == Truth::Unknown);
        answers.push(match classify::gap_by(project, policy, dictionary) {
            Some(_) => Truth::No,
            None if is_undecided => Truth::Unknown,
            None => Truth::Yes,
        });
    }
    let first = answers[0];
    if answers.iter().all(|answer| *answer == first) { first } else { Truth::Unknown }
}
