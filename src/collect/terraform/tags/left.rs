//! `ignore_tags` of the provider: keys that it leaves to others.
//!
//! A key that is given is created all the same, so what is written of it is checked. One that is not may be there.

use super::super::dynamic::makes;
use super::super::expr::{Data, Mode, Val};
use super::super::module::Code;
use super::super::provider::Provider;
use super::super::resource::Resource;
use crate::project::{Elsewhere, Keys};

/// What to say of such a key.
const WHAT: &str = "the `ignore_tags` of the provider leave it to others";

impl<'p, 't> Resource<'_, 'p, 't> {
    /// The keys that are left to others.
    pub(in crate::collect::terraform) fn left_to_others(
        &self,
        provider: &Provider<'p, 't>,
    ) -> Vec<Elsewhere> {
        if !self.kind.starts_with("aws_") {
            return Vec::new();
        }
        let environment = &self.instance.program.given.environment;
        let keys = environment.ignored_keys.iter().map(|key| Keys::One(key.clone()));
        let prefixes = environment.ignored_prefixes.iter().map(|prefix| Keys::Beginning(prefix.clone()));
        let mut left: Vec<Keys> = keys.chain(prefixes).collect();
        if let Provider::Found(instance, section) = provider {
            for (file, block) in section.blocks("ignore_tags") {
                for (name, of) in
                    [("keys", Keys::One as fn(String) -> Keys), ("key_prefixes", Keys::Beginning)]
                {
                    if let Some(argument) = block.body.attribute(name) {
                        let value = instance.eval(Code { expr: &argument.value, file }, &Mode::default());
                        left.extend(value.alternatives().iter().flat_map(|value| texts(&value.data, of)));
                    }
                }
            }
            let mut made = section.blocks("dynamic").into_iter();
            left.extend(made.find(|(_, block)| makes(block, "ignore_tags")).map(|_| Keys::All));
        }
        left.into_iter().map(|keys| Elsewhere { what: WHAT, keys }).collect()
    }
}

/// The keys that the texts of a list stand for; every one where some text is not known.
fn texts(list: &Data<'_>, of: fn(String) -> Keys) -> Vec<Keys> {
    match list {
        Data::Null => Vec::new(),
        Data::List(list) if list.unknown.is_empty() => {
            let key = |item: &Val<'_>| match item.as_text() {
                Some(text) => of(text.to_string()),
                None => Keys::All,
            };
            list.items.iter().map(key).collect()
        }
        _ => vec![Keys::All],
    }
}
