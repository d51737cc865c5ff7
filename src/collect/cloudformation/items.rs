//! Items of a list of tags, however they are spelled.

use std::borrow::Cow;

use super::draft::{Draft, is_removed, tag};
use super::facts::Outcome;
use super::reader::Reader;
use super::said::{Said, computed};
use super::syntax::{self, call};
use super::types::Form;
use crate::collect::pair::Pair;
use crate::project::{Place, Tag};
use crate::source::Span;
use crate::tree::{Entry, Kind, NodeRef};

impl<'t> Reader<'_, 't> {
    /// An item of a list of a form, with the span by which it can be removed.
    pub(crate) fn item(
        &mut self,
        item: NodeRef<'t>,
        form: Form,
        span: Span,
        draft: &mut Draft<'t>,
    ) -> Outcome<'t, ()> {
        self.nested(item, draft, |reader, draft| match call(item) {
            Some(call) => reader.called(item, call, draft, |reader, branch, draft| {
                reader.item(branch, form, Span::default(), draft)
            }),
            None => reader.written_item(item, form, span, draft),
        })
    }

    /// An item that is written out.
    pub(crate) fn written_item(
        &mut self,
        item: NodeRef<'t>,
        form: Form,
        span: Span,
        draft: &mut Draft<'t>,
    ) -> Outcome<'t, ()> {
        let Some((key, value)) = fields(item) else {
            return self.nameless_item(item, form, draft);
        };
        let Some((text, place)) = self.key(key.value)? else {
            draft.tags.unknown.push(Some(self.template.expression(key.value)));
            return Ok(());
        };
        let (value, from) = match value {
            Some(value) => (self.value(value.value)?, value.value),
            None => (vec![Said::Null(place)], key.value),
        };
        let value = if is_removed(&value) { vec![Said::Null(place)] } else { value };
        draft.push(Tag { entry: span, ..tag(text, place) }, value, from.index());
        Ok(())
    }

    /// An item without names for key and value. Where the service takes none such, that is said, and what it says
    /// is judged as far as there is a meaning in it; of a type that is not known, it may be right.
    fn nameless_item(&mut self, item: NodeRef<'t>, form: Form, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        if is_pairs(item) {
            for entry in item.entries() {
                self.entry(entry, false, draft)?;
            }
            return Ok(());
        }
        match pair(item) {
            _ if item.is_null() => {}
            _ if form == Form::Any => draft.tags.unknown.push(Some(self.template.place(item))),
            Some(pair) => {
                let [key_place, place] = pair.places(self.template.expression(item), item.span());
                let said = computed(pair.value.into(), place);
                draft.push(tag(pair.key.into(), key_place), vec![said], item.index());
            }
            None => draft.garbled = true,
        }
        Ok(())
    }

    /// A key, if it is known which.
    fn key(&mut self, node: NodeRef<'t>) -> Outcome<'t, Option<(Cow<'t, str>, Place<'t>)>> {
        let before = std::mem::replace(&mut self.single, true);
        let said = self.value(node)?;
        self.single = before;
        let (text, place) = match &said[..] {
            [Said::Text { text, place, .. }] => (text.clone(), place),
            [Said::Null(place)] => (Cow::Borrowed(""), place),
            _ => return Ok(None),
        };
        let here = syntax::whole(node).contains(place.span);
        Ok(Some((text, if here { *place } else { self.template.expression(node) })))
    }
}

/// What the items of autoscaling groups say besides.
pub(super) const PROPAGATED: &str = "PropagateAtLaunch";

/// What a name in an item is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Field {
    /// The key of the tag.
    Key,
    /// The key of the tag where its value is beside it; alone it may be a tag that is called so.
    KeyBesideValue,
    /// The value of the tag.
    Value,
}

/// The letters of a name, however people spell it: `tag_key`, `tagKey`, `TagKey`.
fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// What a name in an item is for.
fn field(name: &str) -> Option<Field> {
    match letters(name).as_str() {
        "key" | "tagkey" => Some(Field::Key),
        "name" | "tagname" | "tag" | "label" | "k" => Some(Field::KeyBesideValue),
        "value" | "tagvalue" | "val" | "tagval" | "v" => Some(Field::Value),
        _ => None,
    }
}

/// The entry of an item that is for something; the one that the service takes, else the last.
fn entry_for<'t>(item: NodeRef<'t>, name: &str, wanted: Field) -> Option<Entry<'t>> {
    let is_wanted = |entry: &Entry<'t>| entry.key.text().and_then(field) == Some(wanted);
    item.entry(name).or_else(|| item.entries().filter(is_wanted).last())
}

/// Whether a name in an item is for the value.
pub(super) fn is_value(name: &str) -> bool {
    field(name) == Some(Field::Value) || letters(name).ends_with("value")
}

/// Key and value of an item of two entries that are named alike: `ParameterKey`, `ParameterValue`.
fn named_alike<'t>(item: NodeRef<'t>) -> Option<(Entry<'t>, Entry<'t>)> {
    let mut entries = item.entries();
    let (first, second) = (entries.next()?, entries.next()?);
    let stem = |entry: Entry<'t>, end: &str| {
        Some(letters(entry.key.text()?).strip_suffix(end)?.to_owned()).filter(|stem| !stem.is_empty())
    };
    let are_alike = |key: Entry<'t>, value: Entry<'t>| {
        let stem_of_value = stem(value, "value");
        stem_of_value.is_some() && (stem(key, "key") == stem_of_value || stem(key, "name") == stem_of_value)
    };
    match entries.next().is_none() {
        true if are_alike(first, second) => Some((first, second)),
        true if are_alike(second, first) => Some((second, first)),
        _ => None,
    }
}

/// Key and value of an item, however they are named.
pub(super) fn fields<'t>(item: NodeRef<'t>) -> Option<(Entry<'t>, Option<Entry<'t>>)> {
    let value = entry_for(item, "Value", Field::Value);
    let key = entry_for(item, "Key", Field::Key);
    match key.or_else(|| value.and_then(|_| entry_for(item, "Name", Field::KeyBesideValue))) {
        Some(key) => Some((key, value)),
        None => named_alike(item).map(|(key, value)| (key, Some(value))),
    }
}

/// Whether a map is an item: a key and a value under their names, and nothing else that is no part of one.
pub(super) fn is_item(map: NodeRef<'_>) -> bool {
    let names = map.entries().filter(|entry| entry.key.text() != Some(PROPAGATED)).count();
    names == 2 && fields(map).is_some_and(|(_, value)| value.is_some())
}

/// Whether an item is `{CostCenter: CC-1001}`, keys and values without their names.
pub(super) fn is_pairs(item: NodeRef<'_>) -> bool {
    let is_pair = |entry: Entry<'_>| {
        let is_text = !entry.value.is_container() || call(entry.value).is_some();
        let is_tag =
            |key: &str| !syntax::is_directive(key) && !matches!(field(key), Some(Field::Key | Field::Value));
        is_text && entry.key.text().is_some_and(is_tag)
    };
    item.entries().next().is_some() && item.entries().all(is_pair)
}

/// Whether the items of a list have two entries each under the same names, of which nobody knows what they are for:
/// no tag is called so in each of them.
pub(super) fn are_of_fields(list: NodeRef<'_>) -> bool {
    let names = |item: NodeRef<'_>| -> Vec<String> {
        let mut names: Vec<String> =
            item.entries().filter_map(|entry| Some(entry.key.text()?.to_owned())).collect();
        names.sort();
        names
    };
    let mut items = list.items().filter(|item| item.kind() == Kind::Map && call(*item).is_none());
    let Some(first) = items.next().map(names).filter(|names| names.len() == 2) else { return false };
    let mut rest = items.peekable();
    rest.peek().is_some() && rest.all(|item| names(item) == first && fields(item).is_none())
}

/// Key and value of an item that is a text, `CostCenter=CC-1001`.
pub(super) fn pair(item: NodeRef<'_>) -> Option<Pair<'_>> {
    item.text().filter(|_| item.kind() == Kind::Text && call(item).is_none()).and_then(Pair::of)
}
