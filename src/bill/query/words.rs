//! Expressions of Athena's SQL, of the kind that other engines have too.

use std::collections::BTreeSet;

use crate::bill::service::Mark;

/// Half of the last place of money, in places that no amount needs all of.
const HALF: &str = "CAST('0.0000000000005' AS decimal(38, 25))";

/// A name.
pub(super) fn word(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A column as a text; null where it is empty.
pub(super) fn text(name: &str) -> String {
    format!("NULLIF(CAST({} AS varchar), '')", word(name))
}

/// That a text has a mark. None of them has a sign that `LIKE` reads otherwise.
pub(super) fn holds(text: &str, mark: Mark) -> String {
    match mark {
        Mark::Is(whole) => format!("{text} = {}", quoted(whole)),
        Mark::BeginsWith(start) => format!("{text} LIKE {}", quoted(&format!("{start}%"))),
        Mark::Contains(part) => format!("{text} LIKE {}", quoted(&format!("%{part}%"))),
    }
}

/// An amount that is written, exactly: what a double is written as is the shortest text that means it. Null where it is
/// too large for that many places.
pub(super) fn exact(text: &str) -> String {
    format!("TRY_CAST({text} AS decimal(38, 25))")
}

/// An amount that is written, where it is too large for [`exact`]: no double of that size has more than twelve places.
pub(super) fn large(text: &str) -> String {
    format!("CASE WHEN {} IS NULL THEN CAST({text} AS decimal(38, 12)) END", exact(text))
}

/// An amount with twelve places. Engines round what lies in the middle away from zero: where that gave an odd last
/// digit, the even one is taken instead, as for files.
pub(super) fn rounded(amount: &str) -> String {
    let near = format!("CAST({amount} AS decimal(38, 12))");
    format!(
        "CASE WHEN abs({near} - {amount}) = {HALF} AND substr(CAST({near} AS varchar), -1) IN ('1', '3', '5', '7', '9') \
         THEN CAST({amount} + {amount} - {near} AS decimal(38, 12)) ELSE {near} END"
    )
}

/// The entries of a map whose keys are like one of these, as JSON.
pub(super) fn json(map: &str, patterns: &BTreeSet<String>) -> String {
    let is_like: Vec<String> =
        patterns.iter().map(|pattern| format!("lower(k) LIKE {}", quoted(pattern))).collect();
    let keys = format!("filter(map_keys({map}), k -> {})", is_like.join(" OR "));
    format!("json_format(CAST(map({keys}, transform({keys}, k -> element_at({map}, k))) AS json))")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_end_where_they_end() {
        assert_eq!(word("a\"b"), "\"a\"\"b\"");
        assert_eq!(quoted("it's"), "'it''s'");
        assert_eq!(holds("x", Mark::BeginsWith("AmazonBedrock")), "x LIKE 'AmazonBedrock%'");
    }
}
