//! Of the fixes of a check, those that are for this run to write are announced. A safe one that may do more than it says
//! is tried in memory before, and dropped unless it does what it says and nothing else.

use std::collections::{HashMap, HashSet};

use super::compare;
use super::grounds::Grounds;
use super::trial::{Doubts, Trial, Words, words};
use crate::collect::endings;
use crate::collect::read::Format;
use crate::engine::check::{Checked, Scope, observe};
use crate::engine::{Screen, Task};
use crate::fault::Fault;
use crate::finding::{Finding, Fix, Safety};
use crate::source::Source;

/// Drops the fixes of what a task found that are not for this run to write, and the safe ones that do more than they say.
///
/// # Errors
/// As [`crate::engine::check::check`].
pub(crate) fn prove(task: &Task, checked: &mut Checked, screen: &Screen) -> Result<(), Fault> {
    let grounds = Grounds::of(task);
    for finding in &mut checked.outline.sorted.findings {
        if finding.fix.as_ref().is_some_and(|fix| grounds.first_outside(fix).is_some()) {
            finding.fix = None;
        }
    }
    let suspects = Suspects::default();
    let mut scope = Scope::default();
    for fix in checked.outline.sorted.findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        if suspects.has(fix) {
            for edit in &fix.edits {
                scope.add(edit.at.path());
            }
        }
    }
    if scope.files.is_empty() {
        return Ok(());
    }
    let before = observe(task, Some(&scope))?;
    let findings = screen.shown(&before.checked.outline.sorted.findings);
    let is_open = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| suspects.has(fix));
    let mut open: Vec<&Finding> = findings.filter(is_open).collect();
    let mut proven: HashSet<Words> = HashSet::new();
    let mut doubts = Doubts::default();
    while doubts.may_try() {
        let trial = Trial::plan(&open, &doubts);
        if trial.is_empty() {
            break;
        }
        let after = observe(&task.with(trial.texts()), Some(&scope))?;
        let faults = compare::faults(&trial, &before, &after, screen);
        if faults.is_empty() {
            proven.extend(trial.fixes().map(words));
            doubts.forget(trial.names());
            open.retain(|finding| finding.fix.as_ref().is_some_and(|fix| !proven.contains(&words(fix))));
        } else {
            doubts.learn(&trial, &faults);
        }
    }
    for finding in &mut checked.outline.sorted.findings {
        if finding.fix.as_ref().is_some_and(|fix| suspects.has(fix) && !proven.contains(&words(fix))) {
            finding.fix = None;
        }
    }
    Ok(())
}

/// Which safe fixes may do more than they say.
#[derive(Default)]
struct Suspects {
    /// Of each text, whether projects may share a part of it.
    shares: std::cell::RefCell<HashMap<String, bool>>,
}

impl Suspects {
    fn has(&self, fix: &Fix) -> bool {
        let Some(first) = fix.edits.first() else { return false };
        if fix.safety != Safety::Safe {
            return false;
        }
        if !fix.is_alone {
            return true;
        }
        let mut shares = self.shares.borrow_mut();
        let source = &first.at.source;
        *shares.entry(source.name().to_owned()).or_insert_with(|| has_aliases(source))
    }
}

/// Whether a manifest may have one map in several places: by an anchor and aliases of YAML.
fn has_aliases(source: &Source) -> bool {
    let has_signs = source.text().contains('&') && source.text().contains('*');
    has_signs && endings::format(source) == Some(Format::Yaml)
}
