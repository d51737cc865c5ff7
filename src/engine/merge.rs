//! One cause, one finding: what is reported about several projects at one place in the same words is reported once, for the first of
//! them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::finding::{Concerned, Edit, Finding, Level, Location, Related, Safety, Suppressed, Suppression};
use crate::source::Span;

/// What is or holds a finding.
pub(crate) trait Holds {
    fn finding(&self) -> &Finding;
    fn finding_mut(&mut self) -> &mut Finding;

    fn hidden_by(&self) -> Option<Suppression> {
        None
    }
}

impl Holds for Finding {
    fn finding(&self) -> &Finding {
        self
    }

    fn finding_mut(&mut self) -> &mut Finding {
        self
    }
}

impl Holds for Suppressed {
    fn finding(&self) -> &Finding {
        &self.finding
    }

    fn finding_mut(&mut self) -> &mut Finding {
        &mut self.finding
    }

    fn hidden_by(&self) -> Option<Suppression> {
        Some(self.by)
    }
}

/// Merges what is the same. The list is sorted, so that what may be the same is side by side; what has no place is
/// never the same.
pub(crate) fn merged<T: Holds>(list: Vec<T>) -> Vec<T> {
    let mut repeated = Repeated::default();
    let mut start = 0;
    for group in list.chunk_by(stand_together) {
        if group.len() > 1 {
            repeated.look_at(start, group);
        }
        start += group.len();
    }
    if repeated.numbers.is_empty() {
        return list;
    }
    let kept = list.into_iter().enumerate().filter(|(number, _)| !repeated.numbers.contains(number));
    let with_others = kept.map(|(number, mut first)| {
        if let Some(others) = repeated.others.get_mut(&number) {
            first.finding_mut().others.append(others);
        }
        if let Some(related) = repeated.related.get_mut(&number) {
            first.finding_mut().related.append(related);
        }
        first
    });
    with_others.collect()
}

/// The first of those findings that are the same.
pub(super) fn each_once<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<&'f Finding> {
    let mut known = HashSet::new();
    findings.into_iter().filter(|finding| known.insert(Words::of(finding))).collect()
}

fn stand_together<T: Holds>(left: &T, right: &T) -> bool {
    let (hidden, other_hidden) = (left.hidden_by(), right.hidden_by());
    let (left, right) = (left.finding(), right.finding());
    left.location.is_some()
        && left.location == right.location
        && left.rule == right.rule
        && left.tag == right.tag
        && hidden == other_hidden
}

/// What says the same as something before it.
#[derive(Default)]
struct Repeated {
    /// Which ones these are.
    numbers: HashSet<usize>,
    /// Whom they are about, by the number of the first that says so.
    others: BTreeMap<usize, Vec<Arc<Concerned>>>,
    /// What else they name that the first does not.
    related: BTreeMap<usize, Vec<Related>>,
}

impl Repeated {
    /// Looks at what one rule says at one place; `start` is the number of the first.
    fn look_at<T: Holds>(&mut self, start: usize, group: &[T]) {
        let mut firsts: HashMap<Words<'_>, usize> = HashMap::new();
        let mut named: HashSet<(usize, &str, Option<At<'_>>)> = HashSet::new();
        for (number, one) in (start..).zip(group) {
            let first = *firsts.entry(Words::of(one.finding())).or_insert(number);
            if first != number {
                self.numbers.insert(number);
                self.others.entry(first).or_default().extend(one.finding().projects().cloned());
            }
            for related in &one.finding().related {
                let at = related.location.as_ref().map(|at| (at.path(), at.span));
                if named.insert((first, related.message.as_str(), at)) && first != number {
                    self.related.entry(first).or_default().push(related.clone());
                }
            }
        }
    }
}

/// A finding by all that it says but of which project.
#[derive(PartialEq, Eq, Hash)]
struct Words<'f> {
    rule: &'static str,
    level: Level,
    location: Option<At<'f>>,
    because: Option<At<'f>>,
    tag: Option<&'f str>,
    value: Option<&'f str>,
    message: &'f str,
    fix: Option<(Safety, &'f str)>,
    edits: Vec<(At<'f>, &'f str)>,
}

/// A place by its names.
type At<'f> = (&'f str, Span);

impl<'f> Words<'f> {
    fn of(finding: &'f Finding) -> Self {
        let at = |location: &'f Location| (location.path(), location.span);
        let edit = |edit: &'f Edit| (at(&edit.at), edit.text.as_str());
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        Words {
            rule: finding.rule,
            level: finding.level,
            location: finding.location.as_ref().map(at),
            because: finding.because.as_ref().map(at),
            tag: finding.tag.as_deref(),
            value: finding.value.as_deref(),
            message: &finding.message,
            fix: finding.fix.as_ref().map(|fix| (fix.safety, fix.title.as_str())),
            edits: edits.map(edit).collect(),
        }
    }
}
