//! Tags in a shape that the service ignores or refuses, and the edits that mend it.
//!
//! Edits change the punctuation between keys and values and leave these, and comments, as they stand. Where they
//! cannot, there are none.

use super::reshape;
use super::syntax::{self, call};
use super::template::Template;
use crate::collect::Edits;
use crate::project::{Misplaced, Place};
use crate::text::code;
use crate::tree::{Entry, Kind, NodeRef, Style};

/// What the tags are of.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'t> {
    /// The type of the resource.
    pub kind: &'t str,
    /// The key of the property.
    pub key: NodeRef<'t>,
    /// Whether they stand right under the property.
    pub direct: bool,
}

/// Tags in another shape than the property takes: what they are, what it takes, and what to do.
fn found<'t>(
    place: Place<'t>,
    wanted: Wanted<'t>,
    (is, takes, help): (&str, &str, &str),
    edits: Option<Edits<'t>>,
) -> Misplaced<'t> {
    let (property, kind) = (code(wanted.key.text().unwrap_or_default()), code(wanted.kind));
    Misplaced {
        place,
        message: format!("{property} {is}, but {kind} takes {takes}"),
        help: help.to_owned(),
        edits: edits.unwrap_or_default(),
    }
}

/// A map where a list belongs. Only where items have nothing but key and value (`exact`), it is known how to write
/// them.
pub(super) fn map<'t>(
    template: &Template<'t>,
    node: NodeRef<'t>,
    wanted: Wanted<'t>,
    exact: bool,
) -> Misplaced<'t> {
    let edits = if exact { reshape::into_list(template, node) } else { None };
    let takes = "a list of `Key` and `Value`";
    found(template.place(node), wanted, ("is a map", takes, "write it as a list of `Key` and `Value`"), edits)
}

/// One item where a list of them belongs; those that are not `exact` have one name more.
pub(super) fn lone_item<'t>(
    template: &Template<'t>,
    node: NodeRef<'t>,
    wanted: Wanted<'t>,
    exact: bool,
) -> Misplaced<'t> {
    let names = ["Key", "Value", PROPAGATED];
    let names = if exact { &names[..2] } else { &names };
    let is_right =
        names.iter().all(|name| node.entry(name).is_some()) && node.entries().count() == names.len();
    let edits = if is_right { reshape::into_only_item(template, node) } else { None };
    let takes = "a list of `Key` and `Value`";
    found(template.place(node), wanted, ("is one tag", takes, "write it as a list with one item"), edits)
}

/// A list where a map belongs.
pub(super) fn list<'t>(template: &Template<'t>, node: NodeRef<'t>, wanted: Wanted<'t>) -> Misplaced<'t> {
    let edits = if wanted.direct { reshape::into_map(template, node, wanted.key) } else { None };
    let takes = "a map from key to value";
    found(template.place(node), wanted, ("is a list", takes, "write it as a map from key to value"), edits)
}

/// A list with items that are not spelled `Key` and `Value`. Those that are not `exact` must say more than a key and a
/// value, so that it is not known how to write them anew.
pub(super) fn items<'t>(
    template: &Template<'t>,
    node: NodeRef<'t>,
    wanted: Wanted<'t>,
    exact: bool,
) -> Option<Misplaced<'t>> {
    let is_right = |entry: Entry<'_>| matches!(entry.key.text(), Some("Key" | "Value" | PROPAGATED));
    let is_right = |item: NodeRef<'_>| item.entry("Key").is_some() && item.entries().all(is_right);
    if node.items().all(is_right) {
        return None;
    }
    let items: Vec<Item<'t>> = written_items(node).into_iter().filter_map(Item::of).collect();
    let (are, help) = items.iter().find_map(Item::fault)?;
    let edits = items.iter().map(|item| match item {
        Item::Pairs(_) | Item::Text(_) if !exact => None,
        item => item.edits(template),
    });
    let edits = edits.collect::<Option<Vec<Edits<'t>>>>();
    let words = (&*format!("has items {are}"), "`Key` and `Value`", help);
    Some(found(template.place(node), wanted, words, edits.map(|edits| edits.concat())))
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
            None if split(item).is_some() => Item::Text(item),
            None => Item::Other,
        })
    }

    /// What is wrong with it, and what to do.
    fn fault(&self) -> Option<(String, &'static str)> {
        let write = "write each item with `Key` and `Value`";
        Some(match self {
            Item::Named(names) => {
                let name = names.first()?.key.text().unwrap_or_default();
                (format!("with {}", code(name)), "spell them `Key` and `Value`")
            }
            Item::Pairs(_) => ("that are maps from key to value".to_owned(), write),
            Item::Text(_) => ("that are texts".to_owned(), write),
            Item::Other => ("without a key".to_owned(), write),
        })
    }

    fn edits(&self, template: &Template<'t>) -> Option<Edits<'t>> {
        match self {
            Item::Named(names) => {
                let renamed = names.iter().map(|name| rename(template, *name));
                renamed.collect::<Option<Vec<Edits<'t>>>>().map(|edits| edits.concat())
            }
            Item::Pairs(item) => reshape::into_item(template, *item),
            Item::Text(item) => reshape::text_into_item(template, *item, split(*item)?),
            Item::Other => None,
        }
    }
}

fn rename<'t>(template: &Template<'t>, name: Entry<'t>) -> Option<Edits<'t>> {
    let is_value =
        VALUES.iter().any(|value| name.key.text().is_some_and(|key| key.eq_ignore_ascii_case(value)));
    let place = template.place(name.key);
    let right = if is_value { "Value" } else { "Key" };
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

/// The entry of an item that is spelled so, but for case.
pub(super) fn named<'t>(item: NodeRef<'t>, name: &str) -> Option<Entry<'t>> {
    let is_named = |entry: &Entry<'t>| entry.key.text().is_some_and(|key| key.eq_ignore_ascii_case(name));
    item.entry(name).or_else(|| item.entries().filter(is_named).last())
}

/// What the items of autoscaling groups say besides.
const PROPAGATED: &str = "PropagateAtLaunch";

/// How people name the key of an item, but for case; the service takes the first.
const KEYS: [&str; 2] = ["Key", "TagKey"];
/// How they name its value.
const VALUES: [&str; 2] = ["Value", "TagValue"];

/// Key and value of an item, however they are named. `Name` is a key only beside a value: alone it is a tag that is
/// called so.
pub(super) fn fields<'t>(item: NodeRef<'t>) -> Option<(Entry<'t>, Option<Entry<'t>>)> {
    let value = VALUES.iter().find_map(|name| named(item, name));
    let key = KEYS.iter().find_map(|name| named(item, name));
    let key = key.or_else(|| value.and_then(|_| named(item, "Name")))?;
    Some((key, value))
}

/// Whether a map is an item: a key and a value under their names, and nothing else that is no part of one.
pub(super) fn is_item(map: NodeRef<'_>) -> bool {
    let names = map.entries().filter(|entry| entry.key.text() != Some(PROPAGATED)).count();
    names == 2 && fields(map).is_some_and(|(_, value)| value.is_some())
}

/// Whether an item is `{CostCenter: CC-1001}`, keys and values without their names.
pub(super) fn is_pairs(item: NodeRef<'_>) -> bool {
    let is_pair = |entry: Entry<'_>| {
        let is_text = !entry.value.is_container() || call(entry.value).is_some();
        let is_tag = |key: &str| {
            let is_named = |name: &&str| key.eq_ignore_ascii_case(name);
            !syntax::is_directive(key) && !KEYS.iter().chain(&VALUES).any(is_named)
        };
        is_text && entry.key.text().is_some_and(is_tag)
    };
    item.entries().next().is_some() && item.entries().all(is_pair)
}

/// Key and value of an item that is a text, `CostCenter=CC-1001`.
pub(super) fn split(item: NodeRef<'_>) -> Option<(&str, &str)> {
    let text = item.text().filter(|_| item.kind() == Kind::Text && call(item).is_none())?;
    text.split_once('=').filter(|(key, _)| !key.is_empty())
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
