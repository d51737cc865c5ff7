//! JSON syntax: the same tree from a JSON text.
//!
//! JSON does not tell blocks from arguments, so this knows which blocks Terraform has where tags are concerned
//! (<https://developer.hashicorp.com/terraform/language/syntax/json>). Texts are templates, but for the defaults of
//! variables and for the files of values.

use std::collections::HashSet;
use std::sync::Arc;

use super::error::Broken;
use super::parser::Parser;
use super::syntax::{Attribute, Block, Body, Expr, ExprKind, Hcl, Item, Name, Part, Step, Template};
use crate::source::{Source, Span};
use crate::tree::json::{self, Dialect};
use crate::tree::{Entry, Kind, NodeRef, Style, SyntaxError};

/// How many labels a block has, and which blocks are in it.
struct Form {
    labels: usize,
    blocks: &'static [&'static str],
}

fn form(kind: &str) -> Form {
    let (labels, blocks): (usize, &[&str]) = match kind {
        "resource" | "data" | "ephemeral" => (2, &["lifecycle", "dynamic", "tag", "override_provider"]),
        "provider" => (1, &["default_tags", "ignore_tags"]),
        "override_provider" => (0, &["default_tags"]),
        "variable" | "output" | "module" | "check" | "component" | "unit" | "stack" => (1, &[]),
        "dynamic" => (1, &["content"]),
        "terraform" => (0, &["required_providers"]),
        _ => (0, &[]),
    };
    Form { labels, blocks }
}

/// The blocks of a file; anything else at its root is an argument, as in a file of values.
const ROOTS: [&str; 16] = [
    "resource",
    "data",
    "ephemeral",
    "provider",
    "variable",
    "output",
    "module",
    "locals",
    "terraform",
    "moved",
    "import",
    "removed",
    "check",
    "component",
    "unit",
    "stack",
];

pub(super) fn parse(source: &Source) -> Result<Hcl, SyntaxError> {
    parse_as(source, source.name().to_ascii_lowercase().ends_with(".tfvars.json"))
}

pub(super) fn parse_values(source: &Source) -> Result<Hcl, SyntaxError> {
    parse_as(source, true)
}

fn parse_as(source: &Source, values: bool) -> Result<Hcl, SyntaxError> {
    let json = json::parse(source, Dialect::Strict)?;
    let reader = Reader { source };
    let root = json.tree.root();
    let mut body = Body::default();
    let parts: Vec<NodeRef<'_>> = if root.kind() == Kind::List { root.items().collect() } else { vec![root] };
    for part in parts {
        if part.kind() != Kind::Map {
            return Err(SyntaxError::new(Broken::NoObject, part.span()));
        }
        match values {
            true => reader.body(part, &[], Within::Values, &mut body)?,
            false => reader.body(part, &ROOTS, Within::Other, &mut body)?,
        }
    }
    keep_last(&mut body.attributes);
    Ok(Hcl { body, comments: json.comments })
}

struct Reader<'s> {
    source: &'s Source,
}

/// What a body belongs to, which decides what its texts are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// A file of values: no text is a template.
    Values,
    /// A variable: none is, and its type is an expression.
    Variable,
    /// Anything else: all are.
    Other,
}

impl Reader<'_> {
    /// Adds the entries of a map to a body.
    fn body(
        &self,
        map: NodeRef<'_>,
        blocks: &[&str],
        within: Within,
        body: &mut Body,
    ) -> Result<(), SyntaxError> {
        for Entry { key, value } in map.entries() {
            let name = name(key);
            if &*name.text == "//" {
                continue;
            }
            if blocks.contains(&&*name.text) {
                let form = form(&name.text);
                self.blocks(&name, &mut Vec::new(), &form, value, &mut body.blocks)?;
            } else {
                let value = match &*name.text {
                    "type" if within == Within::Variable => self.type_of(value)?,
                    _ => self.expression(value, within != Within::Other)?,
                };
                body.attributes.push(Attribute { name, value });
            }
        }
        Ok(())
    }

    /// The type of a variable, which is an expression in a string.
    fn type_of(&self, node: NodeRef<'_>) -> Result<Expr, SyntaxError> {
        let (span, text) = (node.span(), node.text().unwrap_or_default());
        let is_plain = self.source.slice(span) == text;
        let read = match is_plain {
            true => {
                Parser::new(&self.source.text()[..span.end as usize], span.start as usize).lone_expression()
            }
            false => Parser::new(text, 0).lone_expression(),
        };
        match read {
            Ok(declared) if is_plain => Ok(declared),
            Ok(mut declared) => {
                settle(&mut declared, span);
                Ok(declared)
            }
            Err(_) => self.expression(node, true),
        }
    }

    /// The blocks under a type, each label being a level of nesting, and each level perhaps a list.
    fn blocks(
        &self,
        kind: &Name,
        labels: &mut Vec<Name>,
        form: &Form,
        value: NodeRef<'_>,
        blocks: &mut Vec<Block>,
    ) -> Result<(), SyntaxError> {
        match value.kind() {
            Kind::List => {
                for item in value.items() {
                    self.blocks(kind, labels, form, item, blocks)?;
                }
                Ok(())
            }
            Kind::Map if labels.len() < form.labels => {
                for entry in value.entries().filter(|entry| entry.key.text() != Some("//")) {
                    labels.push(name(entry.key));
                    self.blocks(kind, labels, form, entry.value, blocks)?;
                    labels.pop();
                }
                Ok(())
            }
            Kind::Map => {
                let mut body = Body::default();
                let within = if &*kind.text == "variable" { Within::Variable } else { Within::Other };
                self.body(value, form.blocks, within, &mut body)?;
                keep_last(&mut body.attributes);
                let span = labels.last().unwrap_or(kind).span.to(value.span());
                let braces = value.span();
                blocks.push(Block { kind: kind.clone(), labels: labels.clone(), body, span, braces });
                Ok(())
            }
            Kind::Null => Ok(()),
            _ => {
                let no_block = Broken::NoBlock { block: kind.text.to_string() };
                Err(SyntaxError::new(no_block, value.span()))
            }
        }
    }

    fn expression(&self, node: NodeRef<'_>, literal: bool) -> Result<Expr, SyntaxError> {
        let span = node.span();
        let kind = match node.kind() {
            Kind::Bool => ExprKind::Bool(node.text() == Some("true")),
            Kind::Number => ExprKind::Number(node.text().unwrap_or_default().into()),
            Kind::Text => return self.template(node, literal),
            Kind::List => {
                let items = node.items().map(|item| self.expression(item, literal));
                ExprKind::List(items.collect::<Result<_, _>>()?)
            }
            Kind::Map => {
                let entries = node.entries().filter(|entry| entry.key.text() != Some("//") || literal);
                let items = entries.map(|Entry { key, value }| {
                    let equals = Span::at(key.span().end as usize);
                    let (key, value) = (self.template(key, literal)?, self.expression(value, literal)?);
                    Ok(Item { key, equals, value })
                });
                ExprKind::Object(items.collect::<Result<_, SyntaxError>>()?)
            }
            Kind::Null | Kind::Alias => ExprKind::Null,
        };
        Ok(Expr { kind, span })
    }

    fn template(&self, node: NodeRef<'_>, literal: bool) -> Result<Expr, SyntaxError> {
        let (span, text) = (node.span(), node.text().unwrap_or_default());
        let parts = if literal || !(text.contains("${") || text.contains("%{")) {
            if text.is_empty() { Vec::new() } else { vec![Part::literal(text)] }
        } else if self.source.slice(span) == text {
            Parser::new(&self.source.text()[..span.end as usize], span.start as usize).bare_template()?
        } else {
            // What had escapes is nowhere as it is meant: all of it gets the place of the text.
            let settled = Parser::new(text, 0).bare_template();
            let mut parts = settled.map_err(|error| SyntaxError { span, ..error })?;
            settle_parts(&mut parts, span);
            parts
        };
        let template = Template { style: Style::Double, inner: span, parts };
        Ok(Expr { kind: ExprKind::Template(template), span })
    }
}

/// Of an argument that is given several times the last counts.
fn keep_last(attributes: &mut Vec<Attribute>) {
    let mut names = HashSet::new();
    attributes.reverse();
    attributes.retain(|attribute| names.insert(attribute.name.text.clone()));
    attributes.reverse();
}

fn name(node: NodeRef<'_>) -> Name {
    let text: Arc<str> = node.text().unwrap_or_default().into();
    Name { text, span: node.span(), style: Style::Double }
}

fn settle_parts(parts: &mut [Part], span: Span) {
    for part in parts {
        match part {
            Part::Literal(_) => {}
            Part::Interpolation(expr) => settle(expr, span),
            Part::If(condition, then, otherwise) => {
                settle(condition, span);
                settle_parts(then, span);
                settle_parts(otherwise, span);
            }
            Part::For(_, _, collection, inner) => {
                settle(collection, span);
                settle_parts(inner, span);
            }
        }
    }
}

/// Gives an expression and all in it one span.
fn settle(expr: &mut Expr, span: Span) {
    expr.span = span;
    match &mut expr.kind {
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::Variable(_) => {}
        ExprKind::Template(template) => {
            template.inner = span;
            settle_parts(&mut template.parts, span);
        }
        ExprKind::List(items) => {
            for item in items {
                settle(item, span);
            }
        }
        ExprKind::Object(items) => {
            for item in items {
                item.equals = span;
                settle(&mut item.key, span);
                settle(&mut item.value, span);
            }
        }
        ExprKind::For(made) => {
            settle(&mut made.collection, span);
            settle(&mut made.value, span);
            for expr in made.key.iter_mut().chain(&mut made.condition) {
                settle(expr, span);
            }
        }
        ExprKind::Call(call) => {
            for argument in &mut call.arguments {
                settle(argument, span);
            }
        }
        ExprKind::Traversal(root, steps) => {
            settle(root, span);
            for step in steps {
                match step {
                    Step::Attribute(name) => name.span = span,
                    Step::Index(key) | Step::LegacyIndex(key) => settle(key, span),
                    Step::AttributeSplat | Step::Splat => {}
                }
            }
        }
        ExprKind::Unary(_, operand) | ExprKind::Parentheses(operand) => settle(operand, span),
        ExprKind::Operation(first, rest) => {
            settle(first, span);
            for (_, operand) in rest {
                settle(operand, span);
            }
        }
        ExprKind::Conditional(arms, otherwise) => {
            for (condition, then) in arms {
                settle(condition, span);
                settle(then, span);
            }
            settle(otherwise, span);
        }
    }
}
