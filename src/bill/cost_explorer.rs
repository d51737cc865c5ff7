//! A bill as Cost Explorer tells it: what to ask, in as few paid requests as there are keys.

use std::collections::{BTreeMap, BTreeSet};

use super::Refusal;
use super::figures::{ByModel, Figures, Month, sum};
use super::keys::{Billed, Keys, Meaning, TagPlace};
use super::service::model_of_name;
use super::unread::Doubt;
use crate::cost::{Metric, Money, OUTSIDE, Period};
use crate::finding::Failure;
use crate::live::cost_explorer::{Cost, CostExplorer, Grouping, Months, Question};
use crate::text::code;

/// What failures name.
const SUBJECT: &str = "cost-explorer";

/// The first month whose costs have models.
const FIRST_WITH_MODELS: (i32, u8) = (2026, 9);

/// What the names of Bedrock's services have in them.
const BEDROCK: &str = "Bedrock";

/// What rounding makes of the sums of different answers, at the most.
const ROUNDING: Money = Money::from_units(10_000_000_000);

/// The metrics that Cost Explorer has, with what it calls them.
const METRICS: [(Metric, &str); 4] = [
    (Metric::NetUnblended, "NetUnblendedCost"),
    (Metric::Unblended, "UnblendedCost"),
    (Metric::Amortized, "AmortizedCost"),
    (Metric::Billed, "BilledCost"),
];

/// What is wanted of Cost Explorer.
#[derive(Clone, Debug)]
pub(crate) struct Errand {
    /// The keys of the dictionary, without globs.
    pub(crate) keys: Vec<String>,
    /// Those that every project must have.
    pub(crate) required: BTreeSet<String>,
    /// The months, none of which is in the future.
    pub(crate) periods: BTreeSet<Period>,
    /// The metric.
    pub(crate) metric: Metric,
}

/// The metric that is summed: the one that is asked for, else the policy's where there is such a figure, else
/// `net-unblended`.
///
/// # Errors
/// The one that is asked for is none that Cost Explorer has.
pub(crate) fn metric(asked: Option<Metric>, of_policy: Option<Metric>) -> Result<Metric, Refusal> {
    let is_known = |metric: Metric| name_of(metric).is_some();
    match asked {
        Some(metric) if is_known(metric) => Ok(metric),
        Some(metric) => {
            let known = METRICS.iter().map(|(metric, _)| *metric).collect();
            Err(Refusal::UnknownMetric { metric, format: "Cost Explorer", known })
        }
        None => Ok(of_policy.filter(|metric| is_known(*metric)).unwrap_or(Metric::NetUnblended)),
    }
}

fn name_of(metric: Metric) -> Option<&'static str> {
    METRICS.iter().find(|(known, _)| *known == metric).map(|(_, name)| *name)
}

/// Asks for everything. What is not answered is a failure of the figures.
pub(crate) fn read(service: &CostExplorer<'_>, errand: &Errand) -> Figures {
    let (metric, months, failures) = (errand.metric, BTreeMap::new(), Vec::new());
    let figures = Figures { metric, months, failures, is_interrupted: false };
    let mut reading = Reading { service, errand, figures };
    for months in ranges(&errand.periods) {
        reading.range(months);
    }
    reading.figures.failures.sort();
    Figures { is_interrupted: service.is_interrupted(), ..reading.figures }
}

/// Months that follow each other, all with models or all without: each of these is asked for at once.
fn ranges(periods: &BTreeSet<Period>) -> Vec<Months> {
    let mut ranges: Vec<Months> = Vec::new();
    for &period in periods {
        match ranges.last_mut() {
            Some(range) if range.last.next() == period && has_models(range.last) == has_models(period) => {
                range.last = period;
            }
            _ => ranges.push(Months { first: period, last: period }),
        }
    }
    ranges
}

fn has_models(period: Period) -> bool {
    (period.year(), period.month()) >= FIRST_WITH_MODELS
}

struct Reading<'r> {
    service: &'r CostExplorer<'r>,
    errand: &'r Errand,
    figures: Figures,
}

/// How the costs of some months are asked for.
struct Way {
    months: Months,
    /// The services of Bedrock, of months without models.
    services: Option<Vec<String>>,
}

impl Reading<'_> {
    fn range(&mut self, months: Months) {
        let way = match self.way(months) {
            Ok(Some(way)) => way,
            Ok(None) => return,
            Err(why) => return self.fail(months, &why),
        };
        match self.whole(&way) {
            Ok(()) if self.has_base(months) => self.by_keys(&way),
            Ok(()) => {}
            Err(why) => self.fail(months, &why),
        }
    }

    /// Whether some months have money that keys could tell apart.
    fn has_base(&self, months: Months) -> bool {
        let mut here = self.figures.months.iter().filter(|((period, _), _)| months.contain(*period));
        here.any(|(_, month)| !month.models.is_empty())
    }

    /// How to ask, unless there is nothing to ask for.
    fn way(&self, months: Months) -> Result<Option<Way>, String> {
        if has_models(months.first) {
            return Ok(Some(Way { months, services: None }));
        }
        let mut services = self.service.services(months, BEDROCK)?;
        services.retain(|service| service.contains(BEDROCK));
        Ok((!services.is_empty()).then_some(Way { months, services: Some(services) }))
    }

    /// The total, and the money that shares are of.
    fn whole(&mut self, way: &Way) -> Result<(), String> {
        let all = self.ask(way, None, &[])?;
        let based = if all.is_empty() { Vec::new() } else { self.ask(way, None, &OUTSIDE)? };
        for cost in all {
            let month = self.month(&cost);
            month.is_estimated |= cost.is_estimated;
            month.total += cost.amount;
        }
        for cost in based {
            let model = way.model(&cost);
            *self.month(&cost).models.entry(model).or_default() += cost.amount;
        }
        Ok(())
    }

    /// The money by each key.
    fn by_keys(&mut self, way: &Way) {
        let mut doubtful = Vec::new();
        for key in &self.errand.keys {
            let costs = self.ask(way, Some(key), &OUTSIDE);
            if let Err(why) = costs.and_then(|costs| self.put(way, key, &costs)) {
                self.forget(way.months, key);
                self.fail_key(way.months, key, &why);
            }
            if self.errand.required.contains(key) && self.is_doubtful(way.months, key) {
                doubtful.push(key.clone());
            }
        }
        if !doubtful.is_empty() {
            self.doubt(way, &doubtful);
        }
    }

    fn put(&mut self, way: &Way, key: &str, costs: &[Cost]) -> Result<(), String> {
        for ((period, _), month) in &mut self.figures.months {
            if way.months.contain(*period) {
                month.keys.insert(key.to_owned(), BTreeMap::new());
            }
        }
        for cost in costs {
            let (value, model) = (cost.values[0].clone(), way.model(cost));
            let values = self.month(cost).keys.entry(key.to_owned()).or_default();
            let models: &mut ByModel = values.entry(value).or_default();
            *models.entry(model).or_default() += cost.amount;
        }
        for ((period, _), month) in &self.figures.months {
            let Some(values) = month.keys.get(key).filter(|_| way.months.contain(*period)) else { continue };
            let (parts, whole): (Money, Money) = (values.values().map(sum).sum(), month.base());
            if (parts - whole).abs() > ROUNDING {
                return Err(format!("those of {period} add up to {parts}, and all of them to {whole}"));
            }
        }
        Ok(())
    }

    /// Whether none of the money of some months has a value of a key: then nobody used it, or it is unknown to billing.
    fn is_doubtful(&self, months: Months, key: &str) -> bool {
        let mut is_met = false;
        for ((period, _), month) in &self.figures.months {
            if months.contain(*period) && !month.models.is_empty() {
                if !month.keys.contains_key(key) || month.is_told_by(key) {
                    return false;
                }
                is_met = true;
            }
        }
        is_met
    }

    /// Asks which keys billing knows, and again for those that it spells in another way. What it does not know is a
    /// failure: all money would be without a value.
    fn doubt(&mut self, way: &Way, doubtful: &[String]) {
        let known = match self.service.tag_keys(way.months) {
            Ok(known) => known,
            Err(why) => {
                for key in doubtful {
                    self.forget(way.months, key);
                    let why =
                        format!("no costs have a value of it, and whether it is active is not known: {why}");
                    self.fail_key(way.months, key, &why);
                }
                return;
            }
        };
        let spellings = Spellings::of(&known, &self.errand.keys);
        for key in doubtful {
            if let Err(why) = self.again(way, key, &spellings) {
                self.forget(way.months, key);
                self.fail_key(way.months, key, &why);
            }
        }
    }

    /// Asks again by a key that billing spells in another way.
    fn again(&mut self, way: &Way, key: &str, spellings: &Spellings) -> Result<(), String> {
        let spelled = spellings.of_key(key)?;
        if spelled != key {
            let costs = self.ask(way, Some(spelled), &OUTSIDE)?;
            self.put(way, key, &costs)?;
        }
        Ok(())
    }

    fn forget(&mut self, months: Months, key: &str) {
        for ((period, _), month) in &mut self.figures.months {
            if months.contain(*period) {
                month.keys.remove(key);
            }
        }
    }

    /// The costs by model, and by a key where there is one.
    fn ask(&self, way: &Way, key: Option<&str>, without: &[&str]) -> Result<Vec<Cost>, String> {
        let mut groupings = Vec::new();
        groupings.extend(key.map(Grouping::Tag));
        groupings.push(if way.services.is_some() { Grouping::Service } else { Grouping::Model });
        let metric = name_of(self.errand.metric).expect("a metric that the service has");
        let services = way.services.as_deref();
        self.service.costs(&Question { months: way.months, metric, groupings, services, without })
    }

    fn month(&mut self, cost: &Cost) -> &mut Month {
        self.figures.months.entry((cost.period, cost.currency.clone())).or_default()
    }

    fn fail(&mut self, months: Months, why: &str) {
        let message = format!("the costs of {months} are not known: {why}");
        self.figures.failures.push(Failure { subject: SUBJECT.to_owned(), message });
    }

    fn fail_key(&mut self, months: Months, key: &str, why: &str) {
        let message = format!("the costs of {months} by {} are not known: {why}", code(key));
        self.figures.failures.push(Failure { subject: SUBJECT.to_owned(), message });
    }
}

impl Way {
    /// The model of a cost, which its last value names.
    fn model(&self, cost: &Cost) -> Option<String> {
        let last = cost.values.last()?.as_deref()?;
        match self.services {
            None => Some(last.to_owned()),
            // A model of the AWS Marketplace is a service of its own.
            Some(_) => model_of_name(last).map(str::to_owned),
        }
    }
}

/// How billing spells the keys of a dictionary.
struct Spellings {
    clear: BTreeMap<String, String>,
    doubts: Vec<Doubt>,
}

impl Spellings {
    fn of(known: &[String], keys: &[String]) -> Self {
        // It spells keys as FOCUS does: unfolded, perhaps behind `user:`.
        let place = TagPlace::Focus;
        let billed = known.iter().map(|name| Billed { place, name: name.clone() }).collect();
        let (meanings, doubts) = Keys::new(keys).meanings(&billed);
        let mut clear = BTreeMap::new();
        for (billed, meaning) in meanings {
            if let Meaning::Key(key) = meaning {
                clear.insert(keys[key].clone(), billed.name);
            }
        }
        Spellings { clear, doubts }
    }

    fn of_key(&self, key: &str) -> Result<&str, String> {
        if let Some(spelled) = self.clear.get(key) {
            return Ok(spelled);
        }
        for doubt in &self.doubts {
            match doubt {
                Doubt::TwoBilled { key: doubtful, .. } if doubtful == key => return Err(doubt.to_string()),
                Doubt::TwoKeys { keys, .. } if keys.iter().any(|doubtful| doubtful == key) => {
                    return Err(doubt.to_string());
                }
                _ => {}
            }
        }
        Err("no costs have a value of it, because it is not an active cost allocation tag: activate it in the billing \
             console of the management account"
            .to_owned())
    }
}
