//! Large lists of projects, of which a few are read at a time: a million projects as nodes would take more memory
//! than their text.

use super::find::{Certainty, Marks, Saved, list_within};
use crate::source::{Source, Span};
use crate::tree::json::Dialect;
use crate::tree::json::fold::{self, Folded, Mark};
use crate::tree::{Kind, NodeRef};

/// JSON texts of more bytes are read so.
pub const LARGE: usize = 1 << 20;

/// The keys whose lists may hold projects.
pub(crate) const KEYS: &[&str] = &["projects", "data"];

/// What is noted of an item of a list: whether it is a project if projects are listed, and whether it shows that they
/// are, wherever the list is or under a name for projects.
pub(crate) fn mark(item: NodeRef<'_>, certainty: Certainty) -> Mark {
    let marks = Marks::of(item);
    Mark { is_kept: marks.is_listed(), tells: marks.is_project(certainty), is_own: marks.tells() }
}

/// The folded lists of a document, and how it is written.
#[derive(Debug)]
pub(crate) struct Lists {
    pub(crate) dialect: Dialect,
    pub(crate) folded: Vec<Folded>,
}

impl Lists {
    fn of(&self, list: NodeRef<'_>) -> Option<&Folded> {
        self.folded.iter().find(|folded| folded.list == list.index())
    }

    /// What the document is, if an audit saved it.
    pub(crate) fn saved(&self, root: NodeRef<'_>, source: &Source) -> Option<Saved> {
        let list = root.get("projects")?;
        let first = self.of(list).and_then(|folded| folded.first);
        let first = fold::unfold(source, self.dialect, first.as_slice());
        Saved::of_parts(root, first.root().items().next())
    }
}

/// Where the projects of a document are, as [`super::find()`] finds them; `None` where they are in no folded list.
pub(crate) fn find<'f>(
    root: NodeRef<'_>,
    lists: &'f Lists,
    source: &Source,
    certainty: Certainty,
) -> Option<&'f [Span]> {
    let (list, is_named_so) = match root.kind() {
        Kind::List => (root, false),
        _ if certainty == Certainty::Possible && lists.saved(root, source).is_some() => return Some(&[]),
        _ => (list_within(root)?, true),
    };
    let folded = lists.of(list)?;
    let is_of_projects = match is_named_so {
        true => certainty == Certainty::Certain || folded.has_own,
        false => folded.is_told,
    };
    Some(if is_of_projects { &folded.items } else { &[] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Medium;
    use crate::tree::json::parse;

    #[test]
    fn the_same_projects_are_found_as_in_small_files() {
        for text in [
            r#"[{"name": "a", "tags": {"k": 1}}, {"name": "b"}, 1, {"id": "default", "tags": {}}]"#,
            r#"[{"name": "a"}, {"name": "b"}]"#,
            r#"{"projects": [{"name": "a"}, {"name": "b", "tags": [{"Key": "k"}]}, []]}"#,
            r#"{"data": [{"id": "p", "status": "archived"}, {"id": "q", "tags": {}}], "object": "list"}"#,
            r#"{"data": [{"id": "q", "tags": {}}], "object": "models"}"#,
            r#"{"name": "a", "tags": {"k": "v"}, "data": [1]}"#,
            r#"{"projects": [{"name": "a"}], "projects": [{"name": "b"}]}"#,
            r#"{"projects": {"name": "a"}}"#,
            r#"{"version": 1, "places": [], "projects": [{"name": "a", "tags": {}}]}"#,
            r#"{"version": 1, "projects": [{"name": "a", "tags": {}}]}"#,
            r#"{"version": 1, "places": [], "projects": []}"#,
            r#"{"version": 1, "projects": [{"id": "default", "tags": {}}, {"id": "p", "add": {}, "remove": [], "tags": {}}]}"#,
            r#"{"version": 1, "projects": [{"id": "default", "add": {}, "remove": []}, {"id": "p", "tags": {}}]}"#,
            r#"{"version": 1, "places": [{"region": "r", "seen": 1}], "projects": [{"name": "a", "tags": {}}]}"#,
            r#"{"version": 1, "projects": [{"id": "a", "add": {}, "remove": []}, {"id": "b", "tags": {}}]}"#,
            r#"{"projects": [{"name": "a", "dir": "x"}, {"name": "b", "dir": "y", "tags": ["t"]}]}"#,
            r#"{"projects": [{"name": "a", "dir": "x"}, {"name": "b"}]}"#,
            r#"[{"name": "a", "tags": [], "rootPath": "x"}]"#,
            "[]",
            "1",
        ] {
            let source = Source::new("a.json", text, Medium::File);
            let whole = parse(&source, Dialect::Strict).expect("JSON");
            for certainty in [Certainty::Possible, Certainty::Certain] {
                let nodes = crate::collect::manifest::find(whole.tree.root(), certainty);
                let wanted: Vec<Span> = nodes.iter().map(|node| node.span()).collect();
                let mark = |item: NodeRef<'_>| mark(item, certainty);
                let (json, folded) = fold::parse(&source, Dialect::Strict, KEYS, &mark).expect("JSON");
                let root = json.tree.root();
                let lists = Lists { dialect: Dialect::Strict, folded };
                let found = match find(root, &lists, &source, certainty) {
                    Some(spans) => spans.to_vec(),
                    None => {
                        let left = crate::collect::manifest::find(root, certainty);
                        left.iter().map(|node| node.span()).collect()
                    }
                };
                assert_eq!(found, wanted, "{text}");
            }
        }
    }
}
