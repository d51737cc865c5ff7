//! One project before the policy: what each of its keys is and under which entry its value is judged, worked out
//! once, so that of all rules exactly one speaks.

use std::collections::HashMap;

use super::flaw::{Flaw, flaws};
use super::sound::Sound;
use crate::finding::Voice;
use crate::policy::Policy;
use crate::policy::condition::{Facts, Truth};
use crate::policy::dictionary::{Dictionary, Entry};
use crate::project::{Place, Project, Reading, Tag, Value};
use crate::text::Nearness;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Key<'a> {
    /// One of the dictionary's, and in use.
    Right,
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
pub(crate) struct Judged<'a> {
    pub(crate) key: Key<'a>,
    /// The tag before it with the same key, exactly or but for case.
    pub(crate) duplicate_of: Option<usize>,
    /// The entry under which its value is judged.
    pub(crate) entry: Option<&'a Entry>,
    /// Whether a later tag of the same spelling counts instead.
    pub(crate) superseded: bool,
    /// Whether any of its readings has a fault.
    pub(crate) faulty: bool,
}

/// A project before a policy.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    pub(crate) project: &'a Project<'a>,
    pub(crate) policy: &'a Policy,
    /// The dictionary that holds for the project.
    pub(crate) dictionary: &'a Dictionary,
    /// What conditions are asked about.
    pub(crate) facts: Facts<'a>,
    /// The rules that the run leaves out.
    left_out: &'a [&'static str],
    /// What each tag is, in the order of the project's list.
    pub(crate) tags: Vec<Judged<'a>>,
}

/// From how many tags on duplicates are looked up in a table rather than by looking back.
const MANY: usize = 24;

impl<'a> Case<'a> {
    /// Works out what each tag is.
    pub(crate) fn new(
        policy: &'a Policy,
        dictionary: &'a Dictionary,
        project: &'a Project<'a>,
        path: Option<&'a str>,
        left_out: &'a [&'static str],
    ) -> Self {
        Case::among(&mut Sound::of(policy), policy, dictionary, project, path, left_out)
    }

    /// Works out what each tag of one of many projects is, some of whose values are known.
    pub(crate) fn among(
        sound: &mut Sound<'_>,
        policy: &'a Policy,
        dictionary: &'a Dictionary,
        project: &'a Project<'a>,
        path: Option<&'a str>,
        left_out: &'a [&'static str],
    ) -> Self {
        let facts = Facts::of(project, path);
        let list = &project.tags.list;
        let tags = Vec::with_capacity(list.len());
        let mut case = Case { project, policy, dictionary, facts, left_out, tags };
        let before = Before::of(list);
        for (index, tag) in list.iter().enumerate() {
            let judged = case.judge(index, tag, &before, sound);
            case.tags.push(judged);
        }
        case.mark_superseded(&before);
        case
    }

    fn judge(&self, index: usize, tag: &Tag<'_>, before: &Before, sound: &mut Sound<'_>) -> Judged<'a> {
        let (key, entry) = self.classify(tag);
        let faulty = tag.readings().any(|reading| sound.is_faulty(entry, reading));
        Judged { key, duplicate_of: before.of.get(&index).copied(), entry, superseded: false, faulty }
    }

    /// What a key is by itself, and the entry under which its value is judged.
    fn classify(&self, tag: &Tag<'_>) -> (Key<'a>, Option<&'a Entry>) {
        match self.dictionary.get(&tag.key) {
            Some(entry) if entry.forbidden.is_some() => (Key::Forbidden, None),
            Some(entry) if entry.deprecated.is_some() => {
                (Key::Deprecated, Some(self.dictionary.in_use(entry)))
            }
            Some(entry) => (Key::Right, Some(entry)),
            None => match self.dictionary.meant(&tag.key) {
                Some((right, near)) if self.project.tags.get(&right.key).is_none() => {
                    let entry = right.forbidden.is_none().then_some(right);
                    (Key::Misspelled { right, near }, entry)
                }
                _ => (Key::Unknown, None),
            },
        }
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

    /// The values that have a flaw whose rule speaks of them: of every reading of every tag that counts.
    pub(crate) fn with_flaw(&self, flaw: Flaw) -> impl Iterator<Item = Wrong<'_>> {
        let judged = self.tags.iter().zip(&self.project.tags.list).enumerate();
        judged.filter(|(_, (judged, _))| judged.faulty).flat_map(move |(index, (judged, tag))| {
            // Of a key given twice the last value is judged; but a credential is one anywhere.
            let counts = !judged.superseded || flaw == Flaw::Sensitive;
            let readings = tag.readings().enumerate().filter(move |_| counts);
            readings.filter_map(move |(number, reading)| {
                let voice = |other| self.value_voice(other, tag, reading);
                let behind = self.turn(flaw, flaws(judged.entry, reading), voice)?;
                Some(Wrong { index, tag, number, reading, entry: judged.entry, behind })
            })
        })
    }

    /// The keys that have a flaw whose rule speaks of them, by the places of their tags.
    pub(crate) fn with_key(&self, flaw: Flaw) -> impl Iterator<Item = (usize, Vec<Voice>)> {
        let judged = self.tags.iter().zip(&self.project.tags.list).enumerate();
        judged.filter_map(move |(index, (judged, tag))| {
            if judged.duplicate_of.is_none() && matches!(judged.key, Key::Right) {
                return None;
            }
            let duplicate = judged.duplicate_of.map(|_| Flaw::Duplicate);
            let flaws = duplicate.into_iter().chain(judged.key.flaws().iter().copied());
            let behind = self.turn(flaw, flaws, |other| self.key_voice(other, tag))?;
            Some((index, behind))
        })
    }

    /// The tag that stands for a dictionary key: of its own spelling, else the one that means it.
    pub(crate) fn standing_for(&self, key: &str) -> Option<(usize, &'a Tag<'a>)> {
        let list = &self.project.tags.list;
        let own = list.iter().rposition(|tag| tag.key == key);
        let meaning =
            || self.tags.iter().rposition(|judged| judged.entry.is_some_and(|entry| entry.key == key));
        own.or_else(meaning).map(|index| (index, &list[index]))
    }

    /// Whether a key is there, in its own spelling and with a value that is known and has no fault.
    pub(crate) fn has_right(&self, key: &str) -> bool {
        let own = self.project.tags.list.iter().rposition(|tag| tag.key == key);
        own.is_some_and(|index| {
            let entry = self.tags[index].entry;
            let mut readings = self.project.tags.list[index].readings();
            !self.tags[index].faulty && !readings.any(|reading| is_unresolved(entry, &reading.value))
        })
    }

    /// Of a key that must be there and is not: what speaks of that instead of `missing-tag`, another spelling above all.
    /// Nothing where there is nothing for `missing-tag` to say.
    pub(crate) fn missing(&self, entry: &Entry) -> Option<Vec<Voice>> {
        if !self.is_unspelled(entry)
            || self.project.tags.may_have(&entry.key)
            || entry.is_required(&self.facts) != Truth::Yes
        {
            return None;
        }
        let behind = self.other_spellings(entry);
        (behind.is_empty() || self.is_mandatory(Flaw::Missing.rule())).then_some(behind)
    }

    /// Whether a key is not there in its own spelling.
    fn is_unspelled(&self, entry: &Entry) -> bool {
        self.project.complete
            && !self.tags.iter().zip(&self.project.tags.list).any(|(judged, tag)| {
                let is_right = matches!(judged.key, Key::Right);
                (is_right && judged.entry.is_some_and(|own| std::ptr::eq(own, entry))) || tag.key == entry.key
            })
    }

    /// What says of other keys that they mean this one.
    fn other_spellings(&self, entry: &Entry) -> Vec<Voice> {
        let mut voices = Vec::new();
        for (judged, tag) in self.tags.iter().zip(&self.project.tags.list) {
            let is_meant = judged.entry.is_some_and(|meant| meant.key == entry.key);
            let speaking = judged.key.flaws().first().filter(|flaw| is_meant && self.speaks(**flaw));
            voices.extend(speaking.map(|flaw| self.key_voice(*flaw, tag)));
        }
        voices
    }

    /// What says of a key that it is missing, or that its value is wrong in itself.
    pub(crate) fn said_of(&self, key: &str) -> Vec<Voice> {
        let Some((index, tag)) = self.standing_for(key) else {
            let missing = self.dictionary.get(key).filter(|entry| self.missing(entry).is_some());
            let is_said = missing.is_some() && self.speaks(Flaw::Missing);
            return if is_said { vec![self.voice(Flaw::Missing, key, None)] } else { Vec::new() };
        };
        let entry = self.tags[index].entry;
        let speaking = tag.readings().filter_map(|reading| {
            let flaw = flaws(entry, reading).find(|flaw| self.speaks(*flaw))?;
            Some(self.value_voice(flaw, tag, reading))
        });
        speaking.collect()
    }

    /// What a finding about a key is known by.
    fn key_voice(&self, flaw: Flaw, tag: &Tag<'_>) -> Voice {
        self.voice(flaw, &tag.key, tag.key_place)
    }

    /// What a finding about a value is known by.
    fn value_voice(&self, flaw: Flaw, tag: &Tag<'_>, reading: &Reading<'_>) -> Voice {
        self.voice(flaw, &tag.key, reading.place.or(tag.key_place))
    }

    fn voice(&self, flaw: Flaw, key: &str, at: Option<Place<'_>>) -> Voice {
        let at = at.or_else(|| self.project.place()).map(|at| (at.source.name().to_owned(), at.span));
        Voice { rule: flaw.rule(), project: None, tag: Some(key.to_owned()), at }
    }

    /// Whether the rule of a flaw speaks in this run: neither the policy nor the command line leaves it out.
    fn speaks(&self, flaw: Flaw) -> bool {
        !self.left_out.contains(&flaw.rule()) && !self.dictionary.is_off(flaw.rule())
    }

    /// Whether nothing hides a rule.
    pub(crate) fn is_mandatory(&self, rule: &str) -> bool {
        self.policy.mandatory.contains_key(rule)
    }

    /// Of the flaws that one cause may be reported for, in their order, the first is reported whose rule may speak, and
    /// what is mandatory also where the ones before it are hidden. Tells what these are, if it is the turn of a flaw at all.
    fn turn(
        &self,
        flaw: Flaw,
        candidates: impl IntoIterator<Item = Flaw>,
        voice: impl Fn(Flaw) -> Voice,
    ) -> Option<Vec<Voice>> {
        let mut behind = Vec::new();
        for candidate in candidates {
            if candidate == flaw {
                return Some(behind);
            }
            if self.speaks(candidate) {
                if !self.is_mandatory(flaw.rule()) {
                    return None;
                }
                behind.push(voice(candidate));
            }
        }
        None
    }

    /// Whether a key that may be required is not here, and may be there all the same.
    pub(crate) fn may_be_elsewhere(&self, entry: &Entry) -> bool {
        self.project.tags.may_have(&entry.key)
            && self.is_unspelled(entry)
            && entry.is_required(&self.facts) != Truth::No
            && self.other_spellings(entry).is_empty()
    }
}

impl Key<'_> {
    /// The flaws that it may be reported for, in the order in which their rules speak.
    fn flaws(&self) -> &'static [Flaw] {
        match self {
            Key::Right => &[],
            Key::Deprecated => &[Flaw::Deprecated],
            Key::Forbidden => &[Flaw::Forbidden],
            Key::Misspelled { .. } => &[Flaw::Misspelled, Flaw::Unknown],
            Key::Unknown => &[Flaw::Unknown],
        }
    }
}

/// Whether it cannot be known if a value is right under an entry. One that is not empty is right where nothing else
/// is asked.
pub(crate) fn is_unresolved(entry: Option<&Entry>, value: &Value<'_>) -> bool {
    let is_enough = || *value != Value::Unknown && !entry.is_some_and(Entry::asks_of_values);
    value.is_open() && !is_enough()
}

/// A value that has a fault.
#[derive(Clone, Debug)]
pub(crate) struct Wrong<'c> {
    /// The index of the tag.
    pub(crate) index: usize,
    pub(crate) tag: &'c Tag<'c>,
    /// Which of its readings.
    pub(crate) number: usize,
    pub(crate) reading: &'c Reading<'c>,
    /// The entry it is judged under.
    pub(crate) entry: Option<&'c Entry>,
    /// What speaks of it instead, where that is shown.
    pub(crate) behind: Vec<Voice>,
}

/// Which tags repeat one that is before them, exactly or but for case.
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
