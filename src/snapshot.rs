//! Snapshots: what an audit saw, and what it did not, so that the next one can say what changed.
//!
//! A snapshot holds no keys. Of tags whose value is a credential it holds only that they are there, and of what else is
//! one a hash. What one run could not see is taken over from the snapshot it compared with, so that a region that fails one night is compared the next.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::drift::{Place, Roster, is_seen};
use crate::fault::Fault;
use crate::files::{Role, Store};
use crate::live::project::{Home, LiveProject, LiveValue, is_secret};
use crate::rule::since::{Change, Value};
use crate::saved;
use crate::text::{io_words, known_by};

/// The version of the file.
const VERSION: u32 = 1;

/// What was seen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    version: u32,
    /// The accounts and regions, sorted.
    places: Vec<Seen>,
    /// The projects, sorted by account, region and id.
    projects: Vec<Stored>,
}

/// An account and region, and whether it was seen.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    /// The account, where it is known.
    account: Option<String>,
    region: String,
    /// What the policy calls the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    seen: When,
}

/// When a place was seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum When {
    /// By the run that wrote the snapshot.
    Now,
    /// By an earlier one, from whose snapshot it was taken over.
    Earlier,
    /// Not at all, or not to the end.
    No,
}

/// A project.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stored {
    pub(crate) account: Option<String>,
    pub(crate) region: String,
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) archived: bool,
    /// Its tags; `null` for a value that is no text, or a credential.
    pub(crate) tags: BTreeMap<String, Option<String>>,
}

/// A change of a project.
#[derive(Debug)]
pub struct Changed<'a> {
    pub(crate) project: Sighting<'a>,
    /// What changed.
    pub(crate) change: Change<'a>,
}

/// Where a project that changed is known from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sighting<'a> {
    /// It is there now.
    Now(&'a LiveProject),
    /// It is gone, and only the snapshot has it.
    Then(&'a Stored),
}

impl Snapshot {
    /// The snapshot of what a run saw. What it did not see is taken over from an earlier one.
    pub(crate) fn of(live: &[&LiveProject], places: &[Place], earlier: Option<&Snapshot>) -> Self {
        let mut seen: Vec<Seen> = places
            .iter()
            .map(|place| Seen {
                account: place.account.clone(),
                region: place.region.clone(),
                name: place.name.clone(),
                seen: if place.is_complete { When::Now } else { When::No },
            })
            .collect();
        let is_seen_now = |home| is_seen(places.iter().map(Place::state), home) == Some(true);
        let mut projects: Vec<Stored> =
            live.iter().filter(|live| is_seen_now(live.home())).map(|live| Stored::of(live)).collect();
        if let Some(earlier) = earlier {
            let known = earlier.places.iter().filter(|place| place.seen != When::No);
            let lost: Vec<&Seen> = known
                .filter(|old| !seen.iter().any(|now| now.seen == When::Now && now.is_same(old)))
                .collect();
            seen.retain(|now| now.seen == When::Now || !lost.iter().any(|old| now.is_same(old)));
            let kept = earlier.projects.iter().filter(|old| !is_seen_now(old.home()));
            projects.extend(kept.cloned());
            seen.extend(lost.into_iter().map(|old| Seen { seen: When::Earlier, ..old.clone() }));
        }
        seen.sort();
        seen.dedup();
        projects.sort_by(|left, right| left.key().cmp(&right.key()));
        projects.dedup_by(|later, first| later.key() == first.key());
        Snapshot { version: VERSION, places: seen, projects }
    }

    /// Reads a snapshot.
    ///
    /// # Errors
    /// The file does not exist or is no snapshot.
    pub(crate) fn read(path: &Path, store: &Store) -> Result<Self, Fault> {
        let text = store.read_saved(path, Role::Snapshot).map_err(|error| io_words(&error));
        let snapshot = text.and_then(|text| Snapshot::parse(&text));
        snapshot.map_err(|why| Fault::UnreadableSnapshot { path: path.to_owned(), why })
    }

    /// Reads the text of a snapshot.
    ///
    /// # Errors
    /// It is no snapshot.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut snapshot: Snapshot = saved::parse(text, "snapshot", VERSION)?;
        // An older taglint may have kept what is known for a credential now.
        snapshot.projects = snapshot.projects.into_iter().map(Stored::concealed).collect();
        snapshot.projects.sort_by(|left, right| left.key().cmp(&right.key()));
        Ok(snapshot)
    }

    /// The text of the file: sorted, one place or project a line, so that differences read well.
    pub fn to_text(&self) -> String {
        let places: Vec<String> = self.places.iter().map(line).collect();
        let projects: Vec<String> = self.projects.iter().map(line).collect();
        let list = |lines: Vec<String>| match lines.is_empty() {
            true => "[]".to_owned(),
            false => format!("[\n    {}\n  ]", lines.join(",\n    ")),
        };
        format!(
            "{{\n  \"version\": {VERSION},\n  \"places\": {},\n  \"projects\": {}\n}}\n",
            list(places),
            list(projects)
        )
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        crate::files::replace(path, self.to_text().as_bytes())
    }

    /// The active projects as they were listed, by account, region and id. The account's own default project is none
    /// of them.
    pub(crate) fn active(&self) -> Vec<LiveProject> {
        let active = self.projects.iter().filter(|stored| !stored.archived);
        active.map(Stored::as_it_was).filter(|live| !live.is_default()).collect()
    }

    /// A project, also an archived one.
    pub(crate) fn project(&self, account: &str, region: &str, id: &str) -> Option<&Stored> {
        let found = |account| {
            let key = (account, region, known_by(id));
            self.projects.binary_search_by(|stored| stored.key().cmp(&key))
        };
        // A server that gives no ARN leaves the account unknown.
        let place = found(Some(account)).or_else(|_| found(None)).ok()?;
        self.projects.get(place)
    }

    /// Whether all of an account and region was seen.
    pub(crate) fn has_seen(&self, account: &str, region: &str) -> bool {
        is_seen(self.places.iter().map(Seen::state), (Some(account), region)) == Some(true)
    }

    /// Which projects are active, and where that is known.
    pub(crate) fn roster(&self) -> Roster {
        let places = self.places.iter().map(|place| (place.region.clone(), place.seen != When::No));
        let active = self.projects.iter().filter(|stored| !stored.archived).map(|stored| stored.id.clone());
        Roster::new(places.collect(), active.collect())
    }

    /// What changed in the places that both could see.
    pub fn changes<'a>(&'a self, live: &[&'a LiveProject], places: &[Place]) -> Vec<Changed<'a>> {
        let both = |home: Home<'_>| {
            let now = is_seen(places.iter().map(Place::state), home);
            now == Some(true) && is_seen(self.places.iter().map(Seen::state), home) == Some(true)
        };
        let mut old: BTreeMap<Key<'_>, &Stored> =
            self.projects.iter().map(|stored| (stored.key(), stored)).collect();
        let mut changes = Vec::new();
        for &live in live {
            let stored = old.remove(&(live.account.as_deref(), live.region.as_str(), known_by(&live.id)));
            if both(live.home()) {
                compare(live, stored, &mut changes);
            }
        }
        for stored in old.into_values() {
            if !stored.archived && both(stored.home()) {
                changes.push(Changed { project: Sighting::Then(stored), change: Change::Went });
            }
        }
        changes
    }
}

fn line(item: &impl Serialize) -> String {
    crate::text::printable_json(&serde_json::to_string(item).expect("texts are always JSON"))
}

fn compare<'a>(live: &'a LiveProject, stored: Option<&'a Stored>, changes: &mut Vec<Changed<'a>>) {
    let mut say = |change| changes.push(Changed { project: Sighting::Now(live), change });
    let Some(old) = stored else {
        if !live.is_archived {
            say(Change::Came);
        }
        return;
    };
    match (old.archived, live.is_archived) {
        (true, true) => return,
        (false, true) => return say(Change::Archived),
        (true, false) => say(Change::Revived),
        (false, false) => {}
    }
    if old.name.as_deref() != live.name.as_deref().map(known_by).as_deref() {
        say(Change::Renamed { from: old.name.as_deref(), to: live.name.as_deref() });
    }
    for (key, value) in &live.tags {
        let to = value_now(value);
        let from = match old.tags.get(&*known_by(key)) {
            Some(value) => value_then(value),
            None => Value::Absent,
        };
        if from != to {
            say(Change::Tag { key, from, to });
        }
    }
    let keys: BTreeSet<Cow<'_, str>> = live.tags.iter().map(|(key, _)| known_by(key)).collect();
    for (key, value) in old.tags.iter().filter(|(key, _)| !keys.contains(key.as_str())) {
        let from = value_then(value);
        say(Change::Tag { key, from, to: Value::Absent });
    }
}

fn value_now(value: &LiveValue) -> Value<'_> {
    match value.text() {
        Some(text) if !value.is_secret() => Value::Text(text),
        _ => Value::Hidden,
    }
}

fn value_then(value: &Option<String>) -> Value<'_> {
    match value {
        Some(text) => Value::Text(text),
        None => Value::Hidden,
    }
}

/// What a project is known by: account, region and id.
type Key<'a> = (Option<&'a str>, &'a str, Cow<'a, str>);

impl Seen {
    /// Its account and region, and whether all of it was seen.
    fn state(&self) -> (Home<'_>, bool) {
        ((self.account.as_deref(), &self.region), self.seen != When::No)
    }

    /// Whether it is the same account and region: by the account, else by its name in the policy.
    fn is_same(&self, other: &Seen) -> bool {
        self.region == other.region
            && match (&self.account, &other.account) {
                (Some(account), Some(other)) => account == other,
                _ => self.name == other.name,
            }
    }
}

impl Stored {
    fn of(live: &LiveProject) -> Self {
        let value = |value: &LiveValue| value.text().map(str::to_owned);
        let stored = Stored {
            account: live.account.clone(),
            region: live.region.clone(),
            id: live.id.clone(),
            name: live.name.clone(),
            archived: live.is_archived,
            tags: live.tags.iter().map(|(key, tag)| (key.clone(), value(tag))).collect(),
        };
        stored.concealed()
    }

    /// The project without credentials.
    fn concealed(self) -> Self {
        let tag = |(key, value): (String, Option<String>)| {
            (known_by(&key).into_owned(), value.filter(|value| !is_secret(value)))
        };
        Stored {
            id: known_by(&self.id).into_owned(),
            name: self.name.map(|name| known_by(&name).into_owned()),
            tags: self.tags.into_iter().map(tag).collect(),
            ..self
        }
    }

    /// The project as it was listed then.
    pub(crate) fn as_it_was(&self) -> LiveProject {
        let value = |value: &Option<String>| match value {
            Some(text) => LiveValue::Text(text.clone()),
            None => LiveValue::Null,
        };
        LiveProject {
            id: self.id.clone(),
            name: self.name.clone(),
            is_archived: self.archived,
            account: self.account.clone(),
            region: self.region.clone(),
            tags: self.tags.iter().map(|(key, tag)| (key.clone(), value(tag))).collect(),
        }
    }

    fn home(&self) -> Home<'_> {
        (self.account.as_deref(), &self.region)
    }

    fn key(&self) -> Key<'_> {
        (self.account.as_deref(), &self.region, Cow::Borrowed(&self.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(account: Option<&str>, region: &str, is_complete: bool) -> Place {
        Place { name: None, account: account.map(str::to_owned), region: region.to_owned(), is_complete }
    }

    fn live(region: &str, id: &str, tags: &[(&str, &str)]) -> LiveProject {
        let text = |text: &str| LiveValue::Text(text.to_owned());
        LiveProject {
            id: id.to_owned(),
            name: Some(format!("name of {id}")),
            is_archived: false,
            account: Some("1".to_owned()),
            region: region.to_owned(),
            tags: tags.iter().map(|(key, value)| ((*key).to_owned(), text(value))).collect(),
        }
    }

    fn words(changes: &[Changed<'_>]) -> Vec<String> {
        let id = |changed: &Changed<'_>| match changed.project {
            Sighting::Now(live) => live.id.clone(),
            Sighting::Then(stored) => stored.id.clone(),
        };
        let words = |changed| (id(changed), crate::rule::changed_since::verdict(&changed.change).message);
        changes.iter().map(words).map(|(id, words)| format!("{id}: {words}")).collect()
    }

    #[test]
    fn a_snapshot_reads_back_as_it_was_and_holds_no_credentials() {
        let (first, second) =
            (live("r", "b", &[("k", "v")]), live("r", "a", &[("key", "AKIAABCDEFGHIJKLMNOP")]));
        let places = [place(Some("1"), "r", true), place(None, "s", false)];
        let snapshot = Snapshot::of(&[&first, &second], &places, None);
        let text = snapshot.to_text();
        assert_eq!(Snapshot::parse(&text), Ok(snapshot));
        assert!(!text.contains("AKIA") && text.contains(r#""tags":{"key":null}"#), "{text}");
        assert!(text.find("\"a\"") < text.find("\"b\""), "sorted: {text}");
        // A server may star keys that a policy knows; what is starred is hidden in both, and no change.
        let starred = live("r", "c", &[("k", "a ****"), ("l", "b")]);
        let seen = [place(Some("1"), "r", true)];
        let again = Snapshot::parse(&Snapshot::of(&[&starred], &seen, None).to_text()).expect("a snapshot");
        assert!(again.changes(&[&starred], &seen).is_empty());
        assert!(Snapshot::parse("{}").is_err());
        let newer = text.replace("\"version\": 1", "\"version\": 2");
        assert!(Snapshot::parse(&newer).expect_err("newer").contains("version 2"));
    }

    #[test]
    fn what_an_older_snapshot_kept_of_credentials_is_concealed() {
        const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
        let raw = format!(
            r#"{{"version":1,"places":[{{"account":"1","region":"r","seen":"now"}}],"projects":[{{"account":"1","region":"r","id":"{KEY}","name":"{KEY}","tags":{{"{KEY}":"x","k":"{KEY}"}}}}]}}"#
        );
        let snapshot = Snapshot::parse(&raw).expect("a snapshot");
        assert!(!snapshot.to_text().contains(KEY), "{}", snapshot.to_text());
        let mut now = live("r", KEY, &[(KEY, "x"), ("k", KEY)]);
        now.name = Some(KEY.to_owned());
        let places = [place(Some("1"), "r", true)];
        assert!(snapshot.changes(&[&now], &places).is_empty());
        assert_eq!(
            Snapshot::of(&[], &[], Some(&snapshot)),
            Snapshot { places: vec![Seen { seen: When::Earlier, ..snapshot.places[0].clone() }], ..snapshot }
        );
    }

    #[test]
    fn what_came_went_and_changed_is_told() {
        let places = [place(Some("1"), "r", true)];
        let old = [live("r", "a", &[("k", "1"), ("gone", "x")]), live("r", "b", &[])];
        let snapshot = Snapshot::of(&[&old[0], &old[1]], &places, None);
        let mut now = [live("r", "a", &[("k", "2"), ("new", "y")]), live("r", "c", &[])];
        now[0].name = Some("other".into());
        let now: Vec<&LiveProject> = now.iter().collect();
        let changes = snapshot.changes(&now, &places);
        assert_eq!(
            words(&changes),
            [
                "a: the project was `name of a` at the snapshot, and is `other` now",
                "a: `k` was `1` at the snapshot, and is `2` now",
                "a: `new` is new since the snapshot: `y`",
                "a: `gone` is gone since the snapshot: it was `x`",
                "c: the project is new since the snapshot",
                "b: the project is gone since the snapshot",
            ]
        );
        assert!(words(&snapshot.changes(&[&old[0], &old[1]], &places)).is_empty());
    }

    #[test]
    fn only_what_both_could_see_is_compared() {
        let old = live("r", "a", &[]);
        let snapshot = Snapshot::of(&[&old], &[place(Some("1"), "r", true), place(None, "s", false)], None);
        let new = live("s", "b", &[]);
        let seen = [place(Some("1"), "r", false), place(Some("1"), "s", true)];
        assert!(snapshot.changes(&[&new], &seen).is_empty());
        assert_eq!(snapshot.changes(&[], &[place(None, "r", true)]).len(), 1, "an empty list is a list");
        assert!(snapshot.changes(&[], &[place(Some("2"), "r", true)]).is_empty(), "another account");
    }

    #[test]
    fn an_account_that_fails_neither_hides_another_nor_takes_its_projects_along() {
        let named = |name: &str, account, is_complete| Place {
            name: Some(name.to_owned()),
            ..place(account, "r", is_complete)
        };
        let old = [live("r", "a", &[]), LiveProject { account: Some("2".to_owned()), ..live("r", "b", &[]) }];
        let both = [named("one", Some("1"), true), named("two", Some("2"), true)];
        let first = Snapshot::of(&[&old[0], &old[1]], &both, None);
        let second = [named("one", Some("1"), true), named("two", None, false)];
        assert_eq!(
            words(&first.changes(&[], &second)),
            ["a: the project is gone since the snapshot"],
            "of `two` nothing is known"
        );
        let second = Snapshot::of(&[], &second, Some(&first));
        assert!(!second.to_text().contains("name of a") && second.to_text().contains("name of b"));
        let empty = [named("one", None, true), named("two", None, false)];
        assert!(first.changes(&[], &empty).is_empty(), "either may be of account 2");
    }

    #[test]
    fn what_fails_one_night_is_compared_the_next() {
        let old = live("r", "a", &[]);
        let first = Snapshot::of(&[&old], &[place(Some("1"), "r", true)], None);
        let second = Snapshot::of(&[], &[place(None, "r", false)], Some(&first));
        assert!(second.to_text().contains("\"seen\":\"earlier\""));
        let changes = second.changes(&[], &[place(Some("1"), "r", true)]);
        assert_eq!(words(&changes), ["a: the project is gone since the snapshot"]);
        let third = Snapshot::of(&[], &[place(Some("1"), "r", true)], Some(&second));
        assert!(!third.to_text().contains("name of a"), "what is seen anew is not taken over");
    }
}
