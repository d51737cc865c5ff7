//! What an organization asks of tags: its effective tag policy
//! (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeEffectivePolicy.html>), and the tags that
//! are required of resource types
//! (<https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_ListRequiredTags.html>).

use serde::Deserialize;
use serde_json::json;

use super::Refusal;
use super::answer::NoAnswer;
use super::endpoint::{domain, is_region};
use super::service::{Asking, Page, Service};
use super::session::Session;

/// A question that is the whole errand.
struct Question {
    service: Service,
    operation: &'static str,
    /// The permission that it needs.
    action: &'static str,
}

static EFFECTIVE: Question = Question {
    service: Service { id: "Organizations", name: "organizations", target: "AWSOrganizationsV20161128" },
    operation: "DescribeEffectivePolicy",
    action: "organizations:DescribeEffectivePolicy",
};

static REQUIRED: Question = Question {
    service: Service {
        id: "Resource Groups Tagging API",
        name: "tagging",
        target: "ResourceGroupsTaggingAPI_20170126",
    },
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
struct RequiredPage {
    #[serde(default)]
    required_tags: Vec<Required>,
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
        region if region.starts_with("eusc-") => "eusc-de-east-1",
        _ => "us-east-1",
    };
    let body = json!({ "PolicyType": "TAG_POLICY", "TargetId": target });
    session.wait(async {
        let asking = EFFECTIVE.asking(session, region).await?;
        let answer = asking.answer(EFFECTIVE.operation, &body).await;
        let answer: Effective = answer.map_err(|why| EFFECTIVE.refusal(why))?;
        Ok(answer.effective_policy.policy_content)
    })
}

/// The tags that this account's effective policy requires.
///
/// # Errors
/// They are not told.
pub(crate) fn required_tags(session: &Session, region: &str) -> Result<Vec<Required>, Refusal> {
    session.wait(async {
        let asking = REQUIRED.asking(session, region).await?;
        let pages = asking.pages(REQUIRED.operation, json!({})).await;
        let pages: Vec<RequiredPage> = pages.map_err(|why| REQUIRED.refusal(why))?;
        Ok(pages.into_iter().flat_map(|page| page.required_tags).collect())
    })
}

impl Page for RequiredPage {
    const TOKEN: &'static str = "NextToken";
}

impl Question {
    async fn asking<'s>(&'static self, session: &'s Session, region: &'s str) -> Result<Asking<'s>, Refusal> {
        let credentials = session.need_credentials().await?;
        if !is_region(region) {
            return Err(Refusal::NotARegion { region: region.to_owned(), nearest: None });
        }
        let address = format!("https://{}.{region}.{}/", self.service.name, domain(region));
        Asking::of(session, &self.service, region, &address, credentials).await
    }

    fn refusal(&self, why: NoAnswer) -> Refusal {
        let Question { operation, action, .. } = *self;
        Refusal::NoAnswer { operation, action, why: why.message }
    }
}
