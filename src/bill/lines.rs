//! Which lines of Bedrock a file has, told from those of other files by the ids that Cost and Usage Reports give them.
//!
//! Of many lines a sample is kept. Which ones is decided by their hashes alone, so that it is the same lines of each
//! file that has them, in whatever order they are read. Besides, a sum of all lines of a file tells whether another one
//! has the same, also where none of them is in the sample.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use super::block::Block;
use super::columns::Field;
use super::unread::Unread;
use crate::cost::Period;

/// How many lines are kept at most, each once for every file that has it.
const MOST: usize = 1 << 16;

/// All lines of a file, in any order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub(crate) struct Whole {
    /// How many there are.
    pub(crate) count: u64,
    /// How many of them have no id.
    pub(crate) without_id: u64,
    /// The sum of their hashes.
    sum: u64,
}

impl Whole {
    fn add(&mut self, other: Whole) {
        self.count += other.count;
        self.without_id += other.without_id;
        self.sum = self.sum.wrapping_add(other.sum);
    }
}

/// The lines of files.
#[derive(Clone, Debug)]
pub(crate) struct Lines<F> {
    /// Their hashes, each with a file that has the line: those up to a bound, which comes down as they become more.
    kept: Vec<(u64, F)>,
    bound: u64,
    files: BTreeMap<F, Whole>,
}

impl<F> Default for Lines<F> {
    fn default() -> Self {
        Lines { kept: Vec::new(), bound: u64::MAX, files: BTreeMap::new() }
    }
}

impl<F: Ord + Copy> Lines<F> {
    fn keep(&mut self, hash: u64, file: F) {
        if hash > self.bound {
            return;
        }
        self.kept.push((hash, file));
        if self.kept.len() > 2 * MOST {
            self.settle();
        }
    }

    /// Keeps each line once, and no more than may be. What is left depends on the lines alone, not on their order.
    fn settle(&mut self) {
        self.kept.sort_unstable();
        self.kept.dedup();
        while self.kept.len() > MOST {
            self.lower(self.bound / 2);
        }
    }

    fn lower(&mut self, bound: u64) {
        if bound < self.bound {
            self.bound = bound;
            self.kept.retain(|(hash, _)| *hash <= bound);
        }
    }

    /// The lines that are kept, by their hashes, each with a file that has it: sorted, and each once. Besides, whether
    /// these are all.
    pub(crate) fn take_kept(&mut self) -> (Vec<(u64, F)>, bool) {
        self.settle();
        (std::mem::take(&mut self.kept), self.bound == u64::MAX)
    }

    /// Each file that has lines.
    pub(crate) fn files(&self) -> impl Iterator<Item = (F, Whole)> {
        self.files.iter().map(|(file, whole)| (*file, *whole))
    }

    /// Adds the lines of a file, or of a part of one.
    pub(crate) fn merge(&mut self, lines: &Lines<()>, file: F) {
        self.lower(lines.bound);
        for (hash, ()) in &lines.kept {
            self.keep(*hash, file);
        }
        for whole in lines.files.values() {
            self.files.entry(file).or_default().add(*whole);
        }
    }
}

impl Lines<()> {
    /// Adds lines of a block, which are of some periods. A line without an id is like no other.
    pub(crate) fn read(
        &mut self,
        block: &impl Block,
        rows: &[u32],
        periods: &[Period],
    ) -> Result<(), Unread> {
        // In older reports all hours of a line have one id.
        let mut hours = vec![None; rows.len()];
        for field in [Field::UsageStart, Field::Interval] {
            block.each_text(field, rows, |at, time| hours[at] = hour(time).or(hours[at]))?;
        }
        let mut payers = vec![0; rows.len()];
        block.each_text(Field::Payer, rows, |at, payer| payers[at] = hash(payer))?;
        let mut hashes = vec![None; rows.len()];
        block.each_text(Field::LineId, rows, |at, id| {
            let id = id.trim();
            if !id.is_empty() {
                hashes[at] = Some(match hours[at] {
                    Some(hour) => hash((payers[at], id, hour)),
                    None => hash((payers[at], id, periods[at])),
                });
            }
        })?;
        self.add(hashes.into_iter());
        Ok(())
    }

    /// Adds lines, each with its hash if it has an id.
    fn add(&mut self, hashes: impl Iterator<Item = Option<u64>>) {
        let mut whole = Whole::default();
        for hash in hashes {
            match hash {
                Some(hash) => {
                    self.keep(hash, ());
                    whole.add(Whole { count: 1, without_id: 0, sum: hash });
                }
                None => whole.add(Whole { count: 1, without_id: 1, sum: 0 }),
            }
        }
        if whole.count > 0 {
            self.files.entry(()).or_default().add(whole);
        }
    }
}

/// The hour of a time, such as `2026-11-01T05:00:00Z`, or of one that begins an interval, as a number.
fn hour(time: &str) -> Option<u64> {
    let digits: String = time.chars().filter(char::is_ascii_digit).take(10).collect();
    digits.parse().ok()
}

/// The same in each run: which lines are kept decides what is found. Never 0, which no bound would drop.
fn hash(line: impl std::hash::Hash) -> u64 {
    FixedState::with_seed(0).hash_one(line).max(1)
}

#[cfg(test)]
impl Lines<()> {
    /// Lines whose ids are numbers.
    pub(crate) fn of_numbers(numbers: std::ops::Range<u64>) -> Self {
        let mut lines = Lines::default();
        lines.add(numbers.map(|number| Some(hash(number))));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_lines_the_same_are_kept_in_any_order() {
        let most = MOST as u64;
        let files = [0..3 * most, 2 * most..2 * most + 1000, 3 * most..4 * most].map(Lines::of_numbers);
        let all = |order: [usize; 3]| {
            let mut lines = Lines::default();
            for number in order {
                lines.merge(&files[number], number);
            }
            lines.take_kept().0
        };
        let kept = all([0, 1, 2]);
        assert!(kept.len() <= MOST && kept.len() > MOST / 4, "{}", kept.len());
        assert_eq!(all([2, 1, 0]), kept);
        let of_second: Vec<u64> = kept.iter().filter(|(_, file)| *file == 1).map(|(hash, _)| *hash).collect();
        assert!(!of_second.is_empty() && of_second.iter().all(|hash| kept.contains(&(*hash, 0))));
    }

    /// In older reports all hours of a line have one id.
    #[test]
    fn a_line_that_is_there_often_keeps_no_other_from_being_kept() {
        let mut lines = Lines::default();
        let often = std::iter::repeat_n(0, 5 * MOST).chain(1..1000);
        lines.add(often.map(|number: u64| Some(hash(number))));
        let (kept, are_all) = lines.take_kept();
        assert_eq!((kept.len(), are_all), (1000, true));
    }
}
