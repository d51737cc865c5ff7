//! What expressions say: references, substitutions, mappings, lists of texts.
//!
//! An expression has one or several readings. What cannot be known is [`Said::Unknown`]: a function that is not
//! known here, a reference to what only exists later, a budget that is used up.

use std::borrow::Cow;

use super::combine::{combinations, concatenated, origins, simplified, unsaid};
use super::conditions::{Fact, Outcome};
use super::scalar::{Scalar, scalar};
use super::syntax::{self, Call, Piece, call};
use super::template::{Asks, Template};
use crate::project::Place;
use crate::tree::{Kind, NodeRef};

/// How many readings of one expression are followed.
pub(super) const READINGS: usize = 1024;
/// How deep expressions may nest, aliases included.
const DEPTH: u32 = 48;
/// How long a text may become that is put together, in bytes.
pub(super) const LENGTH: usize = 16 * 1024;
/// How many steps one reading of a resource takes at the most.
const STEPS: u32 = 20_000;

/// How a reference to a value begins that is kept elsewhere.
pub(super) const REFERENCE: &str = "{{resolve:";

/// Whether a text has the marks between which macros, and tools that write templates, fill something in.
pub(super) fn has_placeholder(text: &str) -> bool {
    ["{{", "${", "#{", "%"].iter().any(|mark| text.contains(mark))
}
/// The pseudo parameters that are texts, none of which is ever empty.
const FILLED: [&str; 6] =
    ["AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix"];

/// One thing that an expression may say.
#[derive(Clone, Debug)]
pub(super) enum Said<'t> {
    /// A text.
    Text {
        text: Cow<'t, str>,
        /// Where it is, or the expression that makes it.
        place: Place<'t>,
        /// Whether it must not be shown.
        secret: bool,
        /// Which of the values of which parameters it is made from, by their offsets.
        from: Vec<(&'t str, u32)>,
    },
    /// `null`
    Null(Place<'t>),
    /// A list or a map.
    Nested(Place<'t>),
    /// What cannot be known.
    Unknown(Place<'t>),
    /// A text that cannot be known, but is not empty.
    Unseen(Place<'t>),
    /// A number without quotes, of which it is not known what arrives.
    Ambiguous(Place<'t>),
    /// What another variant of the resource says: here a parameter is not its default.
    Elsewhere(Place<'t>),
    /// Nothing at all: `AWS::NoValue`.
    Removed,
}

/// The readings of an expression, at least one.
pub(super) type Readings<'t> = Vec<Said<'t>>;

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

    /// What the readings of some parts say as one text.
    pub(crate) fn concatenated(&self, parts: Vec<Readings<'t>>, node: NodeRef<'t>) -> Readings<'t> {
        let said = concatenated(parts, self.template.expression(node), |limit| self.template.hit(limit));
        // Each of many readings is kept for as long as the template is.
        let is_allowed = said.len() == 1 || said.iter().all(|_| self.template.step());
        if is_allowed { said } else { self.unknown(node) }
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

/// Whether a text is a reference as a whole, and may be anything.
fn is_reference(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(REFERENCE) && text.ends_with("}}")
}

/// A text that an expression makes.
pub(super) fn computed<'t>(text: Cow<'t, str>, place: Place<'t>) -> Said<'t> {
    Said::Text { text, place, secret: false, from: Vec::new() }
}
