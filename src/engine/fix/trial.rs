//! A trial: some fixes applied together, and what is learned of those that are not as they say.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::fixed::FixedFinding;
use super::reason::Reason;
use crate::collect::endings;
use crate::collect::read::{self, Format};
use crate::engine::merge::each_once;
use crate::finding::{Edit, Finding, Fix, Location};
use crate::fix::apply::{Applied, Chosen, apply, choose};
use crate::source::{Source, Span};
use crate::tree::Tree;

/// A fix by what it says: two that say the same are one.
pub(super) type Words = Vec<(String, Span, String)>;

pub(super) fn words(fix: &Fix) -> Words {
    let word = |edit: &Edit| (edit.at.path().to_owned(), edit.at.span, edit.text.clone());
    fix.edits.iter().map(word).collect()
}

fn removes(fix: &Fix) -> bool {
    fix.edits.iter().all(|edit| edit.text.is_empty())
}

/// How many trials are made before what is open is given up.
const TRIALS: usize = 1000;

/// What earlier trials taught.
#[derive(Default)]
pub(super) struct Doubts {
    /// Fixes that did something else than they say.
    refused: HashMap<Words, Reason>,
    /// How many fixes of a file are tried at a time, where nobody knows which of them is to blame.
    most: HashMap<String, usize>,
    /// How many files are tried at a time, where nobody knows which of them is to blame.
    most_files: Option<usize>,
    trials: usize,
    /// Whether texts changed since something was refused.
    are_old: bool,
}

impl Doubts {
    pub(super) fn may_try(&self) -> bool {
        self.trials < TRIALS
    }

    /// Whether what was refused might not be, beside the texts that there are now.
    pub(super) fn are_old(&self) -> bool {
        self.are_old
    }

    /// Takes note of a trial that went well, and of the files that it changed: their fixes are others now.
    pub(super) fn forget<'n>(&mut self, changed: impl Iterator<Item = &'n str>) {
        for name in changed {
            self.refused.retain(|words, _| words.iter().all(|(path, ..)| path != name));
            self.most.remove(name);
        }
        self.are_old = !self.refused.is_empty();
        self.try_more_files();
    }

    fn try_more_files(&mut self) {
        self.most_files = self.most_files.map(|most| most.saturating_mul(2));
    }

    /// Why a fix is not applied.
    pub(super) fn reason(&self, fix: &Fix) -> Reason {
        self.refused.get(&words(fix)).copied().unwrap_or(Reason::Untried)
    }

    /// Of several fixes of which one must be to blame, half are tried next; one alone is not tried again.
    pub(super) fn learn(&mut self, trial: &Trial<'_>, faults: &Faults) {
        self.trials += 1;
        for (&number, &reason) in &faults.blamed {
            self.refused.insert(words(trial.fixes[number]), reason);
        }
        if !faults.blamed.is_empty() {
            // These may be to blame for the rest as well.
            return;
        }
        for (name, file) in &trial.files {
            if faults.doubtful.contains(*name) {
                self.halve(name, file, Reason::Reading);
            }
        }
        let Some(reason) = faults.unexplained.filter(|_| faults.doubtful.is_empty()) else { return };
        match trial.files.len() {
            1 => {
                for (name, file) in &trial.files {
                    self.halve(name, file, reason);
                }
            }
            several => self.most_files = Some(several / 2),
        }
    }

    /// Fewer fixes of a file are tried next, of which one must be to blame; where it is the only one, it is refused.
    fn halve(&mut self, name: &str, file: &TriedFile<'_>, reason: Reason) {
        match file.chosen.as_slice() {
            [one] => {
                self.refused.insert(words(one.fix), reason);
                self.most.remove(name);
                self.try_more_files();
            }
            several => {
                self.most.insert(name.to_owned(), several.len() / 2);
            }
        }
    }
}

/// What is not as the fixes of a trial say.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// The fixes that are to blame, by their numbers.
    pub(super) blamed: BTreeMap<usize, Reason>,
    /// The files of whose fixes one is to blame, each for itself.
    pub(super) doubtful: BTreeSet<String>,
    /// What one of all the fixes is to blame for.
    pub(super) unexplained: Option<Reason>,
}

impl Faults {
    pub(super) fn is_empty(&self) -> bool {
        self.blamed.is_empty() && self.doubtful.is_empty() && self.unexplained.is_none()
    }
}

/// Fixes that are tried together.
pub(super) struct Trial<'f> {
    files: BTreeMap<&'f str, TriedFile<'f>>,
    /// The fixes, in the order of their numbers.
    pub(super) fixes: Vec<&'f Fix>,
}

/// A file in a trial.
struct TriedFile<'f> {
    source: &'f Arc<Source>,
    /// The number of its first fix.
    first: usize,
    chosen: Vec<Chosen<'f>>,
    applied: Applied,
    /// The findings that are fixed, where what is the same of several projects is one.
    fixed: Vec<FixedFinding>,
}

impl TriedFile<'_> {
    /// Whether every key and value that was not replaced is what it was, in YAML, where what is around a text
    /// decides what it says.
    fn keeps_others(&self) -> bool {
        if endings::format(self.source) != Some(Format::Yaml) {
            return true;
        }
        let new = Source::new(self.source.name(), &self.applied.text, self.source.medium());
        let spans = self.applied.spans.iter();
        let (before, after): (Vec<Span>, Vec<Span>) =
            spans.map(|(_, before, after)| (*before, *after)).unzip();
        others(self.source, &before) == others(&new, &after)
    }
}

/// The keys and values of a YAML text that are not in certain spans, which are sorted; an alias by its name.
fn others(source: &Source, spans: &[Span]) -> Vec<String> {
    let documents = read::documents(source, Format::Yaml);
    let is_in_one = |scalar: Span| {
        let before = spans.partition_point(|span| span.start <= scalar.start);
        before > 0 && scalar.end <= spans[before - 1].end
    };
    let mut others = Vec::new();
    for scalar in documents.trees.iter().flat_map(Tree::scalars) {
        // Nothing where a value belongs has no place of its own.
        if !scalar.mention().is_empty() && !is_in_one(scalar.mention()) {
            let text = scalar.text().filter(|_| !scalar.is_alias());
            others.push(text.unwrap_or_else(|| source.slice(scalar.mention())).to_owned());
        }
    }
    others
}

impl<'f> Trial<'f> {
    /// As many fixes as can be applied together, without those that are in doubt.
    pub(super) fn plan(findings: &[&'f Finding], doubts: &Doubts) -> Self {
        let mut by_file: BTreeMap<&'f str, Vec<(&'f Fix, &'f Finding)>> = BTreeMap::new();
        for finding in findings {
            let Some(fix) = &finding.fix else { continue };
            let Some(first) = fix.edits.first() else { continue };
            // A fix that reaches into two files could not be applied as a whole.
            let is_of_one = fix.edits.iter().all(|edit| edit.at.path() == first.at.path());
            if is_of_one && !doubts.refused.contains_key(&words(fix)) {
                by_file.entry(first.at.path()).or_default().push((fix, finding));
            }
        }
        let mut trial = Trial { files: BTreeMap::new(), fixes: Vec::new() };
        for (name, mut fixes) in by_file.into_iter().take(doubts.most_files.unwrap_or(usize::MAX)) {
            // What is inserted looks like what is there, and so it comes before anything is removed.
            fixes.sort_by_key(|(fix, _)| (removes(fix), fix.edits[0].at.span));
            let source = &fixes[0].0.edits[0].at.source;
            let mut chosen = choose(fixes.iter().map(|(fix, _)| *fix));
            chosen.truncate(doubts.most.get(name).copied().unwrap_or(usize::MAX));
            let numbers = chosen.iter().flat_map(|chosen| &chosen.numbers);
            let fixed = each_once(numbers.map(|&number| fixes[number].1));
            let fixed = fixed.into_iter().filter_map(FixedFinding::of).collect();
            let applied = apply(&chosen, source.text());
            let first = trial.fixes.len();
            trial.fixes.extend(chosen.iter().map(|chosen| chosen.fix));
            trial.files.insert(name, TriedFile { source, first, chosen, applied, fixed });
        }
        trial
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The texts of the files with the fixes applied.
    pub(super) fn texts(&self) -> impl Iterator<Item = (String, Vec<u8>)> {
        let text = |(name, file): (&&str, &TriedFile<'_>)| {
            ((*name).to_owned(), file.applied.text.as_bytes().to_vec())
        };
        self.files.iter().map(text)
    }

    /// The names of the files.
    pub(super) fn names(&self) -> impl Iterator<Item = &'f str> {
        self.files.keys().copied()
    }

    /// The files as they were, each with the findings that are fixed in it.
    pub(super) fn files(&self) -> Vec<(String, Arc<Source>, Vec<FixedFinding>)> {
        let file = |(name, file): (&&str, &TriedFile<'_>)| {
            ((*name).to_owned(), Arc::clone(file.source), file.fixed.clone())
        };
        self.files.iter().map(file).collect()
    }

    pub(super) fn fixes(&self) -> impl Iterator<Item = &'f Fix> {
        self.fixes.iter().copied()
    }

    /// The files in which more changed than what was replaced: a line end more can be part of the value above it.
    pub(super) fn torn(&self) -> impl Iterator<Item = &'f str> {
        let files = self.files.iter();
        files.filter(|(_, file)| !file.keeps_others()).map(|(name, _)| *name)
    }

    /// Where a place of the texts with the fixes began in those without.
    pub(super) fn start_before(&self, place: &Location) -> usize {
        let mut start = place.span.range().start;
        if let Some(file) = self.files.get(place.path()) {
            let earlier = file.applied.spans.iter().rfind(|(.., after)| after.end <= place.span.start);
            if let Some((_, before, after)) = earlier {
                start = start - after.range().end + before.range().end;
            }
        }
        start
    }

    /// The fixes that replaced a text at a place, or wrote one there.
    pub(super) fn at(&self, place: &Location, is_after: bool) -> impl Iterator<Item = usize> {
        let file = self.files.get(place.path());
        let (start, end) = (place.span.start, place.span.end);
        file.into_iter().flat_map(move |file| {
            let touches = move |(_, before, after): &&(usize, Span, Span)| {
                let span = if is_after { after } else { before };
                span.start <= end && start <= span.end
            };
            file.applied.spans.iter().filter(touches).map(|(number, ..)| file.first + number)
        })
    }
}
