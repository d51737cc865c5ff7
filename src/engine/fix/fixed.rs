//! What was fixed, to be told.

use crate::finding::Finding;

/// A finding that is gone.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct FixedFinding {
    /// The rule.
    pub(crate) rule: &'static str,
    /// The name of the project, the first of them.
    pub(crate) project: Option<String>,
    /// What its fix did, in the imperative.
    pub(crate) title: String,
}

impl FixedFinding {
    pub(crate) fn of(finding: &Finding) -> Option<Self> {
        let title = finding.fix.as_ref()?.title.clone();
        let project = finding.subject().and_then(|subject| subject.name.clone());
        Some(FixedFinding { rule: finding.rule, project, title })
    }
}
