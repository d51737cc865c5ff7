//! `taglint check`: definitions against their policies, and what becomes of fixes.

use std::sync::Arc;

use super::deliver::{self, Body};
use super::listing::{list_files, list_fixes, list_kept, list_unasked, what_could_be};
use super::write;
use crate::engine::{self, Change, Checked, Fixed, Kept, Outline, Screen, Task};
use crate::fault::Fault;
use crate::report::secrets::Secrets;
use crate::rule;
use crate::settings::{CheckSettings, Fixing};
use crate::snapshot::Snapshot;
use crate::status::Status;
use crate::text::{code, count};
use crate::triage::baseline::Entry;

/// Starts as many threads as are asked for.
///
/// # Errors
/// They cannot be started.
pub(super) fn start_threads(settings: &CheckSettings) -> Result<(), Fault> {
    let Some(jobs) = settings.jobs else { return Ok(()) };
    // More threads than cores only take memory.
    let cores = if let Ok(cores) = std::thread::available_parallelism() { cores.get() } else { 1 };
    let started = rayon::ThreadPoolBuilder::new().num_threads(jobs.min(cores)).build_global();
    started.map_err(|error| Fault::NoThreads { why: error.to_string() })
}

/// Checks definitions, and tells the exit status.
///
/// # Errors
/// Nothing was checked, or nothing could be given out.
pub(super) fn run(settings: &CheckSettings) -> Result<Status, Fault> {
    match &settings.snapshot {
        None => check(settings),
        Some(path) => {
            let roster = Snapshot::read(path, &settings.task.store)?.roster();
            let task = Task { roster: Some(Arc::new(roster)), ..settings.task.clone() };
            check(&CheckSettings { task, ..settings.clone() })
        }
    }
}

fn check(settings: &CheckSettings) -> Result<Status, Fault> {
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
    if settings.show_files {
        list_unasked(&engine::unasked(task, &checked)?);
    }
    if checked.outline.is_empty() && checked.outline.failures.is_empty() && !settings.allow_empty {
        return Err(nothing_found(task, &checked)?);
    }
    let screen = deliver::screen(delivery, &checked.mandatory)?;
    delivery.targets.check()?;
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
            tell_kept(&engine::withdraw(&mut checked, fixed.refused), settings);
            if settings.show_fixes {
                tell_fixes("would fix", &fixed.files.iter().collect::<Vec<_>>(), settings);
            }
            for (shown, outside) in &fixed.outside {
                deliver::note(&format!("left out: {}: {outside}", code(shown)));
            }
            let sorted = &checked.outline.sorted;
            let secrets = Secrets::among(&sorted.findings, &sorted.suppressed, &sorted.secrets);
            let patch = engine::patch(&fixed.files, &secrets);
            for name in &patch.masked {
                let name = code(name);
                deliver::note(&format!(
                    "the patch for {name} has masked credentials and will not apply; use `--fix` instead"
                ));
            }
            deliver(checked.outline, &Body::Text(patch.text))
        }
        Some(Fixing::Write) => {
            let fixed = engine::fix(task, settings.with_unsafe, &screen)?;
            let (outline, body) = write_fixes(settings, fixed, &screen)?;
            deliver(outline, &body)
        }
    }
}

/// Why nothing was found, and what could be checked instead.
pub(super) fn nothing_found(task: &Task, checked: &Checked) -> Result<Fault, Fault> {
    Ok(match (checked.outline.files.is_empty(), checked.outline.git_ignored.len()) {
        (true, 0) => Fault::NoCandidates,
        (true, ignored) => Fault::AllIgnored { ignored },
        (false, _) => {
            let unasked = engine::unasked(task, checked)?;
            let why = checked.outline.why_nothing();
            match unasked.is_empty() {
                true => Fault::NoDefinitions { why },
                false => Fault::OnlyUnasked { why, hint: what_could_be(&unasked) },
            }
        }
    })
}

/// Writes what was fixed, and tells what remains. Standard input goes on to standard output.
fn write_fixes(settings: &CheckSettings, fixed: Fixed, screen: &Screen) -> Result<(Outline, Body), Fault> {
    let (task, delivery) = (&settings.task, &settings.delivery);
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
    let written: Vec<&Change> = fixed.files.iter().filter(is_written).collect();
    let count_fixed = written.iter().map(|change| change.fixed.len()).sum();
    if !delivery.quiet || settings.show_fixes {
        tell_fixes("fixed", &written, settings);
    }
    let body = match stdin {
        Some(text) => Body::Fixed(text),
        None => Body::Report,
    };
    let (mut checked, task) = match failures.is_empty() {
        true => (fixed.checked, &fixed.task),
        // Something was not written: what is in the files now is what counts.
        false => (engine::check(task)?, task),
    };
    engine::prove(task, &mut checked, screen)?;
    tell_kept(&engine::withdraw(&mut checked, fixed.refused), settings);
    checked.outline.fixed = count_fixed;
    checked.outline.failures.extend(failures);
    for (shown, outside) in &fixed.outside {
        checked.outline.failures.push(write::failure(shown, &outside.to_string()));
    }
    Ok((checked.outline, body))
}

/// Says how many findings are fixed, and which ones to people and to those who ask.
fn tell_fixes(done: &str, changes: &[&Change], settings: &CheckSettings) {
    let number: usize = changes.iter().map(|change| change.fixed.len()).sum();
    if number == 0 {
        return;
    }
    deliver::note(&format!("{done} {} in {}", count(number, "finding"), count(changes.len(), "file")));
    if settings.show_fixes || settings.delivery.format.is_human() {
        let fixes =
            changes.iter().flat_map(|change| change.fixed.iter().map(|fixed| (change.shown.as_str(), fixed)));
        list_fixes(fixes, settings.delivery.options.all);
    }
}

/// Says which fixes were asked for and not applied, and why.
fn tell_kept(kept: &[Kept], settings: &CheckSettings) {
    if !settings.delivery.quiet || settings.show_fixes {
        list_kept(kept, settings.delivery.options.all);
    }
}

/// Whether a path of a baseline is one that the run looked at, or would have if it were still there.
fn is_below(task: &Task, path: &str) -> bool {
    let path = task.store.working_folder().join(path);
    task.paths.iter().any(|named| path.starts_with(task.store.name(named).place()))
}
