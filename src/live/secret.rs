//! Keys: what must be in no error, no log and no file.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

/// What is in the place of a key.
const MASK: &str = "****";

/// Shorter texts occur by chance in what servers answer; in the few words of an error they are wiped all the same.
const LONG: usize = 16;

/// Whether a text of an answer had a key in it.
pub(crate) fn is_masked(text: &str) -> bool {
    text.contains(MASK)
}

/// The keys of a session. What is added holds for every answer from then on, also one that is waited for already.
#[derive(Default)]
pub struct Secrets {
    texts: Mutex<Vec<String>>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.texts().len())
    }
}

impl Secrets {
    /// With one more.
    pub(crate) fn add(&self, text: &str) {
        let mut texts = self.texts();
        if !text.is_empty() && !texts.iter().any(|known| known == text) {
            texts.push(text.to_owned());
            // Of two keys the longer one is wiped first, so that nothing of it is left.
            texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        }
    }

    fn texts(&self) -> MutexGuard<'_, Vec<String>> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A text without any of them.
    pub(crate) fn wipe(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in self.texts().iter() {
            text = text.replace(secret.as_str(), MASK);
        }
        text
    }

    /// Takes all of them out of an answer. Short keys stay: they may be a part of anything.
    pub(crate) fn wipe_answer(&self, answer: &mut Value) {
        match answer {
            Value::String(text) => self.wipe_long(text),
            Value::Array(items) => {
                for item in items {
                    self.wipe_answer(item);
                }
            }
            Value::Object(fields) => {
                for (mut key, mut value) in std::mem::take(fields) {
                    self.wipe_long(&mut key);
                    self.wipe_answer(&mut value);
                    fields.insert(key, value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn wipe_long(&self, text: &mut String) {
        for secret in self.texts().iter().filter(|secret| secret.len() >= LONG) {
            if text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), MASK);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Secrets;

    #[test]
    fn keys_are_wiped_wherever_they_are() {
        let secrets = Secrets::default();
        for text in ["abc", "abcdefghijklmnopqrst", ""] {
            secrets.add(text);
        }
        assert_eq!(secrets.wipe("x abcdefghijklmnopqrst abc"), "x **** ****");
        let mut answer = json!({"abc": ["abcdefghijklmnopqrst", 7], "xabcdefghijklmnopqrst": {"y": "abc"}});
        secrets.wipe_answer(&mut answer);
        assert_eq!(answer, json!({"abc": ["****", 7], "x****": {"y": "abc"}}));
        assert_eq!(format!("{secrets:?}"), "Secrets(2)");
    }
}
