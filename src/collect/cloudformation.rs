//! CloudFormation and SAM templates, in JSON and YAML, as they are written and as the CDK writes them.
//!
//! A template is a program: what a tag says may depend on parameters, conditions, mappings. What can be worked out
//! is; what only a deployment knows is unknown, never guessed. A resource whose tags depend on conditions is read
//! once for each way in which these can turn out: such variants have the same ordinal, for they are one project.

mod combine;
mod conditions;
mod draft;
mod globals;
mod items;
mod lists;
mod misplaced;
mod parameters;
mod reader;
mod reshape;
mod syntax;
mod tags;
mod template;
mod types;
mod uses;
mod vacancy;
mod variants;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::limits::Limits;
use crate::project::{BEDROCK_PROJECT, INFERENCE_PROFILE, Project};
use crate::source::Source;
use crate::tree::{Entry, Kind, NodeRef};
use reader::Binding;
use syntax::Piece;
use template::Template;
use types::Bearing;
use variants::Variant;

/// How many turns of a loop are read.
const TURNS: usize = 64;
/// How deep loops are followed into each other.
const LOOPS: usize = 4;

/// Whether a document is a template.
pub fn is_template(root: NodeRef<'_>) -> bool {
    if root.kind() != Kind::Map {
        return false;
    }
    let is_resource = |entry: Entry<'_>| {
        let kind = entry.value.get("Type").and_then(NodeRef::text);
        let is_loop =
            || entry.value.kind() == Kind::List && entry.key.text().is_some_and(|key| key.starts_with(LOOP));
        kind.is_some_and(is_type) || is_loop()
    };
    root.get("AWSTemplateFormatVersion").is_some()
        || root.get("Resources").is_some_and(|resources| resources.entries().any(is_resource))
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
pub fn bears_marks(text: &str) -> bool {
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
/// can bear tags. What is not worked out because of a limit is told to `limits`.
pub fn projects<'t>(
    root: NodeRef<'t>,
    source: &'t Arc<Source>,
    judged: &dyn Fn(&str) -> bool,
    limits: &Limits,
) -> Vec<Project<'t>> {
    let template = Template::new(root, source, limits);
    let collector =
        Collector { template: &template, judged, projects: Vec::new(), ordinal: 0, seen: HashSet::new() };
    let mut projects = collector.collect();
    uses::note(&template, judged, &mut projects);
    projects
}

/// The kind of one of Bedrock's types that are always judged, and the property that names it.
///
/// Names of buckets or functions follow rules of their own, so that no name rule, condition or baseline goes by them;
/// findings name such a resource by its logical id, which it alone has.
fn bedrock_kind(kind: &str) -> Option<(&'static str, &'static str)> {
    match kind {
        "AWS::BedrockMantle::Project" => Some((BEDROCK_PROJECT, "Name")),
        "AWS::Bedrock::ApplicationInferenceProfile" => Some((INFERENCE_PROFILE, "InferenceProfileName")),
        _ => None,
    }
}

/// Whether resources of a type become projects, and how they bear tags.
fn judged(kind: &str, wanted: &dyn Fn(&str) -> bool) -> Option<Bearing> {
    if bedrock_kind(kind).is_none() && !wanted(kind) {
        return None;
    }
    types::bearing(kind)
}

/// A resource that is judged.
#[derive(Clone, Copy)]
struct Resource<'t> {
    /// Its type.
    kind: &'t str,
    /// Its logical id.
    id: NodeRef<'t>,
    /// What stands under that.
    body: NodeRef<'t>,
    /// Its properties.
    properties: Option<NodeRef<'t>>,
    /// How its type bears tags.
    bearing: Bearing,
    /// A macro of the user's own that rewrites it.
    rewriter: Option<NodeRef<'t>>,
}

struct Collector<'a, 't> {
    template: &'a Template<'t>,
    judged: &'a dyn Fn(&str) -> bool,
    projects: Vec<Project<'t>>,
    ordinal: u32,
    /// Where misplaced tags were told of already.
    seen: HashSet<(u32, u32)>,
}

/// How the key of a loop begins.
const LOOP: &str = "Fn::ForEach::";

impl<'t> Collector<'_, 't> {
    fn collect(mut self) -> Vec<Project<'t>> {
        if let Some(resources) = self.template.root.get("Resources") {
            self.resources(resources, self.template.rewriter, &mut Vec::new());
        }
        self.note_globals();
        self.projects
    }

    /// What SAM refuses among its globals keeps the whole template from being deployed: it is said of a resource of
    /// the type that it is for, else of the first.
    fn note_globals(&mut self) {
        for (section, refused) in globals::refused(self.template) {
            let is_of = |project: &Project<'t>| project.kind.strip_prefix(globals::SAM) == Some(section);
            let at = self.projects.iter().position(is_of).unwrap_or_default();
            if let Some(project) = self.projects.get_mut(at) {
                project.misplaced.push(refused);
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
        let Some(name) = name.text().filter(|_| bindings.len() < LOOPS) else { return };
        let is_text = |item: &NodeRef<'t>| item.text().is_some() && syntax::call(*item).is_none();
        let literal = collection.kind() == Kind::List && syntax::call(collection).is_none();
        let turns: Vec<_> = collection.items().take(TURNS + 1).collect();
        // Of a loop within loops, or over much, one turn is read, with a name that is not known.
        let few = turns.len() <= if bindings.is_empty() { TURNS } else { TURNS / 8 };
        if !literal || !few || !turns.iter().all(is_text) {
            bindings.push((name, None));
            self.resources(body, rewriter, bindings);
            bindings.pop();
            return;
        }
        for turn in turns {
            bindings.push((name, turn.text()));
            self.resources(body, rewriter, bindings);
            bindings.pop();
        }
    }

    fn resource(&mut self, entry: Entry<'t>, rewriter: Option<NodeRef<'t>>, bindings: &[Binding<'t>]) {
        let Some(kind) = entry.value.get("Type").and_then(NodeRef::text) else { return };
        let Some(bearing) = judged(kind, self.judged) else { return };
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
        let kind = bedrock_kind(resource.kind).map_or(resource.kind, |(kind, _)| kind);
        self.projects.push(Project {
            kind: Cow::Borrowed(kind),
            name: variant.name,
            address: Some(address(resource.id.text().unwrap_or_default(), bindings)),
            start: Some(self.template.place(resource.id)),
            tags: variant.draft.tags,
            complete: resource.bearing.certain && !variant.draft.garbled,
            is_of_unknown_type: !types::is_known(resource.kind),
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
