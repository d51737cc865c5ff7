//! What a reader of expressions knows, how much more it may read, and what it says without reading further.

use super::combine::concatenated;
use super::facts::Fact;
use super::said::{READINGS, REFERENCE, Readings, Said, has_placeholder, is_reference};
use super::scalar::{Scalar, scalar};
use super::syntax::{self, call};
use super::template::{Asks, Template};
use crate::tree::{Kind, NodeRef};

/// How deep expressions may nest, aliases included.
const DEPTH: u32 = 48;
/// How many steps one reading of a resource takes at the most.
const STEPS: u32 = 20_000;

/// A name of a loop, and its text in this turn if it is known.
pub(super) type Binding<'t> = (&'t str, Option<&'t str>);

/// Reads the expressions of one variant of one resource.
pub(super) struct Reader<'a, 't> {
    pub(crate) template: &'a Template<'t>,
    pub(crate) facts: &'a [Fact<'t>],
    pub(crate) bindings: &'a [Binding<'t>],
    /// Whether a macro may make other texts of those that are written.
    pub(crate) rewritten: bool,
    /// Whether every parameter is its default, whatever else it may be.
    pub(crate) defaults: bool,
    /// The parameters that the conditions of the branches around ask about.
    pub(crate) branches: Vec<Asks<'t>>,
    /// The parameters with several values that were read.
    pub(crate) choices: Vec<&'t str>,
    /// Whether what is read can only be one text, so that each value of a parameter makes a variant.
    pub(crate) single: bool,
    depth: u32,
    steps: u32,
}

impl<'a, 't> Reader<'a, 't> {
    /// A reader for one variant.
    pub(crate) fn new(
        template: &'a Template<'t>,
        facts: &'a [Fact<'t>],
        bindings: &'a [Binding<'t>],
    ) -> Self {
        let (branches, choices) = (Vec::new(), Vec::new());
        Reader {
            template,
            facts,
            bindings,
            rewritten: template.rewriter.is_some(),
            defaults: false,
            branches,
            choices,
            single: false,
            depth: 0,
            steps: STEPS,
        }
    }

    /// Takes a step, if the budget allows one.
    pub(crate) fn step(&mut self) -> bool {
        if self.steps == 0 {
            self.template.hit(format!("its tags take more than {STEPS} steps to work out"));
            return false;
        }
        self.steps -= 1;
        self.template.step()
    }

    /// Goes one level deeper, if depth and budget allow it. What is written out takes no step: it is read however
    /// much work the expressions beside it are.
    pub(crate) fn deeper(&mut self, node: NodeRef<'t>) -> bool {
        if self.depth >= DEPTH {
            self.template.hit(format!("its expressions nest deeper than {DEPTH} levels"));
            return false;
        }
        let allowed = call(node).is_none() || self.step();
        self.depth += u32::from(allowed);
        allowed
    }

    /// Comes back from a deeper level.
    pub(crate) fn shallower(&mut self) {
        self.depth -= 1;
    }

    /// The one reading of what cannot be known.
    pub(crate) fn unknown(&self, node: NodeRef<'t>) -> Readings<'t> {
        vec![Said::Unknown(self.template.expression(node))]
    }

    /// The one reading of what has more of them than are followed.
    pub(crate) fn too_many(&self, node: NodeRef<'t>) -> Readings<'t> {
        self.template.hit(format!("an expression has more than {READINGS} values"));
        self.unknown(node)
    }

    /// The one reading of a text that cannot be known, but is not empty.
    pub(crate) fn unseen(&self, node: NodeRef<'t>) -> Readings<'t> {
        vec![Said::Unseen(self.template.expression(node))]
    }

    /// What is written out.
    pub(crate) fn literal(&self, node: NodeRef<'t>) -> Said<'t> {
        let place = self.template.place(node);
        match node.kind() {
            Kind::Null => Said::Null(place),
            Kind::Map if node.entries().any(|entry| entry.key.text().is_some_and(syntax::is_directive)) => {
                Said::Unknown(place)
            }
            Kind::List | Kind::Map | Kind::Alias => Said::Nested(place),
            Kind::Bool | Kind::Number | Kind::Text => match scalar(node) {
                Scalar::Text(text) if self.is_rewritten(&text) => Said::Unknown(place),
                Scalar::Text(text) if is_reference(&text) => Said::Unknown(place),
                Scalar::Text(text) if text.contains(REFERENCE) => Said::Unseen(place),
                Scalar::Text(text) => Said::Text { text, place, secret: false, from: Vec::new() },
                Scalar::Ambiguous => Said::Ambiguous(place),
            },
        }
    }

    /// Whether a macro may make another text of one.
    fn is_rewritten(&self, text: &str) -> bool {
        self.rewritten && has_placeholder(text)
    }

    /// The text of a name that a loop binds, which may be unknown.
    pub(crate) fn bound(&self, name: &str) -> Option<Option<&'t str>> {
        self.bindings.iter().rev().find(|(bound, _)| *bound == name).map(|(_, text)| *text)
    }

    /// What the readings of some parts say as one text.
    pub(crate) fn concatenated(&self, parts: Vec<Readings<'t>>, node: NodeRef<'t>) -> Readings<'t> {
        let said = concatenated(parts, self.template.expression(node), |limit| self.template.hit(limit));
        // Each of many readings is kept for as long as the template is.
        let is_allowed = said.len() == 1 || said.iter().all(|_| self.template.step());
        if is_allowed { said } else { self.unknown(node) }
    }
}
