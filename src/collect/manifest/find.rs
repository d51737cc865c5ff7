//! Where the projects of a document stand.

use super::shape;
use crate::tree::{Kind, NodeRef};

/// The nodes of a document's projects, in the order of the text.
pub fn find(root: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    match root.kind() {
        Kind::List => among(root.items(), false),
        Kind::Map => match list_within(root) {
            Some(list) => among(list.items(), true),
            None if is_project(root, false) => counted(root).into_iter().collect(),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The projects of JSON Lines, which are a list without brackets; a line may also be an answer or a list itself.
pub fn find_in_lines(lines: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    let is_plain = |line: NodeRef<'_>| line.kind() == Kind::Map && list_within(line).is_none();
    let listed = lines.items().any(|line| is_plain(line) && is_project(line, false));
    let projects = lines.items().flat_map(|line| match is_plain(line) {
        true => Some(line).filter(|&line| is_project(line, listed)).and_then(counted).into_iter().collect(),
        false => find(line),
    });
    projects.collect()
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

/// The projects of a list. Where it is certain that projects are listed, or one of them shows it by its tags, those
/// without tags are projects as well.
fn among<'t>(items: impl Iterator<Item = NodeRef<'t>> + Clone, certain: bool) -> Vec<NodeRef<'t>> {
    let listed = certain || items.clone().any(|item| is_project(item, false));
    if !listed {
        return Vec::new();
    }
    items.filter(|&item| is_project(item, true)).filter_map(counted).collect()
}

/// A project that is not left out.
fn counted(node: NodeRef<'_>) -> Option<NodeRef<'_>> {
    (!Marks::of(node).is_left_out()).then_some(node)
}

/// Whether a node is a project; within a list of projects one without tags is, too.
fn is_project(node: NodeRef<'_>, listed: bool) -> bool {
    Marks::of(node).of_project(listed)
}

/// What tells a project from other maps, read in one go: a list may be long.
#[derive(Default)]
pub(super) struct Marks<'t> {
    is_map: bool,
    object: Option<&'t str>,
    id: Option<&'t str>,
    status: Option<&'t str>,
    has_name: bool,
    tags: Option<NodeRef<'t>>,
}

impl<'t> Marks<'t> {
    pub(super) fn of(node: NodeRef<'t>) -> Self {
        let mut marks = Marks { is_map: node.kind() == Kind::Map, ..Marks::default() };
        for entry in node.entries() {
            match entry.key.text() {
                Some("object") => marks.object = entry.value.text(),
                Some("id") => marks.id = entry.value.text(),
                Some("status") => marks.status = entry.value.text(),
                Some("name") => marks.has_name = entry.value.text().is_some(),
                Some("tags") => marks.tags = Some(entry.value).filter(|tags| !tags.is_null()),
                _ => {}
            }
        }
        marks
    }

    /// Whether it is a project, by itself or within a list of projects.
    pub(super) fn of_project(&self, listed: bool) -> bool {
        let is_named = self.has_name || self.id.is_some();
        let is_other_object = self.object.is_some_and(|object| object != "organization.project");
        self.is_map
            && !is_other_object
            && match self.tags {
                Some(tags) => shape(tags, listed).is_some() && (listed || is_named),
                None => listed && is_named,
            }
    }

    /// The account's default project cannot be tagged, and archived ones cost nothing.
    pub(super) fn is_left_out(&self) -> bool {
        self.id == Some("default") || self.status == Some("archived")
    }
}
