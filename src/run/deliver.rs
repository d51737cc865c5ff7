//! Giving out a report: standard output, files, the baseline, and the status.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use super::print::{print, print_by};
use crate::engine::{Outline, Screen, counted, status};
use crate::fault::Fault;
use crate::files;
use crate::finding::Finding;
use crate::report::format::Format;
use crate::report::{Options, Report, problem, summary};
use crate::settings::{Delivery, options_of_errors};
use crate::status::Status;
use crate::text::{code, code_path, count, masked, shown};
use crate::triage::baseline::{Baseline, Entry};

/// What goes to standard output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Body {
    /// The report, in the format that was asked for.
    Report,
    /// Something that takes the place of the findings: a patch, calls.
    Text(String),
    /// The fixed text of standard input. What remains to be fixed goes to standard error.
    Fixed(String),
}

/// What is held against the findings of a run: the baseline that is named, else the one that is about to be written
/// anew.
///
/// # Errors
/// The baseline does not exist or is none.
pub(crate) fn screen(delivery: &Delivery, mandatory: &[&'static str]) -> Result<Screen, Fault> {
    if !delivery.quiet {
        note_left_out(&delivery.selection.select, mandatory);
    }
    Ok(Screen {
        baseline: old_baseline(delivery)?,
        min_level: delivery.min_level,
        no_ignores: delivery.selection.no_ignores,
        mandatory: mandatory.to_vec(),
        fail_on: delivery.fail_on,
        exit_zero: delivery.exit_zero,
    })
}

/// Says which mandatory rules a run of a few rules leaves out: it is not the run that the policy asks for.
fn note_left_out(select: &[&'static str], mandatory: &[&'static str]) {
    let left_out: Vec<String> =
        mandatory.iter().filter(|rule| !select.contains(rule)).map(|rule| code(rule)).collect();
    if !select.is_empty() && !left_out.is_empty() {
        let rules = left_out.join(", ");
        note(&format!("`--select` leaves out rules that the policy makes mandatory: {rules}"));
    }
}

/// Gives out what a run brought, and tells the status. The baseline is written when all else is given out. `was_seen`
/// says of an entry of a baseline, with the path where it was, whether this run would have found it.
///
/// # Errors
/// A baseline or an output that cannot be written.
pub(crate) fn deliver(
    outline: Outline,
    body: &Body,
    delivery: &Delivery,
    screen: &Screen,
    was_seen: &dyn Fn(&Entry, Option<&str>) -> bool,
) -> Result<Status, Fault> {
    delivery.targets.check()?;
    let renewed = delivery.write_baseline.as_deref().map(|path| {
        let renewed = Renewed::of(&outline, screen, was_seen, delivery);
        (path, renewed)
    });
    if renewed.is_none() {
        note_stale(&outline, &screen.baseline, was_seen, delivery);
    }
    // The status of a run that writes a baseline is that of the next run.
    let next = renewed.as_ref().map(|(_, renewed)| {
        let next = Screen { baseline: renewed.baseline.clone(), no_ignores: false, ..screen.clone() };
        let report = counted(outline.clone(), &next);
        (status(&report, &next), report.summary.hidden.baseline)
    });
    let report = counted(outline, screen);
    give_out(&report, body, delivery)?;
    let Some(((path, renewed), (status, hidden))) = renewed.zip(next) else {
        return Ok(status(&report, screen));
    };
    // Last: what a run has not told anybody must be new to the next one.
    renewed.write(path, hidden, delivery.quiet)?;
    Ok(status)
}

/// Writes the files that are asked for, then standard output.
fn give_out(report: &Report, body: &Body, delivery: &Delivery) -> Result<(), Fault> {
    for (format, path) in &delivery.outputs {
        write_output(report, *format, path, delivery)?;
    }
    match body {
        Body::Report => print_report(report, delivery)?,
        Body::Text(text) => {
            print(text.as_bytes())?;
            summarise(report, delivery);
        }
        Body::Fixed(text) => {
            print(text.as_bytes())?;
            let options = Options { color: false, ..delivery.options.clone() };
            // Nobody can be told that standard error is gone.
            let _ = delivery.format.render(report, &mut io::stderr().lock(), &options);
        }
    }
    Ok(())
}

/// The status of a run, or why nothing was checked, which formats that are shown beside a change tell as well.
pub(super) fn or_refuse(done: Result<Status, Fault>, delivery: &Delivery) -> Result<Status, Fault> {
    let Err(fault) = &done else { return done };
    let is_refused = delivery.targets.check().is_err();
    // What stopped the run is told first; that it cannot be told in a format is no other status.
    for (format, path) in delivery.outputs.iter().filter(|_| !is_refused) {
        let Some(refused) = format.refusal(fault) else { continue };
        // What was not read because of the fault may be there: only an earlier output is replaced.
        if files::is_empty_or_begins(path, refused.begin).unwrap_or(false) {
            let _ = files::replace_with(path, |out| out.write_all(refused.text.as_bytes()));
        }
    }
    if let Some(refused) = delivery.format.refusal(fault) {
        let _ = print(refused.text.as_bytes());
    }
    done
}

fn old_baseline(delivery: &Delivery) -> Result<Baseline, Fault> {
    let read = |path: &Path| {
        Baseline::read(path, &delivery.targets.store)
            .map_err(|why| Fault::UnreadableBaseline { path: path.to_owned(), why })
    };
    match (&delivery.baseline, &delivery.write_baseline) {
        (Some(path), _) if path.exists() => read(path),
        (Some(path), _) => Err(Fault::NoBaseline { path: path.clone() }),
        // A stream or an empty file holds none.
        (None, Some(path)) if path.metadata().is_ok_and(|there| there.is_file() && there.len() > 0) => {
            read(path)
        }
        _ => Ok(Baseline::default()),
    }
}

/// A baseline that is about to be written anew.
struct Renewed {
    baseline: Baseline,
    /// How many entries of the old one it has no more.
    gone: usize,
}

impl Renewed {
    fn of(
        outline: &Outline,
        screen: &Screen,
        was_seen: &dyn Fn(&Entry, Option<&str>) -> bool,
        delivery: &Delivery,
    ) -> Self {
        let is_held = |finding: &&Finding| !screen.mandatory.contains(&finding.rule);
        let mut baseline = Baseline::of(outline.sorted.findings.iter().filter(is_held));
        let is_complete = outline.failures.is_empty();
        let admits = |entry: &Entry| delivery.selection.admits(&entry.rule);
        let gone = baseline.keep_unseen(&screen.baseline, |entry, path| {
            is_complete && admits(entry) && was_seen(entry, path)
        });
        Renewed { baseline, gone }
    }

    /// Writes the file, and says how many findings of this run it hides.
    fn write(&self, path: &Path, hidden: usize, quiet: bool) -> Result<(), Fault> {
        self.baseline.write(path).map_err(|error| Fault::unwritable(path, &error))?;
        if quiet {
            return Ok(());
        }
        // Findings with the same rule, project, key and value share an entry; one of several projects has an entry each.
        let hiding = match hidden {
            hidden if hidden == self.baseline.len() => String::new(),
            hidden => format!(", which hide {}", count(hidden, "finding")),
        };
        let pruned = match self.gone {
            0 => String::new(),
            1 => "; 1 old entry is gone".to_owned(),
            gone => format!("; {gone} old entries are gone"),
        };
        let written = entries(self.baseline.len());
        note(&format!("wrote {written} to the baseline {}{hiding}{pruned}", code_path(path)));
        Ok(())
    }
}

fn note_stale(
    outline: &Outline,
    old: &Baseline,
    was_seen: &dyn Fn(&Entry, Option<&str>) -> bool,
    delivery: &Delivery,
) {
    if delivery.quiet || old.is_empty() || !outline.failures.is_empty() {
        return;
    }
    let admits = |entry: &Entry| delivery.selection.admits(&entry.rule);
    let gone = Baseline::of(&outline.sorted.findings)
        .keep_unseen(old, |entry, path| admits(entry) && was_seen(entry, path));
    if gone > 0 {
        let (verb, them) = if gone == 1 { ("matches", "it") } else { ("match", "them") };
        note(&format!(
            "{} of the baseline no longer {verb} anything: `--write-baseline` drops {them}",
            entries(gone)
        ));
    }
}

/// `1 entry`, `2 entries`.
fn entries(number: usize) -> String {
    match number {
        1 => "1 entry".to_owned(),
        _ => format!("{number} entries"),
    }
}

fn write_output(report: &Report, format: Format, path: &Path, delivery: &Delivery) -> Result<(), Fault> {
    let options = Options { color: false, width: None, ..delivery.options.clone() };
    files::replace_with(path, |out| format.render(report, out, &options))
        .map_err(|error| Fault::unwritable(path, &error))
}

/// Prints the report, with its summary.
fn print_report(report: &Report, delivery: &Delivery) -> Result<(), Fault> {
    print_by(|out| delivery.format.render(report, out, &delivery.options))?;
    if !delivery.format.is_human() {
        summarise(report, delivery);
    }
    Ok(())
}

/// The summary beside what a machine reads.
fn summarise(report: &Report, delivery: &Delivery) {
    let options = Options { color: false, ..delivery.options.clone() };
    // Nobody can be told that standard error is gone.
    let _ = summary::render(report, &mut io::stderr().lock(), &options);
}

/// A line for people beside the findings.
pub(crate) fn note(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", shown(line));
}

/// A policy in another language as it may be given out. Where that is not what it was, a line says so.
pub(super) fn masked_policy(text: &str) -> Cow<'_, str> {
    let masked = masked(text);
    if masked != text {
        note("a credential is masked as `****`: remove it from the policy, which is no place for it");
    }
    masked
}

/// Says on standard error why nothing was checked.
pub(super) fn tell(fault: &Fault) {
    let options = options_of_errors();
    let text = match fault {
        Fault::Policy(problems) => problem::draw_each(problems, &options),
        fault => problem::draw_brief(fault, &options),
    };
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
