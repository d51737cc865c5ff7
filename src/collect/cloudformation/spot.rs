//! What is read where, and what the service takes there.

use super::types::Form;
use crate::project::Shape;
use crate::tree::NodeRef;

/// The shape of a list as the service takes it.
pub(super) const LIST: Shape = Shape::List { key: "Key", value: "Value" };
/// What the map of some types calls its list of tags.
pub(super) const ITEMS: &str = "Items";

/// What is read where.
#[derive(Clone, Copy)]
pub(super) struct Spot<'t> {
    /// The type of the resource.
    pub(crate) kind: &'t str,
    /// The key of the property.
    pub(crate) key: NodeRef<'t>,
    /// What its tags look like.
    pub(crate) form: Form,
    /// Whether the value is right under the property, not in a branch.
    pub(crate) direct: bool,
}

impl Spot<'_> {
    /// Whether items have a key and a value, and nothing else.
    pub(crate) fn is_exact(self) -> bool {
        matches!(self.form, Form::List | Form::EitherSpelling)
    }

    /// Whether the tags are a list themselves.
    pub(crate) fn is_list(self) -> bool {
        self.is_exact() || self.form == Form::Propagated
    }
}
