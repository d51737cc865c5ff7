//! Keys: what must stand in no error, no log and no file.

use std::fmt;

/// What stands in the place of a key.
const MASK: &str = "****";

/// Shorter texts occur by chance in what servers answer; in the few words of an error they are wiped all the same.
const LONG: usize = 16;

/// The keys of a run.
#[derive(Clone, Default)]
pub struct Secrets {
    texts: Vec<String>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.texts.len())
    }
}

impl Secrets {
    /// With one more.
    pub fn add(&mut self, text: &str) {
        if !text.is_empty() && !self.texts.iter().any(|known| known == text) {
            self.texts.push(text.to_owned());
            // Of two keys the longer one is wiped first, so that nothing of it is left.
            self.texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        }
    }

    /// A text without any of them.
    pub fn wipe(&self, text: &str) -> String {
        self.texts.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), MASK))
    }

    /// An answer without any of them. Short keys stay: they may be a part of anything.
    pub fn wipe_answer(&self, bytes: Vec<u8>) -> Vec<u8> {
        let mut bytes = bytes;
        for secret in self.texts.iter().filter(|secret| secret.len() >= LONG) {
            if find(&bytes, secret.as_bytes()).is_some() {
                bytes = without(&bytes, secret.as_bytes());
            }
        }
        bytes
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    let first = *part.first()?;
    let starts = bytes.iter().enumerate().filter(|&(_, &byte)| byte == first);
    starts.map(|(at, _)| at).find(|&at| bytes[at..].starts_with(part))
}

fn without(bytes: &[u8], part: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = find(rest, part) {
        kept.extend_from_slice(&rest[..at]);
        kept.extend_from_slice(MASK.as_bytes());
        rest = &rest[at + part.len()..];
    }
    kept.extend_from_slice(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::Secrets;

    #[test]
    fn keys_are_wiped_wherever_they_stand() {
        let mut secrets = Secrets::default();
        ["abc", "abcdefghijklmnopqrst", ""].iter().for_each(|text| secrets.add(text));
        assert_eq!(secrets.wipe("x abcdefghijklmnopqrst abc"), "x **** ****");
        let answer = b"abc \"abcdefghijklmnopqrst\"abcdefghijklmnopqrst".to_vec();
        assert_eq!(secrets.wipe_answer(answer), b"abc \"****\"****");
        assert_eq!(format!("{secrets:?}"), "Secrets(2)");
    }
}
