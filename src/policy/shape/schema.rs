//! The description of policies as a JSON Schema (draft-07), which editors with TOML support complete and check with.

use serde_json::{Map, Value, json};

use super::{Is, Others, POLICY, Shape};

/// The schema of policies, given the names of all rules, as text with a final newline.
pub fn schema(rules: &[&str]) -> String {
    let mut writer = Writer { rules, definitions: Map::new() };
    let mut root = writer.table(&POLICY);
    root.insert("$schema".into(), json!("http://json-schema.org/draft-07/schema#"));
    root.insert("title".into(), json!("taglint policy"));
    root.insert("description".into(), json!("An organisation's tag dictionary and its rules: taglint.toml."));
    root.insert("definitions".into(), Value::Object(writer.definitions));
    format!("{:#}\n", Value::Object(root))
}

struct Writer<'r> {
    rules: &'r [&'r str],
    definitions: Map<String, Value>,
}

impl Writer<'_> {
    /// The schema of a table: a reference, where it has a definition of its own.
    fn reference(&mut self, shape: &'static Shape) -> Value {
        let Some(name) = shape.definition else { return Value::Object(self.table(shape)) };
        if !self.definitions.contains_key(name) {
            // It may contain itself.
            self.definitions.insert(name.into(), Value::Null);
            let definition = self.table(shape);
            self.definitions.insert(name.into(), Value::Object(definition));
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }

    fn table(&mut self, shape: &'static Shape) -> Map<String, Value> {
        let mut properties = Map::new();
        for field in shape.fields {
            let mut property = described(self.value(field.is), &field.described());
            if let Some(example) = example(field.example) {
                property.insert("examples".into(), json!([example]));
            }
            properties.insert(field.name.into(), Value::Object(property));
        }
        let mut table = Map::from_iter([("type".to_owned(), json!("object"))]);
        let others = match shape.others {
            Others::None => json!(false),
            Others::Any(is, doc) => Value::Object(described(self.value(is), doc)),
            Others::Rules(is, doc) => {
                let rule = Value::Object(described(self.value(is), doc));
                properties.extend(self.rules.iter().map(|name| ((*name).to_owned(), rule.clone())));
                json!(false)
            }
        };
        table.insert("additionalProperties".into(), others);
        if !properties.is_empty() {
            table.insert("properties".into(), Value::Object(properties));
        }
        let needed: Vec<&str> =
            shape.fields.iter().filter(|field| field.needed).map(|field| field.name).collect();
        if !needed.is_empty() {
            table.insert("required".into(), json!(needed));
        }
        table
    }

    fn value(&mut self, is: Is) -> Value {
        match is {
            Is::Text => json!({ "type": "string" }),
            Is::Word { words, .. } => json!({ "type": "string", "enum": words }),
            Is::Rule => json!({ "type": "string", "enum": self.rules }),
            // A date of TOML is a text in the eyes of a schema.
            Is::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
            Is::Bool => json!({ "type": "boolean" }),
            Is::Count => json!({ "type": "integer", "minimum": 0 }),
            Is::Amount => json!({ "type": "number", "minimum": 0 }),
            Is::List(item) => json!({ "type": "array", "items": self.value(*item) }),
            Is::Table(shape) => self.reference(shape),
            Is::Either(choices) => {
                let choices: Vec<Value> = choices.iter().map(|choice| self.value(*choice)).collect();
                json!({ "anyOf": choices })
            }
        }
    }
}

/// A schema with a description. Beside a `$ref`, draft-07 ignores everything, so that goes into an `allOf`.
fn described(schema: Value, doc: &str) -> Map<String, Value> {
    let mut described = match schema {
        Value::Object(schema) if !schema.contains_key("$ref") => schema,
        reference => Map::from_iter([("allOf".to_owned(), json!([reference]))]),
    };
    described.insert("description".into(), json!(doc));
    described
}

/// An example, which is written in TOML, as JSON.
fn example(text: &str) -> Option<Value> {
    let table: toml::Table = toml::from_str(&format!("value = {text}")).ok()?;
    table.get("value").map(json_of)
}

/// What a value of TOML is in the eyes of a schema: dates are texts.
pub fn json_of(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(bool) => json!(bool),
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(items) => items.iter().map(json_of).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.iter().map(|(key, value)| (key.clone(), json_of(value))).collect())
        }
    }
}
