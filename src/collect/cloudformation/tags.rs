//! The tags of one variant of a resource, in whatever shape they are written.

use std::borrow::Cow;

use super::conditions::Outcome;
use super::misplaced::{self, Wanted};
use super::reader::{Reader, Readings, Said};
use super::syntax::{self, Call, call};
use super::template::Asks;
use super::types::Form;
use crate::project::{Container, Misplaced, Place, Reading, Shape, Tag, Tags, Value};
use crate::source::Span;
use crate::tree::{Entry, Kind, NodeRef};

/// The shape of a list as the service takes it.
pub(super) const LIST: Shape = Shape::List { key: "Key", value: "Value" };

/// The tags of a variant.
#[derive(Default)]
pub(super) struct Draft<'t> {
    /// The tags.
    pub tags: Tags<'t>,
    /// The node that gives the value of each tag.
    pub values: Vec<u32>,
    /// Readings (tag, reading) that another variant gives, with the expression they are of.
    pub elsewhere: Vec<(usize, usize, Place<'t>)>,
    /// Shapes that the service ignores or refuses.
    pub misplaced: Vec<Misplaced<'t>>,
    /// Whether some of these say nothing that can be read, so that no key may be called missing.
    pub garbled: bool,
}

impl<'t> Draft<'t> {
    /// Puts the tags of `below` before these, but for those that these have too.
    pub fn lay_over(&mut self, below: Draft<'t>) {
        let garbled = below.garbled || self.garbled;
        let mut merged = Draft { misplaced: below.misplaced, garbled, ..Draft::default() };
        merged.tags.unknown = below.tags.unknown;
        let tags = below.tags.list.into_iter().zip(below.values).enumerate();
        for (index, (tag, value)) in tags.filter(|(_, (tag, _))| self.tags.get(&tag.key).is_none()) {
            let at = merged.values.len();
            let own = below.elsewhere.iter().filter(|(of, _, _)| *of == index);
            merged.elsewhere.extend(own.map(|&(_, reading, place)| (at, reading, place)));
            merged.tags.list.push(Tag { entry: Span::default(), ..tag });
            merged.values.push(value);
        }
        let before = merged.values.len();
        merged.tags.list.append(&mut self.tags.list);
        merged.values.append(&mut self.values);
        merged
            .elsewhere
            .extend(self.elsewhere.iter().map(|&(tag, reading, place)| (tag + before, reading, place)));
        merged.tags.unknown.append(&mut self.tags.unknown);
        merged.tags.container = self.tags.container;
        merged.misplaced.append(&mut self.misplaced);
        *self = merged;
    }
}

/// What is read where.
#[derive(Clone, Copy)]
pub(super) struct Spot<'t> {
    /// The type of the resource.
    pub kind: &'t str,
    /// The key of the property.
    pub key: NodeRef<'t>,
    /// What its tags look like.
    pub form: Form,
    /// Whether the value stands right under the property, not in a branch.
    pub direct: bool,
}

impl<'t> Spot<'t> {
    fn wanted(self) -> Wanted<'t> {
        Wanted { kind: self.kind, key: self.key, direct: self.direct }
    }
}

impl<'t> Reader<'_, 't> {
    /// Reads the tags of a property.
    pub fn tags(&mut self, node: NodeRef<'t>, spot: Spot<'t>, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        if !self.deeper() {
            draft.tags.unknown.push(Some(self.template.expression(node)));
            return Ok(());
        }
        let read = self.tags_within(node, spot, draft);
        self.shallower();
        read
    }

    fn tags_within(&mut self, node: NodeRef<'t>, spot: Spot<'t>, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        if let Some(call) = call(node) {
            return self.called(node, call, draft, |reader, branch, draft| {
                reader.tags(branch, Spot { direct: false, ..spot }, draft)
            });
        }
        match (node.kind(), spot.form) {
            (Kind::Null, form) => {
                let shape = match form {
                    Form::Map => Some(Shape::Map),
                    Form::List => Some(LIST),
                    _ => None,
                };
                draft.tags.container =
                    shape.filter(|_| spot.direct).and_then(|shape| self.container(node, shape));
                Ok(())
            }
            (Kind::List, Form::Specifications) => self.specifications(node, spot, draft),
            (Kind::List, form) => {
                let found = match form {
                    Form::Map => Some(misplaced::list(self.template, node, spot.wanted())),
                    Form::List | Form::Propagated => {
                        misplaced::items(self.template, node, spot.wanted(), form == Form::List)
                    }
                    Form::Specifications | Form::Any => None,
                };
                draft.misplaced.extend(found);
                for item in node.items() {
                    let entry = if spot.direct { syntax::mentioned(item) } else { Span::default() };
                    self.item(item, spot.form, entry, draft)?;
                }
                let is_open = spot.direct && form == Form::List && ends_in_item(node);
                draft.tags.container = self.container(node, LIST).filter(|_| is_open);
                Ok(())
            }
            (Kind::Map, Form::List | Form::Propagated) if misplaced::is_item(node) => {
                draft.misplaced.push(misplaced::lone_item(
                    self.template,
                    node,
                    spot.wanted(),
                    spot.form == Form::List,
                ));
                self.written_item(node, spot.form, Span::default(), draft)
            }
            (Kind::Map, form) => {
                let is_wrong = matches!(form, Form::List | Form::Propagated);
                if is_wrong {
                    let exact = form == Form::List;
                    draft.misplaced.push(misplaced::map(self.template, node, spot.wanted(), exact));
                } else if form == Form::Specifications {
                    draft.tags.unknown.push(Some(self.template.place(node)));
                    return Ok(());
                }
                for entry in node.entries() {
                    self.entry(entry, spot.direct, draft)?;
                }
                let is_open = spot.direct && form == Form::Map && !node.is_alias();
                draft.tags.container = self.container(node, Shape::Map).filter(|_| is_open);
                Ok(())
            }
            _ => {
                draft.tags.unknown.push(Some(self.template.place(node)));
                Ok(())
            }
        }
    }

    /// What stands instead of a list, an item or a map: the branch that is taken is read; nothing is nothing;
    /// everything else is unknown.
    fn called(
        &mut self,
        node: NodeRef<'t>,
        call: Call<'t>,
        draft: &mut Draft<'t>,
        read: impl FnOnce(&mut Self, NodeRef<'t>, &mut Draft<'t>) -> Outcome<'t, ()>,
    ) -> Outcome<'t, ()> {
        match (call.name, call.argument.text()) {
            ("Ref", Some("AWS::NoValue")) => return Ok(()),
            ("If", None) => {
                if let Some((branch, asks)) = self.taken(call.argument)? {
                    self.branches.push(asks);
                    read(self, branch, draft)?;
                    self.branches.pop();
                    return Ok(());
                }
            }
            _ => {}
        }
        draft.tags.unknown.push(Some(self.template.expression(node)));
        Ok(())
    }

    /// The branch of `Fn::If` that is taken, and what its condition asks about; `None` where it is left open.
    fn taken(&mut self, argument: NodeRef<'t>) -> Outcome<'t, Option<(NodeRef<'t>, Asks<'t>)>> {
        let Some([condition, yes, no]) = syntax::items(argument) else { return Ok(None) };
        let Some(name) = condition.text() else { return Ok(None) };
        let holds = self.holds(name)?;
        Ok(holds.map(|holds| (if holds { yes } else { no }, self.template.asks(name))))
    }

    fn container(&self, node: NodeRef<'t>, shape: Shape) -> Option<Container<'t>> {
        (!node.is_alias()).then(|| Container { place: self.template.place(node), shape })
    }

    /// `TagSpecifications`: each has tags of its own, which all come to the resource.
    fn specifications(
        &mut self,
        node: NodeRef<'t>,
        spot: Spot<'t>,
        draft: &mut Draft<'t>,
    ) -> Outcome<'t, ()> {
        let is_only = node.items().count() == 1;
        for item in node.items() {
            let spot = Spot { direct: spot.direct && is_only, ..spot };
            self.specification(item, spot, draft)?;
        }
        if !is_only {
            draft.tags.container = None;
        }
        Ok(())
    }

    fn specification(&mut self, item: NodeRef<'t>, spot: Spot<'t>, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        if !self.deeper() {
            draft.tags.unknown.push(Some(self.template.expression(item)));
            return Ok(());
        }
        let read = match (call(item), item.entry("Tags")) {
            (Some(call), _) => self.called(item, call, draft, |reader, branch, draft| {
                reader.specification(branch, Spot { direct: false, ..spot }, draft)
            }),
            (None, Some(tags)) => {
                let spot = Spot { form: Form::List, key: tags.key, ..spot };
                self.tags(tags.value, spot, draft)
            }
            (None, None) => Ok(()),
        };
        self.shallower();
        read
    }

    fn item(&mut self, item: NodeRef<'t>, form: Form, entry: Span, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        if !self.deeper() {
            draft.tags.unknown.push(Some(self.template.expression(item)));
            return Ok(());
        }
        let read = match call(item) {
            Some(call) => self.called(item, call, draft, |reader, branch, draft| {
                reader.item(branch, form, Span::default(), draft)
            }),
            None => self.written_item(item, form, entry, draft),
        };
        self.shallower();
        read
    }

    fn written_item(
        &mut self,
        item: NodeRef<'t>,
        form: Form,
        span: Span,
        draft: &mut Draft<'t>,
    ) -> Outcome<'t, ()> {
        let Some((key, value)) = misplaced::fields(item) else {
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
        if misplaced::is_pairs(item) {
            return item.entries().try_for_each(|entry| self.entry(entry, false, draft));
        }
        match misplaced::split(item) {
            _ if item.is_null() => {}
            _ if form == Form::Any => draft.tags.unknown.push(Some(self.template.place(item))),
            Some((key, value)) => {
                let whole = self.template.expression(item);
                let (key_place, place) = part_places(whole, item, key.len());
                let said = Said::Text { text: value.into(), place, secret: false, from: Vec::new() };
                draft.push(tag(key.into(), key_place), vec![said], item.index());
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

    fn entry(&mut self, entry: Entry<'t>, direct: bool, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        let key = entry.key.text().filter(|key| !syntax::is_directive(key));
        let Some(key) = key else {
            draft.tags.unknown.push(Some(self.template.expression(entry.key)));
            return Ok(());
        };
        let value = self.value(entry.value)?;
        if is_removed(&value) {
            return Ok(());
        }
        let span = syntax::mentioned(entry.key).to(syntax::mentioned(entry.value));
        let span = if direct { span } else { Span::default() };
        let tag = tag(Cow::Borrowed(key), self.template.place(entry.key));
        draft.push(Tag { entry: span, ..tag }, value, entry.value.index());
        Ok(())
    }
}

impl<'t> Draft<'t> {
    fn push(&mut self, mut tag: Tag<'t>, said: Readings<'t>, from: u32) {
        let mut readings = Vec::with_capacity(said.len());
        for said in said {
            let (value, place, secret) = match said {
                Said::Text { text, place, secret, .. } => (Value::Text(text), Some(place), secret),
                Said::Null(place) => (Value::Null, Some(place), false),
                Said::Nested(place) => (Value::Nested, Some(place), false),
                Said::Unknown(place) => (Value::Unknown, Some(place), false),
                Said::Elsewhere(place) => {
                    self.elsewhere.push((self.values.len(), readings.len(), place));
                    (Value::Unknown, None, false)
                }
                Said::Removed => continue,
            };
            readings.push(Reading { value, place, secret });
        }
        let mut readings = readings.into_iter();
        let Some(first) = readings.next() else { return };
        tag.value = first;
        tag.alternatives = readings.collect();
        self.tags.list.push(tag);
        self.values.push(from);
    }
}

/// Where key and value of a text stand, `key=value`. They are parts of a text: none is written over by itself.
fn part_places<'t>(whole: Place<'t>, item: NodeRef<'t>, key: usize) -> (Place<'t>, Place<'t>) {
    let span = item.span();
    if Some(whole.source.slice(span)) != item.text() {
        return (whole, whole);
    }
    let equals = span.start + key as u32;
    let part = |span: Span| Place { span, ..whole };
    (part(Span { end: equals, ..span }), part(Span { start: equals + 1, ..span }))
}

fn is_removed(said: &Readings<'_>) -> bool {
    said.iter().all(|said| matches!(said, Said::Removed))
}

fn tag<'t>(key: Cow<'t, str>, place: Place<'t>) -> Tag<'t> {
    Tag {
        key,
        key_place: Some(place),
        value: Reading::unknown(Some(place)),
        alternatives: Vec::new(),
        entry: Span::default(),
    }
}

/// Whether a further item can be written behind the last one: that is no expression, which may go on over lines.
fn ends_in_item(list: NodeRef<'_>) -> bool {
    let last = list.items().last();
    last.is_none_or(|last| last.kind() == Kind::Map && call(last).is_none())
}
