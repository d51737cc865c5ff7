//! Modules that are not here: what they do with the tags that they are given, only a plan shows.

use std::rc::Rc;

use super::module::Section;
use super::scope::{self, Instance};
use crate::project::{Project, Tags};
use crate::tree::Style;

/// The kind of a call of a module that is not here.
const KIND: &str = "module";

/// A call that hands tags to a module from a registry or a repository, as one project whose tags are unknown. One
/// that hands on none says nothing of tags, be there some or not.
pub(super) fn project<'p, 't>(
    instance: &Rc<Instance<'p, 't>>,
    call: &'p Section<'p, 't>,
    ordinal: u32,
) -> Option<Project<'t>> {
    let source = call.attribute("source")?.expr;
    let tags = call.attribute("tags")?;
    if scope::is_local(source) {
        return None;
    }
    let label = call.block().labels.first()?;
    let unknown = vec![Some(tags.file.place(tags.expr.span, Style::Flow))];
    Some(Project {
        kind: KIND.into(),
        address: Some(format!("{}module.{}", instance.prefix, scope::call_name(call)).into()),
        start: Some(call.file().name_place(label)),
        tags: Tags { unknown, ..Tags::default() },
        complete: false,
        ..Project::new(ordinal)
    })
}
