//! Applying fixes to the text of a file: whole fixes or none of them, and never two that touch.

use std::collections::{BTreeMap, HashSet};

use crate::finding::{Edit, Fix};
use crate::source::Span;

/// Which of some fixes of one file can be applied together: in their order, each that does not touch one before it.
/// Those that say exactly the same count as applied by one.
pub fn choose<'f>(fixes: impl IntoIterator<Item = &'f Fix>) -> Chosen<'f> {
    let mut chosen = Chosen::default();
    let mut known = HashSet::new();
    for (number, fix) in fixes.into_iter().enumerate() {
        let says: Vec<(Span, &str)> =
            fix.edits.iter().map(|edit| (edit.at.span, edit.text.as_str())).collect();
        if known.contains(&says) {
            chosen.numbers.push(number);
        } else if !fix.edits.iter().any(|edit| chosen.touches(edit.at.span)) {
            chosen.spans.extend(fix.edits.iter().map(|edit| (edit.at.span.start, edit.at.span.end)));
            chosen.fixes.push(fix);
            chosen.numbers.push(number);
            known.insert(says);
        }
    }
    chosen
}

/// Fixes that can be applied together.
#[derive(Debug, Default)]
pub struct Chosen<'f> {
    fixes: Vec<&'f Fix>,
    /// The ends of what is replaced, by the starts.
    spans: BTreeMap<u32, u32>,
    /// The places of the fixes in the list that was chosen from.
    pub numbers: Vec<usize>,
}

impl Chosen<'_> {
    /// Two insertions at one place touch: which comes first, nobody knows.
    fn touches(&self, span: Span) -> bool {
        let before = self.spans.range(..=span.end).next_back();
        before.is_some_and(|(_, &end)| span.start <= end)
    }

    /// The text with the fixes applied.
    pub fn apply(&self, text: &str) -> String {
        let mut edits: Vec<&Edit> = self.fixes.iter().flat_map(|fix| &fix.edits).collect();
        edits.sort_by_key(|edit| edit.at.span);
        let mut fixed = String::with_capacity(text.len() + 64);
        let mut done = 0;
        for edit in edits {
            let range = edit.at.span.range();
            fixed.push_str(&text[done..range.start]);
            fixed.push_str(&edit.text);
            done = range.end;
        }
        fixed.push_str(&text[done..]);
        fixed
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::{Location, Safety};
    use crate::source::{Medium, Source};

    fn fix(edits: &[(usize, usize, &str)]) -> Fix {
        let source = Arc::new(Source::new("a", "0123456789", Medium::File));
        let edit = |&(start, end, text): &(usize, usize, &str)| Edit {
            at: Location::new(&source, Span::new(start, end)),
            text: text.to_owned(),
        };
        let edits = edits.iter().map(edit).collect();
        Fix { safety: Safety::Safe, title: String::new(), edits, calls: Vec::new() }
    }

    #[test]
    fn fixes_that_touch_wait_and_equal_ones_are_one() {
        let fixes = [
            fix(&[(1, 2, "x"), (8, 8, "z")]),
            fix(&[(2, 3, "touches")]),
            fix(&[(4, 5, "")]),
            fix(&[(8, 8, "same place")]),
            fix(&[(4, 5, "")]),
        ];
        let chosen = choose(&fixes);
        assert_eq!(chosen.numbers, [0, 2, 4]);
        assert_eq!(chosen.apply("0123456789"), "0x23567z89");
    }
}
