//! What lives against what is declared, and against what was there before.

use std::collections::HashMap;

use super::definitions::Definitions;
use super::view::{Judged, View};
use super::{Audit, unsure};
use crate::drift::{self, Declared, Matched, Pair};
use crate::finding::{Concerned, Finding, ProjectId, Subject, Voice};
use crate::live::project::{LiveProject, LiveValue};
use crate::policy::condition::{Facts, Whom};
use crate::project::Project;
use crate::rule::{
    RULES, Repeats, Rule, Topic, Verdict, absent_project, ambiguous_name, changed_since, drifted_name,
    drifted_tag, undeclared_project,
};
use crate::snapshot::{Snapshot, Stored};
use crate::triage::{Origin, Sorted};

impl Audit<'_> {
    /// Compares with definitions.
    pub(super) fn compare(&mut self, view: &View<'_>, definitions: Definitions, quiet: bool) {
        let is_whole = definitions.is_whole();
        let Definitions { declared, outline } = definitions;
        self.outline.files = outline.files;
        self.outline.failures.extend(outline.failures);
        self.outline.sorted.merge(outline.sorted);
        let active = view.active();
        let live: Vec<&LiveProject> = active.iter().map(|judged| judged.live).collect();
        let matched = drift::matched(&declared, &live, &view.places);
        for pair in &matched.pairs {
            self.pair(pair, &declared[pair.declared], &active[pair.live]);
        }
        for (number, ids) in &matched.ambiguous {
            self.ambiguous(&declared[*number], ids.iter().map(|&id| live[id]).collect());
        }
        for (number, places) in &matched.absent {
            let declared = &declared[*number];
            let label = declared.shown_name().or(declared.id.as_deref());
            let label = label.or(declared.subject.name.as_deref()).unwrap_or_default();
            let verdict = absent_project::verdict(label, places, declared.at.as_ref());
            self.of_declared(&absent_project::RULE, verdict, declared, Subject::clone(&declared.subject));
        }
        self.undeclared(&matched, &active, is_whole, quiet);
        self.drop_repetitions();
    }

    fn undeclared(&mut self, matched: &Matched, active: &[Judged<'_>], is_whole: bool, quiet: bool) {
        if !is_whole {
            return unsure(
                matched.undeclared.len() + matched.unsure,
                "some definitions cannot be read",
                quiet,
            );
        }
        unsure(matched.unsure, "the names of some definitions cannot be known", quiet);
        for &number in &matched.undeclared {
            let Judged { live, id } = active[number];
            let project = live.to_project(id.ordinal);
            let facts = Facts::of(&project, None);
            let dictionary = self.triage.policy().dictionary(&facts);
            let origin = Origin::new(facts, &dictionary, Some(id));
            let verdict = undeclared_project::verdict();
            self.triage.admit(&undeclared_project::RULE, verdict, &origin, &mut self.outline.sorted);
        }
    }

    fn pair(&mut self, pair: &Pair, declared: &Declared, judged: &Judged<'_>) {
        let project = judged.live.to_project(0);
        if pair.by_id
            && let Some(name) = declared.known_name()
            && judged.live.name.as_deref() != Some(name)
        {
            let verdict = drifted_name::verdict(&project, declared.shown_name(), declared.at.as_ref());
            self.of_pair(&drifted_name::RULE, verdict, declared, &project, judged.id);
        }
        for verdict in drift::tags(declared, &project) {
            self.of_pair(&drifted_tag::RULE, verdict, declared, &project, judged.id);
        }
    }

    /// Says something of a live project at its definition.
    fn of_pair(
        &mut self,
        rule: &Rule,
        verdict: Verdict,
        declared: &Declared,
        project: &Project<'_>,
        id: ProjectId,
    ) {
        let facts = Facts::of(project, Some(&declared.path));
        let dictionary = self.triage.policy().dictionary(&facts);
        let origin = Origin::new(facts, &dictionary, Some(id));
        let origin = origin.ignores(&declared.ignores).declared_at(declared.at.as_ref());
        self.triage.admit(rule, verdict, &origin, &mut self.outline.sorted);
    }

    /// Says something of a definition that has no one live project.
    fn of_declared(&mut self, rule: &Rule, verdict: Verdict, declared: &Declared, subject: Subject) {
        let project = declared.to_project(&subject);
        let facts = Facts::of(&project, Some(&declared.path));
        let dictionary = self.triage.policy().dictionary(&facts);
        let concerned = Concerned { subject: subject.clone(), id: None, home: declared.at.clone() };
        let origin = Origin::new(facts, &dictionary, None).naming(concerned);
        let origin = origin.ignores(&declared.ignores).declared_at(declared.at.as_ref());
        self.triage.admit(rule, verdict, &origin, &mut self.outline.sorted);
    }

    fn ambiguous(&mut self, declared: &Declared, bearers: Vec<&LiveProject>) {
        let Some(first) = bearers.first() else { return };
        let ids: Vec<&str> = bearers.iter().map(|live| live.id.as_str()).collect();
        let place = match &first.account {
            Some(account) => format!("{account}/{}", first.region),
            None => first.region.clone(),
        };
        let verdict = ambiguous_name::verdict(declared.shown_name(), &place, &ids, declared.at.as_ref());
        let subject = Subject {
            account: first.account.clone(),
            region: Some(first.region.clone()),
            ..Subject::clone(&declared.subject)
        };
        self.of_declared(&ambiguous_name::RULE, verdict, declared, subject);
    }

    /// What one rule says is not also said by the one that would repeat it, unless it is hidden and that is mandatory.
    fn drop_repetitions(&mut self) {
        let Sorted { findings, suppressed, .. } = &mut self.outline.sorted;
        for (rule, Repeats { rule: other, about }) in
            RULES.iter().filter_map(|rule| Some((rule, rule.repeats?)))
        {
            let mut speaking: HashMap<Cause, Vec<Voice>> = HashMap::new();
            let hidden = suppressed.iter().map(|suppressed| &suppressed.finding);
            for finding in findings.iter().chain(hidden).filter(|finding| finding.rule == other.name) {
                if let Some(cause) = Cause::of(finding, about) {
                    speaking.entry(cause).or_default().push(finding.voice());
                }
            }
            findings.retain_mut(|finding| {
                let cause = Cause::of(finding, about).filter(|_| finding.rule == rule.name);
                let Some(voices) = cause.and_then(|cause| speaking.get(&cause)) else { return true };
                finding.behind.extend(voices.iter().cloned());
                self.triage.is_mandatory(finding.rule)
            });
        }
    }

    /// Compares with a snapshot.
    pub(super) fn changes(&mut self, view: &View<'_>, since: &Snapshot) {
        for changed in since.changes(&view.all, &view.places) {
            let verdict = changed_since::verdict(&changed.change);
            match (changed.live, changed.stored) {
                (Some(live), _) => {
                    self.say(&changed_since::RULE, verdict, Whom::Project(&live.to_project(0)))
                }
                (None, Some(stored)) => {
                    self.say(&changed_since::RULE, verdict, Whom::Project(&revived(stored).to_project(0)))
                }
                (None, None) => {}
            }
        }
    }
}

/// What two rules may both speak of.
#[derive(PartialEq, Eq, Hash)]
enum Cause {
    /// A tag of a live project.
    Tag(Option<ProjectId>, Option<String>),
    /// A name that several projects of one account and region have.
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

/// A project that is gone, as it was.
fn revived(stored: &Stored) -> LiveProject {
    let value = |value: &Option<String>| value.clone().map_or(LiveValue::Null, LiveValue::Text);
    LiveProject {
        id: stored.id.clone(),
        name: stored.name.clone(),
        is_archived: stored.archived,
        account: stored.account.clone(),
        region: stored.region.clone(),
        tags: stored.tags.iter().map(|(key, tag)| (key.clone(), value(tag))).collect(),
    }
}
