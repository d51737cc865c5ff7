//! Words in which the nearest ones of another are found without looking at all of them.

use std::sync::OnceLock;

use super::near::{Nearness, edits_allowed, fold};

/// Words by their numbers.
#[derive(Debug, Default)]
pub struct Words {
    words: Vec<Word>,
    /// Made where a near miss is asked for, which most runs never do.
    index: OnceLock<Index>,
}

/// The characters of a folded word, and its number.
type Word = (Box<[char]>, u32);

/// The words in the order of their characters, read forwards and backwards. Words with a common beginning stand
/// together, so that what is too far off is left out at once.
#[derive(Debug)]
struct Index {
    forwards: Vec<Word>,
    backwards: Vec<Word>,
    /// The characters of the longest one.
    longest: usize,
}

impl Words {
    /// Adds a word under a number.
    pub fn add(&mut self, word: &str, number: u32) {
        self.words.push((fold(word).chars().collect(), number));
        self.index.take();
    }

    /// The numbers of the nearest words: several where they are equally near.
    pub fn nearest(&self, word: &str) -> Vec<(u32, Nearness)> {
        let folded: Vec<char> = fold(word).chars().collect();
        let index = self.index.get_or_init(|| Index::of(&self.words));
        let (near, mut numbers) = index.nearest(folded);
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().map(|number| (number, near)).collect()
    }
}

impl<'w> FromIterator<&'w str> for Words {
    fn from_iter<W: IntoIterator<Item = &'w str>>(list: W) -> Self {
        let mut words = Words::default();
        for (number, word) in list.into_iter().enumerate() {
            words.add(word, number as u32);
        }
        words
    }
}

impl Index {
    fn of(words: &[Word]) -> Self {
        let mut forwards = words.to_vec();
        let mut backwards: Vec<Word> =
            words.iter().map(|(word, number)| (word.iter().rev().copied().collect(), *number)).collect();
        forwards.sort_unstable();
        backwards.sort_unstable();
        let longest = words.iter().map(|(word, _)| word.len()).max().unwrap_or_default();
        Index { forwards, backwards, longest }
    }

    /// The words that are equal, else those that are one edit off, else those that are two.
    fn nearest(&self, mut word: Vec<char>) -> (Nearness, Vec<u32>) {
        let equal = self.equal(&word);
        let allowed = edits_allowed(word.len().min(self.longest));
        if !equal.is_empty() || allowed == 0 || word.len() > self.longest + allowed {
            return (Nearness::Spelling, equal);
        }
        let near = Search { words: &self.forwards, word: &word, most: 1, first: (0, 1) }.numbers();
        if !near.is_empty() || allowed == 1 {
            return (Nearness::Letters(1), near);
        }
        // Of two edits, at most one is in the first half of a word or at most one in the other. (A swap over the
        // middle is one edit of each, and leaves one.) So each way through the words begins with few of them.
        let half = word.len() / 2;
        let mut near = Search { words: &self.forwards, word: &word, most: 2, first: (half, 1) }.numbers();
        let rest = word.len() - half - 2;
        word.reverse();
        near.extend(Search { words: &self.backwards, word: &word, most: 2, first: (rest, 1) }.numbers());
        (Nearness::Letters(2), near)
    }

    fn equal(&self, word: &[char]) -> Vec<u32> {
        if word.is_empty() {
            return Vec::new();
        }
        let start = self.forwards.partition_point(|(other, _)| **other < *word);
        let equal = self.forwards[start..].iter().take_while(|(other, _)| **other == *word);
        equal.map(|(_, number)| *number).collect()
    }
}

/// A search for words that are so many edits off, through words in the order of their characters.
struct Search<'s> {
    words: &'s [Word],
    word: &'s [char],
    most: usize,
    /// So many first characters of a word may be so many edits off.
    first: (usize, usize),
}

impl Search<'_> {
    /// The numbers of the words that are found.
    ///
    /// Each row has the distances (optimal string alignment) of a beginning of the word at hand to the beginnings of
    /// the word that is looked for. The rows of what two neighbours have in common are kept from one to the next.
    fn numbers(&self) -> Vec<u32> {
        let mut rows: Vec<Vec<usize>> = vec![(0..=self.word.len()).collect()];
        let (mut at, mut found, mut before): (usize, Vec<u32>, &[char]) = (0, Vec::new(), &[]);
        while let Some((other, number)) = self.words.get(at) {
            let common = other.iter().zip(before).take_while(|(left, right)| left == right).count();
            rows.truncate(common + 1);
            before = other;
            at += 1;
            while rows.len() <= other.len() {
                self.push_row(&mut rows, other);
                let depth = rows.len() - 1;
                if !self.may_be_near(&rows[depth], depth) {
                    // So is every word that begins like this one.
                    at += self.words[at..].partition_point(|(next, _)| next.starts_with(&other[..depth]));
                    break;
                }
            }
            if rows.len() > other.len() && self.is_near(&rows[other.len()], other.len()) {
                found.push(*number);
            }
        }
        found
    }

    /// Adds the row of the next character. Far from the diagonal, every distance is too large.
    fn push_row(&self, rows: &mut Vec<Vec<usize>>, other: &[char]) {
        let depth = rows.len();
        let (last, far) = (&rows[depth - 1], self.most + 1);
        let mut row = vec![far; self.word.len() + 1];
        for place in self.near_diagonal(depth) {
            let Some(left) = place.checked_sub(1) else {
                row[0] = depth;
                continue;
            };
            let (mine, theirs) = (self.word[left], other[depth - 1]);
            let replaced = last[left] + usize::from(mine != theirs);
            let mut best = replaced.min(last[place] + 1).min(row[left] + 1);
            if depth > 1 && left > 0 && mine == other[depth - 2] && self.word[left - 1] == theirs {
                best = best.min(rows[depth - 2][left - 1] + 1);
            }
            row[place] = best;
        }
        rows.push(row);
    }

    /// The places of a row that may be near enough.
    fn near_diagonal(&self, depth: usize) -> std::ops::Range<usize> {
        depth.saturating_sub(self.most)..(depth + self.most).min(self.word.len()) + 1
    }

    fn may_be_near(&self, row: &[usize], depth: usize) -> bool {
        let (first, few) = self.first;
        let most = if depth <= first { few } else { self.most };
        row.get(self.near_diagonal(depth)).is_some_and(|row| row.iter().any(|distance| *distance <= most))
    }

    fn is_near(&self, row: &[usize], length: usize) -> bool {
        row[self.word.len()] <= self.most.min(edits_allowed(length.min(self.word.len())))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::near::nearness;
    use super::*;

    /// What looking at every word finds.
    fn by_looking_at_all(list: &[String], word: &str) -> Vec<(u32, Nearness)> {
        let near =
            |(number, other): (usize, &String)| Some((number as u32, nearness(&fold(other), &fold(word))?));
        let mut near: Vec<_> = list.iter().enumerate().filter_map(near).collect();
        let best = near.iter().map(|&(_, near)| near).min();
        near.retain(|&(_, near)| Some(near) == best);
        near
    }

    proptest! {
        #[test]
        fn the_nearest_are_those_that_looking_at_all_finds(
            list in prop::collection::vec("[abc]{0,12}", 0..60),
            word in "[abc]{0,12}",
        ) {
            let words: Words = list.iter().map(String::as_str).collect();
            prop_assert_eq!(words.nearest(&word), by_looking_at_all(&list, &word));
        }

        #[test]
        fn words_that_were_edited_are_found_again(
            word in "[a-dé]{4,14}",
            edits in prop::collection::vec((0..4u8, any::<prop::sample::Index>(), "[a-dé]"), 0..3),
        ) {
            let mut edited: Vec<char> = word.chars().collect();
            for (kind, at, letter) in edits {
                let at = at.index(edited.len());
                let letter = letter.chars().next().expect("a letter");
                match kind {
                    0 => edited[at] = letter,
                    1 => edited.insert(at, letter),
                    2 if edited.len() > 1 => { edited.remove(at); }
                    _ => {
                        let next = (at + 1) % edited.len();
                        edited.swap(at, next);
                    }
                }
            }
            let edited: String = edited.into_iter().collect();
            let list = [word];
            let words: Words = list.iter().map(String::as_str).collect();
            prop_assert_eq!(words.nearest(&edited), by_looking_at_all(&list, &edited));
        }
    }

    /// Looking at every word for each question takes minutes here.
    #[test]
    fn the_nearest_are_found_at_once_however_many_words_there_are() {
        let code = |number: u32| format!("CC-{:07}", number * 7 % 1_000_000);
        let words: Vec<String> = (0..50_000).map(code).collect();
        let words: Words = words.iter().map(String::as_str).collect();
        for number in 0..2_000 {
            assert!(!words.nearest(&format!("CX-{:07}", number * 7)).is_empty());
        }
    }
}
