//! Giving out a report: standard output, files, the baseline, and the status.

use std::io::{self, Write};
use std::path::Path;

use super::{Fault, Outline, Screen, report, status};
use crate::files;
use crate::report::format::{Format, Options};
use crate::report::{Report, summary};
use crate::settings::Delivery;
use crate::text::{count, io_words};
use crate::triage::baseline::Baseline;

/// What is known of the run besides what it found.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// Whether ignores, exceptions and the baseline hide nothing.
    pub no_ignores: bool,
    /// The rules that nothing hides.
    pub mandatory: &'a [&'static str],
    /// Whether a path was looked at in this run, so that what a baseline knows of it is gone if it was not found.
    pub was_seen: &'a dyn Fn(Option<&str>) -> bool,
}

/// Screens and gives out what a run brought, and tells the status.
///
/// # Errors
/// A baseline that cannot be read, or an output that cannot be written.
pub fn deliver(
    outline: Outline,
    delivery: &Delivery,
    circumstances: &Circumstances<'_>,
) -> Result<u8, Fault> {
    let old = old_baseline(delivery)?;
    let (shown, held) = match &delivery.write_baseline {
        None => (old.clone(), None),
        Some(path) => {
            let new = write_baseline(&outline, &old, path, circumstances, delivery)?;
            (old.clone(), Some(new))
        }
    };
    let mut screen = Screen {
        baseline: shown,
        min_level: delivery.min_level,
        no_ignores: circumstances.no_ignores,
        mandatory: circumstances.mandatory.to_vec(),
    };
    // The status of a run that writes a baseline is that of the next run.
    let next = held.map(|baseline| {
        let screen = Screen { baseline, no_ignores: false, ..screen.clone() };
        status(&report(outline.clone(), &screen), delivery.fail_on, delivery.exit_zero)
    });
    if delivery.write_baseline.is_none() {
        note_stale(&outline, &old, circumstances, delivery);
    } else {
        screen.no_ignores = circumstances.no_ignores;
    }
    let report = report(outline, &screen);
    for (format, path) in &delivery.outputs {
        write_output(&report, *format, path, delivery)?;
    }
    print(&report, delivery)?;
    Ok(next.unwrap_or_else(|| status(&report, delivery.fail_on, delivery.exit_zero)))
}

/// The baseline that is read: the one that is named, else the one that is about to be written anew.
fn old_baseline(delivery: &Delivery) -> Result<Baseline, Fault> {
    let read = |path: &Path| {
        Baseline::read(path).map_err(|why| {
            Fault::other(format!("the baseline `{}` cannot be read: {why}", path.display()), None)
        })
    };
    match (&delivery.baseline, &delivery.write_baseline) {
        (Some(path), _) if path.exists() => read(path),
        (Some(path), _) => Err(Fault::other(
            format!("the baseline `{}` does not exist", path.display()),
            "`--write-baseline` writes one".to_owned(),
        )),
        (None, Some(path)) if path.exists() => read(path),
        _ => Ok(Baseline::default()),
    }
}

fn write_baseline(
    outline: &Outline,
    old: &Baseline,
    path: &Path,
    circumstances: &Circumstances<'_>,
    delivery: &Delivery,
) -> Result<Baseline, Fault> {
    let is_held = |finding: &&crate::finding::Finding| !circumstances.mandatory.contains(&finding.rule);
    let mut new = Baseline::of(outline.sorted.findings.iter().filter(is_held));
    let is_complete = outline.failures.is_empty();
    let gone = new.keep_unseen(old, |path| is_complete && (circumstances.was_seen)(path));
    new.write(path).map_err(|error| cannot_write(path, &error))?;
    if !delivery.quiet {
        let pruned = if gone == 0 { String::new() } else { format!(", {gone} of the old one are gone") };
        note(&format!("wrote {} to the baseline `{}`{pruned}", count(new.len(), "finding"), path.display()));
    }
    Ok(new)
}

fn note_stale(outline: &Outline, old: &Baseline, circumstances: &Circumstances<'_>, delivery: &Delivery) {
    if delivery.quiet || old.is_empty() || !outline.failures.is_empty() {
        return;
    }
    let gone = Baseline::of(&outline.sorted.findings).keep_unseen(old, circumstances.was_seen);
    if gone > 0 {
        let verb = if gone == 1 { "is" } else { "are" };
        note(&format!(
            "{} of the baseline {verb} gone: `--write-baseline` prunes it",
            count(gone, "finding")
        ));
    }
}

fn write_output(report: &Report, format: Format, path: &Path, delivery: &Delivery) -> Result<(), Fault> {
    let options = Options { color: false, width: None, ..delivery.options.clone() };
    files::replace_with(path, |out| format.render(report, out, &options))
        .map_err(|error| cannot_write(path, &error))
}

fn cannot_write(path: &Path, error: &io::Error) -> Fault {
    Fault::other(format!("`{}` cannot be written: {}", path.display(), io_words(error)), None)
}

/// Prints the report; a reader that goes away is content.
fn print(report: &Report, delivery: &Delivery) -> Result<(), Fault> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = delivery.format.render(report, &mut out, &delivery.options).and_then(|()| out.flush());
    if let Err(error) = written
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        return Err(Fault::other(format!("standard output cannot be written: {}", io_words(&error)), None));
    }
    if !delivery.format.is_human() && !delivery.quiet {
        let options = Options { color: false, ..delivery.options.clone() };
        let mut out = io::stderr().lock();
        // Nobody can be told that standard error is gone.
        let _ = summary::render(report, &mut out, &options);
    }
    Ok(())
}

/// A line for people beside the findings.
pub fn note(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
