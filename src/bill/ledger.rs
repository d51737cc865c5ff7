//! What a bill comes to by a policy: every amount with its class, and the sums of them.

use std::collections::{BTreeMap, BTreeSet};

use time::{Date, Month};

use super::{Container, Tally};
use crate::cost::{Class, Interval, Metric, Money, Period};

/// What a bill comes to.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Ledger {
    /// The keys of the dictionary, which rows have values of.
    pub keys: Vec<String>,
    /// Every amount, sorted.
    pub rows: Vec<Row>,
    /// The sums of each currency, sorted.
    pub statements: Vec<Statement>,
}

/// An amount: of one container or none, with one set of tags, of one model. Credentials in it are masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Row {
    /// The billing period.
    pub period: Period,
    /// The account that used it.
    pub account: Option<String>,
    /// The project or profile.
    pub container: Option<Container>,
    /// Its name, where that is known.
    pub name: Option<String>,
    /// The values of the keys of the ledger.
    pub values: Vec<Option<String>>,
    /// The model.
    pub model: Option<String>,
    /// What becomes of it.
    pub class: Class,
    /// The currency.
    pub currency: String,
    /// The money.
    pub amount: Money,
}

/// The sums of one currency and metric.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// The currency.
    pub currency: String,
    /// What was summed.
    pub metric: Metric,
    /// The periods, each of which has lines.
    pub periods: BTreeSet<Period>,
    /// Whether the bills of all periods are closed.
    pub is_final: bool,
    /// All money.
    pub total: Money,
    /// What shares are of: all but what is outside.
    pub base: Money,
    /// What of it is explained.
    pub explained: Interval,
    /// For each required key the money of each value, the most first.
    pub keys: Vec<(String, Vec<Portion>)>,
    /// The money of each period, the oldest first.
    pub months: Vec<MonthSpend>,
    /// The money of each model, the most first.
    pub models: Vec<Portion>,
    /// What only lines tell; none where costs are known by one key at a time.
    pub detail: Option<Detail>,
}

/// What only the lines of a bill tell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Detail {
    /// The money of each class, in the order of [`Class::ALL`].
    pub classes: Vec<(Class, Money)>,
    /// The money of each container and class, the most first.
    pub projects: Vec<ProjectSpend>,
    /// The lines of Bedrock.
    pub lines: u64,
    /// The lines of other services in the same periods.
    pub other_lines: u64,
}

/// The money of a period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MonthSpend {
    /// The period.
    pub period: Period,
    /// What shares are of.
    pub base: Money,
    /// What of it is explained.
    pub explained: Interval,
}

/// The money of one value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Portion {
    /// The value, `None` for what has none.
    pub value: Option<String>,
    /// The money.
    pub amount: Money,
}

/// The money of a container in one class.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProjectSpend {
    /// The container.
    pub container: Container,
    /// Its name, where that is known.
    pub name: Option<String>,
    /// What becomes of the money.
    pub class: Class,
    /// The money.
    pub amount: Money,
}

impl Ledger {
    /// The ledger of some amounts, which `tallies` count the lines of. `required` are the keys whose values are summed,
    /// `today` says which months are closed.
    pub(crate) fn of(
        keys: Vec<String>,
        rows: Vec<Row>,
        tallies: &[Tally],
        required: &[String],
        today: Date,
    ) -> Self {
        let rows = merged(rows);
        let mut parts: BTreeMap<(&str, Metric), Vec<&Tally>> = BTreeMap::new();
        for tally in tallies.iter().filter(|tally| tally.lines > 0) {
            parts.entry((&tally.currency, tally.metric)).or_default().push(tally);
        }
        let mut statements = Vec::new();
        for tallies in parts.into_values() {
            statements.extend(Statement::of(&tallies, &keys, &rows, required, today));
        }
        Ledger { keys, rows, statements }
    }
}

/// The rows, sorted, those that differ in nothing but their amounts made one.
fn merged(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_unstable();
    let mut merged: Vec<Row> = Vec::new();
    for row in rows {
        match merged.last_mut() {
            Some(last) if last.is_same(&row) => last.amount += row.amount,
            _ => merged.push(row),
        }
    }
    merged
}

impl Row {
    /// Whether both are the same but for their amounts.
    fn is_same(&self, other: &Row) -> bool {
        let Row { period, account, container, name, values, model, class, currency, amount: _ } = self;
        (period, account, container, name) == (&other.period, &other.account, &other.container, &other.name)
            && (values, model, class, currency)
                == (&other.values, &other.model, &other.class, &other.currency)
    }
}

impl Statement {
    /// The sums of some tallies, which have one currency and metric.
    fn of(
        tallies: &[&Tally],
        keys: &[String],
        rows: &[Row],
        required: &[String],
        today: Date,
    ) -> Option<Self> {
        let first = tallies.first()?;
        let periods: BTreeSet<Period> = tallies.iter().map(|tally| tally.period).collect();
        let is_here = |row: &&Row| row.currency == first.currency && periods.contains(&row.period);
        let rows: Vec<&Row> = rows.iter().filter(is_here).collect();
        let classes: Vec<(Class, Money)> =
            Class::ALL.into_iter().map(|class| (class, of_class(&rows, class))).collect();
        let total: Money = rows.iter().map(|row| row.amount).sum();
        let based: Vec<&Row> = rows.iter().copied().filter(|row| row.class != Class::Outside).collect();
        let mut by_key = Vec::new();
        for key in required {
            if let Some(column) = keys.iter().position(|known| known == key) {
                by_key.push((key.clone(), portions(&based, |row| row.values[column].as_ref())));
            }
        }
        Some(Statement {
            currency: first.currency.clone(),
            metric: first.metric,
            is_final: periods.iter().all(|period| is_final(*period, today)),
            total,
            base: total - of_class(&rows, Class::Outside),
            explained: Interval::exactly(of_class(&rows, Class::Explained)),
            keys: by_key,
            months: periods.iter().map(|period| MonthSpend::of(*period, &based)).collect(),
            models: portions(&based, |row| row.model.as_ref()),
            detail: Some(Detail {
                classes,
                projects: projects(&based),
                lines: tallies.iter().map(|tally| tally.lines).sum(),
                other_lines: tallies.iter().map(|tally| tally.other_lines).sum(),
            }),
            periods,
        })
    }
}

impl Detail {
    /// The money of a class.
    pub fn class(&self, class: Class) -> Money {
        self.classes.iter().filter(|(known, _)| *known == class).map(|(_, amount)| *amount).sum()
    }
}

impl MonthSpend {
    fn of(period: Period, based: &[&Row]) -> Self {
        let rows: Vec<&Row> = based.iter().copied().filter(|row| row.period == period).collect();
        let base = rows.iter().map(|row| row.amount).sum();
        MonthSpend { period, base, explained: Interval::exactly(of_class(&rows, Class::Explained)) }
    }
}

fn of_class(rows: &[&Row], class: Class) -> Money {
    rows.iter().filter(|row| row.class == class).map(|row| row.amount).sum()
}

/// The money of each value that rows have.
fn portions<'r>(rows: &[&'r Row], value: impl Fn(&'r Row) -> Option<&'r String>) -> Vec<Portion> {
    let mut sums: BTreeMap<Option<String>, Money> = BTreeMap::new();
    for row in rows {
        *sums.entry(value(row).cloned()).or_default() += row.amount;
    }
    by_amount(sums)
}

/// Sums by value, the most first, and of equal amounts no value last.
pub(crate) fn by_amount(sums: BTreeMap<Option<String>, Money>) -> Vec<Portion> {
    let mut portions = Vec::new();
    for (value, amount) in sums {
        portions.push(Portion { value, amount });
    }
    portions.sort_by(|left, right| {
        let key = |portion: &Portion| (std::cmp::Reverse(portion.amount), portion.value.is_none());
        key(left).cmp(&key(right)).then_with(|| left.value.cmp(&right.value))
    });
    portions
}

fn projects(rows: &[&Row]) -> Vec<ProjectSpend> {
    let mut sums: BTreeMap<(&Container, Class), ProjectSpend> = BTreeMap::new();
    for row in rows {
        let Some(container) = &row.container else { continue };
        let project = sums.entry((container, row.class)).or_insert_with(|| ProjectSpend {
            container: container.clone(),
            name: row.name.clone(),
            class: row.class,
            amount: Money::ZERO,
        });
        project.amount += row.amount;
    }
    let mut projects: Vec<ProjectSpend> = sums.into_values().collect();
    // Of equal amounts, in the order of containers and classes.
    projects.sort_by_key(|project| std::cmp::Reverse(project.amount));
    projects
}

/// The day of the next month from which on AWS does not change a bill any more.
const CLOSED: u8 = 16;

pub(crate) fn is_final(period: Period, today: Date) -> bool {
    let next = period.next();
    let Ok(month) = Month::try_from(next.month()) else { return false };
    Date::from_calendar_date(next.year(), month, CLOSED).is_ok_and(|closed| today >= closed)
}
