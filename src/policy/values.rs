//! Lists of allowed values, which answer quickly what is in them and what is nearly in them.

use std::collections::{BTreeMap, HashMap};

use crate::text::{Nearness, fold, nearness};

/// Allowed values and their known wrong spellings.
#[derive(Debug, Default)]
pub struct Values {
    list: Vec<String>,
    exact: HashMap<String, u32>,
    /// Folded values, by their length in characters: what is near has nearly the same length.
    by_length: BTreeMap<usize, Vec<(String, u32)>>,
    aliases: BTreeMap<String, String>,
}

/// A value that may have been meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suggestion<'v> {
    /// The policy says that the wrong spelling stands for this value.
    Alias(&'v str),
    /// Equal but for case, spaces and separators.
    Spelling(&'v str),
    /// One or two letters off.
    Letters(&'v str),
}

impl<'v> Suggestion<'v> {
    /// The value.
    pub fn value(self) -> &'v str {
        match self {
            Suggestion::Alias(value) | Suggestion::Spelling(value) | Suggestion::Letters(value) => value,
        }
    }

    /// Whether it is what the author must have meant.
    pub fn is_certain(self) -> bool {
        !matches!(self, Suggestion::Letters(_))
    }
}

impl Values {
    /// Values in the order in which they are shown, and wrong spellings with the value that each stands for.
    pub fn new(list: impl IntoIterator<Item = String>, aliases: BTreeMap<String, String>) -> Self {
        let mut values = Values { aliases, ..Values::default() };
        for value in list {
            let index = values.list.len() as u32;
            if values.exact.contains_key(&value) {
                continue;
            }
            let folded = fold(&value);
            values.by_length.entry(folded.chars().count()).or_default().push((folded, index));
            values.exact.insert(value.clone(), index);
            values.list.push(value);
        }
        values
    }

    /// The values, in order.
    pub fn list(&self) -> &[String] {
        &self.list
    }

    /// Whether a value is one of them, exactly.
    pub fn contains(&self, value: &str) -> bool {
        self.exact.contains_key(value)
    }

    /// What a value that is not among them may have been meant to be: by the policy's word, else the one that is
    /// nearest, where exactly one is.
    pub fn suggest(&self, value: &str) -> Option<Suggestion<'_>> {
        if let Some(meant) = self.aliases.get(value) {
            return Some(Suggestion::Alias(meant));
        }
        let folded = fold(value);
        let length = folded.chars().count();
        let mut best: Option<(Nearness, u32)> = None;
        let mut alone = true;
        for (other, index) in
            self.by_length.range(length.saturating_sub(2)..=length + 2).flat_map(|(_, same)| same)
        {
            let Some(near) = nearness(&folded, other) else { continue };
            match best {
                Some((known, _)) if near > known => {}
                Some((known, _)) if near == known => alone = false,
                _ => (best, alone) = (Some((near, *index)), true),
            }
        }
        let (near, index) = best.filter(|_| alone)?;
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
        assert_eq!(values.suggest(" production"), Some(Suggestion::Spelling("Production")));
        assert_eq!(values.suggest("Prodcution"), Some(Suggestion::Letters("Production")));
        assert_eq!(values.suggest("onprem"), None, "two values are equally near");
        assert_eq!(values.suggest("Prod"), None);
        assert!(values.contains("Staging") && !values.contains("staging"));
    }
}
