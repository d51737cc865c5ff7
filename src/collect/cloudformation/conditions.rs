//! Conditions, as far as they are decided: what is open splits a resource into variants.
//!
//! A condition that depends on a parameter is neither true nor false: both must pass. So reading a resource stops at
//! the first question that is open ([`Undecided`]), and is begun again once with each answer. The questions are what
//! conditions are made of (is this parameter that text?), not conditions themselves: `IsProd` and `IsNotProd` never
//! hold together, and a parameter that is one text is not another.

use super::facts::{Outcome, Question, Undecided};
use super::reader::Reader;
use super::said::{REFERENCE, Said};
use super::scalar::word;
use super::syntax::{Call, call, items};
use super::template::{Asks, named_condition, referred};
use crate::tree::NodeRef;

/// How deep conditions may name each other: deeper ones go round in a circle.
const DEPTH: usize = 64;

/// One side of a comparison.
enum Side<'t> {
    Text(&'t str),
    Parameter(&'t str),
    Other,
}

impl<'t> Reader<'_, 't> {
    /// Whether a condition holds; `None` where it is left open.
    pub(crate) fn holds(&mut self, name: &'t str) -> Outcome<'t, Option<bool>> {
        self.holds_within(name, 0)
    }

    fn holds_within(&mut self, name: &'t str, depth: usize) -> Outcome<'t, Option<bool>> {
        match self.template.condition(name) {
            Some(node) if depth < DEPTH => self.truth(node, depth + 1),
            _ => self.answer(Question::Other { words: name, asks: Asks::default(), by_default: None }),
        }
    }

    fn truth(&mut self, node: NodeRef<'t>, depth: usize) -> Outcome<'t, Option<bool>> {
        if depth >= DEPTH || !self.step() {
            return Ok(None);
        }
        if let Some(name) = named_condition(node) {
            return self.holds_within(name, depth + 1);
        }
        match call(node) {
            Some(Call { name: "Equals", argument }) => self.equals(node, argument),
            Some(Call { name: "Not", argument }) => {
                let Some([inner]) = items(argument) else { return self.ask(node) };
                Ok(self.truth(inner, depth + 1)?.map(|holds| !holds))
            }
            Some(Call { name: "And", argument }) => self.junction(argument, false, depth),
            Some(Call { name: "Or", argument }) => self.junction(argument, true, depth),
            _ => self.ask(node),
        }
    }

    /// `And` is settled by the first that does not hold, `Or` by the first that does.
    fn junction(&mut self, list: NodeRef<'t>, settles: bool, depth: usize) -> Outcome<'t, Option<bool>> {
        let mut open = false;
        for item in list.items() {
            match self.truth(item, depth + 1)? {
                Some(holds) if holds == settles => return Ok(Some(settles)),
                Some(_) => {}
                None => open = true,
            }
        }
        Ok((!open).then_some(!settles))
    }

    fn equals(&mut self, node: NodeRef<'t>, argument: NodeRef<'t>) -> Outcome<'t, Option<bool>> {
        let Some([left, right]) = items(argument) else { return self.ask(node) };
        match (self.side(left), self.side(right)) {
            (Side::Text(left), Side::Text(right)) => Ok(Some(left == right)),
            (Side::Parameter(parameter), Side::Text(text))
            | (Side::Text(text), Side::Parameter(parameter)) => self.is(parameter, text),
            _ => self.ask(node),
        }
    }

    fn side(&self, node: NodeRef<'t>) -> Side<'t> {
        let Some(call) = call(node) else {
            let is_known = |text: &&str| !text.contains(REFERENCE);
            return match word(node).filter(is_known) {
                Some(text) => Side::Text(text),
                None => Side::Other,
            };
        };
        let name = match (call.name, call.argument.text()) {
            ("Ref", Some(name)) => name,
            ("Sub", Some(text)) if !text.contains("${") => return Side::Text(text),
            ("Sub", Some(text)) => match super::syntax::pieces(text)[..] {
                [super::syntax::Piece::Variable(name)] if !name.contains('.') => name,
                _ => return Side::Other,
            },
            _ => return Side::Other,
        };
        if let Some(text) = self.bound(name) {
            return match text {
                Some(text) => Side::Text(text),
                None => Side::Other,
            };
        }
        match self.settled(name) {
            Some(text) => Side::Text(text),
            None => Side::Parameter(name),
        }
    }

    /// The one text that a parameter is in this variant.
    pub(crate) fn settled(&self, parameter: &str) -> Option<&'t str> {
        let facts = self.facts_about(parameter);
        let mut settled = facts.filter(|(_, answer)| *answer == Some(true)).map(|(text, _)| text);
        settled.next()
    }

    /// The texts that a parameter was asked for, with the answers.
    pub(crate) fn facts_about(&self, parameter: &str) -> impl Iterator<Item = (&'t str, Option<bool>)> {
        self.facts.iter().filter_map(move |fact| match fact.question {
            Question::Is { parameter: asked, text } if asked == parameter => Some((text, fact.answer)),
            _ => None,
        })
    }

    fn is(&mut self, parameter: &'t str, text: &'t str) -> Outcome<'t, Option<bool>> {
        let declared = self.template.parameter(parameter);
        let list = declared.as_ref().is_some_and(|declared| declared.list);
        let allowed = declared.map(|declared| declared.allowed).unwrap_or_default();
        let denied = |text: &str| {
            self.facts_about(parameter).any(|(other, answer)| other == text && answer == Some(false))
        };
        let mut left = allowed.iter().filter_map(|value| word(*value)).filter(|value| !denied(value));
        if !list && !allowed.is_empty() {
            let (first, second) = (left.next(), left.next());
            let among = first == Some(text) || second == Some(text) || left.any(|value| value == text);
            if !among {
                return Ok(Some(false));
            }
            if second.is_none() {
                return Ok(Some(true));
            }
        }
        self.answer(Question::Is { parameter, text })
    }

    /// A question of its own, in the words of the template.
    fn ask(&mut self, node: NodeRef<'t>) -> Outcome<'t, Option<bool>> {
        let words = node.tree().source().slice(super::syntax::whole(node));
        let asks = Asks::new(referred(node).into_iter().collect());
        let by_default = if self.defaults { None } else { self.by_default(node) };
        if let (true, Some(holds)) = (asks.is_empty(), by_default) {
            return Ok(Some(holds));
        }
        self.answer(Question::Other { words, asks, by_default })
    }

    /// Whether a comparison holds where every parameter is its default.
    fn by_default(&self, node: NodeRef<'t>) -> Option<bool> {
        let [left, right] = items(call(node).filter(|call| call.name == "Equals")?.argument)?;
        let text = |node| {
            let mut reader = Reader::new(self.template, &[], self.bindings);
            reader.defaults = true;
            match reader.value(node).ok()?.as_slice() {
                [Said::Text { text, .. }] => Some(text.to_string()),
                _ => None,
            }
        };
        Some(text(left)? == text(right)?)
    }

    /// What this variant says; else reading waits.
    pub(crate) fn answer(&self, question: Question<'t>) -> Outcome<'t, Option<bool>> {
        match self.facts.iter().find(|fact| fact.question.same(&question)) {
            Some(fact) => Ok(fact.answer),
            None => Err(Undecided(question)),
        }
    }
}
