//! `--fix` and `--diff`: fixes are applied in rounds, in memory; after each round everything is judged again, and
//! what did not help is taken back. Only then are files replaced.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::Screen;
use super::check::{Checked, check};
use super::look::Fate;
use super::merge::count_once;
use crate::fault::Fault;
use crate::files;
use crate::finding::{Failure, Finding, Fix, Safety};
use crate::fix::apply::choose;
use crate::rule::unreadable_input;
use crate::settings::task::{Overlay, Task};
use crate::source::Source;
use crate::text::io_words;
use crate::triage::baseline::Entry;

/// The most rounds that bring something: a text never comes back, and no real file needs so many.
const ROUNDS: usize = 1000;

/// What mending brought.
#[derive(Debug)]
pub struct Mended {
    /// What remains.
    pub checked: Checked,
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
    /// How many findings are gone.
    pub fixed: usize,
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
    /// How many fixes are tried at a time, in files where all of them together did not help.
    most: HashMap<String, usize>,
    /// Fixes that did not help.
    refused: HashSet<(String, Entry)>,
    /// Every text that a file had, so that fixes which undo one another come to an end.
    seen: HashSet<(String, u64)>,
    /// How many findings are gone, by file.
    fixed: HashMap<String, usize>,
}

/// Applies the fixes of what a task finds and the screen shows, in memory.
///
/// # Errors
/// As [`check`].
pub fn mend(task: &Task, first: Checked, with_unsafe: bool, screen: &Screen) -> Result<Mended, Fault> {
    let mut memory = Memory::default();
    let mut checked = first;
    let mut rounds = 0;
    while rounds < ROUNDS {
        let round = Round::plan(&checked, &memory, with_unsafe, screen);
        if round.texts.is_empty() {
            break;
        }
        let tried = memory.texts.iter().map(|(path, text)| (path.clone(), text.clone()));
        let tried: Overlay =
            tried.chain(round.texts.iter().map(|(path, text)| (path.clone(), text.clone()))).collect();
        let after = check(&Task { overlay: tried.clone(), ..task.clone() })?;
        let (before, now) = (Tally::of(&checked), Tally::of(&after));
        let failed: Vec<&Attempt> = round
            .attempts
            .iter()
            .filter(|attempt| memory.knows(attempt) || !attempt.helped(&before, &now))
            .collect();
        if failed.is_empty() {
            memory.keep(round);
            checked = after;
            rounds += 1;
        } else {
            memory.learn(&failed);
        }
    }
    let files = memory.originals.into_iter().filter_map(|(shown, old)| {
        let new = memory.texts.remove(&shown)?;
        let new = String::from_utf8(new).ok()?;
        let fixed = memory.fixed.remove(&shown).unwrap_or_default();
        Some(Change { shown, old, new, fixed })
    });
    Ok(Mended { checked, files: files.collect() })
}

impl Memory {
    /// Whether a file had the text before that it would get.
    fn knows(&self, attempt: &Attempt) -> bool {
        self.seen.contains(&(attempt.path.clone(), attempt.digest))
    }

    fn keep(&mut self, round: Round) {
        for attempt in round.attempts {
            *self.fixed.entry(attempt.path.clone()).or_default() += attempt.fixed;
            if let Some(most) = self.most.get_mut(&attempt.path) {
                *most = most.saturating_mul(2);
            }
            self.seen.insert((attempt.path.clone(), digest(attempt.source.text().as_bytes())));
            self.originals.entry(attempt.path).or_insert(attempt.source);
        }
        self.texts.extend(round.texts);
    }

    /// Of several fixes that did not help together, half are tried next; one alone that did not is not tried again.
    fn learn(&mut self, failed: &[&Attempt]) {
        for attempt in failed {
            let half = attempt.numbers / 2;
            if half == 0 {
                let refused = attempt.entries.iter().map(|entry| (attempt.path.clone(), entry.clone()));
                self.refused.extend(refused);
            }
            self.most.insert(attempt.path.clone(), half.max(1));
        }
    }
}

fn digest(text: &[u8]) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn removes(fix: &Fix) -> bool {
    fix.edits.iter().all(|edit| edit.text.is_empty())
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
    /// How many findings these are, where what is the same of several projects is one.
    fixed: usize,
    /// From how many fixes was chosen.
    numbers: usize,
    /// Of the text that the file gets.
    digest: u64,
}

impl Round {
    fn plan(checked: &Checked, memory: &Memory, with_unsafe: bool, screen: &Screen) -> Round {
        let mut round = Round { texts: Overlay::new(), attempts: Vec::new() };
        for (path, patient) in patients(checked, memory, with_unsafe, screen) {
            let most = memory.most.get(path).copied().unwrap_or(usize::MAX).min(patient.findings.len());
            let chosen = choose(patient.findings[..most].iter().map(|(_, fix)| *fix));
            let findings = || chosen.numbers.iter().map(|&number| patient.findings[number].0);
            let text = chosen.apply(patient.source.text()).into_bytes();
            round.attempts.push(Attempt {
                path: path.to_owned(),
                source: Arc::clone(patient.source),
                entries: findings().map(Entry::of).collect(),
                fixed: count_once(findings()),
                numbers: most,
                digest: digest(&text),
            });
            round.texts.insert(path.to_owned(), text);
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
    for finding in screen.shown(&checked.outline.sorted.findings) {
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
        // What is inserted looks like what is there, and so it comes before anything is removed.
        patient.findings.sort_by_key(|(_, fix)| (removes(fix), fix.edits[0].at.span));
    }
    patients
}

/// The findings of a check, counted.
struct Tally<'c> {
    entries: HashMap<Entry, usize>,
    /// What became of each file.
    fates: HashMap<&'c str, &'c Fate>,
    /// How many places of each file cannot be read.
    unreadable: HashMap<String, usize>,
    /// How many failures there are, by what could not be looked at.
    failures: HashMap<&'c str, usize>,
}

impl<'c> Tally<'c> {
    fn of(checked: &'c Checked) -> Self {
        let fates = checked.outline.files.iter().map(|(path, fate)| (path.as_str(), fate));
        let mut tally = Tally {
            entries: HashMap::new(),
            fates: fates.collect(),
            unreadable: HashMap::new(),
            failures: HashMap::new(),
        };
        for failure in &checked.outline.failures {
            *tally.failures.entry(&failure.subject).or_default() += 1;
        }
        for finding in &checked.outline.sorted.findings {
            *tally.entries.entry(Entry::of(finding)).or_default() += 1;
            if let Some(at) = finding.location.as_ref().filter(|_| unreadable_input::RULE.says(finding)) {
                *tally.unreadable.entry(at.path().to_owned()).or_default() += 1;
            }
        }
        tally
    }

    /// Whether something failed since, of a file or of nothing that is one: what failed of another file is that
    /// one's fault.
    fn failed_since(&self, before: &Tally<'_>, path: &str) -> bool {
        let mut failures = self.failures.iter();
        failures.any(|(subject, count)| {
            let concerns = *subject == path || !self.fates.contains_key(subject);
            concerns && *count > before.failures.get(subject).copied().unwrap_or_default()
        })
    }

    fn count(&self, entry: &Entry) -> usize {
        self.entries.get(entry).copied().unwrap_or_default()
    }
}

impl Attempt {
    /// Whether everything that was fixed is gone, and nothing else: a file that cannot be parsed any more, or
    /// declares other projects, has no findings either.
    fn helped(&self, before: &Tally<'_>, after: &Tally<'_>) -> bool {
        if after.unreadable.get(&self.path) > before.unreadable.get(&self.path)
            || after.fates.get(self.path.as_str()) != before.fates.get(self.path.as_str())
            || after.failed_since(before, &self.path)
        {
            return false;
        }
        let mut fixed: HashMap<&Entry, usize> = HashMap::new();
        for entry in &self.entries {
            *fixed.entry(entry).or_default() += 1;
        }
        fixed.iter().all(|(entry, fixed)| after.count(entry) + fixed <= before.count(entry))
    }
}

/// How many files are written at a time. Who writes waits for the disk, which takes many files together as fast as one.
const WRITERS: usize = 16;

/// Replaces the files that changed. One that cannot be written, or that somebody else changed meanwhile, is a
/// failure and stays as it is.
pub fn write(changes: &[&Change], task: &Task) -> Vec<Failure> {
    // A file under several names is written under one after the other.
    let mut files: BTreeMap<PathBuf, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let path = task.working_folder.join(&change.shown);
        files.entry(fs::canonicalize(&path).unwrap_or(path)).or_default().push(change);
    }
    let files: Vec<_> = files.into_iter().collect();
    let write = |(path, changes): &(PathBuf, Vec<&Change>)| -> Vec<Failure> {
        changes.iter().filter_map(|change| Some(failure(change, &replace(path, change).err()?))).collect()
    };
    let all = || files.par_iter().flat_map_iter(write).collect::<Vec<Failure>>();
    let writers = rayon::ThreadPoolBuilder::new().num_threads(WRITERS.min(files.len())).build();
    let mut failures = match writers {
        Ok(writers) => writers.install(all),
        Err(_) => files.iter().flat_map(write).collect(),
    };
    failures.sort();
    failures
}

fn failure(change: &Change, message: &str) -> Failure {
    let message = format!("the fixes cannot be written: {message}");
    Failure { subject: change.shown.clone(), message }
}

/// Replaces one file, unless it is not what was read: that is asked again when the new one is ready to take its place.
fn replace(path: &Path, change: &Change) -> Result<(), String> {
    let stands = || match fs::read(path) {
        Ok(now) if now == change.old.text().as_bytes() => Ok(true),
        // The same file under two names is written once.
        Ok(now) if now == change.new.as_bytes() => Ok(false),
        Ok(_) => Err("it was changed while it was being fixed".to_owned()),
        Err(error) => Err(io_words(&error)),
    };
    if !stands()? {
        return Ok(());
    }
    let ready = files::Ready::write(path, |out| out.write_all(change.new.as_bytes()));
    let ready = ready.map_err(|error| io_words(&error))?;
    if stands()? { ready.put().map_err(|error| io_words(&error)) } else { Ok(()) }
}

/// The patch that `git apply` takes.
pub fn patch(changes: &[Change]) -> String {
    let mut patch = String::new();
    for change in changes {
        // Lines end with `\n` and nothing else, as they do for git.
        let (old, new): (Vec<&str>, Vec<&str>) =
            (change.old.text().split_inclusive('\n').collect(), change.new.split_inclusive('\n').collect());
        let diff = similar::TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
        let (old, new) = (name_in_patch("a", &change.shown), name_in_patch("b", &change.shown));
        patch.push_str(&diff.unified_diff().context_radius(3).header(&old, &new).to_string());
    }
    patch
}

/// A name as git writes it: in quotes where it has characters that would end it, else with a tab behind it where it
/// has blanks.
fn name_in_patch(side: &str, name: &str) -> String {
    if !name.contains(['"', '\\']) && !name.contains(char::is_control) {
        let end = if name.contains(' ') { "\t" } else { "" };
        return format!("{side}/{name}{end}");
    }
    let mut quoted = format!("\"{side}/");
    for c in name.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let bytes = c.to_string().into_bytes();
                quoted.extend(bytes.iter().map(|byte| format!("\\{byte:03o}")));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
