//! Large lists of projects, of which a few are read at a time: a million projects as nodes would take more memory
//! than their text.

use super::find::{Marks, list_within};
use crate::source::Span;
use crate::tree::json::fold::{Folded, Mark};
use crate::tree::{Kind, NodeRef};

/// JSON texts of more bytes are read so.
pub const LARGE: usize = 1 << 20;

/// The keys whose lists may hold projects.
pub const KEYS: &[&str] = &["projects", "data"];

/// What is noted of an item of a list: whether it is a project if projects are listed, and whether it shows that they
/// are.
pub fn mark(item: NodeRef<'_>) -> Mark {
    let marks = Marks::of(item);
    Mark { is_kept: marks.of_project(true) && !marks.is_left_out(), tells: marks.of_project(false) }
}

/// Where the projects of a document stand, as [`super::find()`] finds them; `None` where they are in no folded list.
pub fn find<'f>(root: NodeRef<'_>, folded: &'f [Folded]) -> Option<&'f [Span]> {
    let (list, certain) = match root.kind() {
        Kind::List => (root, false),
        _ => (list_within(root)?, true),
    };
    let folded = folded.iter().find(|folded| folded.list == list.index())?;
    Some(if certain || folded.is_told { &folded.items } else { &[] })
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
                .map_or_else(|| left().iter().map(|node| node.span()).collect(), <[Span]>::to_vec);
            assert_eq!(found, wanted, "{text}");
        }
    }
}
