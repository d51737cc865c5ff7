//! Which class a group is in: by the policy alone, whatever hides findings.

use super::billed::Billed;
use crate::cost::Class;
use crate::finding::Level;
use crate::policy::Policy;
use crate::policy::condition::Facts;
use crate::policy::dictionary::Dictionary;
use crate::project::Project;
use crate::rule::{Case, Check, Gap, RULES, Rule};

/// The rules that a bill shows nothing to.
pub(super) fn blind_rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().filter(|rule| rule.on_bills.is_none())
}

/// The class of a group: the first that holds.
pub(super) fn class(billed: &Billed<'_>, policy: &Policy) -> Class {
    let group = billed.group;
    if group.is_outside {
        return Class::Outside;
    }
    if billed.is_default() {
        return Class::DefaultProject;
    }
    if group.container.is_none() && group.tags.is_empty() {
        return Class::NoContainer;
    }
    let Some(gap) = gap(&billed.project(), policy) else { return Class::Explained };
    if let Some(stored) = billed.stored
        && self::gap(&stored.as_it_was().to_project(billed.number), policy).is_none()
    {
        return Class::LateTags;
    }
    match gap {
        Gap::Missing => Class::MissingTags,
        Gap::Wrong => Class::WrongTags,
    }
}

fn gap(project: &Project<'_>, policy: &Policy) -> Option<Gap> {
    gap_by(project, policy, policy.dictionary(&Facts::of(project, None)))
}

/// What keeps money with these tags from being explained, the gravest first.
pub(super) fn gap_by(project: &Project<'_>, policy: &Policy, dictionary: &Dictionary) -> Option<Gap> {
    let blind: Vec<&'static str> = blind_rules().map(|rule| rule.name).collect();
    let case = Case::new(policy, dictionary, project, None, &blind);
    let mut gaps = Vec::new();
    for rule in RULES {
        let (Some(gap), Check::Project(check)) = (rule.on_bills, &rule.check) else { continue };
        let mut verdicts = Vec::new();
        if rule.level_in(dictionary) == Some(Level::Error) {
            check(&case, &mut verdicts);
        }
        if verdicts.iter().any(|verdict| verdict.at_most.is_none_or(|most| most == Level::Error)) {
            gaps.push(gap);
        }
    }
    gaps.into_iter().min()
}
