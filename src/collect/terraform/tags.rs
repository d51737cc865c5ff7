//! From the value of `tags` to tags: the shapes that it has, and the one that it should have.

use std::sync::Arc;

use super::module::{Code, File};
use super::reshape::Json;
use super::types::Bears;
use super::value::{Data, Entry, List, Map, Val};
use crate::project::{Misplaced, Place, Tag, Tags};
use crate::source::Span;
use crate::text::code;
use crate::tree::hcl::{Block, Expr, ExprKind, Item};
use crate::tree::{Language, Style};

/// The tags that a resource may have, one set for each way that conditions may turn out.
#[derive(Default)]
pub(super) struct Set<'t> {
    pub(super) map: Map<'t>,
    pub(super) misplaced: Vec<Misplaced<'t>>,
    /// Whether what is misplaced says something that cannot be read, so that no key may be called missing.
    pub(super) garbled: bool,
}

impl<'t> Set<'t> {
    /// What is known is certain and in its place.
    pub(super) fn of(map: Map<'t>) -> Self {
        Set { map, ..Set::default() }
    }
}

/// What `tags` says, in whatever shape it says it.
pub(super) fn sets<'t>(value: &Val<'t>, code: Code<'_, 't>, kind: &str, bears: Bears) -> Vec<Set<'t>> {
    let writer = Writer { file: code.file, kind, argument: argument(bears) };
    let sets = value.alternatives().into_iter().map(|alternative| {
        let alternative = alternative.hidden(value.secret);
        let mut set = match &alternative.data {
            Data::Null => Set::default(),
            Data::Map(map) => {
                let read = match matches!(bears, Bears::List { .. }) && is_one_item(map) {
                    true => {
                        Items::of(&List { items: vec![alternative.clone()], ..List::default() }, bears).map
                    }
                    false => Map::clone(map),
                };
                Set { misplaced: writer.map(code.expr, map, bears), ..Set::of(read) }
            }
            Data::List(list) => {
                let Items { map, faults } = Items::of(list, bears);
                let misplaced = writer.list(code, &faults, bears);
                let garbled = faults.iter().any(|fault| matches!(fault, Fault::Other));
                Set { map, misplaced: misplaced.into_iter().collect(), garbled }
            }
            Data::Text(_) | Data::Number(_) | Data::Bool(_) if takes(bears).is_some() => {
                Set { misplaced: writer.scalar(code.expr, bears), garbled: true, ..Set::default() }
            }
            _ => Set::of(Map { unknown: vec![alternative.place], ..Map::default() }),
        };
        for entry in &mut set.map.entries {
            entry.value.secret |= alternative.secret;
        }
        set
    });
    sets.collect()
}

/// The shape that a type takes, in words; nothing where it is not certain.
fn takes(bears: Bears) -> Option<&'static str> {
    match bears {
        Bears::Map { .. } => Some("a map"),
        Bears::List { .. } => Some("a list of objects with `key` and `value`"),
        Bears::Blocks | Bears::Nothing | Bears::Unknown => None,
    }
}

/// `tags { … }` blocks, as maps were written before Terraform 0.12.
pub(super) fn from_blocks<'t>(
    blocks: &[(&File<'t>, &Block)],
    values: Vec<Map<'t>>,
    kind: &str,
    bears: Bears,
) -> Set<'t> {
    let Some((file, _)) = blocks.first() else { return Set::default() };
    let writer = Writer { file, kind, argument: argument(bears) };
    let are_items = matches!(bears, Bears::List { .. }) || values.iter().all(is_one_item);
    let misplaced = vec![writer.blocks(blocks, are_items, bears)];
    if are_items {
        let items = values.into_iter().map(|map| Val::map(map, None)).collect();
        let Items { map, faults } = Items::of(&List { items, ..List::default() }, bears);
        let garbled = faults.iter().any(|fault| matches!(fault, Fault::Other));
        return Set { map, misplaced, garbled };
    }
    let mut map = Map::default();
    for value in values {
        map.entries.extend(value.entries);
        map.unknown.extend(value.unknown);
    }
    Set { misplaced, ..Set::of(map) }
}

pub(super) fn argument(bears: Bears) -> &'static str {
    match bears {
        Bears::Map { argument, .. } | Bears::List { argument } => argument,
        _ => "tags",
    }
}

/// The tags of a map, as rules see them.
pub(super) fn tags<'t>(map: Map<'t>) -> Tags<'t> {
    let list = map.entries.iter().map(|entry| {
        let mut readings =
            entry.value.alternatives().into_iter().map(|value| value.hidden(entry.value.secret).reading());
        let value = readings.next().unwrap_or_else(|| entry.value.reading());
        Tag {
            key: entry.name.to_string().into(),
            key_place: entry.key.place,
            value,
            alternatives: readings.collect(),
            entry: entry.key.entry,
        }
    });
    Tags { list: list.collect(), unknown: map.unknown.clone(), container: map.container, ..Tags::default() }
}

/// How an item of a list is written that is no object with `key` and `value`.
enum Fault<'t> {
    /// With other names, `Key`, `tag_key`: where each stands, and what it should be.
    Named(Vec<(Place<'t>, &'static str)>),
    /// As a map from key to value.
    Map,
    /// As a text, `"CostCenter=CC-1001"`.
    Text,
    /// So that no tag can be read from it.
    Other,
}

/// How people name the key of an item, but for case; the service takes the first.
const KEYS: [&str; 3] = ["key", "tag_key", "tagkey"];
/// How they name its value.
const VALUES: [&str; 3] = ["value", "tag_value", "tagvalue"];

/// The tags of a list, and what is wrong with its items.
struct Items<'t> {
    map: Map<'t>,
    faults: Vec<Fault<'t>>,
}

impl<'t> Items<'t> {
    fn of(list: &List<'t>, bears: Bears) -> Self {
        let map = Map { entries: Vec::new(), unknown: list.unknown.clone(), container: list.container };
        let mut items = Items { map, faults: Vec::new() };
        for item in &list.items {
            match &item.data {
                Data::Map(object) => items.object(item, object),
                Data::Null => {}
                Data::Unknown | Data::Failed | Data::OneOf(_) => items.map.unknown.push(item.place),
                // Of a type that is not known, such an item may be right.
                _ if takes(bears).is_none() => items.map.unknown.push(item.place),
                Data::Text(text) => items.text(item, text),
                _ => items.faults.push(Fault::Other),
            }
        }
        items
    }

    fn text(&mut self, item: &Val<'t>, text: &str) {
        let Some((key, value)) = text.split_once('=').filter(|(key, _)| !key.is_empty()) else {
            return self.faults.push(Fault::Other);
        };
        let [key_place, value_place] = part_places(item.place, text, key.len());
        self.map.entries.push(Entry {
            key: Val::text(key, key_place),
            name: key.into(),
            value: Val::text(value, value_place).hidden(item.secret),
        });
        self.faults.push(Fault::Text);
    }

    fn object(&mut self, item: &Val<'t>, object: &Map<'t>) {
        let Some((key, value)) = fields(object) else { return self.nameless(object) };
        let named = |entry: &Entry<'t>, right: &'static str| {
            entry.key.place.filter(|_| *entry.name != *right).map(|place| (place, right))
        };
        let wrong = [named(key, "key"), value.and_then(|value| named(value, "value"))];
        if wrong.iter().any(Option::is_some) {
            self.faults.push(Fault::Named(wrong.into_iter().flatten().collect()));
        }
        let Some(name) = key.value.as_text() else { return self.map.unknown.push(key.value.place) };
        let unknown = || Val::unknown(item.place);
        let missing = if object.unknown.is_empty() { Val::new(Data::Null, item.place) } else { unknown() };
        let value = value.map_or(missing, |value| value.value.clone());
        let whole = object.container.map(|container| container.place).filter(|whole| {
            let inside =
                |place: Place<'t>| Arc::ptr_eq(place.source, whole.source) && whole.span.contains(place.span);
            key.value.place.is_some_and(inside)
        });
        let entry = match whole {
            Some(whole) => whole.span,
            None => kept_entry(&key.value, &value),
        };
        self.map.entries.push(Entry { key: Val { entry, ..key.value.clone() }, name, value });
    }

    /// A map in the list: what it says is clear, though it is not how to say it.
    fn nameless(&mut self, object: &Map<'t>) {
        if !object.unknown.is_empty() {
            return self.map.unknown.extend(object.unknown.iter().copied());
        }
        let is_value = |entry: &Entry<'t>| VALUES.iter().any(|name| entry.name.eq_ignore_ascii_case(name));
        if object.entries.is_empty() || object.entries.iter().any(is_value) {
            return self.faults.push(Fault::Other);
        }
        self.map.entries.extend(object.entries.iter().cloned());
        self.faults.push(Fault::Map);
    }
}

/// Key and value of an object, however they are named. `name` is a key only beside a value: alone it is a tag that is
/// called so.
fn fields<'m, 't>(object: &'m Map<'t>) -> Option<(&'m Entry<'t>, Option<&'m Entry<'t>>)> {
    let field = |wanted: &str| {
        let exact = object.entries.iter().rev().find(|entry| *entry.name == *wanted);
        exact.or_else(|| object.entries.iter().rev().find(|entry| entry.name.eq_ignore_ascii_case(wanted)))
    };
    let value = VALUES.iter().find_map(|name| field(name));
    let key = KEYS.iter().find_map(|name| field(name));
    Some((key.or_else(|| value.and_then(|_| field("name")))?, value))
}

/// Where key and value of a text stand, `key=value`. They are parts of a text: none is written over by itself.
fn part_places<'t>(place: Option<Place<'t>>, text: &str, key: usize) -> [Option<Place<'t>>; 2] {
    let Some(place) = place else { return [None, None] };
    let whole = Place { style: Style::Flow, ..place };
    if place.source.slice(place.span) != text {
        return [Some(whole), Some(whole)];
    }
    let equals = place.span.start + key as u32;
    let part = |span: Span| Some(Place { span, ..whole });
    [part(Span { end: equals, ..place.span }), part(Span { start: equals + 1, ..place.span })]
}

/// The entry that a key brought with it from the map that a loop goes through, where its value is still the one
/// that stands there.
fn kept_entry(key: &Val<'_>, value: &Val<'_>) -> Span {
    let (Some(key_place), Some(value_place)) = (key.place, value.place) else { return Span::default() };
    let kept = Arc::ptr_eq(key_place.source, value_place.source) && key.entry.contains(value_place.span);
    if kept { key.entry } else { Span::default() }
}

/// Says what is misplaced, and how it is mended.
struct Writer<'a, 'p, 't> {
    file: &'p File<'t>,
    kind: &'a str,
    argument: &'a str,
}

impl<'t> Writer<'_, '_, 't> {
    fn place(&self, span: Span) -> Place<'t> {
        self.file.place(span, Style::Flow)
    }

    fn is_hcl(&self) -> bool {
        self.place(Span::default()).language == Language::Hcl
    }

    fn text(&self, span: Span) -> &'t str {
        self.file.source.slice(span)
    }

    fn has_comment(&self, span: Span) -> bool {
        let comments = self.file.hcl.as_ref().map(|hcl| hcl.comments.as_slice()).unwrap_or_default();
        comments.iter().any(|comment| span.contains(*comment))
    }

    fn misplaced(&self, place: Place<'t>, is: &str, bears: Bears) -> Misplaced<'t> {
        let takes = takes(bears).unwrap_or("`tag` blocks");
        let help = match bears {
            Bears::Map { .. } => format!("write `{} = {{ Key = \"…\" }}`", self.argument),
            Bears::List { .. } => {
                format!("write `{} = [{{ key = \"…\", value = \"…\" }}]`", self.argument)
            }
            _ => "write `tag { … }` with `key`, `value` and `propagate_at_launch`".to_owned(),
        };
        let message = format!("`{}` {is}, and `{}` takes {takes}", self.argument, self.kind);
        Misplaced { place, message, help, edits: Vec::new() }
    }

    /// A text, a number or a truth value.
    fn scalar(&self, expr: &Expr, bears: Bears) -> Vec<Misplaced<'t>> {
        vec![self.misplaced(self.place(expr.bare().span), "is a single value", bears)]
    }

    /// A map, where it does not belong.
    fn map(&self, expr: &Expr, map: &Map<'t>, bears: Bears) -> Vec<Misplaced<'t>> {
        let edits = match (bears, &expr.bare().kind) {
            (Bears::Map { .. } | Bears::Nothing | Bears::Unknown, _) => return Vec::new(),
            (Bears::Blocks, _) => Vec::new(),
            _ if !self.is_hcl() => {
                Json { file: self.file }.as_list(expr, is_one_item(map)).unwrap_or_default()
            }
            (_, ExprKind::Object(_)) if is_one_item(map) => self.around(expr.span, "[", "]"),
            (_, ExprKind::Object(items)) => self.items_from_entries(expr.bare(), items),
            _ => self.around(expr.span, "[for k, v in ", " : { key = k, value = v }]"),
        };
        let mut found = self.misplaced(self.place(expr.bare().span), "is a map", bears);
        if matches!(bears, Bears::List { .. }) {
            found.help.push_str(", or `[for k, v in … : { key = k, value = v }]`");
        }
        vec![Misplaced { edits, ..found }]
    }

    /// A list, where it does not belong or has wrong items.
    fn list(&self, code: Code<'_, 't>, faults: &[Fault<'t>], bears: Bears) -> Option<Misplaced<'t>> {
        let expr = code.expr.bare();
        let (is, edits) = match (bears, faults) {
            (Bears::Map { .. }, _) => ("is a list".to_owned(), self.map_from_list(code.expr, faults)),
            (Bears::List { .. }, [fault, ..]) => match fault {
                Fault::Named(places) => (named(places), self.mended_items(expr, faults)),
                Fault::Map => ("has items that are maps from key to value".to_owned(), Vec::new()),
                Fault::Text => ("has items that are texts".to_owned(), self.mended_items(expr, faults)),
                Fault::Other => ("has items without a key".to_owned(), Vec::new()),
            },
            _ => return None,
        };
        Some(Misplaced { edits, ..self.misplaced(self.place(expr.span), &is, bears) })
    }

    fn map_from_list(&self, expr: &Expr, faults: &[Fault<'t>]) -> Vec<(Place<'t>, String)> {
        match &expr.bare().kind {
            _ if !self.is_hcl() => Json { file: self.file }.as_map(expr).unwrap_or_default(),
            ExprKind::List(items) => self.entries_from_items(expr.bare().span, items).unwrap_or_default(),
            _ if faults.is_empty() => self.around(expr.span, "{ for tag in ", " : tag.key => tag.value }"),
            _ => Vec::new(),
        }
    }

    /// Items given the names that the service takes, where that mends all of them.
    fn mended_items(&self, list: &Expr, faults: &[Fault<'t>]) -> Vec<(Place<'t>, String)> {
        let mut edits = Vec::new();
        for fault in faults {
            match fault {
                Fault::Named(places) => {
                    edits.extend(places.iter().map(|(place, right)| (*place, (*right).to_owned())));
                }
                Fault::Text => {}
                Fault::Map | Fault::Other => return Vec::new(),
            }
        }
        let is_text = |fault: &&Fault<'t>| matches!(fault, Fault::Text);
        let texts: Vec<&Expr> = match &list.kind {
            ExprKind::List(items) => items.iter().filter(|item| item.literal().is_some()).collect(),
            _ => Vec::new(),
        };
        let written = texts.iter().map(|text| self.item_from_text(text)).collect::<Option<Vec<_>>>();
        match written {
            // Every text stands in the list itself, and is plain.
            Some(written) if written.len() == faults.iter().filter(is_text).count() => edits.extend(written),
            _ => return Vec::new(),
        }
        edits
    }

    /// `"A=x"` becomes `{ key = "A", value = "x" }`; of several signs, which one parts them is a guess.
    fn item_from_text(&self, text: &Expr) -> Option<(Place<'t>, String)> {
        let literal = text.literal().filter(|literal| self.text(text.span) == format!("\"{literal}\""))?;
        let (key, value) = literal.split_once('=').filter(|(_, value)| !value.contains('='))?;
        let is_clear = key.trim() == key && value.trim() == value && self.is_hcl();
        is_clear.then(|| (self.place(text.span), format!("{{ key = \"{key}\", value = \"{value}\" }}")))
    }

    /// Blocks where an argument belongs.
    fn blocks(&self, blocks: &[(&File<'t>, &Block)], are_items: bool, bears: Bears) -> Misplaced<'t> {
        let name = self.file.name_place(&blocks[0].1.kind);
        let is = if blocks.len() == 1 { "is a block" } else { "is written as blocks" };
        let behind = self.place(Span::at(blocks[0].1.kind.span.end as usize));
        let edits = match bears {
            Bears::List { .. } => self.list_from_blocks(blocks).unwrap_or_default(),
            Bears::Map { .. } if blocks.len() == 1 && !are_items => vec![(behind, " =".to_owned())],
            _ => Vec::new(),
        };
        Misplaced { edits, ..self.misplaced(name, is, bears) }
    }

    /// `tags { … }`, perhaps several one after the other, becomes `tags = [{ … }]`.
    fn list_from_blocks(&self, blocks: &[(&File<'t>, &Block)]) -> Option<Vec<(Place<'t>, String)>> {
        let is_plain = |(file, block): &(&File<'t>, &Block)| {
            let names = block.body.attributes.iter().map(|attribute| &*attribute.name.text);
            let is_item =
                names.clone().count() == 2 && names.clone().all(|name| matches!(name, "key" | "value"));
            is_item && block.body.blocks.is_empty() && std::ptr::eq(*file, self.file)
        };
        if !self.is_hcl() || !blocks.iter().all(is_plain) {
            return None;
        }
        let mut edits = Vec::new();
        let mut end: Option<u32> = None;
        for (_, block) in blocks {
            let kind = block.kind.span;
            let brace = kind.end as usize + self.file.source.text()[kind.end as usize..].find('{')?;
            match end {
                None => edits.push((self.place(Span::new(kind.end as usize, brace)), " = [".to_owned())),
                Some(end) if self.text(Span { start: end, end: kind.start }).trim().is_empty() => {
                    edits.push((self.place(Span::at(end as usize)), ",".to_owned()));
                    edits.push((self.place(Span::new(kind.start as usize, brace)), String::new()));
                }
                Some(_) => return None,
            }
            end = Some(block.span.end);
        }
        edits.push((self.place(Span::at(end? as usize)), "]".to_owned()));
        Some(edits)
    }

    fn around(&self, span: Span, before: &str, behind: &str) -> Vec<(Place<'t>, String)> {
        let at = |offset: u32| self.place(Span::at(offset as usize));
        vec![(at(span.start), before.to_owned()), (at(span.end), behind.to_owned())]
    }

    /// `{ A = "x" }` becomes `[ { key = "A", value = "x" } ]`, everything between staying as it is.
    fn items_from_entries(&self, object: &Expr, items: &[Item]) -> Vec<(Place<'t>, String)> {
        let (start, end) = (object.span.start as usize, object.span.end as usize);
        let mut edits = vec![(self.place(Span::new(start, start + 1)), "[".to_owned())];
        for item in items {
            let key = match &item.key.kind {
                ExprKind::Variable(name) => format!("\"{name}\""),
                ExprKind::Parentheses(inner) => self.text(inner.span).to_owned(),
                _ => self.text(item.key.span).to_owned(),
            };
            edits.push((self.place(item.key.span.to(item.equals)), format!("{{ key = {key}, value =")));
            let behind =
                self.file.source.text()[item.value.span.end as usize..].trim_start_matches([' ', '\t']);
            let comma = if behind.starts_with([',', '}']) { "" } else { "," };
            edits.push((self.place(Span::at(item.value.span.end as usize)), format!(" }}{comma}")));
        }
        edits.push((self.place(Span::new(end - 1, end)), "]".to_owned()));
        edits
    }

    /// `[{ key = "A", value = "x" }]` becomes `{"A" = "x"}`.
    fn entries_from_items(&self, list: Span, items: &[Expr]) -> Option<Vec<(Place<'t>, String)>> {
        let (start, end) = (list.start as usize, list.end as usize);
        let mut edits = vec![(self.place(Span::new(start, start + 1)), "{".to_owned())];
        for item in items {
            let ExprKind::Object(fields) = &item.kind else { return None };
            let field = |spellings: &[&str]| {
                let named = |item: &&Item| {
                    let names = item.key.names();
                    let text = names.first().copied().or(item.key.literal()).unwrap_or_default();
                    spellings.iter().any(|name| text.eq_ignore_ascii_case(name))
                };
                fields.iter().find(named).map(|field| &field.value)
            };
            let value = field(&VALUES)?;
            let key = field(&KEYS).or_else(|| field(&["name"]))?;
            if fields.len() != 2 || self.has_comment(item.span) {
                return None;
            }
            let key = match key.literal() {
                Some(_) => self.text(key.span).to_owned(),
                None => format!("({})", self.text(key.span)),
            };
            edits.push((self.place(item.span), format!("{key} = {}", self.text(value.span))));
        }
        edits.push((self.place(Span::new(end - 1, end)), "}".to_owned()));
        Some(edits)
    }
}

/// What is wrong with items by the first name that they should not have.
fn named(places: &[(Place<'_>, &str)]) -> String {
    match places.first() {
        Some((place, _)) => format!("has items with {}", code(place.source.slice(place.span))),
        None => "has items with other names".to_owned(),
    }
}

/// Whether a map is the one item that was meant to stand in a list.
fn is_one_item(map: &Map<'_>) -> bool {
    map.unknown.is_empty() && map.entries.len() == 2 && map.get("key").is_some() && map.get("value").is_some()
}
