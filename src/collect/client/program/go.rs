//! Go.

use tree_sitter::Node;

use super::reader::{Reader, named_children, span_of};
use super::{Entry, Id, Kind, Parameter, Takes};

pub(super) fn read(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Id> {
    let span = span_of(node);
    match node.kind() {
        "identifier" if reader.receiver.as_ref().is_some_and(|name| *name == reader.text_of(node)) => {
            Some(reader.add(Kind::Name("self".to_owned()), span))
        }
        "identifier" | "package_identifier" | "type_identifier" => Some(reader.name(node)),
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
            let call = reader.call(callee, node.child_by_field_name("arguments"), span);
            give_addresses(reader, node, call);
            Some(call)
        }
        "binary_expression" => reader.sum(node),
        "composite_literal" => composite(reader, node),
        "const_spec" | "var_spec" => {
            let mut cursor = node.walk();
            let names: Vec<Node<'_>> = node.children_by_field_name("name", &mut cursor).collect();
            let names: Vec<Node<'_>> = names.into_iter().filter(|name| name.kind() == "identifier").collect();
            let Some(value) = node.child_by_field_name("value") else {
                declare(reader, node, &names);
                return None;
            };
            let values = reader.read_children(value);
            for (name, value) in names.iter().zip(&values) {
                let name = reader.text_of(*name);
                reader.bind(name, *value);
            }
            values.first().copied()
        }
        kind @ ("short_var_declaration" | "assignment_statement") => {
            let left = reader.read_children(node.child_by_field_name("left")?);
            let right = reader.read_children(node.child_by_field_name("right")?);
            // `client, err := …` binds the first name to what a call gives first.
            for (left, right) in left.iter().zip(&right) {
                match kind {
                    "assignment_statement" => reader.assign_declared(*left, *right),
                    _ => reader.assign(*left, *right),
                }
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
        "defer_statement" => {
            let put_off = reader.put_off(node);
            put_off.first().copied()
        }
        "type_spec" => {
            structure(reader, node);
            None
        }
        "method_declaration" => Some(method(reader, node)),
        "function_declaration" | "func_literal" => Some(function(reader, node)),
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

/// What a call is given the address of a field for, it sets: `flag.StringVar(&config.Project, …)`.
fn give_addresses(reader: &mut Reader<'_>, node: Node<'_>, call: Id) {
    let Some(list) = node.child_by_field_name("arguments") else { return };
    let Kind::Call { arguments, .. } = reader.program.kind(call) else { return };
    let given: Vec<Id> = arguments.iter().map(|argument| argument.value).collect();
    let nodes = named_children(list).into_iter().filter(|node| !node.is_extra());
    for (node, given) in nodes.zip(given) {
        if node.kind() == "unary_expression"
            && reader.text_of(node).starts_with('&')
            && matches!(reader.program.kind(given), Kind::Member { .. })
        {
            reader.assign(given, call);
        }
    }
}

fn function(reader: &mut Reader<'_>, node: Node<'_>) -> Id {
    reader.function_of(node, |reader, list| list.into_iter().flat_map(|one| declared(reader, one)).collect())
}

/// A method: what it calls the object that it is of is the object itself.
fn method(reader: &mut Reader<'_>, node: Node<'_>) -> Id {
    let receiver =
        node.child_by_field_name("receiver").and_then(|list| named_children(list).first().copied());
    let name = receiver.and_then(|receiver| receiver.child_by_field_name("name"));
    let name = name.map(|name| reader.text_of(name));
    let class = receiver
        .and_then(|receiver| type_of(reader, receiver))
        .map(|of| reader.class_named(&of, span_of(node)));
    let outer = std::mem::replace(&mut reader.receiver, name);
    let id = reader.function_of(node, |reader, list| {
        if let Some(class) = class {
            reader.is_method_of(class);
        }
        list.into_iter().flat_map(|one| declared(reader, one)).collect()
    });
    reader.receiver = outer;
    id
}

/// The name of the type that a declaration gives, or a literal, without what points to it and what it is made for.
fn type_of(reader: &Reader<'_>, node: Node<'_>) -> Option<String> {
    let mut of = node.child_by_field_name("type")?;
    loop {
        of = match of.kind() {
            "type_identifier" => return Some(reader.text_of(of)),
            "pointer_type" => *named_children(of).first()?,
            "generic_type" => of.child_by_field_name("type")?,
            _ => return None,
        };
    }
}

/// A structure is derived from what it embeds.
fn structure(reader: &mut Reader<'_>, node: Node<'_>) {
    let (Some(name), Some(of)) = (node.child_by_field_name("name"), node.child_by_field_name("type")) else {
        return;
    };
    if of.kind() != "struct_type" {
        return;
    }
    let name = reader.text_of(name);
    let class = reader.class_named(&name, span_of(node));
    for field in named_children(of).into_iter().flat_map(named_children) {
        if field.child_by_field_name("name").is_none()
            && let Some(base) = type_of(reader, field)
        {
            let base = reader.add(Kind::Name(base), span_of(field));
            reader.program.classes[class].bases.push(base);
        }
    }
}

/// Names that are declared as of a type, without a value.
fn declare(reader: &mut Reader<'_>, node: Node<'_>, names: &[Node<'_>]) {
    let Some(of) = type_of(reader, node) else { return };
    for name in names {
        let value = reader.add(Kind::Other, span_of(*name));
        reader.program.types.insert(value, of.clone());
        let name = reader.text_of(*name);
        reader.bind(name, value);
    }
}

/// A structure, a map or a list that is written out.
fn composite(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Id> {
    let body = node.child_by_field_name("body")?;
    let is_list = node
        .child_by_field_name("type")
        .is_some_and(|of| of.kind() == "slice_type" || of.kind().ends_with("array_type"));
    let of = type_of(reader, node);
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
        if let (Some(of), Kind::Text(field)) = (&of, reader.program.kind(key)) {
            let field = field.clone();
            let class = reader.class_named(of, span_of(node));
            reader.bind_attribute_of(class, &field, value);
        }
        entries.push(Entry::Pair { key, value });
    }
    let kind = if is_list { Kind::List(items) } else { Kind::Map(entries) };
    let id = reader.add(kind, span_of(node));
    reader.program.types.extend(of.map(|of| (id, of)));
    Some(id)
}

/// The parameters of one declaration: `a, b string`.
fn declared(reader: &Reader<'_>, node: Node<'_>) -> Vec<Parameter> {
    let of = type_of(reader, node);
    let takes = if node.kind() == "variadic_parameter_declaration" { Takes::Rest } else { Takes::One };
    let mut cursor = node.walk();
    let names: Vec<Node<'_>> = node.children_by_field_name("name", &mut cursor).collect();
    names
        .into_iter()
        .map(|name| Parameter { takes, of: of.clone(), ..reader.parameter(name, None) })
        .collect()
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
