//! Secret access keys of AWS, which no prefix tells: 40 characters of base64, as random as nothing else of that length.
//!
//! Scanners ask how even the letters of a word are. That alone takes long names for keys; what names do not do is change
//! between capitals, small letters and digits at every second character, without words in it.

use std::ops::Range;

/// How long the keys are.
const LENGTH: usize = 40;
/// How many different characters a key has at least. Of 40 that are drawn from 64, 30 are different on average, and
/// fewer than 22 once in ten thousand keys.
const DIFFERENT: usize = 22;
/// How often a key changes between capitals, small letters, digits and signs at least: 25 times on average.
const CHANGES: usize = 15;
/// So many small letters in a row are a word.
const WORD: usize = 3;
/// How many words a key has at most, and how long: names have more, or longer ones.
const WORDS: usize = 3;
const LONGEST: usize = 6;

/// The words of a text that are such keys.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if text.len() < LENGTH {
        return found;
    }
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let length = bytes[start..].iter().take_while(|byte| Class::of(**byte).is_some()).count();
        let end = start + length;
        let goes_on = bytes.get(end) == Some(&b'=');
        if length == LENGTH && !goes_on && is_random(&bytes[start..end]) {
            found.push(start..end);
        }
        start = end + 1;
    }
    found
}

/// What kind of character one of base64 is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Capital,
    Small,
    Digit,
    Sign,
}

impl Class {
    fn of(byte: u8) -> Option<Self> {
        match byte {
            b'A'..=b'Z' => Some(Class::Capital),
            b'a'..=b'z' => Some(Class::Small),
            b'0'..=b'9' => Some(Class::Digit),
            b'+' | b'/' => Some(Class::Sign),
            _ => None,
        }
    }
}

fn is_random(word: &[u8]) -> bool {
    let classes: Vec<Option<Class>> = word.iter().map(|byte| Class::of(*byte)).collect();
    let has = |class| classes.contains(&Some(class));
    let changes = classes.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let mut different = word.to_vec();
    different.sort_unstable();
    different.dedup();
    let small = word.split(|byte| !byte.is_ascii_lowercase()).map(<[u8]>::len);
    let words: Vec<usize> = small.filter(|length| *length >= WORD).collect();
    let has_words = words.len() > WORDS || words.iter().any(|length| *length > LONGEST);
    !has_words
        && has(Class::Capital)
        && has(Class::Small)
        && has(Class::Digit)
        && changes >= CHANGES
        && different.len() >= DIFFERENT
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn keys_are_told_by_their_length_and_how_random_they_are() {
        let key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        for (text, at) in [
            (key.to_owned(), 0),
            (format!("key={key}"), 4),
            (format!("é \"{key}\","), 4),
            (format!("{key}\n"), 0),
            (format!("{key}-x"), 0),
        ] {
            assert_eq!(find(&text).first(), Some(&(at..at + 40)), "{text}");
        }
        for text in [format!("{key}x"), format!("x{key}"), format!("{key}="), key[1..].to_owned()] {
            assert!(find(&text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_as_long_and_means_something_is_none() {
        for text in [
            // A commit, a digest of half its length, a path, names of people and systems.
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
            "Platform/Search/Indexing/Production/2026",
            "MachineLearningPlatformInferenceService2",
            "AwsS3BucketForEc2InstancesInUsEast1Prod9",
            "OneTwoThreeFourFiveSixSevenEightNineTen1",
            "arn/aws/bedrock/Model/Claude3Sonnet2024x",
            "aaaaaaaaaaaaaaaaaaaaAAAAAAAAAAAAAAAAAAA1",
        ] {
            assert_eq!(text.len(), 40);
            assert!(find(text).is_empty(), "{text}");
        }
    }
}
