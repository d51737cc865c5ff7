//! What an organization asks of tags: its effective tag policy
//! (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeEffectivePolicy.html>), and the tags that
//! are required of resource types
//! (<https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_ListRequiredTags.html>).

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

use super::Refusal;
use super::client::Ask;
use super::credentials::{Key, Lack};
use super::endpoint::is_region;
use super::purpose::Purpose;
use super::session::Session;
use crate::policy::Access;

/// How many pages are read: far more than there may be types.
const MOST_PAGES: usize = 100;

/// A question that a service is asked.
struct Question {
    /// What configuration files and environment variables call the service.
    id: &'static str,
    /// What signatures and addresses call it.
    service: &'static str,
    /// What the header of the request names.
    target: &'static str,
    operation: &'static str,
    /// The permission that it needs.
    action: &'static str,
}

const EFFECTIVE: Question = Question {
    id: "Organizations",
    service: "organizations",
    target: "AWSOrganizationsV20161128.DescribeEffectivePolicy",
    operation: "DescribeEffectivePolicy",
    action: "organizations:DescribeEffectivePolicy",
};

const REQUIRED: Question = Question {
    id: "Resource Groups Tagging API",
    service: "tagging",
    target: "ResourceGroupsTaggingAPI_20170126.ListRequiredTags",
    operation: "ListRequiredTags",
    action: "tag:ListRequiredTags",
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Effective {
    effective_policy: Content,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    policy_content: String,
}

/// The keys that resources of a type must have.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Required {
    pub resource_type: String,
    #[serde(default)]
    pub cloud_formation_resource_types: Vec<String>,
    #[serde(default)]
    pub reporting_tag_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    required_tags: Vec<Required>,
    #[serde(default)]
    next_token: Option<String>,
}

/// The text of the tag policy that holds for an account, an organizational unit or a root.
///
/// # Errors
/// It is not told.
pub(crate) fn effective_tag_policy(session: &Session, region: &str, target: &str) -> Result<String, Refusal> {
    // The service is in one region of each partition.
    let region = match region {
        region if region.starts_with("cn-") => "cn-northwest-1",
        region if region.starts_with("us-gov-") => "us-gov-west-1",
        _ => "us-east-1",
    };
    let body = json!({ "PolicyType": "TAG_POLICY", "TargetId": target });
    session.wait(async {
        let asking = Asking::of(session, &EFFECTIVE, region).await?;
        let answer: Effective = asking.answer(&body).await?;
        Ok(answer.effective_policy.policy_content)
    })
}

/// The tags that this account's effective policy requires.
///
/// # Errors
/// They are not told.
pub(crate) fn required_tags(session: &Session, region: &str) -> Result<Vec<Required>, Refusal> {
    session.wait(async {
        let asking = Asking::of(session, &REQUIRED, region).await?;
        let (mut tags, mut seen, mut body) = (Vec::new(), HashSet::new(), json!({}));
        for _ in 0..MOST_PAGES {
            let mut page: Page = asking.answer(&body).await?;
            tags.append(&mut page.required_tags);
            let Some(token) = page.next_token.filter(|token| !token.is_empty()) else { return Ok(tags) };
            if !seen.insert(token.clone()) {
                return Err(asking.refusal("the list does not advance".to_owned()));
            }
            body = json!({ "NextToken": token });
        }
        Err(asking.refusal(format!("the list has no end: {MOST_PAGES} pages were read")))
    })
}

/// Where a service is, and with what it is asked: always with the ambient credentials.
struct Asking<'s> {
    session: &'s Session,
    question: &'static Question,
    region: &'s str,
    url: Url,
    key: Key,
}

impl<'s> Asking<'s> {
    async fn of(session: &'s Session, question: &'static Question, region: &'s str) -> Result<Self, Refusal> {
        let key = match session.credentials(&Access::Ambient).await {
            Ok(credentials) => Key::Aws(credentials),
            Err(Lack::None) => {
                let why = "AWS is asked with AWS credentials, and there are none".to_owned();
                return Err(Refusal::NoCredentials { why });
            }
            Err(Lack::Failed(why)) => return Err(Refusal::NoCredentials { why: session.wipe(&why) }),
        };
        let url = match session.endpoint(question.id).await? {
            Some(url) => url,
            None => address(question.service, region)?,
        };
        Ok(Asking { session, question, region, url, key })
    }

    async fn answer<T: DeserializeOwned>(&self, body: &Value) -> Result<T, Refusal> {
        let ask = Ask {
            url: self.url.clone(),
            service: self.question.service,
            region: self.region,
            key: &self.key,
            purpose: Purpose::Operation { name: self.question.target, body: body.to_string().into_bytes() },
        };
        let answer = self.session.send(&ask).await.map_err(|answer| self.refusal(answer.message))?;
        serde_json::from_value(answer).map_err(|error| {
            let why = self.session.wipe(&error.to_string());
            self.refusal(format!("the answer has another form: {why}"))
        })
    }

    fn refusal(&self, why: String) -> Refusal {
        let Question { operation, action, .. } = *self.question;
        Refusal::NoAnswer { operation, action, why }
    }
}

fn address(service: &str, region: &str) -> Result<Url, Refusal> {
    let refusal = || Refusal::NotARegion { region: region.to_owned(), nearest: None };
    if !is_region(region) {
        return Err(refusal());
    }
    let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    Url::parse(&format!("https://{service}.{region}.{domain}/")).map_err(|_| refusal())
}
