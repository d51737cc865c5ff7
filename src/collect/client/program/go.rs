//! Go.

use tree_sitter::Node;

use super::reader::{Reader, named_children, span_of};
use super::{Entry, Id, Kind, Parameter, Takes};

pub(super) fn read(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Id> {
    let span = span_of(node);
    match node.kind() {
        "identifier" | "package_identifier" => Some(reader.name(node)),
        "nil" => Some(reader.add(Kind::Nothing, span)),
        "interpreted_string_literal" | "raw_string_literal" => Some(reader.between(node, 1)),
        "parenthesized_expression" | "expression_statement" | "literal_element" => reader.inner(node),
        "unary_expression" => reader.field(node, "operand"),
        "selector_expression" => {
            let (of, name) = (node.child_by_field_name("operand")?, node.child_by_field_name("field")?);
            Some(reader.member(of, name, span))
        }
        "index_expression" => {
            let of = reader.field(node, "operand")?;
            let key = reader.field(node, "index")?;
            Some(reader.add(Kind::Index { of, key }, span))
        }
        "call_expression" => {
            let callee = reader.field(node, "function")?;
            Some(reader.call(callee, node.child_by_field_name("arguments"), span))
        }
        "binary_expression" => reader.sum(node),
        "composite_literal" => composite(reader, node),
        "const_spec" | "var_spec" => {
            let value = node.child_by_field_name("value")?;
            let values = reader.read_children(value);
            let mut cursor = node.walk();
            let names: Vec<Node<'_>> = node.children_by_field_name("name", &mut cursor).collect();
            for (name, value) in names.iter().filter(|name| name.kind() == "identifier").zip(&values) {
                let name = reader.text_of(*name);
                reader.bind(name, *value);
            }
            values.first().copied()
        }
        "short_var_declaration" | "assignment_statement" => {
            let left = reader.read_children(node.child_by_field_name("left")?);
            let right = reader.read_children(node.child_by_field_name("right")?);
            // `client, err := …` binds the first name to what a call gives first.
            for (left, right) in left.iter().zip(&right) {
                reader.assign(*left, *right);
            }
            right.first().copied()
        }
        "return_statement" => {
            let list = *named_children(node).first()?;
            let values = reader.read_children(list);
            let first = *values.first()?;
            reader.returns(first);
            Some(first)
        }
        "function_declaration" | "method_declaration" | "func_literal" => {
            Some(reader.function_of(node, |reader, list| {
                list.into_iter().flat_map(|one| declared(reader, one)).collect()
            }))
        }
        "import_spec" => {
            let path = reader.text_of(node.child_by_field_name("path")?).trim_matches(['"', '`']).to_owned();
            let local = match node.child_by_field_name("name") {
                Some(name) => reader.text_of(name),
                None => package_of(&path),
            };
            reader.import(local, without_version(&path), None);
            Some(reader.add(Kind::Other, span))
        }
        _ => None,
    }
}

/// A structure, a map or a list that is written out.
fn composite(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Id> {
    let body = node.child_by_field_name("body")?;
    let is_list = node
        .child_by_field_name("type")
        .is_some_and(|of| of.kind() == "slice_type" || of.kind().ends_with("array_type"));
    let (mut entries, mut items) = (Vec::new(), Vec::new());
    for part in named_children(body) {
        if part.kind() != "keyed_element" {
            items.push(reader.read(part));
            continue;
        }
        let parts = named_children(part);
        let [key, value] = parts[..] else { continue };
        let name = named_children(key).first().copied().filter(|name| name.kind() == "identifier");
        // The name of a field is no variable.
        let key = match name {
            Some(name) => {
                let text = reader.text_of(name);
                reader.text(text, span_of(name))
            }
            None => reader.read(key),
        };
        let value = reader.read(value);
        entries.push(Entry::Pair { key, value });
    }
    let kind = if is_list { Kind::List(items) } else { Kind::Map(entries) };
    Some(reader.add(kind, span_of(node)))
}

/// The parameters of one declaration: `a, b string`.
fn declared(reader: &Reader<'_>, node: Node<'_>) -> Vec<Parameter> {
    let takes = if node.kind() == "variadic_parameter_declaration" { Takes::Rest } else { Takes::One };
    let mut cursor = node.walk();
    let names: Vec<Node<'_>> = node.children_by_field_name("name", &mut cursor).collect();
    names.into_iter().map(|name| Parameter { takes, ..reader.parameter(name, None) }).collect()
}

/// The path of a package without the version of its module: `github.com/openai/openai-go/v3/option`.
fn without_version(path: &str) -> String {
    let is_version = |part: &&str| {
        part.strip_prefix('v')
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    };
    path.split('/').filter(|part| !is_version(part)).collect::<Vec<_>>().join("/")
}

/// What a package is called where an import does not say it.
fn package_of(path: &str) -> String {
    let path = without_version(path);
    let last = path.rsplit('/').next().unwrap_or_default();
    match last {
        "openai-go" => "openai".to_owned(),
        "anthropic-sdk-go" => "anthropic".to_owned(),
        last => last.trim_start_matches("go-").trim_end_matches("-go").to_owned(),
    }
}
