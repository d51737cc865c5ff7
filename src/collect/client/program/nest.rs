//! Parts of a file of which each is within another one or apart from it, found by what they contain.

use std::cmp::Reverse;

use crate::source::Span;

/// Parts of a file with what is said of each.
#[derive(Debug)]
pub(crate) struct Nest<T> {
    /// In the order in which they begin, the outer ones first, each with the number of the one around it.
    parts: Vec<(Span, T, Option<usize>)>,
}

impl<T> Nest<T> {
    pub(crate) fn new(mut parts: Vec<(Span, T)>) -> Self {
        parts.sort_by_key(|(part, _)| (part.start, Reverse(part.end)));
        let mut nest: Vec<(Span, T, Option<usize>)> = Vec::new();
        for (part, of) in parts {
            let mut outer = nest.len().checked_sub(1);
            while let Some(number) = outer.filter(|number| !nest[*number].0.contains(part)) {
                outer = nest[number].2;
            }
            nest.push((part, of, outer));
        }
        Nest { parts: nest }
    }

    /// The parts around a place, the innermost first.
    pub(crate) fn around(&self, place: Span) -> impl Iterator<Item = (Span, &T)> {
        let last = self.parts.partition_point(|(part, ..)| part.start <= place.start).checked_sub(1);
        let outwards = std::iter::successors(last, |number| self.parts[*number].2);
        let parts = outwards.map(|number| (self.parts[number].0, &self.parts[number].1));
        parts.filter(move |(part, _)| part.contains(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_the_parts_around_it() {
        let parts = [(0, 100), (10, 20), (10, 40), (12, 15), (50, 60), (60, 90)];
        let parts: Vec<(Span, usize)> = parts
            .iter()
            .enumerate()
            .map(|(number, (start, end))| (Span::new(*start, *end), number))
            .collect();
        let nest = Nest::new(parts);
        for (place, expected) in [
            ((13, 14), vec![3, 1, 2, 0]),
            ((15, 18), vec![1, 2, 0]),
            ((30, 40), vec![2, 0]),
            ((45, 46), vec![0]),
            ((55, 65), vec![0]),
            ((99, 101), vec![]),
        ] {
            let around: Vec<usize> =
                nest.around(Span::new(place.0, place.1)).map(|(_, number)| *number).collect();
            assert_eq!(around, expected, "{place:?}");
        }
    }
}
