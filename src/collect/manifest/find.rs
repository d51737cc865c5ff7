//! Where the projects of a document are.

use super::shape;
use crate::project::service;
use crate::tree::{Kind, NodeRef};

/// Whether the policy says that a file is a manifest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Certainty {
    /// It says so by name.
    Certain,
    /// It may be one.
    Possible,
}

/// The nodes of a document's projects, in the order of the text.
pub(crate) fn find(root: NodeRef<'_>, certainty: Certainty) -> Vec<NodeRef<'_>> {
    match root.kind() {
        Kind::List => match root.items().any(|item| Marks::of(item).is_project(certainty)) {
            true => listed(root.items()),
            false => Vec::new(),
        },
        Kind::Map if certainty == Certainty::Possible && Saved::of(root).is_some() => Vec::new(),
        Kind::Map => match list_within(root) {
            Some(list) if is_of_projects(list, certainty) => listed(list.items()),
            Some(_) => Vec::new(),
            None => alone(root, certainty).into_iter().collect(),
        },
        _ => Vec::new(),
    }
}

/// The projects of JSON Lines, which are a list without brackets; a line may also be an answer or a list itself.
pub(crate) fn find_in_lines(lines: NodeRef<'_>, certainty: Certainty) -> Vec<NodeRef<'_>> {
    let is_plain = |line: NodeRef<'_>| line.kind() == Kind::Map && list_within(line).is_none();
    let is_listed = lines.items().any(|line| is_plain(line) && Marks::of(line).is_project(certainty));
    let mut found = Vec::new();
    for line in lines.items() {
        match is_plain(line) {
            true if is_listed => found.append(&mut listed(std::iter::once(line))),
            true => {}
            false => found.append(&mut find(line, certainty)),
        }
    }
    found
}

/// Whether a document lists `projects` of another tool: none of them has tags, and all have keys of that tool's.
pub(crate) fn is_of_another_tool(root: NodeRef<'_>) -> bool {
    let Some(list) = list_within(root) else { return false };
    let mut maps = list.items().filter(|item| item.kind() == Kind::Map).peekable();
    maps.peek().is_some() && !is_of_projects(list, Certainty::Possible)
}

/// What an audit saves. It tells what was there, and declares nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Saved {
    /// What it saw.
    Snapshot,
    /// What projects had before they were changed.
    Undo,
}

impl Saved {
    /// What a document is, if an audit of any version saved it.
    pub(crate) fn of(root: NodeRef<'_>) -> Option<Self> {
        Self::of_parts(root, root.get("projects")?.items().next())
    }

    /// What a document is whose first project may be in a tree of its own.
    pub(super) fn of_parts(root: NodeRef<'_>, first: Option<NodeRef<'_>>) -> Option<Self> {
        root.get("version").filter(|version| version.kind() == Kind::Number)?;
        let is_seen = |place: NodeRef<'_>| place.get("region").is_some() && place.get("seen").is_some();
        if let Some(places) = root.get("places").filter(|places| places.kind() == Kind::List)
            && places.items().all(is_seen)
            && (places.items().next().is_some() || first.is_none())
        {
            return Some(Saved::Snapshot);
        }
        first.filter(|first| first.get("add").is_some() && first.get("remove").is_some()).map(|_| Saved::Undo)
    }
}

/// The list that holds the projects: under `projects`, or the API's answer.
pub(super) fn list_within(root: NodeRef<'_>) -> Option<NodeRef<'_>> {
    let is_list = |node: &NodeRef<'_>| node.kind() == Kind::List;
    let answer = || {
        let object = root.get("object").and_then(NodeRef::text);
        root.get("data").filter(|_| object == Some("list"))
    };
    root.get("projects").filter(is_list).or_else(|| answer().filter(is_list))
}

/// Whether a list under a name for projects is one of them, not of what another tool calls so.
fn is_of_projects(list: NodeRef<'_>, certainty: Certainty) -> bool {
    certainty == Certainty::Certain || list.items().any(|item| Marks::of(item).tells())
}

/// What is a project in a list of projects.
fn listed<'t>(items: impl Iterator<Item = NodeRef<'t>>) -> Vec<NodeRef<'t>> {
    items.filter(|&item| Marks::of(item).is_listed()).collect()
}

/// A document that is one project.
fn alone(root: NodeRef<'_>, certainty: Certainty) -> Option<NodeRef<'_>> {
    let marks = Marks::of(root);
    (marks.is_project(certainty) && !marks.is_left_out()).then_some(root)
}

/// The keys of projects, in manifests and in answers of the API.
const OWN_KEYS: [&str; 11] = [
    "object",
    "id",
    "arn",
    "name",
    "tags",
    "account",
    "region",
    "status",
    "created_at",
    "archived_at",
    "data_retention",
];

/// The object of a project in an answer of the API.
const PROJECT: &str = "organization.project";

/// What tells a project from other maps, read in one go: a list may be long.
#[derive(Default)]
pub(super) struct Marks<'t> {
    is_map: bool,
    object: Option<&'t str>,
    id: Option<&'t str>,
    status: Option<&'t str>,
    has_name: bool,
    /// Whether there are keys that no project has.
    is_foreign: bool,
    tags: Option<NodeRef<'t>>,
}

impl<'t> Marks<'t> {
    pub(super) fn of(node: NodeRef<'t>) -> Self {
        let mut marks = Marks { is_map: node.kind() == Kind::Map, ..Marks::default() };
        for entry in node.entries() {
            let key = entry.key.text().unwrap_or_default();
            match key {
                "object" => marks.object = entry.value.text(),
                "id" => marks.id = entry.value.text(),
                "status" => marks.status = entry.value.text(),
                "name" => marks.has_name = entry.value.text().is_some(),
                "tags" => marks.tags = Some(entry.value).filter(|tags| !tags.is_null()),
                _ => {}
            }
            marks.is_foreign |= !OWN_KEYS.contains(&key);
        }
        marks
    }

    fn is_named(&self) -> bool {
        self.has_name || self.id.is_some()
    }

    /// Whether it may be a project at all.
    fn may_be(&self) -> bool {
        self.is_map && self.object.is_none_or(|object| object == PROJECT)
    }

    /// Whether it is a project wherever it is: it has a name, and tags in a shape that hardly anything else has.
    pub(super) fn is_project(&self, certainty: Certainty) -> bool {
        let Some(tags) = self.tags.filter(|_| self.may_be() && self.is_named()) else { return false };
        match certainty {
            Certainty::Certain => true,
            // An empty list is one of labels, among keys of something else.
            Certainty::Possible if is_empty_list(tags) => !self.is_foreign,
            Certainty::Possible => shape(tags, false).is_some(),
        }
    }

    /// Whether it is a project in a list of projects: what is odd about its tags is said.
    pub(super) fn is_listed(&self) -> bool {
        self.may_be() && !self.is_left_out() && self.is_someone()
    }

    /// Whether it has a name or tags.
    fn is_someone(&self) -> bool {
        self.tags.is_some() || self.is_named()
    }

    /// Whether it tells that the list in which it is is one of projects, not of what another tool calls so.
    pub(super) fn tells(&self) -> bool {
        self.may_be()
            && match self.tags {
                Some(tags) if has_tags(tags) => true,
                _ => self.object == Some(PROJECT) || (self.is_someone() && !self.is_foreign),
            }
    }

    /// The account's default project cannot be tagged, and archived ones cost nothing.
    fn is_left_out(&self) -> bool {
        self.id == Some(service::DEFAULT_PROJECT) || self.status == Some(service::ARCHIVED)
    }
}

/// Whether what is called `tags` holds any, in whatever shape; a list of texts is one of labels.
fn has_tags(tags: NodeRef<'_>) -> bool {
    match tags.kind() {
        Kind::Map => true,
        Kind::List => tags.items().any(NodeRef::is_container),
        _ => false,
    }
}

fn is_empty_list(tags: NodeRef<'_>) -> bool {
    tags.kind() == Kind::List && tags.items().next().is_none()
}
