//! Documents of every format in one plain form: maps, lists and texts.

use super::super::known::{DEFAULT, HOLE};
use crate::source::Span;
use crate::tree::{Kind, NodeRef};

/// A part of a document.
#[derive(Clone, Debug)]
pub(crate) enum Plain {
    /// A text, with [`HOLE`] for what is not known of it.
    Text(String, Span),
    Map(Vec<(String, Plain)>, Span),
    List(Vec<Plain>, Span),
    Null(Span),
}

impl Plain {
    pub(crate) fn span(&self) -> Span {
        match self {
            Plain::Text(_, span) | Plain::Map(_, span) | Plain::List(_, span) | Plain::Null(span) => *span,
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Plain> {
        match self {
            Plain::Map(entries, _) => {
                entries.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The text, as far as it is known.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Plain::Text(text, _) => Some(text),
            _ => None,
        }
    }
}

/// How many parts of a document are read, each as often as aliases of YAML lead to it.
const PARTS: usize = 200_000;

/// A document of JSON, YAML or TOML; `None` where aliases make it larger than is read.
pub(crate) fn of_document(root: NodeRef<'_>) -> Option<Plain> {
    let mut reader = Reader { root, left: PARTS, references: 0 };
    let plain = reader.read(root);
    (reader.left > 0).then_some(plain)
}

/// What stands for a part of another job, with the keys that lead to it.
const REFERENCE: &str = "!reference";

/// How far references lead to references, as in GitLab.
const REFERENCES: usize = 10;

struct Reader<'n> {
    root: NodeRef<'n>,
    left: usize,
    /// How many references are followed.
    references: usize,
}

impl Reader<'_> {
    fn read(&mut self, node: NodeRef<'_>) -> Plain {
        let span = node.span();
        if self.left == 0 {
            return Plain::Null(span);
        }
        self.left -= 1;
        match node.kind() {
            Kind::Map => {
                let mut entries = Vec::new();
                for entry in node.entries() {
                    if let Some(key) = entry.key.text() {
                        entries.push((key.to_owned(), self.read(entry.value)));
                    }
                }
                intrinsic(entries, span)
            }
            Kind::List => {
                let mut items: Vec<Plain> = Vec::new();
                for item in node.items() {
                    let read = self.read(item);
                    // What another file has is no item of this list.
                    if item.tag() != Some(REFERENCE) || matches!(read, Plain::List(..) | Plain::Map(..)) {
                        items.push(read);
                    }
                }
                match node.tag() {
                    Some("!Sub") => items.into_iter().next().unwrap_or(Plain::Null(span)),
                    Some("!Join") => joined(&items, span),
                    Some(REFERENCE) => self.referenced(&items).unwrap_or_else(|| unknown(span)),
                    Some(tag) if is_of_template(tag) => unknown(span),
                    _ => Plain::List(items, span),
                }
            }
            Kind::Null => Plain::Null(span),
            _ => match node.tag() {
                Some(tag) if is_of_template(tag) && tag != "!Sub" => unknown(span),
                _ => Plain::Text(with_holes(node.text().unwrap_or_default()), span),
            },
        }
    }
}

impl Reader<'_> {
    /// What `!reference [.job, script]` stands for, where the document has it.
    fn referenced(&mut self, keys: &[Plain]) -> Option<Plain> {
        if self.references == REFERENCES {
            return None;
        }
        let mut node = self.root;
        for key in keys {
            let key = key.text()?;
            node = node.entries().filter(|entry| entry.key.text() == Some(key)).last()?.value;
        }
        self.references += 1;
        let referenced = self.read(node);
        self.references -= 1;
        Some(referenced)
    }
}

/// Whether a tag says that a value is made of others: `!Ref`, `!If`.
fn is_of_template(tag: &str) -> bool {
    tag.len() > 1 && tag.starts_with('!') && !tag.starts_with("!!")
}

fn unknown(span: Span) -> Plain {
    Plain::Text(HOLE.to_string(), span)
}

/// A map, or the text that it makes of others in a template.
fn intrinsic(entries: Vec<(String, Plain)>, span: Span) -> Plain {
    let [(key, value)] = &entries[..] else { return Plain::Map(entries, span) };
    match (key.as_str(), value) {
        ("Fn::Sub", Plain::Text(text, at)) => Plain::Text(text.clone(), *at),
        ("Fn::Sub", Plain::List(items, _)) => items.first().cloned().unwrap_or(Plain::Null(span)),
        ("Fn::Join", Plain::List(items, _)) => joined(items, span),
        ("Ref", Plain::Text(..)) => unknown(span),
        (name, _) if name.starts_with("Fn::") => unknown(span),
        _ => Plain::Map(entries, span),
    }
}

/// `[separator, [parts]]`
fn joined(items: &[Plain], span: Span) -> Plain {
    let [separator, Plain::List(parts, _)] = items else { return unknown(span) };
    let hole = HOLE.to_string();
    let texts: Vec<&str> = parts.iter().map(|part| part.text().unwrap_or(&hole)).collect();
    Plain::Text(texts.join(separator.text().unwrap_or_default()), span)
}

/// A text in which what is filled in later (`${X}`, `$(x)`, `{{ x }}`, or a command between backticks) is a hole; a default (`${X:-y}`) is its value,
/// with [`DEFAULT`] behind it.
pub(crate) fn with_holes(text: &str) -> String {
    let mut known = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['$', '{', '`']) {
        known.push_str(&rest[..at]);
        let part = &rest[at..];
        let (default, end) = match part.as_bytes() {
            [b'$', b'{', b'{', ..] | [b'{', b'{', ..] => {
                let end = part.find("}}");
                (end.and_then(|end| alternative_of(&part[..end])), end.map(|end| end + 2))
            }
            [b'$', b'{', ..] => {
                let end = part.find('}').map(|end| end + 1);
                (end.and_then(|end| default_of(&part[2..end - 1])), end)
            }
            [b'$', b'(', ..] => (None, part.find(')').map(|end| end + 1)),
            [b'`', ..] => (None, part[1..].find('`').map(|end| end + 2)),
            [b'$', next, ..] if next.is_ascii_alphabetic() || *next == b'_' => {
                let name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
                (None, Some(1 + part.bytes().skip(1).take_while(name).count()))
            }
            _ => {
                known.push_str(&part[..1]);
                rest = &part[1..];
                continue;
            }
        };
        match default {
            Some(default) => {
                known.push_str(default);
                known.push(DEFAULT);
            }
            None => known.push(HOLE),
        }
        rest = &part[end.unwrap_or(part.len())..];
    }
    known.push_str(rest);
    known
}

/// The default of what is in braces: `X:-y`, `X-y`.
fn default_of(inside: &str) -> Option<&str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let rest = inside.trim_start_matches(is_name);
    rest.strip_prefix(":-").or_else(|| rest.strip_prefix('-'))
}

/// The text that an expression falls back on: `vars.X || 'y'`, `.Values.x | default "y"`.
fn alternative_of(expression: &str) -> Option<&str> {
    let (_, text) = expression.rsplit_once("||").or_else(|| expression.rsplit_once("| default"))?;
    let text = text.trim_matches(['(', ')', ' ']);
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    text.strip_prefix(quote)?.strip_suffix(quote)
}
