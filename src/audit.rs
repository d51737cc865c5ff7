//! An audit: what is live goes through the rules, and is compared with definitions, a snapshot and billing. Everything
//! was read before; nothing here waits for an answer or writes to anybody.

mod compare;
#[cfg(test)]
mod tests;
pub(crate) mod view;

pub(crate) use view::View;

use std::collections::HashSet;

use crate::collect::Batch;
use crate::drift::{FoundClient, Roster};
use crate::judge::{self, NONE_EXCLUDED, Setting, add_coverage};
use crate::live::billing::CostTag;
use crate::policy::condition::{Facts, Whom};
use crate::policy::dictionary::Dictionary;
use crate::rule::live::LiveCase;
use crate::snapshot::{Sighting, Snapshot};
use crate::triage::{Origin, Sorted, Triage};

/// An audit under way.
#[derive(Debug)]
pub(crate) struct Audit<'p> {
    triage: &'p Triage<'p>,
    found: Found,
}

/// Live projects of which nobody knows whether they are declared, so that nothing is reported about them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Unsure {
    /// How many they are.
    pub(crate) projects: usize,
    /// Why nobody knows.
    pub(crate) why: &'static str,
}

/// What an audit found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// What rules say, after ignores and exceptions.
    pub(crate) sorted: Sorted,
    /// For each entry of the base dictionary: how many projects have it right, of how many that must.
    pub(crate) coverage: Vec<(usize, usize)>,
}

impl<'p> Audit<'p> {
    /// An audit that has found nothing yet.
    pub(crate) fn new(triage: &'p Triage<'p>) -> Self {
        Audit { triage, found: Found::default() }
    }

    /// Judges the projects of each account and region by the rules that definitions go through too.
    pub(crate) fn projects(&mut self, view: &View<'_>) {
        for home in view.judged.chunk_by(|left, right| left.id.file == right.id.file) {
            let projects = home.iter().map(|judged| judged.live.to_project(judged.id.ordinal)).collect();
            let batch = Batch::of(projects);
            let setting = Setting {
                triage: self.triage,
                path: None,
                ignores: &[],
                excluded: NONE_EXCLUDED,
                file: home[0].id.file,
            };
            let outcome = judge::judge(&batch, &setting);
            self.found.sorted.merge(outcome.sorted);
            add_coverage(&mut self.found.coverage, &outcome.coverage);
        }
    }

    /// What is reported about accounts as such.
    pub(crate) fn accounts(&mut self, view: &View<'_>) {
        for live in &view.defaults {
            self.meet(&LiveCase::Default, Whom::Project(&live.to_project(0)));
        }
        for (account, active) in view.active_by_account() {
            self.meet(&LiveCase::Account { active }, Whom::Account(account));
        }
    }

    /// Compares the projects that clients name with those that are active.
    pub(crate) fn clients(&mut self, view: &View<'_>, clients: &[FoundClient]) {
        let roster = Roster::of(&view.all, &view.places);
        for FoundClient { client, path, ignores } in clients {
            let dictionary = self.triage.policy().dictionary(&Facts::of_client(path));
            let origin = Origin::of_client(client, path, dictionary, ignores);
            for (id, at) in client.unknown_ids(|id| roster.lacks(id, client.region.as_deref())) {
                self.ask(&LiveCase::Named { id, at }, &origin);
            }
        }
    }

    /// Compares with a snapshot.
    pub(crate) fn changes(&mut self, view: &View<'_>, since: &Snapshot) {
        for changed in since.changes(&view.all, &view.places) {
            let case = LiveCase::Changed(&changed.change);
            match changed.project {
                Sighting::Now(live) => self.meet(&case, Whom::Project(&live.to_project(0))),
                Sighting::Then(stored) => self.meet(&case, Whom::Project(&stored.as_it_was().to_project(0))),
            }
        }
    }

    /// Compares the keys that may be required with those that billing knows.
    pub(crate) fn billing(&mut self, tags: &[CostTag]) {
        let dictionaries = &self.triage.policy().dictionaries;
        let mut met = HashSet::new();
        self.required_keys(dictionaries.base(), tags, &mut met);
        for dictionary in dictionaries.each_override() {
            self.required_keys(&dictionary, tags, &mut met);
        }
    }

    fn required_keys(&mut self, dictionary: &Dictionary, tags: &[CostTag], met: &mut HashSet<String>) {
        for entry in dictionary.entries().iter().filter(|entry| entry.may_be_required()) {
            if met.insert(entry.key.clone()) {
                let known = tags.iter().find(|tag| tag.key == entry.key);
                let is_active = known.map(|tag| tag.is_active);
                self.meet(&LiveCase::Billed { entry, is_active }, Whom::Nobody);
            }
        }
    }

    /// Asks the live rules about whom no definition declares, and who is not counted.
    fn meet(&mut self, case: &LiveCase<'_>, whom: Whom<'_>) {
        let facts = Facts { whom, path: None };
        let dictionary = self.triage.policy().dictionary(&facts);
        self.ask(case, &Origin::new(facts, dictionary, None));
    }

    /// Asks every live rule about a case.
    fn ask(&mut self, case: &LiveCase<'_>, origin: &Origin<'_>) {
        self.triage.ask(case, origin, &mut self.found.sorted);
    }

    /// What was found, each thing said once.
    pub(crate) fn finish(mut self) -> Found {
        self.triage.drop_repetitions(&mut self.found.sorted);
        self.found
    }
}
