//! Whether a text has one of many words in it, in capitals or not.
//!
//! What looks for many words at once is built for each run, and takes longer to build than all of a small file takes to
//! check (an automaton of 60 words: 170 µs). This one is built in a few, and is as quick on short texts.

/// Words of ASCII that are looked for.
#[derive(Debug)]
pub(crate) struct Needles {
    words: Vec<Box<[u8]>>,
    /// A bit for each hash of three bytes that a word begins with.
    beginnings: Box<[u64; WORDS]>,
}

/// How many bits of a hash are looked at. Few other beginnings share the bits of a hundred words among so many.
const BITS: u32 = 16;
const WORDS: usize = 1 << (BITS - 6);

impl Needles {
    /// Needles of these words, each of two bytes or more.
    pub(crate) fn new(words: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut needles = Needles { words: Vec::new(), beginnings: Box::new([0; WORDS]) };
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
        let hash = hash(beginning.into_iter().fold(0, shifted));
        self.beginnings[hash / 64] |= 1 << (hash % 64);
    }

    /// Whether a text has one of the words in it.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        self.places(text).next().is_some()
    }

    /// Where a text has words in it, in its order.
    pub(crate) fn places(&self, text: &str) -> impl Iterator<Item = usize> {
        let text = text.as_bytes();
        let mut beginning = 0;
        // A word of two bytes may be all that is left: behind the text is one byte more.
        let ends = text.iter().chain(&[0]).enumerate();
        ends.filter_map(move |(end, &byte)| {
            beginning = shifted(beginning, byte);
            let hash = hash(beginning);
            let may_begin = self.beginnings[hash / 64] & (1 << (hash % 64)) != 0;
            (may_begin && end >= 2 && self.begins(&text[end - 2..])).then(|| end - 2)
        })
    }

    /// Whether a text begins with one of the words.
    fn begins(&self, text: &[u8]) -> bool {
        let mut words = self.words.iter();
        words.any(|word| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word)))
    }
}

/// The last three bytes, with one more behind them. What differs in case is the same; other signs that become the same
/// are told apart when words are compared.
fn shifted(bytes: u32, byte: u8) -> u32 {
    (bytes << 8 | u32::from(byte | 0x20)) & 0xff_ffff
}

/// Multiplicative hashing: Knuth, The Art of Computer Programming, volume 3, section 6.4.
fn hash(beginning: u32) -> usize {
    (beginning.wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS)) as usize
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
