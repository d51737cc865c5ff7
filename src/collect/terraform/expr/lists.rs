//! Functions about lists and sets.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::known::{indexed, known_list};
use super::limit::{Limit, MOST_ITEMS};
use super::number::{Decimal, Exact};
use super::operators::{count, equal, number};
use super::value::{Data, List, Val};
use crate::project::Place;

/// Functions about lists and sets; nothing for any other, or where they have no answer.
pub(super) fn call<'t>(name: &str, arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Val<'t>> {
    let first = arguments.first()?;
    let items = match name {
        "toset" if first.is_null() => return Some(first.clone()),
        "toset" => return set(known_list(first)?, place),
        "setunion" => return union(arguments, place),
        "setintersection" | "setsubtract" => return narrowed(name == "setintersection", arguments, place),
        "concat" => return concat(arguments, place),
        "one" => return one(known_list(first)?, place),
        "element" => {
            let list = indexed(first)?;
            let (items, at) = (&list.items, arguments.get(1)?.as_index()?);
            return items.get(at.checked_rem(items.len())?).cloned();
        }
        "split" => split(&first.as_text()?, &arguments.get(1)?.as_text()?, place),
        "flatten" => {
            let mut flat = Vec::new();
            flatten(known_list(first)?, &mut flat, 0)?;
            flat
        }
        "distinct" => distinct(&known_list(first)?.items)?,
        "compact" => compact(&known_list(first)?.items)?,
        "reverse" => known_list(first)?.items.iter().rev().cloned().collect(),
        "sort" => sorted(known_list(first)?.items.clone())?,
        "slice" => {
            let (from, to) = (arguments.get(1)?.as_index()?, arguments.get(2)?.as_index()?);
            indexed(first)?.items.get(from..to)?.to_vec()
        }
        "range" => range(arguments, place)?,
        "setproduct" => return product(arguments, place),
        "chunklist" => {
            let (items, size) = (&known_list(first)?.items, arguments.get(1)?.as_index()?);
            items
                .chunks(if size == 0 { items.len().max(1) } else { size })
                .map(|chunk| Val::list(chunk.to_vec(), place))
                .collect()
        }
        "matchkeys" => {
            matching(known_list(first)?, known_list(arguments.get(1)?)?, known_list(arguments.get(2)?)?)?
        }
        "index" => {
            let wanted = arguments.get(1)?;
            let items = indexed(first)?.items.iter();
            let answers: Vec<bool> = items.map(|item| equal(item, wanted)).collect::<Option<_>>()?;
            let found = answers.into_iter().position(|answer| answer);
            return Some(match found {
                Some(at) => count(at, place),
                None => Val::new(Data::Failed, place),
            });
        }
        _ => return None,
    };
    Some(if items.len() <= MOST_ITEMS { Val::list(items, place) } else { Val::beyond(Limit::Items, place) })
}

fn split<'t>(separator: &str, text: &str, place: Option<Place<'t>>) -> Vec<Val<'t>> {
    let part = |part: &str| Val::text(part, place);
    match separator.is_empty() {
        true => text.split("").filter(|part| !part.is_empty()).map(part).collect(),
        false => text.split(separator).map(part).collect(),
    }
}

fn concat<'t>(arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Val<'t>> {
    let mut all = List::default();
    for list in arguments {
        match &list.data {
            Data::List(list) if !list.set => {
                all.items.extend(list.items.iter().cloned());
                all.unknown.extend(list.unknown.iter().copied());
                // A further item is written where the last list is.
                all.container = list.container;
            }
            Data::Unknown => all.unknown.push(list.place.or(place)),
            // A set, or what is no list at all.
            Data::List(_) | Data::Map(_) | Data::Text(_) | Data::Number(_) | Data::Bool(_) | Data::Null => {
                return Some(Val::new(Data::Failed, place));
            }
            Data::Failed | Data::OneOf(_) => return None,
        }
    }
    let known = !all.items.is_empty() || all.unknown.is_empty();
    known.then(|| match all.items.len() <= MOST_ITEMS {
        true => Val::new(Data::List(Rc::new(all)), place),
        false => Val::beyond(Limit::Items, place),
    })
}

fn one<'t>(list: &List<'t>, place: Option<Place<'t>>) -> Option<Val<'t>> {
    match list.items.as_slice() {
        [] => Some(Val::new(Data::Null, place)),
        [item] => Some(item.clone()),
        _ => None,
    }
}

fn union<'t>(arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Val<'t>> {
    let mut all = List::default();
    for list in arguments {
        all.items.extend(known_list(list)?.items.iter().cloned());
    }
    set(&all, place)
}

/// Those items of the first that all others have too, or none of them has. Only texts are compared: what others are
/// depends on the types of all arguments.
fn narrowed<'t>(shared: bool, arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Val<'t>> {
    let (first, others) = arguments.split_first()?;
    let texts =
        |list: &Val<'t>| known_list(list)?.items.iter().map(text).collect::<Option<BTreeSet<Arc<str>>>>();
    let others: Vec<BTreeSet<Arc<str>>> = others.iter().map(texts).collect::<Option<_>>()?;
    let items = &known_list(first)?.items;
    if others.is_empty() || (!shared && others.len() > 1) || !items.iter().all(|item| text(item).is_some()) {
        return None;
    }
    let keeps = |item: &&Val<'t>| {
        text(item).is_some_and(|text| others.iter().all(|other| other.contains(&text) == shared))
    };
    let kept = items.iter().filter(keeps).cloned().collect();
    set(&List { items: kept, ..List::default() }, place)
}

fn text(value: &Val<'_>) -> Option<Arc<str>> {
    match &value.data {
        Data::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// Every choice of one item from each. Of sets, in no order that is known, so that they are left.
fn product<'t>(arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Val<'t>> {
    let lists: Vec<&List<'t>> = arguments.iter().map(known_list).collect::<Option<_>>()?;
    let uniform = lists.iter().all(|list| !list.set && list.items.iter().all(|item| text(item).is_some()));
    let count = lists.iter().fold(1_usize, |count, list| count.saturating_mul(list.items.len()));
    if lists.len() < 2 || !uniform {
        return None;
    }
    if count > MOST_ITEMS {
        return Some(Val::beyond(Limit::Items, place));
    }
    let mut found: Vec<Vec<Val<'t>>> = vec![Vec::new()];
    for list in lists {
        let longer = found.iter().flat_map(|before| {
            list.items.iter().map(move |item| before.iter().chain([item]).cloned().collect())
        });
        found = longer.collect();
    }
    Some(Val::list(found.into_iter().map(|choice| Val::list(choice, place)).collect(), place))
}

/// `matchkeys`: those values whose key is one of those searched for.
fn matching<'t>(values: &List<'t>, keys: &List<'t>, searched: &List<'t>) -> Option<Vec<Val<'t>>> {
    let searched: BTreeSet<Arc<str>> = searched.items.iter().map(text).collect::<Option<_>>()?;
    if values.items.len() != keys.items.len() || values.set || keys.set {
        return None;
    }
    let mut found = Vec::new();
    for (value, key) in values.items.iter().zip(&keys.items) {
        if searched.contains(&text(key)?) {
            found.push(value.clone());
        }
    }
    Some(found)
}

fn compact<'t>(items: &[Val<'t>]) -> Option<Vec<Val<'t>>> {
    let known = items.iter().all(|item| item.as_text().is_some() || item.is_null());
    let full = |item: &&Val<'t>| item.as_text().is_some_and(|text| !text.is_empty());
    known.then(|| items.iter().filter(full).cloned().collect())
}

fn sorted(mut items: Vec<Val<'_>>) -> Option<Vec<Val<'_>>> {
    if items.iter().any(|item| item.as_text().is_none()) {
        return None;
    }
    items.sort_by_key(Val::as_text);
    Some(items)
}

fn flatten<'t>(list: &List<'t>, flat: &mut Vec<Val<'t>>, depth: usize) -> Option<()> {
    for item in &list.items {
        match &item.data {
            Data::List(_) if depth < 16 => flatten(known_list(item)?, flat, depth + 1)?,
            Data::Unknown | Data::Failed | Data::OneOf(_) | Data::List(_) => return None,
            _ => flat.push(item.clone()),
        }
        if flat.len() > MOST_ITEMS {
            return Some(());
        }
    }
    Some(())
}

fn distinct<'t>(items: &[Val<'t>]) -> Option<Vec<Val<'t>>> {
    let mut distinct: Vec<Val<'t>> = Vec::with_capacity(items.len());
    let mut known: HashMap<String, &Val<'t>> = HashMap::with_capacity(items.len());
    for item in items {
        let mut words = String::new();
        spell(item, &mut words)?;
        match known.get(&words) {
            Some(other) if equal(item, other)? => {}
            _ => {
                known.insert(words, item);
                distinct.push(item.clone());
            }
        }
    }
    Some(distinct)
}

/// Writes what a value says: two that are equal are written alike.
fn spell(value: &Val<'_>, words: &mut String) -> Option<()> {
    match &value.data {
        Data::Unknown | Data::Failed | Data::OneOf(_) => return None,
        Data::Null => words.push('~'),
        Data::List(_) => {
            words.push('[');
            for item in &known_list(value)?.items {
                spell(item, words)?;
                words.push(',');
            }
        }
        Data::Map(map) if !map.unknown.is_empty() => return None,
        Data::Map(map) => {
            words.push('{');
            for entry in map.sorted() {
                words.push_str(&format!("{:?}:", entry.name));
                spell(&entry.value, words)?;
                words.push(',');
            }
        }
        Data::Bool(_) | Data::Number(_) | Data::Text(_) => words.push_str(&format!("{:?}", value.as_text()?)),
    }
    Some(())
}

/// A set: each item once, in the order in which Terraform goes through it. That of lists and maps is not known.
fn set<'t>(list: &List<'t>, place: Option<Place<'t>>) -> Option<Val<'t>> {
    let mut items = distinct(&list.items)?;
    let are = |fits: fn(&Data<'t>) -> bool| items.iter().all(|item| fits(&item.data));
    let scalars = are(|data| matches!(data, Data::Text(_) | Data::Number(_) | Data::Bool(_)));
    let has_text = items.iter().any(|item| text(item).is_some());
    if are(|data| matches!(data, Data::Number(_))) {
        let key = |item: &Val<'t>| item.as_number().unwrap_or_default();
        items.sort_by(|left, right| key(left).total_cmp(&key(right)));
    } else if scalars && (has_text || are(|data| matches!(data, Data::Bool(_)))) {
        items.sort_by_key(Val::as_text);
    } else if scalars {
        return None;
    }
    let container = if items.len() == list.items.len() { list.container } else { None };
    let set = List { items, set: true, container, ..List::default() };
    Some(Val::new(Data::List(Rc::new(set)), place))
}

fn range<'t>(arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Vec<Val<'t>>> {
    let bounds: Vec<Decimal> = arguments.iter().map(Val::as_decimal).collect::<Option<_>>()?;
    let (zero, one) = (Decimal::parse("0")?, Decimal::parse("1")?);
    let (start, end, step) = match bounds.as_slice() {
        [end] => (&zero, end, None),
        [start, end] => (start, end, None),
        [start, end, step] => (start, end, Some(step.clone())),
        _ => return None,
    };
    let falls = match &step {
        Some(step) => step.signum() < 0,
        None => end.compare(start).is_lt(),
    };
    let step = Exact::of(&step.unwrap_or(if falls { one.negated() } else { one }))?;
    let mut next = start.clone();
    let mut items = Vec::new();
    while if falls { next.compare(end).is_gt() } else { next.compare(end).is_lt() } {
        // Terraform gives up past 1,024 as well.
        if items.len() == 1024 {
            return None;
        }
        items.push(number(Some(next.clone()), place));
        next = Exact::of(&next)?.add(step)?.decimal()?;
    }
    Some(items)
}
