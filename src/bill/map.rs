//! Maps that are written as JSON.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserializer;
use serde::de::{Error, MapAccess, Visitor};

use super::unread::Unread;

/// Why a cell cannot be read as a map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Unmapped {
    /// It is no map of strings.
    NotMap,
    /// It has a key twice: which of the two counts cannot be known.
    Twice(Box<str>),
}

impl Unmapped {
    /// The same of a line and a column.
    pub(crate) fn at(self, line: u64, column: &'static str) -> Unread {
        match self {
            Unmapped::NotMap => Unread::Map { line, column },
            Unmapped::Twice(key) => Unread::KeyTwice { line, column, key },
        }
    }
}

/// The entries of a map of strings, numbers and booleans, without those that are null or empty. Numbers are texts as JSON
/// writes them.
pub(crate) fn read_map(text: &str) -> Result<Vec<(String, String)>, Unmapped> {
    let mut json = serde_json::Deserializer::from_str(text);
    let entries = json.deserialize_map(Entries).map_err(|_| Unmapped::NotMap)?;
    json.end().map_err(|_| Unmapped::NotMap)?;
    let mut keys = BTreeSet::new();
    if let Some((key, _)) = entries.iter().find(|(key, _)| !keys.insert(key.as_str())) {
        return Err(Unmapped::Twice(key.as_str().into()));
    }
    Ok(entries.into_iter().filter(|(_, value)| !value.is_empty()).collect())
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, serde_json::Value>()? {
            let value = match value {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text,
                serde_json::Value::Bool(_) | serde_json::Value::Number(_) => value.to_string(),
                serde_json::Value::Array(_) | serde_json::Value::Object(_) => {
                    return Err(A::Error::custom("a value is not a string"));
                }
            };
            entries.push((key, value));
        }
        Ok(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_read_or_refused() {
        let entries = |text: &str| read_map(text).map(|entries| entries.len());
        assert_eq!(read_map(r#"{"a": "b", "n": null, "e": "", "i": 1.5, "t": true}"#), {
            let entry = |key: &str, value: &str| (key.to_owned(), value.to_owned());
            Ok(vec![entry("a", "b"), entry("i", "1.5"), entry("t", "true")])
        });
        assert_eq!(entries("{}"), Ok(0));
        for text in
            ["", "null", "[]", "{", "{}x", r#"{"a": {}}"#, r#"{"a": []}"#, "{a=b}", "{'a': 'b'}", "\"{}\""]
        {
            assert_eq!(entries(text), Err(Unmapped::NotMap), "{text}");
        }
        for text in
            [r#"{"a": "1", "b": "2", "a": "1"}"#, r#"{"a": "1", "\u0061": ""}"#, r#"{"a": null, "a": "1"}"#]
        {
            assert_eq!(entries(text), Err(Unmapped::Twice("a".into())), "{text}");
        }
    }
}
