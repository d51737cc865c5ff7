//! Tags in a shape that the service ignores or refuses, and the edits that fix it.
//!
//! Edits change the punctuation between keys and values and leave these, and comments, as they are. Where they
//! cannot, there are none.

use super::items::{PROPAGATED, are_of_fields, fields, is_pairs, is_value, pair};
use super::reshape;
use super::spot::Spot;
use super::syntax::{self, call};
use super::template::Template;
use super::types::Form;
use crate::collect::Edits;
use crate::project::misplaced::{Misfit, Takes, Written};
use crate::project::{Misplaced, Place};
use crate::tree::{Entry, Kind, NodeRef, Style};

/// Tags in another shape than the property takes: a map, one item, a list, or a single value.
pub(super) fn shape<'t>(
    template: &Template<'t>,
    node: NodeRef<'t>,
    written: Written,
    spot: Spot<'t>,
) -> Misplaced<'t> {
    let edits = match written {
        Written::Map if spot.is_exact() => reshape::into_list(template, node),
        Written::OneItem if spot.is_list() && is_whole(node, spot) => reshape::into_only_item(template, node),
        Written::List if spot.direct && spot.form == Form::Map => reshape::into_map(template, node, spot.key),
        _ => None,
    };
    found(template.place(node), spot, written, taken(spot.form), edits)
}

fn taken(form: Form) -> Takes {
    match form {
        Form::List | Form::EitherSpelling | Form::Propagated => Takes::List,
        Form::Items => Takes::Items,
        Form::Specifications(_) => Takes::Specifications,
        Form::Map | Form::Any => Takes::Map,
    }
}

/// Whether an item says all that the service wants, and nothing else.
fn is_whole(item: NodeRef<'_>, spot: Spot<'_>) -> bool {
    let names = ["Key", "Value", PROPAGATED];
    let names = if spot.is_exact() { &names[..2] } else { &names };
    names.iter().all(|name| item.entry(name).is_some()) && item.entries().count() == names.len()
}

fn found<'t>(
    place: Place<'t>,
    spot: Spot<'t>,
    written: Written,
    takes: Takes,
    edits: Option<Edits<'t>>,
) -> Misplaced<'t> {
    let property = spot.key.text().unwrap_or_default().to_owned();
    let misfit = Misfit::Shape { property, kind: spot.kind.to_owned(), written, takes };
    Misplaced { place, misfit, edits: edits.unwrap_or_default() }
}

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
        let written = Written::Fields(name.to_owned());
        return Some(found(template.place(node), spot, written, Takes::KeyAndValue, None));
    }
    let items: Vec<Item<'t>> = written_items(node).into_iter().filter_map(Item::of).collect();
    let written = items.iter().find_map(Item::fault)?;
    let edits = items.iter().map(|item| match item {
        // Where items say more than a key and a value, it is not known how to write them.
        Item::Pairs(_) | Item::Text(_) if !spot.is_exact() => None,
        item => item.edits(template),
    });
    let edits = edits.collect::<Option<Vec<Edits<'t>>>>();
    let edits = edits.map(|edits| edits.concat());
    Some(found(template.place(node), spot, written, Takes::KeyAndValue, edits))
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

    /// What a list with it is, where it is wrong.
    fn fault(&self) -> Option<Written> {
        Some(match self {
            Item::Named(names) => {
                Written::Named(Some(names.first()?.key.text().unwrap_or_default().to_owned()))
            }
            Item::Pairs(_) => Written::Pairs,
            Item::Text(_) => Written::Texts,
            Item::Other => Written::Keyless,
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
    let written = found.key.text().unwrap_or_default().to_owned();
    Misplaced {
        place: if is_list || found.value.kind() == Kind::Map { template.place(found.value) } else { place },
        misfit: Misfit::Property { kind: kind.to_owned(), written, right: right.to_owned() },
        edits: if fits && !found.value.is_alias() { vec![(place, right.to_owned())] } else { Vec::new() },
    }
}

/// Tags that are beside the properties instead of among them.
pub(super) fn beside<'t>(
    template: &Template<'t>,
    found: Entry<'t>,
    kind: &str,
    right: &str,
) -> Misplaced<'t> {
    Misplaced {
        place: template.place(found.value),
        misfit: Misfit::Beside { kind: kind.to_owned(), property: right.to_owned() },
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
        misfit: Misfit::Globals { section: section.to_owned(), kind: kind.to_owned() },
        edits: Vec::new(),
    }
}
