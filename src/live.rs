//! What is there: the projects of accounts and regions, as the Projects API lists them.
//!
//! The only asynchronous part. It produces projects and failures, and nothing reads it back; the network stack is
//! started here and nowhere else. Nothing but reads is ever sent.

pub mod answer;
pub mod billing;
pub mod calls;
pub mod client;
pub mod credentials;
pub mod endpoint;
pub mod pages;
mod progress;
pub mod project;
pub mod regions;
mod retry;
pub mod routes;
pub mod secret;

use std::time::Duration;

use aws_credential_types::Credentials;
use futures_util::stream::{self, StreamExt};
use url::Url;

use crate::finding::Failure;
use crate::policy::Access;
use crate::text::{code, io_words, part_of_url};
use billing::CostTag;
use client::{Ask, Client};
use credentials::{Chain, Environment, Key, Lack};
use endpoint::Endpoint;
use pages::{Next, Pages};
use progress::Progress;
use project::LiveProject;
use regions::Target;
use secret::Secrets;

/// The service that signatures name; `bedrock` is refused
/// (<https://docs.aws.amazon.com/bedrock/latest/userguide/bedrock-mantle.html>).
const SERVICE: &str = "bedrock-mantle";
/// How many projects a page holds.
const PAGE: &str = "100";
/// How many regions are asked side by side.
const SIDE_BY_SIDE: usize = 32;
/// How long a list may take in all.
const LONGEST: Duration = Duration::from_secs(600);

/// Why nothing is asked at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Refusal {
    /// A refusal in words.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Refusal { message: message.into(), help: help.into() }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which accounts and regions.
    pub targets: Vec<Target>,
    /// Where the API is.
    pub endpoint: Endpoint,
    /// How long to wait for each answer.
    pub timeout: Duration,
    /// Whether to ask for cost allocation tags.
    pub billing: bool,
    /// Whether to show progress.
    pub progress: bool,
}

/// The list of one account and region.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The account's name in the policy; `None` for the ambient credentials.
    pub name: Option<String>,
    /// The account, where it is known.
    pub account: Option<String>,
    /// The region.
    pub region: String,
    /// What was listed, also where the list broke off.
    pub projects: Vec<LiveProject>,
    /// Whether the list was read to its end.
    pub is_complete: bool,
}

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The lists, in the order of accounts and regions.
    pub listings: Vec<Listing>,
    /// The cost allocation tags, where they were asked for and told.
    pub cost_tags: Option<Vec<CostTag>>,
    /// What did not answer.
    pub failures: Vec<Failure>,
}

/// The region of the environment, else of a profile, for runs that name none.
pub fn fallback_region(access: &Access) -> Option<String> {
    let variable = |name: &str| std::env::var(name).ok().filter(|region| !region.trim().is_empty());
    let profile = match access {
        Access::Profile(profile) => Some(profile.as_str()),
        Access::Ambient | Access::Role { .. } => None,
    };
    let of_profile = || runtime().ok()?.block_on(credentials::profile_region(profile));
    variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")).or_else(of_profile)
}

/// Looks at everything that is asked for.
///
/// # Errors
/// There are no credentials at all, or an address that none may be sent to.
pub fn look(asked: &Asked) -> Result<Seen, Refusal> {
    runtime()?.block_on(Look::new(asked)?.everything())
}

fn runtime() -> Result<tokio::runtime::Runtime, Refusal> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        let why = io_words(&error);
        Refusal::new(format!("the network cannot be used: {why}"), "see which limits this machine sets")
    })
}

/// One look at some accounts.
struct Look<'a> {
    asked: &'a Asked,
    environment: Environment,
    chain: Chain,
    client: Client,
    secrets: Secrets,
}

/// One list to read.
struct Errand<'a> {
    target: &'a Target,
    region: &'a str,
    url: Url,
    key: Result<Key, Lack>,
    account: Option<String>,
}

impl<'a> Look<'a> {
    fn new(asked: &'a Asked) -> Result<Self, Refusal> {
        let environment = Environment::read();
        let mut secrets = Secrets::default();
        environment.keys().for_each(|key| secrets.add(key));
        let region = asked.targets.first().and_then(|target| target.regions.first());
        let chain = Chain::new(asked.timeout, region.map_or("us-east-1", String::as_str));
        Ok(Look { asked, environment, chain, client: Client::new(asked.timeout)?, secrets })
    }

    async fn everything(mut self) -> Result<Seen, Refusal> {
        let errands = self.errands().await?;
        if let Some(refusal) = refusal(&errands, &self.secrets) {
            return Err(refusal);
        }
        let cost_explorer = if self.asked.billing { Some(self.cost_explorer().await?) } else { None };
        let progress = Progress::new(errands.len(), self.asked.progress);
        let lists = stream::iter(errands.iter().enumerate()).map(|(number, errand)| {
            let (look, progress) = (&self, &progress);
            async move {
                let listed = look.list(errand).await;
                progress.step();
                (number, listed)
            }
        });
        let mut lists: Vec<_> = lists.buffer_unordered(SIDE_BY_SIDE).collect().await;
        lists.sort_by_key(|&(number, _)| number);
        let mut seen = Seen::default();
        for (_, (listing, failure)) in lists {
            seen.listings.push(listing);
            seen.failures.extend(failure);
        }
        if let Some((url, key)) = cost_explorer {
            let tags = billing::cost_tags(&self.client, url, key, &self.secrets);
            match bounded(tags).await {
                Ok(tags) => seen.cost_tags = Some(tags),
                Err(message) => seen.failures.push(Failure { subject: "billing".to_owned(), message }),
            }
        }
        progress.end();
        Ok(seen)
    }

    /// The lists to read, each with its key. Credentials of different accounts are got side by side.
    async fn errands(&mut self) -> Result<Vec<Errand<'a>>, Refusal> {
        let targets = &self.asked.targets;
        let mut urls = Vec::new();
        for target in targets {
            for region in &target.regions {
                urls.push((target, region.as_str(), self.asked.endpoint.projects(region)?));
            }
        }
        let bearer = |target: &Target, url: &Url| match target.access {
            // A bearer key is of one account; profiles and roles say which account is meant.
            Access::Ambient => self.environment.bearer(url),
            Access::Profile(_) | Access::Role { .. } => None,
        };
        let needs = |name: &Option<String>| {
            urls.iter().any(|(target, _, url)| target.name == *name && bearer(target, url).is_none())
        };
        let got: Vec<(Option<String>, Result<Credentials, Lack>)> =
            stream::iter(targets.iter().filter(|target| needs(&target.name)))
                .map(|target| async { (target.name.clone(), self.chain.credentials(&target.access).await) })
                .buffer_unordered(SIDE_BY_SIDE)
                .collect()
                .await;
        let errands = urls.iter().map(|(target, region, url)| {
            let chained = || {
                let found = got.iter().find(|(name, _)| *name == target.name);
                found.map_or(Err(Lack::None), |(_, got)| got.clone().map(Key::Aws))
            };
            let key = bearer(target, url).map_or_else(chained, |key| Ok(Key::Bearer(key.to_owned())));
            let account = account_of(&target.access, &key);
            Errand { target, region, url: url.clone(), key, account }
        });
        let errands = errands.collect();
        self.chain.remember(&mut self.secrets);
        let credentials = got.iter().filter_map(|(_, got)| got.as_ref().ok());
        credentials.for_each(|credentials| credentials::remember(credentials, &mut self.secrets));
        Ok(errands)
    }

    /// Where Cost Explorer is, and with what it is asked: always the ambient credentials.
    async fn cost_explorer(&mut self) -> Result<(Option<Url>, Result<Key, Lack>), Refusal> {
        let key = self.chain.credentials(&Access::Ambient).await.map(Key::Aws);
        self.chain.remember(&mut self.secrets);
        Ok((self.chain.endpoint(billing::SERVICE_ID).await?, key))
    }

    /// Reads one list to its end, or as far as it goes.
    async fn list(&self, errand: &Errand<'_>) -> (Listing, Option<Failure>) {
        let mut pages = Pages::default();
        let done = match &errand.key {
            Err(Lack::None) => Err(match &errand.target.access {
                Access::Role { arn, .. } => {
                    format!("there are no AWS credentials to assume the role {} with", code(arn))
                }
                Access::Ambient | Access::Profile(_) => {
                    "there are no credentials for this account".to_owned()
                }
            }),
            Err(Lack::Failed(why)) => Err(why.clone()),
            Ok(key) => bounded(self.fill(&mut pages, errand, key)).await,
        };
        let name = errand.target.name.clone();
        let failure = done.err().map(|message| Failure {
            subject: match &name {
                Some(name) => format!("{name}/{}", errand.region),
                None => errand.region.to_owned(),
            },
            message: self.secrets.wipe(&regions::with_doubt(message, errand.region)),
        });
        let mut accounts = pages.projects.iter().filter_map(|project| project.account.clone());
        let account = accounts.next().or_else(|| errand.account.clone());
        pages.projects.iter_mut().filter(|project| project.account.is_none()).for_each(|project| {
            project.account.clone_from(&account);
        });
        let listing = Listing {
            account,
            name,
            region: errand.region.to_owned(),
            projects: pages.projects,
            is_complete: failure.is_none(),
        };
        (listing, failure)
    }

    async fn fill(&self, pages: &mut Pages, errand: &Errand<'_>, key: &Key) -> Result<(), String> {
        let mut after: Option<String> = None;
        loop {
            let mut url = errand.url.clone();
            url.set_query(Some(&query(after.as_deref())));
            let ask = Ask { url, service: SERVICE, region: errand.region, key, operation: None };
            let answer = self.client.send(&ask, &self.secrets).await?;
            match pages.take(&answer, errand.region)? {
                Next::End => return Ok(()),
                Next::After(cursor) => after = Some(cursor),
            }
        }
    }
}

/// What reads a list, as long as that does not take too long.
async fn bounded<T>(list: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let late = || format!("the list was not complete after {} seconds", LONGEST.as_secs());
    tokio::time::timeout(LONGEST, list).await.unwrap_or_else(|_| Err(late()))
}

/// The query of a page.
fn query(after: Option<&str>) -> String {
    let after = after.map(|after| format!("after={}&", part_of_url(after)));
    format!("{}limit={PAGE}", after.unwrap_or_default())
}

/// The account that credentials are of, where they or the role say so.
fn account_of(access: &Access, key: &Result<Key, Lack>) -> Option<String> {
    let of_role = || match access {
        Access::Role { arn, .. } => {
            arn.split(':').nth(4).filter(|account| !account.is_empty()).map(str::to_owned)
        }
        Access::Ambient | Access::Profile(_) => None,
    };
    match key {
        Ok(Key::Aws(credentials)) => {
            credentials.account_id().map(|account| account.as_str().to_owned()).or_else(of_role)
        }
        _ => of_role(),
    }
}

/// That there are no credentials at all. An account of the policy whose role or profile gives none has not answered,
/// which is a failure.
fn refusal(errands: &[Errand<'_>], secrets: &Secrets) -> Option<Refusal> {
    let mut why = String::new();
    for errand in errands {
        match &errand.key {
            Err(Lack::None) => {}
            Err(Lack::Failed(words)) if errand.target.name.is_none() => why = secrets.wipe(words),
            _ => return None,
        }
    }
    let why = if why.is_empty() { credentials::none_found() } else { why };
    Some(Refusal::new(
        format!("no credentials: {why}"),
        "set `AWS_BEARER_TOKEN_BEDROCK`, or sign in to AWS with `aws sso login`, `AWS_PROFILE` or `AWS_ACCESS_KEY_ID`",
    ))
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn cursors_are_encoded_as_signatures_ask_for() {
        assert_eq!(query(None), "limit=100");
        assert_eq!(query(Some("proj_a-1.~")), "after=proj_a-1.~&limit=100");
        assert_eq!(query(Some("a b+/&ä")), "after=a%20b%2B%2F%26%C3%A4&limit=100");
    }
}
