//! A template as a whole: its parameters, conditions and mappings by name, and what depends on what.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::scalar::{Scalar, scalar};
use super::syntax::{self, Piece, call};
use crate::collect::limits::Limits;
use crate::project::Place;
use crate::source::{Source, Span};
use crate::tree::{Entry, Kind, NodeRef};

/// How many steps resolving takes at the most in one template: past it, every expression is unknown.
const STEPS: u32 = 1_000_000;

type Names<'t> = HashMap<&'t str, NodeRef<'t>>;

pub(super) struct Template<'t> {
    /// Where its text is from.
    pub(crate) source: &'t Arc<Source>,
    pub(crate) root: NodeRef<'t>,
    /// A macro of the user's own that rewrites the whole template.
    pub(crate) rewriter: Option<NodeRef<'t>>,
    /// How many steps may still be taken.
    pub(crate) steps: Cell<u32>,
    /// Where the resource is that is read: limits are told of there.
    pub(crate) subject: Cell<Span>,
    limits: Limits,
    parameters: OnceCell<Names<'t>>,
    conditions: OnceCell<Names<'t>>,
    resources: OnceCell<Names<'t>>,
    /// The parameters that some condition or rule asks about.
    decisive: OnceCell<HashSet<&'t str>>,
    mapping_keys: OnceCell<HashSet<&'t str>>,
    /// The parameters that each condition asks about, as far as they were looked up.
    asks: RefCell<HashMap<&'t str, Asks<'t>>>,
}

/// The parameters that something asks about.
pub(super) type Asks<'t> = Rc<HashSet<&'t str>>;

impl<'t> Template<'t> {
    /// The template of a root.
    pub(crate) fn new(root: NodeRef<'t>, source: &'t Arc<Source>, limits: &Limits) -> Self {
        Template {
            source,
            root,
            rewriter: rewriter(root),
            steps: Cell::new(STEPS),
            subject: Cell::new(root.span()),
            limits: limits.clone(),
            parameters: OnceCell::new(),
            conditions: OnceCell::new(),
            resources: OnceCell::new(),
            decisive: OnceCell::new(),
            mapping_keys: OnceCell::new(),
            asks: RefCell::default(),
        }
    }

    fn names(&self, section: &str) -> Names<'t> {
        let section = self.root.get(section);
        let entries = section.into_iter().flat_map(NodeRef::entries);
        entries.filter_map(|entry| Some((entry.key.text()?, entry.value))).collect()
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<Parameter<'t>> {
        let parameters = self.parameters.get_or_init(|| self.names("Parameters"));
        parameters.get(name).map(|&node| Parameter::read(node))
    }

    pub(crate) fn condition(&self, name: &str) -> Option<NodeRef<'t>> {
        self.conditions.get_or_init(|| self.names("Conditions")).get(name).copied()
    }

    /// The resources outside of loops: their logical ids, and what is under them.
    pub(crate) fn resources(&self) -> impl Iterator<Item = (&'t str, NodeRef<'t>)> {
        let entries = self.root.get("Resources").into_iter().flat_map(NodeRef::entries);
        entries.filter_map(|entry| Some((entry.key.text()?, entry.value)))
    }

    /// Whether a resource has this logical id.
    pub(crate) fn is_resource(&self, name: &str) -> bool {
        self.resources.get_or_init(|| self.names("Resources")).contains_key(name)
    }

    /// What a mapping says.
    pub(crate) fn mapped(&self, map: &str, first: &str, second: &str) -> Option<NodeRef<'t>> {
        let below = |node: NodeRef<'t>, key: &str| {
            let is_it = |entry: &Entry<'t>| matches!(scalar(entry.key), Scalar::Text(text) if text == key);
            node.entries().find(is_it).map(|entry| entry.value)
        };
        [map, first, second].into_iter().try_fold(self.root.get("Mappings")?, below)
    }

    /// Whether a text is a key of some mapping.
    fn is_mapping_key(&self, text: &str) -> bool {
        let keys = self.mapping_keys.get_or_init(|| {
            let mut keys = HashSet::new();
            for mapping in self.root.get("Mappings").into_iter().flat_map(NodeRef::entries) {
                for first in mapping.value.entries() {
                    keys.extend(first.key.text());
                    keys.extend(first.value.entries().filter_map(|second| second.key.text()));
                }
            }
            keys
        });
        keys.contains(text)
    }

    /// Whether the text of a parameter's value stands for something elsewhere in the template too, so that it is not
    /// changed lightly.
    pub(crate) fn is_relied_on(&self, parameter: &str, text: &str) -> bool {
        let decisive = self.decisive.get_or_init(|| {
            let mut decisive = HashSet::new();
            for section in ["Conditions", "Rules"] {
                if let Some(section) = self.root.get(section) {
                    decisive.extend(referred(section));
                }
            }
            decisive
        });
        decisive.contains(parameter) || self.is_mapping_key(text)
    }

    /// The parameters that a condition asks about, itself or through other conditions.
    pub(crate) fn asks(&self, condition: &'t str) -> Asks<'t> {
        if let Some(asks) = self.asks.borrow().get(condition) {
            return Rc::clone(asks);
        }
        let (mut asks, mut seen, mut open) = (HashSet::new(), HashSet::new(), vec![condition]);
        while let Some(name) = open.pop() {
            if !seen.insert(name) {
                continue;
            }
            if let Some(node) = self.condition(name) {
                asks.extend(referred(node));
                open.extend(conditions_within(node));
            }
        }
        let asks = Rc::new(asks);
        self.asks.borrow_mut().insert(condition, Rc::clone(&asks));
        asks
    }

    /// Takes a step; once no more may be taken, that is told of.
    pub(crate) fn step(&self) -> bool {
        match self.steps.get().checked_sub(1) {
            Some(left) => {
                self.steps.set(left);
                true
            }
            None => {
                self.hit_at(self.root.span(), format!("its tags take more than {STEPS} steps to work out"));
                false
            }
        }
    }

    /// Tells of a limit that was hit for the resource that is read.
    pub(crate) fn hit(&self, limit: impl Into<String>) {
        self.hit_at(self.subject.get(), limit);
    }

    /// Tells of a limit that was hit at a span.
    pub(crate) fn hit_at(&self, span: Span, limit: impl Into<String>) {
        self.limits.hit(self.source, span, limit);
    }

    pub(crate) fn place(&self, node: NodeRef<'t>) -> Place<'t> {
        syntax::place(self.source, node)
    }

    pub(crate) fn expression(&self, node: NodeRef<'t>) -> Place<'t> {
        syntax::expression(self.source, node)
    }
}

/// The first macro of the user's own that gets a whole template.
fn rewriter<'t>(root: NodeRef<'t>) -> Option<NodeRef<'t>> {
    let declared = root.get("Transform").into_iter().flat_map(each_transform);
    declared.chain(transforms_within(root)).find(|transform| !is_own(*transform))
}

/// The names that `Ref` and `Sub` refer to within a node.
pub(super) fn referred<'t>(node: NodeRef<'t>) -> Vec<&'t str> {
    let mut names = Vec::new();
    syntax::walk(node, &mut |node| {
        let Some(call) = call(node) else { return };
        match call.name {
            "Ref" => names.extend(call.argument.text()),
            "Sub" => {
                let text = call.argument.text().or_else(|| call.argument.items().next()?.text());
                let pieces = text.map(syntax::pieces).unwrap_or_default();
                names.extend(pieces.into_iter().filter_map(|piece| match piece {
                    Piece::Variable(name) => Some(name),
                    Piece::Literal(_) => None,
                }));
            }
            _ => {}
        }
    });
    names
}

/// The conditions that a condition names.
fn conditions_within<'t>(node: NodeRef<'t>) -> Vec<&'t str> {
    let mut names = Vec::new();
    syntax::walk(node, &mut |node| names.extend(named_condition(node)));
    names
}

/// The name in `!Condition X`, `{"Condition": "X"}`.
pub(super) fn named_condition<'t>(node: NodeRef<'t>) -> Option<&'t str> {
    if node.tag() == Some("!Condition") {
        return node.text();
    }
    syntax::only_entry(node).filter(|(key, _)| *key == "Condition").and_then(|(_, name)| name.text())
}

/// How the key of a transform begins that is among what it is to change.
pub(super) const TRANSFORM: &str = "Fn::Transform";

/// The macro among the entries of a map that is not AWS's own: it gets all that is beside it, and gives back what
/// it likes.
pub(super) fn macro_within<'t>(map: NodeRef<'t>) -> Option<NodeRef<'t>> {
    transforms_within(map).into_iter().find(|transform| !is_own(*transform))
}

/// The transforms that get a map: those among its entries, and the one that it is written under in the short form.
pub(super) fn transforms_within<'t>(map: NodeRef<'t>) -> Vec<NodeRef<'t>> {
    if map.tag() == Some("!Transform") {
        return vec![map];
    }
    let is_transform = |entry: &Entry<'t>| entry.key.text().is_some_and(|key| key.starts_with(TRANSFORM));
    map.entries().filter(is_transform).flat_map(|entry| each_transform(entry.value)).collect()
}

/// Each of the transforms that are given as one or as a list.
pub(super) fn each_transform<'t>(transforms: NodeRef<'t>) -> Vec<NodeRef<'t>> {
    match transforms.kind() {
        Kind::List => transforms.items().collect(),
        _ => vec![transforms],
    }
}

/// What names a transform.
pub(super) fn name_of_transform<'t>(transform: NodeRef<'t>) -> NodeRef<'t> {
    if let Some(name) = transform.get("Name") { name } else { transform }
}

/// Whether a transform is AWS's own: of those, none changes the tags of resources that are there.
pub(super) fn is_own(transform: NodeRef<'_>) -> bool {
    let name = name_of_transform(transform);
    name.is_null() || (call(name).is_none() && name.text().is_some_and(|name| name.starts_with("AWS::")))
}

pub(super) struct Parameter<'t> {
    pub(crate) list: bool,
    /// Whether its value is looked up elsewhere.
    pub(crate) elsewhere: bool,
    /// Whether it must not be shown.
    pub(crate) secret: bool,
    /// Whether it is never empty.
    pub(crate) filled: bool,
    pub(crate) default: Option<NodeRef<'t>>,
    /// The values it may have.
    pub(crate) allowed: Vec<NodeRef<'t>>,
}

impl<'t> Parameter<'t> {
    fn read(node: NodeRef<'t>) -> Self {
        let kind = node.get("Type").and_then(NodeRef::text).unwrap_or_default();
        let is_text = |node: &NodeRef<'t>| node.text().is_some() && !node.is_null() && call(*node).is_none();
        let elsewhere = kind.starts_with("AWS::SSM::Parameter::");
        let given = |key| node.get(key).filter(|_| !elsewhere);
        let allowed: Vec<NodeRef<'t>> = given("AllowedValues").into_iter().flat_map(NodeRef::items).collect();
        let allowed = if allowed.iter().all(is_text) { allowed } else { Vec::new() };
        let secret = node
            .get("NoEcho")
            .and_then(NodeRef::text)
            .is_some_and(|text| text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("yes"));
        let least = node.get("MinLength").and_then(NodeRef::text).and_then(|least| least.parse::<u32>().ok());
        Parameter {
            filled: least.is_some_and(|least| least > 0) || kind == "Number",
            list: kind.starts_with("List<") || kind == "CommaDelimitedList",
            elsewhere,
            secret,
            default: given("Default").filter(is_text),
            allowed,
        }
    }
}
