//! The functions that can be worked out here: those that depend on nothing but their arguments
//! (<https://developer.hashicorp.com/terraform/language/functions>). Any other is unknown.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::known::{indexed, is_simple, known_list, known_map, text_within};
use super::limit::{Limit, MOST_TEXT};
use super::number::Decimal;
use super::operators::{count, equal, joined, number, truth};
use super::value::{Data, Entry, List, Map, Val};
use super::{encoding, format, lists, patterns};
use crate::project::Place;

/// What a call costs of the work that is allowed, besides what its arguments weigh.
pub(super) fn cost(name: &str, arguments: &[Val<'_>]) -> u64 {
    const PATTERN: u64 = 1000;
    let is_pattern =
        |value: &Val<'_>| value.as_text().is_none_or(|text| patterns::delimited(&text).is_some());
    match name {
        "regex" | "regexall" => PATTERN,
        "replace" if arguments.get(1).is_none_or(is_pattern) => PATTERN,
        _ => 0,
    }
}

/// The value of a call, none of whose arguments is one of several.
pub(super) fn call<'t>(name: &str, arguments: &[Val<'t>], place: Option<Place<'t>>) -> Val<'t> {
    let value = texts(name, arguments, place)
        .or_else(|| collections(name, arguments, place))
        .or_else(|| lists::call(name, arguments, place))
        .or_else(|| numbers(name, arguments, place));
    if let Some(value) = value {
        return value;
    }
    Val { filled: is_filled(name, arguments), ..Val::without_answer(arguments, place) }
}

/// Whether a call that has no answer here surely gives a string that says something.
fn is_filled(name: &str, arguments: &[Val<'_>]) -> bool {
    match (name, arguments) {
        ("md5" | "sha1" | "sha256" | "sha512" | "uuid" | "uuidv5" | "timestamp" | "plantimestamp", _) => true,
        ("lower" | "upper" | "title" | "strrev" | "trimspace" | "tostring", [text]) => text.is_filled(),
        ("format", [pattern, ..]) => {
            let text = pattern.as_text().unwrap_or_default();
            text.split('%').next().is_some_and(|written| !written.trim().is_empty())
        }
        ("join", [_, lists @ ..]) => lists.iter().any(|list| match &list.data {
            Data::List(list) => list.items.iter().any(Val::is_filled),
            _ => false,
        }),
        _ => false,
    }
}

/// `value[key]`, `value.key`
pub(super) fn index<'t>(value: &Val<'t>, key: &Val<'t>, place: Option<Place<'t>>) -> Val<'t> {
    let failed = Val::new(Data::Failed, place);
    let part = match &value.data {
        // What is empty has nothing under any key, known or not.
        Data::Map(map) if map.entries.is_empty() && map.unknown.is_empty() => failed,
        Data::List(list) if list.items.is_empty() && list.unknown.is_empty() => failed,
        _ if key.is_open() => Val::without_answer(std::slice::from_ref(key), place),
        Data::Map(map) => match key.as_text().map(|name| map.get(&name)) {
            Some(Some(value)) => value.clone(),
            Some(None) if !map.unknown.is_empty() => Val::unknown(place),
            Some(None) | None => failed,
        },
        Data::List(list) if list.set => failed,
        Data::List(list) => match key.as_index() {
            Some(_) if !list.unknown.is_empty() => Val::unknown(place),
            Some(index) => list.items.get(index).cloned().unwrap_or(failed),
            None => failed,
        },
        Data::Unknown | Data::OneOf(_) => Val::without_answer(std::slice::from_ref(value), place),
        Data::Failed | Data::Null | Data::Bool(_) | Data::Number(_) | Data::Text(_) => failed,
    };
    part.hidden(value.secret)
}

/// Functions that give a text.
fn texts<'t>(name: &str, arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Val<'t>> {
    let text = |at: usize| arguments.get(at).and_then(Val::as_text);
    let first = text(0);
    let made = match (name, first.as_deref()?) {
        ("lower", text) => text.chars().map(|c| only(c.to_lowercase(), c)).collect(),
        ("upper", text) => text.chars().map(|c| only(c.to_uppercase(), c)).collect(),
        ("title", text) => title(text)?,
        ("trimspace", text) => text.trim().to_owned(),
        ("chomp", text) => text.trim_end_matches(['\n', '\r']).to_owned(),
        ("strrev", text) if is_simple(text) => text.chars().rev().collect(),
        ("trim", value) => {
            let cut = text(1)?;
            value.trim_matches(|c| cut.contains(c)).to_owned()
        }
        ("trimprefix", value) => value.strip_prefix(&*text(1)?).unwrap_or(value).to_owned(),
        ("trimsuffix", value) => value.strip_suffix(&*text(1)?).unwrap_or(value).to_owned(),
        ("replace", value) => {
            let (from, to) = (text(1)?, text(2)?);
            if let Some(pattern) = patterns::delimited(&from) {
                return Some(Val::text(patterns::replace(pattern, value, &to)?, place));
            }
            if from.is_empty() {
                return None;
            }
            let matches = value.matches(&*from).count();
            if value.len() + matches * to.len() > 2 * MOST_TEXT {
                return Some(Val::beyond(Limit::Text, place));
            }
            value.replace(&*from, &to)
        }
        ("substr", value) => {
            let (start, len) = (arguments.get(1)?.as_index()?, arguments.get(2)?.as_number()?);
            if !is_simple(value) || len.fract() != 0.0 {
                return None;
            }
            let rest = value.get(start..)?;
            if len < 0.0 { rest.to_owned() } else { rest.chars().take(len as usize).collect() }
        }
        ("format", pattern) => format::format(pattern, &arguments[1..])?,
        ("indent", spaces) => {
            let margin =
                format!("\n{}", " ".repeat(spaces.parse::<usize>().ok().filter(|most| *most < 100)?));
            text(1)?.replace('\n', &margin)
        }
        ("join", separator) => {
            let mut parts: Vec<Arc<str>> = Vec::new();
            for list in &arguments[1..] {
                for item in &known_list(list)?.items {
                    parts.push(item.as_text()?);
                }
            }
            parts.join(separator)
        }
        _ => return None,
    };
    Some(text_within(made, place))
}

/// The other case of a letter, where it is one letter: Terraform leaves any other as it is.
fn only(mut other: impl Iterator<Item = char>, c: char) -> char {
    match (other.next(), other.next()) {
        (Some(other), None) => other,
        _ => c,
    }
}

/// Each word with a capital; nothing where a letter may have a form of its own for titles.
fn title(text: &str) -> Option<String> {
    let is_plain = |c: char| matches!(c, '\0'..'\u{1c4}' | '\u{1f4}'..'\u{590}');
    let mut before = ' ';
    let letter = |c: char| {
        let begins = !(before.is_alphanumeric() || before == '_');
        before = c;
        if begins { only(c.to_uppercase(), c) } else { c }
    };
    text.chars().all(is_plain).then(|| text.chars().map(letter).collect())
}

/// Functions about maps, about values of any kind, and those that change what a value counts as.
fn collections<'t>(name: &str, arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Val<'t>> {
    let first = arguments.first();
    Some(match name {
        "merge" => merge(arguments, place),
        "tomap" | "tolist" | "tostring" | "tonumber" | "tobool" => convert(name, first?, place)?,
        "sensitive" => first?.clone().hidden(true),
        "nonsensitive" => Val { secret: false, ..first?.clone() },
        "coalesce" => coalesce(arguments, place)?,
        "coalescelist" => {
            let full = |value: &&Val<'t>| indexed(value).is_none_or(|list| !list.items.is_empty());
            arguments.iter().find(full).filter(|value| indexed(value).is_some())?.clone()
        }
        "lookup" => lookup(arguments, place)?,
        "keys" => {
            let keys = known_map(first?)?.sorted().into_iter().map(|entry| entry.key.clone());
            Val::list(keys.collect(), place)
        }
        "values" => {
            let values = known_map(first?)?.sorted().into_iter().map(|entry| entry.value.clone());
            Val::list(values.collect(), place)
        }
        "zipmap" => zipmap(first?, arguments.get(1)?, place)?,
        "formatlist" => format::list(arguments, place)?,
        "regex" => patterns::first(&first?.as_text()?, &arguments.get(1)?.as_text()?, place)?,
        "regexall" => patterns::all(&first?.as_text()?, &arguments.get(1)?.as_text()?, place)?,
        "jsonencode" => text_within(encoding::json(first?)?, place),
        "jsondecode" => encoding::from_json(&first?.as_text()?, place)?,
        "transpose" => transpose(known_map(first?)?, place)?,
        "length" => count(length(first?)?, place),
        "contains" => {
            let answers = known_list(first?)?.items.iter().map(|item| equal(item, arguments.get(1)?));
            let answers: Vec<Option<bool>> = answers.collect();
            let known = answers.iter().all(Option::is_some);
            let found = answers.contains(&Some(true));
            truth((known || found).then_some(found), place)
        }
        "alltrue" | "anytrue" => {
            let decisive = name == "anytrue";
            let answers = known_list(first?)?.items.iter().map(Val::as_bool);
            truth(joined(answers, decisive), place)
        }
        "startswith" => truth(Some(first?.as_text()?.starts_with(&*arguments.get(1)?.as_text()?)), place),
        "endswith" => truth(Some(first?.as_text()?.ends_with(&*arguments.get(1)?.as_text()?)), place),
        "strcontains" => truth(Some(first?.as_text()?.contains(&*arguments.get(1)?.as_text()?)), place),
        _ => return None,
    })
}

/// Maps laid over each other. An argument that is not known may lie over those before it.
fn merge<'t>(arguments: &[Val<'t>], place: Option<Place<'t>>) -> Val<'t> {
    let mut maps: Vec<Rc<Map<'t>>> = Vec::new();
    for argument in arguments {
        match &argument.data {
            Data::Map(map) => maps.push(map.clone()),
            Data::Null => {}
            Data::Unknown | Data::Failed | Data::OneOf(_) => {
                let unknown = vec![argument.place.or(place)];
                maps.push(Rc::new(Map { unknown, ..Map::default() }));
            }
            // What is no map cannot be merged.
            Data::List(_) | Data::Text(_) | Data::Number(_) | Data::Bool(_) => {
                return Val::new(Data::Failed, place);
            }
        }
    }
    let maps: Vec<&Map<'t>> = maps.iter().map(|map| &**map).collect();
    Val::map(Map::merged(&maps), place)
}

fn convert<'t>(name: &str, value: &Val<'t>, place: Option<Place<'t>>) -> Option<Val<'t>> {
    let fits = match (name, &value.data) {
        (_, Data::Null) => true,
        ("tolist", Data::List(list)) if list.set => {
            let list = List { set: false, ..List::clone(list) };
            return Some(Val { data: Data::List(Rc::new(list)), ..value.clone() });
        }
        ("tomap", Data::Map(_)) | ("tolist", Data::List(_)) => true,
        ("tostring", Data::Text(_) | Data::Number(_) | Data::Bool(_)) => {
            return Some(Val { data: Data::Text(value.as_text()?), ..value.clone() });
        }
        ("tonumber", Data::Number(_)) => true,
        ("tonumber", Data::Text(_)) => {
            return Some(Val { data: Data::Number(value.as_decimal()?.written()), ..value.clone() });
        }
        ("tobool", _) if value.as_bool().is_some() => return Some(truth(value.as_bool(), value.place)),
        _ => false,
    };
    if fits {
        return Some(value.clone());
    }
    let certain = !matches!(value.data, Data::Unknown | Data::OneOf(_));
    certain.then(|| Val::new(Data::Failed, place))
}

/// The first argument that is neither null nor an empty text.
fn coalesce<'t>(arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Val<'t>> {
    for argument in arguments {
        match &argument.data {
            Data::Null => {}
            Data::Text(text) if text.is_empty() => {}
            Data::Unknown | Data::OneOf(_) | Data::Failed => return None,
            _ => return Some(argument.clone()),
        }
    }
    Some(Val::new(Data::Failed, place))
}

fn lookup<'t>(arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Val<'t>> {
    let [map, key, default @ ..] = arguments else { return None };
    let Data::Map(map) = &map.data else { return None };
    let missing = || default.first().cloned().unwrap_or_else(|| Val::new(Data::Failed, place));
    if map.entries.is_empty() && map.unknown.is_empty() {
        return Some(missing());
    }
    match map.get(&key.as_text()?) {
        Some(value) => Some(value.clone()),
        None if !map.unknown.is_empty() => None,
        None => Some(missing()),
    }
}

fn zipmap<'t>(keys: &Val<'t>, values: &Val<'t>, place: Option<Place<'t>>) -> Option<Val<'t>> {
    let (keys, values) = (indexed(keys)?, indexed(values)?);
    if keys.items.len() != values.items.len() {
        return None;
    }
    let mut map = Map::default();
    for (key, value) in keys.items.iter().zip(&values.items) {
        map.entries.push(Entry { key: key.clone(), name: key.as_text()?, value: value.clone() });
    }
    let entries = map.sorted().into_iter().cloned().collect();
    Some(Val::map(Map { entries, ..Map::default() }, place))
}

/// A map from text to texts, the other way round.
fn transpose<'t>(map: &Map<'t>, place: Option<Place<'t>>) -> Option<Val<'t>> {
    let mut found: BTreeMap<Arc<str>, Vec<Val<'t>>> = BTreeMap::new();
    for entry in map.sorted() {
        for item in &known_list(&entry.value)?.items {
            found.entry(item.as_text()?).or_default().push(Val::text(entry.name.clone(), entry.key.place));
        }
    }
    let entries = found.into_iter().map(|(name, mut items)| {
        items.sort_by_key(Val::as_text);
        Entry { key: Val::text(name.clone(), place), name, value: Val::list(items, place) }
    });
    Some(Val::map(Map { entries: entries.collect(), ..Map::default() }, place))
}

fn length(value: &Val<'_>) -> Option<usize> {
    match &value.data {
        Data::Text(text) if is_simple(text) => Some(text.len()),
        Data::List(_) => Some(known_list(value)?.items.len()),
        Data::Map(_) => Some(known_map(value)?.sorted().len()),
        _ => None,
    }
}

/// Functions about numbers.
fn numbers<'t>(name: &str, arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Val<'t>> {
    let numbers: Vec<Decimal> = arguments.iter().map(Val::as_decimal).collect::<Option<_>>()?;
    let first = numbers.first()?.clone();
    let made = match name {
        "min" => numbers.into_iter().min_by(Decimal::compare)?,
        "max" => numbers.into_iter().max_by(Decimal::compare)?,
        "abs" => first.absolute(),
        "ceil" => first.rounded(true)?,
        "floor" => first.rounded(false)?,
        "signum" => return Some(Val::number(&first.signum().to_string(), place)),
        _ => return None,
    };
    Some(number(Some(made), place))
}
