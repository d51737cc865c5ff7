//! Drift: which live project is which declared one, and in what they differ.
//!
//! Projects are matched by id where a definition gives one, else by name within each account and region. What cannot
//! be known of a definition is never guessed: it is no drift.

pub(crate) mod declared;
mod roster;

pub use declared::Declared;
pub(crate) use declared::FoundClient;
pub use roster::Roster;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::live::project::{Home, LiveProject};
use crate::rule::declaration::Known;
use crate::rule::drifted_tag;

/// A place that was looked at: an account and region.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// What the policy calls the account.
    pub(crate) name: Option<String>,
    /// The account, where it is known.
    pub(crate) account: Option<String>,
    pub(crate) region: String,
    /// Whether all of it was seen.
    pub(crate) is_complete: bool,
}

impl Place {
    /// What messages call it.
    pub(crate) fn shown(&self) -> String {
        match self.account.as_ref().or(self.name.as_ref()) {
            Some(account) => format!("{account}/{}", self.region),
            None => self.region.clone(),
        }
    }

    /// Its account and region, and whether all of it was seen.
    pub(crate) fn state(&self) -> (Home<'_>, bool) {
        ((self.account.as_deref(), &self.region), self.is_complete)
    }

    /// Whether a declared project may be here: yes, no, or (where nobody knows the account) perhaps.
    fn may_hold(&self, declared: &Declared) -> Option<bool> {
        if declared.region.as_ref().is_some_and(|region| *region != self.region) {
            return Some(false);
        }
        match (&declared.account, &self.account) {
            (None, _) => Some(true),
            (Some(wanted), _) if self.name.as_ref() == Some(wanted) => Some(true),
            (Some(wanted), Some(account)) => Some(wanted == account),
            (Some(_), None) => None,
        }
    }
}

/// A live project and the definition it is compared with; both by their numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Pair {
    /// The live project.
    pub(crate) live: usize,
    pub(crate) declared: usize,
    /// Whether they have the id in common, rather than the name.
    pub(crate) by_id: bool,
}

/// How what lives and what is declared belong together; everything by number.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct Matched {
    /// What is compared.
    pub(crate) pairs: Vec<Pair>,
    /// Live projects that nothing declares.
    pub(crate) undeclared: Vec<usize>,
    /// Declared projects that are nowhere they may be, with the places.
    pub(crate) absent: Vec<(usize, Vec<String>)>,
    /// Declared projects whose name several live ones of a place have.
    pub(crate) ambiguous: Vec<(usize, Vec<usize>)>,
    /// How many live projects may be ones whose declared name cannot be known, so that nothing is reported about them.
    pub(crate) unsure: usize,
}

/// Whether all of an account and region was seen, given the places that were looked at and whether all of each was
/// seen; `None` where it is none of them. A place whose account nobody knows may be of any account that has no place
/// of its own.
pub(crate) fn is_seen<'p>(
    places: impl Iterator<Item = (Home<'p>, bool)> + Clone,
    (account, region): Home<'_>,
) -> Option<bool> {
    let here = places.filter(|((_, place), _)| *place == region);
    let mut own = here.clone().filter(|((place, _), _)| account.is_some() && *place == account).peekable();
    if own.peek().is_some() {
        // One account may be looked at under two names.
        return Some(own.any(|(_, is_complete)| is_complete));
    }
    let mut perhaps = here.filter(|((place, _), _)| account.is_none() || place.is_none()).peekable();
    perhaps.peek()?;
    Some(perhaps.all(|(_, is_complete)| is_complete))
}

/// Matches the active live projects (but for default ones) with the declared ones.
pub(crate) fn matched(declared: &[Declared], live: &[&LiveProject], places: &[Place]) -> Matched {
    let mut matching = Matching::new(declared, live, places);
    matching.by_id();
    matching.by_name();
    matching.rest()
}

struct Matching<'a> {
    declared: &'a [Declared],
    live: &'a [&'a LiveProject],
    places: &'a [Place],
    /// Declared readings of each project.
    groups: BTreeMap<usize, Vec<usize>>,
    claimed: HashSet<usize>,
    found: HashSet<(u32, u32)>,
    result: Matched,
}

impl<'a> Matching<'a> {
    fn new(declared: &'a [Declared], live: &'a [&'a LiveProject], places: &'a [Place]) -> Self {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut first: HashMap<(u32, u32), usize> = HashMap::new();
        for (number, project) in declared.iter().enumerate().filter(|(_, it)| it.is_bedrock_project()) {
            groups.entry(*first.entry(project.number).or_insert(number)).or_default().push(number);
        }
        let (claimed, found) = (HashSet::new(), HashSet::new());
        Matching { declared, live, places, groups, claimed, found, result: Matched::default() }
    }

    fn by_id(&mut self) {
        let ids: HashMap<&str, usize> =
            self.live.iter().enumerate().map(|(number, it)| (it.id.as_str(), number)).collect();
        for readings in self.groups.values() {
            let of_id = |&&number: &&usize| {
                self.declared[number].id.as_deref().is_some_and(|id| ids.contains_key(id))
            };
            let Some(&first) = readings.iter().find(of_id) else { continue };
            let Some(&live) = self.declared[first].id.as_deref().and_then(|id| ids.get(id)) else { continue };
            let best = self.nearest(readings, live).unwrap_or(first);
            self.result.pairs.push(Pair { live, declared: best, by_id: true });
            self.claimed.insert(live);
            self.found.insert(self.declared[first].number);
        }
    }

    /// Of several declarations the one from which a live project differs least.
    fn nearest(&self, readings: &[usize], live: usize) -> Option<usize> {
        let project = self.live[live].to_project(0);
        readings.iter().copied().min_by_key(|&number| {
            drifted_tag::differences(&self.declared[number].declaration, &project).len()
        })
    }

    fn by_name(&mut self) {
        let mut homes: HashMap<(Home<'a>, &'a str), Vec<usize>> = HashMap::new();
        for (number, project) in self.live.iter().enumerate() {
            let name = project.name.as_deref().filter(|name| !name.is_empty());
            if let (Some(name), false) = (name, self.claimed.contains(&number)) {
                homes.entry((project.home(), name)).or_default().push(number);
            }
        }
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for &number in self.groups.values().flatten() {
            // Who names an id means that project and no other of its name.
            if let (Some(name), None) =
                (self.declared[number].declaration.known_name(), &self.declared[number].id)
            {
                by_name.entry(name).or_default().push(number);
            }
        }
        let mut homes: Vec<_> = homes.into_iter().collect();
        homes.sort_unstable();
        for ((home, name), bearers) in homes {
            let claims = if let Some(claims) = by_name.get(name) { claims.as_slice() } else { &[] };
            let claims: Vec<usize> =
                claims.iter().copied().filter(|&number| self.reaches(number, home)).collect();
            self.match_name(&claims, &bearers, home);
        }
    }

    fn match_name(&mut self, claims: &[usize], bearers: &[usize], home: Home<'_>) {
        let Some(&first) = claims.first() else { return };
        self.claimed.extend(bearers);
        self.found.extend(claims.iter().map(|&number| self.declared[number].number));
        match bearers {
            // Another project of the name may be among what was not seen.
            [_] if !self.is_all_seen(home) => {}
            [live] => {
                let declared = self.nearest(claims, *live).unwrap_or(first);
                self.result.pairs.push(Pair { live: *live, declared, by_id: false });
            }
            several => self.result.ambiguous.push((first, several.to_vec())),
        }
    }

    /// Whether a definition speaks of projects of an account and region.
    fn reaches(&self, number: usize, (account, region): Home<'_>) -> bool {
        let declared = &self.declared[number];
        let is_named = |wanted: &str| {
            account == Some(wanted)
                || self.places.iter().any(|place| {
                    place.name.as_deref() == Some(wanted)
                        && (place.account.as_deref() == account && place.region == region)
                })
        };
        declared.region.as_deref().is_none_or(|wanted| wanted == region)
            && declared.account.as_deref().is_none_or(is_named)
    }

    fn is_all_seen(&self, home: Home<'_>) -> bool {
        is_seen(self.places.iter().map(Place::state), home).unwrap_or(true)
    }

    fn rest(mut self) -> Matched {
        let is_unknown = |&&number: &&usize| self.declared[number].declaration.name == Known::Unknown;
        let unknown: Vec<usize> = self.groups.values().flatten().filter(is_unknown).copied().collect();
        for number in (0..self.live.len()).filter(|number| !self.claimed.contains(number)) {
            if unknown.iter().any(|&declared| self.reaches(declared, self.live[number].home())) {
                self.result.unsure += 1;
            } else {
                self.result.undeclared.push(number);
            }
        }
        for (&first, readings) in &self.groups {
            let known = |&number: &usize| {
                let it = &self.declared[number];
                it.id.is_some() || it.declaration.known_name().is_some()
            };
            if self.found.contains(&self.declared[first].number) || !readings.iter().all(known) {
                continue;
            }
            if let Some(places) = self.looked_for(&self.declared[first]) {
                self.result.absent.push((first, places));
            }
        }
        self.result.pairs.sort_by_key(|pair| pair.live);
        self.result
    }

    /// The places where a declared project may be, if all of them were looked at.
    fn looked_for(&self, declared: &Declared) -> Option<Vec<String>> {
        let mut certain = Vec::new();
        for place in self.places {
            match place.may_hold(declared) {
                Some(false) => continue,
                _ if !place.is_complete => return None,
                Some(true) => certain.push(place.shown()),
                None => {}
            }
        }
        (!certain.is_empty()).then_some(certain)
    }
}

#[cfg(test)]
mod tests;
