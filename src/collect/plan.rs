//! Plans, as `terraform show -json` and `tofu show -json` print them
//! (<https://developer.hashicorp.com/terraform/internals/json-format>): what will exist once they are applied.
//!
//! A plan is a product: what is wrong in it is fixed elsewhere. So no place in it may be written to, which
//! `Style::Flow` on every text says.

mod address;
mod nodes;
mod planned;
mod providers;
mod tags;

use std::borrow::Cow;
use std::sync::Arc;

use nodes::{is_true, text_of};
use planned::Planned;
use providers::Providers;

use super::not_read::{NotRead, Part, is_stack};
use super::terraform::{Bears, bears, bedrock_kind, is_known};
use super::{Declared, nameless};
use crate::finding::Location;
use crate::project::Project;
use crate::source::Source;
use crate::tree::{Kind, NodeRef};

/// Whether a JSON text is a plan.
pub(crate) fn is_plan(root: NodeRef<'_>) -> bool {
    let has = |key: &str| root.get(key).is_some_and(NodeRef::is_container);
    root.get("format_version").is_some_and(|version| version.kind() == Kind::Text)
        && (has("resource_changes") || has("planned_values"))
}

/// Whether a text that cannot be parsed was to be a plan, or a state, which holds as much.
pub(crate) fn has_marks(text: &str) -> bool {
    text.contains("\"terraform_version\"")
        || text.contains("\"planned_values\"")
        || text.contains("\"resource_changes\"")
}

/// Whether the run that made a plan failed on its way: then the plan lists what was reached before.
pub(crate) fn is_cut_short(root: NodeRef<'_>) -> bool {
    is_plan(root) && is_true(root.get("errored"))
}

/// The projects that will exist, those that a later run brings included. `judged` says which resource types are judged
/// besides Bedrock projects and application inference profiles.
pub(crate) fn projects<'t>(
    root: NodeRef<'t>,
    source: &'t Arc<Source>,
    judged: &dyn Fn(&str) -> bool,
) -> Declared<'t> {
    let declared = Declared::default();
    let mut reader = Reader { source, judged, providers: Providers::of(root), declared };
    let items = |key: &str| root.get(key).map(NodeRef::items).into_iter().flatten();
    let deferred = items("deferred_changes").filter_map(|deferred| deferred.get("resource_change"));
    match root.get("resource_changes") {
        Some(changes) => {
            for change in changes.items().chain(deferred) {
                reader.change(change);
            }
        }
        None => {
            let module = root.get("planned_values").and_then(|values| values.get("root_module"));
            if let Some(module) = module {
                reader.module(module);
            }
        }
    }
    reader.declared
}

struct Reader<'t, 'j> {
    source: &'t Arc<Source>,
    judged: &'j dyn Fn(&str) -> bool,
    /// The providers, if the plan holds its configuration.
    providers: Option<Providers<'t>>,
    declared: Declared<'t>,
}

impl<'t> Reader<'t, '_> {
    fn change(&mut self, resource: NodeRef<'t>) {
        let Some(change) = resource.get("change") else { return };
        let actions = change.get("actions").map(|actions| actions.items()).into_iter().flatten();
        let mut actions = actions.filter_map(NodeRef::text);
        let exists = actions.any(|action| !matches!(action, "delete" | "forget" | "read"));
        let Some(values) = change.get("after").filter(|after| after.kind() == Kind::Map) else { return };
        if exists {
            let (unknown, sensitive) = (change.get("after_unknown"), change.get("after_sensitive"));
            self.resource(&Planned { source: self.source, resource, values, unknown, sensitive });
        }
    }

    /// The resources of a module and of those in it: what there is to read where changes are not listed.
    fn module(&mut self, module: NodeRef<'t>) {
        let mut open = vec![module];
        while let Some(module) = open.pop() {
            for resource in module.get("resources").map(|list| list.items()).into_iter().flatten() {
                if let Some(values) = resource.get("values") {
                    let sensitive = resource.get("sensitive_values");
                    let source = self.source;
                    self.resource(&Planned { source, resource, values, unknown: None, sensitive });
                }
            }
            let children = module.get("child_modules").map(|list| list.items());
            let mut children: Vec<NodeRef<'t>> = children.into_iter().flatten().collect();
            children.reverse();
            open.extend(children);
        }
    }

    fn resource(&mut self, planned: &Planned<'t>) {
        let resource = planned.resource;
        let text = |key: &str| resource.get(key).and_then(NodeRef::text);
        let Some(kind) = text("type").filter(|_| text("mode") != Some("data")) else { return };
        let address = resource.get("address").or(resource.get("name"));
        if is_stack(kind)
            && let Some(address) = address
        {
            let stack = address.text().unwrap_or_default().to_owned();
            let at = Location::new(self.source, address.span());
            self.declared.not_read.push(NotRead { at, part: Part::Template { stack, file: None } });
        }
        let known = bedrock_kind(kind);
        let bears = bears(kind);
        if bears == Bears::Nothing || (known.is_none() && !(self.judged)(kind)) {
            return;
        }
        let tags = tags::of(planned, self.providers.as_ref(), bears);
        let start = address.map(|address| planned.place(address));
        let ordinal = self.declared.projects.len() as u32;
        self.declared.projects.push(Project {
            kind: Cow::Borrowed(if let Some((kind, _)) = known { kind } else { kind }),
            name: if let Some((_, argument)) = known { planned.name(argument) } else { nameless() },
            address: address.and_then(NodeRef::text).map(Cow::Borrowed),
            start,
            id: planned
                .values
                .get("project_id")
                .and_then(text_of)
                .filter(|_| known.is_some())
                .map(Cow::Borrowed),
            region: planned.values.get("region").and_then(text_of).map(Cow::Borrowed),
            tags,
            complete: bears != Bears::Unknown,
            is_of_unknown_type: !is_known(kind),
            ..Project::new(ordinal)
        });
    }
}

#[cfg(test)]
mod tests;
