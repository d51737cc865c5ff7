//! What is to change of a project that was listed, and what became of its calls.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::calls::Call;
use super::list::Listing;
use super::project::LiveProject;
use crate::finding::LiveEdit;

/// What is to change of a project that was listed.
#[derive(Clone, Debug)]
pub(crate) struct LiveChange<'s> {
    /// The list that has it.
    pub(crate) listing: &'s Listing,
    /// The project as it was listed.
    pub(crate) project: &'s LiveProject,
    pub(crate) edit: LiveEdit,
    /// The keys of the tags that stay, and have what is removed with another.
    pub(crate) twins: BTreeSet<String>,
}

impl LiveChange<'_> {
    /// The keys whose tags must be as they were listed.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let LiveEdit { add, remove, .. } = &self.edit;
        add.keys().chain(remove).chain(&self.twins).map(String::as_str)
    }
}

/// A call, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct CallReport {
    /// The project.
    #[serde(skip)]
    pub(crate) id: String,
    pub(crate) account: Option<String>,
    pub(crate) region: String,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) outcome: Outcome,
    /// Why it is not done.
    pub(crate) message: Option<String>,
}

impl CallReport {
    /// A call that is not sent yet.
    pub(super) fn skipped(change: &LiveChange<'_>, call: &Call<'_>) -> Self {
        let project = change.project;
        CallReport {
            id: project.id.clone(),
            account: project.account.clone(),
            region: project.region.clone(),
            method: call.method,
            path: call.path.clone(),
            body: serde_json::to_value(&call.body).expect("texts are always JSON"),
            outcome: Outcome::Skipped,
            message: None,
        }
    }
}

/// What became of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// The service took it.
    Done,
    /// It was not sent.
    Skipped,
    /// The service refused it, or did not answer.
    Failed,
}
