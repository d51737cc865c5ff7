//! Large lists of projects, of which a few are read at a time: a million projects as nodes would take more memory
//! than their text.

use super::{Marks, list_within};
use crate::source::Span;
use crate::tree::json::fold::Folded;
use crate::tree::{Kind, NodeRef};

/// JSON texts of more bytes are read so.
pub const LARGE: usize = 1 << 20;

/// The keys whose lists may hold projects.
pub const KEYS: &[&str] = &["projects", "data"];

/// It is a project wherever it stands.
const ALONE: u8 = 1;
/// It is a project where projects are listed, and not left out.
const LISTED: u8 = 2;

/// What is noted of an item of a list.
pub fn mark(item: NodeRef<'_>) -> u8 {
    let marks = Marks::of(item);
    let alone = if marks.of_project(false) { ALONE } else { 0 };
    let listed = if marks.of_project(true) && !marks.is_left_out() { LISTED } else { 0 };
    alone | listed
}

/// Where the projects of a document stand, as [`super::find`] finds them; `None` where they are in no folded list.
pub fn find(root: NodeRef<'_>, folded: &[Folded]) -> Option<Vec<Span>> {
    let (list, certain) = match root.kind() {
        Kind::List => (root, false),
        _ => (list_within(root)?, true),
    };
    let items = &folded.iter().find(|folded| folded.list == list.index())?.items;
    if !certain && !items.iter().any(|(_, mark)| mark & ALONE != 0) {
        return Some(Vec::new());
    }
    Some(items.iter().filter(|(_, mark)| mark & LISTED != 0).map(|&(span, _)| span).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Medium, Source};
    use crate::tree::json::{Dialect, fold, parse};

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
            "[]",
            "1",
        ] {
            let source = Source::new("a.json", text, Medium::File);
            let whole = parse(&source, Dialect::Strict).expect("JSON");
            let nodes = crate::collect::manifest::find(whole.tree.root());
            let wanted: Vec<Span> = nodes.iter().map(|node| node.span()).collect();
            let (json, folded) = fold::parse(&source, Dialect::Strict, KEYS, &mark).expect("JSON");
            let left = || crate::collect::manifest::find(json.tree.root());
            let found = find(json.tree.root(), &folded)
                .unwrap_or_else(|| left().iter().map(|node| node.span()).collect());
            assert_eq!(found, wanted, "{text}");
        }
    }
}
