//! Cost Explorer and Budgets on this machine, over costs that a test names: groups, filters and pages as documented.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::api::{Reply, Request};

/// A cost of a month.
#[derive(Clone)]
pub struct Cost {
    month: &'static str,
    amount: &'static str,
    service: &'static str,
    model: &'static str,
    kind: &'static str,
    tags: &'static [(&'static str, &'static str)],
}

/// The usage of a model in November, as most costs are.
pub fn cost(amount: &'static str, tags: &'static [(&'static str, &'static str)]) -> Cost {
    Cost { month: "2026-11", amount, service: "Amazon Bedrock", model: "Sonnet", kind: "Usage", tags }
}

impl Cost {
    pub fn of_month(self, month: &'static str) -> Self {
        Cost { month, ..self }
    }

    pub fn of_service(self, service: &'static str) -> Self {
        Cost { service, ..self }
    }

    pub fn on_model(self, model: &'static str) -> Self {
        Cost { model, ..self }
    }

    pub fn of_kind(self, kind: &'static str) -> Self {
        Cost { kind, ..self }
    }

    fn tag(&self, key: &str) -> &str {
        let tag = self.tags.iter().find(|(known, _)| *known == key);
        if let Some((_, value)) = tag { value } else { "" }
    }

    fn dimension(&self, key: &str) -> &str {
        match key {
            "SERVICE" => self.service,
            "RECORD_TYPE" => self.kind,
            other => panic!("the dimension {other} is not asked for"),
        }
    }

    fn passes(&self, filter: &Value) -> bool {
        let Some((name, content)) = filter.as_object().and_then(|fields| fields.iter().next()) else {
            return true;
        };
        match name.as_str() {
            "And" => content.as_array().expect("a list").iter().all(|part| self.passes(part)),
            "Not" => !self.passes(content),
            "Dimensions" => {
                let own = self.dimension(content["Key"].as_str().expect("a key"));
                content["Values"].as_array().expect("values").iter().any(|value| value == own)
            }
            other => panic!("{other} is no filter that is sent"),
        }
    }

    /// The key of a group; none for what product attributes leave out.
    fn key(&self, grouping: &Value) -> Option<String> {
        let key = grouping["Key"].as_str().expect("a key");
        match grouping["Type"].as_str().expect("a type") {
            "TAG" => Some(format!("{key}${}", self.tag(key))),
            "PRODUCT_ATTRIBUTE" => self.service.contains("Bedrock").then(|| format!("{key}${}", self.model)),
            "DIMENSION" => Some(self.dimension(key).to_owned()),
            other => panic!("{other} is no type of a group"),
        }
    }
}

/// What a request of AWS's JSON protocol asks for, with its operation.
pub fn asked(request: &Request) -> (String, Value) {
    let target = request.header("x-amz-target").unwrap_or("Sts.GetCallerIdentity");
    let operation = target.rsplit('.').next().expect("an operation").to_owned();
    (operation, serde_json::from_slice(&request.body).unwrap_or_default())
}

/// An error of a service.
pub fn refused(code: &str) -> Reply {
    Reply::status(400, &json!({ "__type": code, "message": format!("no: {code}") }))
}

/// Answers what Cost Explorer is asked, with so many groups a page.
pub fn cost_explorer(request: &Request, costs: &[Cost], page: usize) -> Reply {
    let (operation, body) = asked(request);
    match operation.as_str() {
        "GetCostAndUsage" => costs_and_usage(&body, costs, page),
        "GetTags" => {
            let mut tags: Vec<&str> = costs.iter().flat_map(|cost| cost.tags).map(|(key, _)| *key).collect();
            tags.sort_unstable();
            tags.dedup();
            Reply::json(&json!({ "Tags": tags, "ReturnSize": tags.len(), "TotalSize": tags.len() }))
        }
        "GetDimensionValues" => {
            let mut names: Vec<&str> = costs.iter().map(|cost| cost.service).collect();
            names.sort_unstable();
            names.dedup();
            let values: Vec<Value> =
                names.iter().map(|name| json!({ "Value": name, "Attributes": {} })).collect();
            Reply::json(&json!({ "DimensionValues": values, "ReturnSize": 1, "TotalSize": 1 }))
        }
        other => panic!("{other} is no read that is sent"),
    }
}

fn costs_and_usage(body: &Value, costs: &[Cost], page: usize) -> Reply {
    let period = &body["TimePeriod"];
    let (start, end) = (period["Start"].as_str().expect("a start"), period["End"].as_str().expect("an end"));
    let groupings = body["GroupBy"].as_array().expect("groups");
    assert!(groupings.len() <= 2, "at most two groups");
    let has_models = groupings.iter().any(|grouping| grouping["Type"] == "PRODUCT_ATTRIBUTE");
    if has_models && start < "2026-09-01" {
        return refused("DataUnavailableException");
    }
    let mut groups: BTreeMap<(String, Vec<String>), i64> = BTreeMap::new();
    for cost in costs {
        let day = format!("{}-01", cost.month);
        if day.as_str() < start || day.as_str() >= end || !cost.passes(&body["Filter"]) {
            continue;
        }
        let keys: Option<Vec<String>> = groupings.iter().map(|grouping| cost.key(grouping)).collect();
        if let Some(keys) = keys {
            let (whole, cents) = cost.amount.split_once('.').expect("two places");
            let cents: i64 = format!("{whole}{cents}").parse().expect("an amount");
            *groups.entry((cost.month.to_owned(), keys)).or_default() += cents;
        }
    }
    let from: usize = body["NextPageToken"].as_str().and_then(|token| token.parse().ok()).unwrap_or(0);
    let metric = body["Metrics"][0].as_str().expect("a metric");
    let mut months: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for ((month, keys), cents) in groups.iter().skip(from).take(page) {
        let amount = format!(
            "{}{}.{:02}00000000",
            if *cents < 0 { "-" } else { "" },
            cents.abs() / 100,
            cents.abs() % 100
        );
        let group = json!({ "Keys": keys, "Metrics": { metric: { "Amount": amount, "Unit": "USD" } } });
        months.entry(month.clone()).or_default().push(group);
    }
    let results: Vec<Value> = months
        .into_iter()
        .map(|(month, groups)| {
            json!({ "TimePeriod": { "Start": format!("{month}-01"), "End": end }, "Total": {}, "Groups": groups,
                    "Estimated": month.as_str() >= "2026-11" })
        })
        .collect();
    let mut answer =
        json!({ "GroupDefinitions": groupings, "ResultsByTime": results, "DimensionValueAttributes": [] });
    if from + page < groups.len() {
        answer["NextPageToken"] = (from + page).to_string().into();
    }
    Reply::json(&answer)
}

/// Answers what Budgets is asked, one budget a page. Budgets are as documented, with a field `Notified` besides.
pub fn budgets(request: &Request, budgets: &[Value]) -> Reply {
    let (operation, body) = asked(request);
    match operation.as_str() {
        "GetCallerIdentity" => Reply::text(200, "text/xml", IDENTITY),
        "DescribeBudgets" => {
            let from: usize = body["NextToken"].as_str().and_then(|token| token.parse().ok()).unwrap_or(0);
            let mut page: Vec<Value> = budgets.iter().skip(from).take(1).cloned().collect();
            for budget in &mut page {
                let fields = budget.as_object_mut().expect("a budget");
                fields.remove("Notified");
                if body["ShowFilterExpression"] != true {
                    fields.remove("FilterExpression");
                }
            }
            let next = (from + 1 < budgets.len()).then(|| (from + 1).to_string());
            Reply::json(&json!({ "Budgets": page, "NextToken": next }))
        }
        "DescribeNotificationsForBudget" => {
            let budget = budgets.iter().find(|budget| budget["BudgetName"] == body["BudgetName"]);
            let notified = budget.is_some_and(|budget| budget["Notified"] == true);
            let alert = json!({ "NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80 });
            let alerts = if notified { vec![alert] } else { Vec::new() };
            Reply::json(&json!({ "Notifications": alerts }))
        }
        other => panic!("{other} is no read that is sent"),
    }
}

const IDENTITY: &str = r#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/finops</Arn><UserId>AIDA</UserId>
<Account>111122223333</Account></GetCallerIdentityResult>
<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>"#;
