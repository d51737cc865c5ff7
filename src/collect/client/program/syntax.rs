//! What several languages have in one form.

use tree_sitter::Node;

use super::reader::{Reader, named_children, span_of};
use super::{Id, Kind, Parameter};
use crate::source::Span;

impl Reader<'_> {
    /// What is alone in a node, such as in parentheses or in a statement.
    pub(super) fn inner(&mut self, node: Node<'_>) -> Option<Id> {
        match &named_children(node)[..] {
            [inner] => Some(self.read(*inner)),
            _ => None,
        }
    }

    /// What is between the quotes of a string, of so many bytes each.
    pub(super) fn between(&mut self, node: Node<'_>, quotes: usize) -> Id {
        let start = node.start_byte() + quotes;
        let inside = Span::new(start, node.end_byte().saturating_sub(quotes).max(start));
        let text = self.program.source.slice(inside).to_owned();
        self.text(text, inside)
    }

    /// A string that is read in parts.
    pub(super) fn template(&mut self, node: Node<'_>, parts: Vec<Id>) -> Id {
        match parts[..] {
            [] => {
                let end = node.end_byte().saturating_sub(1).max(node.start_byte());
                self.text("", Span::new(end, end))
            }
            [one] if matches!(self.program.kind(one), Kind::Text(_)) => one,
            _ => self.add(Kind::Template(parts), span_of(node)),
        }
    }

    /// `a + b`, or another expression of two parts.
    pub(super) fn sum(&mut self, node: Node<'_>) -> Option<Id> {
        let operator = self.text_of(node.child_by_field_name("operator")?);
        let parts = vec![self.field(node, "left")?, self.field(node, "right")?];
        let kind = if operator == "+" { Kind::Template(parts) } else { Kind::Other };
        Some(self.add(kind, span_of(node)))
    }

    /// `a or b`. What falls back on nothing is no more than itself.
    pub(super) fn or_else(&mut self, left: Id, right: Id, span: Span) -> Id {
        match self.program.kind(right) {
            Kind::Nothing => left,
            _ => self.add(Kind::Choice(vec![left, right]), span),
        }
    }

    /// `a and b`: what is before it decides whether there is anything.
    pub(super) fn and_then(&mut self, left: Id, right: Id, span: Span) -> Id {
        let nothing = self.add(Kind::Nothing, self.program.exprs[left].span);
        self.add(Kind::Choice(vec![right, nothing]), span)
    }

    /// `a ? b : c`
    pub(super) fn ternary(&mut self, node: Node<'_>) -> Option<Id> {
        self.field(node, "condition");
        let parts = vec![self.field(node, "consequence")?, self.field(node, "alternative")?];
        Some(self.add(Kind::Choice(parts), span_of(node)))
    }

    /// `return a`
    pub(super) fn return_of(&mut self, node: Node<'_>) -> Option<Id> {
        let value = self.read(*named_children(node).first()?);
        self.returns(value);
        Some(value)
    }

    /// A function with a name, a list of parameters and a body.
    pub(super) fn function_of(
        &mut self,
        node: Node<'_>,
        parameters: impl FnOnce(&mut Self, Vec<Node<'_>>) -> Vec<Parameter>,
    ) -> Id {
        let name = match node.child_by_field_name("name") {
            Some(name) => self.text_of(name),
            None => String::new(),
        };
        let parameters = |reader: &mut Self| match node.child_by_field_name("parameters") {
            Some(list) => parameters(reader, named_children(list)),
            None => Vec::new(),
        };
        let body = |reader: &mut Self| {
            if let Some(body) = node.child_by_field_name("body") {
                reader.read(body);
            }
        };
        let span = span_of(node);
        self.function(name, span, parameters, body);
        self.add(Kind::Other, span)
    }
}
