//! `override_provider`: the default tags of the provider, which an object of S3 may leave out.

use super::super::expr::Map;
use super::super::program::{Each, File};
use super::super::provider::{Provider, maps};
use super::super::resource::Resource;
use crate::tree::hcl::Block;

/// The types that take such a block.
const TYPES: [&str; 2] = ["aws_s3_object", "aws_s3_object_copy"];

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
        for (file, block) in self.section.blocks("override_provider") {
            for inner in block.body.blocks("default_tags") {
                // Only an empty map leaves them out: any other is passed over by the provider.
                let overriding = self.overriding(file, inner, each);
                if overriding.iter().all(Map::is_empty) {
                    defaults.clear();
                } else if overriding.iter().any(|map| map.entries.is_empty()) {
                    defaults.push(Map::default());
                }
            }
        }
        defaults
    }

    fn overriding(&self, file: &'p File<'t>, block: &'p Block, each: &Each<'t>) -> Vec<Map<'t>> {
        match block.body.attribute("tags") {
            Some(tags) => maps(&self.env(file, each).eval(&tags.value)),
            None => vec![Map::default()],
        }
    }
}
