//! Words in which the nearest ones of another are found without looking at all of them.

use std::sync::OnceLock;

use super::near::{Nearness, edits_allowed, fold};

/// Longer words are near nothing: AWS takes no longer value.
const LONGEST: usize = 256;

/// Words by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Words {
    words: Vec<Word>,
    /// Made where a near miss is asked for, which most runs never do.
    index: OnceLock<Index>,
}

/// The characters of a folded word, and its number.
type Word = (Vec<char>, u32);

/// The words as they are read forwards and backwards.
#[derive(Debug)]
struct Index {
    forwards: Tree,
    backwards: Tree,
}

impl Words {
    /// Adds a word under a number.
    pub(crate) fn add(&mut self, word: &str, number: u32) {
        let letters: Vec<char> = fold(word).chars().take(LONGEST + 1).collect();
        if (1..=LONGEST).contains(&letters.len()) {
            self.words.push((letters, number));
            self.index.take();
        }
    }

    /// The numbers of the nearest words: several where they are equally near.
    pub(crate) fn nearest(&self, word: &str) -> Vec<(u32, Nearness)> {
        let letters: Vec<char> = fold(word).chars().take(LONGEST + 1).collect();
        if letters.len() > LONGEST {
            return Vec::new();
        }
        let index = self.index.get_or_init(|| Index::of(self.words.clone()));
        let mut found = index.near(letters);
        found.sort_unstable();
        found.dedup();
        let least = found.first().map(|&(edits, _)| edits);
        let nearness = |edits| if edits == 0 { Nearness::Spelling } else { Nearness::Letters(edits) };
        let nearest = found.into_iter().take_while(|&(edits, _)| Some(edits) == least);
        nearest.map(|(edits, number)| (number, nearness(edits))).collect()
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

/// The nearest of some words, where exactly one is nearest.
pub(crate) fn nearest<'w>(
    word: &str,
    words: impl IntoIterator<Item = &'w str>,
) -> Option<(&'w str, Nearness)> {
    let list: Vec<&str> = words.into_iter().collect();
    let index: Words = list.iter().copied().collect();
    let nearest = index.nearest(word);
    let word = |number: u32| list[number as usize];
    let &(first, near) = nearest.first()?;
    nearest.iter().all(|&(other, _)| word(other) == word(first)).then_some((word(first), near))
}

impl Index {
    fn of(mut words: Vec<Word>) -> Self {
        let forwards = Tree::of(&mut words);
        for (letters, _) in words.iter_mut() {
            letters.reverse();
        }
        Index { forwards, backwards: Tree::of(&mut words) }
    }

    /// The words that are near, each with its edits; of those that are farther off than others, not all.
    fn near(&self, mut word: Vec<char>) -> Vec<(usize, u32)> {
        let most = edits_allowed(word.len());
        // Of two edits, at most one is in the first half of a word or at most one in the other. (A swap over the
        // middle is one edit of each, and leaves one.) So each way through the words begins with few of them.
        let half = word.len() / 2;
        let mut found = Search { tree: &self.forwards, word: &word, most, strict: half }.found();
        if most > 1 && found.iter().all(|&(edits, _)| edits > 1) {
            let rest = word.len() - half - MOST_EDITS;
            word.reverse();
            found.extend(Search { tree: &self.backwards, word: &word, most, strict: rest }.found());
        }
        found
    }
}

/// Words by what they begin with: each node goes before what begins as it does, and knows where that ends, so that
/// what is too far off is left out at once.
#[derive(Debug, Default)]
struct Tree {
    nodes: Vec<Node>,
    /// The characters that nodes add to those above them.
    letters: Vec<char>,
    /// The numbers of the words that end at nodes.
    numbers: Vec<u32>,
}

#[derive(Debug)]
struct Node {
    /// How many characters are above it.
    depth: usize,
    /// Its characters.
    letters: std::ops::Range<usize>,
    /// The words that end here.
    numbers: std::ops::Range<usize>,
    /// The node behind all that begin like this one.
    next: usize,
}

impl Tree {
    fn of(words: &mut [Word]) -> Self {
        words.sort_unstable();
        let mut tree = Tree::default();
        tree.add(words, 0);
        tree
    }

    /// Adds words in order that begin with the same characters and have more.
    fn add(&mut self, words: &[Word], depth: usize) {
        for alike in words.chunk_by(|(left, _), (right, _)| left[depth] == right[depth]) {
            let (Some((first, _)), Some((last, _))) = (alike.first(), alike.last()) else { continue };
            let common = first.iter().zip(last).take_while(|(left, right)| left == right).count();
            let ending = alike.iter().take_while(|(word, _)| word.len() == common).count();
            let (letters, numbers, node) = (self.letters.len(), self.numbers.len(), self.nodes.len());
            self.letters.extend(&first[depth..common]);
            self.numbers.extend(alike[..ending].iter().map(|(_, number)| number));
            let (letters, numbers) = (letters..self.letters.len(), numbers..self.numbers.len());
            self.nodes.push(Node { depth, letters, numbers, next: 0 });
            self.add(&alike[ending..], common);
            self.nodes[node].next = self.nodes.len();
        }
    }
}

/// The most edits that are near.
const MOST_EDITS: usize = 2;

/// The distances (optimal string alignment) of a beginning of one word to the beginnings of another that are about as
/// long: so many characters shorter or longer as edits are near.
type Row = [usize; 2 * MOST_EDITS + 1];

/// More than any distance that is near.
const FAR: usize = 100;

/// A search for words that are at most so many edits off.
struct Search<'s> {
    tree: &'s Tree,
    word: &'s [char],
    most: usize,
    /// So many first characters of a word may be one edit off.
    strict: usize,
}

impl Search<'_> {
    /// The words that are found, each with its edits.
    fn found(&self) -> Vec<(usize, u32)> {
        let (mut rows, mut path, mut found) = (vec![self.first_row()], Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(node) = self.tree.nodes.get(at) {
            rows.truncate(node.depth + 1);
            path.truncate(node.depth);
            if !self.goes_on(node, &mut rows, &mut path) {
                at = node.next;
                continue;
            }
            at += 1;
            let edits = self.edits(&rows[path.len()], path.len());
            if edits <= self.most.min(edits_allowed(path.len().min(self.word.len()))) {
                found.extend(self.tree.numbers[node.numbers.clone()].iter().map(|&number| (edits, number)));
            }
        }
        found
    }

    /// Adds the characters of a node, as long as a word that begins so can be near.
    fn goes_on(&self, node: &Node, rows: &mut Vec<Row>, path: &mut Vec<char>) -> bool {
        for &letter in &self.tree.letters[node.letters.clone()] {
            let row = self.next_row(rows, path, letter);
            path.push(letter);
            rows.push(row);
            let most = if path.len() <= self.strict { self.most.min(1) } else { self.most };
            if row.iter().all(|edits| *edits > most) {
                return false;
            }
        }
        true
    }

    /// The distance of a whole word of some length to the word that is looked for.
    fn edits(&self, row: &Row, length: usize) -> usize {
        let cell = (self.word.len() + MOST_EDITS).checked_sub(length);
        cell.and_then(|cell| row.get(cell)).copied().unwrap_or(FAR)
    }

    fn first_row(&self) -> Row {
        let mut row = [FAR; 2 * MOST_EDITS + 1];
        for (place, cell) in row[MOST_EDITS..].iter_mut().enumerate().take(self.word.len() + 1) {
            *cell = place;
        }
        row
    }

    /// The row of the next character. The cell in the middle is that of as many characters of both words.
    fn next_row(&self, rows: &[Row], path: &[char], theirs: char) -> Row {
        let depth = path.len() + 1;
        let last = &rows[depth - 1];
        let mut row = [FAR; 2 * MOST_EDITS + 1];
        for cell in 0..row.len() {
            let Some(place) = (depth + cell).checked_sub(MOST_EDITS) else { continue };
            if place > self.word.len() {
                break;
            }
            let mut edits = last.get(cell + 1).copied().unwrap_or(FAR) + 1;
            if let Some(left) = place.checked_sub(1) {
                let mine = self.word[left];
                edits = edits.min(last[cell] + usize::from(mine != theirs));
                if cell > 0 {
                    edits = edits.min(row[cell - 1] + 1);
                }
                if left > 0 && path.last() == Some(&mine) && self.word[left - 1] == theirs {
                    edits = edits.min(rows[depth - 2][cell] + 1);
                }
            }
            row[cell] = edits;
        }
        row
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

    #[test]
    fn a_near_miss_has_one_nearest_word() {
        assert_eq!(nearest("Tead", ["Team", "Teal"]), None);
        assert_eq!(nearest("teal", ["Team", "Teal"]), Some(("Teal", Nearness::Spelling)));
        assert_eq!(nearest("Owner", ["Team"]), None);
    }
}
