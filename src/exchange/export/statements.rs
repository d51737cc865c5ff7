//! Statements of IAM that deny what a policy certainly refuses
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_bedrock-mantle.html>).

use serde::Serialize;

use super::certainty::{Certainty, Force};
use super::clauses;
use super::condition::{self, Block};
use super::globs::{self, Globs, exact_for_iam, for_iam, text_glob_for_iam};
use super::losses::{LET_PASS, Losses, name_of};
use super::models;
use super::wanted::{Part, Wanted};
use crate::finding::{Level, Location};
use crate::policy::RuleLevel;
use crate::policy::dictionary::{Entry, Required};
use crate::text::code;

const CREATE: &str = "bedrock-mantle:CreateProject";
const TAG: &str = "bedrock-mantle:TagResource";
const UNTAG: &str = "bedrock-mantle:UntagResource";
const INFER: &str = "bedrock-mantle:CreateInference";
/// The tags that a request gives.
const REQUEST: &str = "aws:RequestTag/";
/// The tags that the project has.
const RESOURCE: &str = "aws:ResourceTag/";
const KEYS: &str = "aws:TagKeys";
const DEFAULT_PROJECT: &str = "arn:aws:bedrock-mantle:*:*:project/default";

/// A service control policy or an identity policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Document {
    version: &'static str,
    statement: Vec<Statement>,
}

/// A statement that denies.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: String,
    effect: &'static str,
    action: condition::Strings,
    resource: &'static str,
    #[serde(skip_serializing_if = "Block::is_empty")]
    condition: Block,
}

/// The statements for a policy.
pub(super) fn document(certainty: &Certainty<'_>, wanted: &Wanted, losses: &mut Losses) -> Document {
    let mut writer = Writer { certainty, wanted, losses, statements: Vec::new() };
    writer.keys();
    writer.dictionary();
    writer.inference();
    Document { version: "2012-10-17", statement: writer.statements }
}

struct Writer<'w> {
    certainty: &'w Certainty<'w>,
    wanted: &'w Wanted,
    losses: &'w mut Losses,
    statements: Vec<Statement>,
}

impl Writer<'_> {
    /// Denies some of the actions that are wanted where a condition holds.
    fn deny(&mut self, name: &str, actions: &[(Part, &str)], resource: &'static str, condition: Block) {
        let actions: Vec<String> = actions
            .iter()
            .filter(|(part, _)| self.wanted.has(*part))
            .map(|(_, action)| (*action).to_owned())
            .collect();
        if actions.is_empty() {
            return;
        }
        let letters: String = name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .flat_map(|word| {
                let (first, rest) = word.split_at(word.len().min(1));
                [first.to_uppercase(), rest.to_owned()]
            })
            .collect();
        let mut sid = letters.clone();
        let mut number = 2;
        while self.statements.iter().any(|statement| statement.sid == sid) {
            sid = format!("{letters}{number}");
            number += 1;
        }
        self.statements.push(Statement {
            sid,
            effect: "Deny",
            action: condition::Strings(actions),
            resource,
            condition,
        });
    }

    fn keys(&mut self) {
        let base = self.certainty.base;
        for entry in base.entries().iter().filter(|entry| !self.wanted.leaves_out(&entry.key)) {
            if entry.is_in_use() {
                self.required(entry);
            }
            if self.wanted.gives_tags() {
                self.given(entry);
            }
        }
    }

    /// Denies wrong tags where they are given.
    fn given(&mut self, entry: &Entry) {
        if let Some(deprecated) = &entry.deprecated {
            let why = "a deprecated key may still be in use";
            self.losses.left_out(name_of(&entry.key, "deprecated"), &deprecated.clause, why);
        } else if let Some(clause) = &entry.forbidden {
            self.forbidden(entry, clause);
        } else if entry.is_glob() {
            for (field, clause) in clauses::of_values(entry) {
                self.losses.left_out(name_of(&entry.key, field), clause, "IAM compares tags by whole keys");
            }
        } else {
            self.values(entry);
        }
    }

    fn required(&mut self, entry: &Entry) {
        let name = name_of(&entry.key, "required");
        let clause = &entry.required.clause;
        let (mut created, mut used) = (Block::default(), Block::default());
        match &entry.required.value {
            Required::No => return,
            Required::Always => {}
            Required::When(condition) => {
                let added = condition::add(condition, REQUEST, self.certainty, &mut created)
                    .and_then(|()| condition::add(condition, RESOURCE, self.certainty, &mut used));
                if let Err(lost) = added {
                    self.losses.left_out(name, clause, lost.why());
                    return;
                }
            }
        }
        let Some(stand_ins) = self.missing(entry) else { return };
        // The names of conditions ignore case: a name is said once.
        let mut keys = vec![entry.key.as_str()];
        for key in &stand_ins {
            if !keys.iter().any(|known| known.eq_ignore_ascii_case(key)) {
                keys.push(key);
            }
        }
        let is_absent = |prefix: &str, mut block: Block| {
            for key in &keys {
                block = block.absent(format!("{prefix}{key}"), true);
            }
            block
        };
        let is_always = created.is_empty();
        self.deny(&name, &[(Part::Create, CREATE)], "*", is_absent(REQUEST, created));
        let infer = format!("infer.{}", entry.key);
        self.deny(&infer, &[(Part::Infer, INFER)], "*", is_absent(RESOURCE, used));
        if self.wanted.has(Part::Tag) {
            match is_always {
                true => self.keep(entry, &name, stand_ins.is_empty()),
                false => {
                    let what = "it is checked where a project is created and used, not where its tags change";
                    self.losses.narrowed(&name, clause, what);
                }
            }
        }
        if entry.values.is_none() && entry.pattern.is_none() && is_always {
            self.empty(entry);
        }
    }

    /// Denies that a required key is removed, unless a deprecated one may stand in for it: which tags stay, IAM does not
    /// see.
    fn keep(&mut self, entry: &Entry, name: &str, is_alone: bool) {
        if !is_alone {
            let what = "its removal is not denied, because a deprecated key may take its place";
            self.losses.narrowed(name, &entry.required.clause, what);
            return;
        }
        let block =
            Block::default().with("ForAnyValue:StringEquals", KEYS.to_owned(), vec![entry.key.clone()]);
        self.deny(&format!("keep.{}", entry.key), &[(Part::Tag, UNTAG)], "*", block);
    }

    /// The deprecated keys that may stand for one that is required; none where it cannot be denied that it is absent.
    fn missing(&mut self, entry: &Entry) -> Option<Vec<String>> {
        let (certainty, key) = (self.certainty, entry.key.as_str());
        let name = name_of(key, "required");
        let clause = &entry.required.clause;
        let fails = certainty.force("missing-tag", Some(key)) == Force::Fails
            && certainty.are_decided(&["misspelled-key"], None)
            && !certainty.is_changed(key, |entry| Some(&entry.required.clause));
        if !fails {
            self.losses.left_out(name, clause, LET_PASS);
            return None;
        }
        match certainty.deprecated_for(key) {
            Some(keys) => Some(keys.into_iter().map(str::to_owned).collect()),
            None => {
                self.losses.left_out(name, clause, "deprecated keys that a `*` matches may take its place");
                None
            }
        }
    }

    fn empty(&mut self, entry: &Entry) {
        let fails = self.certainty.force("empty-value", Some(&entry.key)) == Force::Fails
            && self.certainty.are_decided(&["sensitive-value"], Some(&entry.key))
            && self.certainty.refuses_other_case(&entry.key);
        if fails {
            let block = Block::default().with("StringEquals", request(entry), vec![String::new()]);
            self.deny(
                &format!("empty.{}", entry.key),
                &[(Part::Create, CREATE), (Part::Tag, TAG)],
                "*",
                block,
            );
        }
    }

    fn values(&mut self, entry: &Entry) {
        if let Some(values) = &entry.values {
            let name = name_of(&entry.key, "values");
            if self.refuses_value(entry, &name, &values.clause, "invalid-value", |entry| {
                Some(&entry.values.as_ref()?.clause)
            }) {
                let allowed = values.value.list().iter().map(|value| exact_for_iam(value)).collect();
                self.deny_value(entry, &name, "StringNotEquals", allowed);
            }
        }
        if let Some(pattern) = &entry.pattern {
            let (name, globs) = (name_of(&entry.key, "pattern"), globs::of_pattern(pattern.value.ascii()));
            if self.refuses_value(entry, &name, &pattern.clause, "malformed-value", |entry| {
                Some(&entry.pattern.as_ref()?.clause)
            }) {
                self.globs(entry, &name, &pattern.clause, pattern.value.as_str(), &globs);
            }
        }
        if let Some(format) = &entry.format {
            let name = name_of(&entry.key, "format");
            match globs::of_format(format.value) {
                None => self.losses.left_out(name, &format.clause, "IAM has no such test"),
                Some(globs) => {
                    if self.refuses_value(entry, &name, &format.clause, "malformed-value", |entry| {
                        Some(&entry.format.as_ref()?.clause)
                    }) {
                        self.globs(entry, &name, &format.clause, format.value.word(), &globs);
                    }
                }
            }
        }
        for (field, length) in [("min-length", &entry.min_length), ("max-length", &entry.max_length)] {
            if let Some(length) = length {
                self.losses.left_out(
                    name_of(&entry.key, field),
                    &length.clause,
                    "IAM does not count characters",
                );
            }
        }
    }

    /// Whether each value that breaks a clause fails a check; what does not is told.
    fn refuses_value(
        &mut self,
        entry: &Entry,
        name: &str,
        clause: &Location,
        rule: &str,
        of: fn(&Entry) -> Option<&Location>,
    ) -> bool {
        let (certainty, key) = (self.certainty, entry.key.as_str());
        let refuses = certainty.refuses_values(entry, rule)
            && certainty.refuses_other_case(key)
            && !certainty.is_changed(key, of);
        if !refuses {
            self.losses.left_out(name, clause, LET_PASS);
        }
        refuses
    }

    fn globs(&mut self, entry: &Entry, name: &str, clause: &Location, written: &str, globs: &Globs) {
        if globs.match_all() {
            self.losses.left_out(name, clause, format!("`*` and `?` cannot express {}", code(written)));
            return;
        }
        let texts: Vec<String> = globs.list.iter().map(for_iam).collect();
        if !globs.is_exact {
            self.losses.widened(name, clause, written, &texts);
        }
        self.deny_value(entry, name, "StringNotLike", texts);
    }

    fn deny_value(&mut self, entry: &Entry, name: &str, operator: &'static str, allowed: Vec<String>) {
        let key = request(entry);
        let block = Block::default().with(operator, key.clone(), allowed).absent(key, false);
        self.deny(name, &[(Part::Create, CREATE), (Part::Tag, TAG)], "*", block);
    }

    fn forbidden(&mut self, entry: &Entry, clause: &Location) {
        let (certainty, name) = (self.certainty, name_of(&entry.key, "forbidden"));
        let is_shadowed = certainty.dictionaries().any(|dictionary| {
            let others = dictionary.entries().iter().filter(|other| other.key != entry.key);
            entry.is_glob() && others.into_iter().any(|other| other.forbidden.is_none())
        });
        let refuses = certainty.force("forbidden-tag", None) == Force::Fails
            && certainty.are_decided(&["duplicate-key"], None)
            && !certainty.is_changed(&entry.key, |entry| entry.forbidden.as_ref());
        if !refuses || is_shadowed {
            self.losses.left_out(name, clause, LET_PASS);
            return;
        }
        let block = match entry.is_glob() {
            true => Block::default().with(
                "ForAnyValue:StringLike",
                KEYS.to_owned(),
                vec![text_glob_for_iam(&entry.key)],
            ),
            false => {
                Block::default().with("ForAnyValue:StringEquals", KEYS.to_owned(), vec![entry.key.clone()])
            }
        };
        self.deny(&name, &[(Part::Create, CREATE), (Part::Tag, TAG)], "*", block);
    }

    /// How keys are spelled: where the dictionary is closed, no other key is allowed; else no other case of its keys.
    fn dictionary(&mut self) {
        if !self.wanted.gives_tags() {
            return;
        }
        let certainty = self.certainty;
        let is_closed = certainty.force("unknown-tag", None) == Force::Fails
            && certainty.are_decided(&["duplicate-key", "misspelled-key"], None);
        if is_closed {
            let mut keys: Vec<String> = Vec::new();
            let mut has_star = false;
            for entry in certainty.dictionaries().flat_map(|dictionary| dictionary.entries()) {
                has_star |= entry.is_glob();
                if !keys.contains(&entry.key) {
                    keys.push(entry.key.clone());
                }
            }
            let operator = if has_star { "ForAnyValue:StringNotLike" } else { "ForAnyValue:StringNotEquals" };
            let block = Block::default().with(operator, KEYS.to_owned(), keys);
            self.deny("rules.unknown-tag", &[(Part::Create, CREATE), (Part::Tag, TAG)], "*", block);
            return;
        }
        if let Some(said) = certainty.base.levels.get("unknown-tag")
            && said.value == RuleLevel::At(Level::Error)
        {
            self.losses.left_out("rules.unknown-tag", &said.clause, LET_PASS);
        }
        for entry in certainty.base.entries() {
            if !entry.is_in_use()
                || self.wanted.leaves_out(&entry.key)
                || !certainty.refuses_other_case(&entry.key)
            {
                continue;
            }
            let block = Block::default().absent(request(entry), false).with(
                "ForAllValues:StringNotEquals",
                KEYS.to_owned(),
                vec![entry.key.clone()],
            );
            self.deny(
                &format!("case.{}", entry.key),
                &[(Part::Create, CREATE), (Part::Tag, TAG)],
                "*",
                block,
            );
        }
    }

    fn inference(&mut self) {
        if !self.wanted.has(Part::Infer) {
            return;
        }
        self.deny("infer.default", &[(Part::Infer, INFER)], DEFAULT_PROJECT, Block::default());
        for (number, rule) in self.certainty.policy.models.iter().enumerate() {
            let name = format!("models[{number}]");
            if let Some(block) = models::denied(&name, rule, RESOURCE, self.certainty, self.losses) {
                self.deny(&name, &[(Part::Infer, INFER)], "*", block);
            }
        }
    }
}

fn request(entry: &Entry) -> String {
    format!("{REQUEST}{}", entry.key)
}
