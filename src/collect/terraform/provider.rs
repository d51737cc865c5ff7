//! Providers: which configuration a resource uses, and what it lays below the tags.

use std::rc::Rc;
use std::sync::Arc;

use super::dynamic::makes;
use super::expr::{Data, Each, Map, Mode, Val};
use super::module::Section;
use super::program::{Env, Instance};
use super::tags::nulls;
use crate::tree::hcl::{self, Block, Body, Expr, ExprKind};

/// The configuration that a resource uses.
pub(super) enum Provider<'p, 't> {
    /// It is at hand, with the module that it is written in.
    Found(Rc<Instance<'p, 't>>, &'p Section<'p, 't>),
    /// There is none, and so nothing is configured.
    Implicit,
    /// It may be in one of these files, which could not be read.
    Unread(Vec<Arc<str>>),
    /// It may be anywhere.
    Unknown,
}

impl<'p, 't> Provider<'p, 't> {
    /// The configuration of a resource, after its `provider` or its type.
    pub(super) fn of(instance: &Rc<Instance<'p, 't>>, section: &Section<'p, 't>, kind: &str) -> Self {
        let given = section.attribute("provider").map(|code| reference(code.expr));
        match given {
            None => {
                let name = kind.split('_').next().unwrap_or(kind);
                Provider::find(instance, name, None)
            }
            Some(None) => Provider::Unknown,
            Some(Some((name, alias))) => Provider::find(instance, &name, alias.as_deref()),
        }
    }

    fn find(instance: &Rc<Instance<'p, 't>>, name: &str, alias: Option<&str>) -> Self {
        if let Some(section) = instance.module.provider(name, alias) {
            return Provider::Found(instance.clone(), section);
        }
        if !instance.module.unread_defaults.is_empty() {
            return Provider::Unread(instance.module.unread_defaults.clone());
        }
        let Some(caller) = &instance.caller else {
            return if alias.is_none() { Provider::Implicit } else { Provider::Unknown };
        };
        match caller.call.attribute("providers") {
            None if alias.is_none() => Provider::find(&caller.instance, name, None),
            None => Provider::Unknown,
            Some(code) => match passed(code.expr, name, alias) {
                Some(Some((name, alias))) => Provider::find(&caller.instance, &name, alias.as_deref()),
                Some(None) => Provider::Unknown,
                None if alias.is_none() => Provider::find(&caller.instance, name, None),
                None => Provider::Unknown,
            },
        }
    }

    /// The tags that are laid below those of resources, one map for each way that they may turn out: those of the
    /// environment, and over them those of the configuration.
    pub(super) fn tags_below(&self, kind: &str, environment: Map<'t>) -> Vec<Map<'t>> {
        let defaults = self.default_tags();
        match kind.starts_with("aws_") && !environment.entries.is_empty() {
            false => defaults,
            true if defaults.is_empty() => vec![environment],
            true => defaults.iter().map(|default| Map::merged(&[&environment, default])).collect(),
        }
    }

    /// The tags that the configuration lays below those of resources, one map for each way that they may turn out.
    fn default_tags(&self) -> Vec<Map<'t>> {
        let (instance, section) = match self {
            Provider::Found(instance, section) => (instance, section),
            Provider::Implicit | Provider::Unread(_) => return Vec::new(),
            Provider::Unknown => return vec![Map { unknown: vec![None], ..Map::default() }],
        };
        let mode = Mode::default();
        let mut defaults = Vec::new();
        for (file, block) in section.blocks("default_tags") {
            defaults.extend(laid(&Env::new(instance, file, &Each::Single, &mode), &block.body));
        }
        for (file, block) in section.blocks("dynamic") {
            if makes(block, "default_tags") {
                defaults.extend(made(&Env::new(instance, file, &Each::Single, &mode), block));
            }
        }
        defaults
    }

    /// Files that could not be read, from which tags may be laid below those of resources.
    pub(super) fn unread(&self) -> &[Arc<str>] {
        match self {
            Provider::Unread(files) => files,
            Provider::Found(..) | Provider::Implicit | Provider::Unknown => &[],
        }
    }

    /// The region, where the configuration says it.
    pub(super) fn region(&self) -> Option<String> {
        let Provider::Found(instance, section) = self else { return None };
        let code = section.attribute("region")?;
        instance.eval(code, &Mode::default()).as_text().map(|region| region.to_string())
    }
}

/// The tags that a `default_tags` block lays, one map for each way that they may turn out.
fn laid<'t>(env: &Env<'_, '_, 't>, body: &Body) -> Vec<Map<'t>> {
    match body.attribute("tags") {
        Some(tags) => maps(&env.eval(&tags.value)).iter().flat_map(nulls::maps_without).collect(),
        None => Vec::new(),
    }
}

/// The tags that the blocks lay that `dynamic` makes, one map for each way that they may turn out.
fn made<'t>(env: &Env<'_, '_, 't>, dynamic: &Block) -> Vec<Map<'t>> {
    let unknown = Map { unknown: vec![Some(env.file.name_place(&dynamic.kind))], ..Map::default() };
    let parts = (dynamic.body.attribute("for_each"), dynamic.body.blocks("content").next());
    let (Some(for_each), Some(content)) = parts else { return vec![unknown] };
    let mut ways = Vec::new();
    for collection in env.eval(&for_each.value).alternatives() {
        // Whether there is a block at all is not known.
        if collection.is_unknown() {
            ways.push(unknown.clone());
            continue;
        }
        let before = ways.len();
        env.each_made(dynamic, &collection, |env| ways.extend(laid(env, &content.body)));
        if ways.len() == before {
            ways.push(Map::default());
        }
    }
    ways
}

/// The maps that a value may be.
pub(super) fn maps<'t>(value: &Val<'t>) -> Vec<Map<'t>> {
    let maps = value.alternatives().into_iter().map(|alternative| match &alternative.data {
        Data::Map(map) => Map::clone(map),
        Data::Null => Map::default(),
        _ => Map { unknown: vec![alternative.place], ..Map::default() },
    });
    maps.collect()
}

/// The name and alias of a reference to a provider: `aws.west`, in JSON a text.
pub(super) fn reference(expr: &Expr) -> Option<(String, Option<String>)> {
    let parsed = expr.literal().and_then(hcl::parse_expression);
    let expr = parsed.as_ref().unwrap_or(expr);
    match expr.names().as_slice() {
        [name] => Some(((*name).to_owned(), None)),
        [name, alias, ..] => Some(((*name).to_owned(), Some((*alias).to_owned()))),
        [] => None,
    }
}

/// What the `providers` of a call hand on under a name: nothing, something, or something that is not plain.
fn passed(providers: &Expr, name: &str, alias: Option<&str>) -> Option<Option<(String, Option<String>)>> {
    let ExprKind::Object(items) = &providers.kind else { return Some(None) };
    let wanted = |expr: &Expr| {
        reference(expr).is_some_and(|(known, known_alias)| known == name && known_alias.as_deref() == alias)
    };
    items.iter().find(|item| wanted(&item.key)).map(|item| reference(&item.value))
}
