//! A tag policy of AWS Organizations.

use std::collections::BTreeMap;

use serde::Serialize;

use super::certainty::{Certainty, Force};
use super::clauses;
use super::globs::{self, Globs};
use super::losses::{LET_PASS, Losses, name_of};
use super::resources;
use super::wanted::Wanted;
use crate::finding::{Level, Location};
use crate::policy::RuleLevel;
use crate::policy::condition::{self, Field};
use crate::policy::dictionary::{Entry, Required};
use crate::text::code;

/// The whole policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct Document {
    tags: BTreeMap<String, Statement>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct Statement {
    tag_key: Assigned<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag_value: Option<Assigned<Vec<String>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report_required_tag_for: Option<Assigned<Vec<String>>>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct Assigned<T> {
    #[serde(rename = "@@assign")]
    value: T,
}

/// The tag policy for a policy.
pub(super) fn document(certainty: &Certainty<'_>, wanted: &Wanted, losses: &mut Losses) -> Document {
    let mut tags = BTreeMap::new();
    for entry in certainty.base.entries().iter().filter(|entry| !wanted.leaves_out(&entry.key)) {
        if let Some(statement) = statement(entry, certainty, losses) {
            tags.insert(entry.key.to_lowercase(), statement);
        }
    }
    for (number, rule) in certainty.policy.models.iter().enumerate() {
        losses.left_out(format!("models[{number}]"), &rule.clause, "a tag policy knows no models");
    }
    if let Some(said) = certainty.base.levels.get("unknown-tag")
        && said.value == RuleLevel::At(Level::Error)
    {
        let why = "a tag policy does not evaluate keys that it does not define";
        losses.left_out("rules.unknown-tag", &said.clause, why);
    }
    Document { tags }
}

fn statement(entry: &Entry, certainty: &Certainty<'_>, losses: &mut Losses) -> Option<Statement> {
    let key = entry.key.as_str();
    let why_not = match &entry.deprecated {
        Some(_) => Some("a deprecated key may still be in use"),
        None if entry.is_glob() => Some("a tag policy is for whole keys"),
        None if !certainty.refuses_other_case(key) => Some(LET_PASS),
        None => None,
    };
    if let Some(why) = why_not {
        for (field, clause) in clauses::all(entry) {
            losses.left_out(name_of(key, field), clause, why);
        }
        return None;
    }
    let mut statement = Statement {
        tag_key: Assigned { value: key.to_owned() },
        tag_value: None,
        report_required_tag_for: None,
    };
    if let Some(clause) = &entry.forbidden {
        let refuses = certainty.force("forbidden-tag", None) == Force::Fails
            && !certainty.is_changed(key, |entry| entry.forbidden.as_ref());
        if !refuses {
            losses.left_out(name_of(key, "forbidden"), clause, LET_PASS);
            return None;
        }
        statement.tag_value = Some(Assigned { value: Vec::new() });
        return Some(statement);
    }
    statement.tag_value = values(entry, certainty, losses).map(|value| Assigned { value });
    statement.report_required_tag_for = required(entry, certainty, losses).map(|value| Assigned { value });
    Some(statement)
}

/// The values of a key. Of several clauses only one can be said.
fn values(entry: &Entry, certainty: &Certainty<'_>, losses: &mut Losses) -> Option<Vec<String>> {
    let mut allowed = None;
    for (field, clause) in clauses::of_values(entry) {
        let name = name_of(&entry.key, field);
        if allowed.is_some() {
            losses.left_out(name, clause, "a tag policy has one list of values for a key");
            continue;
        }
        let rule = if field == "values" { "invalid-value" } else { "malformed-value" };
        if !certainty.refuses_values(entry, rule) || is_changed(entry, field, certainty) {
            losses.left_out(name, clause, LET_PASS);
            continue;
        }
        allowed = match field {
            "values" => listed(entry, &name, clause, losses),
            "pattern" => {
                let pattern = entry.pattern.as_ref()?;
                matched(
                    &globs::of_pattern(pattern.value.ascii()),
                    pattern.value.as_str(),
                    &name,
                    clause,
                    losses,
                )
            }
            "format" => {
                let format = entry.format.as_ref()?.value;
                let globs = globs::of_format(format).unwrap_or_else(|| globs::of_pattern(".*"));
                matched(&globs, format.word(), &name, clause, losses)
            }
            _ => {
                losses.left_out(name, clause, "a tag policy does not count characters");
                None
            }
        };
    }
    allowed
}

fn is_changed(entry: &Entry, field: &str, certainty: &Certainty<'_>) -> bool {
    let key = &entry.key;
    match field {
        "values" => certainty.is_changed(key, |entry| Some(&entry.values.as_ref()?.clause)),
        "pattern" => certainty.is_changed(key, |entry| Some(&entry.pattern.as_ref()?.clause)),
        "format" => certainty.is_changed(key, |entry| Some(&entry.format.as_ref()?.clause)),
        _ => false,
    }
}

fn listed(entry: &Entry, name: &str, clause: &Location, losses: &mut Losses) -> Option<Vec<String>> {
    let list = entry.values.as_ref()?.value.list();
    for value in list.iter().filter(|value| value.contains('*')) {
        match value.matches('*').count() {
            1 => {
                let what = format!("the `*` of {} matches any string in a tag policy", code(value));
                losses.narrowed(name, clause, &what);
            }
            _ => {
                losses.left_out(name, clause, format!("{} has `*` twice", code(value)));
                return None;
            }
        }
    }
    Some(list.to_vec())
}

fn matched(
    globs: &Globs,
    written: &str,
    name: &str,
    clause: &Location,
    losses: &mut Losses,
) -> Option<Vec<String>> {
    let (mut texts, mut is_exact): (Vec<String>, bool) = (Vec::new(), globs.is_exact);
    for glob in &globs.list {
        let Some((text, exactly)) = globs::for_tag_policy(glob) else {
            losses.left_out(name, clause, format!("{} has a literal `*`", code(written)));
            return None;
        };
        is_exact &= exactly;
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    if texts.iter().any(|text| text == "*") {
        losses.left_out(name, clause, format!("`*` cannot express {}", code(written)));
        return None;
    }
    if !is_exact {
        losses.widened(name, clause, written, &texts);
    }
    Some(texts)
}

fn required(entry: &Entry, certainty: &Certainty<'_>, losses: &mut Losses) -> Option<Vec<String>> {
    let (name, clause) = (name_of(&entry.key, "required"), &entry.required.clause);
    let kinds: Vec<&str> = match &entry.required.value {
        Required::No => return None,
        Required::Always => resources::of_policy(certainty.policy),
        Required::When(when) => match when.tests.as_slice() {
            [condition::Test { field: Field::Kind, wanted: condition::Wanted::AnyOf(globs), .. }]
                if when.not.is_none() =>
            {
                globs.iter().map(|glob| glob.as_str()).collect()
            }
            _ => {
                losses.left_out(name, clause, "a tag policy requires keys by the type of resources alone");
                return None;
            }
        },
    };
    let refuses = certainty.force("missing-tag", Some(&entry.key)) == Force::Fails
        && certainty.deprecated_for(&entry.key).is_some_and(|keys| keys.is_empty())
        && !certainty.is_changed(&entry.key, |entry| Some(&entry.required.clause));
    if !refuses {
        losses.left_out(name, clause, LET_PASS);
        return None;
    }
    let (types, lost) = resources::of_kinds(&kinds);
    for kind in lost {
        let what =
            format!("it does not apply to {}, for which Organizations has no resource type", code(kind));
        losses.narrowed(&name, clause, &what);
    }
    if types.is_empty() { None } else { Some(types) }
}
