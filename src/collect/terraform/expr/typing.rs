//! Declared types of variables, as far as they change values: the defaults of optional attributes, and sets.

use std::rc::Rc;

use super::super::program::Code;
use super::eval::Env;
use super::functions;
use super::value::{Data, Entry, List, Map, Val, spread};
use crate::tree::hcl::{Call, Expr, ExprKind};

/// A value as a variable of the type holds it.
pub(in crate::collect::terraform) fn convert<'t>(
    value: Val<'t>,
    declared: Code<'_, 't>,
    env: &Env<'_, '_, 't>,
) -> Val<'t> {
    let place = value.place;
    spread(&[value], place, &|value| of_type(&value[0], declared.expr, env))
}

fn of_type<'t>(value: &Val<'t>, declared: &Expr, env: &Env<'_, '_, 't>) -> Val<'t> {
    let program = env.instance.program;
    program.spend(1);
    if program.fuel.get() == 0 {
        return Val::unknown(value.place);
    }
    let ExprKind::Call(Call { name, arguments, .. }) = &declared.bare().kind else { return value.clone() };
    let Some(inner) = arguments.first() else { return value.clone() };
    match (&**name, &value.data) {
        ("object", Data::Map(map)) => object(value, map, inner, env),
        ("map", Data::Map(map)) => {
            let entries = map.entries.iter().map(|entry| Entry {
                value: of_type(&entry.value, inner, env),
                key: entry.key.clone(),
                name: entry.name.clone(),
            });
            let typed = Map { entries: entries.collect(), ..Map::clone(map) };
            Val { data: Data::Map(Rc::new(typed)), ..value.clone() }
        }
        ("list" | "set", Data::List(list)) => {
            let items = list.items.iter().map(|item| of_type(item, inner, env)).collect();
            let typed = List { items, ..List::clone(list) };
            let typed = Val { data: Data::List(Rc::new(typed)), ..value.clone() };
            if **name == *"set" { functions::call("toset", &[typed], value.place) } else { typed }
        }
        _ => value.clone(),
    }
}

/// An object with the optional attributes that it leaves out.
fn object<'t>(value: &Val<'t>, map: &Map<'t>, attributes: &Expr, env: &Env<'_, '_, 't>) -> Val<'t> {
    let ExprKind::Object(items) = &attributes.bare().kind else { return value.clone() };
    let mut typed = map.clone();
    for item in items {
        let [name] = item.key.names()[..] else { continue };
        let (inner, default) = match &item.value.bare().kind {
            ExprKind::Call(Call { name, arguments, .. }) if **name == *"optional" => {
                (arguments.first(), Some(arguments.get(1)))
            }
            _ => (Some(&item.value), None),
        };
        let known = typed.entries.iter_mut().rev().find(|entry| *entry.name == *name);
        match (known, default) {
            (Some(entry), default) if !(entry.value.is_null() && default.is_some_and(|d| d.is_some())) => {
                if let Some(inner) = inner {
                    entry.value = of_type(&entry.value, inner, env);
                }
            }
            (known, Some(default)) if map.unknown.is_empty() || known.is_some() => {
                let missing = || Val::new(Data::Null, None);
                let given = default.map_or_else(missing, |default| env.eval(default));
                let given = inner.map_or_else(|| given.clone(), |inner| of_type(&given, inner, env));
                typed.entries.retain(|entry| *entry.name != *name);
                typed.entries.push(Entry { key: Val::text(name, None), name: name.into(), value: given });
            }
            _ => {}
        }
    }
    Val { data: Data::Map(Rc::new(typed)), ..value.clone() }
}
