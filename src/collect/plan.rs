//! Plans, as `terraform show -json` and `tofu show -json` print them
//! (<https://developer.hashicorp.com/terraform/internals/json-format>): what will exist once they are applied.
//!
//! A plan is a product: what is wrong in it is mended elsewhere. So no place in it may be written to, which
//! [`Style::Flow`] on every text says.

use std::borrow::Cow;
use std::sync::Arc;

use super::nameless;
use super::terraform::{Bears, bears, known_kind};
use crate::project::{Place, Project, Reading, Tag, Tags, Value};
use crate::source::{Source, Span};
use crate::tree::{Entry, Kind, NodeRef, Style};

/// Whether a JSON text is a plan.
pub fn is_plan(root: NodeRef<'_>) -> bool {
    let has = |key: &str| root.get(key).is_some_and(NodeRef::is_container);
    root.get("format_version").is_some_and(|version| version.kind() == Kind::Text)
        && (has("resource_changes") || has("planned_values"))
}

/// Whether the run that made a plan failed on its way: then the plan lists what was reached before.
pub fn is_cut_short(root: NodeRef<'_>) -> bool {
    is_plan(root) && is_true(root.get("errored"))
}

/// The projects that will exist, those that a later run brings included. `judged` says which resource types are judged
/// besides Bedrock projects and application inference profiles.
pub fn projects<'t>(
    root: NodeRef<'t>,
    source: &'t Arc<Source>,
    judged: &dyn Fn(&str) -> bool,
) -> Vec<Project<'t>> {
    let has_defaults = may_have_default_tags(root);
    let mut reader = Reader { source, judged, has_defaults, projects: Vec::new() };
    let items = |key: &str| root.get(key).map(NodeRef::items).into_iter().flatten();
    let deferred = items("deferred_changes").filter_map(|deferred| deferred.get("resource_change"));
    match root.get("resource_changes") {
        Some(changes) => changes.items().chain(deferred).for_each(|change| reader.change(change)),
        None => {
            let module = root.get("planned_values").and_then(|values| values.get("root_module"));
            module.into_iter().for_each(|module| reader.module(module));
        }
    }
    reader.projects
}

/// Whether some provider may add tags of its own, as far as the configuration in the plan says.
fn may_have_default_tags(root: NodeRef<'_>) -> bool {
    let providers = root.get("configuration").and_then(|configuration| configuration.get("provider_config"));
    let adds_tags = |provider: NodeRef<'_>| part(provider.get("expressions"), "default_tags").is_some();
    providers.is_none_or(|providers| providers.entries().any(|provider| adds_tags(provider.value)))
}

struct Reader<'t, 'j> {
    source: &'t Arc<Source>,
    judged: &'j dyn Fn(&str) -> bool,
    /// Whether some provider may add tags of its own.
    has_defaults: bool,
    projects: Vec<Project<'t>>,
}

/// What a plan says of one resource.
struct Planned<'t> {
    /// The arguments, as far as they are known.
    values: NodeRef<'t>,
    /// The same shape, `true` where a value is known only after the apply. Without it, what is not known is left
    /// out without a trace.
    unknown: Option<NodeRef<'t>>,
    /// The same shape, `true` where a value must not be shown.
    sensitive: Option<NodeRef<'t>>,
    /// Whether what is not there will not be there.
    complete: bool,
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
            self.resource(resource, &Planned { values, unknown, sensitive, complete: true });
        }
    }

    /// The resources of a module and of those in it: what there is to read where changes are not listed.
    fn module(&mut self, module: NodeRef<'t>) {
        let mut open = vec![module];
        while let Some(module) = open.pop() {
            for resource in module.get("resources").map(|list| list.items()).into_iter().flatten() {
                if let Some(values) = resource.get("values") {
                    let sensitive = resource.get("sensitive_values");
                    self.resource(resource, &Planned { values, unknown: None, sensitive, complete: false });
                }
            }
            let children = module.get("child_modules").map(|list| list.items());
            let mut children: Vec<NodeRef<'t>> = children.into_iter().flatten().collect();
            children.reverse();
            open.extend(children);
        }
    }

    fn resource(&mut self, resource: NodeRef<'t>, planned: &Planned<'t>) {
        let text = |key: &str| resource.get(key).and_then(NodeRef::text);
        let Some(kind) = text("type").filter(|_| text("mode") != Some("data")) else { return };
        let known = known_kind(kind);
        let bears = bears(kind);
        if bears == Bears::Nothing || (known.is_none() && !(self.judged)(kind)) {
            return;
        }
        let Some(tags) = self.tags(planned, bears) else { return };
        let address = resource.get("address").or(resource.get("name"));
        let start = address.map(|address| self.place(address));
        let ordinal = self.projects.len() as u32;
        self.projects.push(Project {
            kind: known.map_or(Cow::Borrowed(kind), |(kind, _)| Cow::Borrowed(kind)),
            name: known.map_or_else(nameless, |(_, argument)| self.name(planned, argument)),
            address: address.and_then(NodeRef::text).map(Cow::Borrowed),
            start,
            id: planned
                .values
                .get("project_id")
                .and_then(text_of)
                .filter(|_| known.is_some())
                .map(Cow::Borrowed),
            account: None,
            region: planned.values.get("region").and_then(text_of).map(Cow::Borrowed),
            status: None,
            tags,
            complete: planned.complete && bears != Bears::Unknown,
            misplaced: Vec::new(),
            shared: Vec::new(),
            ordinal,
        });
    }

    fn place(&self, node: NodeRef<'t>) -> Place<'t> {
        let language = node.tree().language();
        Place { source: self.source, span: node.span(), style: Style::Flow, language }
    }

    fn name(&self, planned: &Planned<'t>, argument: &str) -> Reading<'t> {
        let unknown = planned.unknown.and_then(|unknown| unknown.entry(argument));
        let secret = is_true(planned.sensitive) || is_true(part(planned.sensitive, argument));
        match (planned.values.get(argument), unknown) {
            // What has no name in the text yet is pointed at by its address.
            (_, Some(entry)) if is_true(Some(entry.value)) => Reading::unknown(None),
            (Some(value), _) => self.reading(value, secret),
            (None, _) if planned.unknown.is_none() => Reading::unknown(None),
            (None, _) => nameless(),
        }
    }

    fn reading(&self, node: NodeRef<'t>, secret: bool) -> Reading<'t> {
        let value = match node.kind() {
            Kind::Null => Value::Null,
            Kind::List | Kind::Map | Kind::Alias => Value::Nested,
            _ => Value::Text(Cow::Borrowed(node.text().unwrap_or_default())),
        };
        Reading { value, place: Some(self.place(node)), secret }
    }

    /// The tags; nothing where a type that is not known has none.
    fn tags(&self, planned: &Planned<'t>, bears: Bears) -> Option<Tags<'t>> {
        let (argument, all) = match bears {
            Bears::Map { argument, defaults } => (argument, defaults.then_some("tags_all")),
            Bears::List { argument } => (argument, None),
            Bears::Blocks => ("tag", None),
            Bears::Nothing | Bears::Unknown => ("tags", Some("tags_all")),
        };
        let own = self.argument(planned, argument);
        if bears == Bears::Unknown && own.is_none() {
            return None;
        }
        let mut tags = own.unwrap_or_default();
        // Without a word of what is unknown, an argument that is not there may still come.
        if !planned.complete && planned.values.get(argument).is_none() {
            tags.unknown.push(None);
        }
        if let Some(all) = all.and_then(|all| self.argument(planned, all)) {
            let known = all.unknown.is_empty();
            for tag in all.list {
                match tags.list.iter_mut().find(|own| own.key == tag.key) {
                    None => tags.list.push(tag),
                    Some(own) if own.value.value == Value::Unknown => own.value = tag.value,
                    // One value, written twice: it is a secret if it is one in either place.
                    Some(own) => own.value.secret |= tag.value.secret,
                }
            }
            // What will be there in the end is all of them together. Of a resource without tags the provider works them
            // out only where it adds some.
            let is_own = tags.unknown.is_empty() && planned.unknown.is_some() && !self.has_defaults;
            tags.unknown = if known || is_own { Vec::new() } else { all.unknown };
        }
        Some(tags)
    }

    /// The tags under one argument, whatever their shape; nothing where it is neither known nor unknown.
    fn argument(&self, planned: &Planned<'t>, argument: &str) -> Option<Tags<'t>> {
        let unknown = planned.unknown.and_then(|unknown| unknown.entry(argument));
        let sensitive = match planned.sensitive {
            Some(all) if is_true(Some(all)) => Some(all),
            other => part(other, argument),
        };
        let mut tags = Tags::default();
        if let Some(entry) = unknown.filter(|entry| is_true(Some(entry.value))) {
            tags.unknown.push(Some(self.place(entry.key)));
            return Some(tags);
        }
        let unknown = unknown.map(|entry| entry.value);
        let value = planned.values.get(argument);
        match value.map(NodeRef::kind) {
            Some(Kind::List) => self.list(value?, unknown, sensitive, &mut tags),
            Some(Kind::Map) => self.map(value, unknown, sensitive, &mut tags),
            Some(Kind::Null) => {}
            Some(_) => tags.unknown.push(Some(self.place(value?))),
            None if unknown.is_some_and(|unknown| unknown.entries().next().is_some()) => {
                self.map(None, unknown, sensitive, &mut tags);
            }
            None => return None,
        }
        Some(tags)
    }

    fn map(
        &self,
        map: Option<NodeRef<'t>>,
        unknown: Option<NodeRef<'t>>,
        sensitive: Option<NodeRef<'t>>,
        tags: &mut Tags<'t>,
    ) {
        let is_unknown = |key: &str| is_true(part(unknown, key));
        let entries = map.map(NodeRef::entries).into_iter().flatten();
        for Entry { key, value } in entries.filter(|entry| !entry.key.text().is_some_and(is_unknown)) {
            let name = key.text().unwrap_or_default();
            let secret = is_true(sensitive) || is_true(part(sensitive, name));
            tags.list.push(self.tag(name, key, self.reading(value, secret)));
        }
        let unknown = unknown.map(NodeRef::entries).into_iter().flatten();
        for Entry { key, .. } in unknown.filter(|entry| is_true(Some(entry.value))) {
            let value = Reading::unknown(Some(self.place(key)));
            tags.list.push(self.tag(key.text().unwrap_or_default(), key, value));
        }
    }

    /// A list or set of objects. What is unknown of each stands at the same place in the other list.
    fn list(
        &self,
        list: NodeRef<'t>,
        unknown: Option<NodeRef<'t>>,
        sensitive: Option<NodeRef<'t>>,
        tags: &mut Tags<'t>,
    ) {
        let mut unknowns = unknown.map(NodeRef::items).into_iter().flatten();
        let mut sensitives = sensitive.map(NodeRef::items).into_iter().flatten();
        for item in list.items() {
            let (unknown, hidden) = (unknowns.next(), sensitives.next());
            let secret = is_true(sensitive) || is_true(hidden) || is_true(part(hidden, "value"));
            let key = item.get("key").filter(|_| !is_true(part(unknown, "key")));
            let Some((key, name)) = key.and_then(|key| text_of(key).map(|name| (key, name))) else {
                tags.unknown.push(Some(self.place(item)));
                continue;
            };
            let value = match item.get("value").filter(|_| !is_true(part(unknown, "value"))) {
                Some(value) => self.reading(value, secret),
                None => Reading::unknown(Some(self.place(item))),
            };
            tags.list.push(self.tag(name, key, value));
        }
        // More is known to come than is known.
        tags.unknown.extend(unknowns.map(|unknown| Some(self.place(unknown))));
    }

    fn tag(&self, name: &'t str, key: NodeRef<'t>, value: Reading<'t>) -> Tag<'t> {
        let key_place = Some(self.place(key));
        Tag { key: Cow::Borrowed(name), key_place, value, alternatives: Vec::new(), entry: Span::default() }
    }
}

fn part<'t>(node: Option<NodeRef<'t>>, key: &str) -> Option<NodeRef<'t>> {
    node.and_then(|node| node.get(key))
}

fn is_true(node: Option<NodeRef<'_>>) -> bool {
    node.is_some_and(|node| node.kind() == Kind::Bool && node.text() == Some("true"))
}

fn text_of(node: NodeRef<'_>) -> Option<&str> {
    if matches!(node.kind(), Kind::Text | Kind::Number | Kind::Bool) { node.text() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Medium;
    use crate::tree::json::{self, Dialect};

    fn found(text: &str) -> Vec<String> {
        let source = Arc::new(Source::new("plan.json", text, Medium::File));
        let json = json::parse(&source, Dialect::Strict).expect("JSON");
        assert!(is_plan(json.tree.root()));
        projects(json.tree.root(), &source, &|kind| kind.starts_with("aws_")).iter().map(shown).collect()
    }

    fn shown(project: &Project<'_>) -> String {
        let word = |reading: &Reading<'_>| match &reading.value {
            Value::Text(text) => format!("{}{text}", if reading.secret { "*" } else { "" }),
            other => format!("{other:?}"),
        };
        let mut parts = vec![project.address.clone().unwrap_or_default().to_string(), word(&project.name)];
        parts.extend(project.tags.list.iter().map(|tag| {
            let place = tag.value.place.expect("a place");
            assert!(place.source.text().get(place.span.range()).is_some());
            format!("{}={}", tag.key, word(&tag.value))
        }));
        parts.extend(project.tags.unknown.iter().map(|_| "UNKNOWN".to_owned()));
        parts.join(" ")
    }

    #[test]
    fn what_will_exist_is_judged() {
        let plan = include_str!("../../fixtures/terraform/plan/plan.json");
        assert_eq!(
            found(plan),
            [
                "awscc_bedrockmantle_project.chatbot CustomerChatbot-Prod Application=CustomerChatbot CostCenter=Unknown",
                "module.data.aws_bedrock_inference_profile.sonnet[\"prod\"] DataAnalytics Team=DataScience \
                 CostCenter=*CC-3003 Environment=Production",
                "aws_s3_bucket.logs Null UNKNOWN",
                "aws_sqs_queue.jobs Null Team=DataScience UNKNOWN",
                "aws_sns_topic.kept Null Owner=Null",
                "aws_autoscaling_group.workers Null Team=PlatformEngineering"
            ]
        );
    }

    /// Before the apply the provider says nothing of all tags where it has none to merge.
    #[test]
    fn without_default_tags_a_resource_has_no_tags_but_its_own() {
        let of = |configuration: &str| {
            found(&format!(
                r#"{{"format_version": "1.2", {configuration} "resource_changes": [{{"address": "aws_s3_bucket.b",
                "mode": "managed", "type": "aws_s3_bucket", "change": {{"actions": ["create"],
                "after": {{"tags": null}}, "after_unknown": {{"id": true, "tags_all": true}}}}}}]}}"#
            ))
        };
        let with = |expressions: &str| {
            let aws = r#""name": "aws", "full_name": "registry.terraform.io/hashicorp/aws""#;
            of(&format!(
                r#""configuration": {{"provider_config": {{"aws": {{{aws}, "expressions": {expressions}}}}}}},"#
            ))
        };
        assert_eq!(with(r#"{"region": {"constant_value": "eu-west-1"}}"#), ["aws_s3_bucket.b Null"]);
        assert_eq!(of(r#""configuration": {"provider_config": {}},"#), ["aws_s3_bucket.b Null"]);
        let tags = r#"{"default_tags": [{"tags": {"references": ["data.x"]}}]}"#;
        assert_eq!(with(tags), ["aws_s3_bucket.b Null UNKNOWN"]);
        assert_eq!(of(""), ["aws_s3_bucket.b Null UNKNOWN"], "nobody says what the providers are");
    }

    #[test]
    fn only_what_exists_after_the_apply_is_judged() {
        let change = |name: &str, more: &str, actions: &str, after: &str| {
            format!(
                r#"{{"address": "aws_s3_bucket.{name}", "type": "aws_s3_bucket", "name": "{name}", {more} "change":
                {{"actions": {actions}, "after": {after}, "after_unknown": {{}}}}}}"#
            )
        };
        let managed = r#""mode": "managed","#;
        let tags = r#"{"tags": {"A": "x"}}"#;
        let changes = [
            change("kept", managed, r#"["no-op"]"#, tags),
            change("imported", r#""mode": "managed", "importing": {"id": "b"},"#, r#"["update"]"#, tags),
            change("replaced", managed, r#"["create", "delete"]"#, tags),
            change("replaced_and_forgotten", managed, r#"["create", "forget"]"#, tags),
            change("forgotten", managed, r#"["forget"]"#, "null"),
            change("gone", managed, r#"["delete"]"#, "null"),
            change("old", r#""mode": "managed", "deposed": "0a1b2c3d","#, r#"["delete"]"#, "null"),
            change("read", r#""mode": "data","#, r#"["read"]"#, tags),
        ];
        let later = change("later", managed, r#"["create"]"#, tags);
        let plan = format!(
            r#"{{"format_version": "1.2", "resource_changes": [{}], "resource_drift": [{}],
            "deferred_changes": [{{"reason": "provider_config_unknown", "resource_change": {later}}}]}}"#,
            changes.join(","),
            change("drifted", managed, r#"["update"]"#, tags),
        );
        let names = ["kept", "imported", "replaced", "replaced_and_forgotten", "later"];
        assert_eq!(found(&plan), names.map(|name| format!("aws_s3_bucket.{name} Null A=x")));
    }

    #[test]
    fn without_changes_the_planned_values_are_read() {
        let plan = r#"{"format_version": "0.1", "planned_values": {"root_module": {"resources": [
            {"address": "aws_s3_bucket.a", "mode": "managed", "type": "aws_s3_bucket", "values": {"tags": {"A": "x"}}}],
            "child_modules": [{"resources": [
            {"address": "module.m.aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "values": {}}]}]}}}"#;
        assert_eq!(found(plan), ["aws_s3_bucket.a Null A=x", "module.m.aws_s3_bucket.b Null UNKNOWN"]);
    }

    #[test]
    fn what_is_sensitive_anywhere_is_a_secret() {
        let plan = |sensitive: &str, unknown: &str| {
            format!(
                r#"{{"format_version": "1.2", "resource_changes": [{{"address": "aws_bedrock_inference_profile.p",
                "mode": "managed", "type": "aws_bedrock_inference_profile", "change": {{"actions": ["create"],
                "after": {{"name": "n", "tags": {{"A": "x", "B": "y"}}, "tags_all": {{"A": "x", "B": "y", "C": "z"}}}},
                "after_unknown": {unknown}, "after_sensitive": {sensitive}}}}}]}}"#
            )
        };
        let of = |sensitive: &str| found(&plan(sensitive, "{}")).remove(0);
        let address = "aws_bedrock_inference_profile.p";
        assert_eq!(of("false"), format!("{address} n A=x B=y C=z"));
        assert_eq!(of("true"), format!("{address} *n A=*x B=*y C=*z"));
        assert_eq!(
            of(r#"{"name": true, "tags": {"A": true}, "tags_all": {"C": true}}"#),
            format!("{address} *n A=*x B=y C=*z")
        );
        assert_eq!(of(r#"{"tags": true, "tags_all": {}}"#), format!("{address} n A=*x B=*y C=z"));
        assert_eq!(of(r#"{"tags": {}, "tags_all": {"B": true}}"#), format!("{address} n A=x B=*y C=z"));
    }

    #[test]
    fn a_name_that_is_unknown_has_the_place_of_the_address() {
        let text = r#"{"format_version": "1.2", "resource_changes": [{"address": "aws_bedrock_inference_profile.p",
            "mode": "managed", "type": "aws_bedrock_inference_profile", "change": {"actions": ["create"],
            "after": {"tags": {}}, "after_unknown": {"name": true}}}]}"#;
        let source = Arc::new(Source::new("plan.json", text, Medium::File));
        let json = json::parse(&source, Dialect::Strict).expect("JSON");
        let projects = projects(json.tree.root(), &source, &|_| false);
        assert_eq!(projects[0].name.value, Value::Unknown);
        let place = projects[0].place().expect("a place");
        assert_eq!(source.slice(place.span), "aws_bedrock_inference_profile.p");
    }

    #[test]
    fn other_texts_are_no_plans() {
        for text in [
            "[]",
            "{}",
            r#"{"format_version": "1.0"}"#,
            r#"{"format_version": "1.0", "values": {"root_module": {}}}"#,
            r#"{"format_version": "1.0", "resource_changes": null}"#,
        ] {
            let source = Arc::new(Source::new("plan.json", text, Medium::File));
            let json = json::parse(&source, Dialect::Strict).expect("JSON");
            assert!(!is_plan(json.tree.root()), "{text}");
        }
    }
}
