//! Lists of allowed values, which answer quickly what is in them and what is nearly in them.

use std::collections::{BTreeMap, HashMap};

use crate::text::{Nearness, Words};

/// Allowed values and their known wrong spellings.
#[derive(Debug, Default)]
pub(crate) struct Values {
    list: Vec<String>,
    exact: HashMap<String, u32, foldhash::fast::RandomState>,
    words: Words,
    aliases: BTreeMap<String, String>,
}

/// A value that may have been meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Suggestion<'v> {
    /// The policy says that the wrong spelling stands for this value.
    Alias(&'v str),
    /// Equal but for case, spaces and separators.
    Spelling(&'v str),
    /// One or two letters off.
    Letters(&'v str),
}

impl<'v> Suggestion<'v> {
    pub(crate) fn value(self) -> &'v str {
        match self {
            Suggestion::Alias(value) | Suggestion::Spelling(value) | Suggestion::Letters(value) => value,
        }
    }

    /// Whether it is what the author must have meant.
    pub(crate) fn is_certain(self) -> bool {
        !matches!(self, Suggestion::Letters(_))
    }
}

impl Values {
    /// Values in the order in which they are shown, and wrong spellings with the value that each stands for.
    pub(crate) fn new(list: impl IntoIterator<Item = String>, aliases: BTreeMap<String, String>) -> Self {
        let mut values = Values { aliases, ..Values::default() };
        for value in list {
            let index = values.list.len() as u32;
            if values.exact.contains_key(&value) {
                continue;
            }
            values.words.add(&value, index);
            values.exact.insert(value.clone(), index);
            values.list.push(value);
        }
        values
    }

    /// The values, in order.
    pub(crate) fn list(&self) -> &[String] {
        &self.list
    }

    /// Wrong spellings, each with the value that it stands for.
    #[cfg_attr(not(feature = "lsp"), allow(dead_code, reason = "editors offer them"))]
    pub(crate) fn aliases(&self) -> &BTreeMap<String, String> {
        &self.aliases
    }

    /// Whether a value is one of them, exactly.
    pub(crate) fn contains(&self, value: &str) -> bool {
        self.exact.contains_key(value)
    }

    /// The value that a wrong spelling stands for by the policy's word.
    pub(crate) fn alias(&self, spelling: &str) -> Option<&str> {
        self.aliases.get(spelling).map(String::as_str)
    }

    /// What a value that is not among them may have been meant to be: by the policy's word, else the one that is
    /// nearest, where exactly one is.
    pub(crate) fn suggest(&self, value: &str) -> Option<Suggestion<'_>> {
        // A heredoc ends with the end of its last line.
        if let Some(meant) = self.aliases.get(value).or_else(|| self.aliases.get(value.trim())) {
            return Some(Suggestion::Alias(meant));
        }
        let &[(index, near)] = self.words.nearest(value).as_slice() else { return None };
        let value = self.list[index as usize].as_str();
        Some(match near {
            Nearness::Spelling => Suggestion::Spelling(value),
            Nearness::Letters(_) => Suggestion::Letters(value),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggestion_is_the_nearest_value_or_none() {
        let aliases = BTreeMap::from([("prod".to_owned(), "Production".to_owned())]);
        let list = ["Production", "Staging", "Development", "On-Prem", "OnPrem"].map(str::to_owned);
        let values = Values::new(list, aliases);
        assert_eq!(values.suggest("prod"), Some(Suggestion::Alias("Production")));
        assert_eq!(values.suggest("prod\n"), Some(Suggestion::Alias("Production")));
        assert_eq!(values.suggest(" production"), Some(Suggestion::Spelling("Production")));
        assert_eq!(values.suggest("Prodcution"), Some(Suggestion::Letters("Production")));
        assert_eq!(values.suggest("onprem"), None, "two values are equally near");
        assert_eq!(values.suggest("Prod"), None);
        assert!(values.contains("Staging") && !values.contains("staging"));
    }
}
