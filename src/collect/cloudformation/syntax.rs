//! Intrinsic functions as they are written: `!Sub x`, `{"Fn::Sub": "x"}`, and where they are.

use std::sync::Arc;

use crate::project::Place;
use crate::source::{Source, Span};
use crate::tree::{Kind, NodeRef, Style};

/// How the key of a loop begins.
pub(super) const LOOP: &str = "Fn::ForEach::";
/// How deep loops are followed into each other: deeper than the service goes, which allows five within one.
pub(super) const LOOPS: usize = 16;

/// A call of an intrinsic function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'t> {
    /// Its name without `Fn::`: `Ref`, `Sub`, `If`.
    pub(crate) name: &'t str,
    /// What it is called with. Of the short form it is the node itself, which must not be asked again whether it is
    /// a call.
    pub(crate) argument: NodeRef<'t>,
}

pub(super) fn call<'t>(node: NodeRef<'t>) -> Option<Call<'t>> {
    if let Some(tag) = node.tag() {
        let name = tag.strip_prefix('!').filter(|name| !name.is_empty() && !name.starts_with(['!', '<']))?;
        return Some(Call { name, argument: node });
    }
    let entry = only_entry(node)?;
    let name = match entry.0 {
        "Ref" => "Ref",
        key => key.strip_prefix("Fn::")?,
    };
    Some(Call { name, argument: entry.1 })
}

/// Key and value of a map that has one entry.
pub(super) fn only_entry<'t>(node: NodeRef<'t>) -> Option<(&'t str, NodeRef<'t>)> {
    let mut entries = node.entries();
    let entry = entries.next()?;
    if entries.next().is_some() {
        return None;
    }
    Some((entry.key.text()?, entry.value))
}

/// The items of a list that has so many.
pub(super) fn items<'t, const N: usize>(node: NodeRef<'t>) -> Option<[NodeRef<'t>; N]> {
    let mut items = node.items();
    let mut found = [node; N];
    for slot in &mut found {
        *slot = items.next()?;
    }
    items.next().is_none().then_some(found)
}

/// Whether a key of a map is no name but asks for something to be put there: a loop, a transform.
pub(super) fn is_directive(key: &str) -> bool {
    key.starts_with("Fn::")
}

/// The span of a node with all that belongs to it: quotes, and its tag.
pub(super) fn whole(node: NodeRef<'_>) -> Span {
    let quote = u32::from(matches!(node.style(), Style::Single | Style::Double));
    let span = node.span();
    let span = Span { start: span.start.saturating_sub(quote), end: span.end + quote };
    if let Some(tag) = node.tag_span() { span.to(tag) } else { span }
}

/// The span where a node is mentioned, with all that belongs to it there.
pub(super) fn mentioned(node: NodeRef<'_>) -> Span {
    if node.is_alias() { node.mention() } else { whole(node) }
}

/// The place of a text, a list or a map.
pub(super) fn place<'t>(source: &'t Arc<Source>, node: NodeRef<'t>) -> Place<'t> {
    Place { source, span: node.span(), style: node.style(), language: node.tree().language() }
}

/// The place of an expression. Its style is that of a container: no text can be written over it.
pub(super) fn expression<'t>(source: &'t Arc<Source>, node: NodeRef<'t>) -> Place<'t> {
    Place { source, span: whole(node), style: Style::Flow, language: node.tree().language() }
}

/// A part of the text of `Fn::Sub`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Piece<'a> {
    /// As it is.
    Literal(&'a str),
    /// `${Name}`
    Variable(&'a str),
}

/// The parts of the text of `Fn::Sub`. `${!Name}` stands for `${Name}` itself.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(len) = rest[start..].find('}') else { break };
        let (before, inner, after) =
            (&rest[..start], &rest[start + 2..start + len], &rest[start + len + 1..]);
        match inner.strip_prefix('!') {
            Some(_) => {
                pieces.push(Piece::Literal(&rest[..start + 2]));
                pieces.push(Piece::Literal(&rest[start + 3..start + len + 1]));
            }
            None => {
                pieces.push(Piece::Literal(before));
                pieces.push(Piece::Variable(inner.trim()));
            }
        }
        rest = after;
    }
    pieces.push(Piece::Literal(rest));
    pieces.retain(|piece| *piece != Piece::Literal(""));
    pieces
}

/// Visits a node and everything in it, each node once however often it is mentioned.
pub(super) fn walk<'t>(node: NodeRef<'t>, visit: &mut dyn FnMut(NodeRef<'t>)) {
    let mut seen = std::collections::HashSet::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if node.is_container() && !seen.insert(node.span()) {
            continue;
        }
        visit(node);
        match node.kind() {
            Kind::List => open.extend(node.items()),
            Kind::Map => open.extend(node.entries().map(|entry| entry.value)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn substitutions_are_taken_apart() {
        use Piece::{Literal, Variable};
        assert_eq!(pieces("a"), [Literal("a")]);
        assert_eq!(pieces(""), []);
        assert_eq!(pieces("${A}"), [Variable("A")]);
        assert_eq!(pieces("x-${A}.${ B.C }"), [Literal("x-"), Variable("A"), Literal("."), Variable("B.C")]);
        assert_eq!(pieces("é${!A}z"), [Literal("é${"), Literal("A}"), Literal("z")]);
        assert_eq!(pieces("${open"), [Literal("${open")]);
    }
}
