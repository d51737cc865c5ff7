//! References: what a name leads to, and the steps from there.

use std::rc::Rc;

use super::each::Each;
use super::env::Env;
use super::functions;
use super::scope::Scope;
use super::value::{Data, List, Val, spread};
use crate::project::Place;
use crate::tree::hcl::{Expr, ExprKind, Step};

impl<'t, S: Scope<'t>> Env<'_, '_, 't, S> {
    pub(super) fn traversal(&self, root: &Expr, steps: &[Step], place: Option<Place<'t>>) -> Val<'t> {
        let (value, steps) = match &root.kind {
            ExprKind::Variable(name) => self.beginning(name, steps),
            _ => (self.eval(root), steps),
        };
        self.walk(value, steps, place)
    }

    /// What a name and the first steps behind it lead to, and the steps that are left.
    pub(crate) fn beginning<'s>(&self, name: &str, steps: &'s [Step]) -> (Val<'t>, &'s [Step]) {
        match self.bound(name) {
            Some(value) => (value, steps),
            None => self.reference(name, steps),
        }
    }

    /// The part of a value that one step leads to.
    pub(crate) fn step(&self, value: Val<'t>, step: &Step) -> Val<'t> {
        self.walk(value, std::slice::from_ref(step), None)
    }

    /// What a reference begins with, and the steps that are left.
    fn reference<'s>(&self, root: &str, steps: &'s [Step]) -> (Val<'t>, &'s [Step]) {
        let unknown = (Val::unknown(None), &[][..]);
        let [Step::Attribute(first), rest @ ..] = steps else { return unknown };
        match (root, &*first.text, self.each) {
            ("local", name, _) => (self.scope.local(name, self.mode), rest),
            ("var", name, _) => (self.scope.variable(name, self.mode), rest),
            ("count", "index", Each::Count(index)) => (index.clone(), rest),
            ("each", "key", Each::Entry(key, _)) => (key.clone(), rest),
            ("each", "value", Each::Entry(_, value)) => (value.clone(), rest),
            ("terraform", "workspace", _) | ("path", "module" | "root" | "cwd", _) => {
                (Val::filled(None), rest)
            }
            ("module", name, _) => match rest {
                [Step::Attribute(output), rest @ ..] => {
                    (self.scope.output(name, None, &output.text, self.mode), rest)
                }
                [Step::Index(key), Step::Attribute(output), rest @ ..] => {
                    let key = self.eval(key);
                    (self.scope.output(name, Some(&key), &output.text, self.mode), rest)
                }
                _ => unknown,
            },
            _ => unknown,
        }
    }

    /// What steps lead to. They are taken in a loop, so that only splats within splats take stack.
    fn walk(&self, mut value: Val<'t>, mut steps: &[Step], place: Option<Place<'t>>) -> Val<'t> {
        while let [step, rest @ ..] = steps {
            (value, steps) = match step {
                Step::Attribute(name) => {
                    let key = Val::text(name.text.clone(), None);
                    (spread(&[value], place, &|value| functions::index(&value[0], &key, place)), rest)
                }
                Step::Index(key) | Step::LegacyIndex(key) => {
                    let values = [value, self.eval(key)];
                    (spread(&values, place, &|values| functions::index(&values[0], &values[1], place)), rest)
                }
                Step::Splat => (self.splat(value, rest, place), &[][..]),
                Step::AttributeSplat => {
                    let legacy = |step: &Step| matches!(step, Step::Attribute(_) | Step::LegacyIndex(_));
                    let inner = rest.iter().take_while(|step| legacy(step)).count();
                    let (inner, rest) = rest.split_at(inner);
                    (self.splat(value, inner, place), rest)
                }
            };
        }
        value
    }

    /// What steps lead to from each item.
    fn splat(&self, value: Val<'t>, steps: &[Step], place: Option<Place<'t>>) -> Val<'t> {
        self.deeper(place, &|| {
            spread(std::slice::from_ref(&value), place, &|value| self.each_item(&value[0], steps, place))
        })
    }

    fn each_item(&self, value: &Val<'t>, steps: &[Step], place: Option<Place<'t>>) -> Val<'t> {
        match &value.data {
            Data::Unknown | Data::Failed => Val::without_answer(std::slice::from_ref(value), place),
            Data::Null => Val::list(Vec::new(), place),
            Data::List(list) => {
                let items = list.items.iter().map(|item| self.walk(item.clone(), steps, place)).collect();
                let unknown = list.unknown.clone();
                Val::new(Data::List(Rc::new(List { items, unknown, ..List::default() })), place)
            }
            _ => Val::list(vec![self.walk(value.clone(), steps, place)], place),
        }
    }
}
