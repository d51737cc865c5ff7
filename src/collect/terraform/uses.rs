//! What else uses the texts that tags are made of.
//!
//! A local or a variable may say what a tag says, and be compared, looked up by or put into a name elsewhere. A fix
//! of its text changes that too, and is not safe. So every expression is gone through: what comes to a tag as it
//! is no other use, and everything else is one of all that it mentions.

mod blocks;
mod expressions;
mod read_back;
mod standing;
mod walker;

use std::rc::Rc;

use super::program::Instance;
use super::resource;
use super::types::Bears;
use crate::collect::uses::{Fate, Uses, places};
use crate::project::Project;
use walker::Walker;

pub(super) use standing::Standing;

/// Notes in the projects of a root module which of their texts something else uses too.
pub(super) fn note<'t>(
    root: &Rc<Instance<'_, 't>>,
    judged: &dyn Fn(&str) -> bool,
    projects: &mut [Project<'t>],
    standings: &[Standing<'t>],
) {
    let foreign =
        |standing: &Standing<'t>| places(&projects[standing.project]).any(|place| !standing.owns(place));
    if !standings.iter().any(foreign) && !read_back::may_read_tags(root) {
        return;
    }
    let mut walker = Walker { judged, uses: Uses::default(), unseen: None };
    walker.instance(root);
    walker.uses.mark_keys(standings.iter().map(|standing| &projects[standing.project]));
    for standing in standings {
        let project = &mut projects[standing.project];
        let shared = places(project).filter_map(|place| walker.shared(place, standing)).collect();
        project.shared = shared;
    }
}

impl<'t> Walker<'_, 't> {
    /// Goes through an instance of a module and the modules that it calls.
    fn instance<'p>(&mut self, instance: &Rc<Instance<'p, 't>>) {
        let module = instance.module;
        for (file, body) in &module.bodies {
            for block in &body.blocks {
                if !matches!(&*block.kind.text, "resource" | "module") {
                    self.block(instance, file, block);
                }
            }
        }
        for section in &module.resources {
            let kind = section.label(0).unwrap_or_default();
            let bears = resource::judged(kind, self.judged).unwrap_or(Bears::Nothing);
            self.resource(instance, section, bears);
        }
        for call in &module.calls {
            let children = instance.children(call);
            let is_read = children.iter().any(|child| !child.instance.module.bodies.is_empty());
            self.call(instance, call, Fate::HandedOn.only_if(is_read));
            for child in children.iter() {
                self.instance(&child.instance);
            }
        }
        if module.is_broken {
            self.unseen.get_or_insert("a file that cannot be read");
        }
        if instance.program.work.is_spent() {
            self.unseen.get_or_insert("what is too large to be gone through");
        }
    }
}
