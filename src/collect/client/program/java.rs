//! Java.

use tree_sitter::Node;

use super::reader::{Reader, named_children, span_of};
use super::{Id, Kind, Parameter, Takes};
use crate::source::Span;

pub(super) fn read(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Id> {
    let span = span_of(node);
    match node.kind() {
        "identifier" | "this" | "type_identifier" => Some(reader.name(node)),
        "null_literal" => Some(reader.add(Kind::Nothing, span)),
        "string_literal" => {
            let quotes = if reader.text_of(node).starts_with("\"\"\"") { 3 } else { 1 };
            Some(reader.between(node, quotes))
        }
        "parenthesized_expression" | "expression_statement" => reader.inner(node),
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
        "binary_expression" => reader.sum(node),
        "ternary_expression" => reader.ternary(node),
        "variable_declarator" => {
            let value = reader.field(node, "value")?;
            let value = match annotation(node) {
                Some(annotation) => {
                    let filled_in = reader.add(Kind::Other, span_of(annotation));
                    reader.add(Kind::Choice(vec![value, filled_in]), span)
                }
                None => value,
            };
            let name = reader.text_of(node.child_by_field_name("name")?);
            let is_field = node.parent().is_some_and(|parent| parent.kind() == "field_declaration");
            if is_field {
                reader.bind_attribute(&name, value);
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
        "return_statement" => reader.return_of(node),
        "method_declaration" | "constructor_declaration" => Some(reader.function_of(node, |reader, list| {
            list.into_iter().filter_map(|one| parameter(reader, one)).collect()
        })),
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

/// What a framework fills in the field by that is declared: `@Value("${openai.project-id}")`.
fn annotation(declarator: Node<'_>) -> Option<Node<'_>> {
    let field = declarator.parent().filter(|parent| parent.kind() == "field_declaration")?;
    let modifiers = named_children(field).into_iter().find(|child| child.kind() == "modifiers")?;
    named_children(modifiers).into_iter().find(|child| child.kind() == "annotation")
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

fn parameter(reader: &Reader<'_>, node: Node<'_>) -> Option<Parameter> {
    let takes = if node.kind() == "spread_parameter" { Takes::Rest } else { Takes::One };
    Some(Parameter { takes, ..reader.parameter(node.child_by_field_name("name")?, None) })
}
