//! Items of a list of tags, however they are spelled.

use std::borrow::Cow;

use super::conditions::Outcome;
use super::draft::{Draft, is_removed, tag};
use super::reader::{Reader, Said, computed};
use super::syntax::{self, call};
use super::types::Form;
use crate::collect::pair::Pair;
use crate::project::{Place, Tag};
use crate::source::Span;
use crate::tree::{Entry, Kind, NodeRef};

impl<'t> Reader<'_, 't> {
    /// An item of a list of a form, with the span by which it can be removed.
    pub fn item(
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
    pub fn written_item(
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
            return item.entries().try_for_each(|entry| self.entry(entry, false, draft));
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

/// The entry of an item that is spelled so, but for case.
fn named<'t>(item: NodeRef<'t>, name: &str) -> Option<Entry<'t>> {
    let is_named = |entry: &Entry<'t>| entry.key.text().is_some_and(|key| key.eq_ignore_ascii_case(name));
    item.entry(name).or_else(|| item.entries().filter(is_named).last())
}

/// What the items of autoscaling groups say besides.
pub(super) const PROPAGATED: &str = "PropagateAtLaunch";

/// How people name the key of an item, but for case; the service takes the first.
const KEYS: [&str; 2] = ["Key", "TagKey"];
/// How they name its value.
pub(super) const VALUES: [&str; 2] = ["Value", "TagValue"];

/// Key and value of an item, however they are named. `Name` is a key only beside a value: alone it is a tag that is
/// called so.
pub(super) fn fields<'t>(item: NodeRef<'t>) -> Option<(Entry<'t>, Option<Entry<'t>>)> {
    let value = VALUES.iter().find_map(|name| named(item, name));
    let key = KEYS.iter().find_map(|name| named(item, name));
    let key = key.or_else(|| value.and_then(|_| named(item, "Name")))?;
    Some((key, value))
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
        let is_tag = |key: &str| {
            let is_named = |name: &&str| key.eq_ignore_ascii_case(name);
            !syntax::is_directive(key) && !KEYS.iter().chain(&VALUES).any(is_named)
        };
        is_text && entry.key.text().is_some_and(is_tag)
    };
    item.entries().next().is_some() && item.entries().all(is_pair)
}

/// Key and value of an item that is a text, `CostCenter=CC-1001`.
pub(super) fn pair(item: NodeRef<'_>) -> Option<Pair<'_>> {
    item.text().filter(|_| item.kind() == Kind::Text && call(item).is_none()).and_then(Pair::of)
}
