//! What is there: the projects of accounts and regions, as the Projects API lists them.
//!
//! The only asynchronous part. It produces projects and failures, and nothing reads it back; the network stack is
//! started by a [`Session`] and nowhere else. Nothing but reads is ever sent, except by [`mod@write`].

pub mod answer;
mod asked;
pub(crate) mod athena;
pub(crate) mod billing;
pub(crate) mod budgets;
pub(crate) mod calls;
pub(crate) mod change;
pub(crate) mod client;
pub(crate) mod cost_explorer;
pub(crate) mod credentials;
pub(crate) mod destination;
pub(crate) mod endpoint;
mod interrupt;
pub(crate) mod list;
pub(crate) mod organization;
pub mod pages;
mod patience;
pub(crate) mod plan;
mod progress;
pub(crate) mod project;
mod purpose;
mod refusal;
pub(crate) mod regions;
mod retry;
pub(crate) mod routes;
pub(crate) mod s3;
mod sdk;
pub mod secret;
mod service;
pub(crate) mod session;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod write;

pub(crate) use asked::Asked;
pub(crate) use interrupt::Interrupt;
pub(crate) use list::Listing;
pub(crate) use refusal::Refusal;
pub(crate) use session::Session;

use crate::finding::Failure;
use crate::policy::Access;
use billing::{Billing, CostTag};
use patience::bounded;
use progress::Progress;
use project::LiveProject;

/// What was seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The lists, in the order of accounts and regions.
    pub(crate) listings: Vec<Listing>,
    /// The cost allocation tags, where they were asked for and told.
    pub(crate) cost_tags: Option<Vec<CostTag>>,
    /// What did not answer.
    pub(crate) failures: Vec<Failure>,
}

impl Seen {
    /// Takes in what was read of a project since.
    pub(crate) fn update(&mut self, now: &LiveProject) {
        for listing in &mut self.listings {
            for known in &mut listing.projects {
                if known.id == now.id && known.home() == now.home() {
                    known.clone_from(now);
                }
            }
        }
    }

    /// What is known after another look: a list that was not asked again, or broke off, is known from this one. What
    /// failed here is not made good by an answer there: nothing was sent to it.
    pub(crate) fn then(self, mut now: Seen) -> Seen {
        let mut listings = Vec::new();
        for known in self.listings {
            let is_same = |new: &Listing| new.name == known.name && new.region == known.region;
            listings.push(match now.listings.iter().position(is_same) {
                None => known,
                Some(number) => match now.listings.swap_remove(number) {
                    new if new.is_complete => new,
                    new => {
                        Listing { account: new.account.or(known.account), projects: known.projects, ..new }
                    }
                },
            });
        }
        let is_told = |failure: &Failure| now.failures.iter().any(|told| told.subject == failure.subject);
        let earlier: Vec<Failure> = self.failures.into_iter().filter(|failure| !is_told(failure)).collect();
        now.failures.extend(earlier);
        Seen { listings, cost_tags: now.cost_tags.or(self.cost_tags), failures: now.failures }
    }
}

/// The region in which roles are assumed, and buckets asked for theirs, where nothing names one.
pub(crate) const ANY_REGION: &str = "us-east-1";

/// The region of the environment, else of a profile, for runs that name none.
pub(crate) fn fallback_region(access: &Access) -> Option<String> {
    let variable = |name: &str| {
        let region = std::env::var(name).ok()?.trim().to_owned();
        (!region.is_empty()).then_some(region)
    };
    let profile = match access {
        Access::Profile(profile) => Some(profile.as_str()),
        Access::Ambient | Access::Role { .. } => None,
    };
    let of_profile = || session::runtime().ok()?.block_on(credentials::profile_region(profile));
    variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")).or_else(of_profile)
}

/// Looks at everything that is asked for, until somebody interrupts: then nothing was seen.
///
/// # Errors
/// There are no credentials at all, or an address that none may be sent to.
pub(crate) fn look(
    session: &Session,
    asked: &Asked,
    interrupt: &mut Interrupt,
) -> Result<Option<Seen>, Refusal> {
    session.wait(interrupt.unless(see(session, asked))).transpose()
}

async fn see(session: &Session, asked: &Asked) -> Result<Seen, Refusal> {
    let errands = list::errands(session, asked).await?;
    let billing = if asked.billing { Some(Billing::of(session).await?) } else { None };
    let progress = Progress::new(list::names(&errands), asked.progress);
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
    Ok(seen)
}
