//! `taglint policy diff`: what a change of a policy changes for the definitions that are here.

use crate::cli::PolicyDiffArgs;
use crate::engine::{self, Checked, Screen, Task, Wanted, counted};
use crate::fault::Fault;
use crate::policy::problem::Problems;
use crate::policy::{NamedBy, load};
use crate::report::Report;
use crate::revision::Revision;
use crate::rule;
use crate::run::check::nothing_found;
use crate::run::print::print_by;
use crate::settings::{named, store, today};
use crate::status::Status;
use crate::triage::Selection;

/// Checks the definitions by both policies, and prints what differs.
///
/// # Errors
/// A policy is wrong, a path does not exist, or there are no definitions.
pub(super) fn run(args: &PolicyDiffArgs) -> Result<Status, Fault> {
    let (store, selection) = (store()?, Selection::everything(today()?));
    let policies = [
        named(&args.old, NamedBy::Argument("<OLD>"), &store),
        named(&args.new, NamedBy::Argument("<NEW>"), &store),
    ];
    let mut problems = Vec::new();
    for policy in &policies {
        if let Err(wrong) = load::load(policy, &store, rule::NAMES) {
            problems.extend(wrong.list().iter().cloned());
        }
    }
    if let Some(problems) = Problems::of(problems) {
        return Err(problems.into());
    }
    let [old, new] = &policies.map(|policy| Task {
        paths: args.paths.clone(),
        ..Task::new(Wanted::Given(policy), store.clone(), selection.clone())
    });
    let (of_old, of_new) = (engine::check(old)?, engine::check(new)?);
    let is_nothing = |checked: &Checked| checked.outline.is_empty() && checked.outline.failures.is_empty();
    if is_nothing(&of_old) && is_nothing(&of_new) {
        return Err(nothing_found(new, &of_new)?);
    }
    let revision = Revision::between(report(old, of_old)?, report(new, of_new)?);
    print_by(|out| args.format.render(&revision, out))?;
    Ok(Status::of(revision.has_new_errors(), revision.is_complete()))
}

/// The report of one policy, in which each project has its own findings.
fn report(task: &Task, mut checked: Checked) -> Result<Report, Fault> {
    let screen = Screen::default();
    engine::prove(task, &mut checked, &screen)?;
    checked.outline.merges = false;
    Ok(counted(checked.outline, &screen))
}
