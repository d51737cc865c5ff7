//! What a project comes to, detached from its text: compared before and after fixes, it shows that they change what
//! they name and nothing else, of no project.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Effect, Location};
use crate::project::{Project, Tag, Value};
use crate::rule::locate;

/// One reading of a project: its name and what its tags come to, wherever they are written down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Effective {
    /// Which project of its file it is: several readings of one have the same number.
    pub(crate) ordinal: u32,
    /// Where its name is.
    pub(crate) name_at: Option<Location>,
    /// Kind, name, id, account, region and status.
    facts: [Content; 6],
    tags: Vec<EffectiveTag>,
    /// Whether these are all of its tags.
    is_whole: bool,
}

/// A tag, and all that its value may be.
#[derive(Clone, PartialEq, Eq, Debug)]
struct EffectiveTag {
    key: String,
    values: BTreeSet<Content>,
    places: Vec<Location>,
}

/// A value without its text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Content {
    Text(String),
    Null,
    Nested,
    Unknown,
    Unseen,
    Ambiguous,
}

impl Content {
    fn of(value: &Value<'_>) -> Self {
        match value {
            Value::Text(text) => Content::Text(text.to_string()),
            Value::Null => Content::Null,
            Value::Nested => Content::Nested,
            Value::Unknown => Content::Unknown,
            Value::Unseen => Content::Unseen,
            Value::Ambiguous => Content::Ambiguous,
        }
    }

    fn of_text(text: Option<&str>) -> Self {
        match text {
            Some(text) => Content::Text(text.to_owned()),
            None => Content::Null,
        }
    }
}

impl EffectiveTag {
    fn of(tag: &Tag<'_>) -> Self {
        let places = tag.key_place.into_iter().chain(tag.readings().filter_map(|reading| reading.place));
        EffectiveTag {
            key: tag.key.to_string(),
            values: tag.readings().map(|reading| Content::of(&reading.value)).collect(),
            places: places.map(locate).collect(),
        }
    }

    fn new(key: &str, value: &str) -> Self {
        let values = BTreeSet::from([Content::Text(value.to_owned())]);
        EffectiveTag { key: key.to_owned(), values, places: Vec::new() }
    }

    fn is_like(&self, key: &str) -> bool {
        self.key.to_lowercase() == key.to_lowercase()
    }
}

impl Effective {
    /// What a project comes to.
    pub(crate) fn of(project: &Project<'_>) -> Self {
        let own = [&project.id, &project.account, &project.region, &project.status];
        let [id, account, region, status] = own.map(|text| Content::of_text(text.as_deref()));
        let kind = Content::of_text(Some(&project.kind));
        Effective {
            ordinal: project.ordinal,
            name_at: project.name.place.map(locate),
            facts: [kind, Content::of(&project.name.value), id, account, region, status],
            tags: project.tags.list.iter().map(EffectiveTag::of).collect(),
            is_whole: project.tags.all_known(),
        }
    }

    /// What it is to come to after fixes of its project, each given with a number.
    ///
    /// # Errors
    /// The number of a fix that would give it a key which it has already, but for case, or that would remove a tag whose
    /// twin is not there: another reading of the same project has it.
    pub(crate) fn fixed(&self, effects: &[(usize, &Effect)]) -> Result<Effective, usize> {
        let mut fixed = self.clone();
        let mut effects = effects.to_vec();
        effects.sort_by_key(|(_, effect)| match effect {
            Effect::None => 0,
            // A removal for the sake of a twin looks at the values as they were.
            Effect::Remove { .. } => 1,
            Effect::Replace { .. } => 2,
            Effect::Rename { .. } => 3,
            Effect::Insert { .. } => 4,
        });
        for (number, effect) in effects {
            fixed.take(effect).ok_or(number)?;
        }
        Ok(fixed)
    }

    /// Takes an effect; nothing where another tag stands in its way.
    fn take(&mut self, effect: &Effect) -> Option<()> {
        match effect {
            Effect::None => {}
            Effect::Replace { key, from, to } => {
                let from = Content::Text(from.clone());
                for tag in self.tags.iter_mut().filter(|tag| tag.key == *key) {
                    if tag.values.remove(&from) {
                        tag.values.insert(Content::Text(to.clone()));
                    }
                }
            }
            Effect::Remove { key, value, twin } => {
                let value = value.as_ref().map(|value| BTreeSet::from([Content::Text(value.clone())]));
                let says_it = |tag: &EffectiveTag| value.as_ref().is_none_or(|value| tag.values == *value);
                if let Some(at) = self.tags.iter().position(|tag| tag.key == *key && says_it(tag)) {
                    self.tags.remove(at);
                    if let Some(twin) = twin
                        && !self.tags.iter().any(|tag| tag.key == *twin && says_it(tag))
                    {
                        return None;
                    }
                }
            }
            Effect::Rename { from, to } => {
                if let Some(at) = self.tags.iter().position(|tag| tag.key == *from) {
                    let mut others = self.tags.iter().enumerate().filter(|(other, _)| *other != at);
                    if others.any(|(_, tag)| tag.is_like(to)) {
                        return None;
                    }
                    self.tags[at].key.clone_from(to);
                }
            }
            Effect::Insert { key, value } => {
                if self.tags.iter().any(|tag| tag.is_like(key)) {
                    return None;
                }
                self.tags.push(EffectiveTag::new(key, value));
            }
        }
        Some(())
    }

    /// Whether it is the same project in all but its tags.
    pub(crate) fn is_same_project(&self, other: &Effective) -> bool {
        self.facts == other.facts && self.ordinal == other.ordinal && self.is_whole == other.is_whole
    }

    /// The keys of which it has other tags than another reading.
    pub(crate) fn differing(&self, other: &Effective) -> BTreeSet<String> {
        let (own, others) = (self.by_key(), other.by_key());
        let keys = own.keys().chain(others.keys());
        keys.filter(|key| own.get(*key) != others.get(*key)).map(|key| (*key).to_owned()).collect()
    }

    fn by_key(&self) -> BTreeMap<&str, Vec<&BTreeSet<Content>>> {
        let mut tags: BTreeMap<&str, Vec<&BTreeSet<Content>>> = BTreeMap::new();
        for tag in &self.tags {
            tags.entry(&tag.key).or_default().push(&tag.values);
        }
        for values in tags.values_mut() {
            values.sort();
        }
        tags
    }

    /// Where the tags of some keys are.
    pub(crate) fn places<'e>(&'e self, keys: &'e BTreeSet<String>) -> impl Iterator<Item = &'e Location> {
        self.tags.iter().filter(|tag| keys.contains(&tag.key)).flat_map(|tag| &tag.places)
    }
}
