//! Prints how taglint reads texts, for `scripts/conformance.py`: one line of JSON a file, with the positioned tree of
//! each document or with the place and the words of the first error.
//!
//! `cargo run --example tree -- json|yaml|toml|hcl|hcl-json FILE…`

use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};
use taglint::source::{Medium, Source};
use taglint::tree::hcl::{Body, Expr, ExprKind, Hcl, Item, Part};
use taglint::tree::json::Dialect;
use taglint::tree::{self, Kind, NodeRef, SyntaxError, Tree};

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let format = arguments.next().unwrap_or_default();
    let mut out = BufWriter::new(io::stdout().lock());
    for path in arguments {
        let bytes = std::fs::read(&path)?;
        let read = match Source::from_bytes(path.as_str(), bytes, Medium::File) {
            Ok(source) => read(&format, &source)?,
            Err(broken) => json!({ "error": broken.1.to_string() }),
        };
        writeln!(out, "{}", json!({ "path": path, "read": read }))?;
    }
    out.flush()
}

fn read(format: &str, source: &Source) -> io::Result<Value> {
    Ok(match format {
        "json" => match tree::json::parse(source, Dialect::Strict) {
            Ok(json) => documents(&[json.tree], None),
            Err(error) => documents(&[], Some(&error)),
        },
        "yaml" => {
            let yaml = tree::yaml::parse(source);
            documents(&yaml.documents, yaml.error.as_ref())
        }
        "toml" => {
            let toml = tree::toml::parse(source);
            documents(&[toml.tree], toml.errors.first().cloned().map(SyntaxError::from).as_ref())
        }
        "hcl" => configuration(tree::hcl::parse(source)),
        "hcl-json" => configuration(tree::hcl::parse_json(source)),
        other => return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("no format: `{other}`"))),
    })
}

fn documents(trees: &[Tree<'_>], error: Option<&SyntaxError>) -> Value {
    let documents: Vec<Value> = trees.iter().map(|tree| node(tree.root())).collect();
    json!({ "documents": documents, "error": error.map(words) })
}

fn words(error: &SyntaxError) -> Value {
    json!(format!("{}..{}: {}", error.span.start, error.span.end, error))
}

fn node(node: NodeRef<'_>) -> Value {
    let kind = match node.kind() {
        Kind::Null => "null",
        Kind::Bool => "bool",
        Kind::Number => "number",
        Kind::List => {
            return with_place(node, json!({ "items": node.items().map(self::node).collect::<Vec<_>>() }));
        }
        Kind::Map => {
            let entries = node.entries().map(|entry| [self::node(entry.key), self::node(entry.value)]);
            return with_place(node, json!({ "entries": entries.collect::<Vec<_>>() }));
        }
        Kind::Text | Kind::Alias => "text",
    };
    with_place(node, json!({ "kind": kind, "text": node.text(), "style": format!("{:?}", node.style()) }))
}

fn with_place(node: NodeRef<'_>, mut value: Value) -> Value {
    value["span"] = json!([node.span().start, node.span().end]);
    value["tag"] = json!(node.tag());
    value
}

fn configuration(read: Result<Hcl, SyntaxError>) -> Value {
    match read {
        Ok(hcl) => json!({ "documents": [body(&hcl.body)], "error": null }),
        Err(error) => json!({ "documents": [], "error": words(&error) }),
    }
}

fn body(read: &Body) -> Value {
    let attributes =
        read.attributes.iter().map(|attribute| json!([&*attribute.name.text, expr(&attribute.value)]));
    let blocks = read.blocks.iter().map(|block| {
        let labels: Vec<&str> = block.labels.iter().map(|label| &*label.text).collect();
        json!({ "kind": &*block.kind.text, "labels": labels, "body": body(&block.body) })
    });
    json!({ "attributes": attributes.collect::<Vec<_>>(), "blocks": blocks.collect::<Vec<_>>() })
}

/// A value as far as it is written; of any other expression the place.
fn expr(read: &Expr) -> Value {
    let entry = |item: &Item| json!([expr(&item.key), expr(&item.value)]);
    let mut value = match &read.bare().kind {
        ExprKind::Null => json!({ "kind": "null" }),
        ExprKind::Bool(value) => json!({ "kind": "bool", "text": value.to_string() }),
        ExprKind::Number(text) => json!({ "kind": "number", "text": &**text }),
        ExprKind::Variable(name) => json!({ "kind": "name", "text": &**name }),
        ExprKind::List(items) => json!({ "items": items.iter().map(expr).collect::<Vec<_>>() }),
        ExprKind::Object(items) => json!({ "entries": items.iter().map(entry).collect::<Vec<_>>() }),
        ExprKind::Template(template) => {
            json!({ "parts": template.parts.iter().map(part).collect::<Vec<_>>() })
        }
        _ => json!({ "kind": "expression" }),
    };
    value["span"] = json!([read.span.start, read.span.end]);
    value
}

fn part(read: &Part) -> Value {
    match read {
        Part::Literal(text) => json!(&**text),
        Part::Interpolation(inner) => expr(inner),
        Part::If(..) | Part::For(..) => json!({ "kind": "expression" }),
    }
}
