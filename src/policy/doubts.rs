//! What a policy says and what may be a slip: as far as this version knows, nothing can ever match it. What is known
//! ages, so that a doubt is a warning of `taglint policy check` and stops no run.

use std::collections::BTreeSet;

use super::dictionary::{Dictionaries, Dictionary};
use super::pattern::TextGlob;
use super::problem::Problem;
use super::raw::{Entry, Table};
use super::suggest;
use crate::finding::Location;
use crate::project::service::STATUSES;
use crate::text::{code, nearest, one_of};

/// What this version of taglint knows of the world.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// What resources are called.
    pub(crate) types: Vec<&'static str>,
    /// What else is called a kind.
    pub(crate) kinds: Vec<&'static str>,
    /// The regions of AWS.
    pub(crate) regions: &'static [&'static str],
}

/// How many words are listed where none is near.
const LISTED: usize = 8;

/// What is doubtful in a policy that is valid.
pub(crate) fn of(root: &Table, dictionaries: &Dictionaries, known: &Known) -> Vec<Problem> {
    let each = dictionaries.each_override();
    let mut doubts = Doubts { known, base: dictionaries.base(), each: each.collect(), list: Vec::new() };
    doubts.policy(root);
    doubts.list
}

struct Doubts<'d> {
    known: &'d Known,
    base: &'d Dictionary,
    /// The dictionaries with each override in force.
    each: Vec<Dictionary>,
    list: Vec<Problem>,
}

impl Doubts<'_> {
    fn policy(&mut self, root: &Table) {
        for (text, at) in texts(root.table("resources"), "types") {
            self.resource_type(text, at, &[]);
        }
        self.requirements(root);
        for (constraint, _) in root.tables("constraints") {
            self.condition(constraint.table("when"));
            self.condition(constraint.table("require"));
        }
        for (exception, _) in root.tables("exceptions") {
            self.condition(exception.table("when"));
        }
        for (models, _) in root.tables("models") {
            self.condition(models.table("when"));
        }
        for (change, _) in root.tables("overrides") {
            self.condition(change.table("when"));
            self.requirements(change);
            let tags = change.table("tags").map(|tags| tags.entries.as_slice()).unwrap_or_default();
            for tag in tags {
                self.changed_key(tag);
            }
        }
        let live = root.table("live");
        let accounts = live.into_iter().flat_map(|live| live.tables("accounts")).map(|(account, _)| account);
        for table in live.into_iter().chain(accounts) {
            for (text, at) in texts(Some(table), "regions") {
                self.region(text, at);
            }
        }
    }

    /// The conditions under which keys are required.
    fn requirements(&mut self, table: &Table) {
        let tags = table.table("tags").map(|tags| tags.entries.as_slice()).unwrap_or_default();
        for tag in tags.iter().filter_map(|tag| tag.value.table()) {
            self.condition(tag.table("required").and_then(|required| required.table("when")));
        }
    }

    fn condition(&mut self, condition: Option<&Table>) {
        let Some(condition) = condition else { return };
        for (text, at) in texts(Some(condition), "kind") {
            self.resource_type(text, at, &self.known.kinds);
        }
        for (text, at) in texts(Some(condition), "region") {
            self.region(text, at);
        }
        for (text, at) in texts(Some(condition), "status").filter(|(text, _)| !matches_any(text, STATUSES)) {
            let message = format!("no project has the status {}", code(text));
            self.say("policy::unknown-status", at, message, suggest::write(text, STATUSES, LISTED));
        }
        for tag in condition.table("tags").into_iter().flat_map(|tags| &tags.entries) {
            for (text, at) in tag.value.texts() {
                self.value(&tag.key, text, at);
            }
        }
        self.condition(condition.table("not"));
    }

    /// A type, or a glob of types; `others` are words that are none, and may be here too.
    fn resource_type(&mut self, text: &str, at: &Location, others: &[&'static str]) {
        let known = || self.known.types.iter().chain(others).copied();
        let glob = TextGlob::new(text);
        if known().any(|kind| glob.matches(kind)) {
            return;
        }
        // `AWS::S3::Bucket` and `aws_s3_bucket` are one spelling, of two tools.
        let is_template = text.contains("::");
        let alike = known().filter(|kind| kind.contains("::") == is_template);
        let meant = match text.strip_suffix('*') {
            Some(beginning) => near_beginning(beginning, alike).map(|near| format!("{near}*")),
            None => nearest(text, alike).map(|(near, _)| near.to_owned()),
        };
        let help = match meant {
            Some(meant) => format!("write {}", code(&meant)),
            None => "write it as its tool does, such as `AWS::S3::Bucket` or `aws_s3_bucket`".to_owned(),
        };
        let message = match text.contains('*') {
            true => format!("{} matches no resource type that this version of taglint knows", code(text)),
            false => format!("this version of taglint knows no resource type {}", code(text)),
        };
        self.say("policy::unknown-type", at, message, help);
    }

    fn region(&mut self, text: &str, at: &Location) {
        if matches_any(text, self.known.regions) {
            return;
        }
        let help = match nearest(text, self.known.regions.iter().copied()) {
            Some((near, _)) => format!("write {}", code(near)),
            None => "write it like `us-east-1`".to_owned(),
        };
        let message = format!("this version of taglint knows no region {}", code(text));
        self.say("policy::unknown-region", at, message, help);
    }

    /// A value that a tag is asked for, where every dictionary that has the tag lists its values.
    fn value(&mut self, key: &str, text: &str, at: &Location) {
        let dictionaries = std::iter::once(self.base).chain(&self.each);
        let entries = dictionaries.filter_map(|dictionary| dictionary.get(key));
        let Some(lists) = entries.map(|entry| entry.values.as_ref()).collect::<Option<Vec<_>>>() else {
            return;
        };
        let glob = TextGlob::new(text);
        let Some(first) = lists.first() else { return };
        if lists.iter().any(|list| list.value.list().iter().any(|value| glob.matches(value))) {
            return;
        }
        let help = match first.value.suggest(text) {
            Some(meant) => format!("write {}", code(meant.value())),
            None => format!("write {}", one_of(first.value.list().iter().map(String::as_str), LISTED)),
        };
        let message = match text.contains('*') {
            true => format!("{} matches no allowed value of {}", code(text), code(key)),
            false => format!("{} is not an allowed value of {}", code(text), code(key)),
        };
        self.say("policy::unknown-value", at, message, help);
    }

    /// A key of an override, which changes the entry of a key that the dictionary has.
    fn changed_key(&mut self, tag: &Entry) {
        if self.base.get(&tag.key).is_some() {
            return;
        }
        let keys: Vec<&str> = self.base.entries().iter().map(|entry| entry.key.as_str()).collect();
        let message =
            format!("the tag dictionary has no key {} that this override could change", code(&tag.key));
        let help = match suggest::meant(&tag.key, &keys) {
            Some(meant) => format!("write {}", code(meant)),
            None => format!(
                "add `[tags.{}]` if the key is meant for some projects only",
                super::written::key(&tag.key)
            ),
        };
        self.say("policy::undefined-tag", &tag.key_at, message, help);
    }

    fn say(&mut self, kind: &'static str, at: &Location, message: String, help: String) {
        self.list.push(Problem::new(kind, at, message, "may be a slip").help(help).doubtful());
    }
}

/// The texts of a list, or of one text alone, under a key.
fn texts<'t>(table: Option<&'t Table>, key: &str) -> impl Iterator<Item = (&'t str, &'t Location)> {
    table.and_then(|table| table.get(key)).into_iter().flat_map(|entry| entry.value.texts())
}

fn matches_any(text: &str, words: &[&str]) -> bool {
    let glob = TextGlob::new(text);
    words.iter().any(|word| glob.matches(word))
}

/// The beginning of known types, up to a separator, that is nearest to a text.
fn near_beginning(text: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let separator = if text.contains("::") { "::" } else { "_" };
    let ends = |kind: &'static str| kind.match_indices(separator).map(|(at, end)| &kind[..at + end.len()]);
    let beginnings: BTreeSet<&str> = known.flat_map(ends).collect();
    nearest(text, beginnings).map(|(near, _)| near)
}
