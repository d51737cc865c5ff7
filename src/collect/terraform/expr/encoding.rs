//! JSON that is made or read: `jsonencode`, `jsondecode`.
//!
//! Values here do not know the types that were declared for them, so that only texts are certain to be written as
//! they are.

use std::fmt::Write;

use super::limit::{MOST_ITEMS, MOST_TEXT};
use super::value::{Data, Entry, List, Map, Val};
use crate::project::Place;
use crate::source::{Medium, Source};
use crate::tree::json::{self, Dialect};
use crate::tree::{Kind, NodeRef};

/// How deep JSON is followed.
const MOST_DEPTH: usize = 32;

/// A value as JSON, where all of it is known, and texts.
pub(super) fn json(value: &Val<'_>) -> Option<String> {
    let mut made = String::new();
    write(value, &mut made, 0)?;
    Some(made)
}

fn write(value: &Val<'_>, made: &mut String, depth: usize) -> Option<()> {
    if depth > MOST_DEPTH || made.len() > 2 * MOST_TEXT {
        return None;
    }
    match &value.data {
        Data::Null => made.push_str("null"),
        // A number or truth value may be a text by now: declared types and lists of several types make one of it.
        Data::Text(text) => write_text(text, made)?,
        Data::List(list) => write_list(list, made, depth)?,
        Data::Map(map) if map.unknown.is_empty() => {
            made.push('{');
            for (at, entry) in map.sorted().into_iter().enumerate() {
                made.push_str(if at > 0 { "," } else { "" });
                write_text(&entry.name, made)?;
                made.push(':');
                write(&entry.value, made, depth + 1)?;
            }
            made.push('}');
        }
        _ => return None,
    }
    Some(())
}

fn write_list(list: &List<'_>, made: &mut String, depth: usize) -> Option<()> {
    // The order of a set of anything but texts and the like is not known.
    let is_ordered =
        !list.set || list.items.len() < 2 || list.items.iter().all(|item| item.as_text().is_some());
    if !list.unknown.is_empty() || !is_ordered {
        return None;
    }
    made.push('[');
    for (at, item) in list.items.iter().enumerate() {
        made.push_str(if at > 0 { "," } else { "" });
        write(item, made, depth + 1)?;
    }
    made.push(']');
    Some(())
}

/// A text in quotes, as Go writes it: safe to be in HTML.
fn write_text(text: &str, made: &mut String) -> Option<()> {
    made.push('"');
    for c in text.chars() {
        match c {
            '"' => made.push_str("\\\""),
            '\\' => made.push_str("\\\\"),
            '\n' => made.push_str("\\n"),
            '\r' => made.push_str("\\r"),
            '\t' => made.push_str("\\t"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => write!(made, "\\u{:04x}", u32::from(c)).ok()?,
            // Versions differ in how they write the others.
            c if c < ' ' => return None,
            c => made.push(c),
        }
    }
    made.push('"');
    Some(())
}

/// What a JSON text says. What is no JSON may have been meant otherwise, and is unknown.
pub(super) fn from_json<'t>(text: &str, place: Option<Place<'t>>) -> Option<Val<'t>> {
    let source = Source::new("json", text, Medium::Arguments);
    let json = json::parse(&source, Dialect::Strict).ok()?;
    read(json.tree.root(), place, 0, &mut 0)
}

fn read<'t>(node: NodeRef<'_>, place: Option<Place<'t>>, depth: usize, count: &mut usize) -> Option<Val<'t>> {
    *count += 1;
    if depth > MOST_DEPTH || *count > MOST_ITEMS {
        return None;
    }
    let data = match node.kind() {
        Kind::Null => Data::Null,
        Kind::Bool => Data::Bool(node.text()? == "true"),
        Kind::Number => return Some(Val::number(node.text()?, place)),
        Kind::Text => Data::Text(node.text()?.into()),
        Kind::List => {
            let items = node.items().map(|item| read(item, place, depth + 1, count));
            return Some(Val::list(items.collect::<Option<_>>()?, place));
        }
        Kind::Map => {
            let mut map = Map::default();
            for entry in node.entries() {
                let (name, value) = (entry.key.text()?, read(entry.value, place, depth + 1, count)?);
                let known = map.get(name).is_some();
                map.entries.push(Entry { key: Val::text(name, place), name: name.into(), value });
                if known {
                    return None;
                }
            }
            return Some(Val::map(map, place));
        }
        Kind::Alias => return None,
    };
    Some(Val::new(data, place))
}
