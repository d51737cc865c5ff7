//! What a plan says of one resource.

use std::borrow::Cow;
use std::sync::Arc;

use super::nodes::{is_true, part};
use crate::collect::nameless;
use crate::project::{Place, Reading, Value};
use crate::source::Source;
use crate::tree::{Kind, NodeRef, Style};

/// What a plan says of one resource.
pub(super) struct Planned<'t> {
    pub(super) source: &'t Arc<Source>,
    pub(super) resource: NodeRef<'t>,
    /// The arguments, as far as they are known.
    pub(super) values: NodeRef<'t>,
    /// The same shape, `true` where a value is known only after the apply. Without it, what is not known is left
    /// out without a trace.
    pub(super) unknown: Option<NodeRef<'t>>,
    /// The same shape, `true` where a value must not be shown.
    pub(super) sensitive: Option<NodeRef<'t>>,
}

impl<'t> Planned<'t> {
    pub(super) fn place(&self, node: NodeRef<'t>) -> Place<'t> {
        let language = node.tree().language();
        Place { source: self.source, span: node.span(), style: Style::Flow, language }
    }

    pub(super) fn name(&self, argument: &str) -> Reading<'t> {
        let unknown = self.unknown.and_then(|unknown| unknown.entry(argument));
        let secret = is_true(self.sensitive) || is_true(part(self.sensitive, argument));
        match (self.values.get(argument), unknown) {
            // What has no name in the text yet is pointed at by its address.
            (_, Some(entry)) if is_true(Some(entry.value)) => Reading::unknown(None),
            (Some(value), _) => self.reading(value, secret),
            (None, _) if self.unknown.is_none() => Reading::unknown(None),
            (None, _) => nameless(),
        }
    }

    pub(super) fn reading(&self, node: NodeRef<'t>, secret: bool) -> Reading<'t> {
        let value = match node.kind() {
            Kind::Null => Value::Null,
            Kind::List | Kind::Map | Kind::Alias => Value::Nested,
            _ => Value::Text(Cow::Borrowed(node.text().unwrap_or_default())),
        };
        Reading { value, place: Some(self.place(node)), secret }
    }
}
