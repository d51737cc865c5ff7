//! One project before the policy: what each of its keys is and under which entry its value is judged, worked out
//! once, so that of all rules exactly one speaks.

use std::collections::HashMap;

use super::{Rule, empty_value, invalid_value, malformed_value, placeholder_value, sensitive_value};
use crate::policy::Policy;
use crate::policy::condition::{Facts, Truth};
use crate::policy::dictionary::{Dictionary, Entry};
use crate::project::{Project, Reading, Tag, Value};
use crate::text::Nearness;

/// What a key is.
#[derive(Clone, Copy, Debug)]
pub enum Key<'a> {
    /// One of the dictionary's, and in use.
    Right,
    /// The same key, exactly or but for case, stands before it.
    Duplicate {
        /// The tag before.
        of: usize,
    },
    /// The dictionary calls it deprecated.
    Deprecated,
    /// The dictionary forbids it.
    Forbidden,
    /// It is another spelling of a key that is not there.
    Misspelled {
        /// The key that is meant.
        right: &'a Entry,
        /// How far off it is.
        near: Nearness,
    },
    /// The dictionary does not have it.
    Unknown,
}

/// What a tag is.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// What its key is.
    pub key: Key<'a>,
    /// The entry under which its value is judged.
    pub entry: Option<&'a Entry>,
    /// Whether a later tag of the same spelling counts instead.
    pub superseded: bool,
    /// Whether any of its readings has a fault.
    pub faulty: bool,
}

/// A project before a policy.
#[derive(Debug)]
pub struct Case<'a> {
    /// The project.
    pub project: &'a Project<'a>,
    /// The policy.
    pub policy: &'a Policy,
    /// The dictionary that holds for the project.
    pub dictionary: &'a Dictionary,
    /// What conditions are asked about.
    pub facts: Facts<'a>,
    /// What each tag is, in the order of the project's list.
    pub tags: Vec<Judged<'a>>,
}

/// From how many tags on duplicates are looked up in a table rather than by looking back.
const MANY: usize = 24;

impl<'a> Case<'a> {
    /// Works out what each tag is.
    pub fn new(policy: &'a Policy, dictionary: &'a Dictionary, facts: Facts<'a>) -> Self {
        let project = facts.project;
        let list = &project.tags.list;
        let mut case = Case { project, policy, dictionary, facts, tags: Vec::with_capacity(list.len()) };
        let before = Before::of(list);
        for (index, tag) in list.iter().enumerate() {
            let judged = case.judge(index, tag, &before);
            case.tags.push(judged);
        }
        case.mark_superseded(&before);
        case
    }

    fn judge(&self, index: usize, tag: &Tag<'_>, before: &Before) -> Judged<'a> {
        let known = self.dictionary.get(&tag.key);
        let meant = || self.dictionary.meant(&tag.key);
        let (key, entry) = match known {
            Some(entry) if entry.forbidden.is_some() => (Key::Forbidden, None),
            Some(entry) if entry.deprecated.is_some() => {
                (Key::Deprecated, Some(self.dictionary.in_use(entry)))
            }
            Some(entry) => (Key::Right, Some(entry)),
            None => match meant() {
                Some((right, near)) if self.project.tags.get(&right.key).is_none() => {
                    let entry = right.forbidden.is_none().then_some(right);
                    (Key::Misspelled { right, near }, entry)
                }
                _ => (Key::Unknown, None),
            },
        };
        let key = before.of.get(&index).map_or(key, |&of| Key::Duplicate { of });
        let faulty = tag.readings().any(|reading| self.fault(entry, reading).is_some());
        Judged { key, entry, superseded: false, faulty }
    }

    fn mark_superseded(&mut self, before: &Before) {
        if before.of.is_empty() {
            return;
        }
        let mut last: HashMap<&str, usize> = HashMap::new();
        for (index, tag) in self.project.tags.list.iter().enumerate() {
            if let Some(earlier) = last.insert(&tag.key, index) {
                self.tags[earlier].superseded = true;
            }
        }
    }

    /// The rule that finds fault with a value under an entry, the first that does; with a credential anywhere.
    fn fault(&self, entry: Option<&Entry>, reading: &Reading<'_>) -> Option<&'static Rule> {
        let text = match &reading.value {
            Value::Unknown => return None,
            Value::Null => return entry.map(|_| &empty_value::RULE),
            Value::Nested => return entry.map(|_| &malformed_value::RULE),
            Value::Text(text) => text.as_ref(),
        };
        if sensitive_value::kind(text).is_some() {
            return Some(&sensitive_value::RULE);
        }
        let entry = entry?;
        if text.trim().is_empty() {
            return Some(&empty_value::RULE);
        }
        if entry.values.as_ref().is_some_and(|values| !values.value.contains(text)) {
            return Some(&invalid_value::RULE);
        }
        if malformed_value::broken(entry, text).is_some() {
            return Some(&malformed_value::RULE);
        }
        placeholder_value::says_nothing(entry, text).then_some(&placeholder_value::RULE)
    }

    /// The values with which a rule finds fault: of every reading of every tag that counts.
    pub fn with_fault(&self, rule: &'static Rule) -> impl Iterator<Item = Wrong<'_>> {
        let judged = self.tags.iter().zip(&self.project.tags.list).enumerate();
        judged.filter(|(_, (judged, _))| judged.faulty).flat_map(move |(index, (judged, tag))| {
            // Of a key given twice the last value is judged; but a credential is one anywhere.
            let counts = !judged.superseded || std::ptr::eq(rule, &sensitive_value::RULE);
            let readings = tag.readings().enumerate().filter(move |_| counts);
            readings.filter_map(move |(number, reading)| {
                let fault = self.fault(judged.entry, reading)?;
                let wrong = Wrong { index, tag, number, reading, entry: judged.entry };
                std::ptr::eq(fault, rule).then_some(wrong)
            })
        })
    }

    /// The tag that stands for a dictionary key: of its own spelling, else the one that means it.
    pub fn standing_for(&self, key: &str) -> Option<(usize, &'a Tag<'a>)> {
        let list = &self.project.tags.list;
        let own = list.iter().rposition(|tag| tag.key == key);
        let meaning =
            || self.tags.iter().rposition(|judged| judged.entry.is_some_and(|entry| entry.key == key));
        own.or_else(meaning).map(|index| (index, &list[index]))
    }

    /// Whether a key is there, in its own spelling and with a value that is known and has no fault.
    pub fn has_right(&self, key: &str) -> bool {
        let own = self.project.tags.list.iter().rposition(|tag| tag.key == key);
        own.is_some_and(|index| {
            let known =
                self.project.tags.list[index].readings().all(|reading| reading.value != Value::Unknown);
            known && !self.tags[index].faulty
        })
    }

    /// Whether a key must be there and is not, in any spelling.
    pub fn is_missing(&self, entry: &Entry) -> bool {
        self.is_absent(entry)
            && !self.project.tags.may_have(&entry.key)
            && entry.is_required(&self.facts) == Truth::Yes
    }

    /// Whether a key that may be required is not here, and may be there all the same.
    pub fn may_be_elsewhere(&self, entry: &Entry) -> bool {
        self.is_absent(entry)
            && self.project.tags.may_have(&entry.key)
            && entry.is_required(&self.facts) != Truth::No
    }

    fn is_absent(&self, entry: &Entry) -> bool {
        let there = if entry.is_glob() {
            self.tags.iter().any(|judged| judged.entry.is_some_and(|known| known.key == entry.key))
        } else {
            self.standing_for(&entry.key).is_some()
        };
        !there && self.project.complete
    }
}

/// A value that has a fault.
#[derive(Clone, Copy, Debug)]
pub struct Wrong<'c> {
    /// The index of the tag.
    pub index: usize,
    /// The tag.
    pub tag: &'c Tag<'c>,
    /// Which of its readings.
    pub number: usize,
    /// The reading.
    pub reading: &'c Reading<'c>,
    /// The entry it is judged under.
    pub entry: Option<&'c Entry>,
}

/// Which tags repeat one that stands before them, exactly or but for case.
struct Before {
    of: HashMap<usize, usize>,
}

impl Before {
    fn of(list: &[Tag<'_>]) -> Self {
        let mut of = HashMap::new();
        if list.len() < MANY {
            for (later, tag) in list.iter().enumerate() {
                let same = |other: &Tag<'_>| same_but_for_case(&other.key, &tag.key);
                if let Some(earlier) = list[..later].iter().rposition(same) {
                    of.insert(later, earlier);
                }
            }
            return Before { of };
        }
        let mut last: HashMap<String, usize> = HashMap::new();
        for (later, tag) in list.iter().enumerate() {
            if let Some(earlier) = last.insert(tag.key.to_lowercase(), later) {
                of.insert(later, earlier);
            }
        }
        Before { of }
    }
}

fn same_but_for_case(left: &str, right: &str) -> bool {
    if left.is_ascii() && right.is_ascii() {
        return left.eq_ignore_ascii_case(right);
    }
    left.to_lowercase() == right.to_lowercase()
}
