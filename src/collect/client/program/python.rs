//! Python.

use tree_sitter::Node;

use super::reader::{Reader, named_children, span_of};
use super::{Entry, Id, Kind, Parameter, Takes};

pub(super) fn read(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Id> {
    let span = span_of(node);
    match node.kind() {
        "identifier" => Some(reader.name(node)),
        "none" => Some(reader.add(Kind::Nothing, span)),
        "string" => Some(string(reader, node)),
        "concatenated_string" => {
            let parts = reader.read_children(node);
            Some(reader.add(Kind::Template(parts), span))
        }
        "parenthesized_expression" | "await" | "expression_statement" | "type" | "decorator" => {
            reader.inner(node)
        }
        "named_expression" => {
            let value = reader.field(node, "value")?;
            let name = reader.text_of(node.child_by_field_name("name")?);
            reader.bind(name, value);
            Some(value)
        }
        "attribute" => {
            let (of, name) = (node.child_by_field_name("object")?, node.child_by_field_name("attribute")?);
            Some(reader.member(of, name, span))
        }
        "subscript" => {
            let of = reader.field(node, "value")?;
            let key = reader.field(node, "subscript")?;
            Some(reader.add(Kind::Index { of, key }, span))
        }
        "call" => {
            let callee = reader.field(node, "function")?;
            Some(reader.call(callee, node.child_by_field_name("arguments"), span))
        }
        "binary_operator" => binary(reader, node),
        "boolean_operator" => {
            let operator = reader.text_of(node.child_by_field_name("operator")?);
            let (left, right) = (reader.field(node, "left")?, reader.field(node, "right")?);
            Some(match operator.as_str() {
                "and" => reader.and_then(left, right, span),
                _ => reader.or_else(left, right, span),
            })
        }
        "conditional_expression" => {
            let parts = reader.read_children(node);
            let [then, _, other] = parts[..] else { return None };
            Some(reader.add(Kind::Choice(vec![then, other]), span))
        }
        "dictionary" => Some(dictionary(reader, node)),
        "list" | "tuple" | "set" => {
            let items = reader.read_children(node);
            Some(reader.add(Kind::List(items), span))
        }
        "assignment" => {
            let left = reader.field(node, "left")?;
            if let (Kind::Name(name), true) =
                (reader.program.kind(left), node.child_by_field_name("type").is_some())
            {
                let name = name.clone();
                reader.declare_field(name);
            }
            let Some(value) = reader.field(node, "right") else { return Some(left) };
            reader.assign(left, value);
            Some(value)
        }
        "augmented_assignment" => {
            let operator = reader.text_of(node.child_by_field_name("operator")?);
            let (left, right) = (reader.field(node, "left")?, reader.field(node, "right")?);
            if operator != "|=" {
                return Some(reader.add(Kind::Other, span));
            }
            // A map takes in another one as by a call of `update`.
            let callee = reader.add(Kind::Member { of: left, name: "update".to_owned() }, span);
            let arguments = vec![super::Argument { name: None, value: right, is_spread: false }];
            Some(reader.add(Kind::Call { callee, arguments }, span))
        }
        "as_pattern" => {
            let value = reader.read(*named_children(node).first()?);
            if let Some(alias) = node.child_by_field_name("alias") {
                let name = reader.text_of(alias);
                reader.bind(name, value);
            }
            Some(value)
        }
        kind @ ("global_statement" | "nonlocal_statement") => {
            for name in named_children(node) {
                let name = reader.text_of(name);
                reader.declare_outer(name, kind == "global_statement");
            }
            Some(reader.add(Kind::Other, span))
        }
        "delete_statement" => {
            for part in named_children(node) {
                let parts = if part.kind() == "expression_list" { named_children(part) } else { vec![part] };
                for part in parts {
                    let part = reader.read(part);
                    reader.remove(part, span);
                }
            }
            Some(reader.add(Kind::Other, span))
        }
        "decorated_definition" => {
            let definition = node.child_by_field_name("definition")?;
            let mut decorators = Vec::new();
            for child in named_children(node) {
                if child.kind() == "decorator" {
                    decorators.push(reader.read_held(child, span_of(definition)));
                }
            }
            reader.decorators = decorators;
            Some(reader.read(definition))
        }
        "with_statement" => {
            let body = node.child_by_field_name("body")?;
            for child in named_children(node) {
                match child.kind() {
                    "with_clause" => reader.read_held(child, span_of(body)),
                    _ => reader.read(child),
                };
            }
            Some(reader.add(Kind::Other, span))
        }
        "return_statement" => reader.return_of(node),
        "function_definition" => Some(reader.function_of(node, |reader, list| {
            list.into_iter().filter_map(|one| parameter(reader, one)).collect()
        })),
        "class_definition" => {
            let bases = match node.child_by_field_name("superclasses") {
                Some(bases) => reader.read_children(bases),
                None => Vec::new(),
            };
            Some(reader.class(node, bases))
        }
        "lambda" => {
            reader.within(|reader| {
                reader.read_children(node);
            });
            Some(reader.add(Kind::Other, span))
        }
        "import_from_statement" | "import_statement" => {
            imports(reader, node);
            Some(reader.add(Kind::Other, span))
        }
        _ => None,
    }
}

/// `a + b`, `a % b`, `a | b`.
fn binary(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Id> {
    let span = span_of(node);
    let operator = reader.text_of(node.child_by_field_name("operator")?);
    let (left, right) = (reader.field(node, "left")?, reader.field(node, "right")?);
    Some(match operator.as_str() {
        "+" => reader.add(Kind::Template(vec![left, right]), span),
        "|" => reader.add(Kind::Map(vec![Entry::Spread(left), Entry::Spread(right)]), span),
        // A format is filled as by a call of `format`.
        "%" => {
            let callee = reader.add(Kind::Member { of: left, name: "format".to_owned() }, span);
            let values = match reader.program.kind(right) {
                Kind::List(list) => list.clone(),
                _ => vec![right],
            };
            let argument = |value| super::Argument { name: None, value, is_spread: false };
            let arguments = values.into_iter().map(argument).collect();
            reader.add(Kind::Call { callee, arguments }, span)
        }
        _ => reader.add(Kind::Other, span),
    })
}

fn string(reader: &mut Reader<'_>, node: Node<'_>) -> Id {
    let mut parts = Vec::new();
    for part in named_children(node) {
        match part.kind() {
            "string_content" => {
                let text = reader.text_of(part);
                parts.push(reader.text(text, span_of(part)));
            }
            "interpolation" => {
                let value = reader.field(part, "expression");
                parts.push(value.unwrap_or_else(|| reader.add(Kind::Other, span_of(part))));
            }
            _ => {}
        }
    }
    reader.template(node, parts)
}

fn dictionary(reader: &mut Reader<'_>, node: Node<'_>) -> Id {
    let mut entries = Vec::new();
    for part in named_children(node) {
        match part.kind() {
            "pair" => {
                if let (Some(key), Some(value)) = (reader.field(part, "key"), reader.field(part, "value")) {
                    entries.push(Entry::Pair { key, value });
                }
            }
            "dictionary_splat" => {
                entries.extend(named_children(part).first().map(|inner| Entry::Spread(reader.read(*inner))));
            }
            _ => {
                reader.read(part);
            }
        }
    }
    reader.add(Kind::Map(entries), span_of(node))
}

fn parameter(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Parameter> {
    let inner = || named_children(node).first().copied();
    match node.kind() {
        "identifier" => Some(reader.parameter(node, None)),
        "typed_parameter" => Some(Parameter { of: type_of(reader, node), ..parameter(reader, inner()?)? }),
        "default_parameter" | "typed_default_parameter" => {
            let default = reader.field(node, "value");
            let parameter = reader.parameter(node.child_by_field_name("name")?, default);
            Some(Parameter { of: type_of(reader, node), ..parameter })
        }
        "list_splat_pattern" => Some(Parameter { takes: Takes::Rest, ..reader.parameter(inner()?, None) }),
        "dictionary_splat_pattern" => {
            Some(Parameter { takes: Takes::Named, ..reader.parameter(inner()?, None) })
        }
        _ => {
            reader.read(node);
            None
        }
    }
}

/// The name of the type that a parameter is said to be of: `B`, `"B"`.
fn type_of(reader: &Reader<'_>, node: Node<'_>) -> Option<String> {
    let of = node.child_by_field_name("type")?;
    Some(reader.text_of(of).trim_matches(['"', '\'']).to_owned())
}

fn imports(reader: &mut Reader<'_>, node: Node<'_>) {
    let from = node.child_by_field_name("module_name").map(|module| reader.text_of(module));
    let mut cursor = node.walk();
    let names: Vec<Node<'_>> = node.children_by_field_name("name", &mut cursor).collect();
    for name in names {
        let (full, local) = match (name.child_by_field_name("name"), name.child_by_field_name("alias")) {
            (Some(full), Some(alias)) => (reader.text_of(full), Some(reader.text_of(alias))),
            _ => (reader.text_of(name), None),
        };
        match &from {
            Some(module) => reader.import(local.unwrap_or_else(|| full.clone()), module, Some(full)),
            None => {
                let first = full.split('.').next().unwrap_or_default().to_owned();
                reader.import(local.unwrap_or(first), full, None);
            }
        }
    }
}
