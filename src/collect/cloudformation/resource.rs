//! The resources that become projects.

use super::types::{Bearing, bearing};
use crate::project::{BEDROCK_PROJECT, INFERENCE_PROFILE};
use crate::tree::NodeRef;

/// The kind of one of Bedrock's types that are always judged, and the property that names it.
///
/// Names of buckets or functions follow rules of their own, so that no name rule, condition or baseline goes by them;
/// findings name such a resource by its logical id, which it alone has.
pub(in crate::collect) fn bedrock_kind(kind: &str) -> Option<(&'static str, &'static str)> {
    match kind {
        "AWS::BedrockMantle::Project" => Some((BEDROCK_PROJECT, "Name")),
        "AWS::Bedrock::ApplicationInferenceProfile" => Some((INFERENCE_PROFILE, "InferenceProfileName")),
        _ => None,
    }
}

/// Whether resources of a type become projects, and how they have tags.
pub(super) fn judged(kind: &str, wanted: &dyn Fn(&str) -> bool) -> Option<Bearing> {
    if bedrock_kind(kind).is_none() && !wanted(kind) {
        return None;
    }
    bearing(kind)
}

/// A resource that is judged.
#[derive(Clone, Copy)]
pub(super) struct Resource<'t> {
    /// Its type.
    pub(super) kind: &'t str,
    /// Its logical id.
    pub(super) id: NodeRef<'t>,
    /// What is under that.
    pub(super) body: NodeRef<'t>,
    pub(super) properties: Option<NodeRef<'t>>,
    /// How its type has tags.
    pub(super) bearing: Bearing,
    /// A macro of the user's own that rewrites it.
    pub(super) rewriter: Option<NodeRef<'t>>,
}
