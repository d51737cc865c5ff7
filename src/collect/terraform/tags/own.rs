//! What a resource itself says of its tags: in an argument, in blocks, or in blocks that `dynamic` makes.

use super::super::dynamic::makes;
use super::super::expr::{Data, Each, Entry, Map, Val};
use super::super::file::File;
use super::super::program::Env;
use super::super::resource::Resource;
use super::super::types::Bears;
use super::sets::{self, Set};
use super::specifications;
use crate::source::Span;
use crate::tree::hcl::{Block, Body};

impl<'p, 't> Resource<'_, 'p, 't> {
    /// What the resource itself says of its tags.
    pub(crate) fn own_tags(&self, each: &Each<'t>) -> Vec<Set<'t>> {
        if self.bears == Bears::Blocks {
            return self.blocks_and_list(each);
        }
        let argument = self.bears.argument();
        if let Some(code) = self.section.attribute(argument) {
            let value = self.env(code.file, each).eval(code.expr);
            return match self.bears {
                Bears::Specifications { own, .. } => specifications::sets(&value, own),
                bears => sets::sets(&value, code, self.kind, bears),
            };
        }
        let written = self.section.blocks(argument);
        let mut made = self.section.blocks("dynamic");
        made.retain(|(_, block)| makes(block, argument));
        let blocks = [&*made, &*written].concat();
        match (blocks.as_slice(), self.bears) {
            ([], _) => vec![Set::default()],
            (blocks, Bears::Map { .. } | Bears::List { .. }) => {
                let mut values = Vec::new();
                for (file, block) in &made {
                    self.made_values(file, block, each, &mut values);
                }
                for (file, block) in &written {
                    values.push(block_value(&self.env(file, each), &block.body));
                }
                vec![sets::from_blocks(blocks, values, self.kind, self.bears)]
            }
            _ => {
                let unknown = blocks.iter().map(|(file, block)| Some(file.name_place(&block.kind)));
                vec![Set::of(Map { unknown: unknown.collect(), ..Map::default() })]
            }
        }
    }

    /// What is in the blocks that `dynamic "tags"` makes.
    fn made_values(
        &self,
        file: &'p File<'t>,
        dynamic: &'p Block,
        each: &Each<'t>,
        values: &mut Vec<Map<'t>>,
    ) {
        let env = self.env(file, each);
        let parts = (dynamic.body.attribute("for_each"), dynamic.body.blocks("content").next());
        let (Some(for_each), Some(content)) = parts else {
            let unknown = vec![Some(file.name_place(&dynamic.kind))];
            return values.push(Map { unknown, ..Map::default() });
        };
        env.each_made(dynamic, &env.eval(&for_each.value), |env| {
            values.push(block_value(env, &content.body));
        });
    }

    /// The tags of an autoscaling group: blocks, and the list of objects that older providers take besides.
    fn blocks_and_list(&self, each: &Each<'t>) -> Vec<Set<'t>> {
        let blocks = self.tag_blocks(each);
        let Some(code) = self.section.attribute("tags") else {
            return vec![Set::of(blocks)];
        };
        let value = self.env(code.file, each).eval(code.expr);
        let mut sets = sets::sets(&value, code, self.kind, self.bears);
        for set in &mut sets {
            set.map.entries.splice(0..0, blocks.entries.iter().cloned());
            set.map.unknown.extend(blocks.unknown.iter().copied());
            // What the items of that list hold besides is not known here.
            set.map.container = None;
        }
        sets
    }

    /// `tag { key = … value = … }` blocks, written out or made by `dynamic`.
    fn tag_blocks(&self, each: &Each<'t>) -> Map<'t> {
        let mut map = Map::default();
        for (file, block) in self.section.blocks("tag") {
            let env = self.env(file, each);
            add_tag_block(&mut map, &env, block, block.span);
        }
        for (file, block) in self.section.blocks("dynamic") {
            if !makes(block, "tag") {
                continue;
            }
            let env = self.env(file, each);
            let unknown = Some(file.name_place(&block.kind));
            let (Some(for_each), Some(content)) =
                (block.body.attribute("for_each"), block.body.blocks("content").next())
            else {
                map.unknown.push(unknown);
                continue;
            };
            env.each_made(block, &env.eval(&for_each.value), |env| {
                add_tag_block(&mut map, env, content, Span::default());
            });
        }
        map
    }
}

/// What is in a `tags { … }` block.
fn block_value<'t>(env: &Env<'_, '_, 't>, body: &Body) -> Map<'t> {
    let entries = body.attributes.iter().map(|attribute| Entry {
        key: Val {
            entry: attribute.name.span.to(attribute.value.span),
            ..Val::text(attribute.name.text.clone(), Some(env.file.name_place(&attribute.name)))
        },
        name: attribute.name.text.clone(),
        value: env.eval(&attribute.value),
    });
    Map { entries: entries.collect(), ..Map::default() }
}

/// Adds the tag of a block, and the span by which it can be removed.
fn add_tag_block<'t>(map: &mut Map<'t>, env: &Env<'_, '_, 't>, block: &Block, entry: Span) {
    let place = Some(env.file.name_place(&block.kind));
    let key = block.body.attribute("key").map(|key| env.eval(&key.value));
    let value = block.body.attribute("value").map(|value| env.eval(&value.value));
    let Some((key, name)) = key.and_then(|key| key.as_text().map(|name| (key, name))) else {
        return map.unknown.push(place);
    };
    let value = value.unwrap_or_else(|| Val::new(Data::Null, place));
    map.entries.push(Entry { key: Val { entry, ..key }, name, value });
}
