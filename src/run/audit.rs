//! `taglint audit`: from accounts and regions to a report, and what becomes of the calls that fix tags.

mod basis;
mod consent;
mod definitions;
mod fix;
mod opening;
mod restore;
mod send;

use super::deliver::Body;
use crate::cli::CallForm;
use crate::fault::Fault;
use crate::live::{Interrupt, Seen};
use crate::report::calls::{self, Destinations};
use crate::settings::audit::{AuditSettings, Calls};
use crate::status::Status;
use basis::{Basis, Judged};
use opening::open_for;

/// Audits what lives, and tells the exit status.
///
/// # Errors
/// Nothing was judged: a wrong policy, no credentials, no region, a file that is not there.
pub(crate) fn run(settings: &AuditSettings) -> Result<Status, Fault> {
    match &settings.calls {
        Calls::None => report(settings, None),
        Calls::Shown(form) => report(settings, Some(*form)),
        Calls::Sent(sending) => fix::run(settings, sending),
        Calls::Restored(path, sending) => restore::run(settings, path, sending),
    }
}

/// Reports what is found, or the calls that would fix it.
fn report(settings: &AuditSettings, form: Option<CallForm>) -> Result<Status, Fault> {
    let basis = Basis::read(settings)?;
    let (session, asked) = open_for(&basis)?;
    // Until somebody is asked, be it for the bill, an interrupt ends the process.
    let mut interrupt = Interrupt::listen()?;
    let Some(seen) = basis.look(&session, &asked, &mut interrupt)? else {
        return basis.deliver_unseen();
    };
    let judged = basis.judge(&seen);
    let body = match form {
        None => Body::Report,
        Some(CallForm::Calls) => calls_for(&basis, &judged, None),
        Some(CallForm::Curl) => calls_for(&basis, &judged, Some(&destinations(&seen))),
    };
    basis.deliver(&seen, judged, &body)
}

fn calls_for(basis: &Basis<'_>, judged: &Judged<'_>, destinations: Option<&Destinations>) -> Body {
    let shown = basis.screen.shown(&judged.outline.sorted.findings);
    Body::Text(calls::draw(shown, basis.settings.with_unsafe, destinations))
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
