//! `--fix` and `--diff`: fixes are applied in rounds, in memory; after each round everything is judged again, and
//! what did not help is taken back. Only then are files replaced.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::check::{Checked, Overlay, Task, check};
use super::{Fault, Screen};
use crate::files;
use crate::finding::{Failure, Finding, Fix, Safety};
use crate::fix::apply::choose;
use crate::source::Source;
use crate::text::io_words;
use crate::triage::baseline::Entry;

/// The most rounds: each must mend something, and no real file needs so many.
const ROUNDS: usize = 100;

/// What mending brought.
#[derive(Debug)]
pub struct Mended {
    /// What remains.
    pub checked: Checked,
    /// How many findings are gone.
    pub fixed: usize,
    /// The files that change, sorted, with their old text.
    pub files: Vec<Change>,
}

/// A file that changes.
#[derive(Debug)]
pub struct Change {
    /// What it is called in findings.
    pub shown: String,
    /// The text as it was read.
    pub old: Arc<Source>,
    /// The text that takes its place.
    pub new: String,
}

/// A file of which fixes are at hand.
struct Patient<'f> {
    source: &'f Arc<Source>,
    findings: Vec<(&'f Finding, &'f Fix)>,
}

/// What was learned in earlier rounds.
#[derive(Default)]
struct Memory {
    texts: Overlay,
    originals: BTreeMap<String, Arc<Source>>,
    /// Files in which fixes are tried one at a time.
    careful: HashSet<String>,
    /// Fixes that did not help.
    refused: HashSet<(String, Entry)>,
    fixed: usize,
}

/// Applies the fixes of what a task finds and the screen shows, in memory.
///
/// # Errors
/// As [`check`].
pub fn mend(task: &Task, first: Checked, with_unsafe: bool, screen: &Screen) -> Result<Mended, Fault> {
    let mut memory = Memory::default();
    let mut checked = first;
    for _ in 0..ROUNDS {
        let round = Round::plan(&checked, &memory, with_unsafe, screen);
        if round.texts.is_empty() {
            break;
        }
        let tried = memory.texts.iter().map(|(path, text)| (path.clone(), text.clone()));
        let tried: Overlay =
            tried.chain(round.texts.iter().map(|(path, text)| (path.clone(), text.clone()))).collect();
        let after = check(&Task { overlay: tried.clone(), ..task.clone() })?;
        let (helped, failed): (Vec<&Attempt>, Vec<&Attempt>) =
            round.attempts.iter().partition(|attempt| attempt.helped(&checked, &after));
        if failed.is_empty() {
            memory.keep(&round, &helped);
            checked = after;
            continue;
        }
        memory.learn(&failed);
    }
    let files = memory.originals.into_iter().filter_map(|(shown, old)| {
        let new = memory.texts.remove(&shown)?;
        let new = String::from_utf8(new).ok()?;
        Some(Change { shown, old, new })
    });
    Ok(Mended { checked, fixed: memory.fixed, files: files.collect() })
}

impl Memory {
    fn keep(&mut self, round: &Round, helped: &[&Attempt]) {
        self.fixed += helped.iter().map(|attempt| attempt.entries.len()).sum::<usize>();
        for (path, text) in &round.texts {
            self.texts.insert(path.clone(), text.clone());
        }
        for attempt in helped {
            self.originals.entry(attempt.path.clone()).or_insert_with(|| Arc::clone(&attempt.source));
        }
    }

    /// A file in which several fixes did not help together tries them one by one; one alone that did not is not
    /// tried again.
    fn learn(&mut self, failed: &[&Attempt]) {
        for attempt in failed {
            match attempt.entries.as_slice() {
                [entry] => {
                    self.refused.insert((attempt.path.clone(), entry.clone()));
                }
                _ if self.careful.contains(&attempt.path) => {
                    let refused = attempt.entries.iter().map(|entry| (attempt.path.clone(), entry.clone()));
                    self.refused.extend(refused);
                }
                _ => {
                    self.careful.insert(attempt.path.clone());
                }
            }
        }
    }
}

/// What one round tries.
struct Round {
    texts: Overlay,
    attempts: Vec<Attempt>,
}

/// What one round tries in one file.
struct Attempt {
    path: String,
    source: Arc<Source>,
    /// What the findings that must go are known by.
    entries: Vec<Entry>,
}

impl Round {
    fn plan(checked: &Checked, memory: &Memory, with_unsafe: bool, screen: &Screen) -> Round {
        let mut round = Round { texts: Overlay::new(), attempts: Vec::new() };
        for (path, patient) in patients(checked, memory, with_unsafe, screen) {
            let careful = memory.careful.contains(path);
            let most = if careful { 1 } else { usize::MAX };
            let chosen = choose(patient.findings.iter().map(|(_, fix)| *fix).take(most));
            let entries = chosen.numbers.iter().map(|&number| Entry::of(patient.findings[number].0));
            round.attempts.push(Attempt {
                path: path.to_owned(),
                source: Arc::clone(patient.source),
                entries: entries.collect(),
            });
            round.texts.insert(path.to_owned(), chosen.apply(patient.source.text()).into_bytes());
        }
        round
    }
}

/// The files with fixes that may be applied, each with its findings in the order of the text.
fn patients<'f>(
    checked: &'f Checked,
    memory: &Memory,
    with_unsafe: bool,
    screen: &Screen,
) -> BTreeMap<&'f str, Patient<'f>> {
    let mut patients: BTreeMap<&str, Patient<'_>> = BTreeMap::new();
    for finding in checked.outline.sorted.findings.iter().filter(|finding| !screen.hides(finding)) {
        let Some(fix) = finding.fix.as_ref().filter(|fix| with_unsafe || fix.safety == Safety::Safe) else {
            continue;
        };
        let Some(first) = fix.edits.first() else { continue };
        let path = first.at.path();
        // A fix that reaches into two files could not be applied as a whole.
        if fix.edits.iter().any(|edit| edit.at.path() != path)
            || memory.refused.contains(&(path.to_owned(), Entry::of(finding)))
        {
            continue;
        }
        let source = &first.at.source;
        patients
            .entry(path)
            .or_insert(Patient { source, findings: Vec::new() })
            .findings
            .push((finding, fix));
    }
    for patient in patients.values_mut() {
        patient.findings.sort_by_key(|(_, fix)| fix.edits[0].at.span);
    }
    patients
}

impl Attempt {
    /// Whether everything that was fixed is gone, and nothing became unreadable.
    fn helped(&self, before: &Checked, after: &Checked) -> bool {
        let unreadable = |checked: &Checked| {
            let findings = checked.outline.sorted.findings.iter();
            findings.filter(|finding| finding.rule == "unreadable-input" && self.is_in(finding)).count()
        };
        if unreadable(after) > unreadable(before)
            || after.outline.failures.len() > before.outline.failures.len()
        {
            return false;
        }
        let mut fixed: HashMap<&Entry, usize> = HashMap::new();
        for entry in &self.entries {
            *fixed.entry(entry).or_default() += 1;
        }
        fixed.iter().all(|(entry, fixed)| count(after, entry) + fixed <= count(before, entry))
    }

    fn is_in(&self, finding: &Finding) -> bool {
        finding.location.as_ref().is_some_and(|at| at.path() == self.path)
    }
}

fn count(checked: &Checked, entry: &Entry) -> usize {
    let findings = checked.outline.sorted.findings.iter();
    findings.filter(|finding| finding.rule == entry.rule && Entry::of(finding) == *entry).count()
}

/// Replaces the files that changed. One that cannot be written, or that somebody else changed meanwhile, is a
/// failure and stays as it is.
pub fn write(changes: &[&Change], task: &Task) -> Vec<Failure> {
    let replace = |change: &Change| {
        let path = task.working_folder.join(&change.shown);
        match std::fs::read(&path) {
            Ok(now) if now == change.old.text().as_bytes() => replace_text(&path, &change.new),
            Ok(_) => Err("it was changed by somebody else while it was being fixed".to_owned()),
            Err(error) => Err(io_words(&error)),
        }
    };
    let failures = changes.iter().filter_map(|change| {
        let message = replace(change).err()?;
        Some(Failure {
            subject: change.shown.clone(),
            message: format!("the fixes cannot be written: {message}"),
        })
    });
    failures.collect()
}

fn replace_text(path: &Path, text: &str) -> Result<(), String> {
    files::replace(path, text.as_bytes()).map_err(|error| io_words(&error))
}

/// The patch that `git apply` takes.
pub fn patch(changes: &[Change]) -> String {
    let mut patch = String::new();
    for change in changes {
        let diff = similar::TextDiff::from_lines(change.old.text(), &change.new);
        // A tab ends a name that has blanks in it.
        let end = if change.shown.contains(' ') { "\t" } else { "" };
        let (old, new) = (format!("a/{}{end}", change.shown), format!("b/{}{end}", change.shown));
        patch.push_str(&diff.unified_diff().context_radius(3).header(&old, &new).to_string());
    }
    patch
}
