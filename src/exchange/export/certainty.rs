//! What a policy certainly refuses. What an override, an exception or a baseline may let pass, and what only warns, the
//! cloud must not refuse: it cannot see any of these.

use std::collections::BTreeSet;

use time::Date;

use crate::finding::{Level, Location};
use crate::policy::condition::{Condition, Field, Wanted};
use crate::policy::dictionary::{Dictionary, Entry};
use crate::policy::pattern::TextGlob;
use crate::policy::{Exception, Policy};
use crate::project::BEDROCK_PROJECT;
use crate::rule;
use crate::text::fold;

/// What a rule does where it speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Force {
    /// It fails every check.
    Fails,
    /// It never speaks.
    Silent,
    /// It warns, or something may hide or change it.
    Unsure,
}

/// What is certain of a policy.
pub(super) struct Certainty<'p> {
    pub policy: &'p Policy,
    pub base: &'p Dictionary,
    /// The dictionaries in which each override is in force that may be for Bedrock projects.
    changed: Vec<Dictionary>,
    /// The exceptions that hold and may be for Bedrock projects.
    exceptions: Vec<&'p Exception>,
    /// The rules and tags of the findings that a baseline hides.
    hidden: BTreeSet<(String, Option<String>)>,
}

impl<'p> Certainty<'p> {
    pub(super) fn new(policy: &'p Policy, today: Date, hidden: BTreeSet<(String, Option<String>)>) -> Self {
        let mut changed = Vec::new();
        let overrides = policy.dictionaries.overrides().iter();
        for (change, dictionary) in overrides.zip(policy.dictionaries.each_override()) {
            if may_hold(&change.when) {
                changed.push(dictionary);
            }
        }
        let holds = |exception: &&Exception| {
            exception.until.value >= today && exception.when.as_ref().is_none_or(may_hold)
        };
        let exceptions = policy.exceptions.iter().filter(holds).collect();
        Certainty { policy, base: policy.dictionaries.base(), changed, exceptions, hidden }
    }

    /// The dictionary without overrides, then those with each.
    pub(super) fn dictionaries(&self) -> impl Iterator<Item = &Dictionary> {
        std::iter::once(self.base).chain(&self.changed)
    }

    /// What a rule does that speaks of a tag. A rule that speaks of other spellings is asked without one.
    pub(super) fn force(&self, name: &str, tag: Option<&str>) -> Force {
        let rule = rule::find(name).expect("a rule of this build");
        let force = |dictionary: &Dictionary| match rule.level_in(dictionary) {
            Some(Level::Error) => Force::Fails,
            Some(_) => Force::Unsure,
            None => Force::Silent,
        };
        let of_base = force(self.base);
        if self.changed.iter().any(|changed| force(changed) != of_base) {
            return Force::Unsure;
        }
        let is_mandatory = self.policy.mandatory.contains_key(name);
        if of_base == Force::Fails && !is_mandatory && self.is_hidden(name, tag) {
            return Force::Unsure;
        }
        of_base
    }

    fn is_hidden(&self, rule: &str, tag: Option<&str>) -> bool {
        let is_excepted = self.exceptions.iter().any(|exception| {
            let is_of_rule = exception.rules.is_empty() || exception.rules.contains(&rule);
            let is_of_tag = match tag {
                Some(tag) => exception.tags.is_empty() || exception.tags.iter().any(|known| known == tag),
                None => true,
            };
            is_of_rule && is_of_tag
        });
        let is_in_baseline = self.hidden.iter().any(|(known, of)| {
            known == rule && tag.is_none_or(|tag| of.as_deref().is_none_or(|of| of == tag))
        });
        is_excepted || is_in_baseline
    }

    /// Whether rules fail or never speak, so that the next one speaks and nothing warns in its place.
    pub(super) fn are_decided(&self, rules: &[&str], tag: Option<&str>) -> bool {
        rules.iter().all(|rule| self.force(rule, tag) != Force::Unsure)
    }

    /// Whether each value that a rule finds wrong under an entry fails a check: what speaks before the rule must not warn
    /// in its place.
    pub(super) fn refuses_values(&self, entry: &Entry, rule: &str) -> bool {
        let key = Some(entry.key.as_str());
        let mut before = vec!["sensitive-value", "empty-value"];
        if rule == "malformed-value" && entry.values.is_some() {
            before.push("invalid-value");
        }
        self.force(rule, key) == Force::Fails && self.are_decided(&before, key)
    }

    /// Whether an override changes a clause of an entry.
    pub(super) fn is_changed(&self, key: &str, clause: fn(&Entry) -> Option<&Location>) -> bool {
        let of = |dictionary: &Dictionary| dictionary.get(key).and_then(clause).cloned();
        let base = of(self.base);
        self.changed.iter().any(|changed| of(changed) != base)
    }

    /// The deprecated keys that stand for a key, in whichever dictionary; none where a glob is among them, which is
    /// for keys that nobody can list.
    pub(super) fn deprecated_for(&self, key: &str) -> Option<Vec<&str>> {
        let mut keys: Vec<&str> = Vec::new();
        for dictionary in self.dictionaries() {
            for entry in dictionary.entries().iter().filter(|entry| entry.deprecated.is_some()) {
                if dictionary.in_use(entry).key != key || entry.key == key {
                    continue;
                }
                if entry.is_glob() {
                    return None;
                }
                if !keys.contains(&entry.key.as_str()) {
                    keys.push(&entry.key);
                }
            }
        }
        Some(keys)
    }

    /// Whether each other spelling of a key that differs in case is refused, so that the cloud, which does not see case
    /// in the names of conditions, may take them for the key itself.
    pub(super) fn refuses_other_case(&self, key: &str) -> bool {
        self.force("misspelled-key", None) == Force::Fails
            && self.force("duplicate-key", None) == Force::Fails
            && !self.dictionaries().any(|dictionary| has_other(dictionary, key))
    }
}

/// Whether a dictionary has another entry for a spelling of a key that differs in case.
fn has_other(dictionary: &Dictionary, key: &str) -> bool {
    let (folded, lower) = (fold(key), key.to_lowercase());
    dictionary.entries().iter().filter(|entry| entry.key != key).any(|entry| match entry.is_glob() {
        true => TextGlob::new(entry.key.to_lowercase()).matches(&lower),
        false => fold(&entry.key) == folded,
    })
}

/// Whether a condition may hold for a Bedrock project.
fn may_hold(condition: &Condition) -> bool {
    condition.tests.iter().all(|test| match (&test.field, &test.wanted) {
        (Field::Kind, Wanted::AnyOf(globs)) => globs.iter().any(|glob| glob.matches(BEDROCK_PROJECT)),
        (Field::Kind, Wanted::Present(present)) => *present,
        _ => true,
    })
}
