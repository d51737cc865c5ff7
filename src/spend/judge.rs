//! What rules say of a bill.

use std::collections::{BTreeMap, HashMap};

use super::billed::{Billed, ProjectKey};
use super::mask::masked_whole;
use super::{Classified, Spending, classify};
use crate::bill::{Container, Kind};
use crate::cost::{Class, Interval, Money, Period, Spend};
use crate::finding::{Concerned, ProjectId, Subject};
use crate::policy::condition::{Facts, Whom};
use crate::policy::dictionary::Dictionary;
use crate::policy::spend::ModelRule;
use crate::project::service::DEFAULT_PROJECT;
use crate::project::{BEDROCK_PROJECT, Project};
use crate::rule::live::LiveCase;
use crate::rule::{Case, Check, RULES, Verdict};
use crate::triage::{Origin, Sorted, Triage};

/// Whom findings are about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Speaking<'n> {
    /// The groups of the bill, and their tags as billed.
    OfGroups,
    /// Live projects, which have these numbers. Of tags nothing is said: those that are there now are checked besides.
    OfProjects(&'n Numbers<'n>),
}

/// The numbers of live projects, by account, region and id.
pub(crate) type Numbers<'n> = HashMap<ProjectKey<'n>, ProjectId>;

impl Spending<'_> {
    /// What rules say of the bill.
    pub(crate) fn judge(&self, triage: &Triage<'_>, speaking: Speaking<'_>) -> Sorted {
        let blind = classify::blind_rules().map(|rule| rule.name);
        let left_out: Vec<&'static str> = triage.left_out().iter().copied().chain(blind).collect();
        let mut judge = Judge { spending: self, triage, speaking, left_out, sorted: Sorted::default() };
        for group in &self.groups {
            judge.group(group);
        }
        judge.unlisted();
        judge.unowned();
        judge.months();
        judge.sorted
    }
}

struct Judge<'j, 'a> {
    spending: &'j Spending<'a>,
    triage: &'j Triage<'j>,
    speaking: Speaking<'j>,
    /// The rules that do not speak of tags: those that the command line leaves out, and those that a bill shows nothing to.
    left_out: Vec<&'static str>,
    sorted: Sorted,
}

impl<'a> Judge<'_, 'a> {
    fn group(&mut self, Classified { billed, class }: &Classified<'_>) {
        if *class == Class::Outside {
            return;
        }
        let project = billed.project();
        let facts = Facts::of(&project, None);
        self.triage.meet(&facts);
        if self.is_small(billed.group.amount) {
            return;
        }
        let dictionary = self.triage.policy().dictionary(&facts);
        let origin = self.origin(billed, &project, dictionary, billed.group.amount);
        match class {
            Class::LateTags => self.ask(&LiveCase::Late, &origin),
            Class::Explained | Class::MissingTags | Class::WrongTags => {
                self.tags(&project, dictionary, &origin);
            }
            Class::DefaultProject | Class::NoContainer | Class::Outside => {}
        }
        for (model, amount) in &billed.group.models {
            let Some(name) = model else { continue };
            if let (false, Some(rule)) = (amount.is_zero(), self.refusal(name, &facts)) {
                let origin = self.origin(billed, &project, dictionary, *amount);
                self.ask(&LiveCase::Model { name, rule }, &origin);
            }
        }
    }

    /// Whether so much money is no finding.
    fn is_small(&self, amount: Money) -> bool {
        amount.abs() < self.triage.policy().spend.minimum
    }

    /// What the rules about values and required keys say.
    fn tags(&mut self, project: &Project<'_>, dictionary: &Dictionary, origin: &Origin<'_>) {
        if let Speaking::OfProjects(_) = self.speaking {
            return;
        }
        let case = Case::new(self.triage.policy(), dictionary, project, None, &self.left_out);
        let mut verdicts = Vec::new();
        for rule in RULES {
            let (Some(_), Check::Project(check)) = (rule.on_bills, &rule.check) else { continue };
            check(&case, &mut verdicts);
            for verdict in verdicts.drain(..) {
                // What was billed stays as it was: what there is to change, the live project shows.
                let verdict = Verdict { remedy: None, ..verdict };
                self.triage.admit(rule, verdict, origin, &mut self.sorted);
            }
        }
    }

    /// The entry of `[[models]]` that does not let a project use a model.
    fn refusal(&self, model: &str, facts: &Facts<'_>) -> Option<&'a ModelRule> {
        self.spending.policy.model_refusal(model, facts)
    }

    /// Projects that are billed, and that were not seen where all of them should have been.
    fn unlisted(&mut self) {
        let Some(seen) = self.spending.seen else { return };
        let mut unlisted: BTreeMap<(&Container, Period, &str), (&Billed<'_>, Money)> = BTreeMap::new();
        for Classified { billed, class } in &self.spending.groups {
            let Some(container) = &billed.group.container else { continue };
            let is_listable =
                container.kind == Kind::Project && !billed.is_default() && *class != Class::Outside;
            if is_listable && billed.stored.is_none() && seen.has_seen(&container.account, &container.region)
            {
                let group = billed.group;
                let key = (container, group.period, group.currency.as_str());
                unlisted.entry(key).or_insert((billed, Money::ZERO)).1 += group.amount;
            }
        }
        for (billed, amount) in unlisted.into_values() {
            if !self.is_small(amount) {
                let project = billed.project();
                let dictionary = self.triage.policy().dictionary(&Facts::of(&project, None));
                let origin = self.origin(billed, &project, dictionary, amount);
                self.ask(&LiveCase::Unlisted, &origin);
            }
        }
    }

    /// Money in default projects, and in no project or profile, of each account.
    fn unowned(&mut self) {
        let mut unowned: BTreeMap<(Option<&str>, Period, &str, Class), Money> = BTreeMap::new();
        for Classified { billed, class } in &self.spending.groups {
            if matches!(class, Class::DefaultProject | Class::NoContainer) {
                let group = billed.group;
                let key = (group.account.as_deref(), group.period, group.currency.as_str(), *class);
                *unowned.entry(key).or_default() += group.amount;
            }
        }
        for ((account, period, currency, class), amount) in unowned {
            if amount.is_zero() || self.is_small(amount) {
                continue;
            }
            let facts = Facts { whom: Whom::Account(account), path: None };
            let dictionary = self.triage.policy().dictionary(&facts);
            let id = (class == Class::DefaultProject).then(|| DEFAULT_PROJECT.to_owned());
            let account = account.map(masked_whole);
            let subject = Subject { kind: BEDROCK_PROJECT.to_owned(), name: None, id, account, region: None };
            let spend = Spend { amount, currency: currency.to_owned(), period };
            let origin = Origin::new(facts, dictionary, None);
            let origin = origin.naming(Concerned::of(subject)).spending(Some(spend));
            self.ask(&LiveCase::Unowned(class), &origin);
        }
    }

    /// Months of which too little is explained.
    fn months(&mut self) {
        let Some(wanted) = &self.triage.policy().spend.explained else { return };
        let mut months: BTreeMap<(Period, &str), BTreeMap<Class, Money>> = BTreeMap::new();
        for Classified { billed, class } in &self.spending.groups {
            if *class != Class::Outside {
                let month = months.entry((billed.group.period, &billed.group.currency)).or_default();
                *month.entry(*class).or_default() += billed.group.amount;
            }
        }
        for ((period, currency), mut classes) in months {
            let base: Money = classes.values().copied().sum();
            let explained = classes.remove(&Class::Explained).unwrap_or_default();
            let mut gaps = Vec::new();
            for (class, amount) in classes {
                if amount > Money::ZERO {
                    gaps.push((class.word(), amount));
                }
            }
            // Of equal amounts, in the order of classes.
            gaps.sort_by_key(|(_, amount)| std::cmp::Reverse(*amount));
            let facts = Facts { whom: Whom::Nobody, path: None };
            let dictionary = self.triage.policy().dictionary(&facts);
            let spend = Spend { amount: base - explained, currency: currency.to_owned(), period };
            let origin = Origin::new(facts, dictionary, None).spending(Some(spend));
            let explained = Interval::exactly(explained);
            let case = LiveCase::Month { period, currency, explained, base, wanted, gaps: &gaps };
            self.ask(&case, &origin);
        }
    }

    /// Asks every live rule about a case.
    fn ask(&mut self, case: &LiveCase<'_>, origin: &Origin<'_>) {
        self.triage.ask(case, origin, &mut self.sorted);
    }

    /// Where what is reported about a group comes from.
    fn origin<'o>(
        &self,
        billed: &Billed<'_>,
        project: &'o Project<'o>,
        dictionary: &'o Dictionary,
        amount: Money,
    ) -> Origin<'o> {
        let id = match self.speaking {
            Speaking::OfGroups => Some(ProjectId { file: 0, ordinal: billed.number }),
            Speaking::OfProjects(numbers) => billed.key().and_then(|key| numbers.get(&key)).copied(),
        };
        let origin = Origin::new(Facts::of(project, None), dictionary, id);
        origin.naming(billed.concerned(project, id)).spending(Some(billed.spend(amount)))
    }
}
