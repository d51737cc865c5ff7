//! What else uses the values of parameters and mappings that tags are made of.
//!
//! A parameter that gives a tag its value may also be in a name, or be handed to a nested stack. A fix of its
//! default changes that too, and is not safe.

use std::collections::HashSet;

use super::resource::judged;
use super::syntax::{self, Call, LOOP, LOOPS, Piece, call};
use super::template::Template;
use crate::collect::uses::{
    Fate::{self, HandedOn, Used},
    Use, Uses, places,
};
use crate::project::Project;
use crate::text::code;
use crate::tree::{Kind, NodeRef};

/// What in a parameter says which values it takes.
const BOUNDS: [&str; 3] = ["AllowedPattern", "MinLength", "MaxLength"];
/// How many nodes are gone through; whoever writes more of them by hand has no tags to fix.
const NODES: usize = 1_000_000;

/// Notes in the projects of a template which of their texts something else uses too.
pub(super) fn note<'t>(
    template: &Template<'t>,
    is_judged: &dyn Fn(&str) -> bool,
    projects: &mut [Project<'t>],
) {
    let sections = ["Parameters", "Mappings"].map(|name| template.root.get(name));
    let is_there = |section: &NodeRef<'t>, project: &Project<'t>| {
        places(project).any(|place| section.span().contains(place.span))
    };
    if !sections.iter().flatten().any(|section| projects.iter().any(|project| is_there(section, project))) {
        return;
    }
    let mut walker = Walker { template, is_judged, uses: Uses::default(), seen: HashSet::new() };
    walker.template();
    walker.uses.mark_keys(projects.iter());
    for project in projects {
        let shared = places(project).filter_map(|place| walker.uses.shared(place)).collect();
        project.shared = shared;
    }
}

struct Walker<'a, 't> {
    template: &'a Template<'t>,
    is_judged: &'a dyn Fn(&str) -> bool,
    uses: Uses<'t>,
    /// The nodes that were gone through, and what became of them.
    seen: HashSet<(u32, Fate)>,
}

impl<'t> Walker<'_, 't> {
    fn template(&mut self) {
        for section in self.template.root.entries() {
            match section.key.text() {
                Some("Parameters") => {
                    for entry in section.value.entries() {
                        self.bounds(entry.value);
                    }
                }
                Some("Resources") => self.resources(section.value, 0),
                Some("Globals") => {
                    for globals in section.value.entries() {
                        let kind = globals.key.text().map(|name| format!("AWS::Serverless::{name}"));
                        self.holder(globals.value, kind.as_deref().unwrap_or_default());
                    }
                }
                _ => self.walk(section.value, Used),
            }
        }
    }

    /// A parameter may refuse what a fix would make its default.
    fn bounds(&mut self, parameter: NodeRef<'t>) {
        let bound = BOUNDS.iter().find_map(|name| parameter.entry(name));
        let (Some(bound), Some(default)) = (bound, parameter.get("Default")) else { return };
        let by = (code(bound.key.text().unwrap_or_default()), self.template.place(bound.key));
        self.uses.mark(self.template.place(default), &by);
    }

    fn resources(&mut self, resources: NodeRef<'t>, loops: usize) {
        for entry in resources.entries() {
            let is_loop = entry.key.text().is_some_and(|key| key.starts_with(LOOP));
            match syntax::items(entry.value).filter(|_| is_loop && loops < LOOPS) {
                Some([_, collection, body]) => {
                    self.walk(collection, Used);
                    self.resources(body, loops + 1);
                }
                None => self.resource(entry.value),
            }
        }
    }

    fn resource(&mut self, body: NodeRef<'t>) {
        let kind = body.get("Type").and_then(NodeRef::text).unwrap_or_default();
        for entry in body.entries() {
            match entry.key.text() {
                Some("Properties") if call(entry.value).is_none() => self.holder(entry.value, kind),
                _ => self.walk(entry.value, Used),
            }
        }
    }

    /// The properties of a resource, of which one holds tags.
    fn holder(&mut self, properties: NodeRef<'t>, kind: &str) {
        let bearing = judged(kind, self.is_judged);
        for entry in properties.entries() {
            let key = entry.key.text().unwrap_or_default();
            let is_tags = bearing.is_some_and(|bearing| {
                key.eq_ignore_ascii_case(bearing.property) || key.eq_ignore_ascii_case("Tags")
            });
            self.walk(entry.value, HandedOn.only_if(is_tags));
        }
    }

    /// Goes through a node. What comes to a tag as it is is no use; all else that is referred to is.
    fn walk(&mut self, node: NodeRef<'t>, fate: Fate) {
        let mut open = vec![(node, fate)];
        while let Some((node, fate)) = open.pop() {
            if self.seen.len() >= NODES {
                let limit = format!("what uses its parameters takes more than {NODES} steps to find");
                self.template.hit_at(self.template.root.span(), limit);
                return;
            }
            if !self.seen.insert((node.index(), fate)) {
                continue;
            }
            let Some(Call { name, argument }) = call(node) else {
                open.extend(node.items().map(|item| (item, fate)));
                open.extend(node.entries().map(|entry| (entry.value, fate)));
                continue;
            };
            match (name, fate) {
                ("Ref", HandedOn) => {}
                ("Ref", Used) => self.parameter(argument.text().unwrap_or_default(), node),
                ("Sub", _) => open.extend(self.substitution(node, argument, fate)),
                ("FindInMap", _) => {
                    if fate == Used {
                        self.mapped(node, argument);
                    }
                    open.extend(argument.items().map(|item| (item, Used)));
                }
                ("If", _) => open.extend(argument.items().map(|item| (item, fate))),
                _ => {
                    open.extend(argument.items().map(|item| (item, Used)));
                    open.extend(argument.entries().map(|entry| (entry.value, Used)));
                }
            }
        }
    }

    /// `Fn::Sub`: what it puts together uses all of its parts; of a text that is one variable, that is handed on.
    fn substitution(
        &mut self,
        node: NodeRef<'t>,
        argument: NodeRef<'t>,
        fate: Fate,
    ) -> Vec<(NodeRef<'t>, Fate)> {
        let (text, names) = match syntax::items(argument) {
            Some([text, names]) => (text.text(), Some(names)),
            None => (argument.text(), None),
        };
        let pieces = text.map(syntax::pieces).unwrap_or_default();
        let fate = fate.only_if(pieces.len() == 1);
        for piece in pieces {
            let Piece::Variable(name) = piece else { continue };
            if fate == Used && names.and_then(|names| names.get(name)).is_none() {
                self.parameter(name, node);
            }
        }
        names.into_iter().flat_map(NodeRef::entries).map(|entry| (entry.value, fate)).collect()
    }

    fn parameter(&mut self, name: &str, by: NodeRef<'t>) {
        let Some(parameter) = self.template.parameter(name) else { return };
        let by: Use<'t> = (code(name), self.template.expression(by));
        for value in parameter.default.iter().chain(&parameter.allowed) {
            self.uses.mark(self.template.place(*value), &by);
        }
    }

    /// `Fn::FindInMap`: what it finds, or all that it may find.
    fn mapped(&mut self, node: NodeRef<'t>, argument: NodeRef<'t>) {
        let keys: Vec<Option<&str>> =
            argument.items().take(3).map(|key| key.text().filter(|_| call(key).is_none())).collect();
        let [map, first, second] = keys[..] else { return };
        let by: Use<'t> = (code("FindInMap"), self.template.expression(node));
        let below = |nodes: Vec<NodeRef<'t>>, key: Option<&str>| -> Vec<NodeRef<'t>> {
            let entries = nodes.into_iter().flat_map(NodeRef::entries);
            entries
                .filter(|entry| key.is_none_or(|key| entry.key.text() == Some(key)))
                .map(|entry| entry.value)
                .collect()
        };
        let mappings = self.template.root.get("Mappings").into_iter().collect();
        for value in below(below(below(mappings, map), first), second) {
            if value.kind() != Kind::Map {
                self.uses.mark(self.template.place(value), &by);
            }
        }
    }
}
