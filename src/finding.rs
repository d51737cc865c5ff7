//! A judgement, as a plain value: the rule that speaks, where, and which clause of the policy says so.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::Serialize;

use crate::cost::Spend;
use crate::source::{Medium, Source, Span};
use crate::text::is_credential;

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Worth fixing.
    Warning,
    /// Fails the gate, by default.
    Error,
}

impl Level {
    /// All levels, the heaviest first.
    pub(crate) const ALL: [Level; 3] = [Level::Error, Level::Warning, Level::Note];

    /// The word that users write and read.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Level {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Level::ALL.into_iter().find(|level| level.word() == word).ok_or(())
    }
}

/// A span of a source, shared with the source itself.
#[derive(Clone, Debug)]
pub struct Location {
    /// The source.
    pub source: Arc<Source>,
    /// The text in it.
    pub span: Span,
}

impl Location {
    /// A location.
    pub(crate) fn new(source: &Arc<Source>, span: Span) -> Self {
        Location { source: Arc::clone(source), span }
    }

    /// The name of the source.
    pub fn path(&self) -> &str {
        self.source.name()
    }

    /// Whether the source is a file that other tools can open.
    pub(crate) fn is_file(&self) -> bool {
        self.source.medium() == Medium::File
    }
}

impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span && self.path() == other.path()
    }
}

impl Eq for Location {}

/// What a finding names besides what is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Related {
    /// What it is, complete in itself.
    pub message: String,
    /// Where; `None` for what has no file.
    pub location: Option<Location>,
}

/// The project that a finding speaks of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Subject {
    /// `bedrock-project`, `inference-profile`, or the resource type as its tool spells it.
    pub(crate) kind: String,
    /// The name, else what the definition calls it.
    pub(crate) name: Option<String>,
    /// The id that the service gave it.
    pub(crate) id: Option<String>,
    /// The account.
    pub(crate) account: Option<String>,
    /// The region.
    pub(crate) region: Option<String>,
}

/// A project as all that is reported about it knows it.
#[derive(Clone, Debug)]
pub(crate) struct Concerned {
    /// What it is called.
    pub(crate) subject: Subject,
    /// Its number, for counting; none for what is not counted.
    pub(crate) id: Option<ProjectId>,
    /// Where it is declared: its name, else where it begins. None for what lives.
    pub(crate) home: Option<Location>,
    /// The tags that a group of a bill is known by; none where its project tells it. `None` for what is no such group.
    pub(crate) billed_as: Option<BTreeMap<String, String>>,
    /// The SDK of a client.
    pub(crate) sdk: Option<&'static str>,
}

impl Concerned {
    /// A project that is not counted, and is in no file.
    pub(crate) fn of(subject: Subject) -> Self {
        Concerned { subject, id: None, home: None, billed_as: None, sdk: None }
    }
}

/// A project of a run: the number of its definition file (or of its live region), and its number there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct ProjectId {
    /// The file or region.
    pub(crate) file: u32,
    /// The project's number in it.
    pub(crate) ordinal: u32,
}

/// What tells a finding from the others of a run while it is decided which of them is shown.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Voice {
    /// The rule.
    pub rule: &'static str,
    /// The project.
    pub(crate) project: Option<ProjectId>,
    /// The key as it is written.
    pub tag: Option<String>,
    /// The name of the source, and the place in it.
    pub(crate) at: Option<(String, Span)>,
}

/// Whether a fix may be applied without a look.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Safety {
    /// It says what the author meant, by the policy's own word.
    Safe,
    /// It is a guess, removes something, or changes something else as well.
    Unsafe,
}

/// A replacement of a span by a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Edit {
    /// What is replaced; an empty span for an insertion.
    pub(crate) at: Location,
    /// The new text, quoted as it must be there.
    pub(crate) text: String,
}

/// A change of the tags of a live project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LiveEdit {
    /// The id of the project.
    pub(crate) id: String,
    /// The tags that are added, or get another value.
    pub(crate) add: BTreeMap<String, String>,
    /// The keys of the tags that are removed.
    pub(crate) remove: BTreeSet<String>,
}

impl LiveEdit {
    /// A change that changes nothing yet.
    pub(crate) fn new(id: &str) -> Self {
        LiveEdit { id: id.to_owned(), add: BTreeMap::new(), remove: BTreeSet::new() }
    }

    /// Adds a tag, or gives it another value.
    pub(crate) fn add(id: &str, key: &str, value: &str) -> Self {
        let add = BTreeMap::from([(key.to_owned(), value.to_owned())]);
        LiveEdit { add, ..LiveEdit::new(id) }
    }

    /// The id, keys and values that it sends.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &String> {
        let added = self.add.iter().flat_map(|(key, value)| [key, value]);
        [&self.id].into_iter().chain(added).chain(&self.remove)
    }

    /// Removes a tag.
    pub(crate) fn remove(id: &str, key: &str) -> Self {
        LiveEdit::new(id).and_remove(key)
    }

    /// Removes one more tag.
    pub(crate) fn and_remove(mut self, key: &str) -> Self {
        self.remove.insert(key.to_owned());
        self
    }

    /// Whether it changes nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty()
    }

    /// Takes in another change of the same project: of two values for a key the first stays, and what is added is not
    /// removed.
    pub(crate) fn merge(&mut self, other: &LiveEdit) {
        for (key, value) in &other.add {
            self.add.entry(key.clone()).or_insert_with(|| value.clone());
        }
        self.remove.extend(other.remove.iter().cloned());
        self.remove.retain(|key| !self.add.contains_key(key));
    }
}

/// What a fix makes of the tags of a project. Of everything else it changes nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// The tags stay as they are.
    None,
    /// A tag gets another key.
    Rename {
        /// The key that it has.
        from: String,
        /// The key that it gets.
        to: String,
    },
    /// A tag gets another value.
    Replace {
        /// Its key.
        key: String,
        /// The value that it has.
        from: String,
        /// The value that it gets.
        to: String,
    },
    /// A tag is added.
    Insert {
        /// Its key.
        key: String,
        /// Its value.
        value: String,
    },
    /// A tag is removed.
    Remove {
        /// Its key.
        key: String,
        /// Its value, where it is one known text.
        value: Option<String>,
        /// The key of the tag that has the same value and stays, where that is why it is removed.
        twin: Option<String>,
    },
}

impl Effect {
    /// The keys that it speaks of.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let (one, other) = match self {
            Effect::None => (None, None),
            Effect::Rename { from, to } => (Some(from), Some(to)),
            Effect::Replace { key, .. } | Effect::Insert { key, .. } | Effect::Remove { key, .. } => {
                (Some(key), None)
            }
        };
        one.into_iter().chain(other).map(String::as_str)
    }
}

/// What fixes a finding: edits of definitions, or a change of a live project.
#[derive(Clone, PartialEq, Debug)]
pub struct Fix {
    /// Whether it may be applied without a look.
    pub(crate) safety: Safety,
    /// What it does, in the imperative.
    pub(crate) title: String,
    /// What it makes of the tags of the project that it is of.
    pub effect: Effect,
    /// Whether what it writes to can be nobody else's: an entry of a manifest, a comment.
    pub(crate) is_alone: bool,
    /// Edits, in the order of the text.
    pub(crate) edits: Vec<Edit>,
    /// The change of a live project.
    pub(crate) live: Option<LiveEdit>,
}

impl Fix {
    /// The texts that it writes, into a file or an account.
    fn written(&self) -> impl Iterator<Item = &String> {
        let edits = self.edits.iter().map(|edit| &edit.text);
        edits.chain(self.live.iter().flat_map(LiveEdit::texts))
    }
}

/// What a finding says of what it speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// Something is wrong with it.
    Fault,
    /// It could not be read, so nothing in it was checked: the run is not complete, and no baseline holds that.
    Unread,
    /// It cannot be known without running the configuration: it is counted as unresolved, shown or not.
    Unknown,
}

/// One judgement.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The name of the rule.
    pub rule: &'static str,
    /// What the rule's findings say.
    pub claim: Claim,
    /// Its weight, after the policy had its say.
    pub(crate) level: Level,
    /// What is wrong, complete in itself, of whichever project.
    pub message: String,
    /// The project, the first of them; `None` for what concerns a file or an account.
    pub(crate) project: Option<Arc<Concerned>>,
    /// The other projects of which the same is said at the same place.
    pub(crate) others: Vec<Arc<Concerned>>,
    /// The address of the project, where nothing at the location tells which one it is.
    pub(crate) resource: Option<String>,
    /// The key as it is written; for missing tags the dictionary's.
    pub tag: Option<String>,
    /// The value as it is written; `None` where there is none or it must not be shown.
    pub(crate) value: Option<String>,
    /// Where; `None` for what has no file.
    pub location: Option<Location>,
    /// The clause of the policy that says so.
    pub(crate) because: Option<Location>,
    /// What else it names.
    pub(crate) related: Vec<Related>,
    /// What to do.
    pub(crate) help: Option<String>,
    /// The money that it is about.
    pub(crate) spend: Option<Spend>,
    /// What fixes it.
    pub fix: Option<Fix>,
    /// The findings of the same cause that speak instead of this one: it is shown only where none of them is.
    pub(crate) behind: Vec<Voice>,
    /// Whether the text at the location is a secret, which no output shows.
    pub(crate) secret: bool,
    /// What a baseline knows a value by that must not be shown.
    pub(crate) digest: Option<String>,
}

impl Finding {
    /// A judgement about no project and at no place yet.
    pub(crate) fn new(rule: &'static str, level: Level, message: impl Into<String>) -> Self {
        Finding {
            rule,
            claim: Claim::Fault,
            level,
            message: message.into(),
            project: None,
            others: Vec::new(),
            resource: None,
            tag: None,
            value: None,
            location: None,
            because: None,
            related: Vec::new(),
            help: None,
            spend: None,
            fix: None,
            behind: Vec::new(),
            secret: false,
            digest: None,
        }
    }

    /// The project as it is named, the first of them.
    pub fn subject(&self) -> Option<&Subject> {
        self.project.as_ref().map(|project| &project.subject)
    }

    /// What it is known by in its run.
    pub(crate) fn voice(&self) -> Voice {
        Voice {
            rule: self.rule,
            project: self.project.as_ref().and_then(|project| project.id),
            tag: self.tag.clone(),
            at: self.location.as_ref().map(|at| (at.path().to_owned(), at.span)),
        }
    }

    /// The fix for other tools to apply: not one that writes a credential, which masked would destroy what it fixes.
    pub(crate) fn portable_fix(&self) -> Option<&Fix> {
        self.fix.as_ref().filter(|fix| !fix.written().any(|text| is_credential(text)))
    }

    /// Every project that it is about.
    pub(crate) fn projects(&self) -> impl Iterator<Item = &Arc<Concerned>> {
        self.project.iter().chain(&self.others)
    }
}

/// A finding that is not shown, and what hides it.
#[derive(Clone, Debug)]
pub(crate) struct Suppressed {
    /// The finding.
    pub(crate) finding: Finding,
    /// What hides it.
    pub(crate) by: Suppression,
    /// The reason that its author gave.
    pub(crate) reason: Option<String>,
}

/// What hides a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Suppression {
    /// An inline ignore.
    Ignore,
    /// An exception of the policy.
    Exception,
    /// The baseline.
    Baseline,
}

/// Something that could not be looked at. It is not a finding, and never hides one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Failure {
    /// What it was: a path, a region, an account.
    pub subject: String,
    /// Why it could not be looked at.
    pub message: String,
}

impl Failure {
    /// A failure at a place of a file.
    pub(crate) fn at(at: &Location, message: &str) -> Self {
        let place = at.source.position(at.span.start);
        Failure {
            subject: at.path().to_owned(),
            message: format!("{}:{}: {message}", place.line, place.column),
        }
    }
}
