//! Groups of a bill as rules see them: projects whose tags are those of the dictionary's keys, and of which a bill
//! shows neither name nor status.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::mask::masked_whole;
use crate::bill::{Container, Group, Kind};
use crate::cost::{Money, Spend};
use crate::finding::{Concerned, ProjectId};
use crate::project::service::{ACTIVE, ARCHIVED, DEFAULT_PROJECT};
use crate::project::{
    BEDROCK_PROJECT, Elsewhere, INFERENCE_PROFILE, Keys, Project, Reading, Tag, Tags, Untold, Value,
};
use crate::rule::is_credential;
use crate::snapshot::{Snapshot, Stored};
use crate::source::Span;
use crate::text::known_by;
use crate::triage::subject_of;

/// Why keys that the dictionary does not have are not known.
const UNASKED: &str = "a bill is read for the keys of the dictionary alone";

/// A project by account, region and id.
pub(crate) type ProjectKey<'a> = (&'a str, &'a str, &'a str);

/// A group, and what was seen of its project.
#[derive(Debug)]
pub(super) struct Billed<'a> {
    pub(super) group: &'a Group,
    /// The project as it was listed, where it was.
    pub(super) stored: Option<&'a Stored>,
    /// Its number, which findings are counted by.
    pub(super) number: u32,
    /// The keys that the bill was asked for.
    known: Arc<BTreeSet<String>>,
}

impl<'a> Billed<'a> {
    pub(super) fn of(
        group: &'a Group,
        number: u32,
        seen: Option<&'a Snapshot>,
        known: &Arc<BTreeSet<String>>,
    ) -> Self {
        let mut stored = None;
        if let (Some(seen), Some(Container { kind: Kind::Project, account, region, id, .. })) =
            (seen, &group.container)
        {
            stored = seen.project(account, region, id);
        }
        Billed { group, stored, number, known: Arc::clone(known) }
    }

    /// The name, where the project was seen.
    pub(super) fn name(&self) -> Option<&'a str> {
        self.stored?.name.as_deref()
    }

    /// Whether it is a default project, which has no tags.
    pub(super) fn is_default(&self) -> bool {
        match &self.group.container {
            Some(container) => container.kind == Kind::Project && container.id == DEFAULT_PROJECT,
            None => false,
        }
    }

    /// Money of the group.
    pub(super) fn spend(&self, amount: Money) -> Spend {
        Spend { amount, currency: self.group.currency.clone(), period: self.group.period }
    }

    /// What its project is known by, where it is billed to one.
    pub(super) fn key(&self) -> Option<ProjectKey<'a>> {
        let Container { account, region, id, .. } = self.group.container.as_ref()?;
        Some((account, region, id))
    }

    /// The group as rules see it.
    pub(super) fn project(&self) -> Project<'a> {
        let container = self.group.container.as_ref();
        let mut list = Vec::new();
        for (key, value) in self.group.tags.iter() {
            list.push(tag(key, value));
        }
        let kind = match container {
            Some(Container { kind: Kind::Profile, .. }) => INFERENCE_PROFILE,
            Some(Container { kind: Kind::Project, .. }) | None => BEDROCK_PROJECT,
        };
        let account = self.group.account.as_ref().or(container.map(|container| &container.account));
        let untold = Untold {
            kind: container.is_none(),
            account: account.is_none(),
            region: container.is_none(),
            status: self.stored.is_none(),
        };
        Project {
            kind: Cow::Borrowed(kind),
            name: self.name_reading(),
            id: container.map(|container| Cow::Owned(masked_whole(&container.id))),
            account: account.map(|account| Cow::Owned(masked_whole(account))),
            region: container.map(|container| Cow::Borrowed(container.region.as_str())),
            status: self.status().map(Cow::Borrowed),
            untold,
            tags: billed_tags(list, &self.known),
            ..Project::new(self.number)
        }
    }

    fn name_reading(&self) -> Reading<'a> {
        match self.stored {
            None => Reading::unknown(None),
            Some(Stored { name: None, .. }) => Reading { value: Value::Null, place: None, secret: false },
            Some(Stored { name: Some(name), .. }) => Reading::text(name.as_str(), None),
        }
    }

    fn status(&self) -> Option<&'static str> {
        Some(if self.stored?.archived { ARCHIVED } else { ACTIVE })
    }

    /// The group as findings name it.
    pub(super) fn concerned(&self, project: &Project<'_>, id: Option<ProjectId>) -> Concerned {
        // A container is known by its id; its tags may come and go.
        let mut tags = BTreeMap::new();
        if self.group.container.is_none() {
            for (key, value) in self.group.tags.iter() {
                tags.insert(key.clone(), known_by(value).into_owned());
            }
        }
        Concerned { id, billed_as: Some(tags), ..Concerned::of(subject_of(project)) }
    }
}

/// Tags of a bill that was asked for some keys.
pub(super) fn billed_tags<'a>(list: Vec<Tag<'a>>, known: &Arc<BTreeSet<String>>) -> Tags<'a> {
    let elsewhere = vec![Elsewhere { what: UNASKED, keys: Keys::AllBut(Arc::clone(known)) }];
    Tags { list, elsewhere, ..Tags::default() }
}

pub(super) fn tag<'a>(key: &'a str, value: &'a str) -> Tag<'a> {
    let secret = is_credential(value);
    Tag {
        key: Cow::Borrowed(key),
        key_place: None,
        value: Reading { secret, ..Reading::text(value, None) },
        alternatives: Vec::new(),
        entry: Span::default(),
    }
}
