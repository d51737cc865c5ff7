//! Keys that are constants: `headers[NAME] = value`.

use std::collections::HashMap;

use super::super::known::HOLE;
use super::{Kind, Program};

impl Program<'_> {
    /// Gives keys that are written as names the text that these stand for in all of the file.
    pub(super) fn name_keys(&mut self) {
        let mut constants: HashMap<&str, Option<&str>> = HashMap::new();
        for binding in &self.bindings {
            let text = match &self.exprs[binding.value].kind {
                Kind::Text(text) => Some(text.as_str()),
                _ => None,
            };
            let known = constants.entry(&binding.name).or_insert(text);
            if *known != text {
                *known = None;
            }
        }
        for parameter in self.functions.iter().flat_map(|function| &function.parameters) {
            constants.insert(&parameter.name, None);
        }
        for set in &mut self.sets {
            if set.key.contains(HOLE)
                && let Some(Some(text)) = constants.get(self.source.slice(set.key_span))
            {
                set.key = (*text).to_owned();
            }
        }
        let mut named = Vec::new();
        for (id, expr) in self.exprs.iter().enumerate() {
            if let Kind::Index { of, key } = &expr.kind
                && let Kind::Name(name) = &self.exprs[*key].kind
                && let Some(Some(text)) = constants.get(name.as_str())
            {
                named.push((id, Kind::Member { of: *of, name: (*text).to_owned() }));
            }
        }
        for (id, kind) in named {
            self.exprs[id].kind = kind;
        }
    }
}
