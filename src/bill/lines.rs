//! Which lines of Bedrock a file has, told from those of other files by the ids that Cost and Usage Reports give them.
//!
//! Of many lines a sample is kept. Which ones is decided by their hashes alone, so that it is the same lines of each
//! file that has them, in whatever order they are read. Of N lines it has at least 131,072 or so, and so it misses files
//! that share N / 10,000 lines once in 500,000 times. Besides, a sum of all lines of a file tells whether another one has
//! the same, also where none of them is in the sample.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use super::block::Block;
use super::columns::Field;
use super::unread::Unread;
use crate::cost::Period;

/// How many lines are kept at most, each once for every file that has it.
const MOST: usize = 1 << 18;

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

/// The lines of a file, or of a part of one.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    whole: Whole,
    /// The hashes of those that have an id, up to a bound, which comes down as they become more.
    kept: Vec<u64>,
    bound: u64,
}

impl Default for Lines {
    fn default() -> Self {
        Lines { whole: Whole::default(), kept: Vec::new(), bound: u64::MAX }
    }
}

impl Lines {
    pub(crate) fn whole(&self) -> Whole {
        self.whole
    }

    /// The hashes of the lines that are kept: sorted, and each once, once the lines are with those of other files.
    pub(crate) fn kept(&self) -> &[u64] {
        &self.kept
    }

    /// Adds lines of another part of the file.
    pub(crate) fn merge(&mut self, other: &Lines) {
        self.lower(other.bound);
        for hash in &other.kept {
            self.keep(*hash);
        }
        self.whole.add(other.whole);
    }

    fn keep(&mut self, hash: u64) {
        if hash > self.bound {
            return;
        }
        if self.kept.len() == 2 * MOST {
            self.settle();
        }
        self.kept.push(hash);
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
            self.kept.retain(|hash| *hash <= bound);
        }
    }

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
        for hash in hashes {
            match hash {
                Some(hash) => {
                    self.keep(hash);
                    self.whole.add(Whole { count: 1, without_id: 0, sum: hash });
                }
                None => self.whole.add(Whole { count: 1, without_id: 1, sum: 0 }),
            }
        }
    }
}

/// The lines of several files, of which as many are kept together as else of one.
#[derive(Debug)]
pub(crate) struct LinesOfFiles {
    files: BTreeMap<usize, Lines>,
    bound: u64,
    kept: usize,
}

impl Default for LinesOfFiles {
    fn default() -> Self {
        LinesOfFiles { files: BTreeMap::new(), bound: u64::MAX, kept: 0 }
    }
}

impl LinesOfFiles {
    /// Adds lines of a file.
    pub(crate) fn add(&mut self, file: usize, lines: &Lines) {
        if lines.whole.count == 0 {
            return;
        }
        let own = self.files.entry(file).or_default();
        self.kept -= own.kept.len();
        own.merge(lines);
        own.settle();
        if own.bound < self.bound {
            self.bound = own.bound;
            self.lower();
        } else {
            own.lower(self.bound);
            own.kept.shrink_to_fit();
            self.kept += own.kept.len();
        }
        while self.kept > MOST {
            self.bound /= 2;
            self.lower();
        }
    }

    /// Keeps of each file what is kept of all.
    fn lower(&mut self) {
        self.kept = 0;
        for lines in self.files.values_mut() {
            lines.lower(self.bound);
            lines.kept.shrink_to_fit();
            self.kept += lines.kept.len();
        }
    }

    /// Each file that has lines.
    pub(crate) fn wholes(&self) -> impl Iterator<Item = (usize, Whole)> {
        self.files.iter().map(|(file, lines)| (*file, lines.whole))
    }

    /// Each file that has lines, with the same lines kept of each. Besides, whether these are all.
    pub(crate) fn into_files(self) -> (BTreeMap<usize, Lines>, bool) {
        (self.files, self.bound == u64::MAX)
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
impl Lines {
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

    const MANY: u64 = MOST as u64;

    #[test]
    fn of_many_lines_the_same_are_kept_in_any_order() {
        let files = [0..3 * MANY, 2 * MANY..2 * MANY + 1000, 3 * MANY..4 * MANY].map(Lines::of_numbers);
        let all = |order: [usize; 3]| {
            let mut lines = LinesOfFiles::default();
            for number in order {
                lines.add(number, &files[number]);
            }
            let (files, _) = lines.into_files();
            files.into_values().map(|lines| lines.kept).collect::<Vec<_>>()
        };
        let kept = all([0, 1, 2]);
        let count: usize = kept.iter().map(Vec::len).sum();
        assert!(count <= MOST && count > MOST / 4, "{count}");
        assert_eq!(all([2, 1, 0]), kept);
        assert!(!kept[1].is_empty() && kept[1].iter().all(|hash| kept[0].contains(hash)));
    }

    #[test]
    fn more_lines_take_no_more_memory() {
        let size = |lines: &Lines| lines.kept.capacity() * size_of::<u64>();
        let mut files = LinesOfFiles::default();
        for number in 0..4 {
            let lines = Lines::of_numbers(3 * number * MANY..3 * (number + 1) * MANY);
            assert!(size(&lines) <= 4 << 20, "{}", size(&lines));
            files.add(number as usize, &lines);
            let all: usize = files.files.values().map(size).sum();
            assert!(all <= 4 << 20, "{all}");
        }
    }

    /// In older reports all hours of a line have one id.
    #[test]
    fn a_line_that_is_there_often_keeps_no_other_from_being_kept() {
        let mut lines = Lines::default();
        let often = std::iter::repeat_n(0, 5 * MOST).chain(1..1000);
        lines.add(often.map(|number: u64| Some(hash(number))));
        let mut files = LinesOfFiles::default();
        files.add(0, &lines);
        let (files, are_all) = files.into_files();
        assert_eq!((files[&0].kept.len(), are_all), (1000, true));
    }
}
