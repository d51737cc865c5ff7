//! What is to change of live projects: the fixes of findings, put together to one change of each project.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Effect, Finding, Fix, LiveEdit, Safety, Subject};
use crate::rule::{self, Needs};

/// What is to change of one project.
#[derive(Clone, Debug)]
pub(crate) struct Planned<'f> {
    pub(crate) subject: &'f Subject,
    pub(crate) edit: LiveEdit,
    /// The keys of the tags that stay, and have what is removed with another.
    pub(crate) twins: BTreeSet<String>,
    /// The findings that it fixes.
    pub(crate) findings: Vec<&'f Finding>,
    /// The keys whose value a definition gives.
    declared: BTreeSet<String>,
}

/// The changes that fix some findings, by their projects.
pub(crate) fn plan<'f>(findings: impl Iterator<Item = &'f Finding>, with_unsafe: bool) -> Vec<Planned<'f>> {
    // Where two rules want another value, the definition says which.
    let (mut findings, others): (Vec<_>, Vec<_>) = findings.partition(|it| is_of_definition(it));
    findings.extend(others);
    let mut projects: BTreeMap<&Subject, Vec<(&Finding, &Fix)>> = BTreeMap::new();
    for finding in findings {
        let fix = finding.fix.as_ref().filter(|fix| with_unsafe || fix.safety == Safety::Safe);
        if let (Some(subject), Some(fix)) = (finding.subject(), fix) {
            projects.entry(subject).or_default().push((finding, fix));
        }
    }
    let planned = projects.iter().filter_map(|(subject, fixes)| Planned::of(subject, fixes));
    planned.collect()
}

fn is_of_definition(finding: &Finding) -> bool {
    rule::needs(finding.rule) == Some(Needs::Definitions)
}

impl<'f> Planned<'f> {
    fn of(subject: &'f Subject, fixes: &[(&'f Finding, &Fix)]) -> Option<Self> {
        let edit = LiveEdit::new(&fixes.iter().find_map(|(_, fix)| fix.live.as_ref())?.id);
        let (twins, findings, declared) = (BTreeSet::new(), Vec::new(), BTreeSet::new());
        let mut planned = Planned { subject, edit, twins, findings, declared };
        for (finding, fix) in fixes {
            if let Some(edit) = edit_beside(fix, fixes)
                && !planned.contradicts(&edit)
            {
                planned.take(finding, fix, &edit);
            }
        }
        Some(planned)
    }

    /// Whether a change gives a key another value than is planned, and no definition says which. It is left out whole:
    /// the tag that it would rename must not be gone where its value is nowhere.
    fn contradicts(&self, edit: &LiveEdit) -> bool {
        edit.add.iter().any(|(key, value)| {
            let planned = self.edit.add.get(key);
            planned.is_some_and(|planned| planned != value) && !self.declared.contains(key)
        })
    }

    fn take(&mut self, finding: &'f Finding, fix: &Fix, edit: &LiveEdit) {
        if is_of_definition(finding) {
            self.declared.extend(edit.add.keys().cloned());
        }
        if let Effect::Remove { twin: Some(twin), .. } = &fix.effect {
            self.twins.insert(twin.clone());
        }
        self.edit.merge(edit);
        self.findings.push(finding);
    }
}

/// What a fix changes beside the others of its project: of a tag that gets another key and another value, the new key
/// gets the new value.
fn edit_beside(fix: &Fix, fixes: &[(&Finding, &Fix)]) -> Option<LiveEdit> {
    let live = fix.live.as_ref()?;
    for (_, other) in fixes {
        match (&fix.effect, &other.effect) {
            (Effect::Replace { key, to, .. }, Effect::Rename { from, to: new_key }) if key == from => {
                return Some(LiveEdit::add(&live.id, new_key, to));
            }
            (Effect::Rename { from, to: new_key }, Effect::Replace { key, to, .. }) if key == from => {
                return Some(LiveEdit::add(&live.id, new_key, to).and_remove(from));
            }
            _ => {}
        }
    }
    Some(live.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::testing::{finding, of_two_projects};

    fn edits<'f>(findings: impl IntoIterator<Item = &'f Finding>, with_unsafe: bool) -> Vec<LiveEdit> {
        plan(findings.into_iter(), with_unsafe).into_iter().map(|planned| planned.edit).collect()
    }

    #[test]
    fn a_project_has_one_change_and_the_definition_wins() {
        let renamed = LiveEdit::add("proj_2", "Team", "beta").and_remove("team");
        let findings = of_two_projects();
        let first = LiveEdit::add("proj_1", "Team", "Alpha").and_remove("team");
        assert_eq!(edits(&findings, false), [first.clone(), renamed.clone()]);
        // `Team` is not removed: it is what is added.
        assert_eq!(edits(&findings, true), [first.and_remove("Owner"), renamed]);
    }

    #[test]
    fn a_tag_that_gets_another_key_and_another_value_gets_both_at_once() {
        let of = |effect, edit| {
            let mut finding = finding("deprecated-tag", "proj_1", Safety::Safe, edit);
            finding.fix.as_mut().expect("a fix").effect = effect;
            finding
        };
        let rename = Effect::Rename { from: "env".to_owned(), to: "Environment".to_owned() };
        let replace =
            Effect::Replace { key: "env".to_owned(), from: "prod".to_owned(), to: "Production".to_owned() };
        let renamed = of(rename, LiveEdit::add("proj_1", "Environment", "prod").and_remove("env"));
        let replaced = of(replace, LiveEdit::add("proj_1", "env", "Production"));
        let expected = LiveEdit::add("proj_1", "Environment", "Production").and_remove("env");
        for findings in [[&renamed, &replaced], [&replaced, &renamed]] {
            assert_eq!(edits(findings, false), std::slice::from_ref(&expected));
        }
    }

    #[test]
    fn of_two_tags_that_would_get_one_key_with_different_values_the_second_stays() {
        let rename = |from, value| LiveEdit::add("proj_1", "CostCenter", value).and_remove(from);
        let of = |edit| finding("misspelled-key", "proj_1", Safety::Safe, edit);
        let findings = [of(rename("cost-center", "CC-1")), of(rename("cost_center", "CC-2"))];
        assert_eq!(edits(&findings, false), [rename("cost-center", "CC-1")]);
        let findings = [of(rename("cost-center", "CC-1")), of(rename("cost_center", "CC-1"))];
        assert_eq!(edits(&findings, false), [rename("cost-center", "CC-1").and_remove("cost_center")]);
    }
}
