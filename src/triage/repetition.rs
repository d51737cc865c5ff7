//! What two rules would say of one cause: the one that repeats the other is left out, and counted.

use std::collections::HashMap;

use super::{Sorted, Triage};
use crate::finding::{Finding, ProjectId, Subject, Voice};
use crate::rule::{RULES, Repeats, Topic};

/// What two rules both speak of.
#[derive(PartialEq, Eq, Hash)]
enum Cause {
    /// A tag of a project.
    Tag(Option<ProjectId>, Option<String>),
    /// A name in an account and region.
    Name { account: Option<String>, region: Option<String>, name: Option<String> },
}

impl Cause {
    fn of(finding: &Finding, about: Topic) -> Option<Self> {
        match about {
            Topic::Tag => {
                let id = finding.project.as_ref().and_then(|project| project.id);
                Some(Cause::Tag(id, finding.tag.clone()))
            }
            Topic::Name => {
                let Subject { account, region, name, .. } = finding.subject()?.clone();
                Some(Cause::Name { account, region, name })
            }
        }
    }
}

impl Triage<'_> {
    /// Leaves out what repeats another rule. What is mandatory stays, behind what it repeats: it is shown where that is
    /// hidden.
    pub(crate) fn drop_repetitions(&self, sorted: &mut Sorted) {
        for rule in RULES {
            let Some(Repeats { rule: other, about }) = rule.repeats else { continue };
            let spoken = spoken(sorted, other.name, about);
            if spoken.is_empty() {
                continue;
            }
            let before = sorted.findings.len();
            sorted.findings.retain_mut(|finding| {
                if finding.rule != rule.name {
                    return true;
                }
                let Some(voices) = Cause::of(finding, about).and_then(|cause| spoken.get(&cause)) else {
                    return true;
                };
                finding.behind.extend(voices.iter().cloned());
                self.is_mandatory(finding.rule)
            });
            sorted.repeated += before - sorted.findings.len();
        }
    }
}

/// What a rule says, hidden or not, by what it speaks of.
fn spoken(sorted: &Sorted, rule: &str, about: Topic) -> HashMap<Cause, Vec<Voice>> {
    let hidden = sorted.suppressed.iter().map(|suppressed| &suppressed.finding);
    let mut spoken: HashMap<Cause, Vec<Voice>> = HashMap::new();
    for finding in sorted.findings.iter().chain(hidden).filter(|finding| finding.rule == rule) {
        if let Some(cause) = Cause::of(finding, about) {
            spoken.entry(cause).or_default().push(finding.voice());
        }
    }
    spoken
}
