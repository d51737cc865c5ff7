//! Tags in a shape that the service ignores or refuses, and the edits that mend it.
//!
//! Edits change the punctuation between keys and values and leave these, and comments, as they stand. Where they
//! cannot, there are none.

use super::items::{PROPAGATED, are_of_fields, fields, is_pairs, is_value, pair};
use super::reshape;
use super::syntax::{self, call};
use super::tags::Spot;
use super::template::Template;
use super::types::Form;
use crate::collect::Edits;
use crate::project::{Misplaced, Place};
use crate::text::code;
use crate::tree::{Entry, Kind, NodeRef, Style};

/// How tags are written that take another shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Written {
    /// As a map, where a list belongs.
    Map,
    /// As one item, where a list of them belongs.
    OneItem,
    /// As a list, where a map belongs.
    List,
}

/// Tags in another shape than the property takes.
pub(super) fn shape<'t>(
    template: &Template<'t>,
    node: NodeRef<'t>,
    written: Written,
    spot: Spot<'t>,
) -> Misplaced<'t> {
    let (takes, help) = taken(spot.form);
    let (is, edits) = match written {
        Written::Map => ("is a map", if spot.is_exact() { reshape::into_list(template, node) } else { None }),
        Written::OneItem => {
            let is_whole = spot.is_list() && is_whole(node, spot);
            ("is one tag", if is_whole { reshape::into_only_item(template, node) } else { None })
        }
        Written::List => {
            let is_map = spot.direct && spot.form == Form::Map;
            ("is a list", if is_map { reshape::into_map(template, node, spot.key) } else { None })
        }
    };
    let help =
        if written == Written::OneItem && spot.is_list() { "write it as a list with one item" } else { help };
    let words = (is, takes, help);
    found(template.place(node), spot, words, edits)
}

/// What a property takes, and what to write there.
fn taken(form: Form) -> (&'static str, &'static str) {
    match form {
        Form::List | Form::EitherSpelling | Form::Propagated => {
            ("a list of `Key` and `Value`", "write it as a list of `Key` and `Value`")
        }
        Form::Items => ("a map with `Items`", "write the tags as a list of `Key` and `Value` under `Items`"),
        Form::Specifications(_) => (
            "a list of `ResourceType` and `Tags`",
            "write the tags as a list of `Key` and `Value` under `Tags`, beside `ResourceType`",
        ),
        Form::Map | Form::Any => ("a map from key to value", "write it as a map from key to value"),
    }
}

/// Whether an item says all that the service wants, and nothing else.
fn is_whole(item: NodeRef<'_>, spot: Spot<'_>) -> bool {
    let names = ["Key", "Value", PROPAGATED];
    let names = if spot.is_exact() { &names[..2] } else { &names };
    names.iter().all(|name| item.entry(name).is_some()) && item.entries().count() == names.len()
}

/// What is wrong, what the property takes, and what to do.
fn found<'t>(
    place: Place<'t>,
    spot: Spot<'t>,
    (is, takes, help): (&str, &str, &str),
    edits: Option<Edits<'t>>,
) -> Misplaced<'t> {
    let (property, kind) = (code(spot.key.text().unwrap_or_default()), code(spot.kind));
    Misplaced {
        place,
        message: format!("{property} {is}, but {kind} takes {takes}"),
        help: help.to_owned(),
        edits: edits.unwrap_or_default(),
    }
}

/// What each item takes.
const KEY_AND_VALUE: &str = "`Key` and `Value`";
/// What to do about items of another shape.
const EACH_ITEM: &str = "write each item with `Key` and `Value`";

/// A list with items that are not spelled `Key` and `Value`.
pub(super) fn items<'t>(template: &Template<'t>, node: NodeRef<'t>, spot: Spot<'t>) -> Option<Misplaced<'t>> {
    let is_right = |item: NodeRef<'_>| {
        let is_named = |entry: Entry<'_>| matches!(entry.key.text(), Some("Key" | "Value" | PROPAGATED));
        let is_other = |entry: Entry<'_>| matches!(entry.key.text(), Some("TagKey" | "TagValue"));
        (item.entry("Key").is_some() && item.entries().all(is_named))
            || (spot.form == Form::EitherSpelling && item.entries().all(is_other))
    };
    if node.items().all(is_right) {
        return None;
    }
    if are_of_fields(node) {
        let name = node.items().find_map(|item| item.entries().next()?.key.text()).unwrap_or_default();
        let are = format!("has items with {}", code(name));
        return Some(found(template.place(node), spot, (&are, KEY_AND_VALUE, EACH_ITEM), None));
    }
    let items: Vec<Item<'t>> = written_items(node).into_iter().filter_map(Item::of).collect();
    let (are, help) = items.iter().find_map(Item::fault)?;
    let edits = items.iter().map(|item| match item {
        // Where items say more than a key and a value, it is not known how to write them.
        Item::Pairs(_) | Item::Text(_) if !spot.is_exact() => None,
        item => item.edits(template),
    });
    let edits = edits.collect::<Option<Vec<Edits<'t>>>>();
    let words = (&*format!("has items {are}"), KEY_AND_VALUE, help);
    Some(found(template.place(node), spot, words, edits.map(|edits| edits.concat())))
}

/// An item of a list of tags, as it is written.
enum Item<'t> {
    /// With names for key and value, perhaps other ones: those that are not `Key` and `Value`.
    Named(Vec<Entry<'t>>),
    /// `{CostCenter: CC-1001}`
    Pairs(NodeRef<'t>),
    /// `CostCenter=CC-1001`
    Text(NodeRef<'t>),
    /// Nothing that could be read as a tag.
    Other,
}

impl<'t> Item<'t> {
    /// `None` for one that is empty.
    fn of(item: NodeRef<'t>) -> Option<Self> {
        if item.is_null() {
            return None;
        }
        Some(match fields(item) {
            Some((key, value)) => {
                let mut names: Vec<Entry<'t>> = std::iter::once(key).chain(value).collect();
                names.retain(|name| !matches!(name.key.text(), Some("Key" | "Value")));
                Item::Named(names)
            }
            None if is_pairs(item) => Item::Pairs(item),
            None if pair(item).is_some() => Item::Text(item),
            None => Item::Other,
        })
    }

    /// What is wrong with it, and what to do.
    fn fault(&self) -> Option<(String, &'static str)> {
        Some(match self {
            Item::Named(names) => {
                let name = names.first()?.key.text().unwrap_or_default();
                (format!("with {}", code(name)), "spell them `Key` and `Value`")
            }
            Item::Pairs(_) => ("that are maps from key to value".to_owned(), EACH_ITEM),
            Item::Text(_) => ("that are texts".to_owned(), EACH_ITEM),
            Item::Other => ("without a key".to_owned(), EACH_ITEM),
        })
    }

    fn edits(&self, template: &Template<'t>) -> Option<Edits<'t>> {
        match self {
            Item::Named(names) => {
                let renamed = names.iter().map(|name| rename(template, *name));
                renamed.collect::<Option<Vec<Edits<'t>>>>().map(|edits| edits.concat())
            }
            Item::Pairs(item) => reshape::into_item(template, *item),
            Item::Text(item) => reshape::text_into_item(template, *item, pair(*item)?),
            Item::Other => None,
        }
    }
}

fn rename<'t>(template: &Template<'t>, name: Entry<'t>) -> Option<Edits<'t>> {
    let place = template.place(name.key);
    let right = if name.key.text().is_some_and(is_value) { "Value" } else { "Key" };
    matches!(place.style, Style::Bare | Style::Single | Style::Double)
        .then(|| vec![(place, right.to_owned())])
}

/// The items of a list, those in branches included.
fn written_items<'t>(list: NodeRef<'t>) -> Vec<NodeRef<'t>> {
    let mut items = Vec::new();
    let mut open: Vec<NodeRef<'t>> = list.items().collect();
    // As many steps as any list that people write takes, and no more however aliases are nested.
    for _ in 0..10_000 {
        let Some(item) = open.pop() else { break };
        match call(item) {
            Some(call) if call.name == "If" => {
                open.extend(syntax::items::<3>(call.argument).into_iter().flat_map(|[_, yes, no]| [yes, no]));
            }
            Some(_) => {}
            None => items.push(item),
        }
    }
    items.sort_by_key(|item| item.span());
    items.dedup_by_key(|item| item.span());
    items
}

/// A property that is named wrong, with the value it has: another case, or `Tags` where it has another name.
pub(super) fn property<'t>(
    template: &Template<'t>,
    found: Entry<'t>,
    kind: &str,
    right: &str,
    fits: bool,
) -> Misplaced<'t> {
    let place = template.place(found.key);
    let is_list = found.value.kind() == Kind::List;
    let wrong = code(found.key.text().unwrap_or_default());
    Misplaced {
        place: if is_list || found.value.kind() == Kind::Map { template.place(found.value) } else { place },
        message: format!("{} has no {wrong}: its tags stand under {}", code(kind), code(right)),
        help: format!("rename it to {}", code(right)),
        edits: if fits && !found.value.is_alias() { vec![(place, right.to_owned())] } else { Vec::new() },
    }
}

/// Tags that stand beside the properties instead of among them.
pub(super) fn beside<'t>(
    template: &Template<'t>,
    found: Entry<'t>,
    kind: &str,
    right: &str,
) -> Misplaced<'t> {
    Misplaced {
        place: template.place(found.value),
        message: format!("{} of {} stands beside its `Properties`", code(right), code(kind)),
        help: format!("move {} into `Properties`", code(right)),
        edits: Vec::new(),
    }
}

/// Tags among the globals of SAM that the resources of a type cannot have from there.
pub(super) fn among_globals<'t>(
    template: &Template<'t>,
    found: Entry<'t>,
    section: &str,
    kind: &str,
) -> Misplaced<'t> {
    let is_container = matches!(found.value.kind(), Kind::List | Kind::Map);
    Misplaced {
        place: template.place(if is_container { found.value } else { found.key }),
        message: format!("SAM takes no {} under `Globals` for {}", code("Tags"), code(section)),
        help: format!("remove it, and give each resource of {} its own tags", code(kind)),
        edits: Vec::new(),
    }
}
