//! Resources as they are written, within one instance of a module.

use std::rc::Rc;

use super::expr::{Each, Mode};
use super::file::File;
use super::module::Section;
use super::program::{Env, Instance};
use super::types::{self, Bears};
use crate::project::{BEDROCK_PROJECT, INFERENCE_PROFILE, Place};

/// The kind of one of Bedrock's types that are always judged, and the argument that names it.
///
/// What other types call their name is none that name rules, conditions and a baseline should go by: names of buckets or
/// functions follow rules of their own, many are made up by the provider, and a name need not be the only one of its
/// kind, as an address is.
pub(in crate::collect) fn bedrock_kind(kind: &str) -> Option<(&'static str, &'static str)> {
    match kind {
        "awscc_bedrockmantle_project" => Some((BEDROCK_PROJECT, "name")),
        "aws_bedrock_inference_profile" => Some((INFERENCE_PROFILE, "name")),
        "awscc_bedrock_application_inference_profile" => Some((INFERENCE_PROFILE, "inference_profile_name")),
        _ => None,
    }
}

/// Whether resources of a type become projects, and how they have tags.
pub(super) fn judged(kind: &str, wanted: &dyn Fn(&str) -> bool) -> Option<Bears> {
    if bedrock_kind(kind).is_none() && !wanted(kind) {
        return None;
    }
    Some(types::bears(kind)).filter(|bears| *bears != Bears::Nothing)
}

/// A resource within one instance of a module.
pub(super) struct Resource<'a, 'p, 't> {
    pub(super) instance: &'a Rc<Instance<'p, 't>>,
    pub(super) section: &'p Section<'p, 't>,
    pub(super) kind: &'p str,
    pub(super) bears: Bears,
    mode: Mode,
}

impl<'a, 'p, 't> Resource<'a, 'p, 't> {
    pub(super) fn new(
        instance: &'a Rc<Instance<'p, 't>>,
        section: &'p Section<'p, 't>,
        kind: &'p str,
        bears: Bears,
    ) -> Self {
        Resource { instance, section, kind, bears, mode: Mode::default() }
    }

    /// Where the expressions of one instance are evaluated.
    pub(super) fn env<'e>(&'e self, file: &'p File<'t>, each: &'e Each<'t>) -> Env<'e, 'p, 't> {
        Env::new(self.instance, file, each, &self.mode)
    }

    /// `module.a.aws_s3_bucket.b["key"]`
    pub(super) fn address(&self, each: &Each<'t>) -> String {
        let name = self.section.label(1).unwrap_or_default();
        format!("{}{}.{name}{}", self.instance.prefix, self.kind, each.suffix())
    }

    /// Where its name is written.
    pub(super) fn start(&self) -> Option<Place<'t>> {
        self.section.block().labels.get(1).map(|label| self.section.file().name_place(label))
    }
}
