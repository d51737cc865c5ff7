//! What expressions say: references, substitutions, mappings, lists of texts.
//!
//! An expression has one or several readings. What cannot be known is [`Said::Unknown`]: a function that is not
//! known here, a reference to what only exists later, a budget that is used up.

use super::combine::{combinations, origins, simplified, unsaid};
use super::facts::Outcome;
use super::reader::Reader;
use super::said::{READINGS, REFERENCE, Readings, Said, computed, is_reference};
use super::syntax::{self, Call, Piece, call};
use crate::tree::NodeRef;

/// The pseudo parameters that are texts, none of which is ever empty.
const FILLED: [&str; 6] =
    ["AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix"];

impl<'t> Reader<'_, 't> {
    /// What a node says where one text belongs.
    pub(crate) fn value(&mut self, node: NodeRef<'t>) -> Outcome<'t, Readings<'t>> {
        if !self.deeper(node) {
            return Ok(self.unknown(node));
        }
        let said = self.value_within(node);
        self.shallower();
        said
    }

    fn value_within(&mut self, node: NodeRef<'t>) -> Outcome<'t, Readings<'t>> {
        let Some(Call { name, argument }) = call(node) else { return Ok(vec![self.literal(node)]) };
        match name {
            "Ref" => match argument.text() {
                Some(name) => self.reference(name, node),
                None => Ok(self.unknown(node)),
            },
            "Sub" => self.substitution(node, argument),
            "If" => self.branch(argument, |reader, branch| reader.value(branch)).map(|said| match said {
                Some(readings) if readings.len() > READINGS => self.too_many(node),
                Some(readings) => readings,
                None => self.unknown(node),
            }),
            "FindInMap" => self.mapping(node, argument),
            "Join" => self.join(node, argument),
            "Select" => self.select(node, argument),
            _ => Ok(self.unknown(node)),
        }
    }

    fn reference(&mut self, name: &'t str, node: NodeRef<'t>) -> Outcome<'t, Readings<'t>> {
        if let Some(bound) = self.bound(name) {
            let place = self.template.expression(node);
            let said = match bound {
                Some(text) => computed(text.into(), place),
                None => Said::Unknown(place),
            };
            return Ok(vec![said]);
        }
        if name == "AWS::NoValue" {
            return Ok(vec![Said::Removed]);
        }
        match self.template.parameter(name) {
            Some(parameter) if !parameter.list && !parameter.elsewhere => {
                self.parameter(name, &parameter, node)
            }
            Some(_) => Ok(self.unknown(node)),
            None if FILLED.contains(&name) || self.template.is_resource(name) => Ok(self.unseen(node)),
            None => Ok(self.unknown(node)),
        }
    }

    /// What the branches of `Fn::If` say: the one that is taken, or both; `None` for what is no such call.
    pub(crate) fn branch<T>(
        &mut self,
        argument: NodeRef<'t>,
        mut read: impl FnMut(&mut Self, NodeRef<'t>) -> Outcome<'t, Vec<T>>,
    ) -> Outcome<'t, Option<Vec<T>>> {
        let Some([condition, yes, no]) = syntax::items(argument) else { return Ok(None) };
        let Some(name) = condition.text() else { return Ok(None) };
        let holds = self.holds(name)?;
        self.branches.push(self.template.asks(name));
        let mut found = Vec::new();
        if holds != Some(false) {
            found.append(&mut read(self, yes)?);
        }
        if holds != Some(true) {
            found.append(&mut read(self, no)?);
        }
        self.branches.pop();
        Ok(Some(found))
    }

    fn substitution(&mut self, node: NodeRef<'t>, argument: NodeRef<'t>) -> Outcome<'t, Readings<'t>> {
        let (template, names) = match (argument.text(), syntax::items(argument)) {
            (Some(_), _) => (argument, None),
            (None, Some([text, names])) => (text, Some(names)),
            _ => return Ok(self.unknown(node)),
        };
        let Some(text) = template.text() else { return Ok(self.unknown(node)) };
        if !text.contains("${") {
            return Ok(vec![self.literal(template)]);
        }
        if text.contains(REFERENCE) {
            return Ok(if is_reference(text) { self.unknown(node) } else { self.unseen(node) });
        }
        let mut parts = Vec::new();
        let expression = self.template.expression(node);
        for piece in syntax::pieces(text) {
            let name = match piece {
                Piece::Literal(text) => {
                    parts.push(vec![computed(text.into(), expression)]);
                    continue;
                }
                Piece::Variable(name) => name,
            };
            parts.push(match names.and_then(|names| names.get(name)) {
                Some(value) => self.value(value)?,
                None if name.contains('.') => self.unknown(node),
                None => self.reference(name, node)?,
            });
        }
        Ok(self.concatenated(parts, node))
    }

    fn mapping(&mut self, node: NodeRef<'t>, argument: NodeRef<'t>) -> Outcome<'t, Readings<'t>> {
        let mut arguments = argument.items();
        let (Some(map), Some(first), Some(second)) = (arguments.next(), arguments.next(), arguments.next())
        else {
            return Ok(self.unknown(node));
        };
        let default = arguments.next().and_then(|options| options.get("DefaultValue"));
        let keys = [self.value(map)?, self.value(first)?, self.value(second)?];
        let expression = self.template.expression(node);
        let mut found = Vec::new();
        let Some(combinations) = combinations(&keys) else { return Ok(self.too_many(node)) };
        for combination in combinations {
            let [
                Said::Text { text: map, .. },
                Said::Text { text: first, .. },
                Said::Text { text: second, .. },
            ] = combination[..]
            else {
                found.push(unsaid(&combination, expression));
                continue;
            };
            match (self.template.mapped(map, first, second), default) {
                (Some(value), _) if call(value).is_none() => {
                    let origin = origins(&combination);
                    found.push(match self.literal(value) {
                        Said::Text { text, place, secret, .. } => {
                            Said::Text { text, place, secret, from: origin }
                        }
                        Said::Nested(_) => Said::Unknown(expression),
                        said => said,
                    });
                }
                (None, Some(default)) => found.append(&mut self.value(default)?),
                _ => found.push(Said::Unknown(expression)),
            }
        }
        Ok(if found.is_empty() { self.unknown(node) } else { simplified(found) })
    }
}
