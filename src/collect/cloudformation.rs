//! CloudFormation and SAM templates, in JSON and YAML, as they are written and as the CDK writes them.
//!
//! A template is a program: what a tag says may depend on parameters, conditions, mappings. What can be worked out
//! is; what only a deployment knows is unknown, never guessed. A resource whose tags depend on conditions is read
//! once for each way in which these can turn out: such variants have the same ordinal, for they are one project.

mod brought;
mod combine;
mod conditions;
mod draft;
mod existence;
mod expressions;
mod facts;
mod globals;
mod items;
mod lists;
mod misplaced;
mod parameters;
mod reader;
mod reshape;
mod resource;
mod said;
mod scalar;
mod spot;
mod syntax;
mod tags;
mod template;
mod types;
mod uses;
mod vacancy;
mod variants;

pub(super) use resource::bedrock_kind;
pub(super) use types::names;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::limits::Limits;
use super::not_read::NotRead;
use super::{Declared, LeftOut};
use crate::project::Project;
use crate::source::Source;
use crate::tree::{Entry, Kind, NodeRef};
use existence::Absent;
use reader::{Binding, Reader};
use resource::{Resource, judged};
use syntax::{LOOP, LOOPS, Piece};
use template::Template;
use variants::Variant;

/// How many turns of loops are read in one template: more than a stack can have resources.
const TURNS: u32 = 10_000;

/// Whether a document is a template.
pub(crate) fn is_template(root: NodeRef<'_>) -> bool {
    if root.kind() != Kind::Map {
        return false;
    }
    let is_resource = |entry: Entry<'_>| {
        let kind = entry.value.get("Type").and_then(NodeRef::text);
        let is_loop =
            || entry.value.kind() == Kind::List && entry.key.text().is_some_and(|key| key.starts_with(LOOP));
        kind.is_some_and(is_type) || is_loop()
    };
    let declares = |resources: NodeRef<'_>| {
        resources.entries().any(is_resource) || !template::transforms_within(resources).is_empty()
    };
    root.get("AWSTemplateFormatVersion").is_some() || root.get("Resources").is_some_and(declares)
}

/// Whether a text looks like a resource type: `AWS::S3::Bucket`, `Custom::Thing`, `Vendor::Service::Thing`.
fn is_type(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_@-".contains(&b))
    };
    let parts = text.split("::").count();
    text.split("::").all(part) && (parts >= 3 || (parts == 2 && text.starts_with("Custom::")))
}

/// Whether a text that cannot be parsed was to be a template.
pub(crate) fn has_marks(text: &str) -> bool {
    let is_type = |rest: &str| {
        let name = |text: &str| text.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let service = name(rest);
        let Some(rest) = rest[service..].strip_prefix("::") else { return false };
        service > 0 && name(rest) > 0
    };
    text.contains("AWSTemplateFormatVersion")
        || text.match_indices("AWS::").any(|(at, mark)| is_type(&text[at + mark.len()..]))
}

/// The projects of a template: Bedrock's, and the resources of the types that are `judged` besides, as far as these
/// can have tags. What is not worked out because of a limit is told to `limits`.
pub(crate) fn projects<'t>(
    root: NodeRef<'t>,
    source: &'t Arc<Source>,
    judged: &dyn Fn(&str) -> bool,
    limits: &Limits,
) -> Declared<'t> {
    let template = Template::new(root, source, limits);
    let collector = Collector {
        template: &template,
        judged,
        absent: Absent::of(&template),
        declared: Declared::default(),
        ordinal: 0,
        turns_left: TURNS,
        seen: HashSet::new(),
    };
    let mut declared = collector.collect();
    uses::note(&template, judged, &mut declared.projects);
    declared
}

struct Collector<'a, 't> {
    template: &'a Template<'t>,
    judged: &'a dyn Fn(&str) -> bool,
    absent: Absent<'t>,
    declared: Declared<'t>,
    ordinal: u32,
    /// How many turns of loops may still be read.
    turns_left: u32,
    /// Where something was told of already that several readings have in common.
    seen: HashSet<(u32, u32)>,
}

impl<'t> Collector<'_, 't> {
    fn collect(mut self) -> Declared<'t> {
        self.bring_in(brought::by_template(self.template.source, self.template.root));
        if let Some(resources) = self.template.root.get("Resources") {
            self.bring_in(brought::by_transforms(self.template.source, resources, "Resources"));
            self.resources(resources, self.template.rewriter, &mut Vec::new());
        }
        self.note_globals();
        self.declared
    }

    /// What SAM refuses among its globals keeps the whole template from being deployed: it is said of a resource of
    /// the type that it is for, else of the first.
    fn note_globals(&mut self) {
        for (section, refused) in globals::refused(self.template) {
            let is_of = |project: &Project<'t>| project.kind.strip_prefix(globals::SAM) == Some(section);
            let at = self.declared.projects.iter().position(is_of).unwrap_or_default();
            if let Some(project) = self.declared.projects.get_mut(at) {
                project.misplaced.push(refused);
            }
        }
    }

    /// Notes what is brought in from elsewhere, once for each place.
    fn bring_in(&mut self, brought: impl IntoIterator<Item = NotRead>) {
        for not_read in brought {
            if self.seen.insert((not_read.at.span.start, not_read.at.span.end)) {
                self.declared.not_read.push(not_read);
            }
        }
    }

    fn resources(
        &mut self,
        resources: NodeRef<'t>,
        rewriter: Option<NodeRef<'t>>,
        bindings: &mut Vec<Binding<'t>>,
    ) {
        let rewriter = rewriter.or_else(|| template::macro_within(resources));
        for entry in resources.entries() {
            match entry.key.text() {
                Some(key) if key.starts_with(LOOP) => self.turns(entry.value, rewriter, bindings),
                Some(_) => self.resource(entry, rewriter, bindings),
                None => {}
            }
        }
    }

    /// `Fn::ForEach::Name: [Identifier, [collection], {resources}]`
    fn turns(&mut self, call: NodeRef<'t>, rewriter: Option<NodeRef<'t>>, bindings: &mut Vec<Binding<'t>>) {
        let Some([name, collection, body]) = syntax::items(call) else { return };
        let Some(name) = name.text() else { return };
        if bindings.len() >= LOOPS {
            self.template.hit_at(call.span(), format!("loops nest deeper than {LOOPS} levels"));
            return;
        }
        let turns = Reader::new(self.template, &[], bindings).turns(collection);
        for turn in turns {
            let Some(left) = self.turns_left.checked_sub(1) else {
                self.template
                    .hit_at(self.template.root.span(), format!("loops have more than {TURNS} turns"));
                return;
            };
            self.turns_left = left;
            bindings.push((name, turn));
            self.bring_in(brought::by_transforms(self.template.source, body, name));
            self.resources(body, rewriter, bindings);
            bindings.pop();
        }
    }

    fn resource(&mut self, entry: Entry<'t>, rewriter: Option<NodeRef<'t>>, bindings: &[Binding<'t>]) {
        let id = entry.key.text().unwrap_or_default();
        let source = self.template.source;
        let Some(kind) = entry.value.get("Type").and_then(NodeRef::text) else {
            return self.bring_in(brought::by_transforms(source, entry.value, id));
        };
        let (bearing, brought) = (judged(kind, self.judged), brought::by_resource(source, kind, entry));
        if bearing.is_none() && brought.is_none() {
            // What a transform gets whole, it may make a project of.
            return self.bring_in(brought::by_transforms(source, entry.value, id));
        }
        self.template.subject.set(entry.key.span());
        let absence = self.absent.why(self.template, id, entry.value, bindings);
        if absence.is_none() {
            self.bring_in(brought);
        }
        let Some(bearing) = bearing else { return };
        if let Some(why) = absence {
            let address = address(id, bindings).into_owned();
            self.declared.left_out.push(LeftOut { address, why });
            return;
        }
        let properties = entry.value.get("Properties");
        let resource = Resource { kind, id: entry.key, body: entry.value, properties, bearing, rewriter };
        for variant in variants::of(self.template, resource, bindings) {
            self.emit(resource, variant, bindings);
        }
        self.ordinal += 1;
    }

    fn emit(&mut self, resource: Resource<'t>, variant: Variant<'t>, bindings: &[Binding<'t>]) {
        let mut misplaced = variant.draft.misplaced;
        misplaced.retain(|found| self.seen.insert((found.place.span.start, found.place.span.end)));
        let kind = if let Some((kind, _)) = bedrock_kind(resource.kind) { kind } else { resource.kind };
        self.declared.projects.push(Project {
            kind: Cow::Borrowed(kind),
            name: variant.name,
            address: Some(address(resource.id.text().unwrap_or_default(), bindings)),
            start: Some(self.template.place(resource.id)),
            tags: variant.draft.tags,
            complete: resource.bearing.certain && !variant.draft.garbled,
            is_of_unknown_type: !resource.bearing.is_known,
            misplaced,
            ..Project::new(self.ordinal)
        });
    }
}

/// The logical id, with what loops put into it.
fn address<'t>(id: &'t str, bindings: &[Binding<'t>]) -> Cow<'t, str> {
    if bindings.is_empty() {
        return Cow::Borrowed(id);
    }
    let bound =
        |name: &str| bindings.iter().rev().find(|(bound, _)| *bound == name).and_then(|(_, text)| *text);
    let mut address = String::new();
    for piece in syntax::pieces(id) {
        match piece {
            Piece::Literal(text) => address.push_str(text),
            Piece::Variable(name) => match bound(name.trim_start_matches('&')) {
                Some(text) => address.push_str(text),
                None => address.extend(["${", name, "}"]),
            },
        }
    }
    Cow::Owned(address)
}

#[cfg(test)]
mod tests;
