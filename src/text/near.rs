//! What is nearly the same.

use strsim::osa_distance;

/// How far a word is from the one that was meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Nearness {
    /// Equal but for case, spaces and `-_.:/`.
    Spelling,
    /// So many letters off, without regard to case, spaces and `-_.:/`.
    Letters(usize),
}

/// A word without what people vary: in lower case, without spaces and `-_.:/`.
pub(crate) fn fold(word: &str) -> String {
    let separators = |c: &char| !(c.is_whitespace() || matches!(c, '-' | '_' | '.' | ':' | '/'));
    word.chars().filter(separators).flat_map(char::to_lowercase).collect()
}

/// How many edits are near for words of which the shorter one has so many characters.
pub(super) fn edits_allowed(shorter: usize) -> usize {
    match shorter {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

/// How near two folded words are, or `None` where they are not: one edit is near where the shorter word has at least
/// 4 characters, two where it has at least 8. A swap of two neighbours is one edit.
pub(crate) fn nearness(left: &str, right: &str) -> Option<Nearness> {
    if left == right {
        return (!left.is_empty()).then_some(Nearness::Spelling);
    }
    let (left_len, right_len) = (left.chars().count(), right.chars().count());
    let allowed = edits_allowed(left_len.min(right_len));
    if left_len.abs_diff(right_len) > allowed {
        return None;
    }
    let distance = osa_distance(left, right);
    (distance <= allowed).then_some(Nearness::Letters(distance))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: &str, right: &str) -> Option<Nearness> {
        nearness(&fold(left), &fold(right))
    }

    #[test]
    fn case_spaces_and_separators_are_spelling() {
        for word in [
            "costcenter",
            "Cost-Center",
            " CostCenter",
            "cost_center",
            "COST.CENTER",
            "Cost:Center",
            "cost/center",
        ] {
            assert_eq!(near(word, "CostCenter"), Some(Nearness::Spelling), "{word}");
        }
    }

    #[test]
    fn short_words_allow_fewer_edits() {
        assert_eq!(near("Tem", "Team"), None);
        assert_eq!(near("Tean", "Team"), Some(Nearness::Letters(1)));
        assert_eq!(near("Taem", "Team"), Some(Nearness::Letters(1)));
        assert_eq!(near("Taemm", "Team"), None);
        assert_eq!(near("CostCentre", "CostCenter"), Some(Nearness::Letters(1)));
        assert_eq!(near("Enviromnet", "Environment"), Some(Nearness::Letters(2)));
        assert_eq!(near("Envrmnt", "Environment"), None);
        assert_eq!(near("", ""), None);
    }
}
