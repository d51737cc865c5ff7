//! Budgets behind the values of a key: which of them count, and whether they notify anybody.

use std::collections::{BTreeMap, BTreeSet};

use time::{Date, Duration};

use crate::cost::Spend;
use crate::live::budgets::Budget;
use crate::live::budgets::filter::Answer;
use crate::policy::Said;
use crate::policy::condition::{Facts, Whom};
use crate::rule::live::{Cover, LiveCase};
use crate::text::code;
use crate::triage::{Origin, Sorted, Triage};

/// The values of a key that have spend, with the budgets behind them.
#[derive(Debug)]
pub(crate) struct Covers<'b> {
    key: &'b Said<String>,
    budgets: &'b [Budget],
    values: Vec<Covered>,
}

#[derive(Debug)]
struct Covered {
    value: String,
    spend: Spend,
    /// The numbers of the budgets that count.
    budgets: Vec<usize>,
    /// Why others do not.
    uncounted: Vec<String>,
}

impl<'b> Covers<'b> {
    /// Looks for the budgets of each value that are valid on a day.
    pub(crate) fn of(
        key: &'b Said<String>,
        spent: BTreeMap<String, Spend>,
        budgets: &'b [Budget],
        today: Date,
    ) -> Self {
        let mut values = Vec::new();
        for (value, spend) in spent {
            let mut covered = Covered { value, spend, budgets: Vec::new(), uncounted: Vec::new() };
            for (number, budget) in budgets.iter().enumerate() {
                covered.consider(number, budget, &key.value, today);
            }
            values.push(covered);
        }
        Covers { key, budgets, values }
    }

    /// The budgets that count, by their numbers.
    pub(crate) fn counted(&self) -> BTreeSet<usize> {
        self.values.iter().flat_map(|covered| covered.budgets.iter().copied()).collect()
    }

    /// What there is to know of budgets that are for a value, each once.
    pub(crate) fn remarks(&self) -> BTreeSet<String> {
        let mut remarks = BTreeSet::new();
        for covered in &self.values {
            remarks.extend(covered.uncounted.iter().cloned());
            for &number in &covered.budgets {
                let budget = &self.budgets[number];
                let answer = budget.filter.answer(&self.key.value, &covered.value);
                if let Answer::Yes { misses_marketplace: true } = answer {
                    remarks.insert(format!(
                        "the budget {} filters on the service `Amazon Bedrock`, and misses models of the AWS Marketplace",
                        code(&budget.name)
                    ));
                }
            }
        }
        remarks
    }

    /// What rules say of the values. `silent` are the budgets that notify nobody.
    pub(crate) fn judge(&self, triage: &Triage<'_>, silent: &BTreeSet<usize>) -> Sorted {
        let mut sorted = Sorted::default();
        let facts = Facts { whom: Whom::Nobody, path: None };
        let dictionary = triage.policy().dictionary(&facts);
        let minimum = triage.policy().spend.minimum;
        for Covered { value, spend, budgets, uncounted } in &self.values {
            if spend.amount < minimum {
                continue;
            }
            let cover = match budgets[..] {
                [] => Cover::Nothing,
                [first, ..] if budgets.iter().all(|number| silent.contains(number)) => {
                    Cover::Silent { budget: &self.budgets[first].name }
                }
                _ => Cover::Heard,
            };
            let origin = Origin::new(facts, dictionary, None).spending(Some(spend.clone()));
            let case = LiveCase::Budgeted { key: self.key, value, cover, uncounted };
            triage.ask(&case, &origin, &mut sorted);
        }
        sorted
    }
}

impl Covered {
    fn consider(&mut self, number: usize, budget: &Budget, key: &str, today: Date) {
        if !budget.is_of_cost || !is_valid(budget, today) {
            return;
        }
        let why = match (budget.filter.answer(key, &self.value), &budget.illness) {
            (Answer::Unrelated | Answer::No, _) => return,
            (Answer::Yes { .. }, None) => return self.budgets.push(number),
            (Answer::Yes { .. } | Answer::Unclear(_), Some(illness)) => {
                format!("it is unhealthy ({})", code(illness))
            }
            (Answer::Unclear(why), None) => format!("its filter cannot be checked: {why}"),
        };
        self.uncounted.push(format!("the budget {} does not count: {why}", code(&budget.name)));
    }
}

/// Whether a budget is valid at any time of a day.
fn is_valid(budget: &Budget, today: Date) -> bool {
    let second = |day: Date| day.midnight().assume_utc().unix_timestamp();
    let tomorrow = today.saturating_add(Duration::DAY);
    budget.start.is_none_or(|start| start < second(tomorrow))
        && budget.end.is_none_or(|end| end > second(today))
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_budget_is_valid_from_its_start_to_its_end() {
        let budget = |start, end| Budget {
            account: "1".to_owned(),
            name: "b".to_owned(),
            is_of_cost: true,
            start,
            end,
            illness: None,
            filter: Default::default(),
        };
        let today = date!(2026 - 12 - 01);
        let (first, next) = (1_796_083_200, 1_796_083_200 + 86_400);
        for (start, end) in
            [(None, None), (Some(first), Some(next)), (Some(next - 1), None), (None, Some(first + 1))]
        {
            assert!(is_valid(&budget(start, end), today), "{start:?} {end:?}");
        }
        for (start, end) in [(Some(next), None), (None, Some(first)), (Some(0), Some(first - 1))] {
            assert!(!is_valid(&budget(start, end), today), "{start:?} {end:?}");
        }
    }
}
