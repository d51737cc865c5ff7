//! What is live against what is declared.

use super::view::{Judged, View};
use super::{Audit, Unsure};
use crate::drift::{self, Declared, Pair};
use crate::finding::Subject;
use crate::live::project::LiveProject;
use crate::policy::condition::Facts;
use crate::rule::live::LiveCase;
use crate::triage::Origin;

impl Audit<'_> {
    /// Compares with definitions; `is_whole` says whether all of them could be read.
    pub(crate) fn compare(&mut self, view: &View<'_>, declared: &[Declared], is_whole: bool) -> Unsure {
        let active = view.active();
        let live: Vec<&LiveProject> = active.iter().map(|judged| judged.live).collect();
        let matched = drift::matched(declared, &live, &view.places);
        for pair in &matched.pairs {
            self.pair(pair, &declared[pair.declared], &active[pair.live]);
        }
        for (number, ids) in &matched.ambiguous {
            self.ambiguous(&declared[*number], ids.iter().map(|&id| live[id]).collect());
        }
        for (number, places) in &matched.absent {
            let declared = &declared[*number];
            let (declaration, label) = (&declared.declaration, declared.label());
            let case = LiveCase::Absent { declaration, label, places };
            self.meet_declared(&case, declared, Subject::clone(&declared.subject));
        }
        if !is_whole {
            let projects = matched.undeclared.len() + matched.unsure;
            return Unsure { projects, why: "some definitions cannot be read" };
        }
        for &number in &matched.undeclared {
            self.undeclared(&active[number]);
        }
        Unsure { projects: matched.unsure, why: "the names of some definitions cannot be known" }
    }

    /// A live project, at its definition.
    fn pair(&mut self, pair: &Pair, declared: &Declared, judged: &Judged<'_>) {
        let live = judged.live.to_project(judged.id.ordinal);
        let facts = Facts::of(&live, Some(&declared.path));
        let dictionary = self.triage.policy().dictionary(&facts);
        let declaration = &declared.declaration;
        let origin = Origin::new(facts, dictionary, Some(judged.id));
        let origin = origin.ignores(&declared.ignores).declared_at(declaration.at.as_ref());
        self.ask(&LiveCase::Declared { live: &live, declaration, by_id: pair.by_id }, &origin);
    }

    fn undeclared(&mut self, judged: &Judged<'_>) {
        let live = judged.live.to_project(judged.id.ordinal);
        let facts = Facts::of(&live, None);
        let dictionary = self.triage.policy().dictionary(&facts);
        self.ask(&LiveCase::Undeclared, &Origin::new(facts, dictionary, Some(judged.id)));
    }

    fn ambiguous(&mut self, declared: &Declared, bearers: Vec<&LiveProject>) {
        let Some(first) = bearers.first() else { return };
        let ids: Vec<&str> = bearers.iter().map(|live| live.id.as_str()).collect();
        let place = match &first.account {
            Some(account) => format!("{account}/{}", first.region),
            None => first.region.clone(),
        };
        let subject = Subject {
            account: first.account.clone(),
            region: Some(first.region.clone()),
            ..Subject::clone(&declared.subject)
        };
        let declaration = &declared.declaration;
        self.meet_declared(&LiveCase::Ambiguous { declaration, place: &place, ids: &ids }, declared, subject);
    }

    /// A definition that has no one live project, called as a subject says.
    fn meet_declared(&mut self, case: &LiveCase<'_>, declared: &Declared, subject: Subject) {
        let project = declared.to_project(&subject);
        let facts = Facts::of(&project, Some(&declared.path));
        let dictionary = self.triage.policy().dictionary(&facts);
        let origin = Origin::new(facts, dictionary, None).naming(declared.concerned(subject.clone()));
        let origin = origin.ignores(&declared.ignores).declared_at(declared.declaration.at.as_ref());
        self.ask(case, &origin);
    }
}
