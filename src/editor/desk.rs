//! What lies open: which units there are, which of them are to be checked, and what was found in each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use gen_lsp_types::Diagnostic;

use super::check::{Outcome, Unit};
use super::documents::Documents;
use super::note::{Note, Notes};
use crate::files::seen::Seen;

/// So long nothing is typed before what was typed is checked.
const QUIET: Duration = Duration::from_millis(40);

/// Who types without a pause is not kept waiting longer.
const LONGEST: Duration = Duration::from_millis(250);

/// A unit, and what is known of it.
#[derive(Debug)]
struct Slot {
    /// Since when what is known is out of date; nothing where it is not.
    dirty_since: Option<Instant>,
    /// When it is to be checked.
    due: Instant,
    was_checked: bool,
    is_left_alone: bool,
    notes: Notes,
    /// What was looked at on disk.
    seen: Option<Arc<Seen>>,
}

/// The units of what is open.
#[derive(Default, Debug)]
pub(super) struct Desk {
    slots: BTreeMap<Unit, Slot>,
    /// The unit that is being checked.
    running: Option<Unit>,
    /// The files that were closed since anything changed for them. Of those nothing is shown, also where others of their
    /// folder are open; with the next change they are as those that were never opened.
    closed: BTreeSet<PathBuf>,
    /// What is shown of each file.
    shown: BTreeMap<PathBuf, Vec<Diagnostic>>,
}

impl Desk {
    /// A document was opened or changed, or is about to be closed: its unit is to be checked, and whatever may depend on it.
    pub(super) fn touch(&mut self, path: &Path, now: Instant) {
        let unit = Unit::of(path);
        match &unit {
            // Others may be built on a file of TOML.
            Some(Unit::File(file)) if file.extension().is_none_or(|ending| ending != "toml") => {
                self.mark(now, |other| Some(other) == unit.as_ref());
            }
            // Modules call each other.
            Some(Unit::Folder(_)) => self.mark(now, |other| matches!(other, Unit::Folder(_))),
            // A policy, or what a policy names.
            _ => self.touch_all(now),
        }
    }

    /// For some units something has changed on disk.
    pub(super) fn touch_units(&mut self, units: &[Unit], now: Instant) {
        self.mark(now, |unit| units.contains(unit));
    }

    /// What was looked at for each unit.
    pub(super) fn seen(&self) -> Vec<(Unit, Arc<Seen>)> {
        let seen = |(unit, slot): (&Unit, &Slot)| Some((unit.clone(), Arc::clone(slot.seen.as_ref()?)));
        self.slots.iter().filter_map(seen).collect()
    }

    /// Anything may have changed.
    pub(super) fn touch_all(&mut self, now: Instant) {
        self.mark(now, |_| true);
    }

    fn mark(&mut self, now: Instant, is_meant: impl Fn(&Unit) -> bool) {
        self.closed.retain(|path| !Unit::of(path).is_some_and(|unit| is_meant(&unit)));
        for (_, slot) in self.slots.iter_mut().filter(|(unit, _)| is_meant(unit)) {
            let since = *slot.dirty_since.get_or_insert(now);
            slot.due = (now + QUIET).min(since + LONGEST);
        }
    }

    /// A document was opened.
    pub(super) fn open(&mut self, path: &Path) {
        self.closed.remove(path);
    }

    /// A document was closed.
    pub(super) fn close(&mut self, path: &Path) {
        self.closed.insert(path.to_owned());
    }

    /// Keeps the units of what is open. New ones are checked at once. The files of which something was known that is no
    /// more are given back.
    pub(super) fn keep(&mut self, documents: &Documents, now: Instant) -> BTreeSet<PathBuf> {
        let units: BTreeSet<Unit> = documents.paths().filter_map(|path| Unit::of(path)).collect();
        let mut gone = BTreeSet::new();
        self.slots.retain(|unit, slot| {
            let stays = units.contains(unit);
            if !stays {
                gone.extend(slot.notes.keys().cloned());
            }
            stays
        });
        for unit in units {
            self.slots.entry(unit).or_insert_with(|| Slot {
                dirty_since: Some(now),
                due: now,
                was_checked: false,
                is_left_alone: false,
                notes: Notes::new(),
                seen: None,
            });
        }
        gone
    }

    /// Until when nothing is to be checked; nothing where no time is known.
    pub(super) fn next_due(&self) -> Option<Instant> {
        if self.running.is_some() {
            return None;
        }
        self.dirty().map(|(_, slot)| slot.due).min()
    }

    fn dirty(&self) -> impl Iterator<Item = (&Unit, &Slot)> {
        self.slots.iter().filter(|(_, slot)| slot.dirty_since.is_some())
    }

    /// Takes the unit that is to be checked next, if it is time.
    pub(super) fn take(&mut self, now: Instant) -> Option<Unit> {
        if self.running.is_some() {
            return None;
        }
        let (unit, slot) = self.dirty().min_by_key(|(_, slot)| slot.due)?;
        if slot.due > now {
            return None;
        }
        let unit = unit.clone();
        if let Some(slot) = self.slots.get_mut(&unit) {
            slot.dirty_since = None;
        }
        self.running = Some(unit.clone());
        Some(unit)
    }

    /// Whether what is known of a document is out of date.
    pub(super) fn is_stale(&self, path: &Path) -> bool {
        let Some(unit) = Unit::of(path) else { return false };
        let is_dirty = self.slots.get(&unit).is_some_and(|slot| slot.dirty_since.is_some());
        is_dirty || self.running.as_ref() == Some(&unit)
    }

    /// Takes in what became of the unit that was being checked, with the files of which something else is known now.
    /// What is out of date already is passed over.
    pub(super) fn settle(&mut self, outcome: Outcome) -> Option<Settled> {
        let unit = self.running.take()?;
        let slot = self.slots.get_mut(&unit)?;
        if slot.dirty_since.is_some() {
            return None;
        }
        let mut files: BTreeSet<PathBuf> = slot.notes.keys().cloned().collect();
        files.extend(outcome.notes.keys().cloned());
        let mut messages = outcome.messages;
        if !slot.was_checked {
            messages.extend(outcome.unread);
        }
        slot.was_checked = true;
        slot.is_left_alone = outcome.is_left_alone;
        slot.notes = outcome.notes;
        slot.seen = outcome.seen;
        Some(Settled { unit, files, messages, logged: outcome.logged })
    }

    /// Whether nothing is said of a document, because no policy is for it.
    pub(super) fn is_left_alone(&self, path: &Path) -> bool {
        Unit::of(path).and_then(|unit| self.slots.get(&unit)).is_none_or(|slot| slot.is_left_alone)
    }

    /// What there is to show of a file.
    pub(super) fn notes<'d>(&'d self, path: &'d Path) -> impl Iterator<Item = &'d Note> {
        self.slots.values().filter_map(move |slot| slot.notes.get(path)).flatten()
    }

    /// The diagnostics that are shown of a file from now on, each once, if others were shown before, or `anyway`.
    pub(super) fn renew(&mut self, path: &Path, anyway: bool) -> Option<Vec<Diagnostic>> {
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        if !self.closed.contains(path) {
            let mut known = std::collections::HashSet::new();
            for note in self.notes(path) {
                if known.insert(&note.diagnostic) {
                    diagnostics.push(note.diagnostic.clone());
                }
            }
        }
        let is_shown = self.shown.get(path).map(Vec::as_slice).unwrap_or_default() == diagnostics;
        if is_shown && !anyway {
            return None;
        }
        self.shown.insert(path.to_owned(), diagnostics.clone());
        Some(diagnostics)
    }
}

/// A unit that was checked.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) unit: Unit,
    /// The files of which something else is known now.
    pub(super) files: BTreeSet<PathBuf>,
    pub(super) messages: Vec<String>,
    pub(super) logged: Vec<String>,
}
