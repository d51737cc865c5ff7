//! Which keys billing knows: the cost allocation tags, as Cost Explorer lists them
//! (<https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_ListCostAllocationTags.html>).

use serde::Deserialize;
use serde_json::json;

use super::Refusal;
use super::answer::NoAnswer;
use super::cost_explorer;
use super::credentials::Lack;
use super::service::{Asking, Page};
use super::session::Session;
use crate::policy::Access;

const OPERATION: &str = "ListCostAllocationTags";
/// How many keys a page holds, at the most.
const PAGE: usize = 1000;

/// A key that billing knows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct CostTag {
    pub(crate) key: String,
    /// Whether costs are told apart by it.
    pub(crate) is_active: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    cost_allocation_tags: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item {
    tag_key: String,
    #[serde(default)]
    status: String,
}

impl Page for Answer {
    const TOKEN: &'static str = "NextToken";
}

/// Where Cost Explorer is, and with what it is asked: always with the ambient credentials.
pub(super) struct Billing<'s> {
    asking: Result<Asking<'s>, Lack>,
}

impl<'s> Billing<'s> {
    /// As the environment and the profile say.
    ///
    /// # Errors
    /// An address that no credentials may be sent to.
    pub(super) async fn of(session: &'s Session) -> Result<Self, Refusal> {
        let asking = match session.credentials(&Access::Ambient).await {
            Ok(credentials) => Ok(cost_explorer::asking(session, credentials).await?),
            Err(lack) => Err(lack),
        };
        Ok(Billing { asking })
    }

    /// Asks for all cost allocation tags.
    ///
    /// # Errors
    /// Why they are not known.
    pub(super) async fn cost_tags(self, session: &Session) -> Result<Vec<CostTag>, String> {
        let asking = self.asking.map_err(|lack| match lack {
            Lack::None => {
                "Cost Explorer takes AWS credentials and no bearer key, and there are none".to_owned()
            }
            Lack::Failed(why) => session.wipe(&why),
        })?;
        let body = json!({ "Type": "UserDefined", "MaxResults": PAGE });
        let pages = asking.pages(OPERATION, body).await.map_err(denied)?;
        Ok(sorted(pages.into_iter().flat_map(taken).collect()))
    }
}

/// The keys of a page.
fn taken(page: Answer) -> impl Iterator<Item = CostTag> {
    page.cost_allocation_tags.into_iter().map(|item| CostTag {
        // Reports write a user's keys so; whether this list does is not documented.
        key: item.tag_key.strip_prefix("user:").unwrap_or(&item.tag_key).to_owned(),
        is_active: item.status == "Active",
    })
}

/// Each key once, active where it is so anywhere.
fn sorted(mut tags: Vec<CostTag>) -> Vec<CostTag> {
    tags.sort_by(|left, right| left.key.cmp(&right.key).then(right.is_active.cmp(&left.is_active)));
    tags.dedup_by(|later, first| later.key == first.key);
    tags
}

/// Who may ask, where that is the matter.
fn denied(no_answer: NoAnswer) -> String {
    match no_answer.is_denied() {
        true => format!(
            "only the management account may ask which keys are active, with `ce:ListCostAllocationTags`: {}",
            no_answer.message
        ),
        false => no_answer.message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_without_their_prefix_and_once() {
        let answer = json!({"CostAllocationTags": [
            {"TagKey": "user:Team", "Type": "UserDefined", "Status": "Active", "LastUsedDate": "x"},
            {"TagKey": "Owner", "Status": "Inactive"}, {"TagKey": "Team", "Status": "Inactive"}]});
        let answer: Answer = serde_json::from_value(answer).expect("an answer");
        let active = |key: &str, is_active| CostTag { key: key.to_owned(), is_active };
        assert_eq!(sorted(taken(answer).collect()), [active("Owner", false), active("Team", true)]);
        assert!(serde_json::from_value::<Answer>(json!({"CostAllocationTags": null})).is_err());
    }

    #[test]
    fn who_may_not_ask_is_told_who_may() {
        let said = |error_code: Option<&str>| {
            let message = "400 Bad Request: AccessDenied".to_owned();
            denied(NoAnswer { error_code: error_code.map(str::to_owned), ..NoAnswer::from(message) })
        };
        let words = said(Some("AccessDeniedException"));
        assert!(words.starts_with("only the management account may ask"), "{words}");
        assert_eq!(said(Some("ValidationException")), "400 Bad Request: AccessDenied");
        assert_eq!(said(None), "400 Bad Request: AccessDenied");
    }
}
