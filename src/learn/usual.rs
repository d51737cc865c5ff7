//! The short forms that everybody knows: those of the built-in policy.

use std::sync::LazyLock;

use crate::policy::load::load_text;
use crate::policy::pack::PACKS;
use crate::policy::{Policy, discover};
use crate::rule;

static KNOWN: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    let policy =
        |pack: &crate::policy::pack::Pack| load_text(pack.text, discover::FILE_NAME, None, rule::NAMES);
    PACKS.iter().filter_map(|pack| policy(pack).ok()).collect()
});

/// The key that a short one stands for: `Environment` of `env`.
pub(super) fn key(short: &str) -> Option<&'static str> {
    let entry = KNOWN.iter().find_map(|policy| policy.dictionaries.base().get(short))?;
    entry.replaced_by.as_deref()
}

/// The value that a short one stands for: `Production` of `prod`.
pub(super) fn value(short: &str) -> Option<&'static str> {
    let entries = KNOWN.iter().flat_map(|policy| policy.dictionaries.base().entries());
    let values = entries.filter_map(|entry| entry.values.as_ref());
    values.filter_map(|values| values.value.alias(short)).next()
}

/// Whether a part of a name is a short form of a value.
pub(super) fn abbreviates(text: &str, value: &str) -> bool {
    let patterns = KNOWN.iter().filter_map(|policy| policy.name_pattern.as_ref());
    let mut of_keys = patterns.flat_map(|pattern| pattern.abbreviations.values());
    of_keys.any(|values| values.get(value).is_some_and(|texts| texts.iter().any(|known| known == text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_those_of_the_built_in_policy() {
        assert_eq!(key("env"), Some("Environment"));
        assert_eq!(key("Environment"), None);
        assert_eq!(value("prod"), Some("Production"));
        assert_eq!(value("Production"), None);
        assert!(abbreviates("Stg", "Staging") && !abbreviates("Stg", "Production"));
    }
}
