//! The tags of a planned resource, in whatever shape its type has them.

use std::borrow::Cow;

use super::nodes::{is_true, part, text_of};
use super::planned::Planned;
use super::providers::Providers;
use crate::collect::terraform::Bears;
use crate::project::{Elsewhere, Keys, Place, Reading, Tag, Tags, Value};
use crate::source::Span;
use crate::tree::{Entry, Kind, NodeRef};

/// What is under an argument, and what is reported about it: each of the same shape.
struct Argument<'t> {
    value: Option<NodeRef<'t>>,
    /// `true` where a value is known only after the apply.
    unknown: Option<NodeRef<'t>>,
    /// `true` where a value must not be shown.
    sensitive: Option<NodeRef<'t>>,
}

/// Of a plan that lists only what is known.
const KNOWN_ALONE: &str =
    "the plan has no `resource_changes`, and its `planned_values` leave out what is unknown";

/// The tags of a resource whose type bears them in some way.
pub(super) fn of<'t>(planned: &Planned<'t>, providers: Option<&Providers<'t>>, bears: Bears) -> Tags<'t> {
    let mut tags = match bears {
        Bears::Map { argument, defaults: true } => {
            let (mut tags, unknown) = planned.own_and_all(argument);
            if !planned.overrides_provider() {
                planned.add_of_provider(&mut tags, providers, unknown);
            }
            tags
        }
        Bears::Map { argument, defaults: false } | Bears::List { argument } => {
            planned.argument(argument).unwrap_or_default()
        }
        Bears::Other => planned.argument("tags").unwrap_or_default(),
        Bears::Specifications { argument, own } => planned.specifications(argument, own),
        Bears::Blocks => {
            let mut blocks = planned.argument("tag").unwrap_or_default();
            // Older providers take a list besides.
            let list = planned.argument("tags").unwrap_or_default();
            blocks.list.extend(list.list);
            blocks.unknown.extend(list.unknown);
            blocks
        }
        Bears::Nothing | Bears::Unknown => planned.own_and_all("tags").0,
    };
    if planned.unknown.is_none() {
        tags.elsewhere.push(Elsewhere { what: KNOWN_ALONE, keys: Keys::All });
    }
    tags
}

impl<'t> Planned<'t> {
    /// The tags of the resource itself with those of the provider, as far as all of them are known, and where the plan
    /// says that these are not.
    fn own_and_all(&self, argument: &str) -> (Tags<'t>, Option<Option<Place<'t>>>) {
        let mut tags = self.argument(argument).unwrap_or_default();
        // A null tag is none, unless the provider lists it among all of them.
        tags.list.retain(|tag| tag.value.value != Value::Null);
        let Some(all) = self.argument("tags_all") else { return (tags, None) };
        let unknown = all.unknown.first().copied();
        if unknown.is_none() {
            lay_over(&mut tags, all);
        }
        (tags, unknown)
    }

    /// Adds what the provider adds; where the plan does not say that, its word that all tags are `unknown` counts.
    fn add_of_provider(
        &self,
        tags: &mut Tags<'t>,
        providers: Option<&Providers<'t>>,
        unknown: Option<Option<Place<'t>>>,
    ) {
        let Some(providers) = providers else {
            if tags.unknown.is_empty() {
                tags.unknown.extend(unknown);
            }
            return;
        };
        let text = |key: &str| self.resource.get(key).and_then(NodeRef::text).unwrap_or_default();
        let added = providers.added(text("address"), text("type"), text("name"));
        for Entry { key, value } in added.constants {
            let name = key.text().unwrap_or_default();
            if tags.get(name).is_none() {
                tags.list.push(self.tag(name, key, self.reading(value, false)));
            }
        }
        tags.elsewhere.extend(added.elsewhere);
    }

    /// Whether a resource has its own say about the tags of its provider, as objects of S3 do, which take none of them.
    fn overrides_provider(&self) -> bool {
        let blocks = self.values.get("override_provider").into_iter().flat_map(NodeRef::items);
        blocks.filter_map(|block| block.get("default_tags")).any(|tags| tags.items().next().is_some())
    }

    /// The tags under those specifications of a list that are for the resource itself.
    fn specifications(&self, argument: &str, own: &str) -> Tags<'t> {
        let mut tags = Tags::default();
        let unknown = part(self.unknown, argument);
        if is_true(unknown) {
            tags.unknown.push(unknown.map(|unknown| self.place(unknown)));
            return tags;
        }
        let sensitive = part(self.sensitive, argument);
        let whole = [self.sensitive, sensitive].into_iter().find(|whole| is_true(*whole)).flatten();
        let mut unknowns = unknown.map(NodeRef::items).into_iter().flatten();
        let mut sensitives = sensitive.map(NodeRef::items).into_iter().flatten();
        for item in self.values.get(argument).map(NodeRef::items).into_iter().flatten() {
            let (unknown, hidden) = (unknowns.next(), sensitives.next());
            let list = Argument {
                value: item.get("tags"),
                unknown: part(unknown, "tags"),
                sensitive: whole.or(hidden.filter(|_| is_true(hidden))).or(part(hidden, "tags")),
            };
            match item.get("resource_type").and_then(NodeRef::text) {
                Some(kind) if kind != own => {}
                Some(_) if !is_true(list.unknown) => {
                    if let Some(value) = list.value {
                        self.list(value, &list, &mut tags);
                    }
                }
                _ => tags.unknown.push(Some(self.place(item))),
            }
        }
        tags
    }

    /// The tags under one argument, whatever their shape; nothing where it is neither known nor unknown.
    fn argument(&self, name: &str) -> Option<Tags<'t>> {
        let unknown = self.unknown.and_then(|unknown| unknown.entry(name));
        let mut tags = Tags::default();
        if let Some(entry) = unknown.filter(|entry| is_true(Some(entry.value))) {
            tags.unknown.push(Some(self.place(entry.key)));
            return Some(tags);
        }
        let argument = Argument {
            value: self.values.get(name),
            unknown: unknown.map(|entry| entry.value),
            sensitive: self.sensitive.filter(|all| is_true(Some(*all))).or(part(self.sensitive, name)),
        };
        match argument.value {
            Some(value) => match value.kind() {
                Kind::List => self.list(value, &argument, &mut tags),
                Kind::Map => self.map(&argument, &mut tags),
                Kind::Null => {}
                _ => tags.unknown.push(Some(self.place(value))),
            },
            None if argument.unknown.is_some_and(|unknown| unknown.entries().next().is_some()) => {
                self.map(&argument, &mut tags);
            }
            None => return None,
        }
        Some(tags)
    }

    fn map(&self, map: &Argument<'t>, tags: &mut Tags<'t>) {
        let is_unknown = |key: &str| is_true(part(map.unknown, key));
        let entries = map.value.map(NodeRef::entries).into_iter().flatten();
        for Entry { key, value } in entries.filter(|entry| !entry.key.text().is_some_and(is_unknown)) {
            let name = key.text().unwrap_or_default();
            let secret = is_true(map.sensitive) || is_true(part(map.sensitive, name));
            tags.list.push(self.tag(name, key, self.reading(value, secret)));
        }
        let unknown = map.unknown.map(NodeRef::entries).into_iter().flatten();
        for Entry { key, .. } in unknown.filter(|entry| is_true(Some(entry.value))) {
            let value = Reading::unknown(Some(self.place(key)));
            tags.list.push(self.tag(key.text().unwrap_or_default(), key, value));
        }
    }

    /// A list or set of objects. What is unknown of each is at the same place in the other list.
    fn list(&self, items: NodeRef<'t>, list: &Argument<'t>, tags: &mut Tags<'t>) {
        let mut unknowns = list.unknown.map(NodeRef::items).into_iter().flatten();
        let mut sensitives = list.sensitive.map(NodeRef::items).into_iter().flatten();
        for item in items.items() {
            let (unknown, hidden) = (unknowns.next(), sensitives.next());
            let secret = is_true(list.sensitive) || is_true(hidden) || is_true(part(hidden, "value"));
            let key = item.get("key").filter(|_| !is_true(part(unknown, "key")));
            let Some((key, name)) = key.and_then(|key| text_of(key).map(|name| (key, name))) else {
                tags.unknown.push(Some(self.place(item)));
                continue;
            };
            let value = match item.get("value").filter(|_| !is_true(part(unknown, "value"))) {
                Some(value) => self.reading(value, secret),
                None => Reading::unknown(Some(self.place(item))),
            };
            tags.list.push(self.tag(name, key, value));
        }
        // More is known to come than is known.
        tags.unknown.extend(unknowns.map(|unknown| Some(self.place(unknown))));
    }

    fn tag(&self, name: &'t str, key: NodeRef<'t>, value: Reading<'t>) -> Tag<'t> {
        let key_place = Some(self.place(key));
        Tag { key: Cow::Borrowed(name), key_place, value, alternatives: Vec::new(), entry: Span::default() }
    }
}

/// Adds all tags, those of the provider included, which are known: so nothing of the tags is unknown.
fn lay_over<'t>(tags: &mut Tags<'t>, all: Tags<'t>) {
    for tag in all.list {
        match tags.list.iter_mut().find(|own| own.key == tag.key) {
            None => tags.list.push(tag),
            Some(own) if own.value.value == Value::Unknown => own.value = tag.value,
            // One value, written twice: it is a secret if it is one in either place.
            Some(own) => own.value.secret |= tag.value.secret,
        }
    }
    tags.unknown.clear();
}
