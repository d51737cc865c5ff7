//! Baselines: what was wrong when the gate was switched on. A baseline knows values, so that a different wrong value
//! is new.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cost::Spend;
use crate::files::{self, Role, Store};
use crate::finding::{Claim, Concerned, Finding, Level};
use crate::saved;
use crate::text::{io_words, known_by};

/// The version of the file.
const VERSION: u32 = 1;

/// What a baseline knows a finding by. The order of the fields is the order of the file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The rule.
    pub(crate) rule: String,
    /// The project; `None` for what concerns a file or an account.
    pub(crate) project: Option<Known>,
    /// The tag key.
    pub(crate) tag: Option<String>,
    /// The value; of a credential a hash, and of another one that must not be shown a word.
    pub value: Option<String>,
    /// The SDK of a client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sdk: Option<String>,
    /// The file, for a finding that speaks of a client, or of no project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<String>,
    /// The bill, for a finding that speaks of one as a whole: that of the next month is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bill: Option<Box<KnownBill>>,
}

/// A bill as a baseline knows it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnownBill {
    /// The month, as it is written.
    pub(crate) period: String,
    pub(crate) currency: String,
}

impl KnownBill {
    fn of(spend: &Spend) -> Self {
        KnownBill { period: spend.period.to_string(), currency: spend.currency.clone() }
    }
}

/// A project as a baseline knows it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    /// Its kind.
    pub(crate) kind: String,
    /// Its name.
    pub(crate) name: Option<String>,
    /// Its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// Its account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<String>,
    /// Its region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    /// The tags that a group of a bill is known by; none where its project tells it. Absent for what is no such group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tags: Option<BTreeMap<String, String>>,
}

impl Known {
    fn of(concerned: &Concerned) -> Self {
        let Concerned { subject, billed_as, .. } = concerned;
        Known {
            kind: subject.kind.clone(),
            // Whether a bill knows names depends on what it is read with.
            name: subject.name.clone().filter(|_| billed_as.is_none()),
            id: subject.id.clone(),
            account: subject.account.clone(),
            region: subject.region.clone(),
            tags: billed_as.clone(),
        }
    }

    fn concealed(self) -> Self {
        let tags = self.tags.map(|tags| {
            let kept =
                tags.iter().map(|(key, value)| (known_by(key).into_owned(), known_by(value).into_owned()));
            kept.collect()
        });
        Known {
            kind: self.kind,
            name: as_kept(self.name),
            id: as_kept(self.id),
            account: as_kept(self.account),
            region: as_kept(self.region),
            tags,
        }
    }
}

fn as_kept(text: Option<String>) -> Option<String> {
    text.map(|text| known_by(&text).into_owned())
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Stored>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(flatten)]
    entry: Entry,
    /// Where it was found, which is no part of what it is known by: it says which entries a run could see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

/// The findings that were known before, each with the path where it was.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    entries: BTreeMap<Entry, Option<String>>,
}

impl Entry {
    /// What a finding is known by.
    pub(crate) fn of(finding: &Finding) -> Self {
        let project = finding.project.as_ref().map(|concerned| Known::of(concerned));
        let path = || finding.location.as_ref().map(|at| at.path().to_owned());
        let sdk = finding.project.as_ref().and_then(|concerned| concerned.sdk);
        let file = if project.is_none() || sdk.is_some() { path() } else { None };
        let is_whole = project.is_none() && finding.tag.is_none() && finding.value.is_none();
        let whole = finding.spend.as_ref().filter(|_| is_whole);
        let entry = Entry {
            rule: finding.rule.to_owned(),
            project,
            tag: finding.tag.clone(),
            value: finding.value.clone().or_else(|| finding.digest.clone()),
            sdk: sdk.map(str::to_owned),
            file,
            bill: whole.map(|spend| Box::new(KnownBill::of(spend))),
        };
        entry.concealed()
    }

    /// The entry without credentials.
    fn concealed(self) -> Self {
        Entry {
            project: self.project.map(Known::concealed),
            tag: as_kept(self.tag),
            value: as_kept(self.value),
            file: as_kept(self.file),
            ..self
        }
    }
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// The file does not exist or is no baseline.
    pub(crate) fn read(path: &Path, store: &Store) -> Result<Self, String> {
        let text = store.read_saved(path, Role::Baseline).map_err(|error| io_words(&error))?;
        Baseline::parse(&text)
    }

    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// It is no baseline.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = saved::parse(text, "baseline", VERSION)?;
        Ok(Baseline {
            entries: file
                .findings
                .into_iter()
                .map(|stored| (stored.entry.concealed(), stored.path))
                .collect(),
        })
    }

    /// The baseline of what was found: its errors and warnings.
    pub(crate) fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let entries = findings
            .into_iter()
            .filter(|finding| Baseline::holds(finding))
            .map(|finding| (Entry::of(finding), finding.location.as_ref().map(|at| at.path().to_owned())));
        Baseline { entries: entries.collect() }
    }

    /// Whether a finding is one for baselines: they hold what can fail a gate, but no files that cannot be read, for
    /// what is in them nobody knows.
    pub(crate) fn holds(finding: &Finding) -> bool {
        finding.level >= Level::Warning && finding.claim != Claim::Unread
    }

    /// Whether a finding was known before.
    pub(crate) fn knows(&self, finding: &Finding) -> bool {
        !self.entries.is_empty() && Baseline::holds(finding) && self.entries.contains_key(&Entry::of(finding))
    }

    /// The findings.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.keys()
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes over what an older baseline knows and this run could not see: `was_seen` is given an entry and the path
    /// where it was. Gives the number of those that are gone.
    pub(crate) fn keep_unseen(
        &mut self,
        old: &Baseline,
        was_seen: impl Fn(&Entry, Option<&str>) -> bool,
    ) -> usize {
        let mut gone = 0;
        for (entry, path) in &old.entries {
            if self.entries.contains_key(entry) {
                continue;
            }
            if was_seen(entry, entry.file.as_deref().or(path.as_deref())) {
                gone += 1;
            } else {
                self.entries.insert(entry.clone(), path.clone());
            }
        }
        gone
    }

    /// The text of the file: sorted, one finding a line, so that differences read well.
    pub fn to_text(&self) -> String {
        let mut text = format!("{{\n  \"version\": {VERSION},\n  \"findings\": [");
        for (number, (entry, path)) in self.entries.iter().enumerate() {
            let path = as_kept(path.clone().filter(|_| entry.file.is_none()));
            let stored = Stored { entry: entry.clone(), path };
            let line = serde_json::to_string(&stored).expect("texts are always JSON");
            text.push_str(if number == 0 { "\n    " } else { ",\n    " });
            text.push_str(&line);
        }
        text.push_str(if self.entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        text
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        files::replace(path, self.to_text().as_bytes())
    }
}
