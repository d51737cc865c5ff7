//! What the configuration in a plan says of providers: which tags they add, and which they leave to others.

use std::collections::HashMap;

use super::address::modules;
use super::nodes::part;
use crate::project::{Elsewhere, Keys};
use crate::tree::{Entry, Kind, NodeRef};

/// The tags that the provider of a resource adds, as far as its configuration says them.
#[derive(Default)]
pub(super) struct Added<'t> {
    /// The tags that are written out.
    pub(crate) constants: Vec<Entry<'t>>,
    /// The keys that it may add besides, or leaves to others.
    pub(crate) elsewhere: Vec<Elsewhere>,
}

/// Of `default_tags` that only a run works out.
const REFERENCES: &str = "the `default_tags` of the provider are worked out in the run";
/// Of a provider among several of which some add tags.
const SOME_PROVIDER: &str = "the plan does not say which provider the resource uses";
/// Of `ignore_tags`.
const IGNORED: &str = "the `ignore_tags` of the provider leave it to others";

/// The providers of a plan.
pub(super) struct Providers<'t> {
    configured: Option<NodeRef<'t>>,
    /// The key of the provider of each resource.
    keys: HashMap<Address<'t>, &'t str>,
}

/// The names of the calls that lead to a module, and the type and the name of a resource in it.
type Address<'t> = (Vec<&'t str>, &'t str, &'t str);

impl<'t> Providers<'t> {
    /// The providers of a plan; nothing where it holds no configuration.
    pub(crate) fn of(plan: NodeRef<'t>) -> Option<Self> {
        let configuration = plan.get("configuration")?;
        let root = configuration.get("root_module");
        let configured = configuration.get("provider_config");
        if root.is_none() && configured.is_none() {
            return None;
        }
        let mut keys = HashMap::new();
        let mut open: Vec<(Vec<&str>, NodeRef<'t>)> =
            root.map(|root| (Vec::new(), root)).into_iter().collect();
        while let Some((path, module)) = open.pop() {
            for resource in module.get("resources").into_iter().flat_map(NodeRef::items) {
                let text = |key: &str| resource.get(key).and_then(NodeRef::text);
                if let (Some(kind), Some(name), Some(key)) =
                    (text("type"), text("name"), text("provider_config_key"))
                    && text("mode") != Some("data")
                {
                    keys.insert((path.clone(), kind, name), key);
                }
            }
            for call in module.get("module_calls").into_iter().flat_map(NodeRef::entries) {
                if let (Some(name), Some(module)) = (call.key.text(), call.value.get("module")) {
                    let path = path.iter().copied().chain([name]).collect();
                    open.push((path, module));
                }
            }
        }
        Some(Providers { configured, keys })
    }

    /// What the provider of a resource adds.
    pub(crate) fn added(&self, address: &'t str, kind: &'t str, name: &'t str) -> Added<'t> {
        let key = self.keys.get(&(modules(address), kind, name)).copied();
        let all = || self.configured.into_iter().flat_map(NodeRef::entries);
        let own = all().find(|entry| key.is_some() && entry.key.text() == key);
        // The entry of a module that only says which provider it wants has no arguments: its caller passes one.
        let is_told = |entry: &Entry<'t>| {
            let is_of_root = entry.key.text().is_some_and(|key| !key.contains(':'));
            is_of_root || entry.value.get("expressions").is_some()
        };
        if let Some(own) = own.filter(is_told) {
            return added(own.value);
        }
        let wanted = kind.split('_').next();
        let named = |entry: &Entry<'t>| entry.value.get("name").and_then(NodeRef::text) == wanted;
        let mut candidates: Vec<Entry<'t>> = all().filter(named).collect();
        match candidates.pop() {
            Some(only) if candidates.is_empty() => added(only.value),
            Some(last) if candidates.iter().chain([&last]).any(|entry| !adds_nothing(entry.value)) => Added {
                elsewhere: vec![Elsewhere { what: SOME_PROVIDER, keys: Keys::All }],
                ..Added::default()
            },
            Some(_) | None => Added::default(),
        }
    }
}

fn adds_nothing(provider: NodeRef<'_>) -> bool {
    let added = added(provider);
    added.constants.is_empty() && added.elsewhere.is_empty()
}

/// What a provider adds, after its entry in the configuration.
fn added(provider: NodeRef<'_>) -> Added<'_> {
    let mut added = Added::default();
    let expressions = provider.get("expressions");
    for block in blocks(expressions, "default_tags") {
        let Some(tags) = block.get("tags") else { continue };
        match tags.get("constant_value") {
            Some(constant) => added.constants.extend(constant.entries().filter(|tag| !tag.value.is_null())),
            None => added.elsewhere.push(Elsewhere { what: REFERENCES, keys: Keys::All }),
        }
    }
    for block in blocks(expressions, "ignore_tags") {
        for (name, of) in [("keys", Keys::One as fn(String) -> Keys), ("key_prefixes", Keys::Beginning)] {
            let Some(argument) = block.get(name) else { continue };
            match argument.get("constant_value") {
                Some(constant) => {
                    let texts = constant.items().filter_map(NodeRef::text);
                    let keys = texts.map(|text| Elsewhere { what: IGNORED, keys: of(text.to_owned()) });
                    added.elsewhere.extend(keys);
                }
                None => added.elsewhere.push(Elsewhere { what: IGNORED, keys: Keys::All }),
            }
        }
    }
    added
}

/// The blocks of a name, which are in a list unless there is but one.
fn blocks<'t>(expressions: Option<NodeRef<'t>>, name: &str) -> Vec<NodeRef<'t>> {
    match part(expressions, name) {
        Some(list) if list.kind() == Kind::List => list.items().collect(),
        Some(single) => vec![single],
        None => Vec::new(),
    }
}
