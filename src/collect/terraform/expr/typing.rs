//! Declared types of variables: what they make of a value
//! (<https://developer.hashicorp.com/terraform/language/expressions/type-constraints>).
//!
//! A type converts what is in it and drops what it does not have. A value that does not fit is refused by
//! Terraform, and is unknown here.

use std::rc::Rc;

use super::env::Env;
use super::functions;
use super::scope::Scope;
use super::value::{Data, Entry, List, Map, Val, spread};
use crate::collect::terraform::module::Code;
use crate::project::Place;
use crate::source::Span;
use crate::tree::Style;
use crate::tree::hcl::{Call, Expr, ExprKind, Item};

/// A value as a variable of the type holds it.
pub(in crate::collect::terraform) fn convert<'t>(
    value: &Val<'t>,
    declared: Code<'_, 't>,
    env: &Env<'_, '_, 't, impl Scope<'t>>,
) -> Val<'t> {
    of_type(value, declared.expr, env)
}

fn of_type<'t>(value: &Val<'t>, declared: &Expr, env: &Env<'_, '_, 't, impl Scope<'t>>) -> Val<'t> {
    if !env.scope.work().step(value.place) {
        return Val::unknown(value.place);
    }
    let typed =
        spread(std::slice::from_ref(value), value.place, &|value| one_of_type(&value[0], declared, env));
    env.told(typed, value.place)
}

fn one_of_type<'t>(value: &Val<'t>, declared: &Expr, env: &Env<'_, '_, 't, impl Scope<'t>>) -> Val<'t> {
    if value.is_unknown() || value.is_null() {
        return value.clone();
    }
    let converted = match &declared.bare().kind {
        ExprKind::Variable(name) => primitive(name, value),
        ExprKind::Call(Call { name, arguments, .. }) => match arguments.as_slice() {
            [inner] => composed(name, inner, value, env),
            _ => Some(value.clone()),
        },
        _ => Some(value.clone()),
    };
    converted.unwrap_or_else(|| Val::unknown(value.place).hidden(value.secret))
}

/// A value of a type without parts; nothing where it does not fit.
fn primitive<'t>(name: &str, value: &Val<'t>) -> Option<Val<'t>> {
    let data = match name {
        "string" => Data::Text(value.as_text()?),
        "number" => Data::Number(value.as_decimal()?.written()),
        "bool" => Data::Bool(value.as_bool()?),
        _ => return Some(value.clone()),
    };
    Some(Val { data, ..value.clone() })
}

/// A value of a type with parts; nothing where it does not fit.
fn composed<'t>(
    name: &str,
    inner: &Expr,
    value: &Val<'t>,
    env: &Env<'_, '_, 't, impl Scope<'t>>,
) -> Option<Val<'t>> {
    let data = match (name, &value.data) {
        ("object", Data::Map(map)) => match &inner.bare().kind {
            ExprKind::Object(attributes) => Data::Map(Rc::new(object(map, attributes, env))),
            _ => return None,
        },
        ("map", Data::Map(map)) => {
            let entries = map.entries.iter();
            let values = of_one_type(entries.map(|entry| of_type(&entry.value, inner, env)).collect(), inner);
            let entries =
                map.entries.iter().zip(values).map(|(entry, value)| Entry { value, ..entry.clone() });
            Data::Map(Rc::new(Map { entries: entries.collect(), ..Map::clone(map) }))
        }
        ("list" | "set", Data::List(list)) => {
            let items = list.items.iter().map(|item| of_type(item, inner, env)).collect();
            let items = of_one_type(items, inner);
            let list = List { items, set: list.set && name == "set", ..List::clone(list) };
            Data::List(Rc::new(list))
        }
        ("tuple", Data::List(list)) => match &inner.bare().kind {
            ExprKind::List(types) if types.len() == list.items.len() && !list.set => {
                let items = list.items.iter().zip(types).map(|(item, inner)| of_type(item, inner, env));
                Data::List(Rc::new(List { items: items.collect(), ..List::clone(list) }))
            }
            _ => return None,
        },
        ("object" | "map" | "list" | "set" | "tuple", _) => return None,
        _ => return Some(value.clone()),
    };
    let typed = Val { data, ..value.clone() };
    Some(if name == "set" { functions::call("toset", &[typed], value.place) } else { typed })
}

/// Values that have one type: under `any`, numbers and truth values beside strings are strings.
fn of_one_type<'t>(values: Vec<Val<'t>>, inner: &Expr) -> Vec<Val<'t>> {
    let is_any = matches!(&inner.bare().kind, ExprKind::Variable(name) if **name == *"any");
    let has_text = values.iter().any(|value| matches!(value.data, Data::Text(_)));
    if !is_any || !has_text {
        return values;
    }
    let values = values.into_iter().map(|value| match value.as_text() {
        Some(text) => Val { data: Data::Text(text), ..value },
        None => value,
    });
    values.collect()
}

/// The attributes of an object, and no others.
fn object<'t>(map: &Map<'t>, attributes: &[Item], env: &Env<'_, '_, 't, impl Scope<'t>>) -> Map<'t> {
    // A further entry would be dropped, and so there is no container.
    let mut typed = Map::default();
    for attribute in attributes {
        let attribute = Attribute::of(attribute, env);
        let before = typed.entries.len();
        for entry in map.entries.iter().filter(|entry| *entry.name == *attribute.name) {
            typed.entries.push(attribute.given(entry, env));
        }
        if typed.entries.len() == before {
            typed.entries.extend(attribute.left_out(map, env));
        }
    }
    typed
}

/// An attribute of an object type.
struct Attribute<'x, 't> {
    name: &'x str,
    place: Option<Place<'t>>,
    inner: &'x Expr,
    /// `optional(…)`, perhaps with a default.
    optional: Option<Optional<'x, 't>>,
}

struct Optional<'x, 't> {
    place: Option<Place<'t>>,
    default: Option<&'x Expr>,
}

impl<'x, 't> Attribute<'x, 't> {
    fn of(item: &'x Item, env: &Env<'_, '_, 't, impl Scope<'t>>) -> Self {
        let name =
            item.key.names().first().copied().unwrap_or_else(|| item.key.literal().unwrap_or_default());
        let place = env.computed(item.key.span);
        match &item.value.bare().kind {
            ExprKind::Call(Call { name: function, arguments, .. }) if **function == *"optional" => {
                let optional = Optional { place: env.computed(item.value.span), default: arguments.get(1) };
                let inner = arguments.first().unwrap_or(&item.value);
                Attribute { name, place, inner, optional: Some(optional) }
            }
            _ => Attribute { name, place, inner: &item.value, optional: None },
        }
    }

    /// The attribute that an entry gives: a null stands for the default, if there is one.
    fn given(&self, entry: &Entry<'t>, env: &Env<'_, '_, 't, impl Scope<'t>>) -> Entry<'t> {
        let default = self.optional.as_ref().filter(|optional| optional.default.is_some());
        let value = spread(std::slice::from_ref(&entry.value), entry.value.place, &|value| match default {
            Some(optional) if value[0].is_null() => self.default(optional, env),
            _ => of_type(&value[0], self.inner, env),
        });
        let mut key = entry.key.clone();
        // An object without it, or with another name for it, would not fit any more.
        if let Some(place) = &mut key.place {
            place.style = Style::Flow;
        }
        if self.optional.is_none() {
            key.entry = Span::default();
        }
        Entry { key, name: entry.name.clone(), value }
    }

    /// What the attribute is where no entry gives it. Without one that it must have, Terraform takes no value.
    fn left_out(&self, map: &Map<'t>, env: &Env<'_, '_, 't, impl Scope<'t>>) -> Option<Entry<'t>> {
        let value = match (&self.optional, map.unknown.first()) {
            (_, Some(unknown)) => Val::unknown(unknown.or(self.place)),
            (Some(optional), None) => self.default(optional, env),
            (None, None) => return None,
        };
        Some(Entry { key: Val::text(self.name, self.place), name: self.name.into(), value })
    }

    fn default(&self, optional: &Optional<'x, 't>, env: &Env<'_, '_, 't, impl Scope<'t>>) -> Val<'t> {
        match optional.default {
            Some(default) => of_type(&env.eval(default), self.inner, env),
            None => Val::new(Data::Null, optional.place),
        }
    }
}
