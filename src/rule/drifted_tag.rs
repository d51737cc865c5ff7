//! `drifted-tag`: a tag of a live project that is not what its definition says.

use super::{Change, Check, Needs, Remedy, Rule, Verdict, quoted_value, shown_value};
use crate::finding::{Level, Location};
use crate::project::Tag;
use crate::text::{code, one_of};

/// The rule.
pub static RULE: Rule = Rule {
    name: "drifted-tag",
    level: Level::Error,
    summary: "live: a tag that is not what its definition says",
    fix: Some("safe: set the declared value; unsafe: remove"),
    page: include_str!("../../rules/drifted-tag.md"),
    check: Check::Live(Needs::Definitions),
    ..Rule::COMMON
};

/// How many values a message names.
const MOST: usize = 4;

/// What is declared of a tag.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The key.
    pub key: &'a str,
    /// The values that it may have.
    pub texts: &'a [String],
    /// Whether they must not be shown.
    pub secret: bool,
    /// Where.
    pub at: Option<&'a Location>,
}

/// A tag that is missing live.
pub fn missing(wanted: &Wanted<'_>) -> Verdict {
    let message = format!("{} is missing live, but declared as {}", code(wanted.key), values(wanted));
    Verdict { message, ..verdict(wanted) }
}

/// A tag that has another value live.
pub fn different(wanted: &Wanted<'_>, live: &Tag<'_>) -> Verdict {
    let shown = if wanted.secret { "another value".to_owned() } else { quoted_value(&live.value) };
    let message = format!("{} is {shown} live, not {}", code(wanted.key), values(wanted));
    let value = shown_value(&live.value).filter(|_| !wanted.secret);
    Verdict { message, value, ..verdict(wanted) }
}

/// A tag that exists only live; `number` is its place among the live tags.
pub fn undeclared(live: &Tag<'_>, number: usize, at: Option<&Location>) -> Verdict {
    let key = code(&live.key);
    Verdict {
        message: format!("{key} is {} live, but not declared", quoted_value(&live.value)),
        tag: Some(live.key.to_string()),
        value: shown_value(&live.value),
        at: at.cloned(),
        help: Some(format!("declare {key}, or remove it")),
        remedy: Some(Remedy::guess(format!("remove {key}"), Change::Remove { tag: number })),
        ..Verdict::default()
    }
}

fn verdict(wanted: &Wanted<'_>) -> Verdict {
    let key = code(wanted.key);
    let remedy = match wanted.texts {
        [text] if !wanted.secret => {
            let change = Change::Insert { key: wanted.key.to_owned(), value: text.clone() };
            Some(Remedy::safe(format!("set {key} to {}", code(text)), change))
        }
        _ => None,
    };
    Verdict {
        tag: Some(wanted.key.to_owned()),
        at: wanted.at.cloned(),
        help: Some(format!("set {key} as it is declared, or change the definition")),
        remedy,
        ..Verdict::default()
    }
}

fn values(wanted: &Wanted<'_>) -> String {
    match wanted.secret {
        true => "a value that is not shown".to_owned(),
        false => one_of(wanted.texts.iter().map(String::as_str), MOST),
    }
}
