//! What `spend` is asked for.

use std::collections::BTreeSet;
use std::path::PathBuf;

use time::Date;

use super::{Delivery, Formats, delivery, given_or_nearest, source, store};
use crate::bill::Source;
use crate::cli::SpendArgs;
use crate::cost::{Metric, Period};
use crate::engine::Wanted;
use crate::fault::Fault;
use crate::files::Store;
use crate::report::format::Format;

/// What `spend` does.
#[derive(Debug)]
pub(crate) struct SpendSettings {
    /// Where the policy comes from.
    pub(crate) policy: Wanted,
    /// What the policy and exports are read from.
    pub(crate) store: Store,
    /// How the report is given out.
    pub(crate) delivery: Delivery,
    /// Where the bill is.
    pub(crate) sources: Vec<Source>,
    /// The periods that are asked for; the newest one where there are none.
    pub(crate) periods: BTreeSet<Period>,
    /// The metric that is asked for.
    pub(crate) metric: Option<Metric>,
    /// What an audit saw.
    pub(crate) snapshot: Option<PathBuf>,
    /// Whether a bill without Bedrock succeeds.
    pub(crate) allow_empty: bool,
    /// Whether spend needs budgets.
    pub(crate) budgets: bool,
    /// Whether the queries for tables are printed, and nothing is asked.
    pub(crate) print_sql: bool,
    /// The day, which says which months are closed.
    pub(crate) today: Date,
}

impl SpendSettings {
    /// Resolves the arguments of `spend`.
    ///
    /// # Errors
    /// Arguments that make no sense.
    pub(crate) fn resolve(args: SpendArgs) -> Result<Self, Fault> {
        let store = store()?;
        let delivery = delivery(&args.shared, &store, Formats::All)?;
        let mut periods = BTreeSet::new();
        for given in &args.period {
            periods.extend(read_periods(given)?);
        }
        let policy = match args.require.is_empty() {
            true => Wanted::Given(given_or_nearest(&args.shared.policy, &store)?),
            false => Wanted::Requirements(args.require),
        };
        let sources = source::sources(&args.sources, &store)?;
        let formats = delivery.outputs.iter().map(|(format, _)| *format).chain([delivery.format]);
        if sources.contains(&Source::CostExplorer) && formats.into_iter().any(|format| format == Format::Csv)
        {
            return Err(Fault::NoLines);
        }
        Ok(SpendSettings {
            policy,
            sources,
            store,
            periods,
            metric: args.metric.map(Metric::from),
            snapshot: args.snapshot,
            allow_empty: args.allow_empty,
            budgets: args.budgets,
            print_sql: args.print_sql,
            today: delivery.selection.today,
            delivery,
        })
    }
}

/// The most months that a range may span: more than any bill goes back.
const LONGEST: usize = 240;

/// One month, or those from one to another.
fn read_periods(given: &str) -> Result<Vec<Period>, Fault> {
    let bad = || Fault::BadPeriod { given: given.to_owned() };
    let (first, last) = given.split_once("..").unwrap_or((given, given));
    let first: Period = first.parse().map_err(|()| bad())?;
    let last: Period = last.parse().map_err(|()| bad())?;
    let mut periods = vec![first];
    let mut period = first;
    while period < last && periods.len() <= LONGEST {
        period = period.next();
        periods.push(period);
    }
    match first <= last && periods.len() <= LONGEST {
        true => Ok(periods),
        false => Err(bad()),
    }
}

#[cfg(test)]
mod tests {
    use super::read_periods;

    #[test]
    fn months_and_ranges_are_read() {
        let read = |given: &str| {
            let periods = read_periods(given).ok()?;
            Some(periods.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(read("2026-11").as_deref(), Some("2026-11"));
        assert_eq!(read("2026-11..2027-01").as_deref(), Some("2026-11 2026-12 2027-01"));
        assert_eq!(read("2026-11..2026-11").as_deref(), Some("2026-11"));
        for wrong in ["", "2026", "2026-13", "2026-11..", "..2026-11", "2026-12..2026-11", "2000-01..2199-12"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
