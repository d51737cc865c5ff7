//! The values that a matrix of GitHub gives to one run after the other: `NAME: ${{ matrix.project }}`.

use std::collections::HashSet;

use super::super::known::{DEFAULT, HOLE};
use super::plain::Plain;
use super::{Environment, Setting, is_base_url};
use crate::source::{Source, Span};

/// How many runs of a matrix are looked at: GitHub starts no more than 256.
const RUNS: usize = 1_000;

/// What one run of a matrix is given, by the keys of the matrix. What is given last counts.
type Run<'p> = Vec<(&'p str, &'p Plain)>;

/// The environments of the runs of a matrix: one for each base URL that they are given.
pub(super) fn environments(source: &Source, around: &[&Plain], environment: Environment) -> Vec<Environment> {
    let mut all = environment.own.iter().chain(&environment.around).chain(&environment.within);
    let is_asked = all.any(|setting| asked(source, setting).is_some());
    let matrix = around.iter().rev().find_map(|map| map.get("strategy")?.get("matrix"));
    let runs = matrix.filter(|_| is_asked).and_then(|matrix| runs_of(source, matrix)).unwrap_or_default();
    if runs.is_empty() {
        return vec![environment];
    }
    // Runs that are given the same URL are told of together.
    let mut together: Vec<(Vec<Span>, Vec<&Run<'_>>)> = Vec::new();
    for run in &runs {
        let urls = environment.own.iter().filter(|setting| is_base_url(&setting.name));
        let places = urls.filter_map(|url| Some(value_in(run, asked(source, url)?)?.span())).collect();
        match together.iter_mut().find(|(known, _)| *known == places) {
            Some((_, runs)) => runs.push(run),
            None => together.push((places, vec![run])),
        }
    }
    together.iter().map(|(_, runs)| resolved(source, &environment, runs)).collect()
}

/// An environment with all that its variables may be in some runs, which are given the same URL.
fn resolved(source: &Source, environment: &Environment, runs: &[&Run<'_>]) -> Environment {
    let mut resolved = environment.clone();
    resolved.around.retain(|setting| !resolved.own.iter().any(|own| own.name == setting.name));
    let mut given = Vec::new();
    // The variables that each run is given as a whole, but where what is around another one gives it.
    let mut whole = Vec::new();
    for (is_within, settings) in
        [(false, &mut resolved.own), (false, &mut resolved.around), (true, &mut resolved.within)]
    {
        settings.retain(|setting| {
            let Some(key) = asked(source, setting) else { return true };
            given.extend(values_of(setting, key, runs));
            if !is_within {
                whole.push(setting.name.clone());
            }
            false
        });
    }
    let is_given = |name: &str| resolved.within.iter().any(|setting| setting.name == name);
    resolved.partly.retain(|name| is_given(name) || !whole.iter().any(|whole| whole == name));
    for setting in given {
        match is_base_url(&setting.name) {
            true => resolved.own.push(setting),
            false => resolved.within.push(setting),
        }
    }
    resolved
}

/// What a variable may be in some runs. Without a value in any it is empty.
fn values_of(setting: &Setting, key: &str, runs: &[&Run<'_>]) -> Vec<Setting> {
    let mut values: Vec<Setting> = Vec::new();
    let mut known = HashSet::new();
    let mut lacks = false;
    for run in runs {
        match value_in(run, key) {
            Some(value) if known.insert(value.span()) => {
                let text = value.text().map(str::to_owned).unwrap_or_else(|| HOLE.to_string());
                values.push(Setting { name: setting.name.clone(), value: text, at: value.span() });
            }
            Some(_) => {}
            None => lacks = true,
        }
    }
    if lacks {
        let value = if values.is_empty() { String::new() } else { DEFAULT.to_string() };
        values.push(Setting { value, ..setting.clone() });
    }
    values
}

/// The key of a matrix that the value of a variable asks for.
fn asked<'s>(source: &'s Source, setting: &Setting) -> Option<&'s str> {
    let expression = source.slice(setting.at).trim().strip_prefix("${{")?.strip_suffix("}}")?;
    let key = expression.trim().strip_prefix("matrix.")?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    key.chars().all(is_name).then_some(key)
}

/// The value of a key in a run, also of one in a map: `matrix.target.project`.
fn value_in<'p>(run: &Run<'p>, key: &str) -> Option<&'p Plain> {
    let mut keys = key.split('.');
    let first = keys.next()?;
    let (_, value) = run.iter().rev().find(|(name, _)| *name == first)?;
    keys.try_fold(*value, |value, key| match value {
        Plain::Text(text, _) if text.contains(HOLE) => Some(value),
        value => value.get(key),
    })
}

/// The runs of a matrix; nothing where it is made elsewhere.
fn runs_of<'p>(source: &Source, matrix: &'p Plain) -> Option<Vec<Run<'p>>> {
    let Plain::Map(entries, _) = matrix else { return None };
    let mut runs: Vec<Run<'p>> = Vec::new();
    for (name, values) in entries.iter().filter(|(name, _)| !matches!(name.as_str(), "include" | "exclude")) {
        let values = match values {
            Plain::List(values, _) => Vec::from_iter(values),
            // What an expression makes has values that are not known.
            other => vec![other],
        };
        if runs.is_empty() {
            runs.push(Vec::new());
        }
        let longer = runs
            .iter()
            .flat_map(|run| values.iter().map(|value| [run.as_slice(), &[(name.as_str(), *value)]].concat()));
        runs = longer.take(RUNS).collect();
    }
    for row in rows(matrix, "exclude")? {
        runs.retain(|run| !row.iter().all(|(name, value)| is_given(source, run, name, value)));
    }
    // A row is added to each run that it changes nothing of, and is a run of its own where there is none.
    let original: Vec<Run<'p>> = runs.clone();
    for row in rows(matrix, "include")? {
        let mut is_added = false;
        for (run, original) in runs.iter_mut().zip(&original) {
            let changes = |(name, value): &&(&str, &Plain)| {
                original.iter().any(|(known, _)| known == name) && !is_given(source, original, name, value)
            };
            if !row.iter().any(|entry| changes(&entry)) {
                run.extend(&row);
                is_added = true;
            }
        }
        if !is_added && runs.len() < RUNS {
            runs.push(row);
        }
    }
    Some(runs)
}

/// The rows of a key of a matrix; nothing where they are made elsewhere.
fn rows<'p>(matrix: &'p Plain, key: &str) -> Option<Vec<Run<'p>>> {
    let Some(rows) = matrix.get(key) else { return Some(Vec::new()) };
    let Plain::List(rows, _) = rows else { return None };
    let mut read = Vec::new();
    for row in rows {
        let Plain::Map(entries, _) = row else { return None };
        read.push(entries.iter().map(|(name, value)| (name.as_str(), value)).collect());
    }
    Some(read)
}

/// Whether a run is given a value for a key.
fn is_given(source: &Source, run: &Run<'_>, name: &str, value: &Plain) -> bool {
    run.iter().any(|(known, given)| {
        *known == name
            && match (given.text(), value.text()) {
                (Some(given), Some(value)) => given == value,
                _ => source.slice(given.span()) == source.slice(value.span()),
            }
    })
}
