//! `--fix` and `--diff`: fixes are applied in rounds, in memory. After each round everything is read again, and what
//! is not exactly as the fixes say is taken back.

mod compare;
mod fixed;
mod grounds;
mod patch;
mod prove;
mod reason;
mod refused;
mod trial;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use fixed::FixedFinding;
pub(crate) use patch::patch;
pub(crate) use prove::prove;
pub(crate) use refused::{Kept, withdraw};

use super::check::{Checked, Observed, observe};
use super::{Screen, Task};
use crate::fault::Fault;
use crate::finding::{Finding, Safety};
use crate::source::Source;
pub(crate) use grounds::{Grounds, Outside};
use refused::Refused;
use trial::{Doubts, Trial};

/// The most rounds that bring something: each leaves fewer findings, and no real file needs so many.
const ROUNDS: usize = 1000;

/// What fixes bring.
#[derive(Debug)]
pub struct Fixed {
    /// What remains.
    pub checked: Checked,
    /// The files that change, sorted, with their old text.
    pub files: Vec<Change>,
    /// The files that fixes would change and must not, by the names they are shown under.
    pub(crate) outside: BTreeMap<String, Outside>,
    /// The fixes that were asked for and would do something else than they say.
    pub(crate) refused: Vec<Refused>,
    /// The task as it is with the new texts.
    pub task: Task,
}

/// A file that changes.
#[derive(Debug)]
pub struct Change {
    /// What it is called in findings.
    pub shown: String,
    /// The text as it was read.
    pub old: Arc<Source>,
    /// The text that takes its place.
    pub new: String,
    /// The findings that are gone.
    pub(crate) fixed: Vec<FixedFinding>,
}

/// Applies the fixes of what a task finds and the screen shows, in memory.
///
/// After a round everything is tried anew, so that a second run, which does the same, finds nothing more to do.
///
/// # Errors
/// As [`super::check::check`].
pub fn fix(task: &Task, with_unsafe: bool, screen: &Screen) -> Result<Fixed, Fault> {
    let mut now = observe(task, None)?;
    let grounds = Grounds::of(task);
    let mut outside = BTreeMap::new();
    let mut refused = Vec::new();
    let mut texts = Texts::new();
    let mut changed: BTreeMap<String, (Arc<Source>, Vec<FixedFinding>)> = BTreeMap::new();
    let mut doubts = Doubts::default();
    for _ in 0..ROUNDS {
        let mut candidates = candidates(&now, with_unsafe, screen);
        outside.clear();
        candidates.retain(|finding| {
            let found = finding.fix.as_ref().and_then(|fix| grounds.first_outside(fix));
            let is_within = found.is_none();
            outside.extend(found.map(|(file, why)| (file.to_owned(), why)));
            is_within
        });
        let Some(round) = round(task, &texts, &now, &candidates, screen, &mut doubts)? else {
            if doubts.are_old() {
                // What was refused beside other texts may be right by now.
                doubts = Doubts::default();
                continue;
            }
            let reason = |finding: &Finding| finding.fix.as_ref().map(|fix| doubts.reason(fix));
            let left = candidates.iter().filter_map(|finding| Refused::of(finding, reason(finding)?));
            refused.extend(left);
            break;
        };
        doubts.forget(round.files.iter().map(|(name, ..)| name.as_str()));
        for (name, source, fixed) in round.files {
            changed.entry(name).or_insert((source, Vec::new())).1.extend(fixed);
        }
        texts = round.texts;
        now = round.after;
    }
    let mut files = Vec::new();
    for (shown, (old, fixed)) in changed {
        let new = texts.get(&shown).and_then(|text| String::from_utf8(text.clone()).ok());
        files.extend(new.map(|new| Change { shown, old, new, fixed }));
    }
    Ok(Fixed { checked: now.checked, files, outside, refused, task: task.with(texts) })
}

/// The findings that are shown and may be fixed.
fn candidates<'o>(observed: &'o Observed, with_unsafe: bool, screen: &Screen) -> Vec<&'o Finding> {
    let may_be_fixed = |finding: &&Finding| {
        finding.fix.as_ref().is_some_and(|fix| with_unsafe || fix.safety == Safety::Safe)
    };
    screen.shown(&observed.checked.outline.sorted.findings).filter(may_be_fixed).collect()
}

/// The new texts of files, by the names they are shown under.
type Texts = BTreeMap<String, Vec<u8>>;

/// A round that is kept.
struct Round {
    texts: Texts,
    after: Observed,
    /// The files that it changes, as they were, and the findings that it fixes in each.
    files: Vec<(String, Arc<Source>, Vec<FixedFinding>)>,
}

/// Applies as many of some fixes as do what they say and nothing else; nothing where none does.
fn round(
    task: &Task,
    texts: &Texts,
    now: &Observed,
    candidates: &[&Finding],
    screen: &Screen,
    doubts: &mut Doubts,
) -> Result<Option<Round>, Fault> {
    while doubts.may_try() {
        let trial = Trial::plan(candidates, doubts);
        if trial.is_empty() {
            break;
        }
        let mut tried = texts.clone();
        tried.extend(trial.texts());
        let after = observe(&task.with(tried.clone()), None)?;
        let faults = compare::faults(&trial, now, &after, screen);
        if faults.is_empty() {
            let files = trial.files();
            return Ok(Some(Round { texts: tried, after, files }));
        }
        doubts.learn(&trial, &faults);
    }
    Ok(None)
}
