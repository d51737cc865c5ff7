//! Which keys billing knows: the cost allocation tags, as Cost Explorer lists them
//! (<https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_ListCostAllocationTags.html>).

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::Refusal;
use super::answer::NoAnswer;
use super::client::Ask;
use super::credentials::{Key, Lack};
use super::purpose::Purpose;
use super::session::Session;
use crate::policy::Access;

/// What configuration files and environment variables call the service.
const SERVICE_ID: &str = "Cost Explorer";
/// The service that signatures name, and the region that it is in.
const SERVICE: &str = "ce";
const REGION: &str = "us-east-1";
const ADDRESS: &str = "https://ce.us-east-1.amazonaws.com/";
const OPERATION: &str = "AWSInsightsIndexService.ListCostAllocationTags";
/// How many keys a page holds, at the most.
const PAGE: usize = 1000;
/// How many pages are read: far more than an account may have keys.
const MOST_PAGES: usize = 100;

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
    #[serde(default)]
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item {
    tag_key: String,
    #[serde(default)]
    status: String,
}

/// Where Cost Explorer is, and with what it is asked.
pub(super) struct Billing {
    url: Url,
    key: Result<Key, Lack>,
}

impl Billing {
    /// As the environment and the profile say; always with the ambient credentials.
    ///
    /// # Errors
    /// An address that no credentials may be sent to.
    pub(super) async fn of(session: &Session) -> Result<Self, Refusal> {
        let key = session.credentials(&Access::Ambient).await.map(Key::Aws);
        let url = match session.endpoint(SERVICE_ID).await? {
            Some(url) => url,
            None => Url::parse(ADDRESS).expect("a constant address"),
        };
        Ok(Billing { url, key })
    }

    /// Asks for all cost allocation tags.
    ///
    /// # Errors
    /// Why they are not known.
    pub(super) async fn cost_tags(self, session: &Session) -> Result<Vec<CostTag>, String> {
        let key = self.key.map_err(|lack| match lack {
            Lack::None => {
                "Cost Explorer takes AWS credentials and no bearer key, and there are none".to_owned()
            }
            Lack::Failed(why) => session.wipe(&why),
        })?;
        let (mut tags, mut tokens, mut token) = (Vec::new(), HashSet::new(), None);
        for _ in 0..MOST_PAGES {
            let body = body(token.as_deref());
            let ask = Ask {
                url: self.url.clone(),
                service: SERVICE,
                region: REGION,
                key: &key,
                purpose: Purpose::Operation { name: OPERATION, body },
            };
            let answer = session.send(&ask).await.map_err(denied)?;
            token = take(answer, &mut tags).map_err(|why| session.wipe(&why))?;
            match &token {
                None => return Ok(sorted(tags)),
                Some(token) if !tokens.insert(token.clone()) => {
                    return Err("the list of cost allocation tags does not advance".to_owned());
                }
                Some(_) => {}
            }
        }
        Err(format!("the list of cost allocation tags has no end: {MOST_PAGES} pages were read"))
    }
}

fn body(token: Option<&str>) -> Vec<u8> {
    let mut body = json!({ "Type": "UserDefined", "MaxResults": PAGE });
    if let Some(token) = token {
        body["NextToken"] = token.into();
    }
    body.to_string().into_bytes()
}

/// Takes one page, and gives the token of the next.
fn take(answer: Value, tags: &mut Vec<CostTag>) -> Result<Option<String>, String> {
    let answer: Answer = serde_json::from_value(answer)
        .map_err(|error| format!("the answer is not a list of cost allocation tags: {error}"))?;
    tags.extend(answer.cost_allocation_tags.into_iter().map(|item| CostTag {
        // Reports write a user's keys so; whether this list does is not documented.
        key: item.tag_key.strip_prefix("user:").unwrap_or(&item.tag_key).to_owned(),
        is_active: item.status == "Active",
    }));
    Ok(answer.next_token.filter(|token| !token.is_empty()))
}

/// Each key once, active where it is so anywhere.
fn sorted(mut tags: Vec<CostTag>) -> Vec<CostTag> {
    tags.sort_by(|left, right| left.key.cmp(&right.key).then(right.is_active.cmp(&left.is_active)));
    tags.dedup_by(|later, first| later.key == first.key);
    tags
}

/// Who may ask, where that is the matter.
fn denied(no_answer: NoAnswer) -> String {
    let is_denied = no_answer.is_one_of(&["AccessDenied", "AccessDeniedException"]);
    let NoAnswer { message, .. } = no_answer;
    match is_denied {
        true => format!(
            "only the management account may ask which keys are active, with `ce:ListCostAllocationTags`: {message}"
        ),
        false => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_without_their_prefix_and_once() {
        let mut tags = Vec::new();
        let answer = json!({"CostAllocationTags": [
            {"TagKey": "user:Team", "Type": "UserDefined", "Status": "Active", "LastUsedDate": "x"},
            {"TagKey": "Owner", "Status": "Inactive"}, {"TagKey": "Team", "Status": "Inactive"}], "NextToken": "n"});
        assert_eq!(take(answer, &mut tags), Ok(Some("n".to_owned())));
        let active = |key: &str, is_active| CostTag { key: key.to_owned(), is_active };
        assert_eq!(sorted(tags), [active("Owner", false), active("Team", true)]);
        assert_eq!(take(json!({"CostAllocationTags": []}), &mut Vec::new()), Ok(None));
        assert!(take(json!({"CostAllocationTags": null}), &mut Vec::new()).is_err());
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
