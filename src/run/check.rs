//! `taglint check`: definitions against their policies, and what becomes of fixes.

use super::deliver::{self, Body};
use super::listing::list_files;
use super::write;
use crate::engine::{self, Change, Fixed, Outline, Screen, Task};
use crate::fault::Fault;
use crate::rule;
use crate::settings::{CheckSettings, Fixing};
use crate::status::Status;
use crate::text::count;
use crate::triage::baseline::Entry;

/// Checks definitions, and tells the exit status.
///
/// # Errors
/// Nothing was checked, or nothing could be given out.
pub(super) fn run(settings: CheckSettings) -> Result<Status, Fault> {
    if let Some(jobs) = settings.jobs {
        // More threads than cores only take memory.
        let cores = if let Ok(cores) = std::thread::available_parallelism() { cores.get() } else { 1 };
        let started = rayon::ThreadPoolBuilder::new().num_threads(jobs.min(cores)).build_global();
        started.map_err(|error| Fault::NoThreads { why: error.to_string() })?;
    }
    let (task, delivery) = (&settings.task, &settings.delivery);
    let mut checked = engine::check(task)?;
    if delivery.verbose {
        for name in &checked.policies {
            deliver::note(&format!("policy: {name}"));
        }
    }
    if settings.show_files || delivery.verbose {
        list_files(&checked.outline);
    }
    if checked.outline.is_empty() && checked.outline.failures.is_empty() && !settings.allow_empty {
        return Err(match (checked.outline.files.is_empty(), checked.outline.git_ignored.len()) {
            (true, 0) => Fault::NoCandidates,
            (true, ignored) => Fault::AllIgnored { ignored },
            (false, _) => Fault::NoDefinitions { why: checked.outline.why_nothing() },
        });
    }
    let screen = deliver::screen(delivery, &checked.mandatory)?;
    let policy = checked.outline.policy.clone();
    let was_seen = |entry: &Entry, path: Option<&str>| {
        let is_here = |path: &str| path == policy || is_below(task, path);
        !rule::is_live(&entry.rule) && path.is_some_and(is_here)
    };
    let deliver = |outline, body: &Body| deliver::deliver(outline, body, delivery, &screen, &was_seen);
    match settings.fixing {
        None => {
            engine::prove(task, &mut checked, &screen)?;
            deliver(checked.outline, &Body::Report)
        }
        Some(Fixing::Show) => {
            engine::prove(task, &mut checked, &screen)?;
            let fixed = engine::fix(task, settings.with_unsafe, &screen)?;
            deliver(checked.outline, &Body::Text(engine::patch(&fixed.files)))
        }
        Some(Fixing::Write) => {
            let fixed = engine::fix(task, settings.with_unsafe, &screen)?;
            let (outline, body) = write_fixes(task, fixed, &screen, delivery.quiet)?;
            deliver(outline, &body)
        }
    }
}

/// Writes what was fixed, and tells what remains. Standard input goes on to standard output.
fn write_fixes(task: &Task, fixed: Fixed, screen: &Screen, quiet: bool) -> Result<(Outline, Body), Fault> {
    let stdin = task.stdin.as_ref().map(|(name, bytes)| {
        let change = fixed.files.iter().find(|change| change.shown == *name);
        match change {
            Some(change) => change.new.clone(),
            None => String::from_utf8_lossy(bytes).into_owned(),
        }
    });
    let is_file = |change: &&Change| task.stdin.as_ref().is_none_or(|(name, _)| change.shown != *name);
    let changes: Vec<&Change> = fixed.files.iter().filter(is_file).collect();
    write::clean_up(&fixed.checked.outline, task);
    let failures = write::write(&changes, task);
    let is_written = |change: &&Change| !failures.iter().any(|failure| failure.subject == change.shown);
    let count_fixed = fixed.files.iter().filter(is_written).map(|change| change.fixed).sum();
    if !quiet && count_fixed > 0 && failures.is_empty() {
        let (fixed, files) = (count(count_fixed, "finding"), count(fixed.files.len(), "file"));
        deliver::note(&format!("fixed {fixed} in {files}"));
    }
    let body = match stdin {
        Some(text) => Body::Fixed(text),
        None => Body::Report,
    };
    let (mut checked, task) = match failures.is_empty() {
        true => (fixed.checked, &fixed.task),
        // Something was not written: what stands in the files now is what counts.
        false => (engine::check(task)?, task),
    };
    engine::prove(task, &mut checked, screen)?;
    checked.outline.fixed = count_fixed;
    checked.outline.failures.extend(failures);
    Ok((checked.outline, body))
}

/// Whether a path of a baseline is one that the run looked at, or would have if it were still there.
fn is_below(task: &Task, path: &str) -> bool {
    let path = task.store.working_folder().join(path);
    task.paths.iter().any(|named| path.starts_with(task.store.name(named).place()))
}
