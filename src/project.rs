//! What is judged: a project with its name and tags, wherever it was declared.
//!
//! Rules see this and nothing of file formats. Every text knows the [`Place`] where it is; a live project has
//! none. What cannot be known without running a configuration is a word of the type ([`Value::Unknown`]), never an
//! empty text.

pub(crate) mod service;

pub(crate) mod misplaced;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::source::{Source, Span};
use crate::text::is_credential;
use crate::tree::{Language, Style};
pub(crate) use misplaced::Misplaced;

/// The kind of an Amazon Bedrock project, however it is declared.
pub(crate) const BEDROCK_PROJECT: &str = "bedrock-project";
/// The kind of an application inference profile.
pub(crate) const INFERENCE_PROFILE: &str = "inference-profile";
/// The kind of a call of a Terraform module that is not here, which is no type that a policy can ask for.
pub(crate) const MODULE_CALL: &str = "module";

/// A place in a source, and how the text there is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'t> {
    /// The source.
    pub(crate) source: &'t Arc<Source>,
    /// The text; of a quoted text, what is between the quotes.
    pub(crate) span: Span,
    /// The quotes, which a replacement must keep or may need.
    pub(crate) style: Style,
    /// The language that the text is written in.
    pub(crate) language: Language,
}

/// A value as far as it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value<'t> {
    /// A text; numbers and booleans are texts as they are written.
    Text(Cow<'t, str>),
    /// `null`.
    Null,
    /// A list or a map where a text belongs.
    Nested,
    /// It cannot be known without running the configuration.
    Unknown,
    /// It cannot be known either, but is surely not empty: a text with a known part, the name of an account.
    Unseen,
    /// A number without quotes that readers take for different texts.
    Ambiguous,
}

impl Value<'_> {
    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Null | Value::Nested | Value::Unknown | Value::Unseen | Value::Ambiguous => None,
        }
    }

    /// What rules about values look at: a null says as much as an empty text.
    pub(crate) fn said(&self) -> Option<&str> {
        match self {
            Value::Null => Some(""),
            other => other.text(),
        }
    }

    /// Whether there is a text of which it cannot be known what it says.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self, Value::Unknown | Value::Unseen | Value::Ambiguous)
    }
}

/// A value and where it is.
#[derive(Clone, Debug)]
pub struct Reading<'t> {
    /// What it says.
    pub value: Value<'t>,
    /// Where it is; `None` for what has no file.
    pub(crate) place: Option<Place<'t>>,
    /// Whether it must not be shown: a plan marks it sensitive.
    pub(crate) secret: bool,
}

impl<'t> Reading<'t> {
    /// A text at a place.
    pub(crate) fn text(text: impl Into<Cow<'t, str>>, place: Option<Place<'t>>) -> Self {
        Reading { value: Value::Text(text.into()), place, secret: false }
    }

    /// What cannot be known, at the expression that says so.
    pub(crate) fn unknown(place: Option<Place<'t>>) -> Self {
        Reading { value: Value::Unknown, place, secret: false }
    }
}

/// One tag, or an entry of a map that holds tags.
#[derive(Clone, Debug)]
pub struct Tag<'t> {
    /// The key as it is written.
    pub key: Cow<'t, str>,
    /// Where the key is.
    pub(crate) key_place: Option<Place<'t>>,
    /// The value.
    pub value: Reading<'t>,
    /// What else the value may be: the allowed values of a parameter, the branches of a condition. Each is judged.
    pub(crate) alternatives: Vec<Reading<'t>>,
    /// The whole entry, from its first byte to its last: `"k": "v"`, `{Key: k, Value: v}` (without the dash of a
    /// YAML item). Empty for what cannot be removed from where it is.
    pub(crate) entry: Span,
}

impl<'t> Tag<'t> {
    /// Everything the value may be.
    pub(crate) fn readings(&self) -> impl Iterator<Item = &Reading<'t>> {
        std::iter::once(&self.value).chain(&self.alternatives)
    }

    /// The value where it is one known text.
    pub(crate) fn known_text(&self) -> Option<&str> {
        let text = self.value.value.text()?;
        let same = |other: &Reading<'_>| other.value.text() == Some(text);
        self.alternatives.iter().all(same).then_some(text)
    }
}

/// How the tags of a project are written down, which decides what a further tag looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// A map from key to value.
    Map,
    /// A list of items with a key and a value, which are spelled so: `Key`/`Value`, `key`/`value`.
    List {
        /// How the items spell their key.
        key: &'static str,
        /// How they spell their value.
        value: &'static str,
    },
}

/// The container that the tags are in, where it is a literal one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Container<'t> {
    /// Where it is and how it is written ([`Style::Flow`], [`Style::Indented`], [`Style::Section`],
    /// [`Style::Dotted`]).
    pub(crate) place: Place<'t>,
    /// Map or list.
    pub(crate) shape: Shape,
}

/// A map that has no tags yet and surely takes them.
#[derive(Clone, Debug)]
pub(crate) struct Vacancy<'t> {
    /// The map; of a block of HCL, the braces ([`Style::Indented`]).
    pub(crate) place: Place<'t>,
    /// What is in it before the place for tags, in the order of the text.
    pub(crate) before: Vec<Tag<'t>>,
    /// The keys that lead from the map to the tags: `tags`; `Properties`, `Tags`.
    pub(crate) path: Vec<&'static str>,
    /// What tags look like there.
    pub(crate) shape: Shape,
}

/// The tags of a project.
#[derive(Clone, Debug, Default)]
pub struct Tags<'t> {
    /// In the order of the text; a key may come twice.
    pub list: Vec<Tag<'t>>,
    /// Parts of the map that cannot be known without running the configuration. Where there is one, no key is
    /// missing.
    pub(crate) unknown: Vec<Option<Place<'t>>>,
    /// Files that could not be read and may bring further tags: for what is not here, nobody knows.
    pub(crate) unread: Vec<Arc<str>>,
    /// Files that call the module and may pass further tags, in a way that cannot be followed.
    pub(crate) callers: Vec<Arc<str>>,
    /// What may give further tags, or leave some to others: of a key that is not here, nobody knows whether it will be
    /// there.
    pub(crate) elsewhere: Vec<Elsewhere>,
    /// The module, as its source is written, that is not here and decides what becomes of the tags.
    pub(crate) remote: Option<Cow<'t, str>>,
    /// Where the definition gives up its say, so that what is unknown there was changed by others, if at all
    /// (`ignore_changes`).
    pub(crate) ignored: Vec<Place<'t>>,
    /// Where a further tag can be written.
    pub(crate) container: Option<Container<'t>>,
    /// Where a container can be written, where there is none.
    pub(crate) vacancy: Option<Vacancy<'t>>,
}

impl<'t> Tags<'t> {
    /// The tag that counts for a key: the last one of that spelling.
    pub(crate) fn get(&self, key: &str) -> Option<&Tag<'t>> {
        self.list.iter().rev().find(|tag| tag.key == key)
    }

    /// Whether every key is known.
    pub(crate) fn all_known(&self) -> bool {
        self.unknown.is_empty() && !self.may_get_any() && self.elsewhere.is_empty()
    }

    /// Whether a key that is not here may be there all the same.
    pub(crate) fn may_have(&self, key: &str) -> bool {
        !self.unknown.is_empty()
            || self.may_get_any()
            || self.elsewhere.iter().any(|elsewhere| elsewhere.keys.cover(key))
    }

    /// Whether any key may come from another file.
    fn may_get_any(&self) -> bool {
        !self.unread.is_empty() || !self.callers.is_empty()
    }
}

/// What decides elsewhere whether some keys are there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Elsewhere {
    /// What that is, and what it does, in words.
    pub(crate) what: &'static str,
    /// The keys.
    pub(crate) keys: Keys,
}

/// Some keys.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Keys {
    /// Every key.
    All,
    /// One key.
    One(String),
    /// Those that begin so.
    Beginning(String),
    /// Every key but these.
    AllBut(Arc<BTreeSet<String>>),
}

impl Keys {
    /// Whether a key, which may have a `*` in it, is among them.
    pub(crate) fn cover(&self, key: &str) -> bool {
        let before = key.split('*').next().unwrap_or_default();
        let is_glob = before.len() < key.len();
        match self {
            Keys::All => true,
            Keys::AllBut(known) => is_glob || !known.contains(key),
            Keys::One(one) if is_glob => one.starts_with(before),
            Keys::One(one) => one == key,
            Keys::Beginning(start) if is_glob => start.starts_with(before) || before.starts_with(&**start),
            Keys::Beginning(start) => key.starts_with(&**start),
        }
    }
}

/// A text or a map that tags are made of, and that something else uses too: a condition, a name, a look-up. A fix of
/// it changes that as well.
#[derive(Clone, Debug)]
pub(crate) struct Shared<'t> {
    /// The text or the map.
    pub(crate) place: Place<'t>,
    /// What uses it, in words: `local.env`.
    pub(crate) user: String,
    /// Where that is; `None` where it is only what may use it.
    pub(crate) at: Option<Place<'t>>,
}

/// Facts of a project that its source does not show: conditions about them are undecided.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Untold {
    /// What it is.
    pub(crate) kind: bool,
    /// In which account it is.
    pub(crate) account: bool,
    /// In which region it is.
    pub(crate) region: bool,
    /// Whether it is archived.
    pub(crate) status: bool,
}

/// One project.
#[derive(Clone, Debug)]
pub struct Project<'t> {
    /// [`BEDROCK_PROJECT`], [`INFERENCE_PROFILE`], or the resource type as its tool spells it.
    pub(crate) kind: Cow<'t, str>,
    /// The name: a text, unknown, or null where there is none.
    pub(crate) name: Reading<'t>,
    /// What it is called where its definition gives no name: a logical id, an address.
    pub(crate) address: Option<Cow<'t, str>>,
    /// Where the project begins: what findings without a better place point at, and where an ignore for all of the
    /// project is. The name, where there is one.
    pub(crate) start: Option<Place<'t>>,
    /// The id that the service gave it.
    pub(crate) id: Option<Cow<'t, str>>,
    /// The account it is in.
    pub(crate) account: Option<Cow<'t, str>>,
    /// The region it is in.
    pub(crate) region: Option<Cow<'t, str>>,
    /// `active` or `archived`.
    pub(crate) status: Option<Cow<'t, str>>,
    /// What of it its source does not show.
    pub(crate) untold: Untold,
    /// Its tags.
    pub tags: Tags<'t>,
    /// Whether keys may be called missing: not of a type that may not take tags.
    pub(crate) complete: bool,
    /// Whether its type is in no table, so that nobody knows whether it takes tags.
    pub(crate) is_of_unknown_type: bool,
    /// Shapes that the service ignores or refuses.
    pub(crate) misplaced: Vec<Misplaced<'t>>,
    /// What of its tags something else uses too.
    pub(crate) shared: Vec<Shared<'t>>,
    /// Which project of its file it is, from 0: several readings of one project (the branches of a condition) have
    /// the same number and count once.
    pub(crate) ordinal: u32,
}

impl<'t> Project<'t> {
    /// A Bedrock project of which nothing is known yet.
    pub(crate) fn new(ordinal: u32) -> Self {
        Project {
            kind: Cow::Borrowed(BEDROCK_PROJECT),
            name: Reading { value: Value::Null, place: None, secret: false },
            address: None,
            start: None,
            id: None,
            account: None,
            region: None,
            status: None,
            untold: Untold::default(),
            tags: Tags::default(),
            complete: true,
            is_of_unknown_type: false,
            misplaced: Vec::new(),
            shared: Vec::new(),
            ordinal,
        }
    }

    /// Whether there is nothing in it to check: its type is unknown, and it has no tags.
    pub(crate) fn says_nothing(&self) -> bool {
        let Tags { list, unknown, .. } = &self.tags;
        self.is_of_unknown_type && list.is_empty() && unknown.is_empty() && self.misplaced.is_empty()
    }

    /// The name to show, if it may be shown: it is neither marked as a secret nor a credential.
    pub(crate) fn shown_name(&self) -> Option<&str> {
        self.name.value.text().filter(|name| !self.name.secret && !is_credential(name))
    }

    /// What to call it: by its name, else its address, else its id.
    pub fn label(&self) -> Option<&str> {
        let name = self.shown_name().filter(|name| !name.is_empty());
        name.or(self.address.as_deref()).or(self.id.as_deref())
    }

    /// Where to point for what concerns the project as a whole: its name, else where it begins.
    pub(crate) fn place(&self) -> Option<Place<'t>> {
        self.name.place.or(self.start)
    }

    /// Whether a file of a kind has a word in it: it defines the name or a tag, or writes down what the tags are made
    /// of.
    pub fn has_word_of(&self, is_one: &dyn Fn(&str) -> bool) -> bool {
        let tags = &self.tags;
        let keys = tags.list.iter().filter_map(|tag| tag.key_place);
        let values = tags.list.iter().flat_map(Tag::readings).filter_map(|reading| reading.place);
        let maps = tags.container.map(|container| container.place).into_iter();
        let odd = tags.unknown.iter().flatten().copied();
        let misplaced = self.misplaced.iter().map(|misplaced| misplaced.place);
        let mut places = keys.chain(values).chain(maps).chain(odd).chain(misplaced).chain(self.name.place);
        places.any(|place| is_one(place.source.name()))
    }
}

/// Region and account of an ARN (`arn:partition:service:region:account:resource`).
pub(crate) fn region_and_account(arn: &str) -> Option<(&str, &str)> {
    let mut parts = arn.split(':');
    let (region, account) = (parts.nth(3)?, parts.next()?);
    (arn.starts_with("arn:") && !region.is_empty() && !account.is_empty()).then_some((region, account))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_cover_what_is_called_so_and_what_a_star_may_match() {
        let (one, beginning) = (Keys::One("team:ml".into()), Keys::Beginning("team:".into()));
        for key in ["team:ml", "team:*", "*"] {
            assert!(one.cover(key) && beginning.cover(key) && Keys::All.cover(key), "{key}");
        }
        assert!(!one.cover("team:web") && beginning.cover("team:web") && beginning.cover("team:ml*"));
        assert!(!beginning.cover("Team:ml") && !beginning.cover("cost:*"));
    }

    #[test]
    fn account_and_region_may_come_from_the_arn() {
        let arn = "arn:aws:bedrock-mantle:us-east-1:111122223333:project/proj_b2";
        assert_eq!(region_and_account(arn), Some(("us-east-1", "111122223333")));
        assert_eq!(region_and_account("arn:aws:s3:::bucket"), None);
        assert_eq!(region_and_account("x"), None);
    }
}
