//! Tags in a shape that the service ignores or refuses, and the edits that mend it.
//!
//! Edits change the punctuation between keys and values and leave these, and comments, as they stand. Where they
//! cannot, there are none.

use super::reshape;
use super::syntax::{self, call};
use super::template::Template;
use crate::project::{Misplaced, Place};
use crate::text::code;
use crate::tree::{Entry, Kind, NodeRef, Style};

/// Edits: places and what takes their place.
pub(super) type Edits<'t> = Vec<(Place<'t>, String)>;

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

impl Wanted<'_> {
    fn property(&self) -> String {
        code(self.key.text().unwrap_or_default())
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
    Misplaced {
        place: template.place(node),
        message: format!(
            "{} is a map, but {} takes a list of `Key` and `Value`",
            wanted.property(),
            code(wanted.kind)
        ),
        help: "write it as a list of `Key` and `Value`".to_owned(),
        edits: edits.unwrap_or_default(),
    }
}

/// A list where a map belongs.
pub(super) fn list<'t>(template: &Template<'t>, node: NodeRef<'t>, wanted: Wanted<'t>) -> Misplaced<'t> {
    let edits = if wanted.direct { reshape::into_map(template, node, wanted.key) } else { None };
    Misplaced {
        place: template.place(node),
        message: format!(
            "{} is a list, but {} takes a map from key to value",
            wanted.property(),
            code(wanted.kind)
        ),
        help: "write it as a map from key to value".to_owned(),
        edits: edits.unwrap_or_default(),
    }
}

/// A list with items that are not spelled `Key` and `Value`.
pub(super) fn items<'t>(
    template: &Template<'t>,
    node: NodeRef<'t>,
    wanted: Wanted<'t>,
) -> Option<Misplaced<'t>> {
    let is_right = |entry: Entry<'_>| matches!(entry.key.text(), Some("Key" | "Value" | "PropagateAtLaunch"));
    if node.items().all(|item| item.kind() == Kind::Map && item.entries().all(is_right)) {
        return None;
    }
    let (mut names, mut pairs) = (Vec::new(), Vec::new());
    for item in written_items(node) {
        match named(item, "Key") {
            Some(key) => names.extend([Some(key), named(item, "Value")].into_iter().flatten()),
            None if is_pair(item) => pairs.push(item),
            None => {}
        }
    }
    names.retain(|name| !matches!(name.key.text(), Some("Key" | "Value")));
    let takes = format!("but {} takes `Key` and `Value`", code(wanted.kind));
    let property = wanted.property();
    let (message, help) = match names.first() {
        Some(name) => {
            let wrong = code(name.key.text().unwrap_or_default());
            (format!("{property} has items with {wrong}, {takes}"), "spell them `Key` and `Value`")
        }
        None if pairs.is_empty() => return None,
        None => (
            format!("{property} has items that are maps from key to value, {takes}"),
            "write each item with `Key` and `Value`",
        ),
    };
    let renamed = names.into_iter().map(|name| rename(template, name));
    let split = pairs.into_iter().map(|item| reshape::into_item(template, item));
    let edits = renamed.chain(split).collect::<Option<Vec<Edits<'t>>>>();
    let edits = edits.map(|edits| edits.concat()).unwrap_or_default();
    Some(Misplaced { place: template.place(node), message, help: help.to_owned(), edits })
}

fn rename<'t>(template: &Template<'t>, name: Entry<'t>) -> Option<Edits<'t>> {
    let is_key = name.key.text()?.eq_ignore_ascii_case("Key");
    let place = template.place(name.key);
    let right = if is_key { "Key" } else { "Value" };
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

/// Whether an item is `{CostCenter: CC-1001}`, key and value without their names.
pub(super) fn is_pair(item: NodeRef<'_>) -> bool {
    let known = ["Key", "Value"];
    syntax::only_entry(item).is_some_and(|(key, value)| {
        let is_text = !value.is_container() || call(value).is_some();
        is_text && !syntax::is_directive(key) && !known.iter().any(|name| key.eq_ignore_ascii_case(name))
    })
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
