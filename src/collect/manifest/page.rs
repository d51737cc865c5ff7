//! Answers of the Projects API that are a page of a longer list.

use crate::tree::{Kind, NodeRef};

/// Where a document that holds projects says that the list goes on; of several answers, each on a line, the last one does.
pub(crate) fn more_of(root: NodeRef<'_>) -> Option<NodeRef<'_>> {
    let answer = match root.kind() {
        Kind::List => root.items().filter(|line| is_answer(*line)).last()?,
        _ => root,
    };
    let more = answer.get("has_more").filter(|_| is_answer(answer))?;
    (more.kind() == Kind::Bool && more.text() == Some("true")).then_some(more)
}

fn is_answer(node: NodeRef<'_>) -> bool {
    node.get("object").and_then(NodeRef::text) == Some("list")
}
