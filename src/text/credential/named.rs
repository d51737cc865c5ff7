//! Secrets of no form, which their names tell: passwords and keys that somebody made up.
//!
//! This is for lines that are quoted, where a star too many costs nothing. A value that is checked is called no secret
//! for its name.

mod around;
mod layout;
mod line;
mod maps;

use std::ops::Range;

use super::words::hints;
pub(crate) use super::words::may_have_name;
use around::MOST;
pub(crate) use around::by_neighbours;
pub(crate) use line::in_line;

/// The lines of a text, each with the place where it begins, and where the last one ends.
pub(crate) struct Lines<'t> {
    lines: Vec<(usize, &'t str)>,
    end: usize,
    /// The numbers of those that may have the name of a secret.
    hints: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let (mut lines, mut start) = (Vec::new(), 0);
        for line in text.split_inclusive('\n') {
            lines.push((start, line.trim_end_matches(['\r', '\n'])));
            start += line.len();
        }
        let number = |at: usize| lines.partition_point(|(start, _)| *start <= at) - 1;
        let mut hints: Vec<usize> = hints(text).map(number).collect();
        hints.dedup();
        Lines { lines, end: start, hints }
    }

    /// Where some lines, numbered from 0, are in the text.
    pub(crate) fn part(&self, numbers: Range<usize>) -> Range<usize> {
        let start = |number: usize| match self.lines.get(number) {
            Some((start, _)) => *start,
            None => self.end,
        };
        start(numbers.start)..start(numbers.end)
    }

    /// What of some lines, numbered from 0, is a secret by a name in them or around them.
    pub(crate) fn secrets(&self, numbers: Range<usize>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for number in numbers {
            let near = number.saturating_sub(MOST)..=number + MOST;
            let hint = self.hints.get(self.hints.partition_point(|hint| hint < near.start()));
            if !hint.is_some_and(|hint| near.contains(hint)) {
                continue;
            }
            let (start, line) = self.lines[number];
            let before = self.lines[..number].iter().rev().map(|(_, line)| *line);
            let after = self.lines[number + 1..].iter().map(|(_, line)| *line);
            let told = by_neighbours(line, before, after);
            let secrets = in_line(line).into_iter().chain(told).filter(|secret| !secret.is_empty());
            found.extend(secrets.map(|secret| start + secret.start..start + secret.end));
        }
        found
    }
}
