//! What is there: the projects of accounts and regions, as the Projects API lists them.
//!
//! The only asynchronous part. It produces projects and failures, and nothing reads it back; the network stack is
//! started by a [`Session`] and nowhere else. Nothing but reads is ever sent.

pub mod answer;
pub mod billing;
pub mod calls;
pub mod client;
pub mod credentials;
pub mod endpoint;
pub mod list;
pub(crate) mod organization;
pub mod pages;
mod progress;
pub mod project;
mod refusal;
pub mod regions;
mod retry;
pub mod routes;
pub mod secret;
pub mod session;

pub use list::Listing;
pub use refusal::Refusal;
pub use session::Session;

use std::time::Duration;

use crate::finding::Failure;
use crate::policy::Access;
use billing::{Billing, CostTag};
use endpoint::Endpoint;
use progress::Progress;
use regions::Target;

/// How many regions are asked side by side.
const SIDE_BY_SIDE: usize = 32;
/// How long a list may take in all.
const LONGEST: Duration = Duration::from_secs(600);

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which accounts and regions.
    pub targets: Vec<Target>,
    /// Where the API is.
    pub endpoint: Endpoint,
    /// Whether to ask for cost allocation tags.
    pub billing: bool,
    /// Whether to show progress.
    pub progress: bool,
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
    let of_profile = || session::runtime().ok()?.block_on(credentials::profile_region(profile));
    variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")).or_else(of_profile)
}

/// Looks at everything that is asked for.
///
/// # Errors
/// There are no credentials at all, or an address that none may be sent to.
pub fn look(session: &Session, asked: &Asked) -> Result<Seen, Refusal> {
    session.wait(async {
        let errands = list::errands(session, asked).await?;
        let billing = if asked.billing { Some(Billing::of(session).await?) } else { None };
        let progress = Progress::new(errands.len(), asked.progress);
        let mut seen = Seen::default();
        for (listing, failure) in list::read(session, &errands, &progress).await {
            seen.listings.push(listing);
            seen.failures.extend(failure);
        }
        if let Some(billing) = billing {
            match bounded(billing.cost_tags(session)).await {
                Ok(tags) => seen.cost_tags = Some(tags),
                Err(message) => seen.failures.push(Failure { subject: "billing".to_owned(), message }),
            }
        }
        progress.end();
        Ok(seen)
    })
}

/// What reads a list, as long as that does not take too long.
async fn bounded<T>(list: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    match tokio::time::timeout(LONGEST, list).await {
        Ok(list) => list,
        Err(_) => Err(format!("the list was not complete after {} seconds", LONGEST.as_secs())),
    }
}
