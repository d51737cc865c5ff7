//! From the value of `tags` to tags: the shapes that it has, and the one that it should have.

use std::sync::Arc;

use super::module::{Code, File};
use super::types::Bears;
use super::value::{Data, Entry, List, Map, Val};
use crate::project::{Misplaced, Place, Tag, Tags};
use crate::source::Span;
use crate::tree::hcl::{Expr, ExprKind, Item};
use crate::tree::{Language, Style};

/// The tags that a resource may have, one set for each way that conditions may turn out.
pub(super) struct Set<'t> {
    pub(super) map: Map<'t>,
    pub(super) misplaced: Vec<Misplaced<'t>>,
}

/// What `tags` says, in whatever shape it says it.
pub(super) fn sets<'t>(value: &Val<'t>, code: Code<'_, 't>, kind: &str, bears: Bears) -> Vec<Set<'t>> {
    let writer = Writer { file: code.file, kind, argument: argument(bears) };
    let sets = value.alternatives().into_iter().map(|alternative| {
        let alternative = alternative.hidden(value.secret);
        let mut misplaced = Vec::new();
        let mut map = match &alternative.data {
            Data::Null => Map::default(),
            Data::Map(map) => {
                if matches!(bears, Bears::List { .. }) {
                    misplaced.push(writer.map_for_list(code.expr, map));
                }
                Map::clone(map)
            }
            Data::List(list) => {
                let (map, spelling) = from_list(list);
                match bears {
                    Bears::Map { .. } => misplaced.push(writer.list_for_map(code.expr)),
                    Bears::List { .. } => {
                        misplaced.extend(spelling.map(|found| writer.spelling(code, found)))
                    }
                    _ => {}
                }
                map
            }
            _ => Map { unknown: vec![alternative.place], ..Map::default() },
        };
        for entry in &mut map.entries {
            entry.value.secret |= alternative.secret;
        }
        Set { map, misplaced }
    });
    sets.collect()
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
    Tags { list: list.collect(), unknown: map.unknown.clone(), container: map.container }
}

/// How the items of a list are spelled, where that is wrong.
enum Spelling<'t> {
    /// `Key`, `Value`: where each stands, and what it should be.
    Case(Vec<(Place<'t>, &'static str)>),
    /// Neither.
    Other,
}

/// The tags of a list of objects with a key and a value.
fn from_list<'t>(list: &List<'t>) -> (Map<'t>, Option<Spelling<'t>>) {
    let mut map = Map { entries: Vec::new(), unknown: list.unknown.clone(), container: list.container };
    let mut spelling = None;
    for item in &list.items {
        match &item.data {
            Data::Map(object) => from_item(item, object, &mut map, &mut spelling),
            Data::Null => {}
            _ => map.unknown.push(item.place),
        }
    }
    (map, spelling)
}

fn from_item<'t>(item: &Val<'t>, object: &Map<'t>, map: &mut Map<'t>, spelling: &mut Option<Spelling<'t>>) {
    let field = |wanted: &str| {
        let exact = object.entries.iter().rev().find(|entry| *entry.name == *wanted);
        exact.or_else(|| object.entries.iter().rev().find(|entry| entry.name.eq_ignore_ascii_case(wanted)))
    };
    let (key, value) = (field("key"), field("value"));
    let Some(key) = key else {
        if object.unknown.is_empty() && value.is_none() {
            // A map in the list: what it says is clear, though it is not how to say it.
            *spelling = Some(Spelling::Other);
            map.entries.extend(object.entries.iter().cloned());
        }
        return map.unknown.extend(object.unknown.iter().copied());
    };
    for (entry, wanted) in [(Some(key), "key"), (value, "value")] {
        if let Some(entry) = entry
            && *entry.name != *wanted
        {
            let found = spelling.get_or_insert_with(|| Spelling::Case(Vec::new()));
            if let (Spelling::Case(places), Some(place)) = (found, entry.key.place) {
                places.push((place, wanted));
            }
        }
    }
    let Some(name) = key.value.as_text() else { return map.unknown.push(key.value.place) };
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
    map.entries.push(Entry { key: Val { entry, ..key.value.clone() }, name, value });
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

    /// A map where a list of objects belongs.
    fn map_for_list(&self, expr: &Expr, map: &Map<'t>) -> Misplaced<'t> {
        let edits = match &expr.bare().kind {
            _ if !self.is_hcl() => Vec::new(),
            ExprKind::Object(_) if is_one_item(map) => self.around(expr.span, "[", "]"),
            ExprKind::Object(items) => self.items_from_entries(expr.bare(), items),
            _ => self.around(expr.span, "[for k, v in ", " : { key = k, value = v }]"),
        };
        Misplaced {
            place: self.place(expr.bare().span),
            message: format!(
                "`{}` is a map, and `{}` takes a list of objects with `key` and `value`",
                self.argument, self.kind
            ),
            help: "write `[{ key = \"…\", value = \"…\" }]`, or `[for k, v in … : { key = k, value = v }]`"
                .to_owned(),
            edits,
        }
    }

    /// A list of objects where a map belongs.
    fn list_for_map(&self, expr: &Expr) -> Misplaced<'t> {
        let edits = match &expr.bare().kind {
            _ if !self.is_hcl() => Vec::new(),
            ExprKind::List(items) => self.entries_from_items(expr.bare().span, items).unwrap_or_default(),
            _ => self.around(expr.span, "{ for tag in ", " : tag.key => tag.value }"),
        };
        Misplaced {
            place: self.place(expr.bare().span),
            message: format!("`{}` is a list, and `{}` takes a map", self.argument, self.kind),
            help: "write `{ Key = \"…\" }`".to_owned(),
            edits,
        }
    }

    fn spelling(&self, code: Code<'_, 't>, found: Spelling<'t>) -> Misplaced<'t> {
        let (edits, are) = match found {
            Spelling::Case(places) => (
                places.into_iter().map(|(place, wanted)| (place, wanted.to_owned())).collect(),
                "spell them otherwise",
            ),
            Spelling::Other => (Vec::new(), "are maps"),
        };
        Misplaced {
            place: self.place(code.expr.bare().span),
            message: format!(
                "`{}` takes objects with `key` and `value`, and the items of `{}` {are}",
                self.kind, self.argument
            ),
            help: "write `{ key = \"…\", value = \"…\" }`".to_owned(),
            edits,
        }
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
            let field = |name: &str| {
                let named = |item: &&Item| {
                    let names = item.key.names();
                    let text = names.first().copied().or(item.key.literal()).unwrap_or_default();
                    text.eq_ignore_ascii_case(name)
                };
                fields.iter().find(named).map(|field| &field.value)
            };
            let (key, value) = (field("key")?, field("value")?);
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

/// Whether a map is the one item that was meant to stand in a list.
fn is_one_item(map: &Map<'_>) -> bool {
    map.unknown.is_empty() && map.entries.len() == 2 && map.get("key").is_some() && map.get("value").is_some()
}
