//! Budgets, and whether they notify anybody
//! (<https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeBudgets.html>).

pub(crate) mod filter;

use futures_util::stream::{self, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::NoAnswer;
use super::sdk;
use super::service::{Asking, Page, Service};
use super::session::Session;
use super::{Interrupt, Refusal};
use crate::text::code;
use filter::Filter;

static SERVICE: Service = Service { id: "Budgets", name: "budgets", target: "AWSBudgetServiceGateway" };
const REGION: &str = "us-east-1";
const ADDRESS: &str = "https://budgets.amazonaws.com/";

/// How many budgets, and how many notifications, a page holds at the most.
const BUDGETS: usize = 1000;
const NOTIFICATIONS: usize = 100;
/// How many budgets are asked side by side.
const SIDE_BY_SIDE: usize = 4;

/// A budget.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Budget {
    pub(crate) account: String,
    pub(crate) name: String,
    /// Whether it is about costs, rather than usage or commitments.
    pub(crate) is_of_cost: bool,
    /// From which second on it is valid, counted from 1970; always where there is none.
    pub(crate) start: Option<i64>,
    /// The second at which it ends; never where there is none.
    pub(crate) end: Option<i64>,
    /// Why it does not work, where it does not.
    pub(crate) illness: Option<String>,
    pub(crate) filter: Filter,
}

/// The service, with what it is asked.
pub(crate) struct Budgets<'s> {
    session: &'s Session,
    asking: Asking<'s>,
    interrupt: Interrupt,
}

impl<'s> Budgets<'s> {
    /// As the environment and the profile say, with the ambient credentials.
    ///
    /// # Errors
    /// There are no credentials, an address that none may be sent to, or this machine hears no interrupts.
    pub(crate) fn open(session: &'s Session) -> Result<Self, Refusal> {
        let asking = session.wait(async {
            let credentials = session.need_credentials().await?;
            Asking::of(session, &SERVICE, REGION, ADDRESS, credentials).await
        })?;
        Ok(Budgets { session, asking, interrupt: Interrupt::listen()? })
    }

    /// Whether somebody interrupted.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupt.has_come(self.session)
    }

    /// The account of the ambient credentials.
    ///
    /// # Errors
    /// An address that no credentials may be sent to, or inside why it is not known.
    pub(crate) fn caller(&self) -> Result<Result<String, String>, Refusal> {
        let caller = self.session.wait(self.interrupt.answer(async {
            let credentials = self.session.need_credentials().await?;
            if let Some(account) = credentials.account_id() {
                return Ok(Ok(account.as_str().to_owned()));
            }
            let config = sdk::config(self.session, "STS", REGION).await?;
            let asked = aws_sdk_sts::Client::new(&config).get_caller_identity();
            let answer = sdk::answered(self.session, || asked.clone().send()).await;
            Ok(match answer {
                Ok(identity) => {
                    let account = identity.account().map(str::to_owned);
                    account.ok_or_else(|| "`GetCallerIdentity`: the answer has no account".to_owned())
                }
                Err(why) => Err(format!("`GetCallerIdentity`: {}", why.message)),
            })
        }));
        caller.unwrap_or_else(|why| Ok(Err(why)))
    }

    /// The budgets of an account.
    ///
    /// # Errors
    /// Why they are not known.
    pub(crate) fn of_account(&self, account: &str) -> Result<Vec<Budget>, String> {
        let body = json!({ "AccountId": account, "MaxResults": BUDGETS, "ShowFilterExpression": true });
        let operation = "DescribeBudgets";
        let pages = self.interrupt.answer(self.asking.pages::<BudgetPage>(operation, body));
        let pages = self.session.wait(pages).unwrap_or_else(|why| Err(why.into()));
        let pages = pages.map_err(|why| unanswered(operation, why))?;
        let mut budgets = Vec::new();
        for item in pages.into_iter().flat_map(|page| page.budgets) {
            budgets.push(item.budget(account));
        }
        Ok(budgets)
    }

    /// Of each budget, whether it notifies anybody.
    pub(crate) fn notify(&self, budgets: &[&Budget]) -> Vec<Result<bool, String>> {
        let operation = "DescribeNotificationsForBudget";
        let asked = budgets.iter().map(|budget| async {
            let body = json!({
                "AccountId": budget.account, "BudgetName": budget.name, "MaxResults": NOTIFICATIONS,
            });
            let pages = self.interrupt.answer(self.asking.pages::<NotificationPage>(operation, body)).await;
            let pages = pages.unwrap_or_else(|why| Err(why.into()));
            let pages = pages.map_err(|why| unanswered(operation, why))?;
            Ok(pages.iter().any(|page| !page.notifications.is_empty()))
        });
        self.session.wait(stream::iter(asked).buffered(SIDE_BY_SIDE).collect())
    }
}

fn unanswered(operation: &str, why: NoAnswer) -> String {
    let needs = if why.is_denied() { "it needs the permission `budgets:ViewBudget`: " } else { "" };
    format!("{}: {needs}{}", code(operation), why.message)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BudgetPage {
    #[serde(default)]
    budgets: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item {
    budget_name: String,
    budget_type: String,
    #[serde(default)]
    cost_filters: Value,
    #[serde(default)]
    filter_expression: Value,
    #[serde(default)]
    time_period: Option<TimePeriod>,
    #[serde(default)]
    health_status: Option<HealthStatus>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TimePeriod {
    #[serde(default)]
    start: Option<f64>,
    #[serde(default)]
    end: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HealthStatus {
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    status_reason: Option<String>,
}

impl Item {
    fn budget(self, account: &str) -> Budget {
        let second = |time: f64| time.floor() as i64;
        let period = self.time_period.unwrap_or(TimePeriod { start: None, end: None });
        Budget {
            account: account.to_owned(),
            name: self.budget_name,
            is_of_cost: self.budget_type == "COST",
            start: period.start.map(second),
            end: period.end.map(second),
            illness: self.health_status.and_then(HealthStatus::illness),
            filter: Filter::read(&self.filter_expression, &self.cost_filters),
        }
    }
}

impl HealthStatus {
    fn illness(self) -> Option<String> {
        match self.status.as_deref() {
            None | Some("HEALTHY") => None,
            Some(status) => Some(self.status_reason.unwrap_or_else(|| status.to_owned())),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NotificationPage {
    #[serde(default)]
    notifications: Vec<Value>,
}

impl Page for BudgetPage {
    const TOKEN: &'static str = "NextToken";
}

impl Page for NotificationPage {
    const TOKEN: &'static str = "NextToken";
}
