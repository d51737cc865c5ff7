//! Conditions of IAM (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>).

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::certainty::Certainty;
use super::globs::{exact_for_iam, text_glob_for_iam};
use crate::policy::condition::{Condition, Field, Test, Wanted};
use crate::policy::pattern::TextGlob;
use crate::project::BEDROCK_PROJECT;

/// One string or more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Strings(pub Vec<String>);

impl Serialize for Strings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0[..] {
            [one] => one.serialize(serializer),
            all => all.serialize(serializer),
        }
    }
}

/// The block `Condition`: all of it must hold.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Block(BTreeMap<&'static str, BTreeMap<String, Strings>>);

impl Block {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a test; false where the operator asks for the key already.
    pub(super) fn add(&mut self, operator: &'static str, key: String, values: Vec<String>) -> bool {
        self.0.entry(operator).or_default().insert(key, Strings(values)).is_none()
    }

    pub(super) fn with(mut self, operator: &'static str, key: String, values: Vec<String>) -> Self {
        self.add(operator, key, values);
        self
    }

    /// Asks whether a tag is absent.
    pub(super) fn absent(self, key: String, is_absent: bool) -> Self {
        self.with("Null", key, vec![is_absent.to_string()])
    }
}

/// Why a condition has no counterpart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lost {
    /// It never holds for a Bedrock project.
    Never,
    /// It asks for what IAM does not see.
    Invisible(&'static str),
}

impl Lost {
    pub(super) fn why(self) -> String {
        match self {
            Lost::Never => "it is for other resources than Bedrock projects".to_owned(),
            Lost::Invisible(what) => format!("IAM does not see {what}"),
        }
    }
}

/// Adds the tests of a condition to a block, where tags are seen under a prefix such as `aws:RequestTag/`.
pub(super) fn add(
    condition: &Condition,
    prefix: &str,
    certainty: &Certainty<'_>,
    block: &mut Block,
) -> Result<(), Lost> {
    for test in &condition.tests {
        add_test(test, false, prefix, certainty, block)?;
    }
    match condition.not.as_deref() {
        None => Ok(()),
        // Of several tests it is enough that one does not hold, which no block can say.
        Some(Condition { tests, not: None }) if tests.len() == 1 => {
            add_test(&tests[0], true, prefix, certainty, block)
        }
        Some(_) => Err(Lost::Invisible("`not` of several tests")),
    }
}

fn add_test(
    test: &Test,
    negated: bool,
    prefix: &str,
    certainty: &Certainty<'_>,
    block: &mut Block,
) -> Result<(), Lost> {
    let tag = match &test.field {
        Field::Tag(tag) => tag,
        Field::Kind => {
            let holds = match &test.wanted {
                Wanted::AnyOf(globs) => globs.iter().any(|glob| glob.matches(BEDROCK_PROJECT)),
                Wanted::Present(present) => *present,
            };
            return if holds == negated { Err(Lost::Never) } else { Ok(()) };
        }
        Field::Name => return Err(Lost::Invisible("the name of a project")),
        Field::Path => return Err(Lost::Invisible("the path of a definition")),
        Field::Account => return Err(Lost::Invisible("the account of a definition")),
        Field::Region => return Err(Lost::Invisible("the region of a definition")),
        Field::Status => return Err(Lost::Invisible("the status of a project")),
    };
    let is_known = certainty.base.get(tag).is_some_and(|entry| entry.key == *tag);
    if !is_known || !certainty.refuses_other_case(tag) {
        return Err(Lost::Invisible("the case of this key"));
    }
    let key = format!("{prefix}{tag}");
    let is_new = match &test.wanted {
        Wanted::Present(present) => block.add("Null", key, vec![(*present == negated).to_string()]),
        Wanted::AnyOf(globs) => {
            let (operator, values) = strings(globs, negated);
            block.add(operator, key, values)
        }
    };
    if is_new { Ok(()) } else { Err(Lost::Invisible("two tests of one key")) }
}

/// The operator and the values for globs of the policy. A key that is absent is none of them, in IAM as well.
fn strings(globs: &[TextGlob], negated: bool) -> (&'static str, Vec<String>) {
    let has_star = globs.iter().any(|glob| glob.as_str().contains('*'));
    let operator = match (has_star, negated) {
        (false, false) => "StringEquals",
        (false, true) => "StringNotEquals",
        (true, false) => "StringLike",
        (true, true) => "StringNotLike",
    };
    let value = |glob: &TextGlob| match has_star {
        true => text_glob_for_iam(glob.as_str()),
        false => exact_for_iam(glob.as_str()),
    };
    (operator, globs.iter().map(value).collect())
}
