//! Where the tags of a resource that has none belong.

use super::super::dynamic::makes;
use super::super::file::File;
use super::super::resource::{Resource, bedrock_kind};
use super::super::types::Bears;
use crate::project::{Reading, Shape, Tag, Vacancy};
use crate::tree::Style;
use crate::tree::hcl::{Attribute, Block, ExprKind};

/// Where the tags of a resource that has none belong: behind its arguments, before its blocks.
pub(in crate::collect::terraform) fn of<'t>(resource: &Resource<'_, '_, 't>) -> Option<Vacancy<'t>> {
    let shape = match resource.bears {
        Bears::Map { .. } => Shape::Map,
        Bears::List { .. } => Shape::List { key: "key", value: "value" },
        _ => return None,
    };
    let argument = resource.bears.argument();
    let [(file, block)] = resource.section.parts[..] else { return None };
    let is_tags = |inner: &Block| *inner.kind.text == *argument || makes(inner, argument);
    if block.body.attribute(argument).is_some() || block.body.blocks.iter().any(is_tags) {
        return None;
    }
    let json = file.is_json();
    let first_block = if let Some(inner) = block.body.blocks.first() { inner.span.start } else { u32::MAX };
    let is_before = |attribute: &&Attribute| {
        json || (attribute.name.span.start < first_block && *attribute.name.text != *"depends_on")
    };
    let mut before: Vec<Tag<'t>> =
        block.body.attributes.iter().filter(is_before).map(|attribute| beside(file, attribute)).collect();
    if json {
        let name = bedrock_kind(resource.kind).map(|(_, name)| name);
        let at = before.iter().position(|entry| name.is_some_and(|name| entry.key == name));
        if let Some(at) = at {
            before.truncate(at + 1);
        }
    }
    let style = if json { Style::Flow } else { Style::Indented };
    Some(Vacancy { place: file.place(block.braces, style), before, path: vec![argument], shape })
}

fn beside<'t>(file: &File<'t>, argument: &Attribute) -> Tag<'t> {
    let (name, value) = (&argument.name, &argument.value);
    let style = match &value.kind {
        ExprKind::Template(template) => template.style,
        _ => Style::Flow,
    };
    Tag {
        key: name.text.to_string().into(),
        key_place: Some(file.name_place(name)),
        value: Reading::unknown(Some(file.place(value.span, style))),
        alternatives: Vec::new(),
        entry: file.entry(name.span, value),
    }
}
