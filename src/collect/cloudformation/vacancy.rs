//! Where the tags of a resource that has none belong.

use super::resource::{Resource, bedrock_kind};
use super::spot::{ITEMS, LIST};
use super::syntax::{self, call};
use super::template::Template;
use super::types::Form;
use crate::project::{Reading, Shape, Tag, Vacancy};
use crate::tree::Entry;

/// Where the tags of a resource that has none belong: behind its name, else behind its other properties.
pub(super) fn of<'t>(template: &Template<'t>, resource: Resource<'t>) -> Option<Vacancy<'t>> {
    let shape = match resource.bearing.form {
        _ if !resource.bearing.certain => return None,
        Form::List | Form::EitherSpelling | Form::Items => LIST,
        Form::Map => Shape::Map,
        Form::Propagated | Form::Specifications(_) | Form::Any => return None,
    };
    let property = resource.bearing.property;
    let (node, mut path, last) = match resource.properties {
        Some(properties) => (properties, vec![property], bedrock_kind(resource.kind).map(|(_, name)| name)),
        None => (resource.body, vec!["Properties", property], Some("Type")),
    };
    if resource.bearing.form == Form::Items {
        path.push(ITEMS);
    }
    if node.is_alias() || call(node).is_some() {
        return None;
    }
    let own = |entry: &Entry<'t>| node.span().contains(entry.key.mention());
    let mut entries: Vec<Entry<'t>> = node.entries().filter(own).collect();
    let at = entries.iter().position(|entry| last.is_some() && entry.key.text() == last);
    if let Some(at) = at {
        entries.truncate(at + 1);
    }
    // Behind an expression there is no telling where it ends.
    let is_plain = |entry: &Entry<'t>| entry.value.tag().is_none() || !entry.value.is_container();
    let plain = entries.iter().rposition(is_plain);
    if plain.is_none() && !entries.is_empty() {
        return None;
    }
    let count = if let Some(last) = plain { last + 1 } else { 0 };
    let before = entries.into_iter().take(count);
    let before = before.map(|entry| beside(template, entry)).collect();
    Some(Vacancy { place: template.place(node), before, path, shape })
}

fn beside<'t>(template: &Template<'t>, entry: Entry<'t>) -> Tag<'t> {
    Tag {
        key: entry.key.text().unwrap_or_default().into(),
        key_place: Some(template.place(entry.key)),
        value: Reading::unknown(Some(template.place(entry.value))),
        alternatives: Vec::new(),
        entry: syntax::mentioned(entry.key).to(syntax::mentioned(entry.value)),
    }
}
