//! The projects that are learned from, each once: the readings of one resource are one project, and so are the
//! instances that one place declares.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Mutex, PoisonError};

use super::uses::At;
use crate::collect::Batch;
use crate::engine::Sink;
use crate::judge::{Outcome, Setting};
use crate::live::project::LiveProject;
use crate::project::{self, Place, Project};
use crate::rule::is_credential;

/// What projects have.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(super) units: Vec<Unit>,
}

/// What counts as one project.
#[derive(Debug, Default)]
pub(super) struct Unit {
    pub(super) readings: Vec<Reading>,
}

/// One way in which a project may turn out.
#[derive(Debug)]
pub(super) struct Reading {
    id: Option<String>,
    account: Option<String>,
    region: Option<String>,
    pub(super) name: Option<String>,
    pub(super) tags: Vec<Tag>,
    /// Whether it has no other keys.
    pub(super) is_whole: bool,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Tag {
    pub(super) key: String,
    pub(super) key_at: At,
    /// Everything that the value may be.
    pub(super) values: Vec<(Value, At)>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Value {
    Text(String),
    /// It cannot be known.
    Unknown,
    /// It is no string, or one that must not be shown.
    Nothing,
}

impl Seen {
    /// What definitions declare, and live projects that none of them does.
    pub(crate) fn new(witness: Witness, live: &[LiveProject]) -> Self {
        let units = witness.units.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut seen = Seen::default();
        let mut known: HashSet<(String, u32, BTreeSet<Vec<Tag>>)> = HashSet::new();
        for (Mark { path, start, .. }, unit) in units {
            let said = unit.readings.iter().map(|reading| reading.tags.clone()).collect();
            if known.insert((path, start, said)) {
                seen.units.push(unit);
            }
        }
        let declared = seen.units.len();
        for project in live {
            let reading = Reading::of(&project.to_project(0));
            let is_declared = |unit: &Unit| unit.readings.iter().any(|own| own.is_of(&reading));
            if !seen.units[..declared].iter().any(is_declared) {
                seen.units.push(Unit { readings: vec![reading] });
            }
        }
        seen
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
}

impl Reading {
    fn of(project: &Project<'_>) -> Self {
        let own = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
        let name = project.shown_name().filter(|name| !name.is_empty());
        Reading {
            id: own(&project.id),
            account: own(&project.account),
            region: own(&project.region),
            name: name.map(str::to_owned),
            tags: project.tags.list.iter().map(Tag::of).collect(),
            is_whole: project.tags.all_known() && project.complete,
        }
    }

    /// Whether a live project is the one that this declares: by its id, else by its name, in the account and region
    /// that the definition names.
    fn is_of(&self, live: &Reading) -> bool {
        let may_be = |own: &Option<String>, other: &Option<String>| own.is_none() || own == other;
        match &self.id {
            Some(_) => self.id == live.id,
            None => {
                self.name.is_some()
                    && self.name == live.name
                    && may_be(&self.account, &live.account)
                    && may_be(&self.region, &live.region)
            }
        }
    }
}

impl Tag {
    fn of(tag: &project::Tag<'_>) -> Self {
        let mut values: Vec<(Value, At)> = Vec::new();
        for reading in tag.readings() {
            let value = match &reading.value {
                project::Value::Text(text) if !reading.secret && !is_credential(text) => {
                    Value::Text(text.to_string())
                }
                other if other.is_open() => Value::Unknown,
                _ => Value::Nothing,
            };
            if !values.iter().any(|(known, _)| *known == value) {
                values.push((value, at(reading.place)));
            }
        }
        Tag { key: tag.key.to_string(), key_at: at(tag.key_place), values }
    }

    /// The value where it is one known string.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.values[..] {
            [(Value::Text(text), _)] => Some(text),
            _ => None,
        }
    }
}

fn at(place: Option<Place<'_>>) -> At {
    place.map(|place| (place.source.name().to_owned(), place.span))
}

/// Notes the projects that a policy is for.
#[derive(Debug)]
pub(crate) struct Witness {
    policy: String,
    units: Mutex<BTreeMap<Mark, Unit>>,
}

/// What tells projects apart: where they begin, and what they are called there but for the number of the instance.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Mark {
    path: String,
    start: u32,
    address: String,
}

impl Witness {
    /// Of those that the policy of this name is for.
    pub(crate) fn of(policy: &str) -> Self {
        Witness { policy: policy.to_owned(), units: Mutex::default() }
    }
}

impl Sink for Witness {
    fn take(&self, batch: &Batch<'_>, setting: &Setting<'_>) -> Outcome {
        if setting.triage.policy().name == self.policy {
            let mut units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
            batch.each(0..batch.len(), |project| {
                let mark = Mark::of(project, setting.path.unwrap_or_default());
                units.entry(mark).or_default().readings.push(Reading::of(project));
            });
        }
        Outcome::default()
    }
}

impl Mark {
    fn of(project: &Project<'_>, path: &str) -> Self {
        let (path, start) = match project.start.or(project.name.place) {
            Some(place) => (place.source.name(), place.span.start),
            None => (path, project.ordinal),
        };
        let address = without_instances(project.address.as_deref().unwrap_or_default());
        Mark { path: path.to_owned(), start, address }
    }
}

/// `module.a["x"].aws_s3_bucket.b[0]` is `module.a.aws_s3_bucket.b`.
fn without_instances(address: &str) -> String {
    let (mut rest, mut is_within) = (String::new(), false);
    for c in address.chars() {
        match c {
            '[' => is_within = true,
            ']' => is_within = false,
            c if !is_within => rest.push(c),
            _ => {}
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::without_instances;

    #[test]
    fn instances_have_the_address_of_what_declares_them() {
        assert_eq!(without_instances(r#"module.a["x"].aws_s3_bucket.b[0]"#), "module.a.aws_s3_bucket.b");
        assert_eq!(without_instances("Chat"), "Chat");
    }
}
