//! `override_provider`: the default tags of the provider, which an object of S3 may leave out.

use super::super::dynamic::makes;
use super::super::expr::{Each, Map};
use super::super::program::Env;
use super::super::provider::{Provider, maps};
use super::super::resource::Resource;
use crate::project::Place;
use crate::tree::hcl::{Block, Body};

/// The types that take such a block.
const TYPES: [&str; 2] = ["aws_s3_object", "aws_s3_object_copy"];

/// Whether a block leaves the default tags out.
#[derive(Clone, Copy)]
enum Leaves<'t> {
    Out,
    /// In one way that it may turn out.
    Perhaps,
    /// Nobody knows, for what is there.
    Unknown(Option<Place<'t>>),
    In,
}

impl<'p, 't> Resource<'_, 'p, 't> {
    /// The tags that lie below those of the resource, one map for each way that they may turn out.
    pub(in crate::collect::terraform) fn tags_below(
        &self,
        provider: &Provider<'p, 't>,
        environment: Map<'t>,
        each: &Each<'t>,
    ) -> Vec<Map<'t>> {
        let mut defaults = provider.tags_below(self.kind, environment);
        if !TYPES.contains(&self.kind) {
            return defaults;
        }
        for leaves in self.overriding(each) {
            match leaves {
                Leaves::Out => defaults.clear(),
                Leaves::Perhaps => defaults.push(Map::default()),
                Leaves::Unknown(place) => {
                    defaults.push(Map { unknown: vec![place], ..Map::default() });
                }
                Leaves::In => {}
            }
        }
        defaults
    }

    /// What each block of default tags says, written out or made by `dynamic`.
    fn overriding(&self, each: &Each<'t>) -> Vec<Leaves<'t>> {
        let mut all = Vec::new();
        for (file, block) in self.section.blocks("override_provider") {
            in_default_tags(&self.env(file, each), &block.body, &mut all);
        }
        for (file, block) in self.section.blocks("dynamic") {
            if makes(block, "override_provider") {
                made(&self.env(file, each), block, &mut all, &mut in_default_tags);
            }
        }
        all
    }
}

/// What the blocks of default tags say within an `override_provider`.
fn in_default_tags<'t>(env: &Env<'_, '_, 't>, body: &Body, all: &mut Vec<Leaves<'t>>) {
    for block in body.blocks("default_tags") {
        of_default_tags(env, &block.body, all);
    }
    for block in body.blocks("dynamic") {
        if makes(block, "default_tags") {
            made(env, block, all, &mut of_default_tags);
        }
    }
}

/// Only an empty map leaves the default tags out: the provider refuses any other.
fn of_default_tags<'t>(env: &Env<'_, '_, 't>, body: &Body, all: &mut Vec<Leaves<'t>>) {
    let overriding = match body.attribute("tags") {
        Some(tags) => maps(&env.eval(&tags.value)),
        None => vec![Map::default()],
    };
    all.push(match overriding.iter().filter(|map| map.entries.is_empty()).count() {
        0 => Leaves::In,
        empty if empty == overriding.len() && overriding.iter().all(Map::is_empty) => Leaves::Out,
        _ => Leaves::Perhaps,
    });
}

/// What the blocks say that `dynamic` makes.
fn made<'p, 't>(
    env: &Env<'_, 'p, 't>,
    block: &Block,
    all: &mut Vec<Leaves<'t>>,
    read: &mut dyn FnMut(&Env<'_, 'p, 't>, &Body, &mut Vec<Leaves<'t>>),
) {
    let Some(content) = block.body.blocks("content").next() else { return };
    let Some(for_each) = block.body.attribute("for_each") else { return };
    let alternatives = env.eval(&for_each.value).alternatives();
    for collection in &alternatives {
        let mut found = Vec::new();
        env.each_made(block, collection, |env| read(env, &content.body, &mut found));
        for leaves in found {
            all.push(match leaves {
                Leaves::Out if collection.is_unknown() => Leaves::Unknown(collection.place),
                Leaves::Out if alternatives.len() > 1 => Leaves::Perhaps,
                leaves => leaves,
            });
        }
    }
}
