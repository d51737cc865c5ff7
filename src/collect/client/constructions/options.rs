//! The options that a client is given, in each form.

use super::super::program::{Id, Item, Items, Kind};
use super::context::Constructions;
use crate::client::{Form, Sdk};

/// How many options are followed to what they are, and how deep in lists of each other.
const STEPS: usize = 2000;
const DEPTH: usize = 64;

impl Constructions<'_> {
    /// The options of a call, with those that are given as maps of options.
    pub(super) fn options(&self, call: Id, sdk: &Sdk) -> Items {
        let mut options = self.own_options(call, sdk);
        let of_name = options.list.iter().filter(|item| sdk.nested.contains(&item.name.as_str()));
        let nested: Vec<Item> = of_name.flat_map(|item| self.parts(item)).collect();
        options.list.extend(nested);
        options
    }

    /// The entries of the map that an option gives.
    pub(super) fn parts(&self, option: &Item) -> Vec<Item> {
        let mut parts = self.values.items_of(&option.values).list;
        for part in &mut parts {
            part.is_sure &= option.is_sure;
        }
        parts
    }

    fn own_options(&self, call: Id, sdk: &Sdk) -> Items {
        let mut options = Items::default();
        let Kind::Call { arguments, .. } = self.program.kind(call) else { return options };
        match sdk.form {
            Form::Keywords => {
                if let (Some(name), Some(first)) = (sdk.first, arguments.first())
                    && first.name.is_none()
                    && !first.is_spread
                {
                    options.list.push(Item::of(name, vec![first.value]));
                }
                for argument in arguments {
                    match &argument.name {
                        Some(name) => options.list.push(Item::of(name, vec![argument.value])),
                        None if argument.is_spread => {
                            options.list.extend(self.values.items(argument.value).list);
                        }
                        None => {}
                    }
                }
            }
            Form::Object => {
                if let Some(first) = arguments.first() {
                    options.list.extend(self.values.items(first.value).list);
                }
            }
            Form::Functions => {
                for argument in arguments {
                    let mut more = self.function_options(argument.value);
                    // One argument that comes from elsewhere, such as a context, is no options.
                    if !argument.is_spread && !matches!(self.program.kind(argument.value), Kind::Call { .. })
                    {
                        more.list.retain(|item| !item.is_unknown());
                    }
                    options.list.extend(more.list);
                }
            }
            Form::Builder => options.list.extend(self.call_item(call)),
            Form::Environment => {}
        }
        options
    }

    /// Options that are given as the results of functions, alone or in a list, or as the fields of a structure.
    pub(super) fn function_options(&self, id: Id) -> Items {
        let mut left = STEPS;
        self.options_of(id, 0, &mut left)
    }

    /// The same, so deep in lists of them, in the steps that are left.
    fn options_of(&self, id: Id, depth: usize, left: &mut usize) -> Items {
        let exprs = &self.program.exprs;
        let unknown = |of: Id| Items { list: vec![Item::unknown(exprs[of].span)] };
        if depth == DEPTH || *left == 0 {
            self.left.set(0);
            return unknown(id);
        }
        let (mut cases, mut grown) = (Vec::new(), Items::default());
        for leaf in self.values.leaves(id) {
            *left = left.saturating_sub(1);
            let mut options = Items::default();
            match self.program.kind(leaf) {
                Kind::List(items) => {
                    for item in items {
                        options.list.extend(self.options_of(*item, depth + 1, left).list);
                    }
                }
                Kind::Nothing => {}
                Kind::Map(_) => options = self.values.items(leaf),
                Kind::Call { arguments, .. } if self.program.callee_name(leaf) == Some("append") => {
                    let grows = match self.program.kind(id) {
                        Kind::Name(name) => self.values.grows(name, leaf),
                        _ => false,
                    };
                    for argument in &arguments[usize::from(grows)..] {
                        options.list.extend(self.options_of(argument.value, depth + 1, left).list);
                    }
                    if grows {
                        let is_sure = self.program.is_sure(exprs[leaf].place, exprs[id].place);
                        let added = options.list.into_iter();
                        grown
                            .list
                            .extend(added.map(|item| Item { is_sure: item.is_sure && is_sure, ..item }));
                        continue;
                    }
                }
                Kind::Call { callee, .. } => {
                    let path = self.program.path(*callee).unwrap_or_default();
                    match path[..] {
                        ["context", ..] => {}
                        [.., name] if name.starts_with("With") => options.list.extend(self.call_item(leaf)),
                        _ => options = unknown(leaf),
                    }
                }
                _ => options = unknown(leaf),
            }
            cases.push(options);
        }
        let mut options = self.values.one_of(cases);
        options.list.extend(grown.list);
        options
    }

    /// A call as an option: what is called is its name, and the last argument its value.
    pub(super) fn call_item(&self, call: Id) -> Option<Item> {
        let Kind::Call { arguments, .. } = self.program.kind(call) else { return None };
        let name = self.program.callee_name(call).unwrap_or_default();
        let values: Vec<Id> = arguments.iter().map(|argument| argument.value).collect();
        Some(match values[..] {
            [key, value, ..] => Item { key: Some(key), ..Item::of(name, vec![value]) },
            _ => Item::of(name, values),
        })
    }
}
