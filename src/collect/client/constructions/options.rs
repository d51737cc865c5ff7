//! The options that a client is given, in each form.

use super::super::program::{Id, Item, Items, Kind};
use super::context::Constructions;
use crate::client::{Form, Sdk};

impl Constructions<'_> {
    /// The options of a call, with those that are given as maps of options.
    pub(super) fn options(&self, call: Id, sdk: &Sdk) -> Items {
        let mut options = self.own_options(call, sdk);
        for nested in options.given(sdk.nested) {
            options.list.extend(self.values.items(nested).list);
        }
        options
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
        let mut options = Items::default();
        self.add_function_options(id, &mut options, &mut Vec::new());
        options
    }

    fn add_function_options(&self, id: Id, options: &mut Items, seen: &mut Vec<Id>) {
        for leaf in self.values.leaves(id) {
            if seen.contains(&leaf) {
                continue;
            }
            seen.push(leaf);
            match self.program.kind(leaf) {
                Kind::List(items) => {
                    for item in items {
                        self.add_function_options(*item, options, seen);
                    }
                }
                Kind::Map(_) => options.list.extend(self.values.items(leaf).list),
                Kind::Call { arguments, .. } if self.program.callee_name(leaf) == Some("append") => {
                    for argument in arguments {
                        self.add_function_options(argument.value, options, seen);
                    }
                }
                Kind::Call { callee, .. } => {
                    let path = self.program.path(*callee).unwrap_or_default();
                    match path[..] {
                        ["context", ..] => {}
                        [.., name] if name.starts_with("With") => options.list.extend(self.call_item(leaf)),
                        _ => options.list.push(Item::unknown(self.program.exprs[leaf].span)),
                    }
                }
                _ => options.list.push(Item::unknown(self.program.exprs[leaf].span)),
            }
        }
    }

    /// A call as an option: what is called is its name, and the arguments are its values.
    pub(super) fn call_item(&self, call: Id) -> Option<Item> {
        let Kind::Call { arguments, .. } = self.program.kind(call) else { return None };
        let name = self.program.callee_name(call).unwrap_or_default();
        Some(Item::of(name, arguments.iter().map(|argument| argument.value).collect()))
    }
}
