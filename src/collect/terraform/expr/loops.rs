//! `for` expressions.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::env::Env;
use super::pairs::pairs;
use super::scope::Scope;
use super::value::{Data, Entry, List, Map, Val};
use crate::project::Place;
use crate::tree::hcl::{Expr, ExprKind, For};

impl<'t, S: Scope<'t>> Env<'_, '_, 't, S> {
    pub(super) fn for_expression(
        &self,
        made: &For,
        collection: &Val<'t>,
        place: Option<Place<'t>>,
    ) -> Val<'t> {
        let Some((pairs, unknown)) = pairs(collection) else {
            return Val::without_answer(std::slice::from_ref(collection), place);
        };
        let mut round = Round {
            list: List { unknown: unknown.to_vec(), ..List::default() },
            map: Map { entries: Vec::new(), unknown: unknown.to_vec(), container: None },
            groups: HashMap::new(),
        };
        let names = (made.key_name.as_deref(), &*made.value_name);
        for pair in pairs {
            if self.scope.work().is_spent() {
                round.cut(place);
                break;
            }
            self.with_pair(names, pair, |env| env.round(made, &mut round, place));
        }
        if made.group {
            round.open_groups();
        }
        let container = match &collection.data {
            Data::Map(map) if keeps_entries(made) => map.container,
            _ => None,
        };
        match made.key {
            None => Val::new(Data::List(Rc::new(List { container, ..round.list })), place),
            Some(_) => Val::map(Map { container, ..round.map }, place),
        }
    }

    /// One element of a loop.
    fn round(&self, made: &For, round: &mut Round<'t>, place: Option<Place<'t>>) {
        let holds = match &made.condition {
            Some(condition) => self.eval(condition).as_bool(),
            None => Some(true),
        };
        match holds {
            Some(false) => return,
            None => return round.cut(place),
            Some(true) => {}
        }
        let value = self.eval(&made.value);
        let Some(key) = &made.key else { return round.list.items.push(value) };
        let key = self.eval(key);
        let Some(name) = key.as_text() else { return round.cut(place) };
        if made.group {
            let known = round.groups.get(&name).map(|&at| &mut round.map.entries[at]);
            if let Some(Entry { value: Val { data: Data::List(list), .. }, .. }) = known {
                Rc::make_mut(list).items.push(value);
                return;
            }
            round.groups.insert(name.clone(), round.map.entries.len());
            let value = Val::list(vec![value], place);
            return round.map.entries.push(Entry { key, name, value });
        }
        round.map.entries.push(Entry { key, name, value });
    }
}

/// What a loop has made so far.
struct Round<'t> {
    list: List<'t>,
    map: Map<'t>,
    /// Where the values of one key are gathered in the map.
    groups: HashMap<Arc<str>, usize>,
}

impl<'t> Round<'t> {
    /// From here on, or of this element, nothing is known.
    fn cut(&mut self, place: Option<Place<'t>>) {
        self.list.unknown.push(place);
        self.map.unknown.push(place);
    }

    /// What is not known may belong to any group.
    fn open_groups(&mut self) {
        for &at in self.groups.values() {
            if let Data::List(list) = &mut self.map.entries[at].value.data
                && !self.map.unknown.is_empty()
            {
                Rc::make_mut(list).unknown.extend(self.map.unknown.iter().copied());
            }
        }
    }
}

/// Whether each entry of the map that a loop goes through comes out as it went in, as `{key = k, value = v}` or as
/// `k => v`: then a tag that is added to that map comes out too.
fn keeps_entries(made: &For) -> bool {
    let is =
        |expr: &Expr, name: &str| matches!(&expr.bare().kind, ExprKind::Variable(known) if **known == *name);
    let Some(key_name) = &made.key_name else { return false };
    if made.condition.is_some() || made.group {
        return false;
    }
    match (&made.key, &made.value.bare().kind) {
        (Some(key), _) => is(key, key_name) && is(&made.value, &made.value_name),
        (None, ExprKind::Object(items)) => {
            let [key, value] = items.as_slice() else { return false };
            is(&key.key, "key")
                && is(&value.key, "value")
                && is(&key.value, key_name)
                && is(&value.value, &made.value_name)
        }
        _ => false,
    }
}
