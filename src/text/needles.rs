//! Whether a text has one of many words in it, in capitals or not.
//!
//! What looks for many words at once is built for each run, and takes longer to build than all of a small file takes to
//! check (an automaton of 60 words: 170 µs). This table is built in two, and is about as quick.

/// Words of ASCII that are looked for.
#[derive(Debug)]
pub(crate) struct Needles {
    words: Vec<Box<[u8]>>,
    /// A bit for each hash of three bytes that a word begins with.
    beginnings: Box<[u64; BLOCKS]>,
}

/// How many bits of a hash are looked at. Few other beginnings share the bits of a hundred words among so many.
const BITS: u32 = 16;
const BLOCKS: usize = 1 << (BITS - 6);

impl Needles {
    /// Needles of these words, each of two bytes or more.
    pub(crate) fn new(words: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut needles = Needles { words: Vec::new(), beginnings: Box::new([0; BLOCKS]) };
        for word in words {
            let word = word.as_ref().as_bytes();
            match *word {
                [first, second] => {
                    for third in 0..=u8::MAX {
                        needles.add([first, second, third]);
                    }
                }
                [first, second, third, ..] => needles.add([first, second, third]),
                _ => unreachable!("a word of two bytes or more"),
            }
            needles.words.push(word.into());
        }
        needles
    }

    fn add(&mut self, beginning: [u8; 3]) {
        let hash = hash(little_endian(&beginning));
        self.beginnings[hash / 64] |= 1 << (hash % 64);
    }

    /// Whether a text has one of the words in it.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.places(text).next().is_some()
    }

    /// Where a text has words in it, in its order.
    pub(crate) fn places(&self, text: &str) -> impl Iterator<Item = usize> {
        let text = text.as_bytes();
        (0..text.len()).filter(move |&at| {
            let rest = &text[at..];
            let hash = hash(match rest.first_chunk() {
                Some(&bytes) => u32::from_le_bytes(bytes),
                None => little_endian(rest),
            });
            self.beginnings[hash / 64] & (1 << (hash % 64)) != 0 && self.begins(rest)
        })
    }

    /// Whether a text begins with one of the words.
    fn begins(&self, text: &[u8]) -> bool {
        let mut words = self.words.iter();
        words.any(|word| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word)))
    }
}

/// A few bytes as the number that they are in memory.
fn little_endian(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte))
}

/// The hash of the first three bytes. What differs in case has the same; other signs that become the same by it are told
/// apart when words are compared. Multiplicative hashing: Knuth, The Art of Computer Programming, volume 3, section 6.4.
fn hash(bytes: u32) -> usize {
    (((bytes | 0x20_2020) & 0xff_ffff).wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Needles;

    #[test]
    fn a_word_is_found_wherever_it_is() {
        let needles = Needles::new(["secret", ":/", "sk-"]);
        for text in ["secret", "x SECRET", "a:/", ":/b", "é:/é", "SK-", "éSk-1"] {
            assert!(needles.is_in(text), "{text}");
        }
        for text in ["", "s", "sk", "secre", ": /", "sék-", "sesecre"] {
            assert!(!needles.is_in(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_a_plain_search_finds(
            words in proptest::collection::vec("[aAbB:é/]{0,1}[abAB]{2,4}", 1..5),
            text in "[abABcé:/]{0,12}",
        ) {
            let lower = text.to_ascii_lowercase();
            let plain = words.iter().any(|word| lower.contains(&word.to_ascii_lowercase()));
            prop_assert_eq!(Needles::new(&words).is_in(&text), plain);
            let places: Vec<usize> = Needles::new(&words).places(&text).collect();
            let begins = |at: &usize| words.iter().any(|word| lower[*at..].starts_with(&word.to_ascii_lowercase()));
            let plain: Vec<usize> = (0..text.len()).filter(|&at| lower.is_char_boundary(at)).filter(begins).collect();
            prop_assert_eq!(places, plain);
        }
    }
}
