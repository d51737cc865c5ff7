//! What else uses the texts that tags are made of.
//!
//! A local or a variable may say what a tag says, and be compared, looked up by or put into a name elsewhere. A fix
//! of its text changes that too, and is not safe. So every expression is gone through: what comes to a tag as it
//! is no other use, and everything else is one of all that it mentions.

mod blocks;
mod expressions;
mod read_back;

use std::rc::Rc;
use std::sync::Arc;

use super::expr::{Data, Val};
use super::program::{Instance, Section};
use super::resource;
use super::types::Bears;
use crate::collect::uses::{Fate, Use, Uses, places};
use crate::project::{Place, Project, Shared};
use crate::source::{Source, Span};

/// Where a project is written, which decides whether a text is its own.
pub(super) struct Standing<'t> {
    /// The number of the project.
    pub(super) project: usize,
    /// Its blocks; none where these make several projects.
    pub(super) blocks: Vec<(&'t Arc<Source>, Span)>,
}

impl<'t> Standing<'t> {
    pub(super) fn new(project: usize, section: &Section<'_, 't>) -> Self {
        let blocks = match section.attribute("for_each") {
            None => section.parts.iter().map(|(file, block)| (file.source, block.span)).collect(),
            Some(_) => Vec::new(),
        };
        Standing { project, blocks }
    }

    fn owns(&self, place: Place<'t>) -> bool {
        self.blocks
            .iter()
            .any(|(source, span)| Arc::ptr_eq(source, place.source) && span.contains(place.span))
    }
}

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

/// Goes through a configuration.
struct Walker<'j, 't> {
    judged: &'j dyn Fn(&str) -> bool,
    uses: Uses<'t>,
    /// What could not be gone through, and so may use anything.
    unseen: Option<&'static str>,
}

impl<'t> Walker<'_, 't> {
    fn shared(&self, place: Place<'t>, standing: &Standing<'t>) -> Option<Shared<'t>> {
        let any = || {
            let user = self.unseen.filter(|_| !standing.owns(place))?;
            Some(Shared { place, user: user.to_owned(), at: None })
        };
        self.uses.shared(place).or_else(any)
    }

    fn mark(&mut self, place: Option<Place<'t>>, by: &Use<'t>) {
        if let Some(place) = place {
            self.uses.mark(place, by);
        }
    }

    /// Everything that a value is made of.
    fn mark_all(&mut self, value: &Val<'t>, by: &Use<'t>) {
        match &value.data {
            Data::List(list) => {
                self.mark(list.container.map(|container| container.place), by);
                for item in &list.items {
                    self.mark_all(item, by);
                }
            }
            Data::Map(map) => {
                self.mark(map.container.map(|container| container.place), by);
                for entry in &map.entries {
                    self.mark(entry.key.place, by);
                    self.mark_all(&entry.value, by);
                }
            }
            Data::OneOf(one) => {
                for value in &one.values {
                    self.mark_all(value, by);
                }
            }
            _ => self.mark(value.place, by),
        }
    }

    /// The keys of a map that are asked for: the one of a name, or any.
    fn mark_keys(&mut self, value: &Val<'t>, name: Option<&str>, by: &Use<'t>) {
        for value in value.alternatives() {
            let Data::Map(map) = &value.data else { continue };
            for entry in map.entries.iter().filter(|entry| name.is_none_or(|name| *entry.name == *name)) {
                self.mark(entry.key.place, by);
            }
        }
    }

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
        if instance.program.fuel.get() == 0 {
            self.unseen.get_or_insert("what is too large to be gone through");
        }
    }
}
