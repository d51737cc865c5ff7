//! `ignore_changes`: tags that a configuration leaves to others.

use super::super::expr::{Entry, Map, Val};
use super::super::module::Section;
use super::super::types::Bears;
use crate::project::Place;
use crate::tree::Style;
use crate::tree::hcl::{self, Expr, ExprKind, Step};

/// What changes outside of the configuration: declared tags are still those that are created, but others may
/// have come since. Gives the places that say so.
pub(in crate::collect::terraform) fn note<'p, 't>(
    section: &Section<'p, 't>,
    bears: Bears,
    map: &mut Map<'t>,
) -> Vec<Place<'t>> {
    let mut places = Vec::new();
    let mut is_all = false;
    let argument = bears.argument();
    for (file, block) in section.blocks("lifecycle") {
        let Some(ignored) = block.body.attribute("ignore_changes") else { continue };
        let single = std::slice::from_ref(&ignored.value);
        let items = match &ignored.value.kind {
            ExprKind::List(items) => items.as_slice(),
            _ => single,
        };
        for item in items {
            let place = file.place(item.span, Style::Flow);
            match ignores(item, argument) {
                // `[tags, tags_all]` says one thing twice.
                Ignores::All if !std::mem::replace(&mut is_all, true) => {
                    map.unknown.push(Some(place));
                    places.push(place);
                }
                Ignores::Key(key) if map.get(&key).is_none() => {
                    map.entries.push(Entry {
                        key: Val::text(&*key, Some(place)),
                        name: (*key).into(),
                        value: Val::unknown(Some(place)),
                    });
                    places.push(place);
                }
                Ignores::Nothing | Ignores::All | Ignores::Key(_) => {}
            }
        }
    }
    places
}

enum Ignores {
    Nothing,
    All,
    Key(String),
}

/// What an item of `ignore_changes` says of the tags: `all`, `tags`, `tags_all`, `tags["Key"]`.
fn ignores(item: &Expr, argument: &str) -> Ignores {
    // In JSON the reference is a text.
    let parsed = item.literal().and_then(hcl::parse_expression);
    let item = parsed.as_ref().unwrap_or(item);
    let names = item.names();
    match names.as_slice() {
        ["all"] => return Ignores::All,
        [name, ..] if *name == argument || *name == "tags_all" || *name == "tag" => {}
        _ => return Ignores::Nothing,
    }
    match &item.kind {
        ExprKind::Traversal(_, steps) => match steps.as_slice() {
            [Step::Index(key)] => match key.literal() {
                Some(key) => Ignores::Key(key.to_owned()),
                None => Ignores::All,
            },
            [Step::Attribute(name)] => Ignores::Key(name.text.to_string()),
            _ => Ignores::All,
        },
        _ => Ignores::All,
    }
}
