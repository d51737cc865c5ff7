//! The tags of a property, in whatever shape they are written.

use std::borrow::Cow;

use super::conditions::Outcome;
use super::draft::{Draft, is_removed, tag};
use super::items::is_item;
use super::misplaced::{self, Written};
use super::reader::Reader;
use super::syntax::{self, Call, call};
use super::template::Asks;
use super::types::Form;
use crate::project::{Container, Shape, Tag};
use crate::source::Span;
use crate::tree::{Entry, Kind, NodeRef};

/// The shape of a list as the service takes it.
pub(super) const LIST: Shape = Shape::List { key: "Key", value: "Value" };

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

impl Spot<'_> {
    /// Whether items have a key and a value, and nothing else.
    pub fn is_exact(self) -> bool {
        self.form == Form::List
    }
}

impl<'t> Reader<'_, 't> {
    /// Reads the tags of a property.
    pub fn tags(&mut self, node: NodeRef<'t>, spot: Spot<'t>, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        self.nested(node, draft, |reader, draft| match call(node) {
            Some(call) => reader.called(node, call, draft, |reader, branch, draft| {
                reader.tags(branch, Spot { direct: false, ..spot }, draft)
            }),
            None => reader.written_tags(node, spot, draft),
        })
    }

    /// Reads one level deeper. What stands too deep is unknown.
    pub fn nested(
        &mut self,
        node: NodeRef<'t>,
        draft: &mut Draft<'t>,
        read: impl FnOnce(&mut Self, &mut Draft<'t>) -> Outcome<'t, ()>,
    ) -> Outcome<'t, ()> {
        if !self.deeper() {
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
                    Form::List => Some(LIST),
                    _ => None,
                };
                let shape = shape.filter(|_| spot.direct);
                draft.tags.container = shape.and_then(|shape| self.container(node, shape));
                Ok(())
            }
            (Kind::List, Form::Specifications) => self.specifications(node, spot, draft),
            (Kind::List, _) => self.list_of_tags(node, spot, draft),
            (Kind::Map, Form::List | Form::Propagated) if is_item(node) => {
                draft.misplaced.push(misplaced::shape(self.template, node, Written::OneItem, spot));
                self.written_item(node, spot.form, Span::default(), draft)
            }
            (Kind::Map, Form::List | Form::Propagated) => {
                draft.misplaced.push(misplaced::shape(self.template, node, Written::Map, spot));
                self.map_of_tags(node, spot, draft)
            }
            (Kind::Map, Form::Map | Form::Any) => self.map_of_tags(node, spot, draft),
            _ => {
                draft.tags.unknown.push(Some(self.template.place(node)));
                Ok(())
            }
        }
    }

    fn list_of_tags(&mut self, node: NodeRef<'t>, spot: Spot<'t>, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        let found = match spot.form {
            Form::Map => Some(misplaced::shape(self.template, node, Written::List, spot)),
            Form::List | Form::Propagated => misplaced::items(self.template, node, spot),
            Form::Specifications | Form::Any => None,
        };
        draft.misplaced.extend(found);
        for item in node.items() {
            let span = if spot.direct { syntax::mentioned(item) } else { Span::default() };
            self.item(item, spot.form, span, draft)?;
        }
        let is_open = spot.direct && spot.form == Form::List && ends_in_item(node);
        draft.tags.container = self.container(node, LIST).filter(|_| is_open);
        Ok(())
    }

    fn map_of_tags(&mut self, node: NodeRef<'t>, spot: Spot<'t>, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
        for entry in node.entries() {
            self.entry(entry, spot.direct, draft)?;
        }
        let is_open = spot.direct && spot.form == Form::Map && !node.is_alias();
        draft.tags.container = self.container(node, Shape::Map).filter(|_| is_open);
        Ok(())
    }

    /// What stands instead of a list, an item or a map: the branch that is taken is read; nothing is nothing;
    /// everything else is unknown.
    pub fn called(
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
        self.nested(item, draft, |reader, draft| match (call(item), item.entry("Tags")) {
            (Some(call), _) => reader.called(item, call, draft, |reader, branch, draft| {
                reader.specification(branch, Spot { direct: false, ..spot }, draft)
            }),
            (None, Some(tags)) => {
                let spot = Spot { form: Form::List, key: tags.key, ..spot };
                reader.tags(tags.value, spot, draft)
            }
            (None, None) => Ok(()),
        })
    }

    /// An entry of a map; `direct` where it can be removed from there.
    pub fn entry(&mut self, entry: Entry<'t>, direct: bool, draft: &mut Draft<'t>) -> Outcome<'t, ()> {
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

/// Whether a further item can be written behind the last one: that is no expression, which may go on over lines.
fn ends_in_item(list: NodeRef<'_>) -> bool {
    let last = list.items().last();
    last.is_none_or(|last| last.kind() == Kind::Map && call(last).is_none())
}
