//! Cost Explorer: costs by up to two groups, and what there is to group them by
//! (<https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html>). Every request is
//! paid.

use std::collections::BTreeMap;
use std::fmt;

use aws_credential_types::Credentials;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Refusal;
use super::answer::NoAnswer;
use super::interrupt::Interrupt;
use super::service::{Asking, Page, Service};
use super::session::Session;
use crate::cost::{Money, Period};
use crate::text::code;

static SERVICE: Service = Service { id: "Cost Explorer", name: "ce", target: "AWSInsightsIndexService" };
const REGION: &str = "us-east-1";
const ADDRESS: &str = "https://ce.us-east-1.amazonaws.com/";

/// What costs are grouped by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Grouping<'a> {
    /// The value of a tag.
    Tag(&'a str),
    /// The model, which only costs of Bedrock have: there are no others in the answer then.
    Model,
    /// The name of the service.
    Service,
}

/// Months that follow each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Months {
    pub(crate) first: Period,
    pub(crate) last: Period,
}

/// A question for costs.
#[derive(Clone, Debug)]
pub(crate) struct Question<'a> {
    pub(crate) months: Months,
    /// The cost, as the service calls it.
    pub(crate) metric: &'static str,
    /// At most two.
    pub(crate) groupings: Vec<Grouping<'a>>,
    /// The services whose costs count; all where there is no list.
    pub(crate) services: Option<&'a [String]>,
    /// The kinds of charges that do not count.
    pub(crate) without: &'a [&'a str],
}

/// A cost of a month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Cost {
    pub(crate) period: Period,
    /// For each grouping the value, none where it has none.
    pub(crate) values: Vec<Option<String>>,
    pub(crate) currency: String,
    pub(crate) amount: Money,
    /// Whether it may still change.
    pub(crate) is_estimated: bool,
}

/// Cost Explorer, with what it is asked.
pub(crate) struct CostExplorer<'s> {
    session: &'s Session,
    asking: Asking<'s>,
    /// Each question waits for its answer or for this: what was paid for is said after an interrupt, too.
    interrupt: Interrupt,
}

impl<'s> CostExplorer<'s> {
    /// As the environment and the profile say, with the ambient credentials.
    ///
    /// # Errors
    /// There are no credentials, an address that none may be sent to, or this machine hears no interrupts.
    pub(crate) fn open(session: &'s Session) -> Result<Self, Refusal> {
        let asking = session.wait(async {
            let credentials = session.need_credentials().await?;
            asking(session, credentials).await
        })?;
        Ok(CostExplorer { session, asking, interrupt: Interrupt::listen()? })
    }

    /// The costs of some months. Months without any are not there.
    ///
    /// # Errors
    /// Why they are not known.
    pub(crate) fn costs(&self, question: &Question<'_>) -> Result<Vec<Cost>, String> {
        let pages = self.pages::<CostPage>("GetCostAndUsage", body(question))?;
        let mut costs = Vec::new();
        for result in pages.into_iter().flat_map(|page| page.results_by_time) {
            let period = result.time_period.month().filter(|period| question.months.contain(*period));
            let period = period.ok_or_else(|| wrong("a month that was not asked for"))?;
            for group in result.groups {
                costs.push(group.cost(period, result.estimated, question)?);
            }
        }
        Ok(costs)
    }

    /// The names of the services of some months that have a word in them.
    ///
    /// # Errors
    /// Why they are not known.
    pub(crate) fn services(&self, months: Months, word: &str) -> Result<Vec<String>, String> {
        let body = json!({ "TimePeriod": months.body(), "Dimension": "SERVICE", "SearchString": word });
        let pages = self.pages::<DimensionPage>("GetDimensionValues", body)?;
        Ok(pages.into_iter().flat_map(|page| page.dimension_values).map(|found| found.value).collect())
    }

    /// The tag keys that costs of some months are known by.
    ///
    /// # Errors
    /// Why they are not known.
    pub(crate) fn tag_keys(&self, months: Months) -> Result<Vec<String>, String> {
        let pages = self.pages::<TagPage>("GetTags", json!({ "TimePeriod": months.body() }))?;
        Ok(pages.into_iter().flat_map(|page| page.tags).collect())
    }

    /// Whether somebody interrupted.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupt.has_come(self.session)
    }

    /// How many requests were sent.
    pub(crate) fn sent(&self) -> usize {
        self.session.sent(SERVICE.name)
    }

    fn pages<P: Page>(&self, operation: &str, body: Value) -> Result<Vec<P>, String> {
        let pages = self.session.wait(self.interrupt.answer(self.asking.pages(operation, body)));
        let pages = pages.unwrap_or_else(|why| Err(why.into()));
        pages.map_err(|why| format!("{}: {}", code(operation), denied(why, operation)))
    }
}

/// Where the service is, and with what it is asked.
pub(super) async fn asking(session: &Session, credentials: Credentials) -> Result<Asking<'_>, Refusal> {
    Asking::of(session, &SERVICE, REGION, ADDRESS, credentials).await
}

fn denied(why: NoAnswer, operation: &str) -> String {
    match why.is_denied() {
        true => format!("it needs the permission `ce:{operation}`: {}", why.message),
        false => why.message,
    }
}

impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first == self.last {
            true => write!(f, "{}", self.first),
            false => write!(f, "{} to {}", self.first, self.last),
        }
    }
}

impl Months {
    pub(crate) fn contain(self, period: Period) -> bool {
        (self.first..=self.last).contains(&period)
    }

    /// The end is the first day that does not count.
    fn body(self) -> Value {
        json!({ "Start": format!("{}-01", self.first), "End": format!("{}-01", self.last.next()) })
    }
}

fn body(question: &Question<'_>) -> Value {
    let mut body = json!({
        "TimePeriod": question.months.body(),
        "Granularity": "MONTHLY",
        "Metrics": [question.metric],
        "GroupBy": question.groupings.iter().map(|grouping| grouping.body()).collect::<Vec<_>>(),
    });
    let mut filters = Vec::new();
    if let Some(services) = question.services {
        filters.push(json!({ "Dimensions": { "Key": "SERVICE", "Values": services } }));
    }
    if !question.without.is_empty() {
        let kinds = json!({ "Dimensions": { "Key": "RECORD_TYPE", "Values": question.without } });
        filters.push(json!({ "Not": kinds }));
    }
    match &mut filters[..] {
        [] => {}
        [filter] => body["Filter"] = filter.take(),
        _ => body["Filter"] = json!({ "And": filters }),
    }
    body
}

impl Grouping<'_> {
    fn body(self) -> Value {
        match self {
            Grouping::Tag(key) => json!({ "Type": "TAG", "Key": key }),
            Grouping::Model => json!({ "Type": "PRODUCT_ATTRIBUTE", "Key": "model" }),
            Grouping::Service => json!({ "Type": "DIMENSION", "Key": "SERVICE" }),
        }
    }

    /// The value in a key of a group, such as `CostCenter$CC-1001`; of a service its name alone.
    fn value(self, key: &str) -> Result<Option<String>, String> {
        let prefix = match self {
            Grouping::Tag(key) => key,
            Grouping::Model => "model",
            Grouping::Service => return Ok(Some(key.to_owned())),
        };
        let value = key.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('$'));
        let value = value.ok_or_else(|| wrong("a group that was not asked for"))?;
        Ok(Some(value.to_owned()).filter(|value| !value.is_empty()))
    }
}

fn wrong(what: &str) -> String {
    format!("`GetCostAndUsage`: the answer has {what}")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CostPage {
    results_by_time: Vec<Results>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Results {
    time_period: TimePeriod,
    #[serde(default)]
    groups: Vec<Group>,
    #[serde(default)]
    estimated: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TimePeriod {
    start: String,
}

impl TimePeriod {
    fn month(&self) -> Option<Period> {
        self.start.get(..7)?.parse().ok()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    keys: Vec<String>,
    metrics: BTreeMap<String, Figure>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Figure {
    amount: String,
    unit: String,
}

impl Group {
    fn cost(&self, period: Period, is_estimated: bool, question: &Question<'_>) -> Result<Cost, String> {
        if self.keys.len() != question.groupings.len() {
            return Err(wrong("a group that was not asked for"));
        }
        let mut values = Vec::new();
        for (grouping, key) in question.groupings.iter().zip(&self.keys) {
            values.push(grouping.value(key)?);
        }
        let figure = self.metrics.get(question.metric);
        let Figure { amount, unit } =
            figure.ok_or_else(|| wrong(&format!("no {}", code(question.metric))))?;
        let amount = amount.parse().map_err(|why| wrong(&format!("the amount {}: {why}", code(amount))))?;
        Ok(Cost { period, values, currency: unit.clone(), amount, is_estimated })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DimensionPage {
    dimension_values: Vec<DimensionValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DimensionValue {
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagPage {
    tags: Vec<String>,
}

impl Page for CostPage {
    const TOKEN: &'static str = "NextPageToken";
}

impl Page for DimensionPage {
    const TOKEN: &'static str = "NextPageToken";
}

impl Page for TagPage {
    const TOKEN: &'static str = "NextPageToken";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(groupings: Vec<Grouping<'_>>) -> Question<'_> {
        let month = |month| Period::new(2026, month).expect("a month");
        let months = Months { first: month(11), last: month(12) };
        Question { months, metric: "UnblendedCost", groupings, services: None, without: &[] }
    }

    #[test]
    fn a_question_is_written_as_documented() {
        let asked = question(vec![Grouping::Tag("CostCenter"), Grouping::Model]);
        let plain = json!({
            "TimePeriod": { "Start": "2026-11-01", "End": "2027-01-01" }, "Granularity": "MONTHLY",
            "Metrics": ["UnblendedCost"],
            "GroupBy": [{ "Type": "TAG", "Key": "CostCenter" }, { "Type": "PRODUCT_ATTRIBUTE", "Key": "model" }],
        });
        assert_eq!(body(&asked), plain);
        let services = ["Amazon Bedrock".to_owned()];
        let both = Question { services: Some(&services), without: &["Tax"], ..asked };
        let service = json!({ "Dimensions": { "Key": "SERVICE", "Values": ["Amazon Bedrock"] } });
        let tax = json!({ "Not": { "Dimensions": { "Key": "RECORD_TYPE", "Values": ["Tax"] } } });
        assert_eq!(body(&both)["Filter"], json!({ "And": [service, tax] }));
        assert_eq!(body(&Question { services: None, ..both })["Filter"], tax);
    }

    #[test]
    fn a_value_is_what_stands_behind_the_key() {
        let tag = Grouping::Tag("Cost$Center");
        assert_eq!(tag.value("Cost$Center$CC$1"), Ok(Some("CC$1".to_owned())));
        assert_eq!(tag.value("Cost$Center$"), Ok(None));
        assert!(tag.value("Cost$Center").is_err() && tag.value("Team$x").is_err());
        assert_eq!(
            Grouping::Model.value("model$Claude Sonnet 4.6"),
            Ok(Some("Claude Sonnet 4.6".to_owned()))
        );
        assert_eq!(Grouping::Service.value("Amazon Bedrock"), Ok(Some("Amazon Bedrock".to_owned())));
    }

    #[test]
    fn a_group_is_a_cost_or_is_told_why_not() {
        let asked = question(vec![Grouping::Tag("Team")]);
        let cost = |keys: Value, metrics: Value| {
            let group: Group =
                serde_json::from_value(json!({ "Keys": keys, "Metrics": metrics })).expect("a group");
            group.cost(asked.months.first, true, &asked).map(|cost| (cost.values, cost.amount.to_string()))
        };
        let figure = |amount: &str| json!({ "UnblendedCost": { "Amount": amount, "Unit": "USD" } });
        let value = vec![Some("A".to_owned())];
        assert_eq!(cost(json!(["Team$A"]), figure("12.3400000000")), Ok((value, "12.34".to_owned())));
        for (keys, metrics, why) in [
            (json!(["Team$A"]), json!({}), "no `UnblendedCost`"),
            (json!(["Team$A"]), figure("NaN"), "the amount `NaN`"),
            (json!(["Team$A", "x"]), figure("1"), "a group that was not asked for"),
        ] {
            let error = cost(keys, metrics).expect_err(why);
            assert!(error.contains(why), "{error}");
        }
    }
}
