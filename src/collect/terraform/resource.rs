//! Resources: each instance of a resource that bears tags becomes a project.

use std::rc::Rc;

use super::each::{Each, entries_of};
use super::eval::{Env, Mode};
use super::module::{Code, File, Section};
use super::provider::Provider;
use super::scope::Instance;
use super::tags::{self, Set};
use super::types::{self, Bears};
use super::value::{Data, Entry, MOST_ALTERNATIVES, Map, Val};
use crate::project::{
    BEDROCK_PROJECT, INFERENCE_PROFILE, Place, Project, Reading, Shape, Tag, Tags, Vacancy, Value,
};
use crate::source::Span;
use crate::tree::hcl::{self, Attribute, Block, Expr, ExprKind, Step};
use crate::tree::{Language, Style};

/// The kind of a type, and the argument that names it.
///
/// What other types call their name is none that name rules, conditions and a baseline should go by: names of buckets or
/// functions follow rules of their own, many are made up by the provider, and a name need not be the only one of its
/// kind, as an address is.
pub(in crate::collect) fn known(kind: &str) -> Option<(&'static str, &'static str)> {
    match kind {
        "awscc_bedrockmantle_project" => Some((BEDROCK_PROJECT, "name")),
        "aws_bedrock_inference_profile" => Some((INFERENCE_PROFILE, "name")),
        "awscc_bedrock_application_inference_profile" => Some((INFERENCE_PROFILE, "inference_profile_name")),
        _ => None,
    }
}

/// Whether resources of a type become projects, and how they bear tags.
pub(super) fn judged(kind: &str, wanted: &dyn Fn(&str) -> bool) -> Option<Bears> {
    if known(kind).is_none() && !wanted(kind) {
        return None;
    }
    Some(types::bears(kind)).filter(|bears| *bears != Bears::Nothing)
}

/// A resource within one instance of a module.
pub(super) struct Resource<'a, 'p, 't> {
    pub(super) instance: &'a Rc<Instance<'p, 't>>,
    pub(super) section: &'p Section<'p, 't>,
    pub(super) kind: &'p str,
    pub(super) bears: Bears,
}

impl<'p, 't> Resource<'_, 'p, 't> {
    /// The projects of one instance: one for each way that its tags may turn out, all of one number.
    pub(super) fn projects(&self, each: &Each<'t>, ordinal: u32) -> Vec<Project<'t>> {
        let mode = Mode::default();
        let mut sets = self.tag_sets(each, &mode);
        if matches!(self.bears, Bears::Unknown) && sets.is_empty() {
            return Vec::new();
        }
        let provider = Provider::of(self.instance, self.section, self.kind);
        let mut unread = self.instance.module.unread_overrides.clone();
        if matches!(self.bears, Bears::Map { defaults: true, .. }) {
            sets = over_defaults(sets, &provider.default_tags());
            unread.extend_from_slice(provider.unread());
        }
        let region = self.region(each, &mode).or_else(|| provider.region());
        let name = known(self.kind).and_then(|(_, argument)| self.section.attribute(argument));
        let name_value = name.map(|code| (code, self.env(code.file, each, &mode).eval(code.expr)));
        let several = sets.len() > 1;
        let sets = sets.into_iter().enumerate();
        sets.map(|(index, Set { mut map, misplaced, garbled })| {
            if !self.instance.module.unread_overrides.is_empty() {
                map = Map { unknown: vec![None], ..Map::default() };
            }
            let ignored = self.ignore_changes(&mut map);
            Project {
                kind: known(self.kind).map_or_else(|| self.kind.to_owned().into(), |(kind, _)| kind.into()),
                name: self.name(name_value.as_ref(), each, &mode, index == 0 || !several),
                address: Some(self.address(each).into()),
                start: self.start(),
                id: None,
                account: None,
                region: region.clone().map(Into::into),
                status: None,
                tags: Tags { unread: unread.clone(), ignored, vacancy: self.vacancy(), ..tags::tags(map) },
                complete: !matches!(self.bears, Bears::Unknown) && !garbled,
                misplaced,
                shared: Vec::new(),
                ordinal,
            }
        })
        .collect()
    }

    fn env<'e>(&'e self, file: &'p File<'t>, each: &'e Each<'t>, mode: &'e Mode) -> Env<'e, 'p, 't> {
        Env::new(self.instance, file, each, mode)
    }

    /// `module.a.aws_s3_bucket.b["key"]`
    pub(super) fn address(&self, each: &Each<'t>) -> String {
        let name = self.section.block().labels.get(1).map_or("", |label| &*label.text);
        format!("{}{}.{name}{}", self.instance.prefix, self.kind, each.suffix())
    }

    fn start(&self) -> Option<Place<'t>> {
        self.section.block().labels.get(1).map(|label| self.section.file().name_place(label))
    }

    /// The name. Of several that it may be, none is told apart by which tags go with it.
    fn name(
        &self,
        name: Option<&(Code<'p, 't>, Val<'t>)>,
        each: &Each<'t>,
        mode: &Mode,
        first: bool,
    ) -> Reading<'t> {
        let Some((code, value)) = name else {
            return Reading { value: Value::Null, place: None, secret: false };
        };
        let place = self.env(code.file, each, mode).place_of(code.expr);
        let reading = match &value.data {
            Data::OneOf(one) if one.by_default && first => one.values[0].reading(),
            Data::OneOf(_) => Reading::unknown(None),
            _ => value.reading(),
        };
        Reading { place, secret: reading.secret || value.secret, ..reading }
    }

    /// Where the tags of a resource that has none belong: behind its arguments, before its blocks.
    fn vacancy(&self) -> Option<Vacancy<'t>> {
        let shape = match self.bears {
            Bears::Map { .. } => Shape::Map,
            Bears::List { .. } => Shape::List { key: "key", value: "value" },
            _ => return None,
        };
        let argument = tags::argument(self.bears);
        let [(file, block)] = self.section.parts[..] else { return None };
        let is_tags = |inner: &Block| {
            *inner.kind.text == *argument
                || inner.labels.first().is_some_and(|label| *label.text == *argument)
        };
        if block.body.attribute(argument).is_some() || block.body.blocks.iter().any(is_tags) {
            return None;
        }
        let json = file.place(block.braces, Style::Flow).language == Language::Json;
        let first_block = block.body.blocks.first().map_or(u32::MAX, |inner| inner.span.start);
        let is_before = |attribute: &&Attribute| {
            json || (attribute.name.span.start < first_block && *attribute.name.text != *"depends_on")
        };
        let mut before: Vec<Tag<'t>> =
            block.body.attributes.iter().filter(is_before).map(|attribute| beside(file, attribute)).collect();
        if json {
            let name = known(self.kind).map(|(_, name)| name);
            let at = before.iter().position(|entry| name.is_some_and(|name| entry.key == name));
            before.truncate(at.map_or(before.len(), |at| at + 1));
        }
        let style = if json { Style::Flow } else { Style::Indented };
        Some(Vacancy { place: file.place(block.braces, style), before, path: vec![argument], shape })
    }

    fn region(&self, each: &Each<'t>, mode: &Mode) -> Option<String> {
        let code = self.section.attribute("region").filter(|_| self.kind.starts_with("aws_"))?;
        self.env(code.file, each, mode).eval(code.expr).as_text().map(|region| region.to_string())
    }

    /// What the resource itself says of its tags.
    fn tag_sets(&self, each: &Each<'t>, mode: &Mode) -> Vec<Set<'t>> {
        if self.bears == Bears::Blocks {
            return self.blocks_and_list(each, mode);
        }
        let argument = tags::argument(self.bears);
        if let Some(code) = self.section.attribute(argument) {
            let value = self.env(code.file, each, mode).eval(code.expr);
            return tags::sets(&value, code, self.kind, self.bears);
        }
        let blocks = self.section.blocks(argument);
        let is_tags = |block: &Block| block.labels.first().is_some_and(|label| *label.text == *argument);
        let dynamic = self.section.blocks("dynamic").into_iter().find(|(_, block)| is_tags(block));
        match (blocks.as_slice(), self.bears) {
            (_, Bears::Map { .. } | Bears::List { .. }) if dynamic.is_some() => {
                let unknown = dynamic.map(|(file, block)| Some(file.name_place(&block.kind)));
                vec![Set::of(Map { unknown: unknown.into_iter().collect(), ..Map::default() })]
            }
            ([], Bears::Unknown) => Vec::new(),
            ([], _) => vec![Set::default()],
            (blocks, Bears::Map { .. } | Bears::List { .. }) => {
                let values = blocks.iter().map(|(file, block)| self.block_value(file, block, each, mode));
                vec![tags::from_blocks(blocks, values.collect(), self.kind, self.bears)]
            }
            _ => {
                let unknown = blocks.iter().map(|(file, block)| Some(file.name_place(&block.kind)));
                vec![Set::of(Map { unknown: unknown.collect(), ..Map::default() })]
            }
        }
    }

    /// What stands in a `tags { … }` block.
    fn block_value(&self, file: &'p File<'t>, block: &'p Block, each: &Each<'t>, mode: &Mode) -> Map<'t> {
        let env = self.env(file, each, mode);
        let entries = block.body.attributes.iter().map(|attribute| Entry {
            key: Val {
                entry: attribute.name.span.to(attribute.value.span),
                ..Val::text(attribute.name.text.clone(), Some(file.name_place(&attribute.name)))
            },
            name: attribute.name.text.clone(),
            value: env.eval(&attribute.value),
        });
        Map { entries: entries.collect(), ..Map::default() }
    }

    /// The tags of an autoscaling group: blocks, and the list of objects that older providers take besides.
    fn blocks_and_list(&self, each: &Each<'t>, mode: &Mode) -> Vec<Set<'t>> {
        let blocks = self.tag_blocks(each, mode);
        let Some(code) = self.section.attribute("tags") else {
            return vec![Set::of(blocks)];
        };
        let value = self.env(code.file, each, mode).eval(code.expr);
        let mut sets = tags::sets(&value, code, self.kind, self.bears);
        for set in &mut sets {
            set.map.entries.splice(0..0, blocks.entries.iter().cloned());
            set.map.unknown.extend(blocks.unknown.iter().copied());
            // What the items of that list hold besides is not known here.
            set.map.container = None;
        }
        sets
    }

    /// `tag { key = … value = … }` blocks, written out or made by `dynamic`.
    fn tag_blocks(&self, each: &Each<'t>, mode: &Mode) -> Map<'t> {
        let mut map = Map::default();
        for (file, block) in self.section.blocks("tag") {
            let env = self.env(file, each, mode);
            add_tag_block(&mut map, &env, block, Some(block));
        }
        for (file, block) in self.section.blocks("dynamic") {
            if block.labels.first().is_none_or(|label| *label.text != *"tag") {
                continue;
            }
            let env = self.env(file, each, mode);
            let unknown = Some(file.name_place(&block.kind));
            let (Some(for_each), Some(content)) =
                (block.body.attribute("for_each"), block.body.blocks("content").next())
            else {
                map.unknown.push(unknown);
                continue;
            };
            let iterator = iterator(block);
            for entry in entries_of(&env.eval(&for_each.value)) {
                let Each::Entry(key, value) = entry else { continue };
                let field = |name: &str, value: Val<'t>| Entry {
                    key: Val::text(name, None),
                    name: name.into(),
                    value,
                };
                let entries = vec![field("key", key), field("value", value)];
                let bound = Val::map(Map { entries, ..Map::default() }, None);
                env.with(iterator, bound, |env| add_tag_block(&mut map, env, content, None));
            }
        }
        map
    }

    /// What changes outside of the configuration: declared tags are still those that are created, but others may
    /// have come since. Gives the places that say so.
    fn ignore_changes(&self, map: &mut Map<'t>) -> Vec<Place<'t>> {
        let mut places = Vec::new();
        let mut is_all = false;
        let argument = tags::argument(self.bears);
        for (file, block) in self.section.blocks("lifecycle") {
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
}

fn add_tag_block<'t>(map: &mut Map<'t>, env: &Env<'_, '_, 't>, block: &Block, whole: Option<&Block>) {
    let place = Some(env.file.name_place(&block.kind));
    let key = block.body.attribute("key").map(|key| env.eval(&key.value));
    let value = block.body.attribute("value").map(|value| env.eval(&value.value));
    let Some((key, name)) = key.and_then(|key| key.as_text().map(|name| (key, name))) else {
        return map.unknown.push(place);
    };
    let value = value.unwrap_or_else(|| Val::new(Data::Null, place));
    let entry = whole.map_or(Span::default(), |whole| whole.span);
    map.entries.push(Entry { key: Val { entry, ..key }, name, value });
}

/// The name by which the content of a `dynamic "tag"` block speaks of an element.
pub(super) fn iterator(block: &Block) -> &str {
    let iterator = block.body.attribute("iterator").map(|iterator| iterator.value.names());
    iterator.and_then(|names| names.first().copied()).unwrap_or("tag")
}

/// An argument beside the tags.
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
            [Step::Index(key)] => key.literal().map_or(Ignores::All, |key| Ignores::Key(key.to_owned())),
            [Step::Attribute(name)] => Ignores::Key(name.text.to_string()),
            _ => Ignores::All,
        },
        _ => Ignores::All,
    }
}

/// Every way that the tags may turn out over every way that the defaults may.
fn over_defaults<'t>(sets: Vec<Set<'t>>, defaults: &[Map<'t>]) -> Vec<Set<'t>> {
    if defaults.is_empty() {
        return sets;
    }
    if sets.len() * defaults.len() > MOST_ALTERNATIVES {
        let map = Map { unknown: vec![None], ..Map::default() };
        return vec![Set::of(map)];
    }
    let mut all = Vec::new();
    for Set { map, misplaced, garbled } in sets {
        for default in defaults {
            let mut merged = Map::merged(&[default, &map]);
            // A tag of this resource is not written where those of all are.
            merged.container = map.container;
            all.push(Set { map: merged, misplaced: misplaced.clone(), garbled });
        }
    }
    all
}
