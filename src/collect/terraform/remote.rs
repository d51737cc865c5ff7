//! Modules that are not here: what they do with the tags that they are given, only a plan shows.

use std::rc::Rc;

use super::program::{Instance, Origin, Section};
use crate::project::{Project, Tags};
use crate::source::Medium;
use crate::tree::Style;

/// The kind of a call of a module that is not here.
const KIND: &str = "module";

/// A call that hands tags to a module from a registry or a repository, as one project whose tags are unknown. A call
/// that hands on none gives nothing to point at: such modules are looked at in plans.
pub(super) fn project<'p, 't>(
    instance: &Rc<Instance<'p, 't>>,
    call: &'p Section<'p, 't>,
    ordinal: u32,
) -> Option<Project<'t>> {
    let tags = call.attribute("tags")?;
    let address = match instance.origin(call)? {
        Origin::Remote(address) => address,
        // That a folder is not there is said at its call, but for standard input, which may come from anywhere.
        Origin::Folder(path)
            if call.file().source.medium() == Medium::Stdin && instance.module_of(call).is_none() =>
        {
            Some(path)
        }
        Origin::Folder(_) | Origin::Unknown(_) => return None,
    };
    let label = call.block().labels.first()?;
    let unknown = vec![Some(tags.file.place(tags.expr.span, Style::Flow))];
    Some(Project {
        kind: KIND.into(),
        address: Some(instance.call_address(call).into()),
        start: Some(call.file().name_place(label)),
        tags: Tags { unknown, remote: address.map(Into::into), ..Tags::default() },
        complete: false,
        ..Project::new(ordinal)
    })
}
