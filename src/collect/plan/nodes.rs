//! What nodes of a plan say by themselves.

use crate::tree::{Kind, NodeRef};

/// What is under a key.
pub(super) fn part<'t>(node: Option<NodeRef<'t>>, key: &str) -> Option<NodeRef<'t>> {
    node.and_then(|node| node.get(key))
}

pub(super) fn is_true(node: Option<NodeRef<'_>>) -> bool {
    node.is_some_and(|node| node.kind() == Kind::Bool && node.text() == Some("true"))
}

/// The text of a scalar.
pub(super) fn text_of(node: NodeRef<'_>) -> Option<&str> {
    if matches!(node.kind(), Kind::Text | Kind::Number | Kind::Bool) { node.text() } else { None }
}
