//! The session of a run, and what is asked in it.

use super::basis::Basis;
use crate::fault::Fault;
use crate::live::regions::{Target, targets};
use crate::live::{ANY_REGION, Asked, Session, fallback_region};
use crate::settings::audit::AuditSettings;

/// A session, and what is asked in it by the policy and the command line.
pub(super) fn open_for(basis: &Basis<'_>) -> Result<(Session, Asked), Fault> {
    let settings = basis.settings;
    open(settings, targets(&settings.choice, &basis.policy().live, &fallback_region)?)
}

/// A session, and what is asked in it of some accounts and regions.
pub(super) fn open(settings: &AuditSettings, targets: Vec<Target>) -> Result<(Session, Asked), Fault> {
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
