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
        for set in &mut self.sets {
            if set.key.contains(HOLE)
                && let Some(Some(text)) = constants.get(self.source.slice(set.key_span))
            {
                set.key = (*text).to_owned();
            }
        }
    }
}
