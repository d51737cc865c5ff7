//! The values that a matrix of GitHub gives to one run after the other: `NAME: ${{ matrix.project }}`.

use super::super::known::{DEFAULT, HOLE};
use super::plain::Plain;
use super::{Environment, Setting, is_base_url};
use crate::source::{Source, Span};

/// Gives variables that are a value of a matrix all that this may be.
pub(super) fn resolve(source: &Source, around: &[&Plain], environment: &mut Environment) {
    let matrix = around.iter().rev().find_map(|map| map.get("strategy")?.get("matrix"));
    let Some(matrix) = matrix else { return };
    let mut resolved = Vec::new();
    let is_own = |setting: &Setting, own: &[Setting]| own.iter().any(|it| it.name == setting.name);
    environment.around.retain(|setting| !is_own(setting, &environment.own));
    for settings in [&mut environment.own, &mut environment.around, &mut environment.within] {
        settings.retain(|setting| {
            let values = match asked(source.slice(setting.at)) {
                Some(key) => values_of(matrix, key),
                None => Vec::new(),
            };
            let name = &setting.name;
            resolved.extend(values.iter().map(|(value, at)| Setting {
                name: name.clone(),
                value: value.clone(),
                at: *at,
            }));
            values.is_empty()
        });
    }
    // Each run is given one of these, but where what is around another one gives it.
    let is_whole = |name: &&str| resolved.iter().any(|setting| setting.name == **name);
    let is_within = |name: &&str| environment.within.iter().any(|setting| setting.name == **name);
    environment.partly.retain(|name| is_within(name) || !is_whole(name));
    for setting in resolved {
        match is_base_url(&setting.name) {
            true => environment.own.push(setting),
            false => environment.within.push(setting),
        }
    }
}

/// The key of a matrix that a text asks for.
fn asked(text: &str) -> Option<&str> {
    let expression = text.trim().strip_prefix("${{")?.strip_suffix("}}")?;
    let key = expression.trim().strip_prefix("matrix.")?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    key.chars().all(is_name).then_some(key)
}

/// The values of a key in the runs of a matrix; none where it is made elsewhere.
fn values_of(matrix: &Plain, key: &str) -> Vec<(String, Span)> {
    let Plain::Map(entries, span) = matrix else { return Vec::new() };
    let mut values = match matrix.get(key) {
        None => Vec::new(),
        Some(Plain::List(items, _)) => items.iter().map(value_of).collect(),
        Some(_) => return Vec::new(),
    };
    let is_listed = matrix.get(key).is_some();
    match matrix.get("include") {
        None => {}
        Some(Plain::List(rows, _)) => {
            for row in rows {
                match row.get(key) {
                    Some(value) => values.push(value_of(value)),
                    None if is_listed => {}
                    None => values.push((DEFAULT.to_string(), row.span())),
                }
            }
            // A row may be for some of the other runs only.
            let is_other = |name: &str| !matches!(name, "include" | "exclude");
            if !is_listed && entries.iter().any(|(name, _)| is_other(name)) {
                values.push((DEFAULT.to_string(), *span));
            }
        }
        Some(_) => return Vec::new(),
    }
    values
}

fn value_of(value: &Plain) -> (String, Span) {
    let text = value.text().map(str::to_owned).unwrap_or_else(|| HOLE.to_string());
    (text, value.span())
}
