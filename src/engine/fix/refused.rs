//! Fixes that were asked for and are not applied: they are told once, and not announced again.

use std::collections::HashMap;

use super::fixed::FixedFinding;
use super::reason::Reason;
use crate::engine::check::Checked;
use crate::finding::{Finding, Location};

/// A fix that was asked for, tried, and not applied.
#[derive(Debug)]
pub(crate) struct Refused {
    path: String,
    finding: FixedFinding,
    reason: Reason,
}

impl Refused {
    pub(super) fn of(finding: &Finding, reason: Reason) -> Option<Self> {
        Some(Refused { path: path_of(finding)?, finding: FixedFinding::of(finding)?, reason })
    }
}

/// A finding that stays, because its fix was refused.
#[derive(Debug)]
pub(crate) struct Kept {
    /// Where it is.
    pub(crate) at: Location,
    /// The finding, with what its fix would have done.
    pub(crate) finding: FixedFinding,
    pub(crate) reason: Reason,
}

/// Takes the fixes that were refused away from the findings of a check, whose texts may be older than those in which
/// they were refused.
pub(crate) fn withdraw(checked: &mut Checked, refused: Vec<Refused>) -> Vec<Kept> {
    let mut reasons: HashMap<(String, FixedFinding), Vec<Reason>> = HashMap::new();
    for Refused { path, finding, reason } in refused {
        reasons.entry((path, finding)).or_default().push(reason);
    }
    let mut kept: Vec<Kept> = Vec::new();
    for finding in &mut checked.outline.sorted.findings {
        let (Some(path), Some(fixed)) = (path_of(finding), FixedFinding::of(finding)) else { continue };
        let Some(at) = finding.location.clone() else { continue };
        let Some(reason) = reasons.get_mut(&(path, fixed.clone())).and_then(Vec::pop) else { continue };
        finding.fix = None;
        // What is the same of several projects is told once.
        let is_same = |other: &Kept| {
            other.at == at && other.finding.rule == fixed.rule && other.finding.title == fixed.title
        };
        if !kept.iter().any(is_same) {
            kept.push(Kept { at, finding: fixed, reason });
        }
    }
    kept.sort_by(|left, right| (left.at.path(), left.at.span).cmp(&(right.at.path(), right.at.span)));
    kept
}

/// The file that the fix of a finding would change.
fn path_of(finding: &Finding) -> Option<String> {
    let first = finding.fix.as_ref()?.edits.first()?;
    Some(first.at.path().to_owned())
}
