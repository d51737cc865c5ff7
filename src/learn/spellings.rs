//! Which spellings are one word. The one that most use is right; others are near misses of it, and none of these is law.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::text::{Nearness, fold, nearness};

/// A near miss is used at most a fifth as often: what more use is a word of its own.
const RARER: usize = 5;
/// Of words shorter than this, one that begins with another letter is another word: `East` and `West`.
const LONG: usize = 8;

/// A word in its spellings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Word {
    /// The right spelling.
    pub(crate) right: String,
    /// How often it is used, in any spelling.
    pub(super) uses: usize,
    /// The wrong spellings.
    pub(super) others: Vec<String>,
}

impl Word {
    pub(super) fn has(&self, spelling: &str) -> bool {
        self.right == spelling || self.others.iter().any(|other| other == spelling)
    }

    fn take_in(&mut self, other: Word) {
        self.uses += other.uses;
        self.others.push(other.right);
        self.others.extend(other.others);
    }
}

/// The words that some texts are spellings of, the most used first. `full_form` is what a short form stands for.
pub(super) fn words(
    counts: &BTreeMap<String, usize>,
    full_form: fn(&str) -> Option<&'static str>,
) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for word in alike(counts) {
        match meant(&word, &words) {
            Some(right) => words[right].take_in(word),
            None => words.push(word),
        }
    }
    let mut at = 0;
    while at < words.len() {
        let short = &words[at];
        let full = full_form(&short.right).and_then(|full| words.iter().position(|word| word.right == full));
        match full {
            Some(full) if words[full].uses >= RARER * short.uses => {
                let short = words.remove(at);
                words[if full > at { full - 1 } else { full }].take_in(short);
            }
            _ => at += 1,
        }
    }
    for word in &mut words {
        // Blanks around a word are nobody's spelling of it.
        let trimmed = word.right.trim();
        if trimmed != word.right {
            let right = trimmed.to_owned();
            word.others.push(std::mem::replace(&mut word.right, right));
        }
        let right = word.right.clone();
        word.others.retain(|other| *other != right);
        word.others.sort();
    }
    words.sort_by(|left, right| (Reverse(left.uses), &left.right).cmp(&(Reverse(right.uses), &right.right)));
    words
}

/// The word that another is nearly the same as, where more use that one: both are law, and one may be a slip.
pub(super) fn nearly<'w>(word: &Word, words: impl IntoIterator<Item = &'w Word>) -> Option<&'w str> {
    let more_used =
        words.into_iter().find(|other| other.uses > word.uses && slip(&word.right, &other.right).is_some());
    more_used.map(|other| other.right.as_str())
}

/// The texts that are equal but for case, spaces and separators, the most used first.
fn alike(counts: &BTreeMap<String, usize>) -> Vec<Word> {
    let mut by_fold: BTreeMap<String, Vec<(&String, usize)>> = BTreeMap::new();
    for (text, &uses) in counts {
        let folded = fold(text);
        let folded = if folded.is_empty() { text.clone() } else { folded };
        by_fold.entry(folded).or_default().push((text, uses));
    }
    let mut words = Vec::new();
    for mut spellings in by_fold.into_values() {
        let capitals = |text: &str| text.chars().filter(|c| c.is_uppercase()).count();
        spellings.sort_by_key(|&(text, uses)| (Reverse(uses), Reverse(capitals(text)), text));
        let uses = spellings.iter().map(|(_, uses)| uses).sum();
        let mut texts = spellings.into_iter().map(|(text, _)| text.clone());
        let Some(right) = texts.next() else { continue };
        words.push(Word { right, uses, others: texts.collect() });
    }
    words.sort_by(|left, right| (Reverse(left.uses), &left.right).cmp(&(Reverse(right.uses), &right.right)));
    words
}

/// The number of the word that a rare one is a near miss of, where exactly one is nearest.
fn meant(rare: &Word, words: &[Word]) -> Option<usize> {
    let mut nearest: Option<(Nearness, Vec<usize>)> = None;
    for (number, word) in words.iter().enumerate() {
        let Some(near) = slip(&rare.right, &word.right) else { continue };
        match &mut nearest {
            Some((least, numbers)) if *least == near => numbers.push(number),
            Some((least, _)) if *least < near => {}
            _ => nearest = Some((near, vec![number])),
        }
    }
    match nearest?.1[..] {
        [one] if words[one].uses >= RARER * rare.uses => Some(one),
        _ => None,
    }
}

/// How near a word is to another that it may be a slip of. Other numbers are other words: `CC-1001` and `CC-1002`.
fn slip(left: &str, right: &str) -> Option<Nearness> {
    let (left, right) = (fold(left), fold(right));
    let near = nearness(&left, &right)?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (left_digits, right_digits) = (digits(&left), digits(&right));
    let length = |text: &str| text.chars().count();
    // A digit may take the place of a letter: `Pr0duction`.
    let is_typed_for_letter =
        length(&left) == length(&right) && (left_digits.is_empty() || right_digits.is_empty());
    let begins_alike =
        left.chars().next() == right.chars().next() || length(&left).min(length(&right)) >= LONG;
    (begins_alike && (left_digits == right_digits || is_typed_for_letter)).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: &[(&str, usize)]) -> Vec<String> {
        let counts = counts.iter().map(|(text, uses)| ((*text).to_owned(), *uses)).collect();
        let told = |word: Word| format!("{} {:?}", word.right, word.others).replace('"', "");
        words(&counts, super::super::usual::value).into_iter().map(told).collect()
    }

    #[test]
    fn the_spelling_that_most_use_is_right() {
        assert_eq!(of(&[("prod", 1), ("Prod", 3), ("PROD", 2)]), ["Prod [PROD, prod]"]);
        assert_eq!(of(&[("cost-center", 1), ("CostCenter", 1)]), ["CostCenter [cost-center]"]);
        assert_eq!(of(&[("x ", 2)]), ["x [x ]"]);
        assert_eq!(of(&[("x ", 2), ("x", 1)]), ["x [x ]"]);
        assert_eq!(of(&[("-", 2), ("/", 1)]), ["- []", "/ []"]);
    }

    #[test]
    fn a_near_miss_is_rare() {
        assert_eq!(of(&[("Production", 5), ("Prodution", 1)]), ["Production [Prodution]"]);
        assert_eq!(of(&[("Production", 4), ("Prodution", 1)]), ["Production []", "Prodution []"]);
        assert_eq!(of(&[("Stage1", 10), ("Stage2", 1)]), ["Stage1 []", "Stage2 []"]);
        assert_eq!(of(&[("Production", 9), ("Pr0duction", 1)]), ["Production [Pr0duction]"]);
        assert_eq!(of(&[("TeamA", 9), ("TeamC", 8), ("TeamB", 1)]), ["TeamA []", "TeamC []", "TeamB []"]);
        assert_eq!(of(&[("East", 9), ("West", 1)]), ["East []", "West []"]);
        assert_eq!(of(&[("Environment", 9), ("nvironment", 1)]), ["Environment [nvironment]"]);
    }

    #[test]
    fn a_rare_short_form_is_no_word_of_its_own() {
        assert_eq!(of(&[("Production", 10), ("prod", 1), ("PROD", 1)]), ["Production [PROD, prod]"]);
        assert_eq!(of(&[("Production", 2), ("prod", 1)]), ["Production []", "prod []"]);
        assert_eq!(of(&[("prod", 7), ("dev", 3)]), ["prod []", "dev []"]);
    }
}
