//! Texts that say a key and a value at once, `CostCenter=CC-1001`.

use crate::project::Place;
use crate::source::Span;

/// Key and value of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Pair<'a> {
    pub(super) key: &'a str,
    pub(super) value: &'a str,
}

impl<'a> Pair<'a> {
    /// The first sign parts them; without a key there is no pair.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let (key, value) = text.split_once('=').filter(|(key, _)| !key.is_empty())?;
        Some(Pair { key, value })
    }

    /// Whether it is certain what the key and the value are: of several signs, which one parts them is a guess.
    pub(super) fn is_clear(&self) -> bool {
        !self.value.contains('=') && self.key.trim() == self.key && self.value.trim() == self.value
    }

    /// Where key and value are in a text within a place; both at that place, where the text is not written there as
    /// it is. They are parts of a text: none is written over by itself.
    pub(super) fn places<'t>(&self, whole: Place<'t>, within: Span) -> [Place<'t>; 2] {
        let written = whole.source.slice(within);
        if Pair::of(written) != Some(*self) {
            return [whole, whole];
        }
        let equals = within.start + self.key.len() as u32;
        [Span { end: equals, ..within }, Span { start: equals + 1, ..within }]
            .map(|span| Place { span, ..whole })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sign_parts_key_and_value() {
        assert_eq!(Pair::of("a=b=c"), Some(Pair { key: "a", value: "b=c" }));
        assert_eq!(Pair::of("a="), Some(Pair { key: "a", value: "" }));
        assert_eq!((Pair::of("=a"), Pair::of("a"), Pair::of("")), (None, None, None));
        let is_clear = |text| Pair::of(text).is_some_and(|pair| pair.is_clear());
        assert!(is_clear("a=b") && is_clear("a="));
        assert!(!is_clear("a=b=c") && !is_clear("a =b") && !is_clear("a= b"));
    }
}
