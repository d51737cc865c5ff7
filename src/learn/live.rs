//! What is wrong with live projects by the new policy.

use crate::collect::Batch;
use crate::finding::Finding;
use crate::judge::{NONE_EXCLUDED, Setting, judge};
use crate::live::project::LiveProject;
use crate::policy::Policy;
use crate::triage::{Selection, Triage};

/// The findings about live projects, those of one account and region together.
pub(crate) fn findings(live: &[LiveProject], policy: &Policy, selection: &Selection) -> Vec<Finding> {
    let triage = Triage::new(policy, selection);
    let mut findings = Vec::new();
    let homes = live.chunk_by(|left, right| left.home() == right.home());
    // Files are numbered from 0.
    for (file, home) in (0..=u32::MAX).rev().zip(homes) {
        let projects = (0..).zip(home).map(|(ordinal, live)| live.to_project(ordinal)).collect();
        let setting = Setting { triage: &triage, path: None, ignores: &[], excluded: NONE_EXCLUDED, file };
        findings.extend(judge(&Batch::of(projects), &setting).sorted.findings);
    }
    findings
}
