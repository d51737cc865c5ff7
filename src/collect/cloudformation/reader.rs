//! What expressions say: references, substitutions, mappings, lists of texts.
//!
//! An expression has one or several readings. What cannot be known is [`Said::Unknown`]: a function that is not
//! known here, a reference to what only exists later, a budget that is used up.

use std::borrow::Cow;

use super::combine::{combinations, concatenated, origins, simplified, unsaid};
use super::conditions::{Fact, Outcome};
use super::syntax::{self, Call, Piece, call};
use super::template::{Asks, Template};
use crate::project::Place;
use crate::tree::{Kind, NodeRef};

/// How many readings of one expression are followed.
pub(super) const READINGS: usize = 64;
/// How deep expressions may nest, aliases included.
const DEPTH: u32 = 48;
/// How long a text may become that is put together, in bytes.
pub(super) const LENGTH: usize = 16 * 1024;
/// How many steps one reading of a resource takes at the most.
const STEPS: u32 = 20_000;

/// One thing that an expression may say.
#[derive(Clone, Debug)]
pub(super) enum Said<'t> {
    /// A text.
    Text {
        /// The text.
        text: Cow<'t, str>,
        /// Where it stands, or the expression that makes it.
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
    pub template: &'a Template<'t>,
    pub facts: &'a [Fact<'t>],
    pub bindings: &'a [Binding<'t>],
    /// Whether a macro may make other texts of those that are written.
    pub rewritten: bool,
    /// Whether every parameter is its default, whatever else it may be.
    pub defaults: bool,
    /// The parameters that the conditions of the branches around ask about.
    pub branches: Vec<Asks<'t>>,
    /// The parameters with several values that were read.
    pub choices: Vec<&'t str>,
    /// Whether what is read can only be one text, so that each value of a parameter makes a variant.
    pub single: bool,
    depth: u32,
    steps: u32,
}

impl<'a, 't> Reader<'a, 't> {
    /// A reader for one variant.
    pub fn new(template: &'a Template<'t>, facts: &'a [Fact<'t>], bindings: &'a [Binding<'t>]) -> Self {
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
    pub fn step(&mut self) -> bool {
        let all = self.template.steps.get();
        if self.steps == 0 || all == 0 {
            let limit = format!("what the tags come to takes more than {STEPS} steps to work out");
            self.template.limits.hit(self.template.source, self.template.root.span(), limit);
            return false;
        }
        self.steps -= 1;
        self.template.steps.set(all - 1);
        true
    }

    /// Goes one level deeper, if depth and budget allow it.
    pub fn deeper(&mut self) -> bool {
        let allowed = self.depth < DEPTH && self.step();
        self.depth += u32::from(allowed);
        allowed
    }

    /// Comes back from a deeper level.
    pub fn shallower(&mut self) {
        self.depth -= 1;
    }

    /// The one reading of what cannot be known.
    pub fn unknown(&self, node: NodeRef<'t>) -> Readings<'t> {
        vec![Said::Unknown(self.template.expression(node))]
    }

    /// What a node says where one text belongs.
    pub fn value(&mut self, node: NodeRef<'t>) -> Outcome<'t, Readings<'t>> {
        if !self.deeper() {
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
    pub fn literal(&self, node: NodeRef<'t>) -> Said<'t> {
        let place = self.template.place(node);
        match node.kind() {
            Kind::Null => Said::Null(place),
            Kind::Map if node.entries().any(|entry| entry.key.text().is_some_and(syntax::is_directive)) => {
                Said::Unknown(place)
            }
            Kind::List | Kind::Map | Kind::Alias => Said::Nested(place),
            Kind::Bool | Kind::Number | Kind::Text => {
                let text = node.text().unwrap_or_default();
                match self.is_dynamic(text) {
                    true => Said::Unknown(place),
                    false => Said::Text { text: Cow::Borrowed(text), place, secret: false, from: Vec::new() },
                }
            }
        }
    }

    /// Whether a text is another one by the time it arrives.
    fn is_dynamic(&self, text: &str) -> bool {
        let marks = ["{{", "${", "#{", "{%", "<%"];
        text.contains("{{resolve:") || (self.rewritten && marks.iter().any(|mark| text.contains(mark)))
    }

    /// The text of a name that a loop binds, which may be unknown.
    pub fn bound(&self, name: &str) -> Option<Option<&'t str>> {
        self.bindings.iter().rev().find(|(bound, _)| *bound == name).map(|(_, text)| *text)
    }

    fn reference(&mut self, name: &'t str, node: NodeRef<'t>) -> Outcome<'t, Readings<'t>> {
        if let Some(bound) = self.bound(name) {
            let place = self.template.expression(node);
            return Ok(vec![bound.map_or(Said::Unknown(place), |text| computed(text.into(), place))]);
        }
        if name == "AWS::NoValue" {
            return Ok(vec![Said::Removed]);
        }
        match self.template.parameter(name) {
            Some(parameter) if !parameter.list && !parameter.elsewhere => {
                self.parameter(name, &parameter, node)
            }
            _ => Ok(self.unknown(node)),
        }
    }

    /// What the branches of `Fn::If` say: the one that is taken, or both; `None` for what is no such call.
    pub fn branch<T>(
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
        found.truncate(READINGS);
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
        if text.contains("{{resolve:") {
            return Ok(self.unknown(node));
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
        Ok(concatenated(parts, expression))
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
        for combination in combinations(&keys).unwrap_or_default() {
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

/// A text that an expression makes.
pub(super) fn computed<'t>(text: Cow<'t, str>, place: Place<'t>) -> Said<'t> {
    Said::Text { text, place, secret: false, from: Vec::new() }
}
