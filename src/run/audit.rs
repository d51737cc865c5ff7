//! `taglint audit`: from accounts and regions to a report, and what becomes of the calls that fix tags.

mod basis;
mod consent;
mod definitions;
mod fix;
mod restore;
mod send;

use super::deliver::Body;
use crate::cli::CallForm;
use crate::fault::Fault;
use crate::live::regions::{Target, targets};
use crate::live::{self, Asked, Seen, Session};
use crate::report::calls::{self, Destinations};
use crate::settings::audit::{AuditSettings, Calls};
use crate::status::Status;
use basis::Basis;

/// The region in which roles are assumed where nothing is looked at.
const ANY_REGION: &str = "us-east-1";

/// Audits what lives, and tells the exit status.
///
/// # Errors
/// Nothing was judged: a wrong policy, no credentials, no region, a file that is not there.
pub(crate) fn run(settings: &AuditSettings) -> Result<Status, Fault> {
    if let Calls::Restored(path, sending) = &settings.calls {
        return restore::run(settings, path, sending);
    }
    let basis = Basis::read(settings)?;
    let targets = targets(&settings.choice, &basis.policy().live, &live::fallback_region)?;
    let (session, asked) = open(settings, targets)?;
    if let Calls::Sent(sending) = &settings.calls {
        return fix::run(&basis, &session, &asked, sending);
    }
    let seen = live::look(&session, &asked)?;
    let judged = basis.judge(&seen);
    let body = match &settings.calls {
        Calls::Shown(form) => {
            let destinations = match form {
                CallForm::Calls => None,
                CallForm::Curl => Some(destinations(&seen)),
            };
            let shown = basis.screen.shown(&judged.outline.sorted.findings);
            Body::Text(calls::draw(shown, settings.with_unsafe, destinations.as_ref()))
        }
        Calls::None | Calls::Sent(_) | Calls::Restored(..) => Body::Report,
    };
    basis.deliver(&seen, judged, &body)
}

/// A session, and what is asked in it.
fn open(settings: &AuditSettings, targets: Vec<Target>) -> Result<(Session, Asked), Fault> {
    let region = targets.first().and_then(|target| target.regions.first());
    let region = if let Some(region) = region { region } else { ANY_REGION };
    let session = Session::open(settings.timeout, region)?;
    let asked = Asked {
        targets,
        endpoint: settings.endpoint.clone(),
        billing: settings.billing,
        progress: !settings.delivery.quiet,
    };
    Ok((session, asked))
}

/// Where the calls for the projects of each list go.
fn destinations(seen: &Seen) -> Destinations {
    let mut destinations = Destinations::new();
    for listing in &seen.listings {
        let home = (listing.account.clone(), listing.region.clone());
        destinations.entry(home).or_insert_with(|| listing.destination.clone());
    }
    destinations
}
