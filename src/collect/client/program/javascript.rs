//! JavaScript and TypeScript.

use tree_sitter::Node;

use super::reader::{Reader, named_children, span_of};
use super::{Entry, Id, Kind, Parameter, Takes};

pub(super) fn read(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Id> {
    let span = span_of(node);
    match node.kind() {
        "identifier" | "this" | "super" | "shorthand_property_identifier" => Some(reader.name(node)),
        "null" | "undefined" => Some(reader.add(Kind::Nothing, span)),
        "string" | "template_string" => Some(string(reader, node)),
        "parenthesized_expression" | "await_expression" | "expression_statement" | "non_null_expression" => {
            reader.inner(node)
        }
        // A type says nothing of the value.
        "as_expression" | "satisfies_expression" => Some(reader.read(*named_children(node).first()?)),
        "member_expression" => {
            let (of, name) = (node.child_by_field_name("object")?, node.child_by_field_name("property")?);
            Some(reader.member(of, name, span))
        }
        "meta_property" => Some(meta(reader, node)),
        "subscript_expression" => {
            let of = reader.field(node, "object")?;
            let key = reader.field(node, "index")?;
            Some(reader.add(Kind::Index { of, key }, span))
        }
        "call_expression" | "new_expression" => call(reader, node),
        "binary_expression" => binary(reader, node),
        "ternary_expression" => reader.ternary(node),
        "object" => Some(object(reader, node)),
        "array" => {
            let items = reader.read_children(node);
            Some(reader.add(Kind::List(items), span))
        }
        "variable_declarator" => {
            let name = node.child_by_field_name("name")?;
            let Some(value) = reader.field(node, "value") else {
                let name = reader.text_of(name);
                reader.declare(name);
                return None;
            };
            declare(reader, name, value);
            Some(value)
        }
        "assignment_expression" | "augmented_assignment_expression" => {
            let left = reader.field(node, "left")?;
            let value = reader.field(node, "right")?;
            reader.assign_declared(left, value);
            Some(value)
        }
        "public_field_definition" | "field_definition" => {
            let value = reader.field(node, "value")?;
            let name = node.child_by_field_name("name").or_else(|| node.child_by_field_name("property"))?;
            let name = reader.text_of(name);
            reader.bind_attribute(&name, value);
            Some(value)
        }
        "unary_expression" if is_delete(reader, node) => {
            let part = reader.field(node, "argument")?;
            reader.remove(part, span);
            Some(reader.add(Kind::Other, span))
        }
        "return_statement" => reader.return_of(node),
        "function_declaration"
        | "function_expression"
        | "generator_function_declaration"
        | "method_definition"
        | "arrow_function"
        | "function" => Some(function(reader, node)),
        "class_declaration" | "class" => {
            let bases = base(node).map(|base| reader.read(base));
            Some(reader.class(node, bases.into_iter().collect()))
        }
        "import_statement" => {
            import(reader, node);
            Some(reader.add(Kind::Other, span))
        }
        _ => None,
    }
}

fn is_delete(reader: &Reader<'_>, node: Node<'_>) -> bool {
    node.child_by_field_name("operator").is_some_and(|operator| reader.text_of(operator) == "delete")
}

/// What a class is derived from: `extends OpenAI`.
fn base(class: Node<'_>) -> Option<Node<'_>> {
    let heritage = named_children(class).into_iter().find(|child| child.kind() == "class_heritage")?;
    let first = *named_children(heritage).first()?;
    match first.kind() {
        "extends_clause" => first.child_by_field_name("value"),
        "implements_clause" => None,
        _ => Some(first),
    }
}

/// `import.meta`, as a chain of names.
fn meta(reader: &mut Reader<'_>, node: Node<'_>) -> Id {
    let span = span_of(node);
    let of = reader.add(Kind::Name("import".to_owned()), span);
    reader.add(Kind::Member { of, name: "meta".to_owned() }, span)
}

fn call(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Id> {
    let span = span_of(node);
    let callee = node.child_by_field_name("function").or_else(|| node.child_by_field_name("constructor"))?;
    let callee = reader.read(callee);
    let arguments = node.child_by_field_name("arguments").filter(|arguments| arguments.kind() == "arguments");
    Some(reader.call(callee, arguments, span))
}

fn binary(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Id> {
    let operator = reader.text_of(node.child_by_field_name("operator")?);
    let (left, right) = (reader.field(node, "left")?, reader.field(node, "right")?);
    let span = span_of(node);
    Some(match operator.as_str() {
        "+" => reader.add(Kind::Template(vec![left, right]), span),
        "||" | "??" => reader.or_else(left, right, span),
        "&&" => reader.and_then(left, right, span),
        _ => reader.add(Kind::Other, span),
    })
}

fn string(reader: &mut Reader<'_>, node: Node<'_>) -> Id {
    let mut parts = Vec::new();
    for part in named_children(node) {
        match part.kind() {
            "string_fragment" | "escape_sequence" => {
                let text = reader.text_of(part);
                parts.push(reader.text(text, span_of(part)));
            }
            "template_substitution" => {
                let value = reader.inner(part);
                parts.push(value.unwrap_or_else(|| reader.add(Kind::Other, span_of(part))));
            }
            _ => {}
        }
    }
    reader.template(node, parts)
}

fn object(reader: &mut Reader<'_>, node: Node<'_>) -> Id {
    let span = span_of(node);
    let has_methods = named_children(node).iter().any(|part| part.kind() == "method_definition");
    let class = reader.program.classes.len();
    let entries = match has_methods {
        true => reader.within_object(span, |reader| {
            let entries = entries(reader, node);
            for entry in &entries {
                if let Entry::Pair { key, value } = entry
                    && let Kind::Text(key) = reader.program.kind(*key)
                {
                    let key = key.clone();
                    reader.bind_attribute(&key, *value);
                }
            }
            entries
        }),
        false => entries(reader, node),
    };
    let object = reader.add(Kind::Map(entries), span);
    if has_methods {
        reader.program.objects.insert(object, class);
    }
    object
}

fn entries(reader: &mut Reader<'_>, node: Node<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for part in named_children(node) {
        match part.kind() {
            "pair" => {
                let Some(key) = part.child_by_field_name("key") else { continue };
                let key = match key.kind() {
                    "property_identifier" | "number" => {
                        let name = reader.text_of(key);
                        reader.text(name, span_of(key))
                    }
                    "computed_property_name" => match reader.inner(key) {
                        Some(key) => key,
                        None => continue,
                    },
                    _ => reader.read(key),
                };
                if let Some(value) = reader.field(part, "value") {
                    entries.push(Entry::Pair { key, value });
                }
            }
            "shorthand_property_identifier" => {
                let name = reader.text_of(part);
                let key = reader.text(name, span_of(part));
                let value = reader.read(part);
                entries.push(Entry::Pair { key, value });
            }
            "spread_element" => entries.extend(reader.inner(part).map(Entry::Spread)),
            _ => {
                reader.read(part);
            }
        }
    }
    entries
}

/// Binds a name, or the names of a pattern: `const { OpenAI } = require("openai")`.
fn declare(reader: &mut Reader<'_>, name: Node<'_>, value: Id) {
    if name.kind() == "identifier" {
        let local = reader.text_of(name);
        if let Some(module) = required(reader, value) {
            reader.import(local.clone(), module, None);
        }
        // A function that is bound to a name is known by it.
        let span = reader.program.exprs[value].span;
        let of_span = |function: &&mut super::Function| function.name.is_empty() && function.span == span;
        if let Some(function) = reader.program.functions.iter_mut().find(of_span) {
            function.name.clone_from(&local);
        }
        return reader.bind(local, value);
    }
    let Some(module) = required(reader, value) else { return };
    for part in named_children(name) {
        let (full, local) = match part.kind() {
            "pair_pattern" => (part.child_by_field_name("key"), part.child_by_field_name("value")),
            _ => (Some(part), Some(part)),
        };
        if let (Some(full), Some(local)) = (full, local) {
            let (full, local) = (reader.text_of(full), reader.text_of(local));
            reader.import(local, module.clone(), Some(full));
        }
    }
}

/// The module that a call of `require`, or `import`, loads.
fn required(reader: &Reader<'_>, value: Id) -> Option<String> {
    let Kind::Call { callee, arguments } = reader.program.kind(value) else { return None };
    let first = arguments.first()?;
    match (reader.program.kind(*callee), reader.program.kind(first.value)) {
        (Kind::Name(name), Kind::Text(module)) if name == "require" => Some(module.clone()),
        (Kind::Other, Kind::Text(module)) => Some(module.clone()),
        _ => None,
    }
}

fn function(reader: &mut Reader<'_>, node: Node<'_>) -> Id {
    let span = span_of(node);
    let name = match node.child_by_field_name("name") {
        Some(name) => reader.text_of(name),
        None => String::new(),
    };
    let parameters = |reader: &mut Reader<'_>| match node.child_by_field_name("parameters") {
        Some(list) => named_children(list).into_iter().filter_map(|one| parameter(reader, one)).collect(),
        None => match node.child_by_field_name("parameter") {
            Some(one) => vec![reader.parameter(one, None)],
            None => Vec::new(),
        },
    };
    let body = |reader: &mut Reader<'_>| {
        if let Some(body) = node.child_by_field_name("body") {
            let value = reader.read(body);
            if body.kind() != "statement_block" {
                reader.returns(value);
            }
        }
    };
    reader.function(name, span, parameters, body);
    reader.add(Kind::Other, span)
}

fn parameter(reader: &mut Reader<'_>, node: Node<'_>) -> Option<Parameter> {
    match node.kind() {
        "identifier" => Some(reader.parameter(node, None)),
        "assignment_pattern" => {
            let default = reader.field(node, "right");
            Some(reader.parameter(node.child_by_field_name("left")?, default))
        }
        "required_parameter" | "optional_parameter" => {
            let default = reader.field(node, "value");
            let parameter = reader.parameter(node.child_by_field_name("pattern")?, default);
            // `constructor(private client: OpenAI)`
            let is_attribute = named_children(node).iter().any(|it| it.kind() == "accessibility_modifier");
            if is_attribute && let Some(name) = node.child_by_field_name("pattern") {
                let value = reader.name(name);
                reader.bind_attribute(&parameter.name, value);
            }
            let of = node.child_by_field_name("type").and_then(|of| named_children(of).first().copied());
            Some(Parameter { of: of.map(|of| reader.text_of(of)), ..parameter })
        }
        "rest_pattern" => {
            Some(Parameter { takes: Takes::Rest, ..reader.parameter(*named_children(node).first()?, None) })
        }
        // A pattern takes one argument whose parts are not followed.
        _ => Some(reader.parameter(node, None)),
    }
}

fn import(reader: &mut Reader<'_>, node: Node<'_>) {
    let Some(source) = node.child_by_field_name("source") else { return };
    let module = reader.text_of(source).trim_matches(['"', '\'', '`']).to_owned();
    for clause in named_children(node).into_iter().filter(|child| child.kind() == "import_clause") {
        for part in named_children(clause) {
            match part.kind() {
                "identifier" => {
                    let local = reader.text_of(part);
                    reader.import(local, module.clone(), Some("default".to_owned()));
                }
                "namespace_import" => {
                    if let Some(name) = named_children(part).first() {
                        let local = reader.text_of(*name);
                        reader.import(local, module.clone(), None);
                    }
                }
                "named_imports" => {
                    for one in named_children(part) {
                        let Some(name) = one.child_by_field_name("name") else { continue };
                        let local = one.child_by_field_name("alias").unwrap_or(name);
                        let (name, local) = (reader.text_of(name), reader.text_of(local));
                        reader.import(local, module.clone(), Some(name));
                    }
                }
                _ => {}
            }
        }
    }
}
