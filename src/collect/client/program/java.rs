//! Java.

use tree_sitter::Node;

use super::reader::{Reader, named_children, span_of};
use super::{Id, Kind, Parameter, Takes};
use crate::source::Span;

/// An expression, or a statement that binds something; `None` for what is only looked through.
pub(super) fn read(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Id> {
    let span = span_of(node);
    match node.kind() {
        "identifier" | "this" | "type_identifier" => Some(reader.name(node)),
        "null_literal" => Some(reader.add(Kind::Nothing, span)),
        "string_literal" => {
            let quotes = if reader.text_of(node).starts_with("\"\"\"") { 3 } else { 1 };
            let start = node.start_byte() + quotes;
            let inside = Span::new(start, node.end_byte().saturating_sub(quotes).max(start));
            let text = reader.program.source.slice(inside).to_owned();
            Some(reader.text(text, inside))
        }
        "parenthesized_expression" | "expression_statement" => match &named_children(node)[..] {
            [inner] => Some(reader.read(*inner)),
            _ => None,
        },
        "cast_expression" => reader.field(node, "value"),
        "field_access" => {
            let (of, name) = (node.child_by_field_name("object")?, node.child_by_field_name("field")?);
            Some(reader.member(of, name, span))
        }
        "method_invocation" => Some(call(reader, node)),
        "object_creation_expression" => {
            let of = node.child_by_field_name("type")?;
            let name = reader.text_of(of).split('<').next().unwrap_or_default().to_owned();
            let callee = reader.add(Kind::Name(name), span_of(of));
            Some(reader.call(callee, node.child_by_field_name("arguments"), span))
        }
        "binary_expression" => {
            let operator = reader.text_of(node.child_by_field_name("operator")?);
            let parts = vec![reader.field(node, "left")?, reader.field(node, "right")?];
            Some(reader.add(if operator == "+" { Kind::Template(parts) } else { Kind::Other }, span))
        }
        "ternary_expression" => {
            reader.field(node, "condition");
            let parts = vec![reader.field(node, "consequence")?, reader.field(node, "alternative")?];
            Some(reader.add(Kind::Choice(parts), span))
        }
        "variable_declarator" => {
            let value = reader.field(node, "value")?;
            let name = reader.text_of(node.child_by_field_name("name")?);
            let is_field = node.parent().is_some_and(|parent| parent.kind() == "field_declaration");
            if is_field {
                reader.bind(format!("self.{name}"), value);
            }
            reader.bind(name, value);
            Some(value)
        }
        "assignment_expression" => {
            let left = reader.field(node, "left")?;
            let value = reader.field(node, "right")?;
            reader.assign(left, value);
            // A field may be called without `this`.
            if let Some(name) =
                node.child_by_field_name("left").and_then(|left| left.child_by_field_name("field"))
            {
                let name = reader.text_of(name);
                reader.bind_in_file(name, value);
            } else if let Kind::Name(name) = reader.program.kind(left) {
                let name = name.clone();
                reader.bind_in_file(name, value);
            }
            Some(value)
        }
        "resource" => {
            let value = reader.field(node, "value")?;
            let name = reader.text_of(node.child_by_field_name("name")?);
            reader.bind(name, value);
            Some(value)
        }
        "return_statement" => {
            let value = reader.read(*named_children(node).first()?);
            reader.returns(value);
            Some(value)
        }
        "method_declaration" | "constructor_declaration" => Some(function(reader, node)),
        "import_declaration" => {
            if let Some(name) = named_children(node).first() {
                let path = reader.text_of(*name);
                let local = path.rsplit('.').next().unwrap_or_default().to_owned();
                reader.import(local.clone(), path, Some(local));
            }
            Some(reader.add(Kind::Other, span))
        }
        _ => None,
    }
}

/// A call of a method. The callee ends with its name.
fn call(reader: &mut Reader<'_>, node: Node<'_>) -> Id {
    let span = span_of(node);
    let (of, name) = (node.child_by_field_name("object"), node.child_by_field_name("name"));
    let callee = match (of, name) {
        (Some(of), Some(name)) => {
            let whole = Span::new(node.start_byte(), name.end_byte());
            reader.member(of, name, whole)
        }
        (None, Some(name)) => reader.name(name),
        _ => reader.add(Kind::Other, span),
    };
    reader.call(callee, node.child_by_field_name("arguments"), span)
}

fn function(reader: &mut Reader<'_>, node: Node<'_>) -> Id {
    let span = span_of(node);
    let name = match node.child_by_field_name("name") {
        Some(name) => reader.text_of(name),
        None => String::new(),
    };
    let parameters = |reader: &mut Reader<'_>| match node.child_by_field_name("parameters") {
        Some(list) => named_children(list).into_iter().filter_map(|one| parameter(reader, one)).collect(),
        None => Vec::new(),
    };
    let body = |reader: &mut Reader<'_>| {
        if let Some(body) = node.child_by_field_name("body") {
            reader.read(body);
        }
    };
    reader.function(name, span, parameters, body);
    reader.add(Kind::Other, span)
}

fn parameter(reader: &Reader<'_>, node: Node<'_>) -> Option<Parameter> {
    let takes = if node.kind() == "spread_parameter" { Takes::Rest } else { Takes::One };
    Some(Parameter { takes, ..reader.parameter(node.child_by_field_name("name")?, None) })
}
