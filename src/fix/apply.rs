//! Applying fixes to the text of a file: whole fixes or none of them, and never two that touch.

use std::collections::{BTreeMap, HashMap};

use crate::finding::{Edit, Fix};
use crate::source::Span;

/// Which of some fixes of one file can be applied together: in their order, each that does not touch one before it.
/// Those that say exactly the same are applied as one.
pub(crate) fn choose<'f>(fixes: impl IntoIterator<Item = &'f Fix>) -> Vec<Chosen<'f>> {
    let mut chosen: Vec<Chosen<'f>> = Vec::new();
    let mut known = HashMap::new();
    let mut spans = Spans::default();
    for (number, fix) in fixes.into_iter().enumerate() {
        let says: Vec<(Span, &str)> =
            fix.edits.iter().map(|edit| (edit.at.span, edit.text.as_str())).collect();
        if let Some(&same) = known.get(&says) {
            let same: &mut Chosen<'_> = &mut chosen[same];
            same.numbers.push(number);
        } else if !fix.edits.iter().any(|edit| spans.touch(edit.at.span)) {
            spans.ends.extend(fix.edits.iter().map(|edit| (edit.at.span.start, edit.at.span.end)));
            known.insert(says, chosen.len());
            chosen.push(Chosen { fix, numbers: vec![number] });
        }
    }
    chosen
}

/// A fix that can be applied together with the others.
#[derive(Debug)]
pub(crate) struct Chosen<'f> {
    pub(crate) fix: &'f Fix,
    /// The places in the list that was chosen from of all that say this.
    pub(crate) numbers: Vec<usize>,
}

/// What is replaced already.
#[derive(Default)]
struct Spans {
    /// The ends, by the starts.
    ends: BTreeMap<u32, u32>,
}

impl Spans {
    /// Two insertions at one place touch: which comes first, nobody knows.
    fn touch(&self, span: Span) -> bool {
        let before = self.ends.range(..=span.end).next_back();
        before.is_some_and(|(_, &end)| span.start <= end)
    }
}

/// A text with fixes applied.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    pub(crate) text: String,
    /// What each edit of each fix replaced and wrote: the number of the fix, the span before and the span after.
    pub(crate) spans: Vec<(usize, Span, Span)>,
}

/// Applies chosen fixes to the text of their file.
pub(crate) fn apply(chosen: &[Chosen<'_>], text: &str) -> Applied {
    let each = chosen.iter().enumerate();
    let mut edits: Vec<(usize, &Edit)> =
        each.flat_map(|(number, chosen)| chosen.fix.edits.iter().map(move |edit| (number, edit))).collect();
    edits.sort_by_key(|(_, edit)| edit.at.span);
    let mut applied = Applied { text: String::with_capacity(text.len() + 64), spans: Vec::new() };
    let mut done = 0;
    for (number, edit) in edits {
        let range = edit.at.span.range();
        applied.text.push_str(&text[done..range.start]);
        let start = applied.text.len();
        applied.text.push_str(&edit.text);
        applied.spans.push((number, edit.at.span, Span::new(start, applied.text.len())));
        done = range.end;
    }
    applied.text.push_str(&text[done..]);
    applied
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::{Effect, Location, Safety};
    use crate::source::{Medium, Source};

    fn fix(edits: &[(usize, usize, &str)]) -> Fix {
        let source = Arc::new(Source::new("a", "0123456789", Medium::File));
        let edit = |&(start, end, text): &(usize, usize, &str)| Edit {
            at: Location::new(&source, Span::new(start, end)),
            text: text.to_owned(),
        };
        let edits = edits.iter().map(edit).collect();
        Fix {
            safety: Safety::Safe,
            title: String::new(),
            effect: Effect::None,
            is_alone: true,
            edits,
            live: None,
        }
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
        let numbers: Vec<&[usize]> = chosen.iter().map(|chosen| &*chosen.numbers).collect();
        assert_eq!(numbers, [&[0][..], &[2, 4]]);
        let applied = apply(&chosen, "0123456789");
        assert_eq!(applied.text, "0x23567z89");
        let written: Vec<_> =
            applied.spans.iter().map(|(number, _, after)| (*number, &applied.text[after.range()])).collect();
        assert_eq!(written, [(0, "x"), (1, ""), (0, "z")]);
    }
}
