//! What the parts of a document give: variables in maps and lists, secrets, and what they extend.

use std::collections::HashSet;

use super::super::known::HOLE;
use super::plain::{Plain, with_holes};
use super::words::{ENV, SHELLS};
use super::{NAMING, Setting};
use crate::source::Span;

/// Beside an environment: what may give further variables.
const SOURCES: [&str; 8] = [
    "env_file",
    "envFrom",
    "env_from",
    "EnvironmentFiles",
    "environmentFiles",
    "environment_files",
    "envFile",
    "EnvFile",
];

/// Beside an environment: variables whose values are kept elsewhere.
const SECRETS: [&str; 6] = ["Secrets", "secrets", "Secret", "secret", "parameter-store", "secrets-manager"];

/// Where a name without a value is a variable that is passed on: in Compose.
const PASSED_ON: &str = "environment";

/// The variables that a map gives to what runs in it: its own, those that are kept elsewhere, and those of a matrix.
pub(super) fn by_map(map: &Plain) -> Vec<Setting> {
    let mut given = Vec::new();
    for key in ["env", "variables", "environment"] {
        if let Some(part) = map.get(key) {
            given.extend(settings(key, part));
        }
    }
    // `env` of CodeBuild has parts.
    if let Some(env) = map.get("env") {
        given.extend(env.get("variables").iter().flat_map(|variables| settings("variables", variables)));
        given.extend(secrets(env));
    }
    given.extend(secrets(map));
    given.extend(by_matrix(map).0);
    given
}

/// What gives further variables to what is in a map.
pub(super) fn sources(map: &Plain) -> Option<Span> {
    SOURCES.iter().find_map(|source| map.get(source)).map(Plain::span)
}

/// The variables of a map whose values are kept elsewhere.
pub(super) fn secrets(map: &Plain) -> Vec<Setting> {
    let names = SECRETS.iter().filter_map(|secrets| map.get(secrets)).flat_map(|it| settings("", it));
    names.map(|it| Setting { value: HOLE.to_string(), ..it }).collect()
}

/// The variables that a matrix gives to one run after the other, `parallel: matrix: - NAME: [a, b]`, and the names of
/// those that some runs are not given.
pub(super) fn by_matrix(map: &Plain) -> (Vec<Setting>, Vec<&'static str>) {
    let matrix = map.get("parallel").and_then(|parallel| parallel.get("matrix"));
    let Some(Plain::List(rows, _)) = matrix else { return Default::default() };
    let mut given = Vec::new();
    for row in rows {
        let Plain::Map(entries, _) = row else { continue };
        for (name, value) in entries {
            match value {
                Plain::List(values, _) => {
                    given.extend(values.iter().map(|value| setting(name, value, false)));
                }
                _ => given.push(setting(name, value, false)),
            }
        }
    }
    let missing = NAMING.into_iter().filter(|name| rows.iter().any(|row| row.get(name).is_none()));
    (given, missing.collect())
}

/// Whether what has a name only serves others: `.base` in GitLab, `x-base` in Compose.
pub(super) fn is_hidden_name(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("x-")
}

/// Finds the parts that are written elsewhere than where they are: what aliases and references stand for.
pub(super) fn find_referenced(part: &Plain, referenced: &mut HashSet<Span>) {
    let inner: Vec<&Plain> = match part {
        Plain::Map(entries, _) => entries.iter().map(|(_, inner)| inner).collect(),
        Plain::List(items, _) => items.iter().collect(),
        Plain::Text(..) | Plain::Null(_) => Vec::new(),
    };
    for inner in inner {
        if !part.span().contains(inner.span()) {
            referenced.insert(inner.span());
        }
        find_referenced(inner, referenced);
    }
}

/// Whether a part, or one in it, is one of some.
pub(super) fn has_any(part: &Plain, some: &HashSet<Span>) -> bool {
    let is_it = some.contains(&part.span());
    is_it
        || match part {
            Plain::Map(entries, _) => entries.iter().any(|(_, inner)| has_any(inner, some)),
            Plain::List(items, _) => items.iter().any(|item| has_any(item, some)),
            Plain::Text(..) | Plain::Null(_) => false,
        }
}

/// What GitLab runs before the scripts of all jobs that have nothing of their own for that.
pub(super) fn before_scripts(root: &Plain) -> Option<&Plain> {
    let of_default = root.get("default").and_then(|default| default.get("before_script"));
    of_default.or_else(|| root.get("before_script"))
}

/// The texts of a list, also of lists in it; of one that a shell or `env` is called with, what that is given.
pub(super) fn text_spans(part: &Plain) -> Vec<Span> {
    match part {
        Plain::Text(_, span) => vec![*span],
        Plain::List(items, _) => match &items[..] {
            [shell, flags, given @ ..] if is_shell(shell, flags) => {
                given.iter().flat_map(text_spans).collect()
            }
            [env, given @ ..] if env.text().is_some_and(|text| ENV.contains(&text)) => {
                given.iter().flat_map(text_spans).collect()
            }
            items => items.iter().flat_map(text_spans).collect(),
        },
        Plain::Map(..) | Plain::Null(_) => Vec::new(),
    }
}

/// Whether these are the first words of a call that gives a shell its commands: `[sh, -c, …]`.
fn is_shell(shell: &Plain, flags: &Plain) -> bool {
    let (Some(shell), Some(flags)) = (shell.text(), flags.text()) else { return false };
    SHELLS.contains(&shell) && flags.starts_with('-') && flags.ends_with('c')
}

/// The first place of a key within a part of a document.
pub(super) fn place_of(part: &Plain, key: &str) -> Option<Span> {
    match part {
        Plain::Map(entries, _) => entries.iter().find_map(|(name, inner)| match name == key {
            true => Some(inner.span()),
            false => place_of(inner, key),
        }),
        Plain::List(items, _) => items.iter().find_map(|item| place_of(item, key)),
        Plain::Text(..) | Plain::Null(_) => None,
    }
}

/// The variables of all environments of a key within a part of a document.
pub(super) fn within(part: &Plain, key: &str) -> Vec<Setting> {
    let mut found = Vec::new();
    match part {
        Plain::Map(entries, _) => {
            for (name, inner) in entries {
                if name == key {
                    found.extend(settings(key, inner));
                }
                found.extend(within(inner, key));
            }
        }
        Plain::List(items, _) => found.extend(items.iter().flat_map(|item| within(item, key))),
        Plain::Text(..) | Plain::Null(_) => {}
    }
    found
}

/// The variables that a map, or a list, with a key gives.
pub(super) fn settings(key: &str, part: &Plain) -> Vec<Setting> {
    let is_passed_on = key == PASSED_ON;
    match part {
        Plain::Map(entries, _) => {
            entries.iter().map(|(name, value)| setting(name, value, is_passed_on)).collect()
        }
        Plain::List(items, _) => items.iter().filter_map(|one| item(one, is_passed_on)).collect(),
        Plain::Text(..) | Plain::Null(_) => Vec::new(),
    }
}

fn setting(name: &str, value: &Plain, is_passed_on: bool) -> Setting {
    let text = match value {
        Plain::Text(text, _) => text.clone(),
        Plain::Null(_) if is_passed_on => HOLE.to_string(),
        Plain::Null(_) => String::new(),
        // `{ value: …, description: … }` of a pipeline; a reference to what is kept elsewhere.
        Plain::Map(..) | Plain::List(..) => match value.get("value").and_then(Plain::text) {
            Some(text) => text.to_owned(),
            None => HOLE.to_string(),
        },
    };
    Setting { name: name.to_owned(), value: text, at: value.span() }
}

/// An item of a list of variables: `{name, value}` in any case, `NAME=value`, or `NAME` that is passed on.
fn item(item: &Plain, is_passed_on: bool) -> Option<Setting> {
    if let Plain::Text(text, span) = item {
        if is_passed_on && is_name(text) {
            return Some(Setting { name: text.clone(), value: HOLE.to_string(), at: *span });
        }
        let (name, value) = assigned(text)?;
        let at = Span { start: span.start + (name.len() as u32 + 1).min(span.len() as u32), end: span.end };
        return Some(Setting { name: name.to_owned(), value: with_holes(value), at });
    }
    let name = item.get("name").or_else(|| item.get("Name"))?.text()?;
    let value = item.get("value").or_else(|| item.get("Value"));
    match value {
        Some(value) => Some(setting(name, value, false)),
        None => Some(Setting { name: name.to_owned(), value: HOLE.to_string(), at: item.span() }),
    }
}

/// `NAME=value`
pub(super) fn assigned(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    is_name(name).then_some((name, value))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
