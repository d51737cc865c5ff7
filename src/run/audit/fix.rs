//! `taglint audit --fix`: sends the calls that fix tags, and reports what is there then.

use std::collections::HashSet;

use super::basis::Basis;
use super::opening::open_for;
use super::send::send;
use crate::engine::FixedFinding;
use crate::fault::Fault;
use crate::finding::{Failure, Finding, Subject};
use crate::live::change::{CallReport, LiveChange, Outcome};
use crate::live::plan::{Planned, plan};
use crate::live::write::Written;
use crate::live::{self, Asked, Interrupt, Seen, Session};
use crate::run::deliver::{Body, note};
use crate::run::listing::list_fixes;
use crate::settings::Delivery;
use crate::settings::audit::{AuditSettings, Sending};
use crate::status::Status;
use crate::text::{count, shown};

pub(super) fn run(settings: &AuditSettings, sending: &Sending) -> Result<Status, Fault> {
    let basis = Basis::read(settings)?;
    let (session, asked) = open_for(&basis)?;
    // Until somebody is asked, be it for the bill, an interrupt ends the process.
    let mut interrupt = Interrupt::listen()?;
    let Some(seen) = basis.look(&session, &asked, &mut interrupt)? else {
        return basis.deliver_unseen();
    };
    let before = basis.judge(&seen).outline.sorted.findings;
    let planned = plan(basis.screen.shown(&before), settings.with_unsafe);
    let changes: Vec<LiveChange<'_>> = planned.iter().filter_map(|planned| change(planned, &seen)).collect();
    let mut written = send(settings, sending, &session, &changes, &mut interrupt)?;
    let now = look_again(&session, &asked, &seen, &mut written, &mut interrupt);
    let mut judged = basis.judge(&now);
    let fixed = fixed(&planned, &written, basis.screen.shown(&judged.outline.sorted.findings));
    judged.outline.fixed = fixed.len();
    tell(&settings.delivery, &fixed);
    judged.outline.failures.append(&mut written.failures);
    judged.outline.calls = Some(written.calls);
    let status = basis.deliver(&now, judged, &Body::Report)?;
    Ok(if written.is_interrupted { Status::Incomplete } else { status })
}

/// What is planned, for the project as it was listed. Archived projects and default ones are never written.
fn change<'s>(planned: &Planned<'_>, seen: &'s Seen) -> Option<LiveChange<'s>> {
    let Subject { id, account, region, .. } = planned.subject;
    let home = (account.as_deref(), region.as_deref()?);
    for listing in &seen.listings {
        for project in &listing.projects {
            let is_it = Some(&project.id) == id.as_ref() && project.home() == home;
            if is_it && !project.is_archived && !project.is_default() {
                let (edit, twins) = (planned.edit.clone(), planned.twins.clone());
                return Some(LiveChange { listing, project, edit, twins });
            }
        }
    }
    None
}

/// What is there after calls were sent. A list that does not answer any more is known from the look before and from what
/// was read between the calls. So are those of an account that refuses the key, which needs no second refusal, and all
/// where somebody interrupts, who does not want to wait.
fn look_again(
    session: &Session,
    asked: &Asked,
    seen: &Seen,
    written: &mut Written,
    interrupt: &mut Interrupt,
) -> Seen {
    let mut known = seen.clone();
    for project in &written.read {
        known.update(project);
    }
    let mut again = asked.clone();
    again.targets.retain(|target| !written.refused.contains_key(&target.name));
    if written.calls.is_empty() || written.is_interrupted || again.targets.is_empty() {
        return known;
    }
    match live::look(session, &again, interrupt) {
        Ok(Some(now)) => return known.then(now),
        Ok(None) => written.interrupt(),
        Err(refusal) => {
            let subject = "accounts".to_owned();
            written.failures.push(Failure { subject, message: refusal.to_string() });
        }
    }
    known
}

/// The findings that are gone of what was planned for projects that took a call.
fn fixed<'f>(
    planned: &[Planned<'f>],
    written: &Written,
    remaining: impl Iterator<Item = &'f Finding>,
) -> Vec<&'f Finding> {
    let what = |finding: &'f Finding| Some((finding.rule, whose(finding.subject()?), finding.tag.as_deref()));
    let remaining: HashSet<_> = remaining.filter_map(what).collect();
    let mut fixed = Vec::new();
    for planned in planned.iter().filter(|planned| written.calls.iter().any(|call| took(planned, call))) {
        let gone = planned.findings.iter().copied();
        fixed.extend(gone.filter(|finding| what(finding).is_some_and(|what| !remaining.contains(&what))));
    }
    fixed
}

/// What tells a live project from all others.
fn whose(subject: &Subject) -> [Option<&str>; 3] {
    [&subject.account, &subject.region, &subject.id].map(Option::as_deref)
}

/// Whether the project that something is planned for took a call.
fn took(planned: &Planned<'_>, call: &CallReport) -> bool {
    let of_call = [call.account.as_deref(), Some(call.region.as_str()), Some(call.id.as_str())];
    call.outcome == Outcome::Done && whose(planned.subject) == of_call
}

/// Says what is fixed, to people finding by finding.
fn tell(delivery: &Delivery, fixed: &[&Finding]) {
    if delivery.quiet || fixed.is_empty() {
        return;
    }
    let projects: HashSet<_> = fixed.iter().filter_map(|finding| finding.subject().map(whose)).collect();
    note(&format!("fixed {} in {}", count(fixed.len(), "finding"), count(projects.len(), "project")));
    if delivery.format.is_human() {
        let mut list = Vec::new();
        for finding in fixed {
            if let (Some(fixed), Some(subject)) = (FixedFinding::of(finding), finding.subject()) {
                let place = [&subject.account, &subject.region].map(|part| part.as_deref().unwrap_or("-"));
                list.push((shown(&place.join("/")).into_owned(), fixed));
            }
        }
        list.sort_by(|(place, fixed), (other_place, other)| {
            (place, &fixed.project, fixed.rule).cmp(&(other_place, &other.project, other.rule))
        });
        list_fixes(list.iter().map(|(place, fixed)| (place.as_str(), fixed)), delivery.options.all);
    }
}
