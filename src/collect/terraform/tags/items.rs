//! Items of a list of tags, however they are spelled.

use std::collections::HashSet;
use std::sync::Arc;

use super::super::expr::{Data, Entry, List, Map, Val};
use super::super::types::Bears;
use crate::collect::pair::Pair;
use crate::project::{Container, Place, Shape};
use crate::source::Span;
use crate::tree::Style;

/// How an item of a list is written that is no object with `key` and `value`.
pub(super) enum Fault<'t> {
    /// With other names, `Key`, `tag_key`: where each is, and what it should be.
    Named(Vec<(Place<'t>, &'static str)>),
    /// As a map from key to value.
    Map,
    /// As a text, `"CostCenter=CC-1001"`.
    Text,
    /// So that no tag can be read from it.
    Other,
}

/// How people name the key of an item, but for case and separators; the service takes the first.
pub(super) const KEYS: [&str; 2] = ["key", "tagkey"];
/// How they name it only beside a value: alone it is a tag that is called so.
pub(super) const KEYS_BESIDE: [&str; 4] = ["name", "tagname", "tag", "k"];
/// How they name its value.
pub(super) const VALUES: [&str; 2] = ["value", "tagvalue"];
/// How they name it only beside a key.
pub(super) const VALUES_BESIDE: [&str; 3] = ["val", "tagval", "v"];

/// The names of key and value in an item, `Key` and `Value`.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Spelling {
    pub(super) key: Arc<str>,
    pub(super) value: Arc<str>,
}

impl Spelling {
    /// How all items of a list are spelled that are known; nothing where they differ or say something else besides.
    fn of(list: &List<'_>) -> Option<Self> {
        let mut spelling = None;
        for item in &list.items {
            let own = match &item.data {
                Data::Map(object) => Spelling::of_item(object)?,
                Data::Unknown | Data::Failed | Data::OneOf(_) => continue,
                _ => return None,
            };
            if spelling.get_or_insert_with(|| own.clone()) != &own {
                return None;
            }
        }
        spelling
    }

    fn of_item(object: &Map<'_>) -> Option<Self> {
        let (key, value) = fields(object)?;
        let is_all = object.unknown.is_empty() && object.entries.len() == 2;
        is_all.then_some(Spelling { key: key.name.clone(), value: value?.name.clone() })
    }
}

/// The spelling that the service takes.
const RIGHT: Shape = Shape::List { key: "key", value: "value" };
/// The one of templates, which finds its way into configurations.
const OF_TEMPLATES: Shape = Shape::List { key: "Key", value: "Value" };

/// The tags of a list, and what is wrong with its items.
pub(super) struct Items<'t> {
    pub(super) map: Map<'t>,
    pub(super) faults: Vec<Fault<'t>>,
    pub(super) spelling: Option<Spelling>,
    /// Whether their fields are called in a way that is not known.
    are_rows: bool,
}

impl<'t> Items<'t> {
    pub(super) fn of(list: &List<'t>, bears: Bears) -> Self {
        let spelling = Spelling::of(list);
        let container = container(list, spelling.as_ref(), bears);
        let map = Map { entries: Vec::new(), unknown: list.unknown.clone(), container };
        let mut items = Items { map, faults: Vec::new(), spelling, are_rows: are_rows(list) };
        for item in &list.items {
            match &item.data {
                Data::Map(object) => items.object(item, object),
                Data::Null => {}
                Data::Unknown | Data::Failed | Data::OneOf(_) => items.map.unknown.push(item.place),
                // Of a type that is not known, such an item may be right.
                _ if !bears.takes_one_shape() => items.map.unknown.push(item.place),
                Data::Text(text) => items.text(item, text),
                _ => items.faults.push(Fault::Other),
            }
        }
        items
    }

    /// Whether some say nothing that can be read, so that no key may be called missing.
    pub(super) fn are_garbled(&self) -> bool {
        self.faults.iter().any(|fault| matches!(fault, Fault::Other))
    }

    fn text(&mut self, item: &Val<'t>, text: &str) {
        let Some(pair) = Pair::of(text) else { return self.faults.push(Fault::Other) };
        let whole = item.place.map(|place| Place { style: Style::Flow, ..place });
        let [key_place, value_place] = match whole {
            Some(whole) => pair.places(whole, whole.span).map(Some),
            None => [None, None],
        };
        self.map.entries.push(Entry {
            key: Val::text(pair.key, key_place),
            name: pair.key.into(),
            value: Val::text(pair.value, value_place).hidden(item.secret),
        });
        self.faults.push(Fault::Text);
    }

    fn object(&mut self, item: &Val<'t>, object: &Map<'t>) {
        let Some((key, value)) = fields(object) else { return self.nameless(object) };
        let named = |entry: &Entry<'t>, right: &'static str| {
            entry.key.place.filter(|_| *entry.name != *right).map(|place| (place, right))
        };
        let wrong = [named(key, "key"), value.and_then(|value| named(value, "value"))];
        if wrong.iter().any(Option::is_some) {
            self.faults.push(Fault::Named(wrong.into_iter().flatten().collect()));
        }
        let Some(name) = key.value.as_text() else { return self.map.unknown.push(key.value.place) };
        let unknown = || Val::unknown(item.place);
        let missing = if object.unknown.is_empty() { Val::new(Data::Null, item.place) } else { unknown() };
        let value = if let Some(value) = value { value.value.clone() } else { missing };
        let whole = object.container.map(|container| container.place).filter(|whole| {
            let inside =
                |place: Place<'t>| Arc::ptr_eq(place.source, whole.source) && whole.span.contains(place.span);
            key.value.place.is_some_and(inside)
        });
        let entry = match whole {
            Some(whole) => whole.span,
            None => kept_entry(&key.value, &value),
        };
        self.map.entries.push(Entry { key: Val { entry, ..key.value.clone() }, name, value });
    }

    /// A map in the list: what it says is clear, though it is not how to say it.
    fn nameless(&mut self, object: &Map<'t>) {
        if !object.unknown.is_empty() {
            return self.map.unknown.extend(object.unknown.iter().copied());
        }
        if object.entries.is_empty() || self.are_rows || field(object, &VALUES).is_some() {
            return self.faults.push(Fault::Other);
        }
        self.map.entries.extend(object.entries.iter().cloned());
        self.faults.push(Fault::Map);
    }
}

/// Key and value of an object, however they are named.
fn fields<'m, 't>(object: &'m Map<'t>) -> Option<(&'m Entry<'t>, Option<&'m Entry<'t>>)> {
    let key = field(object, &KEYS);
    let value = field(object, &VALUES);
    match (key, value) {
        (Some(key), Some(value)) => Some((key, Some(value))),
        (Some(key), None) => Some((key, field(object, &VALUES_BESIDE))),
        (None, Some(value)) => Some((field(object, &KEYS_BESIDE)?, Some(value))),
        (None, None) => Some((field(object, &KEYS_BESIDE)?, Some(field(object, &VALUES_BESIDE)?))),
    }
}

/// The entry that is called by one of some words, rather as they are written than otherwise.
fn field<'m, 't>(object: &'m Map<'t>, words: &[&str]) -> Option<&'m Entry<'t>> {
    for word in words {
        let of =
            |is_one: &dyn Fn(&str) -> bool| object.entries.iter().rev().find(|entry| is_one(&entry.name));
        let found = of(&|name| name == *word).or_else(|| of(&|name| plain(name) == *word));
        if found.is_some() {
            return found;
        }
    }
    None
}

/// A name without case and separators.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether items are rows of one table, with fields that are called in a way that is not known: one key cannot be
/// for several tags.
fn are_rows(list: &List<'_>) -> bool {
    let names = |item: &Val<'_>| match &item.data {
        Data::Map(object) if fields(object).is_none() && object.entries.len() > 1 => {
            Some(object.sorted().into_iter().map(|entry| entry.name.clone()).collect::<Vec<_>>())
        }
        _ => None,
    };
    match list.items.as_slice() {
        [first, others @ ..] if !others.is_empty() => {
            let names_of_first = names(first);
            names_of_first.is_some() && others.iter().all(|item| names(item) == names_of_first)
        }
        _ => false,
    }
}

/// The entry that a key brought with it from the map that a loop goes through, where its value is still the one
/// that is there.
fn kept_entry(key: &Val<'_>, value: &Val<'_>) -> Span {
    let (Some(key_place), Some(value_place)) = (key.place, value.place) else { return Span::default() };
    let kept = Arc::ptr_eq(key_place.source, value_place.source) && key.entry.contains(value_place.span);
    if kept { key.entry } else { Span::default() }
}

/// The list as the container of a further item, which is spelled as those that are there. Where these are wrong, they
/// are fixed first.
fn container<'t>(list: &List<'t>, spelling: Option<&Spelling>, bears: Bears) -> Option<Container<'t>> {
    let container = list.container?;
    if container.shape == Shape::Map || list.items.is_empty() {
        return Some(container);
    }
    let known = if matches!(bears, Bears::List { .. }) { &[RIGHT][..] } else { &[RIGHT, OF_TEMPLATES] };
    let is_so = |shape: &&Shape| match (shape, spelling) {
        (Shape::List { key, value }, Some(own)) => *own.key == **key && *own.value == **value,
        _ => false,
    };
    known.iter().find(is_so).map(|shape| Container { shape: *shape, ..container })
}

/// Whether a map is the one item that was meant to be in a list.
pub(super) fn is_one_item(map: &Map<'_>) -> bool {
    let has = |words: &[&str]| field(map, words).is_some();
    map.unknown.is_empty() && map.entries.len() == 2 && has(&KEYS) && has(&VALUES)
}

/// Whether no key is there twice: only then do a map and a list of items say the same.
pub(super) fn are_distinct(map: &Map<'_>) -> bool {
    let names: HashSet<&str> = map.entries.iter().map(|entry| &*entry.name).collect();
    let is_alone = map.entries.len() + map.unknown.len() <= 1;
    is_alone || (map.unknown.is_empty() && names.len() == map.entries.len())
}
