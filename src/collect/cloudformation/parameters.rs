//! What parameters say: their default, or each of the values that they may have.

use std::collections::HashSet;

use super::facts::{Outcome, Question};
use super::reader::Reader;
use super::said::{Readings, Said};
use super::scalar::word;
use super::template::Parameter;
use crate::tree::{NodeRef, Style};

impl<'t> Reader<'_, 't> {
    /// What a parameter says in this variant.
    pub(crate) fn parameter(
        &mut self,
        name: &'t str,
        parameter: &Parameter<'t>,
        node: NodeRef<'t>,
    ) -> Outcome<'t, Readings<'t>> {
        if parameter.allowed.is_empty() || self.defaults {
            return Ok(vec![self.default(name, parameter, node)]);
        }
        let left = self.left_of(name, parameter);
        if left.len() > 1 {
            self.choose(name, left[0])?;
        }
        let default = parameter.default.and_then(word);
        let said = left.into_iter().map(|value| {
            let text = word(value).unwrap_or_default();
            let relied_on = default == Some(text) || self.template.is_relied_on(name, text);
            let from = vec![(name, value.span().start)];
            self.parameter_text(value, parameter.secret, relied_on, from)
        });
        let said: Readings<'t> = said.collect();
        Ok(if said.is_empty() { self.unknown(node) } else { said })
    }

    /// The values that a parameter may have in this variant: the default first, which is there when nobody chooses.
    fn left_of(&self, name: &str, parameter: &Parameter<'t>) -> Vec<NodeRef<'t>> {
        let mut left = parameter.allowed.clone();
        for (text, answer) in self.facts_about(name) {
            if let Some(answer) = answer {
                left.retain(|value| (word(*value) == Some(text)) == answer);
            }
        }
        let mut seen = HashSet::new();
        left.retain(|value| seen.insert(word(*value)));
        let default = parameter.default.and_then(word);
        if let Some(at) = left.iter().position(|value| word(*value) == default) {
            left[..=at].rotate_right(1);
        }
        left
    }

    /// Notes that a parameter with several values is read. Where that happens twice, what it is must be the same in
    /// both places, so that each value makes a variant of its own.
    fn choose(&mut self, name: &'t str, first: NodeRef<'t>) -> Outcome<'t, ()> {
        if !self.single && !self.choices.contains(&name) {
            self.choices.push(name);
            return Ok(());
        }
        let open = self.facts_about(name).any(|(_, answer)| answer.is_none());
        match word(first) {
            Some(text) if !open => self.answer(Question::Is { parameter: name, text }).map(|_| ()),
            _ => Ok(()),
        }
    }

    /// The default of a parameter that may be anything.
    pub(crate) fn default(&self, name: &str, parameter: &Parameter<'t>, node: NodeRef<'t>) -> Said<'t> {
        let expression = self.template.expression(node);
        let asked = self.branches.iter().any(|asks| asks.contains(name));
        let Some(default) = parameter.default.filter(|_| !asked) else {
            return match parameter.filled {
                true => Said::Unseen(expression),
                false => Said::Unknown(expression),
            };
        };
        let text = word(default).unwrap_or_default();
        if !self.agrees(name, text) {
            return Said::Elsewhere(expression);
        }
        self.parameter_text(default, parameter.secret, self.template.is_relied_on(name, text), Vec::new())
    }

    /// Whether a parameter can be its default in this variant.
    fn agrees(&self, parameter: &str, default: &str) -> bool {
        self.facts.iter().all(|fact| match &fact.question {
            Question::Is { parameter: asked, text } if *asked == parameter => {
                fact.answer.is_none_or(|answer| answer == (*text == default))
            }
            Question::Other { asks, by_default: Some(by_default), .. } if asks.contains(parameter) => {
                fact.answer.is_none_or(|answer| answer == *by_default)
            }
            _ => true,
        })
    }

    fn parameter_text(
        &self,
        node: NodeRef<'t>,
        secret: bool,
        relied_on: bool,
        from: Vec<(&'t str, u32)>,
    ) -> Said<'t> {
        let mut place = self.template.place(node);
        if relied_on {
            place.style = Style::Flow;
        }
        match self.literal(node) {
            Said::Text { text, .. } => Said::Text { text, place, secret, from },
            said => said,
        }
    }
}
