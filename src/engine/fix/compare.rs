//! Before and after: each project comes to what it came to, but for what the fixes of its own findings name; these
//! findings are gone, and no others are new.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::reason::Reason;
use super::trial::{Faults, Trial, Words, words};
use crate::engine::Screen;
use crate::engine::check::Observed;
use crate::engine::looked::Fate;
use crate::engine::sink::Sight;
use crate::finding::{Claim, Effect, Finding, Level, Location};
use crate::fix::effective::Effective;
use crate::rule::{self, Uncovering};
use crate::triage::baseline::Entry;

/// What is not as the fixes of a trial say.
pub(super) fn faults(trial: &Trial<'_>, before: &Observed, after: &Observed, screen: &Screen) -> Faults {
    let (before, after) = (Look::of(before), Look::of(after));
    let numbers: HashMap<Words, usize> = trial.fixes().map(words).zip(0..).collect();
    let mut comparison = Comparison { trial, named: HashMap::new(), faults: Faults::default() };
    comparison.name_projects(&before, &numbers);
    comparison.compare_files(&before, &after);
    // What cannot be read declares nothing that could be compared.
    if comparison.faults.is_empty() {
        comparison.compare_projects(&before, &after);
    }
    // What is found of other tags than were wanted blames nobody.
    if comparison.faults.is_empty() {
        comparison.compare_findings(&before, &after, &numbers, screen);
    }
    comparison.faults
}

/// A sight by what stays the same from look to look: its policy, its path, and its number among those of that path.
type Name<'l> = (&'l str, &'l str, usize);

/// What a look brought.
struct Look<'l> {
    observed: &'l Observed,
    sights: BTreeMap<Name<'l>, &'l Sight>,
    names: HashMap<u32, Name<'l>>,
}

impl<'l> Look<'l> {
    fn of(observed: &'l Observed) -> Self {
        let mut look = Look { observed, sights: BTreeMap::new(), names: HashMap::new() };
        let is_same = |left: &Sight, right: &Sight| left.policy == right.policy && left.path == right.path;
        for file in observed.sights.chunk_by(is_same) {
            for (number, sight) in file.iter().enumerate() {
                let name = (&*sight.policy, &*sight.path, number);
                look.sights.insert(name, sight);
                look.names.insert(sight.file, name);
            }
        }
        look
    }

    /// All findings, also those that are hidden.
    fn findings(&self) -> impl Iterator<Item = &'l Finding> {
        let sorted = &self.observed.checked.outline.sorted;
        sorted.findings.iter().chain(sorted.suppressed.iter().map(|suppressed| &suppressed.finding))
    }

    /// The findings that are shown.
    fn shown(&self, screen: &Screen) -> impl Iterator<Item = &'l Finding> + use<'l> {
        let shown: Vec<&'l Finding> = screen.shown(&self.observed.checked.outline.sorted.findings).collect();
        shown.into_iter()
    }

    fn project(&self, finding: &Finding) -> Option<Project<'l>> {
        let id = finding.project.as_ref()?.id?;
        Some((*self.names.get(&id.file)?, id.ordinal))
    }

    /// How many places of each file cannot be read.
    fn unreadable(&self) -> HashMap<&'l str, usize> {
        let mut counts = HashMap::new();
        for finding in self.findings().filter(|finding| finding.claim == Claim::Unread) {
            let file = if let Some(location) = &finding.location { location.path() } else { "" };
            *counts.entry(file).or_default() += 1;
        }
        counts
    }

    /// How many failures there are, by what could not be looked at.
    fn failures(&self) -> HashMap<&'l str, usize> {
        let mut counts = HashMap::new();
        for failure in &self.observed.checked.outline.failures {
            *counts.entry(&*failure.subject).or_default() += 1;
        }
        counts
    }

    fn fates(&self) -> HashMap<&'l str, &'l Fate> {
        self.observed.checked.outline.files.iter().map(|(path, fate)| (&**path, fate)).collect()
    }
}

/// A project: its sight, and its number there.
type Project<'l> = (Name<'l>, u32);

/// A client: its file, where it begins there, and its SDK.
type Client<'l> = (&'l str, usize, &'static str);

/// The client that a finding is about before any fix.
fn client_before(finding: &Finding) -> Option<Client<'_>> {
    let concerned = finding.project.as_deref()?;
    let home = concerned.home.as_ref()?;
    Some((home.path(), home.span.range().start, concerned.sdk?))
}

/// What a finding is known by from look to look.
#[derive(PartialEq, Eq, Hash)]
enum Known<'l> {
    OfProject { rule: &'static str, project: Project<'l>, tag: Option<String>, value: Option<String> },
    OfFile { entry: Entry, path: Option<&'l str>, message: &'l str },
}

impl<'l> Known<'l> {
    fn of(finding: &'l Finding, look: &Look<'l>) -> Self {
        match look.project(finding) {
            Some(project) => Known::OfProject {
                rule: finding.rule,
                project,
                tag: finding.tag.clone(),
                value: finding.value.clone().or_else(|| finding.digest.clone()),
            },
            None => Known::OfFile {
                entry: Entry::of(finding),
                path: finding.location.as_ref().map(Location::path),
                message: &finding.message,
            },
        }
    }

    /// The same after a fix of its project.
    fn fixed(&mut self, effect: &Effect) {
        let Known::OfProject { tag: Some(tag), value, .. } = self else { return };
        match effect {
            Effect::Rename { from, to } if tag == from => tag.clone_from(to),
            Effect::Replace { key, from, to } if tag == key && value.as_ref() == Some(from) => {
                *value = Some(to.clone());
            }
            _ => {}
        }
    }
}

struct Comparison<'c, 'f> {
    trial: &'c Trial<'f>,
    /// The fixes that are of findings of each project.
    named: HashMap<Project<'c>, Vec<usize>>,
    faults: Faults,
}

impl<'c> Comparison<'c, '_> {
    fn name_projects(&mut self, before: &Look<'c>, numbers: &HashMap<Words, usize>) {
        for finding in before.findings() {
            let Some(&number) = finding.fix.as_ref().and_then(|fix| numbers.get(&words(fix))) else {
                continue;
            };
            let Some(project) = before.project(finding) else { continue };
            let named = self.named.entry(project).or_default();
            if !named.contains(&number) {
                named.push(number);
            }
        }
    }

    /// A file that cannot be parsed any more, or declares other projects, has no findings either.
    fn compare_files(&mut self, before: &Look<'c>, after: &Look<'c>) {
        let (fates, fates_after) = (before.fates(), after.fates());
        let (unreadable, unreadable_after) = (before.unreadable(), after.unreadable());
        let failures = before.failures();
        let failures_after = after.failures();
        let failed = |(subject, count): (&&'c str, &usize)| {
            (*count > failures.get(subject).copied().unwrap_or_default()).then_some(*subject)
        };
        let failed: Vec<&str> = failures_after.iter().filter_map(failed).collect();
        // What failed of a file that is not changed, or is no file, may be anybody's fault.
        if !failed.iter().all(|subject| self.trial.names().any(|name| name == *subject)) {
            self.faults.unexplained = Some(Reason::Reading);
        }
        for name in self.trial.names() {
            if failed.contains(&name)
                || unreadable_after.get(name) > unreadable.get(name)
                || fates_after.get(name) != fates.get(name)
            {
                self.faults.doubtful.insert(name.to_owned());
            }
        }
        self.faults.doubtful.extend(self.trial.torn().map(str::to_owned));
    }

    fn compare_projects(&mut self, before: &Look<'c>, after: &Look<'c>) {
        let names: BTreeSet<&Name<'c>> = before.sights.keys().chain(after.sights.keys()).collect();
        for name in names {
            let (Some(old), Some(new)) = (before.sights.get(name), after.sights.get(name)) else {
                self.faults.unexplained.get_or_insert(Reason::Projects);
                continue;
            };
            let is_same = |(old, new): (&Effective, &Effective)| old.is_same_project(new);
            let mut pairs = old.projects.iter().zip(&new.projects);
            if old.projects.len() != new.projects.len() || !pairs.all(is_same) {
                self.blame_for_other_projects(*name, old, new);
                continue;
            }
            for (old, new) in old.projects.iter().zip(&new.projects) {
                self.compare_readings((*name, old.ordinal), old, new);
            }
        }
    }

    fn compare_readings(&mut self, project: Project<'c>, old: &Effective, new: &Effective) {
        let named = self.named.get(&project).cloned().unwrap_or_default();
        let fixes: Vec<_> = named.iter().map(|&number| (number, &self.trial.fixes[number].effect)).collect();
        let wanted = match old.fixed(&fixes) {
            Ok(wanted) => wanted,
            Err(number) => {
                self.faults.blamed.insert(number, Reason::Readings);
                return;
            }
        };
        let keys = wanted.differing(new);
        if keys.is_empty() {
            return;
        }
        let speaks = |number: &&usize| self.trial.fixes[**number].effect.keys().any(|key| keys.contains(key));
        let mut blamed: Vec<usize> = named.iter().filter(speaks).copied().collect();
        blamed.extend(old.places(&keys).flat_map(|place| self.trial.at(place, false)));
        blamed.extend(new.places(&keys).flat_map(|place| self.trial.at(place, true)));
        self.blame(&blamed, &named, Reason::Tags);
    }

    /// There are other projects, or they have other names.
    fn blame_for_other_projects(&mut self, name: Name<'c>, old: &Sight, new: &Sight) {
        let ats = |sight: &Sight, is_after: bool| {
            let places = sight.projects.iter().filter_map(|project| project.name_at.as_ref());
            places.flat_map(|place| self.trial.at(place, is_after)).collect::<Vec<_>>()
        };
        let mut blamed = ats(old, false);
        blamed.extend(ats(new, true));
        let of_sight = self.named.iter().filter(|((of, _), _)| *of == name);
        let named: BTreeSet<usize> = of_sight.flat_map(|(_, numbers)| numbers).copied().collect();
        self.blame(&blamed, &Vec::from_iter(named), Reason::Projects);
    }

    fn compare_findings(
        &mut self,
        before: &Look<'c>,
        after: &Look<'c>,
        numbers: &HashMap<Words, usize>,
        screen: &Screen,
    ) {
        let mut known: HashMap<Known<'c>, usize> = HashMap::new();
        for finding in before.shown(screen) {
            let mut key = Known::of(finding, before);
            for &number in
                before.project(finding).iter().filter_map(|project| self.named.get(project)).flatten()
            {
                key.fixed(&self.trial.fixes[number].effect);
            }
            *known.entry(key).or_default() += 1;
        }
        let relieved = self.relieved(before, after);
        let mut left: HashMap<Known<'c>, usize> = HashMap::new();
        for finding in after.shown(screen) {
            let key = Known::of(finding, after);
            let is_new = match known.get_mut(&key) {
                Some(count @ 1..) => {
                    *count -= 1;
                    false
                }
                _ => true,
            };
            let worse = self.client_after(finding).and_then(|client| relieved.get(&client));
            let is_relief = worse.is_some_and(|worse| *worse > finding.level);
            if is_new && !is_relief && !self.is_uncovered(finding, after) {
                self.blame_for_finding(finding, after);
            }
            *left.entry(key).or_default() += 1;
        }
        self.expect_gone(before, numbers, screen, left);
    }

    /// Each finding that was fixed must be gone.
    fn expect_gone(
        &mut self,
        before: &Look<'c>,
        numbers: &HashMap<Words, usize>,
        screen: &Screen,
        mut left: HashMap<Known<'c>, usize>,
    ) {
        let number = |finding: &Finding| numbers.get(&words(finding.fix.as_ref()?)).copied();
        let (fixed, others): (Vec<_>, Vec<_>) =
            before.shown(screen).partition(|finding| number(finding).is_some());
        for finding in others {
            if let Some(count) = left.get_mut(&Known::of(finding, before)) {
                *count = count.saturating_sub(1);
            }
        }
        for finding in fixed {
            if left.get(&Known::of(finding, before)).is_some_and(|count| *count > 0) {
                self.faults.blamed.extend(number(finding).map(|number| (number, Reason::Stays)));
            }
        }
    }

    /// Whether a finding was only uncovered: that a value which is right now demands a further tag, or does not go with
    /// another, is true of what was meant before. An ignore of what is fixed hides nothing any more.
    fn is_uncovered(&self, finding: &Finding, after: &Look<'c>) -> bool {
        match rule::find(finding.rule).and_then(|rule| rule.uncovered_by) {
            Some(Uncovering::Any) => true,
            Some(Uncovering::OfProject) => {
                after.project(finding).is_some_and(|project| self.named.contains_key(&project))
            }
            None => false,
        }
    }

    /// The clients of which a finding is gone, each with the highest level of those. Where a configuration names a project
    /// now, it can no longer be said that the client which may read it names none: a lesser finding takes the place.
    fn relieved(&self, before: &Look<'c>, after: &Look<'c>) -> HashMap<Client<'c>, Level> {
        let left = after.findings().filter_map(|left| Some((self.client_after(left)?, left.rule)));
        let left: HashSet<(Client<'c>, &str)> = left.collect();
        let mut relieved = HashMap::new();
        for old in before.findings() {
            let Some(client) = client_before(old).filter(|client| !left.contains(&(*client, old.rule)))
            else {
                continue;
            };
            let worst = relieved.entry(client).or_insert(old.level);
            *worst = old.level.max(*worst);
        }
        relieved
    }

    /// The client that a finding is about after the fixes, by where it was before them.
    fn client_after<'l>(&self, finding: &'l Finding) -> Option<Client<'l>> {
        let concerned = finding.project.as_deref()?;
        let home = concerned.home.as_ref()?;
        Some((home.path(), self.trial.start_before(home), concerned.sdk?))
    }

    fn blame_for_finding(&mut self, finding: &Finding, after: &Look<'c>) {
        let project = after.project(finding).and_then(|project| self.named.get(&project));
        let named: Vec<usize> = project.into_iter().flatten().copied().collect();
        let speaks = |number: &usize| {
            let mut keys = self.trial.fixes[*number].effect.keys();
            finding.tag.as_ref().is_some_and(|tag| keys.any(|key| key == tag))
        };
        let mut blamed: Vec<usize> = named.iter().copied().filter(speaks).collect();
        blamed.extend(finding.location.iter().flat_map(|at| self.trial.at(at, true)));
        self.blame(&blamed, &named, Reason::NewFinding(finding.rule));
    }

    /// Blames the fixes that something points at, else the only one that is of the projects concerned. Of several, or
    /// none, nobody knows which of all is to blame.
    fn blame(&mut self, pointed_at: &[usize], named: &[usize], reason: Reason) {
        let blamed = match (pointed_at, named) {
            ([], [_]) => named,
            ([], _) => {
                self.faults.unexplained.get_or_insert(reason);
                return;
            }
            (_, _) => pointed_at,
        };
        for &number in blamed {
            self.faults.blamed.entry(number).or_insert(reason);
        }
    }
}
