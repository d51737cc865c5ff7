//! The tag dictionary: the entry for each key, and which key is meant by another spelling.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use elsa::sync::FrozenMap;

use super::condition::{Condition, Facts, Truth};
use super::pattern::{Pattern, TextGlob};
use super::values::Values;
use super::{RuleLevel, Said};
use crate::finding::Location;
use crate::text::{Nearness, Words};

/// What `required` says.
#[derive(Debug)]
pub(crate) enum Required {
    /// The key may be absent.
    No,
    /// The key must be there.
    Always,
    /// It must be there where a condition holds.
    When(Condition),
}

/// A format that values can be asked to have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    /// An e-mail address: one `@`, a domain with a dot, no spaces.
    Email,
    /// A UUID in its hyphenated form (RFC 9562).
    Uuid,
    /// A calendar day, `YYYY-MM-DD`.
    Date,
    /// An integer: digits, perhaps behind a sign.
    Integer,
    /// A URL with `http` or `https` and a host.
    Url,
    /// A semantic version (semver.org, 2.0.0).
    Semver,
    /// Twelve digits.
    AwsAccountId,
}

/// What the policy says of one key, or of the keys that a glob matches.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The key; with `*` it stands for many.
    pub key: String,
    /// The key where the policy names it.
    pub(crate) clause: Location,
    /// Whether it must be there.
    pub(crate) required: Said<Required>,
    /// What values look like.
    pub(crate) pattern: Option<Said<Pattern>>,
    /// Which values are allowed: `values` and `values-from` together.
    pub(crate) values: Option<Said<Arc<Values>>>,
    /// A format of values.
    pub(crate) format: Option<Said<Format>>,
    /// The fewest characters of a value.
    pub(crate) min_length: Option<Said<usize>>,
    /// The most characters of a value.
    pub(crate) max_length: Option<Said<usize>>,
    /// Values to show in help.
    pub(crate) examples: Vec<String>,
    /// What the tag is for.
    #[cfg_attr(not(feature = "lsp"), allow(dead_code, reason = "editors show it"))]
    pub(crate) description: Option<String>,
    /// What to show as help instead of what taglint would say.
    pub(crate) message: Option<String>,
    /// What may be written where the key is missing.
    pub(crate) default: Option<String>,
    /// Why the key is not used any more.
    pub(crate) deprecated: Option<Said<String>>,
    /// The key that took its place.
    pub(crate) replaced_by: Option<String>,
    /// That the key must not be there.
    pub(crate) forbidden: Option<Location>,
}

impl Entry {
    /// Whether the key must be there, as far as that can be known.
    pub(crate) fn is_required(&self, facts: &Facts<'_>) -> Truth {
        match &self.required.value {
            Required::No => Truth::No,
            Required::Always => Truth::Yes,
            Required::When(condition) => condition.holds(facts),
        }
    }

    /// Whether it must be there in some project, so that reports are expected to know the key.
    pub(crate) fn may_be_required(&self) -> bool {
        !self.is_glob() && !matches!(self.required.value, Required::No)
    }

    /// Whether it must be there in every project.
    pub(crate) fn is_always_required(&self) -> bool {
        !self.is_glob() && matches!(self.required.value, Required::Always)
    }

    /// Whether it asks more of values than that they are not empty.
    pub(crate) fn asks_of_values(&self) -> bool {
        let least = if let Some(least) = &self.min_length { least.value } else { 0 };
        self.pattern.is_some()
            || self.values.is_some()
            || self.format.is_some()
            || self.max_length.is_some()
            || least > 1
    }

    /// Whether it is of one key that may be written.
    pub(crate) fn is_in_use(&self) -> bool {
        !self.is_glob() && self.deprecated.is_none() && self.forbidden.is_none()
    }

    /// Whether it stands for many keys.
    pub(crate) fn is_glob(&self) -> bool {
        self.key.contains('*')
    }
}

/// The dictionary and the levels of rules that hold for some projects.
#[derive(Debug)]
pub(crate) struct Dictionary {
    entries: Vec<Entry>,
    exact: HashMap<String, u32, foldhash::fast::RandomState>,
    words: Words,
    /// Globs, the longest first, of equally long ones the first of the policy.
    globs: Vec<(TextGlob, u32)>,
    /// What `[rules]` says, by rule.
    pub(crate) levels: BTreeMap<&'static str, Said<RuleLevel>>,
    /// Near misses found before, by wrong key.
    meant: Mutex<HashMap<String, Option<Meant>>>,
}

/// The key that another spelling means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Meant {
    entry: u32,
    /// How far off the spelling is.
    pub(crate) near: Nearness,
}

/// How many wrong keys are remembered: enough for any real taxonomy, and a bound on hostile ones.
const REMEMBERED: usize = 10_000;

impl Dictionary {
    /// A dictionary of these entries, in the order in which they are shown.
    pub(crate) fn new(entries: Vec<Entry>, levels: BTreeMap<&'static str, Said<RuleLevel>>) -> Self {
        let (mut exact, mut words) = (HashMap::default(), Words::default());
        let mut globs = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            if entry.is_glob() {
                globs.push((TextGlob::new(&entry.key), index as u32));
            } else {
                words.add(&entry.key, index as u32);
                exact.insert(entry.key.clone(), index as u32);
            }
        }
        globs.sort_by_key(|(glob, _)| std::cmp::Reverse(glob.as_str().len()));
        Dictionary { entries, exact, words, globs, levels, meant: Mutex::default() }
    }

    /// Whether the policy switches a rule off.
    pub(crate) fn is_off(&self, rule: &str) -> bool {
        self.levels.get(rule).is_some_and(|level| level.value == RuleLevel::Off)
    }

    /// The entries, in the order of the policy.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a key: the one that names it, else the longest glob that matches it.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        let glob = || self.globs.iter().find(|(glob, _)| glob.matches(key)).map(|(_, index)| index);
        self.exact.get(key).or_else(glob).map(|&index| &self.entries[index as usize])
    }

    /// The key in use that is meant by one that the dictionary does not have, where exactly one is nearest.
    pub(crate) fn meant(&self, key: &str) -> Option<(&Entry, Nearness)> {
        let mut known = self.meant.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let meant = match known.get(key) {
            Some(meant) => *meant,
            None => {
                let meant = self.nearest(key);
                if known.len() < REMEMBERED {
                    known.insert(key.to_owned(), meant);
                }
                meant
            }
        };
        meant.map(|meant| (self.in_use(&self.entries[meant.entry as usize]), meant.near))
    }

    /// The one nearest key, a deprecated key and the one that took its place being the same.
    fn nearest(&self, key: &str) -> Option<Meant> {
        let nearest = self.words.nearest(key);
        let &(entry, near) = nearest.first()?;
        let meant = |entry: u32| &self.in_use(&self.entries[entry as usize]).key;
        nearest.iter().all(|&(other, _)| meant(other) == meant(entry)).then_some(Meant { entry, near })
    }

    /// The entry itself, or the one that took its place.
    pub(crate) fn in_use<'e>(&'e self, entry: &'e Entry) -> &'e Entry {
        let successor = entry.replaced_by.as_deref().filter(|_| entry.deprecated.is_some());
        successor.and_then(|key| self.get(key)).unwrap_or(entry)
    }
}

/// Changes to the dictionary and the levels for some projects: one of `[[overrides]]`.
#[derive(Debug)]
pub(crate) struct Override {
    /// For which projects.
    pub(crate) when: Condition,
    /// The header of the entry.
    pub(crate) clause: Location,
    /// Whether a project was met for which it holds, or may hold.
    met: AtomicBool,
}

impl Override {
    /// An override that no project was met for.
    pub(crate) fn new(when: Condition, clause: Location) -> Self {
        Override { when, clause, met: AtomicBool::new(false) }
    }

    fn holds(&self, facts: &Facts<'_>) -> bool {
        let holds = self.when.holds(facts);
        if holds != Truth::No && !self.met.load(Ordering::Relaxed) {
            self.met.store(true, Ordering::Relaxed);
        }
        holds == Truth::Yes
    }
}

/// Builds the dictionary in which the overrides of the given numbers are in force, in their order.
pub(crate) type Build = Box<dyn Fn(&[usize]) -> Dictionary + Send + Sync>;

/// The dictionary of a policy with every set of overrides that has come together so far.
pub(crate) struct Dictionaries {
    base: Dictionary,
    overrides: Vec<Override>,
    build: Build,
    built: FrozenMap<Vec<usize>, Box<Dictionary>>,
    /// The number of an override that is never in force.
    left_out: Option<usize>,
}

impl Dictionaries {
    /// The dictionaries of a policy. `build` makes the one in which some overrides are in force; it is called for each set
    /// that occurs, and for none at once.
    pub(crate) fn new(overrides: Vec<Override>, build: Build) -> Self {
        let base = build(&[]);
        Dictionaries { base, overrides, build, built: FrozenMap::new(), left_out: None }
    }

    /// The dictionary without overrides.
    pub(crate) fn base(&self) -> &Dictionary {
        &self.base
    }

    /// The overrides that hold for no project that a dictionary was asked for.
    pub(crate) fn unused_overrides(&self) -> impl Iterator<Item = &Override> {
        self.overrides.iter().filter(|change| !change.met.load(Ordering::Relaxed))
    }

    /// The overrides, in their order.
    pub(crate) fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// Leaves an override out from now on, to see what it changes.
    pub(crate) fn leave_out(&mut self, number: usize) {
        self.left_out = Some(number);
    }

    /// The dictionaries in which each of the overrides alone is in force.
    pub(crate) fn each_override(&self) -> impl Iterator<Item = Dictionary> + '_ {
        (0..self.overrides.len()).map(|number| (self.build)(&[number]))
    }

    /// The dictionary that holds for a project. An override whose condition cannot be known is not in force.
    pub(crate) fn of(&self, facts: &Facts<'_>) -> &Dictionary {
        let holds =
            |&(number, change): &(usize, &Override)| self.left_out != Some(number) && change.holds(facts);
        let active: Vec<usize> =
            self.overrides.iter().enumerate().filter(holds).map(|(number, _)| number).collect();
        if active.is_empty() {
            return &self.base;
        }
        match self.built.get(&active) {
            Some(dictionary) => dictionary,
            None => {
                let dictionary = Box::new((self.build)(&active));
                self.built.insert(active, dictionary)
            }
        }
    }
}

impl std::fmt::Debug for Dictionaries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dictionaries").field("base", &self.base).finish_non_exhaustive()
    }
}
