//! Functions about lists and sets.

use std::rc::Rc;

use super::eval::MOST_ITEMS;
use super::functions::known_list;
use super::operators::{equal, number};
use super::value::{Data, List, Val};
use crate::project::Place;

/// Functions about lists and sets; nothing for any other, or where they have no answer.
pub(super) fn call<'t>(name: &str, arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Val<'t>> {
    let first = arguments.first()?;
    let items = match name {
        "toset" if first.is_null() => return Some(first.clone()),
        "toset" => return set(known_list(first)?, place),
        "setunion" => return union(arguments, place),
        "concat" => return concat(arguments, place),
        "one" => return one(known_list(first)?, place),
        "element" => {
            let (items, at) = (&known_list(first)?.items, arguments.get(1)?.as_index()?);
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
            known_list(first)?.items.get(from..to)?.to_vec()
        }
        "range" => range(arguments, place)?,
        _ => return None,
    };
    (items.len() <= MOST_ITEMS).then(|| Val::list(items, place))
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
            Data::List(list) => {
                all.items.extend(list.items.iter().cloned());
                all.unknown.extend(list.unknown.iter().copied());
                // A further item is written where the last list is.
                all.container = list.container;
            }
            Data::Unknown => all.unknown.push(list.place.or(place)),
            _ => return None,
        }
    }
    let known = !all.items.is_empty() || all.unknown.is_empty();
    (known && all.items.len() <= MOST_ITEMS).then(|| Val::new(Data::List(Rc::new(all)), place))
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
            return None;
        }
    }
    Some(())
}

fn distinct<'t>(items: &[Val<'t>]) -> Option<Vec<Val<'t>>> {
    let mut distinct: Vec<Val<'t>> = Vec::new();
    // Every pair is compared: longer lists are not worth it, nor are longer ones of what is not simple.
    let most = if items.iter().all(|item| item.as_text().is_some()) { 2000 } else { 50 };
    if items.len() > most {
        return None;
    }
    for item in items {
        let mut known = false;
        for other in &distinct {
            known |= equal(item, other)?;
        }
        if !known {
            distinct.push(item.clone());
        }
    }
    Some(distinct)
}

/// A set: each item once, in the order in which Terraform goes through it, which is known for texts only.
fn set<'t>(list: &List<'t>, place: Option<Place<'t>>) -> Option<Val<'t>> {
    let mut items = distinct(&list.items)?;
    if items.iter().all(|item| item.as_text().is_some()) {
        items.sort_by_key(Val::as_text);
    }
    let container = if items.len() == list.items.len() { list.container } else { None };
    let set = List { items, unknown: Vec::new(), container };
    Some(Val::new(Data::List(Rc::new(set)), place))
}

fn range<'t>(arguments: &[Val<'t>], place: Option<Place<'t>>) -> Option<Vec<Val<'t>>> {
    let bounds: Vec<f64> = arguments.iter().map(Val::as_number).collect::<Option<_>>()?;
    let (start, end, step) = match bounds.as_slice() {
        [end] => (0.0, *end, if *end < 0.0 { -1.0 } else { 1.0 }),
        [start, end] => (*start, *end, if end < start { -1.0 } else { 1.0 }),
        [start, end, step] => (*start, *end, *step),
        _ => return None,
    };
    // Terraform gives up past 1,024 as well.
    let count = ((end - start) / step).ceil();
    if step == 0.0 || !(0.0..=1024.0).contains(&count) {
        return None;
    }
    Some((0..count as u32).map(|at| number(Some(start + step * f64::from(at)), place)).collect())
}
