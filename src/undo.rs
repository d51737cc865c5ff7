//! What a run that changes tags leaves for `--restore`: what each project had, and what was to become of it.
//!
//! It holds no keys. A value that is a credential is not kept, and cannot be restored; what else is one is known by a
//! hash.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::files::{Role, Store};
use crate::finding::LiveEdit;
use crate::live::change::LiveChange;
use crate::live::project::{LiveProject, LiveValue, is_secret};
use crate::saved;
use crate::text::{code, io_words, is_hash, known_by, printable_json};

/// The version of the file.
const VERSION: u32 = 1;

/// What each project had that a run is about to change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Undo {
    version: u32,
    pub(crate) projects: Vec<Had>,
}

/// A project, what it had, and what was to become of that.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Had {
    pub(crate) account: Option<String>,
    pub(crate) region: String,
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    /// What the policy calls the account; `None` for the ambient credentials.
    #[serde(default, rename = "policy-account", skip_serializing_if = "Option::is_none")]
    pub(crate) policy_account: Option<String>,
    /// Its tags; `null` for a value that is no text, or a credential.
    tags: BTreeMap<String, Option<String>>,
    /// The tags that were to be added, or to get another value.
    add: BTreeMap<String, String>,
    /// The keys of the tags that were to be removed.
    remove: BTreeSet<String>,
}

impl Undo {
    /// Of some changes.
    pub(crate) fn of(changes: &[LiveChange<'_>]) -> Self {
        Undo { version: VERSION, projects: changes.iter().map(Had::of).collect() }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// It does not exist, or is none that a run left.
    pub(crate) fn read(path: &Path, store: &Store) -> Result<Self, String> {
        let text = store.read_saved(path, Role::Undo).map_err(|error| io_words(&error))?;
        Undo::parse(&text)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// It is none that a run left.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut undo: Undo = saved::parse(text, "file to restore from", VERSION)?;
        // An older taglint may have kept what is known for a credential now.
        undo.projects = undo.projects.into_iter().map(Had::concealed).collect();
        Ok(undo)
    }

    /// The text of the file, one project a line.
    pub(crate) fn to_text(&self) -> String {
        let line = |had: &Had| printable_json(&serde_json::to_string(had).expect("texts are always JSON"));
        let lines: Vec<String> = self.projects.iter().map(line).collect();
        format!("{{\n  \"version\": {VERSION},\n  \"projects\": [\n    {}\n  ]\n}}\n", lines.join(",\n    "))
    }
}

impl Had {
    fn of(change: &LiveChange<'_>) -> Self {
        let LiveChange { listing, project, edit, .. } = change;
        let kept = |value: &LiveValue| value.text().map(str::to_owned);
        let had = Had {
            account: project.account.clone(),
            region: project.region.clone(),
            id: project.id.clone(),
            name: project.name.clone(),
            policy_account: listing.name.clone(),
            tags: project.tags.iter().map(|(key, value)| (key.clone(), kept(value))).collect(),
            add: edit.add.clone(),
            remove: edit.remove.clone(),
        };
        had.concealed()
    }

    /// The project without credentials.
    fn concealed(self) -> Self {
        let known = |text: &String| known_by(text).into_owned();
        let kept = |value: Option<String>| value.filter(|value| !is_secret(value));
        Had {
            id: known(&self.id),
            name: self.name.as_ref().map(known),
            tags: self.tags.into_iter().map(|(key, value)| (known(&key), kept(value))).collect(),
            add: self.add.iter().map(|(key, value)| (known(key), known(value))).collect(),
            remove: self.remove.iter().map(known).collect(),
            ..self
        }
    }

    /// Whether it is what a project had.
    pub(crate) fn is_of(&self, project: &LiveProject) -> bool {
        project.home() == (self.account.as_deref(), self.region.as_str()) && known_by(&project.id) == self.id
    }

    /// Account, region and id of the project.
    pub(crate) fn subject(&self) -> String {
        let named = self.account.as_ref().or(self.policy_account.as_ref());
        let account = if let Some(account) = named { account } else { "-" };
        format!("{account}/{}/{}", self.region, self.id)
    }

    /// What gives a project back what it had, of the tags that the run was to change; nothing where it has all of it.
    ///
    /// # Errors
    /// Something changed since that run, or was not kept.
    pub(crate) fn undo(&self, now: &LiveProject) -> Result<LiveEdit, String> {
        if now.name.as_deref().map(known_by).as_deref() != self.name.as_deref() {
            let name = now.name.as_deref().unwrap_or_default();
            return Err(format!("changed since: its name is {}", code(name)));
        }
        if now.is_archived || now.is_default() {
            return Err("changed since: it is archived, or the default project".to_owned());
        }
        let mut edit = LiveEdit::new(&now.id);
        for key in self.add.keys().chain(&self.remove) {
            let found = now.tags.iter().find(|(own, _)| known_by(own) == *key);
            let value = found.map(|(_, value)| value);
            let is_written = match (self.add.get(key), value) {
                (Some(written), Some(value)) => value.text().map(known_by).as_deref() == Some(written),
                (written, value) => written.is_none() && value.is_none(),
            };
            match (self.tags.get(key), found) {
                (Some(Some(had)), Some((_, value))) if value.text() == Some(had) => {}
                (Some(None), Some((_, value))) if value.text().is_none() || value.is_secret() => {}
                (None, None) => {}
                (_, _) if !is_written => return Err(format!("changed since: {}", difference(key, value))),
                (Some(Some(had)), Some((own, _))) => {
                    edit.add.insert(own.clone(), had.clone());
                }
                (Some(Some(_)), None) if is_hash(key) => {
                    return Err("the key of a tag was not kept: it was a credential".to_owned());
                }
                (Some(Some(had)), None) => {
                    edit.add.insert(key.clone(), had.clone());
                }
                (Some(None), _) => {
                    let key = code(key);
                    return Err(format!(
                        "the value of {key} was not kept: it was a credential, or no string"
                    ));
                }
                (None, Some((own, _))) => {
                    edit.remove.insert(own.clone());
                }
            }
        }
        Ok(edit)
    }
}

fn difference(key: &str, now: Option<&LiveValue>) -> String {
    match now {
        Some(_) => format!("{} has another value", code(key)),
        None => format!("{} is not there", code(key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::destination::{Authority, Destination};
    use crate::live::list::Listing;
    use crate::policy::Access;

    fn live(tags: &[(&str, &str)]) -> LiveProject {
        LiveProject {
            id: "proj_1".to_owned(),
            name: Some("Chat".to_owned()),
            is_archived: false,
            account: Some("1".to_owned()),
            region: "r".to_owned(),
            tags: tags
                .iter()
                .map(|&(key, value)| (key.to_owned(), LiveValue::Text(value.to_owned())))
                .collect(),
        }
    }

    /// `team` was renamed to `Team`, and `Owner` got another value.
    fn had() -> Had {
        Had {
            account: Some("1".to_owned()),
            region: "r".to_owned(),
            id: "proj_1".to_owned(),
            name: Some("Chat".to_owned()),
            policy_account: None,
            tags: [("team", "Alpha"), ("Owner", "a"), ("Other", "x")]
                .map(|(key, value)| (key.to_owned(), Some(value.to_owned())))
                .into(),
            add: [("Team", "Alpha"), ("Owner", "b")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
            remove: BTreeSet::from(["team".to_owned()]),
        }
    }

    #[test]
    fn what_the_run_did_is_undone_as_far_as_it_came() {
        let done = live(&[("Team", "Alpha"), ("Owner", "b"), ("Other", "y"), ("New", "z")]);
        let mut all = LiveEdit::add("proj_1", "team", "Alpha").and_remove("Team");
        all.add.insert("Owner".to_owned(), "a".to_owned());
        assert_eq!(had().undo(&done), Ok(all));
        let half = live(&[("team", "Alpha"), ("Team", "Alpha"), ("Owner", "a")]);
        assert_eq!(had().undo(&half), Ok(LiveEdit::remove("proj_1", "Team")));
        let back = live(&[("team", "Alpha"), ("Owner", "a")]);
        assert_eq!(had().undo(&back), Ok(LiveEdit::new("proj_1")));
    }

    #[test]
    fn what_changed_since_is_left_alone() {
        for (tags, why) in [
            (&[("Team", "Beta"), ("Owner", "b")][..], "`Team` has another value"),
            (&[("Team", "Alpha"), ("Owner", "c")], "`Owner` has another value"),
            (&[("Team", "Alpha")], "`Owner` is not there"),
            (&[("Team", "Alpha"), ("Owner", "b"), ("team", "Beta")], "`team` has another value"),
        ] {
            assert_eq!(had().undo(&live(tags)), Err(format!("changed since: {why}")));
        }
        let mut renamed = live(&[]);
        renamed.name = Some("Bot".to_owned());
        assert_eq!(had().undo(&renamed), Err("changed since: its name is `Bot`".to_owned()));
        let archived = LiveProject { is_archived: true, ..live(&[]) };
        assert!(had().undo(&archived).is_err());
    }

    #[test]
    fn credentials_are_not_kept_wherever_they_are() {
        const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
        let mut before = live(&[(KEY, "x"), ("team", KEY)]);
        (before.id, before.name) = (KEY.to_owned(), Some(KEY.to_owned()));
        let mut edit = LiveEdit::remove(KEY, KEY).and_remove("team");
        edit.add.insert("Team".to_owned(), KEY.to_owned());
        let projects =
            url::Url::parse("https://bedrock-mantle.us-east-1.api.aws/v1/projects").expect("an address");
        let listing = Listing {
            name: None,
            account: before.account.clone(),
            region: before.region.clone(),
            projects: Vec::new(),
            is_complete: true,
            destination: Destination { projects, authority: Authority::Aws(Access::Ambient) },
        };
        let undo =
            Undo::of(&[LiveChange { listing: &listing, project: &before, edit, twins: BTreeSet::new() }]);
        assert!(!undo.to_text().contains("AKIA"), "{}", undo.to_text());
        let had = &undo.projects[0];
        assert!(had.is_of(&before));
        assert_eq!(had.undo(&before), Ok(LiveEdit::new(KEY)), "nothing was sent yet");
        let mut after = live(&[("Team", KEY)]);
        (after.id, after.name) = (before.id, before.name);
        assert_eq!(had.undo(&after), Err("the key of a tag was not kept: it was a credential".to_owned()));
    }

    #[test]
    fn what_an_older_file_kept_of_credentials_is_concealed() {
        const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
        let raw = format!(
            r#"{{"version":1,"projects":[{{"account":"1","region":"r","id":"{KEY}","name":"{KEY}","tags":{{"{KEY}":"x","team":"{KEY}"}},"add":{{"{KEY}":"{KEY}"}},"remove":["{KEY}"]}}]}}"#
        );
        let undo = Undo::parse(&raw).expect("a file to restore from");
        assert!(!undo.to_text().contains(KEY), "{}", undo.to_text());
        assert!(undo.projects[0].is_of(&LiveProject { id: KEY.to_owned(), ..live(&[]) }));
    }

    #[test]
    fn a_value_that_was_not_kept_is_told() {
        let mut had = had();
        had.tags.insert("Owner".to_owned(), None);
        let done = live(&[("Team", "Alpha"), ("Owner", "b")]);
        let why = "the value of `Owner` was not kept: it was a credential, or no string";
        assert_eq!(had.undo(&done), Err(why.to_owned()));
    }
}
