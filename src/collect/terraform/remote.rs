//! Modules that are not here: what they do with the tags that they are given, only a plan shows.

use std::rc::Rc;

use super::module::Section;
use super::program::{Instance, Origin};
use crate::project::{MODULE_CALL, Project, Tags};
use crate::source::Medium;
use crate::tree::Style;

/// A call that hands tags to a module from a registry or a repository, as one project whose tags are unknown. A call
/// that hands on none gives nothing to point at: such modules are looked at in plans.
pub(super) fn project<'p, 't>(
    instance: &Rc<Instance<'p, 't>>,
    call: &'p Section<'p, 't>,
    ordinal: u32,
) -> Option<Project<'t>> {
    let tags = call.attribute("tags")?;
    let Away { address } = away(instance, call)?;
    let label = call.block().labels.first()?;
    let unknown = vec![Some(tags.file.place(tags.expr.span, Style::Flow))];
    Some(Project {
        kind: MODULE_CALL.into(),
        address: Some(instance.call_address(call).into()),
        start: Some(call.file().name_place(label)),
        tags: Tags { unknown, remote: address.map(Into::into), ..Tags::default() },
        complete: false,
        ..Project::new(ordinal)
    })
}

/// A module that is not here.
pub(super) struct Away {
    /// Its address, where that is known as a whole.
    address: Option<String>,
}

/// Whether the module of a call comes from a registry or a repository.
pub(super) fn away<'p, 't>(instance: &Rc<Instance<'p, 't>>, call: &'p Section<'p, 't>) -> Option<Away> {
    match instance.origin(call)? {
        Origin::Remote(address) => Some(Away { address }),
        // That a folder is not there is said at its call, but for standard input, which may come from anywhere.
        Origin::Folder(path)
            if call.file().source.medium() == Medium::Stdin && instance.module_of(call).is_none() =>
        {
            Some(Away { address: Some(path) })
        }
        Origin::Folder(_) | Origin::Unknown(_) => None,
    }
}
