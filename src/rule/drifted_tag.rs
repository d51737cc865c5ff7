//! `drifted-tag`: a tag of a live project that is not what its definition says.

use super::declaration::{Declaration, DeclaredTag};
use super::live::LiveCase;
use super::verdict::{quoted_value, shown_value};
use super::{Change, Check, Needs, Remedy, Rule, Verdict};
use crate::finding::{Level, Location};
use crate::project::{Project, Tag};
use crate::text::{code, one_of};

pub(crate) static RULE: Rule = Rule {
    name: "drifted-tag",
    level: Level::Error,
    summary: "live: a tag that differs from its definition",
    fix: Some("safe: set the declared value; unsafe: remove"),
    page: include_str!("../../rules/drifted-tag.md"),
    check: Check::Live { needs: Needs::Definitions, check },
    ..Rule::COMMON
};

/// How many values a message names.
const MOST: usize = 4;

fn check(case: &LiveCase<'_>, verdicts: &mut Vec<Verdict>) {
    if let LiveCase::Declared { live, declaration, .. } = case {
        verdicts.extend(differences(declaration, live));
    }
}

/// In what the tags of a live project differ from the declared ones.
pub(crate) fn differences(declaration: &Declaration, live: &Project<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for wanted in declaration.tags.iter().filter(|wanted| !wanted.is_open) {
        match live.tags.get(&wanted.key) {
            None => verdicts.push(missing(wanted)),
            Some(found) if wanted.texts.iter().any(|text| found.value.value.text() == Some(text)) => {}
            Some(found) => verdicts.push(different(wanted, found)),
        }
    }
    if declaration.all_known {
        for (number, tag) in live.tags.list.iter().enumerate() {
            if declaration.tag(&tag.key).is_none() {
                verdicts.push(undeclared(tag, number, declaration.at.as_ref()));
            }
        }
    }
    verdicts
}

/// A tag that is missing live.
fn missing(wanted: &DeclaredTag) -> Verdict {
    let message = format!("{} is missing live, but declared as {}", code(&wanted.key), values(wanted));
    Verdict { message, ..verdict(wanted, wanted.key_at.as_ref()) }
}

/// A tag that has another value live.
fn different(wanted: &DeclaredTag, live: &Tag<'_>) -> Verdict {
    let shown = if wanted.secret { "another value".to_owned() } else { quoted_value(&live.value) };
    let message = format!("{} is {shown} live, not {}", code(&wanted.key), values(wanted));
    let value = shown_value(&live.value).filter(|_| !wanted.secret);
    Verdict { message, value, ..verdict(wanted, wanted.value_at.as_ref()) }
}

/// A tag that exists only live; `number` is its place among the live tags.
fn undeclared(live: &Tag<'_>, number: usize, at: Option<&Location>) -> Verdict {
    let key = code(&live.key);
    Verdict {
        message: format!("{key} is {} live, but not declared", quoted_value(&live.value)),
        tag: Some(live.key.to_string()),
        value: shown_value(&live.value),
        at: at.cloned(),
        help: Some(format!("declare {key}, or remove it")),
        remedy: Some(Remedy::guess(format!("remove {key}"), Change::Remove { tag: number, twin: None })),
        ..Verdict::default()
    }
}

fn verdict(wanted: &DeclaredTag, at: Option<&Location>) -> Verdict {
    let key = code(&wanted.key);
    let remedy = match &wanted.texts[..] {
        [text] if !wanted.secret => {
            let change = Change::Insert { key: wanted.key.clone(), value: text.clone() };
            Some(Remedy::safe(format!("set {key} to {}", code(text)), change))
        }
        _ => None,
    };
    Verdict {
        tag: Some(wanted.key.clone()),
        at: at.cloned(),
        help: Some(format!("set {key} as it is declared, or change the definition")),
        remedy,
        ..Verdict::default()
    }
}

fn values(wanted: &DeclaredTag) -> String {
    match wanted.secret {
        true => "a value that is not shown".to_owned(),
        false => one_of(wanted.texts.iter().map(String::as_str), MOST),
    }
}
