//! The tags of a planned resource, in whatever shape its type bears them.

use std::borrow::Cow;

use super::{Planned, Reader, is_true, part, text_of};
use crate::collect::terraform::Bears;
use crate::project::{Reading, Tag, Tags, Value};
use crate::source::Span;
use crate::tree::{Entry, Kind, NodeRef};

/// What stands under an argument, and what is said of it: each of the same shape.
struct Argument<'t> {
    value: Option<NodeRef<'t>>,
    /// `true` where a value is known only after the apply.
    unknown: Option<NodeRef<'t>>,
    /// `true` where a value must not be shown.
    sensitive: Option<NodeRef<'t>>,
}

impl<'t> Reader<'t, '_> {
    /// The tags; nothing where a type that is not known has none.
    pub(super) fn tags(&self, planned: &Planned<'t>, bears: Bears) -> Option<Tags<'t>> {
        let (argument, all) = match bears {
            Bears::Map { argument, defaults } => (argument, defaults.then_some("tags_all")),
            Bears::List { argument } => (argument, None),
            Bears::Blocks => ("tag", None),
            Bears::Nothing | Bears::Unknown => ("tags", Some("tags_all")),
        };
        let own = self.argument(planned, argument);
        if bears == Bears::Unknown && own.is_none() {
            return None;
        }
        let mut tags = own.unwrap_or_default();
        // Without a word of what is unknown, an argument that is not there may still come.
        if !planned.complete && planned.values.get(argument).is_none() {
            tags.unknown.push(None);
        }
        if let Some(all) = all.and_then(|all| self.argument(planned, all)) {
            let known = all.unknown.is_empty();
            for tag in all.list {
                match tags.list.iter_mut().find(|own| own.key == tag.key) {
                    None => tags.list.push(tag),
                    Some(own) if own.value.value == Value::Unknown => own.value = tag.value,
                    // One value, written twice: it is a secret if it is one in either place.
                    Some(own) => own.value.secret |= tag.value.secret,
                }
            }
            // What will be there in the end is all of them together. Of a resource without tags the provider works them
            // out only where it adds some.
            let is_own = tags.unknown.is_empty() && planned.unknown.is_some() && !self.has_defaults;
            tags.unknown = if known || is_own { Vec::new() } else { all.unknown };
        }
        Some(tags)
    }

    /// The tags under one argument, whatever their shape; nothing where it is neither known nor unknown.
    fn argument(&self, planned: &Planned<'t>, name: &str) -> Option<Tags<'t>> {
        let unknown = planned.unknown.and_then(|unknown| unknown.entry(name));
        let mut tags = Tags::default();
        if let Some(entry) = unknown.filter(|entry| is_true(Some(entry.value))) {
            tags.unknown.push(Some(self.place(entry.key)));
            return Some(tags);
        }
        let argument = Argument {
            value: planned.values.get(name),
            unknown: unknown.map(|entry| entry.value),
            sensitive: planned.sensitive.filter(|all| is_true(Some(*all))).or(part(planned.sensitive, name)),
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

    /// A list or set of objects. What is unknown of each stands at the same place in the other list.
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
