//! What was seen, sorted: places, and the projects of each.

use std::collections::{BTreeMap, BTreeSet};

use crate::drift::Place;
use crate::finding::ProjectId;
use crate::live::project::LiveProject;
use crate::live::{Listing, Seen, regions};
use crate::report::Reach;
use crate::spend::Numbers;
use crate::triage::baseline::Known;

/// A project that is judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged<'s> {
    /// As it was listed.
    pub(crate) live: &'s LiveProject,
    /// Its number: of its account and region, and there.
    pub(crate) id: ProjectId,
}

/// What was seen.
#[derive(Debug)]
pub(crate) struct View<'s> {
    /// The accounts and regions that were looked at.
    pub(crate) places: Vec<Place>,
    /// All projects but default ones, by account, region and id, each once.
    pub(crate) all: Vec<&'s LiveProject>,
    /// Those that are judged.
    pub(crate) judged: Vec<Judged<'s>>,
    /// The default projects, one for each account and region.
    pub(crate) defaults: Vec<&'s LiveProject>,
    /// How many projects each list has, as it is called.
    counts: Vec<(String, usize)>,
}

impl<'s> View<'s> {
    /// What was seen; archived projects are judged only on request.
    pub(crate) fn of(seen: &'s Seen, include_archived: bool) -> Self {
        let key = |live: &'s LiveProject| (live.account.as_deref(), live.region.as_str(), live.id.as_str());
        let projects = seen.listings.iter().flat_map(|listing| &listing.projects);
        let mut all: Vec<&LiveProject> = projects.collect();
        all.sort_by(|left, right| key(left).cmp(&key(right)));
        // One account may be looked at under two names, and one server may answer for several regions.
        all.dedup_by(|later, first| key(later) == key(first));
        let (defaults, all): (Vec<_>, Vec<_>) = all.into_iter().partition(|live| live.is_default());
        let wanted = all.iter().filter(|live| include_archived || !live.is_archived);
        let mut judged: Vec<Judged<'_>> = Vec::new();
        for &live in wanted {
            let id = match judged.last() {
                None => ProjectId { file: 0, ordinal: 0 },
                Some(last) if last.live.home() == live.home() => {
                    ProjectId { ordinal: last.id.ordinal + 1, ..last.id }
                }
                Some(last) => ProjectId { file: last.id.file + 1, ordinal: 0 },
            };
            judged.push(Judged { live, id });
        }
        let places: Vec<Place> = seen.listings.iter().map(place).collect();
        let counts = seen.listings.iter().zip(&places);
        let counts = counts.map(|(listing, place)| (place.shown(), listing.projects.len())).collect();
        View { places, all, judged, defaults, counts }
    }

    /// The active projects that are judged.
    pub(crate) fn active(&self) -> Vec<Judged<'s>> {
        self.judged.iter().filter(|judged| !judged.live.is_archived).copied().collect()
    }

    /// How many active projects each account has, over all regions.
    pub(crate) fn active_by_account(&self) -> BTreeMap<Option<&'s str>, usize> {
        let mut counts = BTreeMap::new();
        for judged in self.active() {
            *counts.entry(judged.live.account.as_deref()).or_default() += 1;
        }
        counts
    }

    /// Whether what a baseline knows of a project would have been found again.
    pub(crate) fn has_seen(&self, project: &Known) -> bool {
        let is_here = |place: &&Place| {
            place.account.is_none() || project.account.is_none() || place.account == project.account
        };
        let mut here = self.places.iter().filter(is_here);
        match &project.region {
            Some(region) => here.any(|place| place.region == *region && place.is_complete),
            // What is reported about a whole account goes only where all of it was seen.
            None => {
                let seen: BTreeSet<&str> =
                    here.filter(|place| place.is_complete).map(|place| place.region.as_str()).collect();
                regions::KNOWN.iter().all(|region| seen.contains(region))
            }
        }
    }

    /// The numbers of the projects that are judged and whose account is known.
    pub(crate) fn numbers(&self) -> Numbers<'s> {
        let mut numbers = Numbers::new();
        for Judged { live, id } in &self.judged {
            if let Some(account) = &live.account {
                numbers.insert((account, &live.region, &live.id), *id);
            }
        }
        numbers
    }

    /// How many accounts and regions answered in full. Who does not tell its account is one.
    pub(crate) fn reach(&self) -> Reach {
        let whole = || self.places.iter().filter(|place| place.is_complete);
        let accounts: BTreeSet<_> = whole().map(|place| (&place.account, &place.name)).collect();
        let regions: BTreeSet<&str> = whole().map(|place| place.region.as_str()).collect();
        Reach { accounts: accounts.len(), regions: regions.len() }
    }

    /// How many projects each list has, as it is called.
    pub(crate) fn counts(&self) -> &[(String, usize)] {
        &self.counts
    }
}

fn place(listing: &Listing) -> Place {
    Place {
        name: listing.name.clone(),
        account: listing.account.clone(),
        region: listing.region.clone(),
        is_complete: listing.is_complete,
    }
}
