//! `inconsistent-tags`: tags that must agree do not: a `constraints` or `lookups` entry is not met.
//!
//! A tag that is missing or wrong in itself is said by its own rule, and not again here.

use super::verdict::{holds_secret, quoted_value, related_value};
use super::{Case, Check, Gap, Rule, Uncovering, Verdict, condition_words};
use crate::finding::{Level, Related, Voice};
use crate::policy::condition::{Condition, Field, Test, Truth, Wanted};
use crate::policy::{Constraint, Lookup};
use crate::project::Tag;
use crate::rule::locate;
use crate::text::{code, one_of};

pub(crate) static RULE: Rule = Rule {
    name: "inconsistent-tags",
    level: Level::Error,
    summary: "a `constraints` or `lookups` entry is not met",
    page: include_str!("../../rules/inconsistent-tags.md"),
    uncovered_by: Some(Uncovering::OfProject),
    on_bills: Some(Gap::Wrong),
    check: Check::Project(check),
    ..Rule::COMMON
};

fn check(case: &Case<'_>, verdicts: &mut Vec<Verdict>) {
    for constraint in &case.policy.constraints {
        let applies = if let Some(when) = &constraint.when { when.holds(&case.facts) } else { Truth::Yes };
        if applies == Truth::Yes && !holds(case, &constraint.require) {
            verdicts.extend(broken_constraint(case, constraint));
        }
    }
    for lookup in &case.policy.lookups {
        verdicts.extend(broken_lookup(case, lookup));
    }
}

fn holds(case: &Case<'_>, require: &Condition) -> bool {
    require.holds_with(&case.facts, |key| case.standing_for(key).map(|(_, tag)| tag)) != Truth::No
}

fn broken_constraint(case: &Case<'_>, constraint: &Constraint) -> Option<Verdict> {
    let require = &constraint.require;
    let behind = said_before(case, tags_of(require).map(|(key, _)| key))?;
    let (tag, wanted) =
        match tags_of(require).find_map(|(key, wanted)| Some((case.standing_for(key)?.1, wanted))) {
            Some((tag, wanted)) => (Some(tag), Some(wanted)),
            None => (None, None),
        };
    let which = match (&constraint.name, &constraint.when) {
        (Some(name), _) => format!("the constraint {}", code(name)),
        (None, Some(when)) => format!("the constraint where {}", condition_words::of(when)),
        (None, None) => "a constraint of the policy".to_owned(),
    };
    let message = match tag {
        Some(tag) => format!("{} of {} breaks {which}", quoted_value(&tag.value), code(&tag.key)),
        None => format!("the project breaks {which}"),
    };
    let related = related_to_constraint(case, constraint, tag);
    let verdict =
        at_tag_or_name(case, tag, message).because(&constraint.clause).related(related).behind(behind);
    let help = constraint.message.clone().or_else(|| help(case, require, tag, wanted));
    Some(Verdict { help, ..verdict })
}

/// What else the constraint asks about: the name, and the other tags that are there.
fn related_to_constraint(case: &Case<'_>, constraint: &Constraint, told: Option<&Tag<'_>>) -> Vec<Related> {
    let conditions = || constraint.when.iter().chain([&constraint.require]).flat_map(nested);
    let mut related = Vec::new();
    let asks_for_name = conditions().flat_map(|one| &one.tests).any(|test| test.field == Field::Name);
    // Where no tag is told, the finding is at the name.
    if asks_for_name && told.is_some() {
        let message = match case.project.shown_name() {
            Some(name) => format!("the name is {}", code(name)),
            None => "the name".to_owned(),
        };
        related.push(Related { message, location: case.project.name.place.map(locate) });
    }
    let keys = conditions().flat_map(own_tags).map(|(key, _)| key);
    related.extend(other_tags(case, keys, told).map(related_value));
    related
}

/// The tags that stand for some keys, each once, without the one that is told.
fn other_tags<'c, 'k>(
    case: &'c Case<'_>,
    keys: impl Iterator<Item = &'k str>,
    told: Option<&Tag<'_>>,
) -> impl Iterator<Item = &'c Tag<'c>> {
    let mut indices: Vec<usize> = Vec::new();
    for (index, tag) in keys.filter_map(|key| case.standing_for(key)) {
        if !indices.contains(&index) && !told.is_some_and(|told| std::ptr::eq(told, tag)) {
            indices.push(index);
        }
    }
    indices.into_iter().map(|index| &case.project.tags.list[index])
}

fn help(
    case: &Case<'_>,
    require: &Condition,
    tag: Option<&Tag<'_>>,
    wanted: Option<&Wanted>,
) -> Option<String> {
    let failing = require
        .tests
        .iter()
        .find(|test| test.holds(&case.facts, |key| case.standing_for(key).map(|(_, tag)| tag)) == Truth::No);
    let (field, wanted) = match (failing, tag, wanted) {
        (Some(Test { field, wanted, .. }), ..) => (field.word(), wanted),
        (None, Some(tag), Some(wanted)) if require.not.is_none() => (tag.key.as_ref(), wanted),
        _ => return None,
    };
    Some(match wanted {
        Wanted::AnyOf(globs) => {
            format!("{} must be {}", code(field), one_of(globs.iter().map(|glob| glob.as_str()), 8))
        }
        Wanted::Present(true) => format!("add {}", code(field)),
        Wanted::Present(false) => format!("remove {}", code(field)),
    })
}

/// The tags that a condition asks about, those of its `not` behind its own.
fn tags_of(condition: &Condition) -> impl Iterator<Item = (&str, &Wanted)> {
    nested(condition).into_iter().flat_map(own_tags)
}

/// A condition, and each that is negated within it.
fn nested(condition: &Condition) -> Vec<&Condition> {
    let mut conditions = vec![condition];
    while let Some(not) = conditions.last().and_then(|last| last.not.as_deref()) {
        conditions.push(not);
    }
    conditions
}

fn own_tags(condition: &Condition) -> impl Iterator<Item = (&str, &Wanted)> {
    condition.tests.iter().filter_map(|test| match &test.field {
        Field::Tag(key) => Some((key.as_str(), &test.wanted)),
        _ => None,
    })
}

/// What says of the tags of a combination that one is missing or wrong in itself. Nothing where the combination is not
/// looked at because of that.
fn said_before<'k>(case: &Case<'_>, keys: impl Iterator<Item = &'k str>) -> Option<Vec<Voice>> {
    let voices: Vec<Voice> = keys.flat_map(|key| case.said_of(key)).collect();
    (voices.is_empty() || case.is_mandatory(RULE.name)).then_some(voices)
}

fn at_tag_or_name(case: &Case<'_>, tag: Option<&Tag<'_>>, message: String) -> Verdict {
    match tag {
        Some(tag) => Verdict::of_value(tag, &tag.value, message),
        None => Verdict::of_project(case, message),
    }
}

fn broken_lookup(case: &Case<'_>, lookup: &Lookup) -> Option<Verdict> {
    let keys = || lookup.columns.iter().map(|(key, _)| key.as_str());
    let behind = said_before(case, keys())?;
    let tags: Vec<Option<&Tag<'_>>> = keys().map(|key| case.standing_for(key).map(|(_, tag)| tag)).collect();
    let texts: Vec<Option<&str>> = tags.iter().map(|tag| tag.and_then(|tag| tag.known_text())).collect();
    if texts.iter().all(Option::is_none) || lookup.allows(&texts) {
        return None;
    }
    let pairs = lookup.columns.iter().zip(&tags).zip(&texts).filter(|(_, text)| text.is_some());
    let told: Vec<String> = pairs
        .map(|(((key, _), tag), _)| {
            let value = if let Some(tag) = tag { quoted_value(&tag.value) } else { String::new() };
            format!("{value} as {}", code(key))
        })
        .collect();
    let message = format!("no row of {} has {}", code(&lookup.file), told.join(" and "));
    let told = tags.iter().copied().flatten().next();
    let verdict = at_tag_or_name(case, told, message)
        .because(&lookup.clause)
        .related(other_tags(case, keys(), told).map(related_value))
        .behind(behind);
    // The rows that a secret is in would tell it.
    let is_told = !tags.iter().flatten().any(|tag| holds_secret(tag));
    let help = match is_told.then(|| lookup.hint(&texts)).flatten() {
        Some((key, values)) => {
            format!("set {} to {}, or change the other tags", code(key), one_of(values, 6))
        }
        None => format!("use a combination that {} has", code(&lookup.file)),
    };
    Some(verdict.help(help))
}

impl Lookup {
    /// Whether some row has these texts, one for each column; what is not known is any text.
    fn allows(&self, texts: &[Option<&str>]) -> bool {
        self.rows.having(texts).next().is_some()
    }

    /// The last column that could be changed to make a row, and the values that would.
    fn hint(&self, texts: &[Option<&str>]) -> Option<(&str, Vec<&str>)> {
        (0..texts.len()).rev().filter(|&column| texts[column].is_some() && texts.len() > 1).find_map(
            |column| {
                let mut others = texts.to_vec();
                others[column] = None;
                let mut values: Vec<&str> =
                    self.rows.having(&others).map(|row| row[column].as_ref()).collect();
                values.sort_unstable();
                values.dedup();
                (!values.is_empty()).then(|| (self.columns[column].0.as_str(), values))
            },
        )
    }
}
