//! What the policy says of a key, in the words of an editor's help.

use gen_lsp_types::{Documentation, MarkupContent, MarkupKind};

use super::check::View;
use crate::finding::Location;
use crate::policy::condition::{Facts, Truth};
use crate::policy::dictionary::{Entry, Required};
use crate::rule::{condition_words, example};
use crate::source::Medium;
use crate::text::{code, count, one_of, shown};

/// How many allowed values are listed.
const LISTED: usize = 12;

/// An entry: what it is for, who must have it, what is allowed, and where the policy says so.
pub(super) fn entry(entry: &Entry, facts: &Facts<'_>, view: &View) -> String {
    let mut text = format!("**{}**", code(&entry.key));
    if let Some(description) = &entry.description {
        text += &format!(": {}", shown(description));
    }
    text += "\n";
    for line in lines(entry, facts) {
        text += &format!("\n- {line}");
    }
    text + &format!("\n\n{}", clause(&entry.clause, view))
}

fn lines(entry: &Entry, facts: &Facts<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(deprecated) = &entry.deprecated {
        lines.push(format!("deprecated: {}", shown(&deprecated.value)));
    }
    if entry.forbidden.is_some() {
        lines.push("forbidden".to_owned());
    }
    match &entry.required.value {
        Required::Always => lines.push("required".to_owned()),
        Required::When(condition) => {
            let here = match condition.holds(facts) {
                Truth::Yes => ", as here",
                Truth::No => ", not here",
                Truth::Unknown => "",
            };
            lines.push(format!("required where {}{here}", condition_words::of(condition)));
        }
        Required::No => {}
    }
    lines.extend(allowed(entry));
    if let Some(example) = example(entry) {
        lines.push(format!("for example {}", code(&example)));
    }
    if let Some(default) = &entry.default {
        lines.push(format!("default: {}", code(default)));
    }
    if let Some(message) = &entry.message {
        lines.push(shown(message).into_owned());
    }
    lines
}

/// What an entry asks of values, in words.
pub(super) fn allowed(entry: &Entry) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(values) = &entry.values {
        lines.push(format!("allowed: {}", one_of(values.value.list().iter().map(String::as_str), LISTED)));
    }
    if let Some(pattern) = &entry.pattern {
        lines.push(format!("matches {}", code(pattern.value.as_str())));
    }
    if let Some(format) = &entry.format {
        lines.push(format!("is {}", format.value.description()));
    }
    if let Some(least) = &entry.min_length {
        lines.push(format!("has at least {}", count(least.value, "character")));
    }
    if let Some(most) = &entry.max_length {
        lines.push(format!("has at most {}", count(most.value, "character")));
    }
    lines
}

/// Where the policy says something: a link, but for a built-in pack, which is in no file.
pub(super) fn clause(at: &Location, view: &View) -> String {
    let line = at.source.position(at.span.start).line;
    let words = code(&format!("{}:{line}", at.path()));
    let path = view.store.shown_as(at.path()).place().into_owned();
    match view.documents.uri_of(&path).filter(|_| at.source.medium() == Medium::File) {
        Some(uri) => format!("[{words}]({uri}#L{line})"),
        None => words,
    }
}

pub(super) fn markdown(text: String) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value: text }
}

pub(super) fn documentation(text: String) -> Documentation {
    Documentation::MarkupContent(markdown(text))
}
