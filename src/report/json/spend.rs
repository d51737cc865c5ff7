//! What a bill comes to, as JSON: an entry for each currency.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::bill::ledger::{Portion, ProjectSpend, Statement};
use crate::cost::{Class, Interval, Metric, Money, Period};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct StatementView<'a> {
    currency: &'a str,
    metric: Metric,
    periods: Vec<Period>,
    #[serde(rename = "final")]
    is_final: bool,
    total: Money,
    base: Money,
    classes: Option<Classes<'a>>,
    explained: Interval,
    keys: Vec<KeyView<'a>>,
    models: Vec<ModelView<'a>>,
    projects: Option<Vec<ProjectView<'a>>>,
    lines: Option<u64>,
    lines_of_other_services: Option<u64>,
}

impl<'a> StatementView<'a> {
    pub(super) fn of(statement: &'a Statement) -> Self {
        let detail = statement.detail.as_ref();
        StatementView {
            currency: &statement.currency,
            metric: statement.metric,
            periods: statement.periods.iter().copied().collect(),
            is_final: statement.is_final,
            total: statement.total,
            base: statement.base,
            classes: detail.map(|detail| Classes(&detail.classes)),
            explained: statement.explained,
            keys: statement.keys.iter().map(|(key, values)| KeyView::of(key, values)).collect(),
            models: statement.models.iter().map(ModelView::of).collect(),
            projects: detail.map(|detail| detail.projects.iter().map(ProjectView::of).collect()),
            lines: detail.map(|detail| detail.lines),
            lines_of_other_services: detail.map(|detail| detail.other_lines),
        }
    }
}

struct Classes<'a>(&'a [(Class, Money)]);

impl Serialize for Classes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (class, amount) in self.0 {
            map.serialize_entry(class, amount)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct KeyView<'a> {
    key: &'a str,
    values: Vec<ValueView<'a>>,
}

impl<'a> KeyView<'a> {
    fn of(key: &'a str, values: &'a [Portion]) -> Self {
        let view =
            |portion: &'a Portion| ValueView { value: portion.value.as_deref(), amount: portion.amount };
        KeyView { key, values: values.iter().map(view).collect() }
    }
}

#[derive(Serialize)]
struct ValueView<'a> {
    value: Option<&'a str>,
    amount: Money,
}

#[derive(Serialize)]
struct ModelView<'a> {
    model: Option<&'a str>,
    amount: Money,
}

impl<'a> ModelView<'a> {
    fn of(portion: &'a Portion) -> Self {
        ModelView { model: portion.value.as_deref(), amount: portion.amount }
    }
}

#[derive(Serialize)]
struct ProjectView<'a> {
    arn: &'a str,
    id: &'a str,
    name: Option<&'a str>,
    account: &'a str,
    region: &'a str,
    amount: Money,
    class: Class,
}

impl<'a> ProjectView<'a> {
    fn of(project: &'a ProjectSpend) -> Self {
        let container = &project.container;
        ProjectView {
            arn: &container.arn,
            id: &container.id,
            name: project.name.as_deref(),
            account: &container.account,
            region: &container.region,
            amount: project.amount,
            class: project.class,
        }
    }
}
