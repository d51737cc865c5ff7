//! Lists of texts: what `Join`, `Select` and `Split` say.

use std::borrow::Cow;

use super::facts::Outcome;
use super::reader::Reader;
use super::said::{Readings, Said, computed};
use super::syntax::{self, Call, call};
use crate::tree::{Kind, NodeRef};

impl<'t> Reader<'_, 't> {
    /// `Fn::Join`
    pub(crate) fn join(&mut self, node: NodeRef<'t>, argument: NodeRef<'t>) -> Outcome<'t, Readings<'t>> {
        let Some([delimiter, list]) = syntax::items(argument) else { return Ok(self.unknown(node)) };
        let Some(delimiter) = delimiter.text().filter(|_| call(delimiter).is_none()) else {
            return Ok(self.unknown(node));
        };
        let Some(elements) = self.list(list)? else { return Ok(self.unknown(node)) };
        let expression = self.template.expression(node);
        let is_there = |element: &Readings<'t>| !matches!(element[..], [Said::Removed]);
        let mut parts = Vec::new();
        for element in elements.into_iter().filter(is_there) {
            if !parts.is_empty() && !delimiter.is_empty() {
                parts.push(vec![computed(delimiter.into(), expression)]);
            }
            parts.push(element);
        }
        Ok(self.concatenated(parts, node))
    }

    /// `Fn::Select`
    pub(crate) fn select(&mut self, node: NodeRef<'t>, argument: NodeRef<'t>) -> Outcome<'t, Readings<'t>> {
        let Some([index, list]) = syntax::items(argument) else { return Ok(self.unknown(node)) };
        let index = match self.value(index)?.as_slice() {
            [Said::Text { text, .. }] => text.trim().parse::<usize>().ok(),
            _ => None,
        };
        let (Some(index), Some(mut elements)) = (index, self.list(list)?) else {
            return Ok(self.unknown(node));
        };
        let shifted = elements.iter().any(|element| element.iter().any(|said| matches!(said, Said::Removed)));
        Ok(if shifted || index >= elements.len() { self.unknown(node) } else { elements.swap_remove(index) })
    }

    /// What a loop goes through: the text of each turn, where it is written in the template and may be shown. Over what
    /// is not known at all, one turn is read.
    pub(crate) fn turns(&mut self, collection: NodeRef<'t>) -> Vec<Option<&'t str>> {
        let Ok(Some(elements)) = self.list(collection) else { return vec![None] };
        let mut turns = Vec::with_capacity(elements.len());
        for element in elements {
            turns.push(match element.as_slice() {
                [Said::Text { text: Cow::Borrowed(text), secret: false, .. }] if !text.is_empty() => {
                    Some(*text)
                }
                _ => None,
            });
        }
        turns
    }

    /// The elements of a list of texts, if it is known which they are.
    fn list(&mut self, node: NodeRef<'t>) -> Outcome<'t, Option<Vec<Readings<'t>>>> {
        if !self.deeper(node) {
            return Ok(None);
        }
        let list = self.list_within(node);
        self.shallower();
        list
    }

    fn list_within(&mut self, node: NodeRef<'t>) -> Outcome<'t, Option<Vec<Readings<'t>>>> {
        let expression = self.template.expression(node);
        match call(node) {
            None if node.kind() == Kind::List => {
                let elements = node.items().map(|item| self.value(item)).collect::<Outcome<'t, Vec<_>>>()?;
                Ok(Some(elements))
            }
            Some(Call { name: "If", argument }) => {
                let lists = self.branch(argument, |reader, branch| Ok(vec![reader.list(branch)?]))?;
                Ok(lists.and_then(|mut lists| if lists.len() == 1 { lists.pop().flatten() } else { None }))
            }
            Some(Call { name: "Split", argument }) => {
                let Some([delimiter, text]) = syntax::items(argument) else { return Ok(None) };
                let delimiter = delimiter.text().filter(|text| !text.is_empty() && call(delimiter).is_none());
                let said = self.value(text)?;
                let ([Said::Text { text, secret, .. }], Some(delimiter)) = (&said[..], delimiter) else {
                    return Ok(None);
                };
                let part = |text| vec![secretly(computed(text, expression), *secret)];
                Ok(Some(split(text, delimiter).into_iter().map(part).collect()))
            }
            Some(Call { name: "Ref", argument }) => {
                let Some(name) = argument.text() else { return Ok(None) };
                let Some(parameter) = self.template.parameter(name) else { return Ok(None) };
                if !parameter.list || !parameter.allowed.is_empty() || self.bound(name).is_some() {
                    return Ok(None);
                }
                let Said::Text { text, .. } = self.default(name, &parameter, node) else { return Ok(None) };
                let part = |text| vec![secretly(computed(trimmed(text), expression), parameter.secret)];
                Ok(Some(split(&text, ",").into_iter().map(part).collect()))
            }
            Some(Call { name: "FindInMap", argument }) => {
                let Some([map, first, second]) = syntax::items(argument) else { return Ok(None) };
                let keys = [self.value(map)?, self.value(first)?, self.value(second)?];
                let [
                    [Said::Text { text: map, .. }],
                    [Said::Text { text: first, .. }],
                    [Said::Text { text: second, .. }],
                ] = [&keys[0][..], &keys[1][..], &keys[2][..]]
                else {
                    return Ok(None);
                };
                match self.template.mapped(map, first, second) {
                    Some(list) if list.kind() == Kind::List => self.list(list),
                    Some(_) | None => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }
}

/// The parts of a text. Those of a text of the template are of it, too.
fn split<'t>(text: &Cow<'t, str>, delimiter: &str) -> Vec<Cow<'t, str>> {
    match text {
        Cow::Borrowed(text) => text.split(delimiter).map(Cow::Borrowed).collect(),
        Cow::Owned(text) => text.split(delimiter).map(|part| Cow::Owned(part.to_owned())).collect(),
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

fn secretly(said: Said<'_>, hidden: bool) -> Said<'_> {
    match said {
        Said::Text { text, place, secret, from } => {
            Said::Text { text, place, secret: secret || hidden, from }
        }
        said => said,
    }
}
