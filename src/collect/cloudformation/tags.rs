//! The tags of a property, in whatever shape they are written.

use super::draft::{Draft, is_removed, tag};
use super::facts::{Outcome, VARIANTS};
use super::items::{are_of_fields, is_item};
use super::misplaced;
use super::reader::Reader;
use super::said::{Said, has_placeholder};
use super::scalar::{Scalar, scalar};
use super::spot::{ITEMS, LIST, Spot};
use super::syntax::{self, Call, call};
use super::template::Asks;
use super::types::Form;
use crate::project::misplaced::Written;
use crate::project::{Container, Shape, Tag};
use crate::source::Span;
use crate::tree::{Entry, Kind, NodeRef};

impl<'t> Reader<'_, 't> {
    /// Reads the tags of a property.
    pub(crate) fn tags(
        &mut self,
        node: NodeRef<'t>,
        spot: Spot<'t>,
        draft: &mut Draft<'t>,
    ) -> Outcome<'t, ()> {
        self.nested(node, draft, |reader, draft| match call(node) {
            Some(call) => reader.called(node, call, draft, |reader, branch, draft| {
                reader.tags(branch, Spot { direct: false, ..spot }, draft)
            }),
            None => reader.written_tags(node, spot, draft),
        })
    }

    /// Reads one level deeper. What is too deep is unknown.
    pub(crate) fn nested(
        &mut self,
        node: NodeRef<'t>,
        draft: &mut Draft<'t>,
        read: impl FnOnce(&mut Self, &mut Draft<'t>) -> Outcome<'t, ()>,
    ) -> Outcome<'t, ()> {
        if !self.deeper(node) {
            draft.tags.unknown.push(Some(self.template.expression(node)));
            return Ok(());
        }
        let read = read(self, draft);
        self.shallower();
        read
    }

    fn written_tags(&mut self, node: NodeRef<'t>, spot: Spot<'t>, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        match (node.kind(), spot.form) {
            (Kind::Null, form) => {
                let shape = match form {
                    Form::Map => Some(Shape::Map),
                    Form::List | Form::EitherSpelling => Some(LIST),
                    _ => None,
                };
                let shape = shape.filter(|_| spot.direct);
                draft.tags.container = shape.and_then(|shape| self.container(node, shape));
                Ok(())
            }
            (Kind::List, Form::Specifications(own)) => self.specifications(node, own, spot, draft),
            (Kind::List, _) => self.list_of_tags(node, spot, draft),
            (Kind::Map, Form::Map | Form::Any) => self.map_of_tags(node, spot, draft),
            (Kind::Map, Form::Items) if has_items(node) => self.items_of_tags(node, spot, draft),
            (Kind::Map, Form::Specifications(own)) if node.entry("Tags").is_some() => {
                draft.misplaced.push(misplaced::shape(self.template, node, Written::OneItem, spot));
                self.specification(node, own, spot, draft)
            }
            (Kind::Map, _) if is_item(node) => {
                draft.misplaced.push(misplaced::shape(self.template, node, Written::OneItem, spot));
                self.written_item(node, spot.form, Span::default(), draft)
            }
            (Kind::Map, _) => {
                draft.misplaced.push(misplaced::shape(self.template, node, Written::Map, spot));
                match items_of(node, spot.form) {
                    Some(_) => self.items_of_tags(node, spot, draft),
                    None => self.map_of_tags(node, spot, draft),
                }
            }
            _ => {
                // What is filled in is not known, nor what a type takes that is not known.
                match self.literal(node) {
                    Said::Text { text, .. } if spot.form != Form::Any && !has_placeholder(&text) => {
                        draft.misplaced.push(misplaced::shape(self.template, node, Written::Scalar, spot));
                        draft.garbled = true;
                    }
                    _ => draft.tags.unknown.push(Some(self.template.place(node))),
                }
                Ok(())
            }
        }
    }

    fn list_of_tags(&mut self, node: NodeRef<'t>, spot: Spot<'t>, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        let found = match spot.form {
            Form::Map => Some(misplaced::shape(self.template, node, Written::List, spot)),
            Form::Items => Some(misplaced::shape(self.template, node, Written::List, spot)),
            Form::List | Form::EitherSpelling | Form::Propagated => {
                misplaced::items(self.template, node, spot)
            }
            Form::Specifications(_) | Form::Any => None,
        };
        draft.misplaced.extend(found);
        if are_of_fields(node) {
            match spot.form {
                Form::Any => draft.tags.unknown.push(Some(self.template.place(node))),
                _ => draft.garbled = true,
            }
            return Ok(());
        }
        for item in node.items() {
            let span = if spot.direct { syntax::mentioned(item) } else { Span::default() };
            self.item(item, spot.form, span, draft)?;
        }
        let is_open = spot.direct && spot.is_exact() && ends_in_item(node);
        draft.tags.container = self.container(node, LIST).filter(|_| is_open);
        Ok(())
    }

    /// A map whose `Items` are the tags.
    fn items_of_tags(&mut self, node: NodeRef<'t>, spot: Spot<'t>, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        let Some(items) = items_of(node, spot.form) else { return Ok(()) };
        let spot = Spot { key: items.key, form: Form::List, ..spot };
        self.tags(items.value, spot, draft)
    }

    fn map_of_tags(&mut self, node: NodeRef<'t>, spot: Spot<'t>, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        for entry in node.entries() {
            let is_nested = entry.value.is_container() && call(entry.value).is_none();
            match is_nested && spot.form == Form::Any {
                // Of a type that is not known, a map within the map may be the shape that it takes.
                true => draft.tags.unknown.push(Some(self.template.place(entry.value))),
                false => self.entry(entry, spot.direct, draft)?,
            }
        }
        let is_open = spot.direct && spot.form == Form::Map && !node.is_alias();
        draft.tags.container = self.container(node, Shape::Map).filter(|_| is_open);
        Ok(())
    }

    /// What is instead of a list, an item or a map: the branch that is taken is read; nothing is nothing;
    /// everything else is unknown.
    pub(crate) fn called(
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
                if self.facts.iter().any(|fact| fact.answer.is_none()) {
                    self.template.hit(format!("its conditions turn out in more than {VARIANTS} ways"));
                }
            }
            _ => {}
        }
        draft.tags.unknown.push(Some(self.template.expression(node)));
        Ok(())
    }

    /// The branch of `Fn::If` that is taken, and what its condition asks about; `None` where it is left open.
    pub(crate) fn taken(&mut self, argument: NodeRef<'t>) -> Outcome<'t, Option<(NodeRef<'t>, Asks<'t>)>> {
        let Some([condition, yes, no]) = syntax::items(argument) else { return Ok(None) };
        let Some(name) = condition.text() else { return Ok(None) };
        let holds = self.holds(name)?;
        Ok(holds.map(|holds| (if holds { yes } else { no }, self.template.asks(name))))
    }

    fn container(&self, node: NodeRef<'t>, shape: Shape) -> Option<Container<'t>> {
        (!node.is_alias()).then(|| Container { place: self.template.place(node), shape })
    }

    /// `TagSpecifications`: each has tags of its own, of which those for the resource's own type come to it.
    fn specifications(
        &mut self,
        node: NodeRef<'t>,
        own: Option<&'static str>,
        spot: Spot<'t>,
        draft: &mut Draft<'t>,
    ) -> Outcome<'t, ()> {
        if node.items().any(|item| call(item).is_none() && is_item(item)) {
            draft.misplaced.push(misplaced::shape(self.template, node, Written::List, spot));
        }
        let is_only = node.items().count() == 1;
        for item in node.items() {
            let spot = Spot { direct: spot.direct && is_only, ..spot };
            self.specification(item, own, spot, draft)?;
        }
        if !is_only {
            draft.tags.container = None;
        }
        Ok(())
    }

    fn specification(
        &mut self,
        item: NodeRef<'t>,
        own: Option<&'static str>,
        spot: Spot<'t>,
        draft: &mut Draft<'t>,
    ) -> Outcome<'t, ()> {
        self.nested(item, draft, |reader, draft| {
            if let Some(call) = call(item) {
                return reader.called(item, call, draft, |reader, branch, draft| {
                    reader.specification(branch, own, Spot { direct: false, ..spot }, draft)
                });
            }
            let Some(tags) = item.entry("Tags") else {
                return match is_item(item) {
                    true => reader.written_item(item, Form::List, Span::default(), draft),
                    false => Ok(()),
                };
            };
            let spot = Spot { form: Form::List, key: tags.key, ..spot };
            match (own, item.get("ResourceType")) {
                (Some(own), Some(kind)) => match reader.is_text(kind, own)? {
                    Some(true) => reader.tags(tags.value, spot, draft),
                    Some(false) => Ok(()),
                    None => {
                        draft.tags.unknown.push(Some(reader.template.expression(kind)));
                        Ok(())
                    }
                },
                _ => reader.tags(tags.value, spot, draft),
            }
        })
    }

    /// Whether a node says a text; `None` where that is not known.
    fn is_text(&mut self, node: NodeRef<'t>, wanted: &str) -> Outcome<'t, Option<bool>> {
        let before = std::mem::replace(&mut self.single, true);
        let said = self.value(node)?;
        self.single = before;
        Ok(match &said[..] {
            [Said::Text { text, .. }] => Some(text == wanted),
            _ => None,
        })
    }

    /// An entry of a map; `direct` where it can be removed from there.
    pub(crate) fn entry(&mut self, entry: Entry<'t>, direct: bool, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        let written = entry.key.text().is_some_and(|key| !syntax::is_directive(key));
        let Some(Scalar::Text(key)) = written.then(|| scalar(entry.key)) else {
            draft.tags.unknown.push(Some(self.template.expression(entry.key)));
            return Ok(());
        };
        let value = self.value(entry.value)?;
        if is_removed(&value) {
            return Ok(());
        }
        let span = syntax::mentioned(entry.key).to(syntax::mentioned(entry.value));
        let span = if direct { span } else { Span::default() };
        let tag = tag(key, self.template.place(entry.key));
        draft.push(Tag { entry: span, ..tag }, value, entry.value.index());
        Ok(())
    }
}

/// Whether a map has its list of tags under the right name, or nothing.
fn has_items(map: NodeRef<'_>) -> bool {
    let items = items_of(map, Form::Items);
    items.is_some_and(|items| items.key.text() == Some(ITEMS)) || map.entries().next().is_none()
}

/// The entry of a map that is its list of tags, but for case.
fn items_of(map: NodeRef<'_>, form: Form) -> Option<Entry<'_>> {
    let is_items = |entry: &Entry<'_>| {
        let value = entry.value;
        let is_list = value.kind() == Kind::List && call(value).is_none();
        // Elsewhere it may be a tag that is called so.
        let may_be_list = form == Form::Items && (value.is_container() || call(value).is_some());
        entry.key.text().is_some_and(|key| key.eq_ignore_ascii_case(ITEMS)) && (is_list || may_be_list)
    };
    map.entries().find(is_items)
}

/// Whether a further item can be written behind the last one: that is no expression, which may go on over lines.
fn ends_in_item(list: NodeRef<'_>) -> bool {
    let last = list.items().last();
    last.is_none_or(|last| last.kind() == Kind::Map && call(last).is_none())
}
